"""The award: total of each bid, rank, ties, and whom the rules recommend (format 1, "Award methods")."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.figures import exact_sum, working_sum
from scoring.formulas import FormulaType, corridor, number, quality_base, registry
from scoring.quality import Score


@dataclass(frozen=True, slots=True)
class AwardRound:
    """What an award method is given: the scores of every leaf, for each bid of the pool."""

    scores: Mapping[str, Mapping[str, Score]]


AwardCalculation = Callable[[Mapping[str, Any], AwardRound], dict[str, Score]]
Tie = tuple[str, ...]


def weighted_sum(_parameters: Mapping[str, Any], given: AwardRound) -> dict[str, Score]:
    """The sum of all points; the highest total wins."""
    totals = {}
    for bid, scores in given.scores.items():
        points = [score.points for score in scores.values()]
        totals[bid] = Score(exact_sum(points), working_sum(points))
    return totals


_BASE = {"quality_base": quality_base}
WEIGHTED_SUM = "weighted_sum"
LOWEST_PRICE = "lowest_price"
AWARD_METHODS = registry(
    FormulaType[AwardCalculation](WEIGHTED_SUM, WEIGHTED_SUM, {}, weighted_sum),
    FormulaType[AwardCalculation]("price_per_quality_point", "F08", _BASE, None),
    FormulaType[AwardCalculation](
        "quality_per_price", "F09", {"per": number(above=0), "corridor": corridor, **_BASE}, None
    ),
    FormulaType[AwardCalculation]("weighted_value_index", "F10", {"per": number(above=0), **_BASE}, None),
    FormulaType[AwardCalculation]("utility_index", "F11", _BASE, None, relative=True),
    FormulaType[AwardCalculation]("award_on_value", "F12", _BASE, None),
    FormulaType[AwardCalculation](
        "willingness_to_pay", "F13", {"value_per_point": number(above=0), **_BASE}, None
    ),
    FormulaType[AwardCalculation]("quality_mark_up", "F14", _BASE, None),
    FormulaType[AwardCalculation]("relative_value_cost", "F15", _BASE, None, relative=True),
    FormulaType[AwardCalculation](
        "price_quality_method", "F16", {"estimate": number(above=0), **_BASE}, None, relative=True
    ),
    FormulaType[AwardCalculation]("quality_divisor", "quality_divisor", _BASE, None),
    FormulaType[AwardCalculation](LOWEST_PRICE, LOWEST_PRICE, {}, None),
)


@dataclass(frozen=True, slots=True)
class Winners:
    """Whom the rules recommend: the best `count`, or all of at least `minimum` (then `count` is None)."""

    count: int | None = 1
    minimum: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A bid on its way to a rank: its total as it counts for the rank, and the figures that break a tie,
    each turned so that lower is better."""

    bid: str
    order: tuple[Fraction, ...]


def ranks_of(standings: Sequence[Standing]) -> dict[str, int]:
    """Rank 1 for the best; equal bids share the better rank and the next one is skipped (1, 1, 3)."""
    ranks: dict[str, int] = {}
    last: Standing | None = None
    for place, standing in enumerate(sorted(standings, key=lambda one: one.order), start=1):
        same = last is not None and last.order == standing.order
        ranks[standing.bid] = ranks[last.bid] if same and last is not None else place
        last = standing
    return ranks


def ties_of(ranks: Mapping[str, int], order: Sequence[str]) -> tuple[Tie, ...]:
    """Every set of bids that share a rank, the better rank first, bids in the order of the file."""
    sharing: dict[int, list[str]] = {}
    for bid in order:
        if bid in ranks:
            sharing.setdefault(ranks[bid], []).append(bid)
    return tuple(tuple(bids) for _, bids in sorted(sharing.items()) if len(bids) > 1)


def recommend(
    winners: Winners, ranks: Mapping[str, int], totals: Mapping[str, Fraction], order: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(recommended, undecided), the better rank first. Bids tied across the cut are undecided, all of
    them; a minimum total is compared exactly."""
    by_rank = sorted((bid for bid in order if bid in ranks), key=lambda bid: ranks[bid])
    if winners.count is None:
        lowest = winners.minimum
        return tuple(bid for bid in by_rank if lowest is None or totals[bid] >= lowest), ()
    count = winners.count
    if len(by_rank) <= count or ranks[by_rank[count - 1]] != ranks[by_rank[count]]:
        return tuple(by_rank[:count]), ()
    cut = ranks[by_rank[count]]
    return (
        tuple(bid for bid in by_rank if ranks[bid] < cut),
        tuple(bid for bid in by_rank if ranks[bid] == cut),
    )
