"""The commitments of a lot's bids with what was judged of them: bids by letter, no price, no value."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from procurement.bids.models import Bid, BidCommitment
from procurement.core.formatting import weight
from procurement.core.letters import by_letter
from procurement.tenders.models import LotStage
from procurement.tenders.published import MeasureWords
from procurement.tenders.queries import current_rules

from ..models import CommitmentReview
from ..panel import scored_bids


@dataclass(frozen=True)
class JudgedCommitment:
    """One commitment, its measure as published, what counts as published, and the review so far."""

    commitment: BidCommitment
    bid: Bid
    measure: Mapping[str, Any]
    words: MeasureWords
    review: CommitmentReview | None

    @property
    def code(self) -> str:
        return self.bid.code

    @property
    def title(self) -> str:
        return str(self.measure.get("title", self.commitment.measure))

    @property
    def unit(self) -> str:
        return str(self.measure.get("unit", ""))

    @property
    def deductions(self) -> list[str]:
        """What the published model takes off the value of this measure, in words; nothing where it takes off none."""
        return [
            f"{weight(Decimal(self.measure[name]) * 100)} {name}"
            for name in ("deadweight", "attribution", "displacement", "leakage")
            if Decimal(self.measure.get(name) or 0)
        ]

    @property
    def year(self) -> int:
        """The contract year as people count, from 1."""
        return self.commitment.year + 1


def commitments(lot_stage: LotStage) -> tuple[JudgedCommitment, ...]:
    """Every commitment by bid and then as listed. Budget: 4 queries."""
    rules = current_rules(lot_stage.lot)
    bids = {bid.pk: bid for bid in scored_bids(lot_stage).select_related("lot_stage__lot__tender")}
    found = BidCommitment.objects.filter(bid__in=list(bids)).order_by(*by_letter("bid__code"), "position")
    reviews = {
        review.commitment_id: review
        for review in CommitmentReview.objects.filter(commitment__bid__in=list(bids)).select_related(
            "reviewer"
        )
    }
    return tuple(
        JudgedCommitment(
            commitment,
            bids[commitment.bid_id],
            rules.measures.get(commitment.measure, {}),
            rules.measure_words.get(commitment.measure, MeasureWords()),
            reviews.get(commitment.pk),
        )
        for commitment in found
    )
