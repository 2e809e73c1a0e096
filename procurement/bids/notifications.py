"""Notifications about bids: receipts to a supplier's writers, changed documents, the deadline, the opening, the end.

A supplier's notifications name no other supplier; the authority's name none at all.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from procurement.accounts.models import Person
from procurement.core.heartbeats import first_time
from procurement.core.notifications import notify
from procurement.core.time import database_now
from procurement.organisations.models import Organisation, OrganisationGrant
from procurement.tenders.models import LotStage, Tender, TenderDocument
from procurement.tenders.notifications import about, lot_path
from procurement.tenders.people import holders
from procurement.tenders.services.ending import OVER

from .models import Bid, BidVersion
from .rules import OPENERS, bids_for_no_supplier, is_officer

NEAR = timedelta(hours=48)
"""How long before the deadline the writers of a bid that is not submitted are reminded."""


def writers_of(supplier: Organisation) -> list[Person]:
    """The active people who write bids for a supplier, by name. Budget: 1 query."""
    grants = OrganisationGrant.objects.filter(organisation=supplier, role=OrganisationGrant.Role.BID_WRITER)
    return list(Person.objects.filter(pk__in=grants.values("person_id"), is_active=True).order_by("name"))


def tell_submitted(*, actor: Person, bid: Bid, version: BidVersion) -> None:
    """The receipt, to everybody who writes for the supplier."""
    notify(
        writers_of(bid.supplier),
        "bid_submitted",
        path=reverse("bids:receipt", kwargs={"bid_id": bid.pk, "number": version.number}),
        who=actor,
        supplier=bid.supplier,
        version=version,
        **about(bid.lot_stage),
    )


def tell_withdrawn(*, actor: Person, bid: Bid, received_at: datetime) -> None:
    """The confirmation of a withdrawal, to everybody who writes for the supplier."""
    notify(
        writers_of(bid.supplier),
        "bid_withdrawn",
        path=_bid_path(bid),
        who=actor,
        supplier=bid.supplier,
        number=bid.versions_made,
        received_at=received_at,
        **about(bid.lot_stage),
    )


def tell_opened(*, lot_stage: LotStage, bids: int) -> None:
    """That the bids are opened, to the officers of the lot, who go on from here."""
    people = [person for person in holders(lot_stage, OPENERS) if is_officer(person, lot_stage)]
    notify(people, "bids_opened", path=lot_path(lot_stage, "desk:lot"), bids=bids, **about(lot_stage))


def tell_ended(_actor: Person, lot_stage: LotStage) -> None:
    """That a lot ended without award and why, to the writers of each supplier that has bid or begun to."""
    going = (
        Bid.objects.filter(lot_stage=lot_stage).exclude(state=Bid.State.WITHDRAWN).select_related("supplier")
    )
    for bid in going.order_by("pk"):
        notify(
            writers_of(bid.supplier),
            "lot_ended",
            path=_bid_path(bid),
            supplier=bid.supplier,
            began=bid.state == Bid.State.DRAFT,
            sealed=bid.is_sealed,
            reason=lot_stage.ended_reason,
            **about(lot_stage),
        )


def tell_document_changed(document: TenderDocument, what: str, why: str) -> None:
    """What changed about a document, to the writers of each supplier that has started a bid it is for, once for each.

    After the deadline only bids that take part are meant, and after the end of a lot none. Of a restricted document a
    mail has the title alone.
    """
    for bid in _bids_by(document):
        deadline = bid.lot_stage.stage.deadline
        notify(
            writers_of(bid.supplier),
            "document_changed",
            path=reverse("bids:opportunity", kwargs={"tender_id": document.tender_id}) + "#documents",
            supplier=bid.supplier,
            document=document,
            what=what,
            why="" if document.is_restricted else why,
            open_for_bids=deadline is None or database_now() <= deadline,
            **about(bid.lot_stage) | {"lot": document.lot},
        )


def _bids_by(document: TenderDocument) -> list[Bid]:
    """One bid of each supplier that writes or wrote it by this document."""
    found = Bid.objects.filter(lot_stage__lot__tender_id=document.tender_id).exclude(
        lot_stage__state__in=OVER
    )
    if document.lot_id:
        found = found.filter(lot_stage__lot_id=document.lot_id)
    never_in = Q(
        lot_stage__stage__deadline__lt=database_now(), state__in=(Bid.State.DRAFT, Bid.State.WITHDRAWN)
    )
    bids = found.exclude(never_in).select_related(
        "supplier", "lot_stage__lot__tender__authority", "lot_stage__stage"
    )
    return list({bid.supplier_id: bid for bid in bids.order_by("-lot_stage__lot__number", "-pk")}.values())


def remind() -> int:
    """Send every notification that time alone brings about; returns how many. Each is sent a single time.

    To the writers of bids that are not submitted 48 hours before the deadline, and to those who may open a lot once its
    deadline is over. A deadline that is moved is a new one.
    """
    now = database_now()
    waiting = LotStage.objects.filter(
        state=LotStage.State.WAITING, lot__tender__state=Tender.State.PUBLISHED
    ).select_related("lot__tender__authority", "stage")
    near = waiting.filter(stage__deadline__gte=now, stage__deadline__lte=now + NEAR)
    drafts = Bid.objects.filter(lot_stage__in=near, state=Bid.State.DRAFT).select_related(
        "supplier", "lot_stage__lot__tender__authority", "lot_stage__stage"
    )
    return sum(_remind_writers(bid) for bid in drafts.order_by("pk")) + sum(
        _remind_openers(lot_stage) for lot_stage in waiting.filter(stage__deadline__lt=now).order_by("pk")
    )


def _remind_writers(bid: Bid) -> int:
    with transaction.atomic():
        if not first_time(f"deadline-soon:{bid.pk}:{_deadline(bid.lot_stage)}"):
            return 0
        return notify(
            writers_of(bid.supplier),
            "deadline_soon",
            path=_bid_path(bid),
            supplier=bid.supplier,
            **about(bid.lot_stage),
        )


def _remind_openers(lot_stage: LotStage) -> int:
    with transaction.atomic():
        if not first_time(f"ready-to-open:{lot_stage.pk}:{_deadline(lot_stage)}"):
            return 0
        people = [person for person in holders(lot_stage, OPENERS) if bids_for_no_supplier(person, lot_stage)]
        return notify(people, "ready_to_open", path=lot_path(lot_stage, "bids:opening"), **about(lot_stage))


def _deadline(lot_stage: LotStage) -> str:
    return lot_stage.stage.deadline.isoformat() if lot_stage.stage.deadline else ""


def _bid_path(bid: Bid) -> str:
    return reverse("bids:bid", kwargs={"bid_id": bid.pk})
