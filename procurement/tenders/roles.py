"""What a person is on a tender or a lot: the grants there, and what the authority's own grants give."""

from procurement.accounts.models import Person
from procurement.organisations.roles import roles_on

from .models import Lot, LotStage, Tender, TenderGrant


def _on_tender(tender: Tender, person: Person, lot: Lot | None) -> frozenset[str]:
    grants = TenderGrant.objects.filter(person=person, tender=tender).values_list("role", "lot_id")
    here = {role for role, lot_id in grants if lot_id is None or (lot is not None and lot_id == lot.pk)}
    return frozenset(here | roles_on(tender.authority, person))


@roles_on.register
def _(tender: Tender, person: Person) -> frozenset[str]:
    return _on_tender(tender, person, None)


@roles_on.register
def _(lot: Lot, person: Person) -> frozenset[str]:
    return _on_tender(lot.tender, person, lot)


@roles_on.register
def _(lot_stage: LotStage, person: Person) -> frozenset[str]:
    return _on_tender(lot_stage.lot.tender, person, lot_stage.lot)
