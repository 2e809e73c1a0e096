"""The points of every leaf over many tenders at once, those that look at other bids apart from the rest.

The same rules as `scoring.pool` scores leaves by; all points are points of 100, in binary floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.criteria import Criterion, PriceLeaf, QualityLeaf, SocialValueLeaf
from scoring.model import Model
from scoring.pool import is_relative
from scoring.stress.arrays import Flags, Floats
from scoring.stress.commitments import Promised, value_points
from scoring.stress.inventing import BidSets, Inventor
from scoring.stress.prices import price_points, references


@dataclass(frozen=True, slots=True)
class Offers:
    """Invented bids as formulas see them: `prices` (price leaves, B, T) and their sum `price` (B, T) in money,
    `promised` by social_value leaf."""

    sets: BidSets
    prices: Floats
    price: Floats
    promised: Mapping[str, Promised]


def offers(inventor: Inventor, sets: BidSets) -> Offers:
    """Invented bids, with baskets summed and commitments valued."""
    prices = inventor.prices(sets)
    counted = inventor.commitments.counted(inventor.quantities(sets))
    promised = {
        leaf: inventor.commitments.promised(leaf, counted, sets.years) for leaf in inventor.model.value_leaves
    }
    return Offers(sets, prices, prices.sum(axis=0), promised)


class LeafPoints:
    """The leaves of a model in its order, each with its place among the marks or the prices."""

    def __init__(self, model: Model) -> None:
        self.leaves = model.leaves
        self.place = {leaf.id: at for at, leaf in enumerate(self.leaves)}
        self.relative = [at for at, leaf in enumerate(self.leaves) if is_relative(leaf)]
        self.own = [at for at, leaf in enumerate(self.leaves) if not is_relative(leaf)]
        self.row_of_relative = {at: row for row, at in enumerate(self.relative)}
        self.mark_row = {leaf: row for row, leaf in enumerate(model.quality_leaves)}
        self.price_row = {leaf: row for row, leaf in enumerate(model.price_leaves)}
        self.weights = [float(leaf.effective) for leaf in self.leaves]
        self._tables = {leaf.id: _shares(leaf) for leaf in model.quality_leaves.values()}

    def own_points(self, given: Offers) -> tuple[Floats, Flags]:
        """Points (K, B, T), 0 for leaves that look at other bids, and whose price a formula refuses (B, T)."""
        everyone = np.ones(given.price.shape, dtype=np.bool_)
        points = np.zeros((len(self.leaves), *given.price.shape))
        refused = ~everyone
        for at in self.own:
            found, bad = self._points(self.leaves[at], given, everyone)
            points[at] = np.where(bad, 0.0, found)
            refused |= bad
        return points, refused

    def relative_points(self, given: Offers, pool: Flags) -> tuple[Floats, Flags]:
        """Points (R, B, T) of the leaves that look at other bids, scored within a pool and 0 outside it,
        and whom a formula refuses (B, T)."""
        points = np.zeros((len(self.relative), *pool.shape))
        refused = np.zeros(pool.shape, dtype=np.bool_)
        for row, at in enumerate(self.relative):
            found, bad = self._points(self.leaves[at], given, pool)
            points[row] = np.where(pool & ~bad, found, 0.0)
            refused |= bad & pool
        return points, refused

    def share(self, leaf: QualityLeaf, given: Offers) -> Floats:
        """The share of a quality leaf's weight that each bid earns, (B, T)."""
        found: Floats = self._tables[leaf.id][given.sets.marks[self.mark_row[leaf.id]]]
        return found

    def _points(self, leaf: Criterion, given: Offers, pool: Flags) -> tuple[Floats, Flags]:
        weight = self.weights[self.place[leaf.id]]
        if isinstance(leaf, QualityLeaf):
            return weight * self.share(leaf, given), ~pool & pool
        if isinstance(leaf, SocialValueLeaf):
            return value_points(leaf.formula, weight, given.promised[leaf.id], given.price, pool)
        if isinstance(leaf, PriceLeaf) and leaf.formula is not None:
            prices = given.prices[self.price_row[leaf.id]]
            return price_points(leaf.formula, weight, prices, references(prices, pool))
        return np.zeros(pool.shape), ~pool & pool


def _shares(leaf: QualityLeaf) -> Floats:
    """The share of a weight that each step earns."""
    return np.array([float(leaf.scale.share(at).points) for at in range(len(leaf.scale.steps))])
