"""What a criterion really weighs: its share of the spread of totals, and of the decisions.

All figures are over the tenders decided among two admissible bids or more, and within each tender: what all its bids
have alike decides nothing. Definitions stand in `docs/scoring/stress.md`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.criteria import Criterion, PriceLeaf, holds_price, leaves_of, only_conditions
from scoring.figures import HUNDRED, plain_text
from scoring.stress.arrays import Deviation, Flags, Floats, anywhere, highest, lowest
from scoring.stress.engine import Engine, Outcome, Scored
from scoring.stress.methods import Sums
from scoring.stress.ranking import best_on, key
from scoring.stress.text import share

NEGLIGIBLE = 1e-9
SMALLEST_SIZE = 1e-3


@dataclass(slots=True)
class _Tally:
    """Sums over tenders for one criterion; the names are those of the answer."""

    shared: float = 0.0
    squares: float = 0.0
    alone: float = 0.0
    decides: int = 0
    range: float = 0.0
    differs: int = 0
    least: float = np.inf
    most: float = -np.inf
    points: float = 0.0
    below_zero: int = 0
    above_weight: int = 0


@dataclass(frozen=True, slots=True)
class CriterionWeight:
    """The figures of one criterion. Shares have no unit, `weight` and points are points of 100; None where the
    figure is not defined (see the guide)."""

    criterion: Criterion
    spread_share: float | None
    variance_share: float | None
    alone: float | None
    decides: float | None
    decision_share: float | None
    range_used: float | None
    least: float | None
    mean: float | None
    most: float | None
    below_zero: float | None
    above_weight: float | None

    @property
    def published(self) -> float:
        """The published weight as a share of 1."""
        return float(self.criterion.effective / HUNDRED)

    def to_json(self) -> dict[str, Any]:
        """The figures; points as text of two places."""
        return {
            "criterion": self.criterion.id,
            "title": self.criterion.title,
            "weight": plain_text(self.criterion.effective),
            "spread_share": self.spread_share,
            "variance_share": self.variance_share,
            "alone": self.alone,
            "decides": self.decides,
            "decision_share": self.decision_share,
            "range_used": self.range_used,
            "points": {
                name: None if figure is None else f"{figure + 0.0:.2f}"
                for name, figure in (("lowest", self.least), ("mean", self.mean), ("highest", self.most))
            },
            "below_zero": self.below_zero,
            "above_weight": self.above_weight,
        }


class Weights:
    """Figures of the top-level criteria and of the leaves, added up over blocks of tenders."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.leaves = engine.model.leaves
        self.top = tuple(one for one in engine.model.criteria if not only_conditions(one))
        self._tallies = {one.id: (one, _Tally()) for one in (*self.top, *self.leaves)}
        self._tenders = self._bids = 0
        self._squares = 0.0

    def add(self, scored: Scored, outcome: Outcome) -> None:
        """Count a block of tenders."""
        counting = outcome.decided & (outcome.pool.sum(axis=0) > 1)
        pool = outcome.pool & counting
        self._tenders += int(counting.sum())
        self._bids += int(pool.sum())
        whole = self._merit(outcome.sums, self.leaves)
        deviation = Deviation(pool)
        spread = np.zeros(pool.shape) if whole is None else deviation(whole)
        self._squares += float((spread * spread).sum())
        for criterion, tally in self._tallies.values():
            leaves = leaves_of(criterion)
            part = self._engine.part(scored, outcome, leaves)
            sums = self._engine.sums(part)
            apart = self._engine.sums(part.changed(deviation))
            own = self._merit(apart, leaves)
            if own is not None:
                tally.shared += float((own * spread).sum())
                tally.squares += float((own * own).sum())
            self._count_alone(tally, self._merit(sums, leaves), outcome, pool)
            self._count_decisions(tally, outcome.sums - apart, outcome, pool)
            if self._has_points(criterion):
                _count_points(tally, sums.total, float(criterion.effective), pool)

    def _count_alone(self, tally: _Tally, merit: Floats | None, outcome: Outcome, pool: Flags) -> None:
        """How often it alone would choose the same; equal bids share the chance."""
        if merit is None:
            return
        size = np.maximum(np.abs(merit).max(axis=0), SMALLEST_SIZE)
        best = best_on(key(merit, size), pool)
        among = np.maximum(best.sum(axis=0), 1)
        tally.alone += float(((best & outcome.ranked.chosen).sum(axis=0) / among).sum())
        tally.differs += int((best != pool).sum())

    def _count_decisions(self, tally: _Tally, level: Sums, outcome: Outcome, pool: Flags) -> None:
        """How often the choice changes where all bids of the pool get its mean on this criterion."""
        ranked = self._engine.rank(level, pool)
        changed = anywhere((ranked.chosen != outcome.ranked.chosen) & pool) & ~ranked.refused
        tally.decides += int(changed.sum())

    def _merit(self, sums: Sums, leaves: Sequence[Criterion]) -> Floats | None:
        """What leaves do for a bid, higher better and linear in the sums: their points, under a method that sums money
        what they are worth there, under any other the points or the price (None for a mixture of both)."""
        method = self._engine.method
        if method.adds_points:
            return sums.total
        if method.sums_money:
            worth = (
                sums.money if method.name == "award_on_value" else method.pounds_for_a_point * sums.quality
            )
            return worth - sums.price
        kinds = {isinstance(leaf, PriceLeaf) for leaf in leaves}
        if len(kinds) > 1:
            return None
        return -sums.price if True in kinds else sums.quality

    def _has_points(self, criterion: Criterion) -> bool:
        return self._engine.model.sums_points or not holds_price(criterion)

    def figures(self, criteria: Sequence[Criterion]) -> list[CriterionWeight]:
        """The figures of these criteria; their shares of the spreads and of the decisions sum to 1 each."""
        tallies = [self._tallies[one.id][1] for one in criteria]
        spreads = sum(math.sqrt(tally.squares) for tally in tallies)
        decisions = sum(tally.decides for tally in tallies)
        return [self._figures(one, spreads, decisions) for one in criteria]

    def _figures(self, criterion: Criterion, spreads: float, decisions: int) -> CriterionWeight:
        tally = self._tallies[criterion.id][1]
        summed = self._engine.method.adds_points or self._engine.method.sums_money
        scored = self._has_points(criterion) and self._bids > 0
        weight = float(criterion.effective)
        return CriterionWeight(
            criterion=criterion,
            spread_share=share(math.sqrt(tally.squares), spreads)
            if summed and spreads > NEGLIGIBLE
            else None,
            variance_share=share(tally.shared, self._squares)
            if summed and self._squares > NEGLIGIBLE
            else None,
            alone=share(tally.alone, self._tenders) if tally.differs else None,
            decides=share(tally.decides, self._tenders),
            decision_share=share(tally.decides, decisions),
            range_used=share(tally.range, weight * self._tenders) if scored else None,
            least=tally.least if scored else None,
            mean=tally.points / self._bids if scored else None,
            most=tally.most if scored else None,
            below_zero=share(tally.below_zero, self._bids) if scored else None,
            above_weight=share(tally.above_weight, self._bids) if scored else None,
        )

    def to_json(self) -> dict[str, Any]:
        """How many tenders counted, and both lists."""
        return {
            "tenders": self._tenders,
            "criteria": [one.to_json() for one in self.figures(self.top)],
            "leaves": [one.to_json() for one in self.figures(self.leaves)],
        }


def _count_points(tally: _Tally, points: Floats, weight: float, pool: Flags) -> None:
    """How far the points reach, and how often they leave the range from 0 to the weight."""
    inside = points[pool]
    if not inside.size:
        return
    tally.least = min(tally.least, float(inside.min()))
    tally.most = max(tally.most, float(inside.max()))
    tally.points += float(inside.sum())
    tally.below_zero += int((inside < -NEGLIGIBLE).sum())
    tally.above_weight += int((inside > weight + NEGLIGIBLE).sum())
    spread = highest(points, pool) - lowest(points, pool)
    tally.range += float(spread[np.isfinite(spread)].sum())
