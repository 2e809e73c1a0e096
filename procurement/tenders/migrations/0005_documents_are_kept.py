"""Versions of documents and undertakings are never edited or deleted: triggers refuse it in the database itself."""

from django.db import migrations

from procurement.audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("tenders", "0004_procurement_documents")]
    operations = [
        append_only(
            table="tenders_documentversion",
            columns=[
                "id",
                "document_id",
                "number",
                "name",
                "content_type",
                "size",
                "sha256",
                "path",
                "changes",
                "added_at",
                "added_by_id",
            ],
            message="A version of a document is kept: it is never changed or deleted.",
        ),
        append_only(
            table="tenders_confidentialityundertaking",
            columns=["id", "tender_id", "supplier_id", "person_id", "text_version", "text", "accepted_at"],
            message="An undertaking is kept as it was accepted: it is never changed or deleted.",
        ),
    ]
