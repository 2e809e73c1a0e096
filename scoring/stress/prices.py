"""Price formulas over many tenders at once: F01 to F07 and F20, in binary floats.

The same formulas as `scoring.price` (format 1, "Price formulas"); `tests/scoring/test_stress_exact.py` holds one
against the other. Prices are in money, points in points of 100.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.formulas import Formula
from scoring.stress.arrays import Flags, Floats, highest, lowest, mean

EQUAL_PRICES = 1e-12


@dataclass(frozen=True, slots=True)
class PriceReferences:
    """What a price is compared with, in money, each (T,): the lowest, highest and mean price of the pool, and the
    lowest above 0."""

    lowest: Floats
    lowest_above_zero: Floats
    highest: Floats
    mean: Floats


Parameters = Mapping[str, Any]
Points = tuple[Floats, Flags]
"""The points of each price and whether the formula refuses it, both shaped like the prices."""
ArrayFormula = Callable[[Parameters, float, Floats, PriceReferences], Points]


def references(prices: Floats, pool: Flags) -> PriceReferences:
    """The references of a pool; `prices` is (B, T)."""
    return PriceReferences(
        lowest=lowest(prices, pool),
        lowest_above_zero=lowest(prices, pool & (prices > 0)),
        highest=highest(prices, pool),
        mean=mean(prices, pool),
    )


def price_points(
    formula: Formula[Any], weight: float, prices: Floats, against: PriceReferences, *, limited: bool = True
) -> Points:
    """Points of prices that broadcast with the references. With `limited` False what keeps points within
    bounds (`clamp`, `cap`, `floor`) is left out."""
    parameters = formula.parameters
    if not limited:
        parameters = {**parameters, "clamp": False, "cap": False, "floor": None}
    with np.errstate(all="ignore"):
        return FORMULAS[formula.type.name](parameters, weight, prices, against)


def lowest_over_price(
    parameters: Parameters, weight: float, prices: Floats, against: PriceReferences
) -> Points:
    """F01: M x L/P."""
    nothing = prices == 0
    free = parameters["zero"] == "full_marks"
    points = np.where(nothing, weight, weight * against.lowest_above_zero / prices)
    return points, nothing & (not free)


def percentage_above_lowest(
    parameters: Parameters, weight: float, prices: Floats, against: PriceReferences
) -> Points:
    """F02: M x (1 - (P - L)/L), not below `floor`."""
    points = weight * (1 - (prices - against.lowest) / against.lowest)
    if parameters["floor"] is not None:
        points = np.maximum(float(parameters["floor"]), points)
    return points, (prices == 0) & (against.lowest == 0)


def min_max(parameters: Parameters, weight: float, prices: Floats, against: PriceReferences) -> Points:
    """F03: M x (H - P)/(H - L)."""
    spread = against.highest - against.lowest
    equal = ~(spread > EQUAL_PRICES * against.highest)
    points = np.where(equal, weight, weight * (against.highest - prices) / np.where(equal, 1.0, spread))
    refused = equal & (parameters["all_equal"] == "refuse")
    return points, np.broadcast_to(refused, points.shape)


def fixed_bounds(parameters: Parameters, weight: float, prices: Floats, _against: PriceReferences) -> Points:
    """F04: M x (upper - P)/(upper - lower)."""
    spread = float(parameters["upper"] - parameters["lower"])
    points = weight * (float(parameters["upper"]) - prices) / spread
    return _clamped(parameters, weight, points), _never(prices)


def mean_deviation(parameters: Parameters, weight: float, prices: Floats, against: PriceReferences) -> Points:
    """F05: M/100 x (50 - 100 x (P - mean)/mean)."""
    points = weight / 100 * (50 - 100 * (prices - against.mean) / against.mean)
    nothing = np.broadcast_to(against.mean == 0, points.shape)
    return _clamped(parameters, weight, points), nothing


def reference_over_price(
    parameters: Parameters, weight: float, prices: Floats, _against: PriceReferences
) -> Points:
    """F06: M x reference/P, at most M where `cap` says so."""
    points = weight * float(parameters["reference"]) / prices
    if parameters["cap"]:
        points = np.minimum(weight, points)
    return points, prices == 0


def logarithmic(parameters: Parameters, weight: float, prices: Floats, against: PriceReferences) -> Points:
    """F07: M x (1 - ln(P/L)/ln(base))."""
    whole = np.log1p(float(parameters["base"] - 1))
    points = weight * (1 - np.log(prices / against.lowest_above_zero) / whole)
    return _clamped(parameters, weight, points), prices == 0


def bands(parameters: Parameters, _weight: float, prices: Floats, _against: PriceReferences) -> Points:
    """F20: the points of the first band whose upper end is not below P."""
    ends = np.array([float(end) for end, _ in parameters["bands"] if end is not None])
    table = np.array([float(points) for _, points in parameters["bands"]])
    places = np.searchsorted(ends, prices * (1 - EQUAL_PRICES), side="left")
    return table[places], _never(prices)


def _clamped(parameters: Parameters, weight: float, points: Floats) -> Floats:
    return np.clip(points, 0.0, weight) if parameters["clamp"] else points


def _never(prices: Floats) -> Flags:
    return np.zeros(prices.shape, dtype=np.bool_)


FORMULAS: dict[str, ArrayFormula] = {
    "lowest_over_price": lowest_over_price,
    "percentage_above_lowest": percentage_above_lowest,
    "min_max": min_max,
    "fixed_bounds": fixed_bounds,
    "mean_deviation": mean_deviation,
    "reference_over_price": reference_over_price,
    "logarithmic": logarithmic,
    "bands": bands,
}
