"""A draft on its way to publication: everything that is missing, and the next thing to do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from procurement.core.formatting import counted
from procurement.tenders.models import Lot, Tender
from procurement.tenders.queries import obstacles
from procurement.tenders.readiness import Obstacle
from procurement.tenders.views.common import blockers

from .overview import NextStep

MOST_LISTED = 20
"""With more than so much missing, the other lots are counted and not listed."""


@dataclass(frozen=True)
class Preparation:
    """What `components/blockers.html` lists, the next step, and how much each lot lacks by the lot's number."""

    blockers: list[dict[str, str]]
    step: NextStep
    missing: Counter[int]


def preparation_of(tender: Tender, *, lot: Lot | None = None) -> Preparation:
    """Where a draft stands, seen from the page of one lot or of the whole tender. Budget: 7 queries."""
    found = obstacles(tender)
    return Preparation(
        blockers=_listed(tender, found, lot),
        step=_step(tender, found, lot),
        missing=Counter(obstacle.lot.number for obstacle in found if obstacle.lot),
    )


def _listed(tender: Tender, found: Sequence[Obstacle], lot: Lot | None) -> list[dict[str, str]]:
    several = tender.lots.count() > 1
    if len(found) <= MOST_LISTED or not several:
        return blockers(tender, found, several_lots=several)
    near = [obstacle for obstacle in found if obstacle.lot in (None, lot)]
    far = Counter(obstacle.lot for obstacle in found if obstacle.lot not in (None, lot))
    counts = [
        {
            "text": f"{other}: {counted(number, 'thing')} missing",
            "url": _page("desk:lot", other),
            "action": "See what",
        }
        for other, number in far.items()
        if other
    ]
    return blockers(tender, near, several_lots=several) + counts


def _step(tender: Tender, found: Sequence[Obstacle], lot: Lot | None) -> NextStep:
    if not found:
        first = lot or tender.lots.earliest("number")
        return NextStep(
            "Ready to be published",
            "Read the rules as bidders will see them, then publish. Publishing freezes criteria, weightings, scales "
            "and measures.",
            _page("tenders:publish", first),
            "Read the rules and publish",
        )
    heading = f"{counted(len(found), 'thing')} missing before publication"
    text = "Until the tender is published, everything can be changed and suppliers do not see it."
    unfinished = [obstacle.lot for obstacle in found if obstacle.lot]
    if not unfinished:
        timetable = reverse("tenders:timetable", kwargs={"tender_id": tender.pk})
        return NextStep(heading, text, timetable, "Set the deadline")
    here = lot if lot in unfinished else unfinished[0]
    of_lot = "" if here == lot or tender.lots.count() == 1 else f" of lot {here.number}"
    return NextStep(heading, text, _page("tenders:criteria", here), f"Complete the criteria{of_lot}")


def _page(name: str, lot: Lot) -> str:
    return reverse(name, kwargs={"tender_id": lot.tender_id, "lot_number": lot.number})
