"""A submitted version and a confirmation of the opening are never changed or deleted, whoever asks the database."""

from django.db import migrations

from procurement.audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("bids", "0001_initial")]

    operations = [
        append_only(
            table="bids_bidversion",
            columns=[
                "bid_id",
                "number",
                "sealed",
                "content_sha256",
                "receipt",
                "received_at",
                "submitted_by_id",
            ],
            message="A submitted version of a bid is never changed or deleted.",
        ),
        append_only(
            table="bids_openingconfirmation",
            columns=["lot_stage_id", "person_id", "at"],
            message="A confirmation of an opening is never changed or deleted.",
        ),
    ]
