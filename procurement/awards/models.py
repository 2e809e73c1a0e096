"""Award decisions with their approvals, and the documents that the worker makes of them."""

import uuid

from django.conf import settings
from django.db import models

from procurement.bids.models import Bid
from procurement.evaluation.models import Result
from procurement.tenders.models import LotStage

from . import states


class AwardDecision(models.Model):
    """The decision on one lot: recommended by one person, approved by another."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        RECOMMENDED = "recommended", "Recommended"
        APPROVED = "approved", "Approved"
        SET_ASIDE = "set_aside", "Set aside"

    TRANSITIONS = states.AWARD_DECISION

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot_stage = models.ForeignKey(LotStage, on_delete=models.PROTECT, related_name="decisions")
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="decisions")
    winner = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="decisions_won")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    reason = models.TextField("reasons for the recommendation")
    recommended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    recommended_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    set_aside_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "award decision"
        constraints = [
            models.UniqueConstraint(
                fields=["lot_stage"],
                condition=~models.Q(state="set_aside"),
                name="award_one_live_per_lot",
                violation_error_message="This lot has an award decision already.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "recommended", "approved", "set_aside"]),
                name="award_state_known",
                violation_error_message="An award decision is a draft, recommended, approved or set aside.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["recommended", "approved"])
                | models.Q(recommended_at__isnull=False, recommended_by__isnull=False),
                name="award_recommended_has_its_date",
                violation_error_message="A recommended award names who recommended it, and when.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(approved_at__isnull=False),
                name="award_approved_has_its_date",
                violation_error_message="An approved award has the time of its approval.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="set_aside") | ~models.Q(set_aside_reason=""),
                name="award_set_aside_has_its_reason",
                violation_error_message="A decision that is set aside has a reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"Award of {self.lot_stage}"

    @property
    def audit_chain(self) -> str:
        return self.lot_stage.audit_chain


class Approval(models.Model):
    """An approver's answer. The recommender is copied here so that the database can tell the two apart."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Returned"

    decision = models.ForeignKey(AwardDecision, on_delete=models.PROTECT, related_name="approvals")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="approvals")
    recommender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(approver=models.F("recommender")),
                name="approval_by_another_person",
                violation_error_message="The person who recommended an award cannot approve it.",
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=models.Q(verdict="approved"),
                name="approval_once",
                violation_error_message="This award is approved already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="approval_has_its_reason",
                violation_error_message="Give the reason for your answer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.approver}: {self.get_verdict_display()}"


class Document(models.Model):
    """A document that the worker renders: queued, rendering, then ready, or failed with the reason."""

    class Kind(models.TextChoices):
        AWARD_REPORT = "award_report", "Award report"

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RENDERING = "rendering", "Rendering"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    TRANSITIONS = states.DOCUMENT

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(AwardDecision, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "kind"],
                name="document_one_of_a_kind",
                violation_error_message="This decision has this document already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ready") | (~models.Q(path="") & ~models.Q(sha256="")),
                name="document_ready_has_its_file",
                violation_error_message="A finished document has its file and its digest.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="failed") | ~models.Q(error=""),
                name="document_failed_has_its_reason",
                violation_error_message="A failed document says why.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.decision}"

    @property
    def lot_stage(self) -> LotStage:
        return self.decision.lot_stage

    @property
    def audit_chain(self) -> str:
        return self.decision.audit_chain
