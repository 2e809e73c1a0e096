"""Tenders, their lots and stages, and who has a role on them."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from procurement.organisations.models import Organisation

from .. import states


class Tender(models.Model):
    """One procurement of one contracting authority, from the first plan to its end."""

    class State(models.TextChoices):
        PLANNING = "planning", "Planning"
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        FINISHED = "finished", "Finished"
        CANCELLED = "cancelled", "Cancelled"

    TRANSITIONS = states.TENDER

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tenders")
    reference = models.CharField(max_length=60)
    title = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    cpv = models.CharField("CPV code", max_length=10, blank=True)
    cpv_title = models.CharField("CPV title", max_length=300, blank=True)
    value = models.DecimalField("estimated value", max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="GBP")
    contract_start = models.DateField(null=True, blank=True)
    contract_end = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    creation_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.TextField("reason for the cancellation", blank=True)
    ocid = models.CharField("open contracting identifier", max_length=200, blank=True)
    source_notes = models.JSONField("what was read from the notice", default=list, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["planning", "draft", "published", "finished", "cancelled"]),
                name="tender_state_known",
                violation_error_message="A tender is planning, draft, published, finished or cancelled.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["published", "finished"])
                | models.Q(published_at__isnull=False),
                name="tender_published_has_its_time",
                violation_error_message="A published tender has the time of its publication.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="cancelled") | ~models.Q(cancelled_reason=""),
                name="tender_cancelled_has_its_reason",
                violation_error_message="A cancelled tender has a reason.",
            ),
            models.CheckConstraint(
                condition=models.Q(contract_start__isnull=True)
                | models.Q(contract_end__isnull=True)
                | models.Q(contract_end__gte=models.F("contract_start")),
                name="tender_contract_ends_after_its_start",
                violation_error_message="The contract ends on or after the day it starts.",
            ),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value__gte=0),
                name="tender_value_not_negative",
                violation_error_message="The estimated value is 0 or more.",
            ),
            models.UniqueConstraint(
                fields=["authority", "ocid"],
                condition=~models.Q(ocid=""),
                name="tender_once_per_notice",
                violation_error_message="This authority has a tender from this notice already.",
            ),
            models.UniqueConstraint(
                fields=["authority", "reference"],
                name="tender_reference_once_per_authority",
                violation_error_message="This authority has a tender with this reference already.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_chain(self) -> str:
        return f"tender:{self.pk}"


class Stage(models.Model):
    """A round of a tender with a deadline of its own. The deadline is compared with the database's clock."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="stages")
    number = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=120, default="Tender")
    deadline = models.DateTimeField("deadline for bids", null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("tender_id", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "number"],
                name="stage_one_number_per_tender",
                violation_error_message="This tender has a stage with this number already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender}, stage {self.number}"

    def is_closed(self, at: datetime) -> bool:
        """Whether the deadline is behind `at`; a bid that arrives at the very deadline is in time."""
        return self.deadline is not None and at > self.deadline


class Lot(models.Model):
    """A part of a tender that is bid for, scored and awarded on its own. A tender without lots has one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="lots")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    value = models.DecimalField("estimated value", max_digits=16, decimal_places=2, null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("tender_id", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "number"],
                name="lot_one_number_per_tender",
                violation_error_message="This tender has a lot with this number already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Lot {self.number}: {self.title}"


class LotStage(models.Model):
    """A lot in one stage: where all state from the opening onward lives."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for bids"
        OPENED = "opened", "Opened"
        EVALUATING = "evaluating", "Evaluating"
        MODERATED = "moderated", "Moderated"
        AWARDED = "awarded", "Awarded"
        ENDED = "ended", "Ended without award"

    TRANSITIONS = states.LOT_STAGE

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="stages")
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="lots")
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "lot"
        ordering = ("lot__number", "stage__number")
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "stage"],
                name="lot_once_per_stage",
                violation_error_message="This lot is in this stage already.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["waiting", "opened", "evaluating", "moderated", "awarded", "ended"]
                ),
                name="lot_stage_state_known",
                violation_error_message="A lot is waiting, opened, evaluating, moderated, awarded or ended.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["opened", "evaluating", "moderated", "awarded"])
                | models.Q(opened_at__isnull=False),
                name="lot_stage_opened_has_its_time",
                violation_error_message="An opened lot has the time of its opening.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ended") | ~models.Q(ended_reason=""),
                name="lot_stage_ended_has_its_reason",
                violation_error_message="A lot that ends without award has a reason.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.lot)

    @property
    def tender(self) -> Tender:
        return self.lot.tender

    @property
    def audit_chain(self) -> str:
        return self.lot.tender.audit_chain


class TenderGrant(models.Model):
    """A role of a person on a tender, or on one lot of it."""

    class Role(models.TextChoices):
        OFFICER = "officer", "Procurement officer"
        APPROVER = "approver", "Approver"
        EVALUATOR = "evaluator", "Evaluator"
        SOCIAL_VALUE_REVIEWER = "social_value_reviewer", "Social value reviewer"
        MODERATOR = "moderator", "Moderator"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tender_grants"
    )
    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="grants")
    lot = models.ForeignKey(Lot, null=True, blank=True, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=24, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "tender", "role"],
                condition=models.Q(lot__isnull=True),
                name="tender_grant_once",
                violation_error_message="This person has this role on this tender already.",
            ),
            models.UniqueConstraint(
                fields=["person", "lot", "role"],
                name="tender_grant_once_per_lot",
                violation_error_message="This person has this role on this lot already.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    role__in=["officer", "approver", "evaluator", "social_value_reviewer", "moderator"]
                ),
                name="tender_role_known",
                violation_error_message="This role is not one that a tender gives.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}, {self.lot or self.tender}"
