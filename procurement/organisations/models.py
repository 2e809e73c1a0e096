"""Contracting authorities, the shared services they belong to, suppliers, who acts for them, and who is invited to."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower


class Organisation(models.Model):
    """A contracting authority, a shared procurement service, or a supplier."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", "Contracting authority"
        SHARED_SERVICE = "shared_service", "Shared service"
        SUPPLIER = "supplier", "Supplier"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=300)
    identifier_scheme = models.CharField(max_length=40, blank=True)
    identifier = models.CharField(max_length=80, blank=True)
    part_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="members"
    )
    is_vcse = models.BooleanField("voluntary, community or social enterprise", default=False)
    is_sme = models.BooleanField("small or medium-sized enterprise", default=False)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["authority", "shared_service", "supplier"]),
                name="organisation_kind_known",
                violation_error_message="An organisation is a contracting authority, a shared service or a supplier.",
            ),
            models.CheckConstraint(
                condition=models.Q(part_of__isnull=True) | models.Q(kind="authority"),
                name="organisation_only_authorities_share",
                violation_error_message="Only a contracting authority can belong to a shared service.",
            ),
            models.UniqueConstraint(
                fields=["kind", "name"],
                name="organisation_one_name_per_kind",
                violation_error_message="There is an organisation of this kind with this name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationGrant(models.Model):
    """A role of a person on an organisation. On a shared service it reaches every authority that belongs to it."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", "Administrator"
        OFFICER = "officer", "Procurement officer"
        APPROVER = "approver", "Approver"
        BID_WRITER = "bid_writer", "Bid writer"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="organisation_grants"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                name="organisation_grant_once",
                violation_error_message="This person has this role already.",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["administrator", "officer", "approver", "bid_writer"]),
                name="organisation_role_known",
                violation_error_message="This role is not one that an organisation gives.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}, {self.organisation}"


class Invitation(models.Model):
    """A role that waits for somebody to accept it by a link in a mail. Of the link only a hash is kept.

    `about` is empty for a role on the organisation. A higher app puts there what it gives a role on ("lot:12"), and
    `about_label` says so in words; see `procurement.organisations.invitations`.
    """

    class State(models.TextChoices):
        OPEN = "open", "Waiting"
        ENDED = "ended", "Ended"
        ACCEPTED = "accepted", "Accepted"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=40)
    about = models.CharField(max_length=80, blank=True)
    about_label = models.CharField(max_length=400, blank=True)
    name = models.CharField("full name", max_length=120)
    email = models.EmailField("e-mail address")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations_made"
    )
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="invitations_accepted",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                "role",
                "about",
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_one_standing",
                violation_error_message="This address is invited to this role already. Send that invitation again.",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("sent_at")),
                name="invitation_ends_after_it_is_sent",
                violation_error_message="An invitation ends after it is sent.",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
                violation_error_message="An accepted invitation says when and by whom.",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="invitation_accepted_or_withdrawn",
                violation_error_message="An invitation is accepted or withdrawn, not both.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.role}, {self.about_label or self.organisation}"

    @property
    def sending(self) -> str:
        """Which sending of the invitation stands: another one each time that it is sent."""
        return self.sent_at.isoformat()

    def state_at(self, now: datetime) -> "Invitation.State":
        """Where the invitation stands at a moment."""
        if self.accepted_at is not None:
            return self.State.ACCEPTED
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        return self.State.OPEN if now < self.ends_at else self.State.ENDED
