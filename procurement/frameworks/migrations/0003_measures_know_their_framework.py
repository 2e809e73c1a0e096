"""Every measure is given the framework of its theme. In a transaction of its own: PostgreSQL alters no table that has
just been changed."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, _schema_editor):
    measure, outcome = (apps.get_model("frameworks", name) for name in ("Measure", "Outcome"))
    framework = outcome.objects.filter(pk=OuterRef("outcome_id")).values("theme__framework_id")[:1]
    measure.objects.update(framework_id=Subquery(framework))


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0002_editions_owners_and_provenance")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
