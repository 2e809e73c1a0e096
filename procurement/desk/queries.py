"""Home pages: what each person has to do next, over every app. Starts from the person's grants."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse

from procurement.accounts.models import Person
from procurement.awards.queries import decisions_waiting_for
from procurement.bids.models import Bid
from procurement.core.formatting import counted, london
from procurement.core.time import database_now
from procurement.evaluation.models import ConflictDeclaration, ScoreSheet
from procurement.evaluation.panel import SCORED, locking
from procurement.organisations.models import OrganisationGrant
from procurement.organisations.queries import suppliers_for
from procurement.tenders.models import LotStage, Tender, TenderGrant
from procurement.tenders.queries import tenders_for

State = LotStage.State


@dataclass(frozen=True)
class Task:
    """One line of a to-do list, as components/task_list.html draws it."""

    title: str
    url: str
    hint: str
    status: str
    kind: str
    due: datetime | None = None


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class TaskGroup:
    """The tasks of one role; `key` is a word for ids on the page."""

    key: str
    title: str
    tasks: tuple[Task, ...]
    empty: str
    links: tuple[Link, ...] = ()


def organisation_grants_of(person: Person) -> list[OrganisationGrant]:
    """A person's roles on organisations. Budget: 1 query."""
    return list(
        OrganisationGrant.objects.filter(person=person)
        .select_related("organisation")
        .order_by("organisation__name")
    )


def describe(person: Person) -> str:
    """Who is looking, in one line: the name and what they act for. Budget: 2 queries."""
    grants = organisation_grants_of(person)
    organisations = list(dict.fromkeys(grant.organisation.name for grant in grants))
    if not organisations:
        tender_grant = TenderGrant.objects.filter(person=person).select_related("tender__authority").first()
        organisations = [tender_grant.tender.authority.name] if tender_grant else []
    return ", ".join([person.name, *organisations[:2]])


def home_groups(person: Person) -> tuple[TaskGroup, ...]:
    """The to-do lists of a person's roles, in the order of a tender's life.

    Budget: 16 queries, and 4 for each lot that a moderator's panel is scoring now.
    """
    lots = _lots_with_roles(person)
    groups = [
        _officer(person, lots),
        _supplier(person),
        _panel(person, lots),
        _reviewer(person, lots),
        _moderator(lots),
        _approver(person),
    ]
    return tuple(group for group in groups if group is not None)


def _lots_with_roles(person: Person) -> list[tuple[LotStage, frozenset[str]]]:
    organisation_roles: dict[object, set[str]] = defaultdict(set)
    for grant in organisation_grants_of(person):
        organisation_roles[grant.organisation_id].add(grant.role)
    tender_roles: dict[tuple[object, object], set[str]] = defaultdict(set)
    for row in TenderGrant.objects.filter(person=person):
        tender_roles[row.tender_id, row.lot_id].add(row.role)
    stages = (
        LotStage.objects.filter(lot__tender__in=tenders_for(person).values("pk"))
        .select_related("lot__tender__authority", "stage")
        .annotate(bid_count=Count("bids", filter=~Q(bids__state__in=[Bid.State.DRAFT, Bid.State.WITHDRAWN])))
        .order_by("stage__deadline", "lot__number")
    )
    found = []
    for lot_stage in stages:
        tender = lot_stage.lot.tender
        roles = (
            organisation_roles[tender.authority_id]
            | organisation_roles[tender.authority.part_of_id]
            | tender_roles[tender.pk, None]
            | tender_roles[tender.pk, lot_stage.lot_id]
        )
        if roles:
            found.append((lot_stage, frozenset(roles)))
    return found


def _url(name: str, lot_stage: LotStage) -> str:
    return reverse(name, kwargs={"tender_id": lot_stage.lot.tender_id, "lot_number": lot_stage.lot.number})


def _title(lot_stage: LotStage) -> str:
    return f"{lot_stage.lot.tender.title}: lot {lot_stage.lot.number}"


def _officer(person: Person, lots: Iterable[tuple[LotStage, frozenset[str]]]) -> TaskGroup | None:
    mine = [lot_stage for lot_stage, roles in lots if "officer" in roles]
    is_officer = OrganisationGrant.objects.filter(person=person, role=OrganisationGrant.Role.OFFICER).exists()
    if not mine and not is_officer:
        return None
    now = database_now()
    tasks = [
        _officer_task(lot_stage, now)
        for lot_stage in mine
        if lot_stage.state not in (State.ENDED, State.AWARDED)
    ]
    return TaskGroup(
        "tenders",
        "Your tenders",
        tuple(task for task in tasks if task is not None),
        "No tender is open. Start one from nothing or from a notice.",
        (
            Link("Start a tender", reverse("tenders:new")),
            Link("Start from a notice", reverse("notices:upload")),
            Link("All tenders", reverse("tenders:list")),
        ),
    )


