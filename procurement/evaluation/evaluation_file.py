"""The evaluation file (format 1) of a lot: its frozen model and the panel's decisions, row by row, nothing
else.
"""

from collections import defaultdict
from typing import Any

from procurement.bids.models import Bid, BidCommitment, BidPrice
from procurement.core.formatting import plain_number
from procurement.core.letters import by_letter
from procurement.tenders.models import LotStage, PublishedModel
from procurement.tenders.published import Rules, published_rules

from .models import CommitmentReview, ModeratedScore, PassDecision
from .panel import SCORED

FORMAT = "commonweal/evaluation/1"


def evaluation_file(lot_stage: LotStage, published: PublishedModel) -> dict[str, Any]:
    """The file that `scoring` evaluates, from the published model as it stands and the rows. Budget: 6
    queries.

    Bids carry their letters as ids. A disregarded bid is in it as excluded, with its reason and without
    figures.
    """
    rules = published_rules(published)
    bids = list(
        Bid.objects.filter(lot_stage=lot_stage, state__in=[*SCORED, Bid.State.DISREGARDED])
        .select_related("supplier")
        .order_by(*by_letter())
    )
    content = _Content(bids)
    return {
        "format": FORMAT,
        "model": published.model,
        "bids": [
            content.excluded(bid) if bid.state == Bid.State.DISREGARDED else content.scored(bid, rules)
            for bid in bids
        ],
    }


class _Content:
    """The rows of some bids, read once."""

    def __init__(self, bids: list[Bid]) -> None:
        self.marks: dict[Any, dict[str, str]] = defaultdict(dict)
        self.prices: dict[Any, dict[str, str]] = defaultdict(dict)
        self.passes: dict[Any, dict[str, bool]] = defaultdict(dict)
        self.commitments: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for score in ModeratedScore.objects.filter(bid__in=bids):
            self.marks[score.bid_id][score.criterion] = score.mark
        for price in BidPrice.objects.filter(bid__in=bids):
            self.prices[price.bid_id][price.criterion] = plain_number(price.amount)
        for decision in PassDecision.objects.filter(bid__in=bids):
            self.passes[decision.bid_id][decision.criterion] = decision.passed
        reviews = {
            review.commitment_id: review
            for review in CommitmentReview.objects.filter(commitment__bid__in=bids)
        }
        for commitment in BidCommitment.objects.filter(bid__in=bids).order_by("bid_id", "position"):
            self.commitments[commitment.bid_id].append(_commitment(commitment, reviews.get(commitment.pk)))

    def scored(self, bid: Bid, rules: Rules) -> dict[str, Any]:
        """A bid with everything that the model asks of it, in the model's order."""
        return {
            "id": bid.code,
            "name": bid.supplier.name,
            "marks": self._for(rules, "quality", self.marks[bid.pk]),
            "prices": self._for(rules, "price", self.prices[bid.pk]),
            "passes": self._for(rules, "pass_fail", self.passes[bid.pk]),
            "commitments": self.commitments[bid.pk],
        }

    def excluded(self, bid: Bid) -> dict[str, Any]:
        """A bid that takes no part in the comparison."""
        return {
            "id": bid.code,
            "name": bid.supplier.name,
            "excluded": {"kind": "disregarded", "reason": bid.disregarded_reason},
        }

    @staticmethod
    def _for(rules: Rules, kind: str, values: dict[str, Any]) -> dict[str, Any]:
        return {leaf.id: values[leaf.id] for leaf in rules.of_kind(kind) if leaf.id in values}


def _commitment(commitment: BidCommitment, review: CommitmentReview | None) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "measure": commitment.measure,
        "quantity": plain_number(commitment.quantity),
        "year": commitment.year,
    }
    if review is not None:
        entry |= {"counted": plain_number(review.counted), "counted_reason": review.reason}
    return entry
