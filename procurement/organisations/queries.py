"""Whom a person acts for."""

from django.db.models import Q, QuerySet

from procurement.accounts.models import Person

from .models import Organisation, OrganisationGrant

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
