"""Reading tenders. Every query starts from the person; what is not theirs is not found."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce
from django.http import Http404

from procurement.accounts.models import Person
from procurement.core.time import database_now
from procurement.frameworks.models import Measure
from procurement.frameworks.queries import note_confirmations
from procurement.organisations.models import Invitation, OrganisationGrant
from procurement.organisations.queries import invitations_of
from procurement.organisations.roles import roles_of

from .models import Criterion, Lot, LotStage, MarkingScale, PublishedModel, Stage, Tender, TenderGrant
from .published import Rules, published_rules
from .readiness import Obstacle, lot_obstacles, timetable_obstacles
from .roles import InLot
from .tree import Node, tree_of

Role = TenderGrant.Role
JUDGES = (Role.EVALUATOR, Role.SOCIAL_VALUE_REVIEWER, Role.MODERATOR)
"""The roles of those who mark, judge or moderate bids."""
MOST_SOURCES = 30
INVITED_ON_TENDER, INVITED_ON_LOT = "tender", "lot"
"""What an invitation to a panel is about, before the key of the tender or lot."""

AUTHORITY_ROLES = (
    OrganisationGrant.Role.OFFICER,
    OrganisationGrant.Role.APPROVER,
    OrganisationGrant.Role.ADMINISTRATOR,
)


class NoLonger(Http404):
    """What a person asks for in a tender of theirs is not there: somebody removed it, or it never was."""


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
        _lot_stages()
        .filter(lot__tender_id=tender_id, lot__number=lot_number)
        .order_by("-stage__number")
        .first()
    )
    if lot_stage is None and tenders_for(person).filter(pk=tender_id).exists():
        raise NoLonger("This tender has no lot of that number. Somebody may have removed it.")
    if lot_stage is None or not (roles_of(person, on=lot_stage) - {OrganisationGrant.Role.BID_WRITER}):
        raise Http404("There is no such lot among yours.")
    return lot_stage


def lot_or_404(person: Person, *, tender_id: Any, lot_number: int) -> Lot:
    """The lot of `lot_stage_or_404`."""
    return lot_stage_or_404(person, tender_id=tender_id, lot_number=lot_number).lot


def lot_of_page(lot: Lot, key: str) -> Lot:
    """The lot of the same tender that a page was drawn for, by its key. Budget: 1 query. Raises NoLonger if gone.

    A lot's number is not enough: when an earlier lot is removed from a draft, the number is the next one's.
    """
    for one in Lot.objects.select_related("tender").filter(tender=lot.tender):
        if str(one.pk) == key:
            return one
    raise NoLonger("Somebody removed this lot in the meantime.")


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


def public_tender_or_404(tender_id: Any) -> Tender:
    """A tender that was published. Budget: 1 query."""
    tender = (
        Tender.objects.filter(pk=tender_id, published_at__isnull=False)
        .exclude(state__in=[Tender.State.PLANNING, Tender.State.DRAFT])
        .select_related("authority")
        .first()
    )
    if tender is None:
        raise Http404("There is no such tender, or it is not published.")
    return tender


def current_model(lot: Lot) -> PublishedModel:
    """The version of a lot's model that is in force. Budget: 1 query. Raises DoesNotExist before publication."""
    return PublishedModel.objects.filter(lot=lot).latest("version")


def current_rules(lot: Lot) -> Rules:
    """The published rules of a lot, ready to show. Budget: 1 query."""
    return published_rules(current_model(lot))


def _whole_criteria(**where: Any) -> list[Criterion]:
    """Criteria with scales, measures and what is confirmed of them. 3 queries; 4 where measures are to be confirmed."""
    found = list(
        Criterion.objects.select_related("scale")
        .prefetch_related(
            "scale__steps",
            Prefetch("measures", Measure.objects.select_related("framework", "outcome__theme__framework")),
        )
        .filter(**where)
    )
    note_confirmations(measure for criterion in found for measure in criterion.measures.all())
    return found


def criteria_tree(lot: Lot) -> tuple[Node, ...]:
    """The draft criteria of a lot with their scales and measures. Budget: 3 queries, 4 with measures to confirm."""
    return tree_of(_whole_criteria(lot=lot))


def lots_with_trees(*tenders: Tender) -> list[tuple[Lot, tuple[Node, ...]]]:
    """The lots of tenders with their draft criteria. Budget: 4 queries, whatever the number of tenders and lots; one
    more where a measure is to be confirmed.
    """
    lots = list(Lot.objects.select_related("tender").filter(tender__in=tenders))
    of_lot: dict[Any, list[Criterion]] = {lot.pk: [] for lot in lots}
    for criterion in _whole_criteria(lot__tender__in=tenders):
        of_lot[criterion.lot_id].append(criterion)
    return [(lot, tree_of(of_lot[lot.pk])) for lot in lots]


