"""Declarations, score sheets, judged commitments, consensus marks, and results as calculated."""

import uuid

from django.conf import settings
from django.db import models

from procurement.bids.models import Bid, BidCommitment
from procurement.tenders.models import LotStage, PublishedModel

from . import states


class ConflictDeclaration(models.Model):
    """What a member of the panel says about interests in a lot's bidders, before reading any bid.

    Procurement Act 2023, Part 5 (sections 81 to 83): conflicts of interest are identified and mitigated.
    """

    class Answer(models.TextChoices):
        NONE = "none", "No conflict of interest"
        CONFLICT = "conflict", "A possible conflict of interest"

    class Outcome(models.TextChoices):
        TAKES_PART = "takes_part", "Takes part"
        WAITING = "waiting", "Waiting for a decision"
        RECUSED = "recused", "Recused"

    lot_stage = models.ForeignKey(LotStage, on_delete=models.PROTECT, related_name="declarations")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="declarations"
    )
    answer = models.CharField(max_length=10, choices=Answer.choices)
    details = models.TextField(blank=True)
    declared_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    mitigation = models.TextField("reason and mitigation", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot_stage", "person"],
                name="declaration_one_per_person",
                violation_error_message="You have made your declaration for this lot already.",
            ),
            models.CheckConstraint(
                condition=models.Q(answer__in=["none", "conflict"])
                & models.Q(outcome__in=["takes_part", "waiting", "recused"]),
                name="declaration_answer_and_outcome_known",
                violation_error_message=(
                    "A declaration is none or conflict; who declares takes part, waits or is recused."
                ),
            ),
            models.CheckConstraint(
                condition=~models.Q(answer="conflict", outcome="takes_part")
                | models.Q(decided_by__isnull=False),
                name="declaration_conflict_is_decided_by_somebody",
                violation_error_message=(
                    "Who declared a possible conflict takes part only when an officer has decided so."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(answer="none") | ~models.Q(details=""),
                name="declaration_conflict_is_described",
                violation_error_message="Describe the possible conflict of interest.",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(mitigation=""),
                name="declaration_decision_has_its_reason",
                violation_error_message="Give the reason for the decision and how the conflict is mitigated.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_answer_display()}"


class ScoreSheet(models.Model):
    """One evaluator's marks for one bid. A locked sheet is never changed; re-opening makes a new version."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Complete"
        LOCKED = "locked", "Locked"

    TRANSITIONS = states.SCORE_SHEET

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot_stage = models.ForeignKey(LotStage, on_delete=models.PROTECT, related_name="score_sheets")
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="score_sheets")
    evaluator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="score_sheets"
    )
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bid", "evaluator"],
                condition=models.Q(is_current=True),
                name="score_sheet_one_current",
                violation_error_message="This evaluator has a current sheet for this bid already.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "submitted", "locked"]),
                name="score_sheet_state_known",
                violation_error_message="A score sheet is a draft, complete or locked.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="locked") | models.Q(locked_at__isnull=False),
                name="score_sheet_locked_has_its_time",
                violation_error_message="A locked sheet has the time of its locking.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluator}: {self.bid}"

    @property
    def audit_chain(self) -> str:
        return self.lot_stage.audit_chain


class Score(models.Model):
    """One mark with its reason, on one sheet, for one quality question of the published model."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=40)
    mark = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True)
    saved_at = models.DateTimeField(auto_now=True)
    revision = models.PositiveIntegerField("number of the last save", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "criterion"],
                name="score_one_per_question",
                violation_error_message="This sheet has a mark for this question already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}: {self.criterion}"


class CommitmentReview(models.Model):
    """How much of one commitment counts, by the published rules, and why."""

    commitment = models.OneToOneField(BidCommitment, on_delete=models.PROTECT, related_name="review")
    counted = models.DecimalField("quantity that counts", max_digits=14, decimal_places=4)
    reason = models.TextField()
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    revision = models.PositiveIntegerField("number of the last save", default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(counted__gte=0),
                name="commitment_review_not_negative",
                violation_error_message="The quantity that counts is 0 or more.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="commitment_review_has_its_reason",
                violation_error_message="Say why this much of the commitment counts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}: {self.counted}"


class PassDecision(models.Model):
    """Whether a bid meets a pass or fail criterion, and why."""

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="pass_decisions")
    criterion = models.CharField(max_length=40)
    passed = models.BooleanField()
    reason = models.TextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    revision = models.PositiveIntegerField("number of the last save", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bid", "criterion"],
                name="pass_decision_once",
                violation_error_message="This bid has a decision on this criterion already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="pass_decision_has_its_reason",
                violation_error_message="Say why the bid passes or fails.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bid}: {self.criterion}"


class ModeratedScore(models.Model):
    """The panel's consensus mark for one question of one bid, with the reason of the authority."""

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="moderated_scores")
    criterion = models.CharField(max_length=40)
    mark = models.CharField(max_length=10)
    reason = models.TextField()
    dissent = models.TextField("who disagreed, and why", blank=True)
    agreed_by = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    revision = models.PositiveIntegerField("number of the last save", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bid", "criterion"],
                name="moderated_score_once",
                violation_error_message="This question has a consensus mark for this bid already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="moderated_score_has_its_reason",
                violation_error_message="A consensus mark has a reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bid}: {self.criterion} {self.mark}"


class Result(models.Model):
    """A lot's result as `scoring` calculated it from the frozen model: the input, the output and both
    digests.
    """

    lot_stage = models.ForeignKey(LotStage, on_delete=models.PROTECT, related_name="results")
    published_model = models.ForeignKey(PublishedModel, on_delete=models.PROTECT, related_name="results")
    number = models.PositiveIntegerField()
    evaluation = models.JSONField("evaluation file, format 1")
    result = models.JSONField("result, format 1")
    result_hash = models.CharField(max_length=80)
    calculated_at = models.DateTimeField()
    calculated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("lot_stage_id", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["lot_stage", "number"],
                name="result_one_number_per_lot",
                violation_error_message="This lot has a result with this number already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot_stage}, result {self.number}"
