"""What the app adds to the rest when it is loaded: its workspace steps and its outbox handler."""

from procurement.core.outbox import on_topic
from procurement.tenders.models import LotStage
from procurement.tenders.services.ending import when_lot_ends
from procurement.tenders.services.panel import refuse_grant_when
from procurement.tenders.workspace import StepState, WorkspaceStep, register_step

from . import rules
from .models import AwardDecision
from .queries import report_of
from .services import documents
from .services.decisions import set_aside_with_lot


def register() -> None:
    """Called once, when Django is ready."""
    on_topic(
        documents.RENDER_TOPIC,
        "procurement.awards.services.rendering.render_document",
        gave_up="procurement.awards.services.documents.give_up_document",
    )
    when_lot_ends(set_aside_with_lot)
    refuse_grant_when(rules.why_no_approver)
    register_step(
        WorkspaceStep(
            100, "recommendation", "Recommendation", "awards:recommendation", rules.VIEW, _decision_state
        )
    )
    register_step(WorkspaceStep(110, "report", "Award report", "awards:report", rules.VIEW, _report_state))


def _decision_state(lot_stage: LotStage) -> StepState:
    decision = (
        AwardDecision.objects.filter(lot_stage=lot_stage).exclude(state=AwardDecision.State.SET_ASIDE).first()
    )
    if decision is None:
        return StepState("next" if lot_stage.state == LotStage.State.MODERATED else "")
    return StepState(
        "" if decision.state == AwardDecision.State.APPROVED else decision.get_state_display().lower(),
        done=decision.state == AwardDecision.State.APPROVED,
    )


def _report_state(lot_stage: LotStage) -> StepState:
    document = report_of(lot_stage)
    if document is None:
        return StepState()
    ready = document.state == document.State.READY
    return StepState("" if ready else document.get_state_display().lower(), done=ready)
