"""Bids: one sealed document and its versions until the opening, rows that can be scored after it."""

import uuid

from django.conf import settings
from django.db import models

from procurement.organisations.models import Organisation
from procurement.tenders.models import LotStage, Tender

from . import states


class TenderKey(models.Model):
    """The key that seals a tender's bids, wrapped by the application's keys. Losing it loses the bids."""

    tender = models.OneToOneField(Tender, on_delete=models.CASCADE, related_name="sealing_key")
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return f"Sealing key of {self.tender}"


class Bid(models.Model):
    """One supplier's bid for one lot in one stage. Until the opening its content exists only encrypted."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        WITHDRAWN = "withdrawn", "Withdrawn"
        OPENED = "opened", "Opened"
        ADMITTED = "admitted", "Admitted"
        DISREGARDED = "disregarded", "Disregarded"
        DISQUALIFIED = "disqualified", "Disqualified"
        ASSESSED = "assessed", "Assessed"

    SEALED = (State.DRAFT, State.SUBMITTED, State.WITHDRAWN)
    """The states in which nobody but the supplier's own people can read anything of the bid, its name
    included.
    """

    TRANSITIONS = states.BID

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bids")
    lot_stage = models.ForeignKey(LotStage, on_delete=models.PROTECT, related_name="bids")
    state = models.CharField(max_length=14, choices=State.choices, default=State.DRAFT)
    code = models.CharField("letter given at the opening", max_length=4, blank=True)
    draft = models.BinaryField("sealed draft")
    revision = models.PositiveIntegerField("number of the draft's last save", default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    versions_made = models.PositiveIntegerField(default=0)
    disregarded_reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("lot_stage_id", "code", "created_at")
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "lot_stage"],
                name="bid_one_per_supplier_and_lot",
                violation_error_message="This supplier has a bid for this lot already.",
            ),
            models.UniqueConstraint(
                fields=["lot_stage", "code"],
                condition=~models.Q(code=""),
                name="bid_one_letter_per_lot",
                violation_error_message="Another bid for this lot has this letter.",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "draft",
                        "submitted",
                        "withdrawn",
                        "opened",
                        "admitted",
                        "disregarded",
                        "disqualified",
                        "assessed",
                    ]
                ),
                name="bid_state_known",
                violation_error_message="This is not a state of a bid.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="disregarded") | ~models.Q(disregarded_reason=""),
                name="bid_disregarded_has_its_reason",
                violation_error_message="A disregarded bid has a reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"Bid {self.code}" if self.code else "Bid"

    @property
    def tender(self) -> Tender:
        return self.lot_stage.lot.tender

    @property
    def is_sealed(self) -> bool:
        return self.state in self.SEALED

    @property
    def audit_chain(self) -> str:
        """Where the bid's events go: the lot's chain of sealed bids, then the tender's.

        Events carry the name of the bid writer, and who bids is no business of the authority before the
        opening; so until then they stand in a chain that no page of the authority shows. The opening writes
        that chain's head into the tender's chain, which binds it.
        """
        return sealed_chain(self.lot_stage_id) if self.is_sealed else self.lot_stage.audit_chain


def sealed_chain(lot_stage_id: uuid.UUID) -> str:
    """The name of the audit chain of a lot's bids while they are sealed."""
    return f"bids:{lot_stage_id}"


class BidVersion(models.Model):
    """A submitted version, sealed under its own number, with its receipt. The highest number stands."""

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()
    content_sha256 = models.CharField(max_length=64)
    receipt = models.CharField("receipt number", max_length=20, unique=True)
    received_at = models.DateTimeField("arrived at")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("bid_id", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["bid", "number"],
                name="bid_version_one_number",
                violation_error_message="This bid has a version with this number already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bid}, version {self.number}"


class BidFile(models.Model):
    """An encrypted file under a random name. What it is called and holds is known only to the sealed
    document.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="files")
    path = models.CharField(max_length=200, unique=True)
    size = models.PositiveIntegerField()
    in_version = models.BooleanField("part of a submitted version, so never deleted", default=False)
    added_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"File of {self.bid}"


class OpeningConfirmation(models.Model):
    """One of the two named people who open a lot's bids."""

    lot_stage = models.ForeignKey(LotStage, on_delete=models.PROTECT, related_name="opening_confirmations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)
        constraints = [
            models.UniqueConstraint(
                fields=["lot_stage", "person"],
                name="opening_one_confirmation_per_person",
                violation_error_message="You have confirmed this opening; a second person does it too.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} opens {self.lot_stage}"


class BidAnswer(models.Model):
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="answers")
    criterion = models.CharField("id of the criterion in the published model", max_length=40)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bid", "criterion"], name="bid_answer_once")]

    def __str__(self) -> str:
        return f"{self.bid}: {self.criterion}"


class BidPrice(models.Model):
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="prices")
    criterion = models.CharField("id of the criterion in the published model", max_length=40)
    amount = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bid", "criterion"], name="bid_price_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="bid_price_above_zero",
                violation_error_message="A price is more than £0.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bid}: {self.criterion}"


class BidPass(models.Model):
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="passes")
    criterion = models.CharField("id of the criterion in the published model", max_length=40)
    confirmed = models.BooleanField("the supplier says yes")
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bid", "criterion"], name="bid_pass_once")]

    def __str__(self) -> str:
        return f"{self.bid}: {self.criterion}"


class BidCommitment(models.Model):
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="commitments")
    criterion = models.CharField("id of the criterion in the published model", max_length=40)
    position = models.PositiveIntegerField()
    measure = models.CharField("code of the measure in the published model", max_length=20)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    year = models.PositiveIntegerField("contract year, from 0")
    method = models.TextField("method statement")

    class Meta:
        ordering = ("bid_id", "position")
        constraints = [
            models.UniqueConstraint(fields=["bid", "position"], name="bid_commitment_one_position"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0),
                name="bid_commitment_above_zero",
                violation_error_message="A commitment's quantity is more than 0.",
            ),
            models.CheckConstraint(
                condition=~models.Q(method=""),
                name="bid_commitment_has_its_method",
                violation_error_message="A commitment has a method statement.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bid}: {self.measure}"


class BidAttachment(models.Model):
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="attachments")
    file = models.OneToOneField(BidFile, on_delete=models.PROTECT, related_name="opened_as")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("bid_id", "name")

    def __str__(self) -> str:
        return f"{self.bid}: {self.name}"
