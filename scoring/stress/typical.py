"""Bids made up on purpose: middling but for what an example is about."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from scoring.criteria import QualityLeaf
from scoring.figures import exact_sum
from scoring.stress.exact import tidy
from scoring.stress.inventing import Inventor, Unit
from scoring.stress.shapes import Levels


class Typical:
    """Makes bids at the levels of the invented tenders."""

    def __init__(self, inventor: Inventor, levels: Levels) -> None:
        self._inventor = inventor
        self._model = inventor.model
        self._levels = levels
        self._medians = {median.leaf: median.amount for median in inventor.medians}

    def price_range(self, leaf: str) -> tuple[Fraction, Fraction]:
        """A low and a high price of a leaf, in money, not above its maximum: its part of the mean lowest and
        the mean highest price."""
        if self._levels.price is None:
            return self._medians[leaf], self._medians[leaf]
        part = self._medians[leaf] / exact_sum(self._medians.values())
        low, high = (tidy(Fraction(self._levels.price[at]) * part) for at in (0, 2))
        maximum = self._model.price_leaves[leaf].maximum
        return (low, high) if maximum is None else (min(low, maximum), min(high, maximum))

    def mark_range(self, leaf: str) -> tuple[int, int]:
        """The places of a low and a high mark of a quality leaf."""
        return self._levels.marks[list(self._model.quality_leaves).index(leaf)]

    def promise_range(self, leaf: str) -> tuple[Fraction, Fraction]:
        """What to multiply median commitments on a social_value leaf by for a low and for a high promise."""
        commitments = self._inventor.commitments
        medians = np.array([float(unit.median) for unit in self._inventor.quantity_units]).reshape(-1, 1, 1)
        years = np.zeros(medians.shape, dtype=np.int64)
        usual = float(commitments.promised(leaf, commitments.counted(medians), years).figure.sum())
        low, high = (Fraction(end / usual if usual else 0.0) for end in self._levels.promise(leaf))
        return low, high

    def bid(
        self,
        name: str,
        *,
        prices: Mapping[str, Fraction] | None = None,
        marks: Mapping[str, int] | None = None,
        promises: Mapping[str, Fraction] | None = None,
        best: bool = False,
    ) -> dict[str, Any]:
        """A bid of median prices, middle marks (with `best` the highest) that meet every minimum mark, and median
        commitments, but for the prices by leaf, the places of marks and the factors by social_value leaf given."""
        at = {
            leaf.id: (marks or {}).get(leaf.id, _usual(leaf, best=best))
            for leaf in self._model.quality_leaves.values()
        }
        rates = [
            _rates(units, self._medians[leaf], (prices or {}).get(leaf, self._medians[leaf]))
            for leaf, units in zip(self._model.price_leaves, self._inventor.price_units, strict=True)
        ]
        quantities = [
            (unit.nearest(unit.median * self._factor(measure.id, promises or {})), 0)
            for measure, unit in zip(
                self._inventor.commitments.measures, self._inventor.quantity_units, strict=True
            )
        ]
        written = {
            leaf.id: leaf.scale.steps[at[leaf.id]].mark for leaf in self._model.quality_leaves.values()
        }
        return self._inventor.written(name, written, rates, quantities)

    def _factor(self, measure: str, promises: Mapping[str, Fraction]) -> Fraction:
        return promises.get(self._model.leaf_of_measure[measure].id, Fraction(1))


def _usual(leaf: QualityLeaf, *, best: bool) -> int:
    last = len(leaf.scale.steps) - 1
    return last if best else max(last // 2, leaf.minimum or 0)


def _rates(units: list[Unit], median: Fraction, price: Fraction) -> list[int]:
    """The units of a price: a single one as it is, the rates of a basket in proportion."""
    if len(units) == 1 and units[0].median == median:
        return [units[0].nearest(price)]
    return [unit.nearest(unit.median * price / median) if unit.median else 0 for unit in units]
