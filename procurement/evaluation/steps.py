"""The workspace's steps from the declarations to the result, each with how far it is."""

from procurement.bids.models import BidCommitment
from procurement.tenders.models import LotStage
from procurement.tenders.queries import JUDGES
from procurement.tenders.workspace import StepState, WorkspaceStep, register_step

from . import rules
from .models import CommitmentReview, ConflictDeclaration
from .panel import locking, people_with, scored_bids
from .queries.open_points import open_points

State = LotStage.State


def register() -> None:
    """Called once, when Django is ready."""
    for step in (
        WorkspaceStep(50, "conflicts", "Conflicts", "evaluation:conflicts", rules.VIEW_CONFLICTS, conflicts),
        WorkspaceStep(60, "scoring", "My scoring", "evaluation:scoring", rules.VIEW_SCORING, sheets),
        WorkspaceStep(
            70, "social_value", "Social value", "evaluation:social_value", rules.VIEW_REVIEW, reviews
        ),
        WorkspaceStep(
            80, "moderation", "Moderation", "evaluation:moderation", rules.VIEW_MODERATION, moderation
        ),
        WorkspaceStep(90, "result", "Result", "evaluation:result", rules.VIEW_RESULT, result),
    ):
        register_step(step)


def conflicts(lot_stage: LotStage) -> StepState:
    """How many of the panel have declared. Budget: 2 queries."""
    panel = people_with(lot_stage, JUDGES).values("pk").order_by()
    declared = ConflictDeclaration.objects.filter(lot_stage=lot_stage, person__in=panel)
    total, made = panel.count(), declared.count()
    return StepState(f"{made} of {total}" if total else "", done=bool(total) and made == total)


def sheets(lot_stage: LotStage) -> StepState:
    """How many evaluators have locked: whose marks they are, or what they are, nobody learns from it."""
    if lot_stage.state in (State.WAITING, State.OPENED):
        return StepState("not begun")
    done = locking(lot_stage)
    return StepState(
        f"{len(done.locked)} of {len(done.evaluators)} locked", done=done.needed and done.complete
    )


def reviews(lot_stage: LotStage) -> StepState:
    """How many commitments are judged. Budget: 2 queries."""
    if lot_stage.state in (State.WAITING, State.OPENED):
        return StepState("not begun")
    promised = BidCommitment.objects.filter(bid__in=scored_bids(lot_stage).order_by())
    total = promised.count()
    if not total:
        return StepState("none")
    judged = CommitmentReview.objects.filter(commitment__in=promised).count()
    return StepState(f"{judged} of {total}", done=judged == total)


def moderation(lot_stage: LotStage) -> StepState:
    """Whether it waits for the evaluators, is under way, or is closed."""
    if lot_stage.state in rules.CLOSED:
        return StepState("closed", done=True)
    if not locking(lot_stage).complete:
        return StepState("waiting")
    left = len([point for point in open_points(lot_stage) if point.kind == "consensus"])
    return StepState(f"{left} left" if left else "all agreed")


def result(_lot_stage: LotStage) -> StepState:
    """The step is there only when the result is."""
    return StepState(done=True)
