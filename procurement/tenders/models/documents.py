"""Procurement documents: what a tender is about, in files; their versions, and who was given a restricted one."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from procurement.organisations.models import Organisation

from .tenders import Lot, Tender


class TenderDocument(models.Model):
    """One document of a tender, for all of its lots or for one. What it holds is in its versions."""

    class Kind(models.TextChoices):
        SPECIFICATION = "specification", "Specification"
        TERMS = "terms", "Terms and conditions"
        PRICING = "pricing", "Pricing"
        WORKFORCE = "workforce", "Workforce list (TUPE)"
        OTHER = "other", "Other"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="documents")
    lot = models.ForeignKey(Lot, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    title = models.CharField(max_length=150)
    is_restricted = models.BooleanField("only for bidders who accept the confidentiality undertaking")
    created_at = models.DateTimeField()
    creation_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_reason = models.TextField("reason for the withdrawal", blank=True)

    class Meta:
        ordering = ("tender_id", F("lot__number").asc(nulls_first=True), "created_at")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["specification", "terms", "pricing", "workforce", "other"]),
                name="document_kind_known",
                violation_error_message="This is not a kind of procurement document.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="workforce") | Q(is_restricted=True),
                name="document_workforce_is_restricted",
                violation_error_message="A workforce list is given only to bidders who accept the undertaking.",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="document_has_its_title",
                violation_error_message="A document has a title.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="document_withdrawn_has_its_reason",
                violation_error_message="A withdrawn document has a time and a reason.",
            ),
            models.UniqueConstraint(
                fields=["tender", "title"],
                condition=Q(lot__isnull=True, withdrawn_at__isnull=True),
                name="document_title_once_per_tender",
                violation_error_message="There is a document with this title for all lots already.",
            ),
            models.UniqueConstraint(
                fields=["lot", "title"],
                condition=Q(withdrawn_at__isnull=True),
                name="document_title_once_per_lot",
                violation_error_message="This lot has a document with this title already.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def where(self) -> str:
        """For which lots it is, in words."""
        return str(self.lot) if self.lot else "All lots"


class DocumentVersion(models.Model):
    """One version of a document, as a file under a random name. It is never changed and never deleted.

    A restricted document's file is sealed under the key in `sealed_key`, which the application's keys wrap.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(TenderDocument, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField("name of the file", max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField("size in bytes")
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, unique=True)
    sealed_key = models.BinaryField("wrapped key of a sealed file", null=True)
    changes = models.TextField("what changed", blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("document_id", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"],
                name="document_version_one_number",
                violation_error_message="This document has a version with this number already.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="document_version_from_one",
                violation_error_message="Versions are counted from 1.",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(changes=""),
                name="document_version_says_what_changed",
                violation_error_message="From version 2 on, a version says what changed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, version {self.number}"


class ConfidentialityUndertaking(models.Model):
    """That somebody accepted, for a supplier, the undertaking on restricted documents: the words as they were.

    It is never changed and never deleted.
    """

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="undertakings")
    supplier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text_version = models.PositiveIntegerField("version of the wording")
    text = models.TextField("wording as accepted")
    accepted_at = models.DateTimeField()

    class Meta:
        ordering = ("accepted_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "supplier", "person", "text_version"],
                name="undertaking_once",
                violation_error_message="You have accepted this undertaking for this organisation already.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="undertaking_has_its_wording",
                violation_error_message="An undertaking has its wording.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} for {self.supplier}: undertaking on {self.tender}"


class DocumentsSeen(models.Model):
    """When a person last looked at the documents of a published tender, so that later changes can be pointed out."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "tender"],
                name="documents_seen_once",
                violation_error_message="When you last looked is kept once for each tender.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} looked at the documents of {self.tender}"
