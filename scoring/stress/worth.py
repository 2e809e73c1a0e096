"""What one mark is worth in money, by the published formula, at a low, a middle and a high price.

The price may rise by so much, with one mark more, before the bid stands worse than it did: the most that it can rise
with the mark, less the most that it can rise without (not 0 where a price is flat). What a bid is compared with (the
lowest, highest and mean price, the best and lowest quality) is held at the mean of the invented tenders; several prices
rise in proportion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from scoring.criteria import QualityLeaf
from scoring.figures import exact_sum
from scoring.stress.arrays import Floats
from scoring.stress.engine import Engine
from scoring.stress.methods import References
from scoring.stress.prices import PriceReferences, price_points
from scoring.stress.shapes import Levels

HIGHEST_RISE = 1000.0
HALVINGS = 80
LEVELS = ("low", "middle", "high")


@dataclass(frozen=True, slots=True)
class MarkWorth:
    """One mark of a quality leaf: the steps, the points between them, and what they are worth at each level, in
    money; None where no rise of the price makes up for the mark, or the price no longer counts."""

    leaf: QualityLeaf
    low_step: int
    points: float
    worth: tuple[float | None, ...]

    def to_json(self) -> dict[str, Any]:
        """Money and points as text of two places."""
        steps = self.leaf.scale.steps
        return {
            "criterion": self.leaf.id,
            "from": steps[self.low_step].mark,
            "to": steps[self.low_step + 1].mark,
            "points": f"{self.points:.2f}",
            "worth": {
                level: None if money is None else f"{money:.2f}"
                for level, money in zip(LEVELS, self.worth, strict=True)
            },
        }


class Worth:
    """The worth of a mark of every quality leaf that has two steps."""

    def __init__(self, engine: Engine, levels: Levels) -> None:
        self._engine = engine
        self._model = engine.model
        medians = [median.amount for median in engine.inventor.medians]
        whole = exact_sum(medians)
        self._parts = np.array([float(one / whole) for one in medians]) if whole else np.zeros(0)
        self.prices = levels.price if len(self._parts) else None
        self._quality = levels.quality

    @cached_property
    def marks(self) -> list[MarkWorth]:
        """One mark up from the middle of each scale; nothing where the model has no price or nothing was decided."""
        if self.prices is None or self._quality is None:
            return []
        leaves = [leaf for leaf in self._model.quality_leaves.values() if len(leaf.scale.steps) > 1]
        steps = [(len(leaf.scale.steps) - 1) // 2 for leaf in leaves]
        gains = [_gain(leaf, step) for leaf, step in zip(leaves, steps, strict=True)]
        found = self._worth([(points, money) for points, money in gains])
        return [
            MarkWorth(leaf, step, points, worth)
            for leaf, step, (points, _), worth in zip(leaves, steps, gains, found, strict=True)
        ]

    def _worth(self, gains: Sequence[tuple[float, float]]) -> list[tuple[float | None, ...]]:
        """What each gain of points, and of money under F12, is worth at each level."""
        if self.prices is None:
            return []
        at = np.array(self.prices)[None, :]
        distinct = sorted(set(gains))
        points = np.array([[one] for one, _ in distinct] or np.zeros((0, 1)))
        money = np.array([[one] for _, one in distinct] or np.zeros((0, 1)))
        with_mark = self._highest_price(at, points, money)
        without = self._highest_price(at, np.zeros((1, 1)), np.zeros((1, 1)))
        ends = np.isfinite(with_mark) & np.isfinite(without)
        rise = np.where(ends, np.where(ends, with_mark, 0.0) - np.where(ends, without, 0.0), np.inf)
        rows = {
            gain: tuple(None if np.isinf(one) else float(one) for one in row)
            for gain, row in zip(distinct, rise, strict=True)
        }
        return [rows[gain] for gain in gains]

    def _highest_price(self, at: Floats, points: Floats, money: Floats) -> Floats:
        """The highest price (gains, levels) at which a bid with the gain is as good as without it at price `at`;
        infinite where there is no such end."""
        standing = self._figure(at, np.zeros((1, 1)), np.zeros((1, 1)))
        tolerance = 1e-12 * np.maximum(np.abs(standing), 1e-12)
        low = np.broadcast_to(at, np.broadcast_shapes(at.shape, points.shape)).copy()
        high = low * HIGHEST_RISE
        endless = (self._figure(high, points, money) >= standing - tolerance) | ~np.isfinite(standing)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            good = self._figure(middle, points, money) >= standing - tolerance
            low, high = np.where(good, middle, low), np.where(good, high, middle)
        return np.where(endless, np.inf, low)

    def _figure(self, price: Floats, points: Floats, money: Floats) -> Floats:
        """The figure of a bid of middling quality at a price, with so much more points and money; higher better."""
        if self.prices is None or self._quality is None:
            return np.zeros(price.shape)
        low, middle, high = (np.array([one]) for one in self.prices)
        if self._engine.method.adds_points:
            total = points + np.zeros(price.shape)
            for leaf, part in zip(self._model.price_leaves.values(), self._parts, strict=True):
                if leaf.formula is not None:
                    against = PriceReferences(low * part, low * part, high * part, middle * part)
                    total = (
                        total + price_points(leaf.formula, float(leaf.effective), price * part, against)[0]
                    )
            return total
        worst, usual, best = (np.array([one]) for one in self._quality)
        figure, _ = self._engine.method.figures_against(
            usual + points, price, money, References(best, worst, low)
        )
        return -figure if self._engine.method.lowest_wins else figure

    def to_json(self) -> dict[str, Any]:
        """The three prices and the worth of each mark."""
        return {
            "prices": None
            if self.prices is None
            else {level: f"{price:.2f}" for level, price in zip(LEVELS, self.prices, strict=True)},
            "marks": [one.to_json() for one in self.marks],
        }


def _gain(leaf: QualityLeaf, step: int) -> tuple[float, float]:
    """What one step up earns: points, and money under F12."""
    share = leaf.scale.share(step + 1).points - leaf.scale.share(step).points
    return float(leaf.effective * share), float((leaf.money or 0) * share)
