"""The to-do list of a bid writer."""

from django.urls import reverse

from procurement.accounts.models import Person
from procurement.bids.models import Bid
from procurement.bids.progress import progress
from procurement.core.formatting import london
from procurement.core.time import database_now
from procurement.organisations.queries import suppliers_for

from .tasks import Link, Task, TaskGroup, title


def supplier(person: Person) -> TaskGroup | None:
    """A bid writer's bids: first those whose deadline is still to come, the nearest first. Budget: 3 queries."""
    suppliers = suppliers_for(person)
    if not suppliers.exists():
        return None
    now = database_now()
    bids = (
        Bid.objects.filter(supplier__in=suppliers)
        .defer("draft")
        .select_related("supplier", "lot_stage__lot__tender", "lot_stage__stage")
        .order_by("lot_stage__stage__deadline")
    )
    tasks = []
    for bid in sorted(bids, key=lambda bid: bid.lot_stage.stage.is_closed(now)):
        over = bid.lot_stage.stage.is_closed(now)
        how_far = progress(bid, now=now)
        hint = (
            f"{bid.supplier}; the deadline {'was' if over else 'is'} {london(bid.lot_stage.stage.deadline)}"
        )
        tasks.append(
            Task(
                title(bid.lot_stage),
                reverse("bids:bid", kwargs={"bid_id": bid.pk}),
                hint,
                how_far.word,
                how_far.kind,
            )
        )
    return TaskGroup(
        "bids",
        "Your bids",
        tuple(tasks),
        "You have no bid yet. Look at the opportunities to start one.",
        (Link("Find opportunities", reverse("bids:opportunities")),),
    )
