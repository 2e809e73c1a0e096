from django.db import migrations, models


class Migration(migrations.Migration):
    """What two people may edit at once carries the number of its save, so that neither overwrites the other."""

    dependencies = [("tenders", "0002_published_models_are_frozen")]

    operations = [
        migrations.AddField(name, "revision", models.PositiveIntegerField(default=0))
        for name in ("tender", "stage", "lot", "markingscale")
    ]
