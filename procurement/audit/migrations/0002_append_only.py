from django.db import migrations

from procurement.audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        append_only(
            table="audit_auditevent",
            columns=[
                "chain_id",
                "number",
                "at",
                "action",
                "subject",
                "actor",
                "details_digest",
                "previous",
                "digest",
            ],
            erasable=["details"],
            message="An audit event is never changed or deleted.",
        ),
    ]
