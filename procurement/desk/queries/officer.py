"""The to-do list of a procurement officer: each tender with its next date, and what waits for this officer."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from procurement.accounts.models import Person
from procurement.awards.models import AwardDecision, Document
from procurement.bids.models import OpeningConfirmation
from procurement.core.formatting import counted
from procurement.core.time import database_now
from procurement.evaluation.models import ConflictDeclaration
from procurement.evaluation.panel import fully_locked
from procurement.organisations.models import OrganisationGrant
from procurement.tenders.models import LotStage, Tender
from procurement.tenders.queries import obstacles_of

from ..overview import IN_PREPARATION, next_date
from .tasks import Link, Task, TaskGroup, bids_of, title, url

State = LotStage.State
Outcome = ConflictDeclaration.Outcome


def officer(person: Person, lots: Iterable[tuple[LotStage, frozenset[str]]]) -> TaskGroup | None:
    """Drafts by tender, published tenders by lot; what waits for the officer first. Budget: 16 queries."""
    mine = [lot_stage for lot_stage, roles in lots if "officer" in roles]
    is_officer = OrganisationGrant.objects.filter(person=person, role=OrganisationGrant.Role.OFFICER).exists()
    if not mine and not is_officer:
        return None
    now = database_now()
    tasks = [*_drafts(mine, now), *_published(person, mine, now)]
    return TaskGroup(
        "tenders",
        "Your tenders",
        tuple(sorted(tasks, key=lambda task: task.kind != "check")),
        "No tender is open. Start one from nothing or from a notice.",
        (
            Link("Start a tender", reverse("tenders:new")),
            Link("Start from a notice", reverse("notices:upload")),
            Link("All tenders", reverse("tenders:list")),
        ),
    )


def _drafts(lot_stages: Collection[LotStage], now: datetime) -> list[Task]:
    """A task for each draft, whatever the number of its lots: it is published as a whole."""
    mine = [lot_stage for lot_stage in lot_stages if lot_stage.lot.tender.state in IN_PREPARATION]
    deadlines = {lot_stage.lot.tender: lot_stage.stage.deadline for lot_stage in mine}
    lots = {None, *(lot_stage.lot for lot_stage in mine)}
    found = obstacles_of(list(deadlines))
    return [
        _draft(tender, deadline, sum(obstacle.lot in lots for obstacle in found[tender.pk]), now)
        for tender, deadline in deadlines.items()
    ]


def _draft(tender: Tender, deadline: datetime | None, missing: int, now: datetime) -> Task:
    waits = f"{counted(missing, 'thing')} missing before publication" if missing else "Nothing is missing"
    return Task(
        tender.title,
        reverse("desk:tender", kwargs={"tender_id": tender.pk}),
        f"{next_date(tender, deadline, now=now)}. {waits}.",
        "To complete" if missing else "To publish",
        "next" if missing else "check",
    )


@dataclass(frozen=True)
class _Waiting:
    """What the lots of an officer wait for, read once for all of them."""

    kept_out: frozenset[Any]
    confirmed: frozenset[Any]
    conflicts: Counter[Any]
    locked: frozenset[Any]
    decisions: dict[Any, AwardDecision]
    failed: frozenset[Any]


def _waiting(person: Person, lot_stages: Collection[LotStage]) -> _Waiting:
    own = ConflictDeclaration.objects.filter(lot_stage__in=lot_stages, person=person)
    conflicts = ConflictDeclaration.objects.filter(lot_stage__in=lot_stages, outcome=Outcome.WAITING)
    decisions = (
        AwardDecision.objects.filter(lot_stage__in=lot_stages)
        .exclude(state=AwardDecision.State.SET_ASIDE)
        .select_related("winner", "recommended_by")
    )
    failed = Document.objects.filter(decision__in=decisions, state=Document.State.FAILED)
    return _Waiting(
        kept_out=frozenset(own.exclude(outcome=Outcome.TAKES_PART).values_list("lot_stage_id", flat=True)),
        confirmed=frozenset(
            OpeningConfirmation.objects.filter(lot_stage__in=lot_stages, person=person).values_list(
                "lot_stage_id", flat=True
            )
        ),
        conflicts=Counter(conflicts.exclude(person=person).values_list("lot_stage_id", flat=True)),
        locked=fully_locked([one for one in lot_stages if one.state == State.EVALUATING]),
        decisions={decision.lot_stage_id: decision for decision in decisions},
        failed=frozenset(failed.values_list("decision__lot_stage_id", flat=True)),
    )


def _published(person: Person, lot_stages: Collection[LotStage], now: datetime) -> Iterable[Task]:
    """A task for each lot that goes on, and for each award whose report failed."""
    over = (*IN_PREPARATION, Tender.State.CANCELLED)
    mine = [
        lot_stage
        for lot_stage in lot_stages
        if lot_stage.lot.tender.state not in over and lot_stage.state != State.ENDED
    ]
    waiting = _waiting(person, mine)
    for lot_stage in mine:
        step = _step(lot_stage, waiting, now)
        if step is not None:
            page, waits, status, kind = step
            when = next_date(lot_stage.lot.tender, lot_stage.stage.deadline, now=now)
            hint = ". ".join(part for part in (when, waits) if part)
            yield Task(title(lot_stage), url(page, lot_stage), f"{hint}.", status, kind)


_Step = tuple[str, str, str, str]
"""The page of the next step, what it waits for, and the words and kind of its state."""


def _step(lot_stage: LotStage, waiting: _Waiting, now: datetime) -> _Step | None:
    if lot_stage.state == State.WAITING:
        return _opening(lot_stage, waiting, now)
    if lot_stage.pk in waiting.kept_out:
        return "desk:lot", "You declared a conflict of interest, so others go on", "Not yours", "waiting"
    if lot_stage.state in (State.MODERATED, State.AWARDED):
        return _award(lot_stage, waiting)
    return _evaluation(lot_stage, waiting)


def _opening(lot_stage: LotStage, waiting: _Waiting, now: datetime) -> _Step:
    if not lot_stage.stage.is_closed(now):
        return "bids:opening", f"{bids_of(lot_stage)} so far", "Open for bids", "active"
    if lot_stage.pk in waiting.confirmed:
        return "bids:opening", "You have confirmed; a second person opens the bids", "Waiting", "waiting"
    return "bids:opening", f"Two people open the bids: {bids_of(lot_stage)}", "To open", "check"


def _evaluation(lot_stage: LotStage, waiting: _Waiting) -> _Step:
    conflicts = waiting.conflicts[lot_stage.pk]
    if conflicts:
        declared = counted(conflicts, "declared conflict of interest", "declared conflicts of interest")
        return "evaluation:conflicts", f"{declared} to decide", "To decide", "check"
    if lot_stage.state == State.OPENED:
        return "evaluation:conflicts", f"{bids_of(lot_stage)} to evaluate", "To start", "check"
    if lot_stage.pk in waiting.locked:
        waits = "Every sheet is locked: the moderator leads the panel"
        return "evaluation:moderation", waits, "Moderation", "active"
    return "evaluation:moderation", f"The panel marks {bids_of(lot_stage)}", "Evaluating", "active"


def _award(lot_stage: LotStage, waiting: _Waiting) -> _Step | None:
    decision = waiting.decisions.get(lot_stage.pk)
    if lot_stage.state == State.AWARDED:
        if lot_stage.pk in waiting.failed:
            return "awards:report", "The award report could not be made: try again", "Report failed", "check"
        return None
    if decision is None:
        return "awards:recommendation", "The result is calculated", "To recommend", "check"
    if decision.state == AwardDecision.State.DRAFT:
        return (
            "awards:recommendation",
            "An approver returned the recommendation",
            "To recommend again",
            "check",
        )
    sent = f"Bid {decision.winner.code} is recommended; an approver decides"
    return "awards:recommendation", sent, "With the approver", "waiting"