def obstacles(tender: Tender) -> tuple[Obstacle, ...]:
    """Everything that stands in the way of the tender's publication now. Budget: 6 queries; 7 with measures to
    confirm.
    """
    return obstacles_of([tender])[tender.pk]


def obstacles_of(tenders: Collection[Tender]) -> dict[Any, tuple[Obstacle, ...]]:
    """What stands in the way of each tender's publication now, by its key. Budget: 6 queries, whatever the number."""
    now, found = database_now(), {tender.pk: list[Obstacle]() for tender in tenders}
    for stage in Stage.objects.filter(tender__in=tenders, number=1):
        found[stage.tender_id] += timetable_obstacles(stage, now)
    for lot, tree in lots_with_trees(*tenders):
        found[lot.tender_id] += lot_obstacles(lot, tree)
    return {key: tuple(some) for key, some in found.items()}


def panel_of(lot: Lot) -> QuerySet[TenderGrant]:
    """The grants that reach a lot: those on it and those on its whole tender, by role and name. Budget: 1 query."""
    return (
        TenderGrant.objects.filter(Q(lot=lot) | Q(lot__isnull=True), tender_id=lot.tender_id)
        .select_related("person", "lot")
        .order_by("role", "person__name")
    )


def panel_by_role(lot: Lot) -> list[tuple[str, list[TenderGrant]]]:
    """Who reaches a lot, under the name of each role, in the order of the work. Budget: 1 query."""
    grants = list(panel_of(lot))
    return [
        (str(role.label), [grant for grant in grants if grant.role == role])
        for role in (Role.EVALUATOR, Role.SOCIAL_VALUE_REVIEWER, Role.MODERATOR, Role.APPROVER, Role.OFFICER)
    ]


def invited_about(tender: Tender, lot: Lot | None) -> str:
    """How an invitation names a tender, or one lot of it."""
    return f"{INVITED_ON_LOT}:{lot.pk}" if lot else f"{INVITED_ON_TENDER}:{tender.pk}"


def panel_invitations(lot: Lot) -> list[Invitation]:
    """Who is invited to the panel of a lot, or of every lot, and has not accepted. Budget: 1 query."""
    about = (invited_about(lot.tender, lot), invited_about(lot.tender, None))
    return [one for one in invitations_of(lot.tender.authority, about=about) if one.accepted_at is None]


def panel_warnings(lot: Lot) -> list[str]:
    """What an officer should know of people with two roles, as sentences. Budget: 2 queries.

    An approver of the authority may judge bids, but can then no longer approve the award of the lot.
    """
    authority = lot.tender.authority
    approvers = set(
        OrganisationGrant.objects.filter(
            role=OrganisationGrant.Role.APPROVER, organisation__in=[authority.pk, authority.part_of_id]
        ).values_list("person_id", flat=True)
    )
    grants = list(panel_of(lot))
    judges = {grant.person_id: grant.person for grant in grants if grant.role in JUDGES}
    able = approvers.union(grant.person_id for grant in grants if grant.role == Role.APPROVER) - set(judges)
    then = "another approver decides." if able else "nobody is left to approve it. Add an approver."
    return [
        f"{person} is also an approver of {authority}. Whoever marks, judges or moderates the bids of a lot cannot "
        f"approve its award, so {then}"
        for key, person in judges.items()
        if key in approvers
    ]


def latest_model(lot: Lot) -> PublishedModel | None:
    """The published model of a lot, or None before its publication. Budget: 1 query."""
    return PublishedModel.objects.select_related("published_by").filter(lot=lot).order_by("-version").first()


def lot_stage_of(lot: Lot) -> LotStage:
    """A lot in its latest stage, with what a page around it shows. Budget: 1 query."""
    return _lot_stages().filter(lot=lot).latest("stage__number")


def first_lot_stage(person: Person, tender: Tender) -> LotStage:
    """The first lot of a tender on which the person has a role. Raises Http404 when there is none."""
    for lot_stage in _lot_stages().filter(lot__tender=tender).order_by("lot__number", "-stage__number"):
        if roles_of(person, on=lot_stage):
            return lot_stage
    raise Http404("There is no lot of this tender among yours.")


