"""What a to-do list is made of, and the lots of a person with the roles held on each."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from procurement.accounts.models import Person
from procurement.bids.models import Bid
from procurement.core.formatting import counted
from procurement.organisations.models import OrganisationGrant
from procurement.tenders.models import LotStage, TenderGrant
from procurement.tenders.queries import tenders_for

State = LotStage.State


@dataclass(frozen=True)
class Task:
    """One line of a to-do list, as components/task_list.html draws it; `notes` are further lines under its hint."""

    title: str
    url: str
    hint: str
    status: str
    kind: str
    notes: tuple[str, ...] = ()


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


def lots_with_roles(person: Person) -> list[tuple[LotStage, frozenset[str]]]:
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
    found: list[tuple[LotStage, frozenset[str]]] = []
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


def bids_of(lot_stage: LotStage) -> str:
    """How many bids a lot of `lots_with_roles` has, in words."""
    return counted(lot_stage.bid_count, "bid")  # type: ignore[attr-defined]


def url(name: str, lot_stage: LotStage) -> str:
    return reverse(name, kwargs={"tender_id": lot_stage.lot.tender_id, "lot_number": lot_stage.lot.number})


def title(lot_stage: LotStage) -> str:
    return f"{lot_stage.lot.tender.title}: lot {lot_stage.lot.number}"
