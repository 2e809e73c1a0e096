"""What a person is on a tender or a lot: the grants there, and what the authority's own grants give."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import OuterRef, QuerySet

from procurement.accounts.models import Person
from procurement.core.remembering import once
from procurement.organisations.roles import roles_on

from .models import (
    Criterion,
    DocumentVersion,
    Lot,
    LotStage,
    MarkingScale,
    PublishedModel,
    Tender,
    TenderDocument,
    TenderGrant,
)

T = TypeVar("T", MarkingScale, TenderDocument, TenderGrant)
DECIDING = (TenderGrant.Role.OFFICER, TenderGrant.Role.APPROVER, TenderGrant.Role.MODERATOR)
"""The roles on a tender whose holders need a second factor to sign in."""


@dataclass(frozen=True)
class InLot(Generic[T]):
    """Something of a tender as it is reached from one of the tender's lots; the roles are those on the lot."""

    lot: Lot
    thing: T


@dataclass(frozen=True)
class VersionInLot:
    """A version of a document as it is reached from one of the tender's lots."""

    lot: Lot
    version: DocumentVersion


def grants_that_decide() -> QuerySet[TenderGrant]:
    """The grants for which the person `OuterRef("pk")` needs a second factor."""
    return TenderGrant.objects.filter(person=OuterRef("pk"), role__in=DECIDING)


def _on_tender(tender: Tender, person: Person, lot: Lot | None) -> frozenset[str]:
    key = ("roles", person.pk, tender.pk, lot.pk if lot else None)
    return once(key, lambda: _roles(tender, person, lot))


def _roles(tender: Tender, person: Person, lot: Lot | None) -> frozenset[str]:
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


@roles_on.register
def _(criterion: Criterion, person: Person) -> frozenset[str]:
    return _on_tender(criterion.lot.tender, person, criterion.lot)


@roles_on.register
def _(published: PublishedModel, person: Person) -> frozenset[str]:
    return _on_tender(published.lot.tender, person, published.lot)


@roles_on.register
def _(document: TenderDocument, person: Person) -> frozenset[str]:
    return _on_tender(document.tender, person, document.lot)


@roles_on.register
def _(found: InLot, person: Person) -> frozenset[str]:  # type: ignore[type-arg]
    return _on_tender(found.lot.tender, person, found.lot)
