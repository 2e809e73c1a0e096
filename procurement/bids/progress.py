"""How far a bid has come, in the words that its supplier may be told: the same word wherever it is listed.

What becomes of an opened bid is told by its lot alone. Whether it was assessed or disqualified follows from marks
and from other bids, which nobody outside the authority learns before the authority tells it.
"""

from dataclasses import dataclass
from datetime import datetime

from procurement.core.formatting import london, london_exact
from procurement.tenders.models import LotStage, Tender

from .models import Bid
from .queries import OwnBid
from .rules import takes_bids


@dataclass(frozen=True)
class Progress:
    """The word for a bid, and the kind of tag that it is shown as."""

    word: str
    kind: str


_BY_STATE: dict[str, Progress] = {
    Bid.State.WITHDRAWN: Progress("Withdrawn", "waiting"),
    Bid.State.DISREGARDED: Progress("Disregarded", "bad"),
}
_BY_LOT: dict[str, Progress] = {
    LotStage.State.AWARDED: Progress("Award decided", "active"),
    LotStage.State.ENDED: Progress("Ended without award", "waiting"),
}


def progress(bid: Bid, *, now: datetime) -> Progress:
    """How far a bid has come, for its supplier's people. Needs its lot, stage and tender; no query."""
    if bid.state == Bid.State.DRAFT:
        return Progress("Draft", "check") if _is_open(bid, now) else Progress("Not submitted", "waiting")
    if bid.state in _BY_STATE:
        return _BY_STATE[bid.state]
    if bid.tender.state == Tender.State.CANCELLED:
        return Progress("Tender cancelled", "waiting")
    going_on = Progress("Submitted", "done") if bid.is_sealed else Progress("Opened", "active")
    return _BY_LOT.get(bid.lot_stage.state, going_on)


def what_stands(own: OwnBid) -> str:
    """Which version of a bid stands and what happens to it; empty for a draft that can still be submitted."""
    bid = own.bid
    if own.standing is None:
        return _nothing_stands(own)
    waits = bid.is_sealed and bid.lot_stage.state == LotStage.State.WAITING
    received = london_exact(own.standing.received_at)
    stands = f"Version {own.standing.number} was submitted on {received}{' and stands' if waits else ''}."
    if not own.has_changes:
        changes = ""
    elif own.is_editable:
        changes = "Your changes since then are not part of it until you submit again. "
    else:
        changes = "What was changed after that is not part of it. "
    return f"{stands} {changes}{what_next(bid, now=own.now)}"


def what_next(bid: Bid, *, now: datetime) -> str:
    """What has become of a submitted bid, and what comes next. No query."""
    lot_stage, authority = bid.lot_stage, bid.tender.authority
    if bid.state == Bid.State.DISREGARDED:
        return f"It was opened and disregarded. The reason given: {bid.disregarded_reason}"
    if lot_stage.state == LotStage.State.WAITING:
        if lot_stage.stage.is_closed(now):
            return (
                "The deadline is over, so it can no longer be withdrawn. "
                f"It stays sealed until two named people of {authority} open it."
            )
        return (
            f"You can change it, submit it again or withdraw it until the deadline, "
            f"{london(lot_stage.stage.deadline)}. It stays sealed until two named people of {authority} open it "
            "after the deadline."
        )
    opened = "It was not opened." if lot_stage.opened_at is None else f"{authority} opened it."
    return f"{opened} {_of_the_lot(lot_stage)}"


def _is_open(bid: Bid, now: datetime) -> bool:
    return takes_bids(None, bid) and not bid.lot_stage.stage.is_closed(now)


def _of_the_lot(lot_stage: LotStage) -> str:
    tender = lot_stage.tender
    if tender.state == Tender.State.CANCELLED:
        return f"{tender.authority} cancelled the tender. The reason given: {tender.cancelled_reason}"
    if lot_stage.state == LotStage.State.ENDED:
        return f"{tender.authority} ended this lot without award. The reason given: {lot_stage.ended_reason}"
    if lot_stage.state == LotStage.State.AWARDED:
        return (
            "The award of this lot is decided. "
            f"{tender.authority} sends each bidder an assessment summary with the outcome and its reasons. "
            "Until then nothing about marks, ranks or other bidders is told."
        )
    return "It is assessed by the published rules. Nothing about marks, ranks or other bidders is told meanwhile."


def _nothing_stands(own: OwnBid) -> str:
    if own.bid.state == Bid.State.WITHDRAWN:
        if _is_open(own.bid, own.now):
            return (
                "This bid was withdrawn, so nothing stands. Your draft is kept: "
                "submit it again before the deadline if you want to take part."
            )
        return "This bid was withdrawn, so nothing stands, and nothing of it is opened."
    if _is_open(own.bid, own.now):
        return ""
    kept = "Your draft is kept, and only the bid writers of your organisation can read it."
    if own.is_closed:
        return f"This bid was not submitted before the deadline, so it does not take part. {kept}"
    return f"This bid was not submitted. {_of_the_lot(own.bid.lot_stage)} {kept}"
