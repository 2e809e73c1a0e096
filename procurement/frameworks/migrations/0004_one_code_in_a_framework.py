import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0003_measures_know_their_framework")]

    operations = [
        migrations.AlterField(
            model_name="measure",
            name="framework",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="measures",
                to="frameworks.framework",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(
                fields=("framework", "code"),
                name="measure_one_code_in_a_framework",
                violation_error_message="This framework has a measure with this code already.",
            ),
        ),
    ]
