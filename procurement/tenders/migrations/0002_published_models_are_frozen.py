"""What is published is never edited or deleted: triggers refuse it in the database itself."""

from django.db import migrations

from procurement.audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("tenders", "0001_initial")]
    operations = [
        append_only(
            table="tenders_publishedmodel",
            columns=[
                "id",
                "lot_id",
                "version",
                "model",
                "model_hash",
                "questions",
                "published_at",
                "published_by_id",
            ],
            message="A published model is frozen: it is never changed or deleted.",
        ),
    ]
