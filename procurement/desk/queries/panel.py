"""The to-do lists of evaluators, reviewers and moderators."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count

from procurement.accounts.models import Person
from procurement.bids.models import Bid
from procurement.core.formatting import counted
from procurement.evaluation.models import ConflictDeclaration, ScoreSheet
from procurement.evaluation.panel import SCORED, fully_locked
from procurement.evaluation.queries.workload import Agreeing, Reading, agreeing, reading_left
from procurement.tenders.models import LotStage, TenderGrant

from .tasks import Task, TaskGroup, bids_of, title, url

State = LotStage.State


def evaluator(person: Person, lots: Iterable[tuple[LotStage, frozenset[str]]]) -> TaskGroup | None:
    mine = [lot_stage for lot_stage, roles in lots if TenderGrant.Role.EVALUATOR in roles]
    if not mine:
        return None
    declared = set(ConflictDeclaration.objects.filter(person=person).values_list("lot_stage_id", flat=True))
    sheets: dict[object, list[str]] = defaultdict(list)
    for lot_stage_id, state in ScoreSheet.objects.filter(evaluator=person, is_current=True).values_list(
        "lot_stage_id", "state"
    ):
        sheets[lot_stage_id].append(state)
    evaluating = [lot_stage for lot_stage in mine if lot_stage.state == State.EVALUATING]
    reading = reading_left(person, evaluating)
    tasks = []
    for lot_stage in mine:
        states = sheets[lot_stage.pk]
        if lot_stage.state not in (State.OPENED, State.EVALUATING):
            continue
        if lot_stage.pk not in declared:
            tasks.append(_declaration_due(lot_stage))
        elif lot_stage.state == State.EVALUATING and states and set(states) == {ScoreSheet.State.LOCKED}:
            tasks.append(
                Task(title(lot_stage), url("evaluation:scoring", lot_stage), "Your sheets", "Locked", "done")
            )
        elif lot_stage.state == State.EVALUATING:
            hint = _to_score(lot_stage, reading.get(lot_stage.pk))
            tasks.append(
                Task(title(lot_stage), url("evaluation:scoring", lot_stage), hint, "To score", "active")
            )
    return TaskGroup(
        "scoring",
        "Your scoring",
        tuple(sorted(tasks, key=lambda task: _URGENCY[task.kind])),
        "Nothing to score. You will see a lot here when its bids are opened.",
    )


def _declaration_due(lot_stage: LotStage) -> Task:
    words = "Declare any conflict of interest before you read a bid"
    return Task(title(lot_stage), url("evaluation:conflicts", lot_stage), words, "Declaration due", "check")


_URGENCY = {"check": 0, "active": 1, "waiting": 2, "done": 3}


def _to_score(lot_stage: LotStage, reading: Reading | None) -> str:
    """How many bids, how many answers are done, and how long it takes to read the others."""
    bids = f"{bids_of(lot_stage)} to score"
    if reading is None:
        return bids
    marked = f"{reading.done} of {counted(reading.answers, 'answer')} marked"
    return f"{bids}: {marked}, {_minutes(reading)}" if reading.minutes else f"{bids}: {marked}"


def _minutes(reading: Reading) -> str:
    """An estimate in the words of one: to five minutes, and to half an hour from two hours on."""
    minutes = reading.minutes
    if minutes < 5:
        return "less than 5 minutes of reading left"
    if minutes < 120:
        return f"about {round(minutes / 5) * 5} minutes of reading left"
    halves = round(minutes / 30)
    return f"about {halves // 2}{'½' if halves % 2 else ''} hours of reading left"


def reviewer(person: Person, lots: Iterable[tuple[LotStage, frozenset[str]]]) -> TaskGroup | None:
    mine = [lot_stage for lot_stage, roles in lots if TenderGrant.Role.SOCIAL_VALUE_REVIEWER in roles]
    if not mine:
        return None
    counts = {
        row["lot_stage"]: row
        for row in Bid.objects.filter(lot_stage__in=[lot_stage.pk for lot_stage in mine], state__in=SCORED)
        .values("lot_stage")
        .annotate(promised=Count("commitments"), judged=Count("commitments__review"))
    }
    declared = set(ConflictDeclaration.objects.filter(person=person).values_list("lot_stage_id", flat=True))
    tasks = []
    for lot_stage in mine:
        if lot_stage.state not in (State.OPENED, State.EVALUATING):
            continue
        if lot_stage.pk not in declared:
            tasks.append(_declaration_due(lot_stage))
            continue
        row = counts.get(lot_stage.pk, {"promised": 0, "judged": 0})
        hint = f"{row['judged']} of {row['promised']} commitments judged"
        done = row["judged"] == row["promised"]
        tasks.append(
            Task(
                title(lot_stage),
                url("evaluation:social_value", lot_stage),
                hint,
                "Judged" if done else "To judge",
                "done" if done else "active",
            )
        )
    return TaskGroup("commitments", "Commitments to judge", tuple(tasks), "No commitment waits for you.")


def moderator(person: Person, lots: Iterable[tuple[LotStage, frozenset[str]]]) -> TaskGroup | None:
    """The lots that somebody moderates: those that are locked first, the one with most disagreement before the others.
    Budget: 9 queries.
    """
    mine = [lot_stage for lot_stage, roles in lots if TenderGrant.Role.MODERATOR in roles]
    if not mine:
        return None
    locked = fully_locked([lot_stage for lot_stage in mine if lot_stage.state == State.EVALUATING])
    own = ConflictDeclaration.objects.filter(person=person, lot_stage__in=mine)
    outcomes = dict(own.values_list("lot_stage_id", "outcome"))
    takes_part = {
        key for key, outcome in outcomes.items() if outcome == ConflictDeclaration.Outcome.TAKES_PART
    }
    # How far the marks lie apart is for those alone who may read them.
    found = agreeing([one for one in mine if one.pk in locked and one.pk in takes_part])
    ordered = sorted(mine, key=lambda one: -(found[one.pk].wide + 1 if one.pk in found else 0))
    tasks = (
        _moderation(one, outcomes.get(one.pk), found.get(one.pk), ready=one.pk in locked) for one in ordered
    )
    return TaskGroup(
        "moderation",
        "Moderation",
        tuple(task for task in tasks if task),
        "No lot is ready for moderation.",
    )


def _moderation(
    lot_stage: LotStage, outcome: str | None, found: Agreeing | None, *, ready: bool
) -> Task | None:
    name = title(lot_stage)
    if lot_stage.state in (State.MODERATED, State.AWARDED):
        return Task(name, url("evaluation:result", lot_stage), "Moderation is closed", "Result", "done")
    if lot_stage.state not in (State.OPENED, State.EVALUATING):
        return None
    if outcome is None:
        return _declaration_due(lot_stage)
    if lot_stage.state == State.OPENED:
        return None
    page = url("evaluation:moderation", lot_stage)
    if found is None or not ready:
        words = "Every sheet is locked" if ready else "Waiting for evaluators to lock their sheets"
        return Task(name, page, words, "To moderate" if ready else "Waiting", "check" if ready else "waiting")
    words = f"Every sheet is locked: {found.agreed} of {counted(found.answers, 'consensus mark')} recorded"
    wide = f"{counted(found.wide, 'answer')} to agree with marks far apart" if found.wide else ""
    return Task(name, page, words, "To moderate", "check", (wide,) if wide else ())
