"""Who holds a role on a lot: the people to write to, found by their grants."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from procurement.accounts.models import Person
from procurement.organisations.models import OrganisationGrant

from .models import LotStage, TenderGrant


def holders(lot_stage: LotStage, roles: Iterable[str]) -> QuerySet[Person]:
    """Active people with one of `roles` on the lot, its tender, its authority or the shared service, by name.

    The other direction of `roles_of`. Budget: 1 query.
    """
    lot, wanted = lot_stage.lot, list(roles)
    authority = lot.tender.authority
    on_tender = TenderGrant.objects.filter(
        Q(lot=lot.pk) | Q(lot__isnull=True), tender=lot.tender_id, role__in=wanted
    )
    on_authority = OrganisationGrant.objects.filter(
        organisation__in=[authority.pk, *([authority.part_of_id] if authority.part_of_id else [])],
        role__in=wanted,
    )
    return Person.objects.filter(
        Q(pk__in=on_tender.values("person_id")) | Q(pk__in=on_authority.values("person_id")), is_active=True
    ).order_by("name", "pk")
