"""The steps of a workspace that this app has the pages of, and the entry in the navigation."""

from django.db.models import Q

from procurement.core.formatting import counted, plain_number
from procurement.core.navigation import NavItem, primary, signed_in

from . import rules
from .models import LotStage, PublishedModel, Tender, TenderDocument
from .queries import panel_of, top_level_total, works_for_an_authority
from .workspace import StepState, WorkspaceStep, register_step

BEFORE_PUBLICATION = (Tender.State.PLANNING, Tender.State.DRAFT)


def _criteria(lot_stage: LotStage) -> StepState:
    if lot_stage.lot.tender.state not in BEFORE_PUBLICATION:
        return StepState("frozen", done=True)
    total = top_level_total(lot_stage.lot)
    return StepState("to start" if total is None else f"{plain_number(total)} of 100")


def _documents(lot_stage: LotStage) -> StepState:
    count = TenderDocument.objects.filter(
        Q(lot=lot_stage.lot_id) | Q(lot__isnull=True),
        tender=lot_stage.lot.tender_id,
        withdrawn_at__isnull=True,
    ).count()
    return StepState(counted(count, "document") if count else "to add")


def _publish(lot_stage: LotStage) -> StepState:
    published = PublishedModel.objects.filter(lot=lot_stage.lot_id).exists()
    return StepState("", done=published)


def _panel(lot_stage: LotStage) -> StepState:
    people = {grant.person_id for grant in panel_of(lot_stage.lot)}
    return StepState(f"{len(people)} {'person' if len(people) == 1 else 'people'}" if people else "to choose")


def register() -> None:
    """Called when the app is ready."""
    for step in (
        WorkspaceStep(20, "criteria", "Criteria", "tenders:criteria", rules.VIEW, _criteria),
        WorkspaceStep(25, "documents", "Documents", "tenders:documents", rules.VIEW, _documents),
        WorkspaceStep(30, "publish", "Publication", "tenders:publish", rules.VIEW, _publish),
        WorkspaceStep(35, "panel", "Panel", "tenders:panel", rules.SEE_PANEL, _panel),
    ):
        register_step(step)
    primary.register(NavItem("Tenders", "tenders:list", visible=works_for_an_authority, order=20))
    primary.register(NavItem("Frameworks", "frameworks:list", visible=signed_in, order=40))
