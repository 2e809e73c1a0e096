"""Social value frameworks: themes, outcomes and measures, with their proxy values and where those come from."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models

DEDUCTIONS = ("deadweight", "attribution", "displacement", "leakage", "drop_off")
"""The shares that are taken off a measure's value."""


class Framework(models.Model):
    """A published or own set of measures, in one version."""

    code = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=20)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ("title", "version")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="framework_one_version",
                violation_error_message="This version of the framework is here already.",
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
    """Something that a supplier can promise, with the proxy value in pounds of one unit (None: not valued)."""

    class Kind(models.TextChoices):
        FISCAL = "fiscal", "Fiscal"
        ECONOMIC = "economic", "Economic"
        SOCIAL = "social", "Social"
        ENVIRONMENTAL = "environmental", "Environmental"
        TRANSFER = "transfer", "Benefit transfer"

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="measures")
    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=300)
    unit = models.CharField(max_length=60)
    proxy_value = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    source = models.TextField()
    price_year = models.CharField(max_length=20, blank=True)
    deadweight = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal(0))
    attribution = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal(0))
    displacement = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal(0))
    leakage = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal(0))
    drop_off = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal(0))
    definition = models.TextField("what counts")
    evidence = models.TextField("evidence asked for")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(proxy_value__isnull=True) | models.Q(proxy_value__gte=0),
                name="measure_proxy_value_not_negative",
                violation_error_message="A proxy value is 0 or more.",
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