def _officer_task(lot_stage: LotStage, now: datetime) -> Task | None:
    tender, deadline = lot_stage.lot.tender, lot_stage.stage.deadline
    if tender.state in (Tender.State.CANCELLED, Tender.State.FINISHED):
        return None
    if tender.state in (Tender.State.DRAFT, Tender.State.PLANNING):
        return Task(_title(lot_stage), _url("tenders:criteria", lot_stage), tender.reference, "Draft", "next")
    if lot_stage.state == State.WAITING:
        if lot_stage.stage.is_closed(now):
            return Task(
                _title(lot_stage),
                _url("bids:opening", lot_stage),
                f"The deadline was {london(deadline)}; two people open the bids",
                "To open",
                "check",
                deadline,
            )
        hint = f"{counted(lot_stage.bid_count, 'bid')} so far; the deadline is {london(deadline)}"
        return Task(
            _title(lot_stage), _url("bids:opening", lot_stage), hint, "Open for bids", "active", deadline
        )
    page, status, kind = {
        State.OPENED: ("evaluation:conflicts", "To start", "check"),
        State.EVALUATING: ("evaluation:moderation", "Evaluating", "active"),
        State.MODERATED: ("awards:recommendation", "To recommend", "check"),
    }[State(lot_stage.state)]
    return Task(_title(lot_stage), _url(page, lot_stage), counted(lot_stage.bid_count, "bid"), status, kind)


def _supplier(person: Person) -> TaskGroup | None:
    suppliers = suppliers_for(person)
    if not suppliers.exists():
        return None
    now = database_now()
    bids = (
        Bid.objects.filter(supplier__in=suppliers)
        .defer("draft")
        .select_related("supplier", "lot_stage__lot__tender", "lot_stage__stage")
        .order_by("lot_stage__stage__deadline")
    )
    tasks = []
    for bid in bids:
        over = bid.lot_stage.stage.is_closed(now)
        kind = "waiting" if over else {"draft": "check", "submitted": "done"}.get(bid.state, "next")
        standing = "Closed" if over and bid.state == Bid.State.DRAFT else bid.get_state_display()
        hint = (
            f"{bid.supplier}; the deadline {'was' if over else 'is'} {london(bid.lot_stage.stage.deadline)}"
        )
        tasks.append(
            Task(_title(bid.lot_stage), reverse("bids:bid", kwargs={"bid_id": bid.pk}), hint, standing, kind)
        )
    return TaskGroup(
        "bids",
        "Your bids",
        tuple(tasks),
        "You have no bid yet. Look at the opportunities to start one.",
        (Link("Find opportunities", reverse("bids:opportunities")),),
    )


def _panel(person: Person, lots: Iterable[tuple[LotStage, frozenset[str]]]) -> TaskGroup | None:
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
                    _title(lot_stage),
                    _url("evaluation:conflicts", lot_stage),
                    "Declare any conflict of interest before you read a bid",
                    "Declaration due",
                    "check",
                )
            )
        elif lot_stage.state == State.EVALUATING and states and set(states) == {ScoreSheet.State.LOCKED}:
            tasks.append(
                Task(
                    _title(lot_stage), _url("evaluation:scoring", lot_stage), "Your sheets", "Locked", "done"
                )
            )
        elif lot_stage.state == State.EVALUATING:
            hint = f"{counted(lot_stage.bid_count, 'bid')} to score"
            tasks.append(
                Task(_title(lot_stage), _url("evaluation:scoring", lot_stage), hint, "To score", "active")
            )
    return TaskGroup(
        "scoring",
        "Your scoring",
        tuple(tasks),
        "Nothing to score. You will see a lot here when its bids are opened.",
    )


def _reviewer(person: Person, lots: Iterable[tuple[LotStage, frozenset[str]]]) -> TaskGroup | None:
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
                    _title(lot_stage),
                    _url("evaluation:conflicts", lot_stage),
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
                _title(lot_stage),
                _url("evaluation:social_value", lot_stage),
                hint,
                "Judged" if done else "To judge",
                "done" if done else "active",
            )
        )
    return TaskGroup("commitments", "Commitments to judge", tuple(tasks), "No commitment waits for you.")


def _moderator(lots: Iterable[tuple[LotStage, frozenset[str]]]) -> TaskGroup | None:
    mine = [lot_stage for lot_stage, roles in lots if TenderGrant.Role.MODERATOR in roles]
    if not mine:
        return None
    tasks = []
    for lot_stage in mine:
        if lot_stage.state == State.EVALUATING:
            ready = locking(lot_stage).complete
            tasks.append(
                Task(
                    _title(lot_stage),
                    _url("evaluation:moderation", lot_stage),
                    "Every sheet is locked" if ready else "Waiting for evaluators to lock their sheets",
                    "To moderate" if ready else "Waiting",
                    "check" if ready else "waiting",
                )
            )
        elif lot_stage.state in (State.MODERATED, State.AWARDED):
            tasks.append(
                Task(
                    _title(lot_stage),
                    _url("evaluation:result", lot_stage),
                    "Moderation is closed",
                    "Result",
                    "done",
                )
            )
    return TaskGroup("moderation", "Moderation", tuple(tasks), "No lot is ready for moderation.")


def _approver(person: Person) -> TaskGroup | None:
    approves = (
        OrganisationGrant.objects.filter(person=person, role=OrganisationGrant.Role.APPROVER).exists()
        or TenderGrant.objects.filter(person=person, role=TenderGrant.Role.APPROVER).exists()
    )
    if not approves:
        return None
    tasks = tuple(
        Task(
            _title(decision.lot_stage),
            _url("awards:recommendation", decision.lot_stage),
            f"Bid {decision.winner.code}, {decision.winner.supplier}, recommended by {decision.recommended_by}",
            "To decide",
            "check",
        )
        for decision in decisions_waiting_for(person)
    )
    return TaskGroup(
        "decisions", "Decisions waiting for you", tasks, "No recommendation waits for your approval."
    )
