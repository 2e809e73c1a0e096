"""Commitments over many tenders at once: what counts, what it is worth, the points it earns, in binary floats.

The same rules as `scoring.valuation` and `scoring.social_value` (format 1, "Quantified social value"), for bids that
promise each measure at most once, in one contract year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from scoring.criteria import SocialValueLeaf
from scoring.figures import ONE, ZERO
from scoring.formulas import Formula
from scoring.measures import TRANSFER, Measure
from scoring.model import Model
from scoring.pool import MENU
from scoring.stress.arrays import Flags, Floats, Whole, highest

ON_THE_EDGE = 1e-12


def worth_of_unit(measure: Measure, leaf: SocialValueLeaf, year: int) -> Fraction:
    """What one unit of a measure, promised in a contract year (0 is the first), is worth in a leaf, in money; 0
    where it is not valued or a transfer."""
    value = measure.value_in(year)
    if value is None or measure.kind == TRANSFER:
        return ZERO
    for share in measure.deductions if leaf.net else ():
        value *= ONE - share
    value *= (ONE - measure.drop_off) ** year
    for rate, years in leaf.discount.powers(year + leaf.first_year):
        value /= (ONE + rate) ** years
    return value


def menu_points(measure: Measure, leaf: SocialValueLeaf) -> Fraction:
    """What one unit of a measure earns in a leaf's points menu; 0 for a transfer and in any other rule."""
    menu: Mapping[str, Fraction] = leaf.formula.parameters.get("points", {})
    return ZERO if measure.kind == TRANSFER else menu.get(measure.id, ZERO)


@dataclass(frozen=True, slots=True)
class Promised:
    """What bids promise in one leaf, each (B, T): its value SV in money, its sum s on a points menu, and which of
    the two its rule looks at."""

    value: Floats
    menu: Floats
    by_menu: bool

    @property
    def figure(self) -> Floats:
        """What the rule of the leaf looks at."""
        return self.menu if self.by_menu else self.value


class Commitments:
    """The measures of a model that count in a leaf, in the order of the model, with what a unit is worth."""

    def __init__(self, model: Model, years: int) -> None:
        self.measures = [model.measures[name] for name in model.measures if name in model.leaf_of_measure]
        self._leaf_of = [model.leaf_of_measure[measure.id].id for measure in self.measures]
        leaves = [model.leaf_of_measure[measure.id] for measure in self.measures]
        pairs = list(zip(self.measures, leaves, strict=True))
        self._worth = [
            np.array([float(worth_of_unit(*pair, year)) for year in range(years)]) for pair in pairs
        ]
        self._menu = [float(menu_points(*pair)) for pair in pairs]
        self._by_menu = {leaf.id: leaf.formula.type.name == MENU for leaf in model.value_leaves.values()}
        place = {measure.id: at for at, measure in enumerate(self.measures)}
        self._once = [
            [place[name] for name in rule.measures if name in place]
            for rule in model.double_count
            if rule.action == "refuse"
        ]

    def promised(self, leaf: str, quantities: Floats, years: Whole) -> Promised:
        """What counts in a leaf; `quantities` (M, B, T) is `counted`, `years` the contract year of each."""
        shape = quantities.shape[1:]
        value, menu = np.zeros(shape), np.zeros(shape)
        for at, name in enumerate(self._leaf_of):
            if name == leaf:
                value += quantities[at] * self._worth[at][years[at]]
                menu += quantities[at] * self._menu[at]
        return Promised(value, menu, self._by_menu[leaf])

    def counted(self, quantities: Floats) -> Floats:
        """The quantities (M, B, T) that count: without what counts one thing twice, and within each cap."""
        counted = quantities.copy()
        present = quantities > 0
        for rule in self._once:
            had = np.zeros(quantities.shape[1:], dtype=np.bool_)
            for at in rule:
                counted[at][had & present[at]] = 0
                had |= present[at]
        for at, measure in enumerate(self.measures):
            if measure.cap is not None:
                np.minimum(counted[at], float(measure.cap), out=counted[at])
        return counted


Parameters = Mapping[str, Any]
Points = tuple[Floats, Flags]
"""The points of each bid and whether the rule refuses its price, both (B, T)."""
ArrayRule = Callable[[Parameters, float, Promised, Floats, Flags], Points]


def value_points(
    formula: Formula[Any], weight: float, promised: Promised, price: Floats, pool: Flags
) -> Points:
    """Points of what bids promise; `price` is the sum of all prices, in money."""
    with np.errstate(all="ignore"):
        return RULES[formula.type.name](formula.parameters, weight, promised, price, pool)


def relative_to_highest(
    _parameters: Parameters, weight: float, promised: Promised, price: Floats, pool: Flags
) -> Points:
    """M x SV / highest SV."""
    return _relative(weight, promised.value, pool), np.zeros(price.shape, dtype=np.bool_)


def share_of_price(
    _parameters: Parameters, weight: float, promised: Promised, price: Floats, pool: Flags
) -> Points:
    """M x (SV / P) / highest SV / P."""
    nothing = price == 0
    share = np.where(nothing, 0.0, promised.value / price)
    return _relative(weight, share, pool), nothing


def against_target(
    parameters: Parameters, weight: float, promised: Promised, price: Floats, _pool: Flags
) -> Points:
    """M x min(1, SV / target), or M x min(1, (SV / P) / target)."""
    figure, refused = _figure(promised, price, share=bool(parameters["per_pound"]))
    return weight * np.minimum(1.0, figure / float(parameters["target"])), refused


def bands(parameters: Parameters, _weight: float, promised: Promised, price: Floats, _pool: Flags) -> Points:
    """The points of the last band whose lower end is not above SV, or SV / P."""
    figure, refused = _figure(promised, price, share=parameters["over"] == "share")
    starts = np.array([float(start) for start, _ in parameters["bands"]])
    table = np.array([float(points) for _, points in parameters["bands"]])
    reached = np.nan_to_num(figure) * (1 + ON_THE_EDGE)
    return table[np.searchsorted(starts, reached, side="right") - 1], refused


def points_menu(
    parameters: Parameters, weight: float, promised: Promised, price: Floats, _pool: Flags
) -> Points:
    """M x min(s, maximum) / maximum."""
    most = float(parameters["maximum"])
    return weight * np.minimum(promised.menu, most) / most, np.zeros(price.shape, dtype=np.bool_)


def below_menu_minimum(formula: Formula[Any], promised: Promised) -> Flags:
    """Which bids, (B, T), miss the minimum of a points menu."""
    least = formula.parameters.get("minimum")
    floor = -np.inf if least is None else float(least) * (1 - ON_THE_EDGE)
    return promised.menu < floor


def _relative(weight: float, figures: Floats, pool: Flags) -> Floats:
    """M x figure / highest figure of the pool; all 0 where that is 0."""
    best = highest(figures, pool)
    some = best > 0
    return np.where(some, weight * figures / np.where(some, best, 1.0), 0.0)


def _figure(promised: Promised, price: Floats, *, share: bool) -> Points:
    """SV, or SV / P, and where a price of 0 cannot divide."""
    if not share:
        return promised.value, np.zeros(price.shape, dtype=np.bool_)
    return promised.value / price, price == 0


RULES: dict[str, ArrayRule] = {
    "relative_to_highest": relative_to_highest,
    "share_of_price": share_of_price,
    "against_target": against_target,
    "bands": bands,
    "points_menu": points_menu,
}
