"""Whom a person acts for, and whom they invite."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from procurement.accounts.models import Person

from .invitations import hash_of
from .models import Invitation, Organisation, OrganisationGrant

Role = OrganisationGrant.Role


def authorities_for(person: Person, *, roles: tuple[str, ...] = (Role.OFFICER,)) -> QuerySet[Organisation]:
    """The contracting authorities on which a person holds one of `roles`, directly or by their shared service."""
    held = OrganisationGrant.objects.filter(person=person, role__in=roles).values("organisation_id")
    return Organisation.objects.filter(
        Q(pk__in=held) | Q(part_of_id__in=held), kind=Organisation.Kind.AUTHORITY
    ).select_related("part_of")


def suppliers_for(person: Person) -> QuerySet[Organisation]:
    """The suppliers for which a person writes bids."""
    return Organisation.objects.filter(
        kind=Organisation.Kind.SUPPLIER, grants__person=person, grants__role=Role.BID_WRITER
    )


def organisations_to_invite_to(person: Person) -> QuerySet[Organisation]:
    """The organisations that a person invites people to: as administrator, also by a shared service, or bid writer."""
    administers = OrganisationGrant.objects.filter(person=person, role=Role.ADMINISTRATOR).values(
        "organisation_id"
    )
    writes = OrganisationGrant.objects.filter(person=person, role=Role.BID_WRITER).values("organisation_id")
    return Organisation.objects.filter(
        Q(pk__in=administers)
        | Q(part_of_id__in=administers)
        | Q(pk__in=writes, kind=Organisation.Kind.SUPPLIER)
    ).select_related("part_of")


def invites_somebody(person: Any) -> bool:
    """Whether somebody invites people to any organisation. Budget: 1 query."""
    return bool(person.is_authenticated) and organisations_to_invite_to(person).exists()


def organisation_or_404(person: Person, *, organisation_id: UUID) -> Organisation:
    """An organisation that a person invites people to. Budget: 1 query."""
    return get_object_or_404(organisations_to_invite_to(person), pk=organisation_id)


def invitation_or_404(person: Person, *, organisation_id: UUID, invitation_id: UUID) -> Invitation:
    """An invitation to such an organisation, or one that the person made. Budget: 1 query."""
    reached = Q(organisation__in=organisations_to_invite_to(person)) | Q(made_by=person)
    return get_object_or_404(
        Invitation.objects.filter(reached).select_related("organisation__part_of", "made_by"),
        pk=invitation_id,
        organisation_id=organisation_id,
    )


def people_of(organisation: Organisation) -> list[OrganisationGrant]:
    """Who holds which role on the organisation itself, by name. Budget: 1 query."""
    return list(
        OrganisationGrant.objects.filter(organisation=organisation)
        .select_related("person")
        .order_by("person__name", "role")
    )


def invitations_of(organisation: Organisation, *, about: tuple[str, ...] = ("",)) -> list[Invitation]:
    """The invitations to an organisation, or to what `about` names, the newest first. Budget: 1 query."""
    return list(
        Invitation.objects.filter(organisation=organisation, about__in=about).select_related(
            "organisation", "made_by"
        )
    )


def invitation_by(token: str) -> Invitation | None:
    """The invitation whose newest link carries this token. Budget: 1 query."""
    return (
        Invitation.objects.filter(token_hash=hash_of(token))
        .select_related("organisation__part_of", "made_by")
        .first()
    )
