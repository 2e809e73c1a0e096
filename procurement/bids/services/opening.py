"""The opening: two named people confirm it after the deadline, then each standing version becomes rows."""

import logging
import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from procurement.accounts.models import Person
from procurement.audit.models import AuditEvent
from procurement.audit.queries import chain_head
from procurement.audit.services import record
from procurement.bids import notifications, vault
from procurement.bids.content import Content
from procurement.bids.models import (
    Bid,
    BidAnswer,
    BidAttachment,
    BidCommitment,
    BidPass,
    BidPrice,
    BidVersion,
    OpeningConfirmation,
    sealed_chain,
)
from procurement.bids.queries import standing_confirmations
from procurement.bids.sealing import SealBroken
from procurement.core.errors import Refused
from procurement.core.formatting import LONDON
from procurement.core.letters import letter
from procurement.core.permissions import demand
from procurement.core.transitions import transition
from procurement.tenders.models import LotStage, Tender

from .locks import locked_bid, locked_lot

logger = logging.getLogger(__name__)
OPENERS_NEEDED = 2


def confirm_opening(*, actor: Person, lot_stage: LotStage, received_at: datetime) -> bool:
    """Confirm, as one of two named people who are present, that a lot's bids are opened now.

    A confirmation counts as long as the person may open: not when the role was taken away since.
    The second person's confirmation opens them: every standing version becomes rows, and the bids get
    letters in a random order, so that a letter says nothing about who bid or when. Drafts and withdrawn
    bids stay sealed; a lot without bids opens too. Returns whether the lot is open. Raises Refused before
    the deadline, NotPermitted for a person who may not open, Refused when a sealed version is not what its
    receipt says: then nothing is opened.
    """
    demand("bids.see_opening", actor, lot_stage)
    with transaction.atomic():
        row = locked_lot(lot_stage)
        if row.opened_at is not None:
            return True
        if row.state == LotStage.State.ENDED or row.tender.state != Tender.State.PUBLISHED:
            raise Refused("This lot was ended, or its tender is not published, so there is nothing to open.")
        demand("bids.confirm_opening", actor, row)
        if not row.stage.is_closed(received_at):
            raise Refused("Your confirmation arrived before the deadline. Confirm again now.")
        _confirmation, made = OpeningConfirmation.objects.get_or_create(
            lot_stage=row, person=actor, defaults={"at": received_at}
        )
        openers = [str(item.person) for item in standing_confirmations(row)]
        opens = len(openers) >= OPENERS_NEEDED
        # Every lock on bids before the first event locks the audit chain: so nobody holds one and waits for the other.
        bids = _locked_bids(row, Bid.State.SUBMITTED) if opens else []
        if made:
            record(
                chain=row.audit_chain,
                action="opening.confirmed",
                subject=f"lotstage:{row.pk}",
                actor=actor,
                details={"present": True, "received_at": received_at.isoformat()},
            )
        if not opens:
            return False
        _open(row, actor, openers, bids)
        notifications.tell_opened(lot_stage=row, bids=len(bids))
    lot_stage.refresh_from_db()
    return True


def admit_bids(*, actor: Person, lot_stage: LotStage) -> int:
    """Admit every opened bid of the lot that was neither admitted nor disregarded yet. Returns how many."""
    with transaction.atomic():
        row = locked_lot(lot_stage)
        demand("bids.admit", actor, row)
        waiting = _locked_bids(row, Bid.State.OPENED)
        return sum(transition(bid, to=Bid.State.ADMITTED, actor=actor) for bid in waiting)


def disregard_bid(*, actor: Person, bid: Bid, reason: str) -> bool:
    """Leave a bid out of the assessment, with the reason (Procurement Act 2023, sections 19 and 26).

    Possible until moderation is closed, after which the result stands. Marks that were given to it stay in the
    record and do not count. Returns False when it was disregarded already for this reason. Raises Refused without
    a reason, and for another reason than the one recorded; NotPermitted.
    """
    words = reason.strip()
    if not words:
        raise Refused("Give the reason for which this bid is disregarded. The supplier is told it.")
    with transaction.atomic():
        locked_lot(bid.lot_stage)
        row = locked_bid(bid)
        demand("bids.disregard", actor, row)
        if row.state == Bid.State.DISREGARDED and row.disregarded_reason != words:
            raise Refused(
                f"Bid {row.code} was disregarded already, for this reason: {row.disregarded_reason} "
                "Your reason was not added to it."
            )
        done = transition(
            row, to=Bid.State.DISREGARDED, actor=actor, reason=words, changes={"disregarded_reason": words}
        )
    bid.refresh_from_db()
    return done


