"""The to-do lists of those who oversee, open and approve."""

from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse

from procurement.accounts.models import Person
from procurement.awards.models import AwardDecision
from procurement.awards.queries import decisions_waiting_for
from procurement.awards.summaries import Summary, summaries_of
from procurement.bids.models import OpeningConfirmation
from procurement.core.formatting import london
from procurement.core.time import database_now
from procurement.organisations.models import OrganisationGrant
from procurement.tenders.models import LotStage, Tender, TenderGrant
from procurement.tenders.queries import tenders_for

from .tasks import Link, Task, TaskGroup, title, url

State = LotStage.State
MOST_TENDERS = 20


def administrator(person: Person) -> TaskGroup | None:
    is_administrator = OrganisationGrant.objects.filter(
        person=person, role=OrganisationGrant.Role.ADMINISTRATOR
    )
    if not is_administrator.exists():
        return None
    tasks = tuple(
        Task(
            tender.title,
            reverse("desk:tender", kwargs={"tender_id": tender.pk}),
            f"{tender.authority}, {tender.reference}",
            tender.get_state_display(),
            tender.state,
        )
        for tender in tenders_for(person).order_by("authority__name", "-created_at")[:MOST_TENDERS]
    )
    links = (
        Link("All tenders", reverse("tenders:list")),
        Link("People and invitations", reverse("organisations:list")),
        Link("State of the service", reverse("desk:status")),
    )
    return TaskGroup("oversight", "The tenders you oversee", tasks, "No authority has a tender yet.", links)


def openings(person: Person, lots: Iterable[tuple[LotStage, frozenset[str]]]) -> TaskGroup | None:
    """Lots whose deadline is over and whose bids wait for this person as one of the two who open them."""
    now = database_now()
    mine = [
        lot_stage
        for lot_stage, roles in lots
        if roles & {"approver", "moderator"}
        and "officer" not in roles
        and lot_stage.state == State.WAITING
        and lot_stage.lot.tender.state == Tender.State.PUBLISHED
        and lot_stage.stage.is_closed(now)
    ]
    if not mine:
        return None
    confirmed: dict[object, list[int]] = defaultdict(list)
    for lot_stage_id, person_id in OpeningConfirmation.objects.filter(lot_stage__in=mine).values_list(
        "lot_stage_id", "person_id"
    ):
        confirmed[lot_stage_id].append(person_id)
    tasks = tuple(
        Task(
            title(lot_stage),
            url("bids:opening", lot_stage),
            "One person has confirmed; a second opens the bids"
            if confirmed[lot_stage.pk]
            else "Two people open the bids",
            "To open",
            "check",
        )
        for lot_stage in mine
        if person.pk not in confirmed[lot_stage.pk]
    )
    return TaskGroup("openings", "Bids to open", tasks, "You have confirmed; a second person opens the bids.")


def approver(person: Person) -> TaskGroup | None:
    approves = (
        OrganisationGrant.objects.filter(person=person, role=OrganisationGrant.Role.APPROVER).exists()
        or TenderGrant.objects.filter(person=person, role=TenderGrant.Role.APPROVER).exists()
    )
    if not approves:
        return None
    decisions = list(decisions_waiting_for(person))
    summaries = summaries_of(decisions)
    tasks = tuple(_decision(decision, summaries[decision.pk]) for decision in decisions)
    return TaskGroup(
        "decisions", "Decisions waiting for you", tasks, "No recommendation waits for your approval."
    )


def _decision(decision: AwardDecision, summary: Summary) -> Task:
    """A recommendation with what an approver has to know of it before opening it."""
    by = f"recommended by {decision.recommended_by} on {london(decision.recommended_at)}"
    return Task(
        title(decision.lot_stage),
        url("awards:recommendation", decision.lot_stage),
        f"Bid {decision.winner.code}, {decision.winner.supplier}, {by}",
        "To decide",
        "check",
        (*summary.lines, f"{'First place is fragile. ' if summary.fragile else ''}{summary.fragility}"),
    )
