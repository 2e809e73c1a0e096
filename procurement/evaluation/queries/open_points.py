"""What a lot still lacks before its moderation can be closed."""

from dataclasses import dataclass

from procurement.bids.models import BidCommitment
from procurement.core.letters import by_letter
from procurement.tenders.models import LotStage
from procurement.tenders.queries import current_rules

from ..models import CommitmentReview, ModeratedScore, PassDecision
from ..panel import scored_bids


@dataclass(frozen=True)
class OpenPoint:
    """One missing decision: a consensus mark, a pass or fail, or a commitment that is not judged."""

    kind: str
    text: str
    bid: str
    criterion: str = ""
    commitment: int | None = None


def open_points(lot_stage: LotStage) -> list[OpenPoint]:
    """Everything still missing, in the order of the published model. Budget: 6 queries."""
    rules = current_rules(lot_stage.lot)
    bids = list(scored_bids(lot_stage))
    agreed = set(ModeratedScore.objects.filter(bid__in=bids).values_list("bid_id", "criterion"))
    decided = set(PassDecision.objects.filter(bid__in=bids).values_list("bid_id", "criterion"))
    points = [
        OpenPoint("consensus", f"{leaf.title}, bid {bid.code}: no consensus mark yet.", bid.code, leaf.id)
        for leaf in rules.of_kind("quality")
        for bid in bids
        if (bid.pk, leaf.id) not in agreed
    ]
    points += [
        OpenPoint(
            "pass", f"{leaf.title}, bid {bid.code}: pass or fail is not decided yet.", bid.code, leaf.id
        )
        for leaf in rules.of_kind("pass_fail")
        for bid in bids
        if (bid.pk, leaf.id) not in decided
    ]
    judged = CommitmentReview.objects.filter(commitment__bid__in=bids).values("commitment_id")
    codes = {bid.pk: bid.code for bid in bids}
    for commitment in (
        BidCommitment.objects.filter(bid__in=bids)
        .exclude(pk__in=judged)
        .order_by(*by_letter("bid__code"), "position")
    ):
        title = rules.measures.get(commitment.measure, {}).get("title", commitment.measure)
        code = codes[commitment.bid_id]
        points.append(
            OpenPoint(
                "commitment",
                f"Bid {code}, {title}, year {commitment.year + 1}: the commitment is not judged yet.",
                code,
                commitment.criterion,
                commitment.pk,
            )
        )
    return points
