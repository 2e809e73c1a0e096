"""The to-do list of a bid writer: bids in progress, what became of the others, and lots that might fit."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from procurement.accounts.models import Person
from procurement.bids.progress import progress
from procurement.bids.queries import OwnBid, own_bids
from procurement.core.formatting import counted, london, time_left
from procurement.organisations.queries import suppliers_for
from procurement.tenders.models import LotStage
from procurement.tenders.queries import open_lot_stages

from .tasks import Link, Task, TaskGroup, title

MOST_LOTS = 5
DIVISION = 2
"""The first two figures of a CPV code are its division, such as 85 for health and social work."""


def supplier(person: Person) -> TaskGroup | None:
    """A bid writer's bids: first those whose deadline is still to come, the nearest first. Budget: 6 queries."""
    if not suppliers_for(person).exists():
        return None
    bids = sorted(own_bids(person), key=lambda own: own.is_closed)
    return TaskGroup(
        "bids",
        "Your bids",
        tuple(_bid(own) for own in bids),
        "You have no bid yet. Look at the opportunities to start one.",
        (Link("Find opportunities", reverse("bids:opportunities")),),
    )


def opportunities(person: Person) -> TaskGroup | None:
    """Open lots for which a bid writer has no bid, those of a kind that it has bid for before first. Budget: 5
    queries.
    """
    suppliers = suppliers_for(person)
    if not suppliers.exists():
        return None
    bid_for = LotStage.objects.filter(bids__supplier__in=suppliers)
    known = {cpv[:DIVISION] for cpv in bid_for.values_list("lot__tender__cpv", flat=True).distinct() if cpv}
    lots = open_lot_stages().exclude(pk__in=bid_for.values("pk"))
    fitting = sorted(lots, key=lambda one: one.lot.tender.cpv[:DIVISION] not in known)
    return TaskGroup(
        "opportunities",
        "Open for bids",
        tuple(_lot(lot_stage, known) for lot_stage in fitting[:MOST_LOTS]),
        "No other lot is open for bids today.",
    )


def _bid(own: OwnBid) -> Task:
    bid, how_far = own.bid, progress(own.bid, now=own.now)
    until = london(own.deadline)
    left = f"{time_left(own.deadline - own.now)} left, until {until}"
    return Task(
        title(bid.lot_stage),
        reverse("bids:bid", kwargs={"bid_id": bid.pk}),
        f"{bid.supplier}; the deadline was {until}" if own.is_closed else f"{bid.supplier}; {left}",
        how_far.word,
        how_far.kind,
        tuple(_to_do(own)) if own.is_editable else (),
    )


def _to_do(own: OwnBid) -> Iterable[str]:
    """What the writer of a bid that can be changed has still to do."""
    if own.missing:
        yield f"{counted(len(own.missing), 'thing is', 'things are')} missing"
    elif own.has_changes:
        yield "Changes are not submitted yet"
    elif own.standing is None:
        yield "Nothing is missing: it can be submitted"


def _lot(lot_stage: LotStage, known: set[Any]) -> Task:
    tender = lot_stage.lot.tender
    bought = f"; {tender.cpv_title}" if tender.cpv_title else ""
    return Task(
        title(lot_stage),
        reverse("bids:opportunity", kwargs={"tender_id": tender.pk}),
        f"{tender.authority}{bought}",
        "Open",
        "next",
        (
            f"Bids until {london(lot_stage.stage.deadline)}",
            *(["Of a kind that you have bid for before"] if tender.cpv[:DIVISION] in known else []),
        ),
    )
