"""The to-do lists of evaluators, reviewers and moderators."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count

from procurement.accounts.models import Person
from procurement.bids.models import Bid
from procurement.evaluation.models import ConflictDeclaration, ScoreSheet
from procurement.evaluation.panel import SCORED, fully_locked
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
    tasks = []
    for lot_stage in mine:
        states = sheets[lot_stage.pk]
        if lot_stage.state not in (State.OPENED, State.EVALUATING):
            continue
        if lot_stage.pk not in declared:
            tasks.append(
                Task(
                    title(lot_stage),
                    url("evaluation:conflicts", lot_stage),
                    "Declare any conflict of interest before you read a bid",
                    "Declaration due",
                    "check",
                )
            )
        elif lot_stage.state == State.EVALUATING and states and set(states) == {ScoreSheet.State.LOCKED}:
            tasks.append(
                Task(title(lot_stage), url("evaluation:scoring", lot_stage), "Your sheets", "Locked", "done")
            )
        elif lot_stage.state == State.EVALUATING:
            hint = f"{bids_of(lot_stage)} to score"
            tasks.append(
                Task(title(lot_stage), url("evaluation:scoring", lot_stage), hint, "To score", "active")
            )
    return TaskGroup(
        "scoring",
        "Your scoring",
        tuple(tasks),
        "Nothing to score. You will see a lot here when its bids are opened.",
    )


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
            tasks.append(
                Task(
                    title(lot_stage),
                    url("evaluation:conflicts", lot_stage),
                    "Declare any conflict of interest before you read a bid",
                    "Declaration due",
                    "check",
                )
            )
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


def moderator(lots: Iterable[tuple[LotStage, frozenset[str]]]) -> TaskGroup | None:
    mine = [lot_stage for lot_stage, roles in lots if TenderGrant.Role.MODERATOR in roles]
    if not mine:
        return None
    locked = fully_locked([lot_stage for lot_stage in mine if lot_stage.state == State.EVALUATING])
    tasks = []
    for lot_stage in mine:
        if lot_stage.state == State.EVALUATING:
            ready = lot_stage.pk in locked
            tasks.append(
                Task(
                    title(lot_stage),
                    url("evaluation:moderation", lot_stage),
                    "Every sheet is locked" if ready else "Waiting for evaluators to lock their sheets",
                    "To moderate" if ready else "Waiting",
                    "check" if ready else "waiting",
                )
            )
        elif lot_stage.state in (State.MODERATED, State.AWARDED):
            tasks.append(
                Task(
                    title(lot_stage),
                    url("evaluation:result", lot_stage),
                    "Moderation is closed",
                    "Result",
                    "done",
                )
            )
    return TaskGroup("moderation", "Moderation", tuple(tasks), "No lot is ready for moderation.")
