"""Submitting a bid and withdrawing it. What counts is when the request arrived, read before any lock."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from procurement.accounts.models import Person
from procurement.audit.services import record
from procurement.bids import notifications, vault
from procurement.bids.content import Content
from procurement.bids.models import Bid, BidFile, BidVersion, sealed_chain
from procurement.bids.sections import missing
from procurement.core.errors import Conflict, Refused
from procurement.core.formatting import counted, london_deadline, london_exact
from procurement.core.permissions import demand
from procurement.core.transitions import transition
from procurement.tenders.queries import current_rules

from .locks import locked_bid, locked_lot, refuse_late

# Without letters and figures that are easily taken for each other when a number is read out.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
State = Bid.State


def submit_bid(*, actor: Person, bid: Bid, revision: int, received_at: datetime) -> BidVersion:
    """Freeze the draft as a version, sealed under its own number, with a receipt. Returns the version that
    stands.

    `revision` is the draft's revision that the person checked. The same draft again (a double click, a
    second browser) gives the version that stands already. Raises Conflict when the draft was changed since
    it was checked, Refused when something is missing, and Refused after the deadline: the draft is kept
    then, the version that stands goes on standing, and the attempt is logged in a transaction of its own.
    """
    demand("bids.read_own", actor, bid)
    with transaction.atomic():
        locked_lot(bid.lot_stage)
        row = locked_bid(bid)
        content = vault.unsealed_draft(row).content
        standing = _standing(row)
        if standing is not None and row.revision == revision and standing.content_sha256 == content.sha256():
            return standing
        late = row.lot_stage.stage.is_closed(received_at)
        if not late:
            _refuse_unless_ready(row, actor, content, revision, standing)
            version = _freeze(row, actor, content, received_at)
            notifications.tell_submitted(actor=actor, bid=row, version=version)
            return version
    _log_late(row, actor, revision, received_at)
    raise Refused(_too_late(row, received_at, standing))


def withdraw_bid(*, actor: Person, bid: Bid, version: int, received_at: datetime) -> bool:
    """Take the bid back until the deadline: no version stands, the draft is kept. False when it was
    withdrawn already.

    `version` is the number of the one that the person saw standing. Raises Conflict when a newer one was
    submitted since, Refused after the deadline, and for a bid that was not submitted.
    """
    demand("bids.read_own", actor, bid)
    with transaction.atomic():
        locked_lot(bid.lot_stage)
        row = locked_bid(bid)
        refuse_late(row.lot_stage, received_at, kept="The bid was not withdrawn: what you submitted stands.")
        if row.state == State.SUBMITTED and row.versions_made != version:
            raise Conflict(
                f"{_what_stands(_standing(row))} It was submitted after you opened this page, so nothing was "
                "withdrawn. Withdraw again if you want to withdraw that version."
            )
        withdrawn = transition(
            row,
            to=State.WITHDRAWN,
            actor=actor,
            details={"version": row.versions_made, "received_at": received_at.isoformat()},
        )
        if withdrawn:
            notifications.tell_withdrawn(actor=actor, bid=row, received_at=received_at)
        return withdrawn


def _standing(bid: Bid) -> BidVersion | None:
    """The version that stands; none for a draft and for a bid that was withdrawn."""
    if bid.state in (State.DRAFT, State.WITHDRAWN):
        return None
    return bid.versions.latest("number")


def _refuse_unless_ready(
    bid: Bid, actor: Person, content: Content, revision: int, standing: BidVersion | None
) -> None:
    demand("bids.submit", actor, bid)
    if bid.revision != revision:
        by = f" by {bid.saved_by}" if bid.saved_by else ""
        raise Conflict(
            f"The bid was changed{by} after you had checked it, so nothing was submitted now. "
            f"{_what_stands(standing)} Check the bid as it is now, then submit it."
        )
    reasons = [f"{thing.text}." for thing in missing(content, current_rules(bid.lot_stage.lot))]
    if reasons:
        raise Refused(f"{counted(len(reasons), 'thing is', 'things are')} missing.", reasons)


def _freeze(bid: Bid, actor: Person, content: Content, received_at: datetime) -> BidVersion:
    number = bid.versions_made + 1
    version = BidVersion.objects.create(
        bid=bid,
        number=number,
        sealed=vault.sealed_version(bid, number, content),
        content_sha256=content.sha256(),
        receipt=_receipt_number(),
        received_at=received_at,
        submitted_by=actor,
    )
    BidFile.objects.filter(bid=bid, pk__in=[entry.id for entry in content.files]).update(in_version=True)
    details = {
        "version": number,
        "receipt": version.receipt,
        "received_at": received_at.isoformat(),
        "content_sha256": version.content_sha256,
    }
    if bid.state != State.SUBMITTED:
        transition(bid, to=State.SUBMITTED, actor=actor, changes={"versions_made": number}, details=details)
        return version
    bid.versions_made = number
    bid.save(update_fields=["versions_made"])
    record(
        chain=bid.audit_chain,
        action="bid.submitted_again",
        subject=f"bid:{bid.pk}",
        actor=actor,
        details=details,
    )
    return version


def _log_late(bid: Bid, actor: Person, revision: int, received_at: datetime) -> None:
    """The attempt is evidence for a fair decision, so it is committed before the refusal is told."""
    with transaction.atomic(durable=True):
        record(
            chain=sealed_chain(bid.lot_stage_id),
            action="bid.came_late",
            subject=f"bid:{bid.pk}",
            actor=actor,
            details={
                "supplier": bid.supplier.name,
                "revision": revision,
                "received_at": received_at.isoformat(),
                "deadline": bid.lot_stage.stage.deadline.isoformat()
                if bid.lot_stage.stage.deadline
                else None,
            },
        )


def _too_late(bid: Bid, received_at: datetime, standing: BidVersion | None) -> list[str]:
    deadline = bid.lot_stage.stage.deadline
    after = received_at - deadline if deadline else timedelta(0)
    arrived = f"your request arrived on {london_exact(received_at)}, {_how_late(after)} later"
    appeal = f"If something beyond your control held you up, write to {bid.tender.authority}"
    return [
        f"The bid was not submitted. The deadline was {london_deadline(deadline)}; {arrived}.",
        _what_stands(standing),
        f"Your draft is kept, and this attempt is recorded. {appeal} and name the time above.",
    ]


def _how_late(after: timedelta) -> str:
    seconds = after.total_seconds()
    if seconds < 1:
        return "less than a second"
    if seconds < 120:
        return counted(int(seconds), "second")
    if seconds < 7200:
        return counted(int(seconds // 60), "minute")
    return counted(int(seconds // 3600), "hour")


def _what_stands(standing: BidVersion | None) -> str:
    if standing is None:
        return "No version of this bid stands."
    received = london_exact(standing.received_at)
    return f"Version {standing.number} stands, received on {received}, receipt {standing.receipt}."


def _receipt_number() -> str:
    groups = ["".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3)]
    return f"CW-{'-'.join(groups)}"
