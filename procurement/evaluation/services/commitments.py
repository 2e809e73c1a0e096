"""How much of each commitment counts, by the published rules: promised and counted stay apart for good."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from procurement.accounts.models import Person
from procurement.audit.services import record
from procurement.bids.models import Bid, BidCommitment
from procurement.core.errors import Refused
from procurement.core.formatting import quantity
from procurement.core.permissions import demand
from procurement.core.transitions import locked

from .. import rules
from ..models import CommitmentReview
from ..panel import SCORED
from .saving import check_revision


def review_commitment(
    *, actor: Person, commitment: BidCommitment, counted: Decimal, reason: str, revision: int | None = None
) -> CommitmentReview:
    """Record what counts of a commitment, 0 to what was promised, with the reason. Can be judged again until
    the end.

    Raises Refused, Conflict, NotPermitted.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("Say why this much of the commitment counts.")
    if not counted.is_finite() or not 0 <= counted <= commitment.quantity:
        raise Refused(
            f"What counts is between 0 and the {quantity(commitment.quantity)} that the bidder promised."
        )
    if -int(counted.as_tuple().exponent) > 4:
        raise Refused("Give what counts with 4 decimal places at most.")
    with transaction.atomic():
        bid = locked(commitment.bid)
        demand(rules.REVIEW, actor, bid)
        if bid.state not in SCORED:
            raise Refused(f"Bid {bid.code} is not evaluated: it was disregarded.")
        row = CommitmentReview.objects.select_for_update().filter(commitment=commitment).first()
        if row is not None and (row.counted, row.reason) == (counted, reason):
            return row
        check_revision(row, revision)
        earlier = {"counted": quantity(row.counted), "reason": row.reason} if row else None
        row = row or CommitmentReview(commitment=commitment)
        row.counted, row.reason, row.reviewer = counted, reason, actor
        row.decided_at, row.revision = timezone.now(), row.revision + 1
        row.save()
        record(
            chain=bid.audit_chain,
            action="commitment.reviewed",
            subject=f"commitment:{commitment.pk}",
            actor=actor,
            details=_details(bid, commitment, row) | ({"earlier": earlier} if earlier else {}),
        )
    return row


def _details(bid: Bid, commitment: BidCommitment, row: CommitmentReview) -> dict[str, object]:
    return {
        "bid": bid.code,
        "measure": commitment.measure,
        "year": commitment.year,
        "promised": quantity(commitment.quantity),
        "counted": quantity(row.counted),
        "reason": row.reason,
    }