def note_reading(*, actor: Person, bid: Bid) -> bool:
    """Record that a person reads an opened bid: once for each person, bid and day in London. False when it
    was.

    Raises Refused for a sealed bid, which nobody at an authority can read.
    """
    return note_readings(actor=actor, bids=[bid]) == 1


def note_readings(*, actor: Person, bids: Collection[Bid]) -> int:
    """`note_reading` for a page that shows several bids of a lot: how many readings were new. Budget: 1 query where
    none is.
    """
    if any(bid.is_sealed for bid in bids):
        raise Refused("This bid is sealed, so nobody at the authority can read it.")
    subjects = {f"bid:{bid.pk}": bid for bid in bids}
    midnight = timezone.now().astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    known = AuditEvent.objects.filter(
        chain__key__in={bid.audit_chain for bid in bids},
        action="bid.read",
        subject__in=list(subjects),
        actor=f"person:{actor.pk}",
        at__gte=midnight,
    )
    noted = set(known.values_list("subject", flat=True))
    new = [(subject, bid) for subject, bid in subjects.items() if subject not in noted]
    if new:
        with transaction.atomic():
            for subject, bid in new:
                record(
                    chain=bid.audit_chain,
                    action="bid.read",
                    subject=subject,
                    actor=actor,
                    details={"bid": str(bid)},
                )
    return len(new)


def _locked_bids(lot_stage: LotStage, state: str) -> list[Bid]:
    return list(
        Bid.objects.select_for_update(of=("self",), no_key=True)
        .filter(lot_stage=lot_stage, state=state)
        .select_related("lot_stage__lot__tender__sealing_key")
        .order_by("pk")
    )


def _open(lot_stage: LotStage, actor: Person, openers: list[str], bids: list[Bid]) -> None:
    secrets.SystemRandom().shuffle(bids)
    given: dict[str, str] = {}
    for number, bid in enumerate(bids, 1):
        code = letter(number)
        version = bid.versions.latest("number")
        _expand(bid, _content(version))
        details = {"letter": code, "receipt": version.receipt, "content_sha256": version.content_sha256}
        transition(bid, to=Bid.State.OPENED, actor=actor, changes={"code": code}, details=details)
        given[code] = version.receipt
    sealed = chain_head(chain=sealed_chain(lot_stage.pk))
    transition(
        lot_stage,
        to=LotStage.State.OPENED,
        actor=actor,
        changes={"opened_at": timezone.now()},
        details={
            "openers": openers,
            "bids": len(bids),
            "letters in random order": given,
            "sealed chain": {"key": sealed.key, "length": sealed.length, "head": sealed.digest},
        },
    )


def _content(version: BidVersion) -> Content:
    try:
        return vault.for_opening(version)
    except SealBroken as broken:
        logger.exception("Version %s of bid %s cannot be opened.", version.number, version.bid_id)
        raise Refused(
            f"The bid with receipt {version.receipt} cannot be opened: {broken} Nothing was opened. "
            "Ask those who run this service to compare it with a backup before anybody confirms again."
        ) from broken


def _expand(bid: Bid, content: Content) -> None:
    """Make the rows that can be scored from the document of the standing version."""
    BidAnswer.objects.bulk_create(
        BidAnswer(bid=bid, criterion=criterion, text=text) for criterion, text in content.answers.items()
    )
    BidPrice.objects.bulk_create(
        BidPrice(bid=bid, criterion=criterion, amount=amount) for criterion, amount in content.prices.items()
    )
    BidPass.objects.bulk_create(
        BidPass(bid=bid, criterion=criterion, confirmed=given.confirmed, note=given.note)
        for criterion, given in content.passes.items()
    )
    promised = [
        (criterion, item) for criterion, items in sorted(content.commitments.items()) for item in items
    ]
    BidCommitment.objects.bulk_create(
        BidCommitment(
            bid=bid,
            criterion=criterion,
            position=position,
            measure=item.measure,
            quantity=item.quantity,
            year=item.year,
            method=item.method,
        )
        for position, (criterion, item) in enumerate(promised)
    )
    BidAttachment.objects.bulk_create(
        BidAttachment(
            bid=bid,
            file_id=entry.id,
            name=entry.name,
            content_type=entry.type,
            size=entry.size,
            sha256=entry.sha256,
        )
        for entry in content.files
    )
