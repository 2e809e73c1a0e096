"""Which shape of bid wins, and how large prices, marks and quality are in the invented tenders.

Quality here is q, the points of all quality and social_value leaves. A bid is `cheapest` where no admissible bid asks
less, `best quality` where none earns more; equal bids share the shape, tied winners share the win.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scoring.stress.arrays import Flags, Floats, highest, lowest, mean
from scoring.stress.engine import Engine, Outcome, Scored
from scoring.stress.ranking import Key, best_on, key, ranks
from scoring.stress.text import share

BOTH, CHEAPEST, BEST, MIDDLE = SHAPES = ("both", "cheapest", "best_quality", "middle")
DEFINITIONS = {
    BOTH: "the lowest price and the best quality of its tender",
    CHEAPEST: "the lowest price of its tender, not the best quality",
    BEST: "the best quality of its tender, not the lowest price",
    MIDDLE: "neither the lowest price nor the best quality",
}


class Shapes:
    """Counts over blocks of tenders; wins are shared among all that are chosen."""

    def __init__(self, engine: Engine) -> None:
        self._priced = bool(engine.model.price_leaves)
        self._scored = bool(engine.model.quality_side)
        self._wins = dict.fromkeys(SHAPES, 0.0)
        self._bids = dict.fromkeys(SHAPES, 0)
        self._by_price = np.zeros(engine.inventor.bidders)
        self._by_quality = np.zeros(engine.inventor.bidders)
        self._tenders = 0

    def add(self, _scored: Scored, outcome: Outcome) -> None:
        """Count a block of tenders."""
        pool = outcome.pool & outcome.decided
        chosen = outcome.ranked.chosen & pool
        won = chosen / np.maximum(chosen.sum(axis=0), 1)
        price = key(-outcome.sums.price, np.abs(outcome.sums.price))
        quality = key(outcome.sums.quality, 100.0)
        cheapest, best = best_on(price, pool), best_on(quality, pool)
        shapes = (cheapest & best, cheapest & ~best, best & ~cheapest, pool & ~cheapest & ~best)
        for shape, bids in zip(SHAPES, shapes, strict=True):
            self._wins[shape] += float(won[bids].sum())
            self._bids[shape] += int(bids.sum())
        self._by_price += _by_place(price, pool, won)
        self._by_quality += _by_place(quality, pool, won)
        self._tenders += int((chosen.sum(axis=0) > 0).sum())

    @property
    def wins_most(self) -> str | None:
        """The shape that wins most; None where price and quality are not both there, or nothing was won."""
        if not (self._priced and self._scored and self._tenders):
            return None
        return max(SHAPES, key=lambda shape: self._wins[shape])

    def to_json(self) -> dict[str, Any]:
        """The share of wins and of bids of each shape, and wins by place in the order of prices and qualities."""
        bids = sum(self._bids.values())
        both = self._priced and self._scored
        return {
            "wins_most": self.wins_most,
            "shapes": [
                {
                    "shape": shape,
                    "definition": DEFINITIONS[shape],
                    "wins": share(self._wins[shape], self._tenders),
                    "bids": share(self._bids[shape], bids),
                }
                for shape in (SHAPES if both else ())
            ],
            "wins_by_price_place": self._places(self._by_price) if self._priced else None,
            "wins_by_quality_place": self._places(self._by_quality) if self._scored else None,
        }

    def _places(self, wins: Floats) -> list[float | None]:
        return [share(float(one), self._tenders) for one in wins]


def _by_place(one: Key, pool: Flags, won: Floats) -> Floats:
    """How much was won by the bids in each place of a key, (B,)."""
    places = np.where(pool, ranks([one], pool), 0)
    found = np.bincount(places.ravel(), weights=won.ravel(), minlength=len(pool) + 1)
    return found[1:].astype(np.float64)


class Levels:
    """Means over the tenders decided among two admissible bids or more: of the lowest, mean and highest price and
    quality, of the lowest and highest mark and promise of each leaf."""

    def __init__(self, engine: Engine) -> None:
        self._tenders = 0
        self._price, self._quality = np.zeros(3), np.zeros(3)
        self._marks = np.zeros((2, len(engine.model.quality_leaves)))
        self._promises = {leaf: np.zeros(2) for leaf in engine.model.value_leaves}

    def add(self, scored: Scored, outcome: Outcome) -> None:
        """Count a block of tenders."""
        decided = outcome.decided & (outcome.pool.sum(axis=0) > 1)
        if not decided.any():
            return
        pool = outcome.pool[:, decided]
        self._tenders += pool.shape[1]
        for sums, figures in ((self._price, outcome.sums.price), (self._quality, outcome.sums.quality)):
            row = figures[:, decided]
            sums += [float(level(row, pool).sum()) for level in (lowest, mean, highest)]
        marks = scored.given.sets.marks[..., decided]
        for at in range(len(marks)):
            places = marks[at].astype(np.float64)
            self._marks[:, at] += [float(level(places, pool).sum()) for level in (lowest, highest)]
        for leaf, ends in self._promises.items():
            figure = scored.given.promised[leaf].figure[:, decided]
            ends += [float(level(figure, pool).sum()) for level in (lowest, highest)]

    @property
    def price(self) -> tuple[float, float, float] | None:
        """A low, middle and high price, the sum of all leaves, in money."""
        return self._levels(self._price)

    @property
    def quality(self) -> tuple[float, float, float] | None:
        """A low, middle and high q, in points."""
        return self._levels(self._quality)

    def _levels(self, sums: Floats) -> tuple[float, float, float] | None:
        if not self._tenders:
            return None
        low, middle, high = (float(one) / self._tenders for one in sums)
        return low, middle, high

    def promise(self, leaf: str) -> tuple[float, float]:
        """A low and a high figure of a social_value leaf: value in money, or the sum on its points menu."""
        low, high = (float(one) / max(1, self._tenders) for one in self._promises[leaf])
        return low, high

    @property
    def marks(self) -> list[tuple[int, int]]:
        """The place of a low and of a high mark of each quality leaf; the same where nothing was decided."""
        means = np.rint(self._marks / max(1, self._tenders)).astype(int)
        return [(int(low), int(high)) for low, high in means.T]
