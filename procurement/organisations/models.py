"""Contracting authorities, the shared services they belong to, suppliers, and who acts for them."""

import uuid

from django.conf import settings
from django.db import models


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
