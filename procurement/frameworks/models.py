"""Social value frameworks: themes, outcomes and measures, with their proxy values and where those come from."""

import uuid
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from procurement.organisations.models import Organisation

DEDUCTIONS = ("deadweight", "attribution", "displacement", "leakage", "drop_off")
"""The shares that are taken off a measure's value."""


class Framework(models.Model):
    """A set of measures in one edition (`version`): one that comes with the software, or an authority's own copy.

    Without `owner` everybody sees it. With one it is licensed to that authority, and nobody else sees it.
    """

    class Use(models.TextChoices):
        MEASURES = "measures", "Measures that bidders promise quantities of"
        QUESTIONS = "questions", "Criteria that questions are written to"

    code = models.SlugField(max_length=100)
    title = models.CharField(max_length=200)
    version = models.CharField("edition", max_length=20)
    description = models.TextField(blank=True)
    use = models.CharField(max_length=10, choices=Use.choices, default=Use.MEASURES)
    licence = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="frameworks"
    )
    licence_statement = models.TextField(blank=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    imported_at = models.DateTimeField(null=True, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    is_superseded = models.BooleanField("a later edition has taken its place", default=False)

    class Meta:
        ordering = ("title", "version")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="framework_one_version",
                violation_error_message="This version of the framework is here already.",
            ),
            models.CheckConstraint(
                condition=models.Q(use__in=["measures", "questions"]),
                name="framework_use_known",
                violation_error_message="A framework holds measures, or criteria that questions are written to.",
            ),
            models.CheckConstraint(
                condition=models.Q(owner__isnull=True)
                | (~models.Q(licence="") & ~models.Q(licence_statement="")),
                name="framework_of_an_authority_has_its_licence",
                violation_error_message="A framework of an authority's own says under which licence it is used.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class Theme(models.Model):
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="themes")
    title = models.CharField(max_length=200)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.title


class Outcome(models.Model):
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="outcomes")
    title = models.CharField(max_length=200)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.title


class Measure(models.Model):
    """Something that a supplier can promise, with the proxy value in pounds of one unit (None: not valued).

    `yearly_values` are decimals as texts, one for each contract year where a unit is not worth the same every year;
    `proxy_value` is then the first of them, and `values_from` the calendar year that it is of. `original_value`
    is the figure that the source gives, in prices of `original_price_year`, where it was brought to another year.
    `counts_with` holds codes of the same framework that may count one thing twice with this one.
    In a framework for questions a measure is a criterion that a question is written to: it has neither unit nor value.
    """

    class Kind(models.TextChoices):
        FISCAL = "fiscal", "Fiscal"
        ECONOMIC = "economic", "Economic"
        SOCIAL = "social", "Social"
        ENVIRONMENTAL = "environmental", "Environmental"
        TRANSFER = "transfer", "Benefit transfer"

    class Level(models.TextChoices):
        ACTIVITY = "activity", "Activity"
        OUTPUT = "output", "Output"
        OUTCOME = "outcome", "Outcome"

    class Confidence(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    class Status(models.TextChoices):
        CHECKED = "checked", "Checked"
        TO_CONFIRM = "to_confirm", "To be confirmed"

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="measures")
    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="measures")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    unit = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=10, choices=Level.choices, blank=True)
    proxy_value = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )
    yearly_values = models.JSONField(default=list, blank=True)
    values_from = models.PositiveSmallIntegerField("year of the first value", null=True, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    baseline = models.TextField("what it is counted against", blank=True)
    source = models.TextField()
    source_edition = models.CharField("edition of the source", max_length=100, blank=True)
    price_year = models.CharField(max_length=20, blank=True)
    original_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    original_price_year = models.CharField(max_length=20, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence.choices, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CHECKED)
    counts_with = models.JSONField("may count one thing twice with", default=list, blank=True)
    deadweight = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal(0))
    attribution = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal(0))
    displacement = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal(0))
    leakage = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal(0))
    drop_off = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal(0))
    definition = models.TextField("what counts", blank=True)
    evidence = models.TextField("evidence asked for", blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "code"],
                name="measure_one_code_in_a_framework",
                violation_error_message="This framework has a measure with this code already.",
            ),
            models.CheckConstraint(
                condition=models.Q(proxy_value__isnull=True) | models.Q(proxy_value__gte=0),
                name="measure_proxy_value_not_negative",
                violation_error_message="A proxy value is 0 or more.",
            ),
            models.CheckConstraint(
                condition=models.Q(yearly_values=[]) | models.Q(proxy_value__isnull=False),
                name="measure_yearly_values_have_a_first",
                violation_error_message="The proxy value of a measure with a value for each year is the first of them.",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["checked", "to_confirm"]),
                name="measure_status_known",
                violation_error_message="A measure is checked, or to be confirmed.",
            ),
            *[
                models.CheckConstraint(
                    condition=models.Q(**{f"{name}__gte": 0, f"{name}__lte": 1}),
                    name=f"measure_{name}_is_a_share",
                    violation_error_message="A deduction is between 0 and 1.",
                )
                for name in DEDUCTIONS
            ],
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    confirmed_for: frozenset[UUID] = frozenset()
    """The authorities that have confirmed it, where a query has looked; see `note_confirmations`."""

    def waits_for(self, authority: UUID) -> bool:
        """Whether this authority's tenders have to wait for a confirmation before they are published with it."""
        return self.status == self.Status.TO_CONFIRM and authority not in self.confirmed_for

    @property
    def values_by_year(self) -> list[tuple[int | None, Decimal]]:
        """Each yearly value with its calendar year (None: not stated); empty where one value is for all years."""
        first = self.values_from
        return [
            (None if first is None else first + at, Decimal(value))
            for at, value in enumerate(self.yearly_values)
        ]


class MeasureConfirmation(models.Model):
    """A named officer's word that a measure which was to be confirmed is right, for their authority's tenders."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="confirmations")
    authority = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "authority"],
                name="measure_confirmed_once_for_an_authority",
                violation_error_message="This measure is confirmed for this authority already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(note=""),
                name="measure_confirmation_has_a_note",
                violation_error_message="A confirmation says what it rests on.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: confirmed by {self.person} for {self.authority}"


class FrameworkFile(models.Model):
    """A file that one person is importing a framework from, with what they said of it so far. Kept for a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    version = models.CharField("edition", max_length=20)
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField()
    imported = models.ForeignKey(
        Framework, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return self.name
