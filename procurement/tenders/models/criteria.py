"""The award criteria being built for a lot, and the model that publication freezes."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from procurement.core.formatting import weight
from procurement.frameworks.models import Framework, Measure

from .tenders import Lot, Tender


class MarkingScale(models.Model):
    """The marks that a quality answer can get, lowest first. Belongs to a tender, so that its words can be its own."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="scales")
    name = models.CharField(max_length=60)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "name"],
                name="scale_one_name_per_tender",
                violation_error_message="This tender has a marking scale with this name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ScaleStep(models.Model):
    scale = models.ForeignKey(MarkingScale, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveIntegerField()
    mark = models.CharField(max_length=10)
    label = models.CharField(max_length=60)
    descriptor = models.TextField()
    points = models.DecimalField(
        "share of the weighting", max_digits=6, decimal_places=4, null=True, blank=True
    )

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["scale", "mark"],
                name="scale_step_one_mark",
                violation_error_message="This scale has this mark already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark} {self.label}"

    @property
    def share(self) -> str:
        """The share of the weighting that this mark earns; empty when marks count in proportion."""
        return "" if self.points is None else f"{weight(self.points * 100)} of the weighting"


class Criterion(models.Model):
    """A node of a lot's draft tree of award criteria. What is published is a copy of the tree, frozen."""

    class Kind(models.TextChoices):
        GROUP = "group", "Group of criteria"
        QUALITY = "quality", "Quality question"
        PRICE = "price", "Price"
        METHOD = "method", "Social value method question"
        SOCIAL_VALUE = "social_value", "Quantified social value"
        PASS_FAIL = "pass_fail", "Pass or fail"

    class DoubleCount(models.TextChoices):
        WARN = "warn", "Warn"
        REFUSE = "refuse", "Count one only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="criteria")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    position = models.PositiveIntegerField(default=0)
    code = models.SlugField(max_length=20)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    weight = models.DecimalField(
        "weighting",
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    weight_note = models.CharField(max_length=500, blank=True)
    question = models.TextField(blank=True)
    guidance = models.TextField("what a good answer covers", blank=True)
    word_limit = models.PositiveIntegerField(null=True, blank=True)
    scale = models.ForeignKey(MarkingScale, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    minimum_mark = models.CharField(max_length=10, blank=True)
    price_maximum = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    measures = models.ManyToManyField(Measure, blank=True, related_name="+")
    discount_rate = models.DecimalField(
        "discount rate in hundredths a year",
        max_digits=5,
        decimal_places=3,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(20))],
    )
    double_count = models.CharField(
        "when commitments may count one thing twice",
        max_length=6,
        choices=DoubleCount.choices,
        default=DoubleCount.WARN,
    )
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "award criterion"
        verbose_name_plural = "award criteria"
        ordering = ("position", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "code"],
                name="criterion_one_code_per_lot",
                violation_error_message="This lot has a criterion with this code already.",
            ),
            models.CheckConstraint(
                condition=models.Q(weight__isnull=True) | models.Q(weight__gte=0, weight__lte=100),
                name="criterion_weight_is_a_percentage",
                violation_error_message="A weighting is between 0 and 100.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["group", "quality", "price", "method", "social_value", "pass_fail"]
                ),
                name="criterion_kind_known",
                violation_error_message="This is not a kind of award criterion.",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="pass_fail") | models.Q(weight=0),
                name="criterion_pass_fail_has_no_weight",
                violation_error_message="A pass or fail criterion has no weighting.",
            ),
            models.CheckConstraint(
                condition=models.Q(double_count__in=["warn", "refuse"]),
                name="criterion_double_count_known",
                violation_error_message="What may count twice is warned of, or only one of it counts.",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="criterion_not_under_itself",
                violation_error_message="A criterion does not stand under itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def takes(self) -> str | None:
        """What it takes from frameworks: measures to promise, criteria that its question answers to, or nothing."""
        uses = {
            self.Kind.SOCIAL_VALUE: Framework.Use.MEASURES,
            self.Kind.METHOD: Framework.Use.QUESTIONS,
        }
        return uses.get(self.Kind(self.kind))


class PublishedModel(models.Model):
    """A lot's rules as published: the `scoring` model and the questions, frozen by a trigger, with their digests."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="published_models")
    version = models.PositiveIntegerField()
    model = models.JSONField()
    model_hash = models.CharField(max_length=80)
    questions = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("lot_id", "version")
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "version"],
                name="published_model_one_version",
                violation_error_message="This version of the model is published already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot}, model version {self.version}"
