"""What every change to a bid does first: lock in the one order (lot, then bid), re-read, compare the
deadline.
"""

from datetime import datetime

from procurement.bids.models import Bid
from procurement.core.errors import Refused
from procurement.core.formatting import london_deadline, london_exact
from procurement.tenders.models import LotStage


def locked_lot(lot_stage: LotStage) -> LotStage:
    """The lot in its stage, locked, with its deadline as it is now."""
    return (
        LotStage.objects.select_for_update(of=("self",), no_key=True)
        .select_related("lot__tender__authority", "lot__tender__sealing_key", "stage")
        .get(pk=lot_stage.pk)
    )


def locked_bid(bid: Bid) -> Bid:
    """The bid, locked, with its lot as it is now."""
    return (
        Bid.objects.select_for_update(of=("self",), no_key=True)
        .select_related(
            "supplier",
            "lot_stage__lot__tender__authority",
            "lot_stage__lot__tender__sealing_key",
            "lot_stage__stage",
        )
        .get(pk=bid.pk)
    )


def refuse_late(lot_stage: LotStage, received_at: datetime, *, kept: str) -> None:
    """Refuse what arrived after the deadline. `kept` says what stays as it was."""
    deadline = lot_stage.stage.deadline
    if lot_stage.stage.is_closed(received_at):
        raise Refused(
            f"The deadline for bids was {london_deadline(deadline)}. "
            f"This arrived on {london_exact(received_at)}. {kept}"
        )
