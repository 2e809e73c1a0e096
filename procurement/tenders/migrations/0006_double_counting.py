from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("frameworks", "0002_editions_owners_and_provenance"),
        ("tenders", "0005_documents_are_kept"),
    ]

    operations = [
        migrations.AddField(
            model_name="criterion",
            name="double_count",
            field=models.CharField(
                choices=[("warn", "Warn"), ("refuse", "Count one only")],
                default="warn",
                max_length=6,
                verbose_name="when commitments may count one thing twice",
            ),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.CheckConstraint(
                condition=models.Q(("double_count__in", ["warn", "refuse"])),
                name="criterion_double_count_known",
                violation_error_message="What may count twice is warned of, or only one of it counts.",
            ),
        ),
    ]
