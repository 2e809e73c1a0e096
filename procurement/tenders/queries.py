"""Reading tenders. Every query starts from the person; what is not theirs is not found."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from procurement.accounts.models import Person
from procurement.core.time import database_now
from procurement.organisations.models import OrganisationGrant
from procurement.organisations.roles import roles_of

from .models import Criterion, Lot, LotStage, PublishedModel, Stage, Tender, TenderGrant
from .published import Rules, published_rules
from .readiness import Obstacle, lot_obstacles, timetable_obstacles
from .tree import Node, tree_of

AUTHORITY_ROLES = (
    OrganisationGrant.Role.OFFICER,
    OrganisationGrant.Role.APPROVER,
    OrganisationGrant.Role.ADMINISTRATOR,
)


def tenders_for(person: Person) -> QuerySet[Tender]:
    """The tenders on which a person has a role: by their authority or shared service, or by a grant. 1 query."""
    held = OrganisationGrant.objects.filter(person=person, role__in=AUTHORITY_ROLES).values("organisation_id")
    granted = TenderGrant.objects.filter(person=person).values("tender_id")
    return (
        Tender.objects.filter(
            Q(authority_id__in=held) | Q(authority__part_of_id__in=held) | Q(pk__in=granted)
        )
        .select_related("authority", "authority__part_of")
        .distinct()
    )


def tender_or_404(person: Person, *, tender_id: Any) -> Tender:
    """A tender on which the person has a role. Budget: 1 query. Raises Http404 for any other."""
    tender = tenders_for(person).filter(pk=tender_id).first()
    if tender is None:
        raise Http404("There is no such tender among yours.")
    return tender


def lot_stage_or_404(person: Person, *, tender_id: Any, lot_number: int) -> LotStage:
    """A lot in its stage, on which the person has a role. Budget: 3 queries. Raises Http404 for any other."""
    lot_stage = (
        LotStage.objects.select_related("lot__tender__authority__part_of", "stage")
        .filter(lot__tender_id=tender_id, lot__number=lot_number)
        .order_by("-stage__number")
        .first()
    )
    if lot_stage is None or not (roles_of(person, on=lot_stage) - {OrganisationGrant.Role.BID_WRITER}):
        raise Http404("There is no such lot among yours.")
    return lot_stage


def lot_or_404(person: Person, *, tender_id: Any, lot_number: int) -> Lot:
    """The lot of `lot_stage_or_404`."""
    return lot_stage_or_404(person, tender_id=tender_id, lot_number=lot_number).lot


def open_lot_stages() -> QuerySet[LotStage]:
    """Lots of published tenders that still take bids, the nearest deadline first, for everybody. Budget: 2 queries."""
    return (
        LotStage.objects.filter(
            lot__tender__state=Tender.State.PUBLISHED,
            state=LotStage.State.WAITING,
            stage__deadline__gte=database_now(),
        )
        .select_related("lot__tender__authority", "stage")
        .order_by("stage__deadline", "lot__number")
    )


def current_model(lot: Lot) -> PublishedModel:
    """The version of a lot's model that is in force. Budget: 1 query. Raises DoesNotExist before publication."""
    return PublishedModel.objects.filter(lot=lot).latest("version")


def current_rules(lot: Lot) -> Rules:
    """The published rules of a lot, ready to show. Budget: 1 query."""
    return published_rules(current_model(lot))


def _whole_criteria() -> QuerySet[Criterion]:
    return Criterion.objects.select_related("scale").prefetch_related("scale__steps", "measures")


def criteria_tree(lot: Lot) -> tuple[Node, ...]:
    """The draft criteria of a lot with their scales and measures. Budget: 3 queries."""
    return tree_of(_whole_criteria().filter(lot=lot))


def lots_with_trees(tender: Tender) -> list[tuple[Lot, tuple[Node, ...]]]:
    """A tender's lots with their draft criteria. Budget: 4 queries, whatever the number of lots."""
    lots = list(Lot.objects.select_related("tender").filter(tender=tender))
    of_lot: dict[Any, list[Criterion]] = {lot.pk: [] for lot in lots}
    for criterion in _whole_criteria().filter(lot__tender=tender):
        of_lot[criterion.lot_id].append(criterion)
    return [(lot, tree_of(of_lot[lot.pk])) for lot in lots]


def obstacles(tender: Tender) -> tuple[Obstacle, ...]:
    """Everything that stands in the way of the tender's publication now. Budget: 6 queries."""
    stage = Stage.objects.filter(tender=tender).earliest("number")
    found = list(timetable_obstacles(stage, database_now()))
    for lot, tree in lots_with_trees(tender):
        found += lot_obstacles(lot, tree)
    return tuple(found)


def panel_of(lot: Lot) -> QuerySet[TenderGrant]:
    """The grants that reach a lot: those on it and those on its whole tender, by role and name. Budget: 1 query."""
    return (
        TenderGrant.objects.filter(Q(lot=lot) | Q(lot__isnull=True), tender_id=lot.tender_id)
        .select_related("person", "lot")
        .order_by("role", "person__name")
    )