def criterion_or_404(person: Person, *, tender_id: Any, lot_number: int, criterion_id: Any) -> Criterion:
    """A criterion of a lot on which the person has a role. Raises Http404 for any other."""
    lot = lot_or_404(person, tender_id=tender_id, lot_number=lot_number)
    criterion = Criterion.objects.filter(lot=lot, pk=criterion_id).first()
    if criterion is None:
        raise NoLonger("There is no such criterion in this lot. Somebody may have removed it.")
    criterion.lot = lot
    return criterion


def scale_or_404(person: Person, *, tender_id: Any, lot_number: int, scale_id: int) -> InLot[MarkingScale]:
    """A marking scale of the tender, reached from a lot on which the person has a role."""
    lot = lot_or_404(person, tender_id=tender_id, lot_number=lot_number)
    scale = MarkingScale.objects.select_related("tender").filter(tender=lot.tender, pk=scale_id).first()
    if scale is None:
        raise NoLonger("This tender has no such marking scale. Somebody may have removed it.")
    return InLot(lot, scale)


def grant_or_404(person: Person, *, tender_id: Any, lot_number: int, grant_id: int) -> InLot[TenderGrant]:
    """A role on the tender or the lot, reached from a lot on which the person has a role."""
    lot = lot_or_404(person, tender_id=tender_id, lot_number=lot_number)
    grant = panel_of(lot).select_related("tender").filter(pk=grant_id).first()
    if grant is None:
        raise NoLonger("There is no such role on this lot. Somebody may have removed it.")
    return InLot(lot, grant)


def published_model_or_404(person: Person, *, tender_id: Any, lot_number: int) -> PublishedModel:
    """The published model of a lot on which the person has a role."""
    lot = lot_or_404(person, tender_id=tender_id, lot_number=lot_number)
    published = latest_model(lot)
    if published is None:
        raise Http404("This lot is not published yet.")
    published.lot = lot
    return published


def scales_of(tender: Tender) -> list[MarkingScale]:
    """The marking scales of a tender with their steps. Budget: 2 queries."""
    return list(MarkingScale.objects.filter(tender=tender).prefetch_related("steps"))


def scales_with_users(lot: Lot) -> list[tuple[MarkingScale, list[Criterion]]]:
    """Each scale of the tender with the questions of this lot that are marked on it. Budget: 3 queries."""
    questions = list(Criterion.objects.filter(lot=lot, scale__isnull=False))
    return [(scale, [q for q in questions if q.scale_id == scale.pk]) for scale in scales_of(lot.tender)]


def lots_to_copy_from(person: Person, lot: Lot) -> list[Lot]:
    """Lots with criteria that the person sees: of this tender first, then of the latest. Budget: 1 query.

    A role on one lot of another authority's tender shows that lot, and not the others of the tender.
    """
    held = OrganisationGrant.objects.filter(person=person, role__in=AUTHORITY_ROLES).values("organisation_id")
    granted = TenderGrant.objects.filter(
        Q(lot__isnull=True) | Q(lot=OuterRef("pk")), person=person, tender=OuterRef("tender_id")
    )
    others = Lot.objects.select_related("tender").filter(
        Q(tender__authority_id__in=held) | Q(tender__authority__part_of_id__in=held) | Exists(granted)
    )
    others = others.filter(Exists(Criterion.objects.filter(lot=OuterRef("pk")))).exclude(pk=lot.pk)
    same_tender = Case(When(tender_id=lot.tender_id, then=0), default=1, output_field=IntegerField())
    return list(others.order_by(same_tender, "-tender__created_at", "number")[:MOST_SOURCES])


def works_for_an_authority(visitor: Any) -> bool:
    """Whether somebody has a role on an authority or on any tender. Budget: 1 query."""
    if not visitor.is_authenticated:
        return False
    by_authority = OrganisationGrant.objects.filter(person=OuterRef("pk"), role__in=AUTHORITY_ROLES)
    by_tender = TenderGrant.objects.filter(person=OuterRef("pk"))
    return Person.objects.filter(Exists(by_authority) | Exists(by_tender), pk=visitor.pk).exists()


def _lot_stages() -> QuerySet[LotStage]:
    return LotStage.objects.select_related("lot__tender__authority__part_of", "stage")


def top_level_total(lot: Lot) -> Decimal | None:
    """The weightings of a draft's top level together, or None when it has no criteria. Budget: 1 query."""
    total: Decimal | None = Criterion.objects.filter(lot=lot, parent__isnull=True).aggregate(
        total=Sum(Coalesce("weight", Decimal(0)))
    )["total"]
    return total
