"""What a supplier's commitments are worth by the published rules: `scoring` calculates, this only asks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring import parse_model
from scoring.bids import Bid as ScoredBid
from scoring.bids import Commitment as ScoredCommitment
from scoring.valuation import value_of_bid

from .content import Content


@dataclass(frozen=True)
class Valuation:
    """Values in the tender's currency: in all, and of each commitment by (criterion, measure, year).

    A commitment on a measure without a proxy value has None: it is judged, but adds no money.
    """

    total: Fraction
    values: Mapping[tuple[str, str, int], Fraction | None]
    warnings: tuple[str, ...]


def valuation(content: Content, model: Mapping[str, Any]) -> Valuation:
    """What the commitments of a bid are worth if all of them count, by the published model. Pure: no
    query.
    """
    promised = [(criterion, item) for criterion, items in content.commitments.items() for item in items]
    bid = ScoredBid(
        id="Your bid",
        name="",
        marks={},
        prices={},
        passes={},
        commitments=tuple(
            ScoredCommitment(item.measure, Fraction(item.quantity), item.year, Fraction(item.quantity), None)
            for _criterion, item in promised
        ),
        excluded=None,
        path="",
    )
    found = value_of_bid(bid, parse_model(dict(model)))
    return Valuation(
        total=found.total,
        values={
            (criterion, item.measure, item.year): worth.value
            for (criterion, item), worth in zip(promised, found.commitments, strict=True)
        },
        warnings=found.warnings,
    )
