"""Who declared what, and the bidders whom a declaration is about."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from procurement.accounts.models import Person
from procurement.bids.models import Bid
from procurement.organisations.models import Organisation
from procurement.tenders.models import LotStage, TenderGrant
from procurement.tenders.queries import JUDGES

from ..models import ConflictDeclaration

UNOPENED = (Bid.State.DRAFT, Bid.State.SUBMITTED, Bid.State.WITHDRAWN)


@dataclass(frozen=True)
class Member:
    """One person of the panel, or an officer who has declared."""

    person: Person
    roles: tuple[str, ...]
    declaration: ConflictDeclaration | None


def bidder_names(lot_stage: LotStage) -> tuple[str, ...]:
    """The names of the opened bids' suppliers by the alphabet, so that nothing leads from a name to a letter.
    1 query.
    """
    return tuple(
        Organisation.objects.filter(bids__in=lot_stage.bids.exclude(state__in=UNOPENED))
        .order_by("name")
        .values_list("name", flat=True)
    )


def panel_declarations(lot_stage: LotStage) -> tuple[Member, ...]:
    """Everybody on the panel with their declaration, and whoever else has declared, by name. Budget: 2
    queries.
    """
    labels = dict(TenderGrant.Role.choices)
    seats: dict[Person, list[str]] = defaultdict(list)
    grants = TenderGrant.objects.filter(
        Q(lot=lot_stage.lot_id) | Q(lot__isnull=True), tender=lot_stage.lot.tender_id, role__in=JUDGES
    )
    for grant in grants.select_related("person").order_by("role"):
        if labels[grant.role] not in seats[grant.person]:
            seats[grant.person].append(labels[grant.role])
    made = {
        declaration.person: declaration
        for declaration in ConflictDeclaration.objects.filter(lot_stage=lot_stage).select_related(
            "person", "decided_by"
        )
    }
    people = sorted({*seats, *made}, key=lambda person: (person.name, person.pk))
    return tuple(
        Member(person, tuple(seats.get(person) or ["Procurement officer"]), made.get(person))
        for person in people
    )
