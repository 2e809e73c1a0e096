"""Where bids appear: in the navigation of every page, and in a tender's workspace."""

from procurement.core.formatting import counted
from procurement.core.navigation import NavItem, primary
from procurement.tenders.models import LotStage
from procurement.tenders.workspace import StepState, WorkspaceStep, register_step

from .queries import submitted_count
from .rules import writes_bids


def register() -> None:
    """Add the entries of this app; called once, when the apps are ready."""
    primary.register(NavItem("Opportunities", "bids:opportunities", order=20))
    primary.register(NavItem("Your bids", "bids:list", visible=writes_bids, order=25))
    register_step(WorkspaceStep(40, "opening", "Opening", "bids:opening", "bids.see_opening", _opening_state))


def _opening_state(lot_stage: LotStage) -> StepState:
    """How many bids: submitted ones before the opening, opened ones after it. 1 query."""
    if lot_stage.tender.published_at is None:
        return StepState()
    return StepState(counted(submitted_count(lot_stage), "bid"), done=lot_stage.opened_at is not None)
