"""Where a formula stops: prices that no longer count because points are kept within bounds, and points that are not.

A price is *flat* where `clamp`, `cap` or `floor` alters its points: a pound more or less then changes nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scoring.criteria import PriceLeaf
from scoring.stress.arrays import Flags, Floats
from scoring.stress.engine import Engine, Outcome, Scored
from scoring.stress.prices import price_points, references
from scoring.stress.specimens import Drawer, Specimen
from scoring.stress.text import share

NEGLIGIBLE = 1e-9
LOOKED_AT = 20


class Limits:
    """Counts over blocks of tenders, with tenders kept as evidence."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._leaves = [leaf for leaf in engine.model.price_leaves.values() if _is_limited(leaf)]
        self._flat = {leaf.id: 0 for leaf in self._leaves}
        self._bids = 0
        self.flat_drawers = {leaf.id: Drawer() for leaf in self._leaves}
        self.outside_drawer = Drawer()

    @property
    def limited(self) -> list[str]:
        """The price leaves whose points are kept within bounds."""
        return [leaf.id for leaf in self._leaves]

    def flat_share(self, leaf: str) -> float | None:
        """The share of admissible prices that are flat."""
        return share(self._flat[leaf], self._bids)

    def add(self, scored: Scored, outcome: Outcome) -> None:
        """Count a block of tenders."""
        pool = outcome.pool & outcome.decided
        self._bids += int(pool.sum())
        for leaf in self._leaves:
            self._count_flat(leaf, scored, pool)
        for at, criterion in enumerate(self._engine.model.leaves):
            row = self._engine.leaves.row_of_relative.get(at)
            points = scored.points[at] if row is None else outcome.points[row]
            self._keep_outside(criterion.id, points, self._engine.leaves.weights[at], scored, pool)

    def _count_flat(self, leaf: PriceLeaf, scored: Scored, pool: Flags) -> None:
        prices = scored.given.prices[self._engine.leaves.price_row[leaf.id]]
        against = references(prices, pool)
        weight = float(leaf.effective)
        if leaf.formula is None or not weight:
            return
        points, _ = price_points(leaf.formula, weight, prices, against)
        free, _ = price_points(leaf.formula, weight, prices, against, limited=False)
        flat = pool & (np.abs(np.where(pool, free - points, 0.0)) > NEGLIGIBLE)
        self._flat[leaf.id] += int(flat.sum())
        for tender in np.flatnonzero(flat.sum(axis=0) > 1)[:LOOKED_AT]:
            pair = _widest_pair(points[:, tender], prices[:, tender], flat[:, tender])
            if pair is not None:
                low, high, gap = pair
                specimen = Specimen.of(
                    self._engine.inventor, scored.given.sets, int(tender), [low, high], leaf.id
                )
                self.flat_drawers[leaf.id].keep(gap, specimen)

    def _keep_outside(self, leaf: str, points: Floats, weight: float, scored: Scored, pool: Flags) -> None:
        """Keep the tender in which points of a leaf lie farthest below 0 or above its weight."""
        beyond = np.where(pool, np.maximum(-points, points - weight), 0.0)
        if not beyond.size or beyond.max() <= NEGLIGIBLE:
            return
        bid, tender = np.unravel_index(int(beyond.argmax()), beyond.shape)
        clearness = float(beyond[bid, tender])
        if self.outside_drawer.would_keep(clearness):
            others = [at for at in np.flatnonzero(pool[:, tender]).tolist() if at != bid][:1]
            specimen = Specimen.of(
                self._engine.inventor, scored.given.sets, int(tender), [int(bid), *others], leaf
            )
            self.outside_drawer.keep(clearness, specimen)

    def to_json(self) -> list[dict[str, Any]]:
        """The share of flat prices of each limited price leaf."""
        return [{"criterion": leaf, "flat": self.flat_share(leaf)} for leaf in self.limited]


def _is_limited(leaf: PriceLeaf) -> bool:
    """Whether a formula keeps its points within bounds."""
    if leaf.formula is None:
        return False
    parameters = leaf.formula.parameters
    return bool(parameters.get("clamp") or parameters.get("cap")) or parameters.get("floor") is not None


def _widest_pair(points: Floats, prices: Floats, flat: Flags) -> tuple[int, int, float] | None:
    """The two flat bids of one tender with equal points whose prices lie farthest apart, as a share of the
    higher price."""
    found: tuple[int, int, float] | None = None
    bids = np.flatnonzero(flat).tolist()
    for low in bids:
        for high in bids:
            gap = float((prices[high] - prices[low]) / prices[high]) if prices[high] else 0.0
            same = abs(points[low] - points[high]) <= NEGLIGIBLE
            if same and gap > (found[2] if found else 0.0):
                found = (low, high, gap)
    return found
