import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("frameworks", "0001_initial"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FrameworkFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("title", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=20, verbose_name="edition")),
                ("name", models.CharField(max_length=255)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("mapping", models.JSONField(default=dict)),
                ("uploaded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="MeasureConfirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("confirmed_at", models.DateTimeField()),
                ("note", models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name="framework",
            name="file_name",
            field=models.CharField(blank=True, max_length=255),
        ),
        migrations.AddField(
            model_name="framework",
            name="file_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="framework",
            name="imported_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="framework",
            name="imported_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="framework",
            name="is_superseded",
            field=models.BooleanField(default=False, verbose_name="a later edition has taken its place"),
        ),
        migrations.AddField(
            model_name="framework",
            name="licence",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="framework",
            name="licence_statement",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="framework",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="frameworks",
                to="organisations.organisation",
            ),
        ),
        migrations.AddField(
            model_name="framework",
            name="use",
            field=models.CharField(
                choices=[
                    ("measures", "Measures that bidders promise quantities of"),
                    ("questions", "Criteria that questions are written to"),
                ],
                default="measures",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="baseline",
            field=models.TextField(blank=True, verbose_name="what it is counted against"),
        ),
        migrations.AddField(
            model_name="measure",
            name="confidence",
            field=models.CharField(
                blank=True, choices=[("high", "High"), ("medium", "Medium"), ("low", "Low")], max_length=10
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="counts_with",
            field=models.JSONField(blank=True, default=list, verbose_name="may count one thing twice with"),
        ),
        migrations.AddField(
            model_name="measure",
            name="framework",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="measures",
                to="frameworks.framework",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="level",
            field=models.CharField(
                blank=True,
                choices=[("activity", "Activity"), ("output", "Output"), ("outcome", "Outcome")],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="licence",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="measure",
            name="original_price_year",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="measure",
            name="original_value",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="source_edition",
            field=models.CharField(blank=True, max_length=100, verbose_name="edition of the source"),
        ),
        migrations.AddField(
            model_name="measure",
            name="status",
            field=models.CharField(
                choices=[("checked", "Checked"), ("to_confirm", "To be confirmed")],
                default="checked",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="values_from",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="year of the first value"
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="yearly_values",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AlterField(
            model_name="framework",
            name="code",
            field=models.SlugField(max_length=100),
        ),
        migrations.AlterField(
            model_name="framework",
            name="version",
            field=models.CharField(max_length=20, verbose_name="edition"),
        ),
        migrations.AlterField(
            model_name="measure",
            name="code",
            field=models.CharField(max_length=20),
        ),
        migrations.AlterField(
            model_name="measure",
            name="definition",
            field=models.TextField(blank=True, verbose_name="what counts"),
        ),
        migrations.AlterField(
            model_name="measure",
            name="evidence",
            field=models.TextField(blank=True, verbose_name="evidence asked for"),
        ),
        migrations.AlterField(
            model_name="measure",
            name="unit",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddConstraint(
            model_name="framework",
            constraint=models.CheckConstraint(
                condition=models.Q(("use__in", ["measures", "questions"])),
                name="framework_use_known",
                violation_error_message="A framework holds measures, or criteria that questions are written to.",
            ),
        ),
        migrations.AddConstraint(
            model_name="framework",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("owner__isnull", True),
                    models.Q(
                        models.Q(("licence", ""), _negated=True),
                        models.Q(("licence_statement", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="framework_of_an_authority_has_its_licence",
                violation_error_message="A framework of an authority's own says under which licence it is used.",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("yearly_values", []), ("proxy_value__isnull", False), _connector="OR"),
                name="measure_yearly_values_have_a_first",
                violation_error_message="The proxy value of a measure with a value for each year is the first of them.",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["checked", "to_confirm"])),
                name="measure_status_known",
                violation_error_message="A measure is checked, or to be confirmed.",
            ),
        ),
        migrations.AddField(
            model_name="frameworkfile",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.organisation"
            ),
        ),
        migrations.AddField(
            model_name="frameworkfile",
            name="imported",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="frameworks.framework",
            ),
        ),
        migrations.AddField(
            model_name="frameworkfile",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="measureconfirmation",
            name="authority",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.organisation"
            ),
        ),
        migrations.AddField(
            model_name="measureconfirmation",
            name="measure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="confirmations",
                to="frameworks.measure",
            ),
        ),
        migrations.AddField(
            model_name="measureconfirmation",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="measureconfirmation",
            constraint=models.UniqueConstraint(
                fields=("measure", "authority"),
                name="measure_confirmed_once_for_an_authority",
                violation_error_message="This measure is confirmed for this authority already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="measureconfirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(("note", ""), _negated=True),
                name="measure_confirmation_has_a_note",
                violation_error_message="A confirmation says what it rests on.",
            ),
        ),
    ]
