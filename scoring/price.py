"""Price: formulas F01 to F07 and F20, from prices to points (format 1, "Price formulas").

A function takes the parameters, the leaf's weight M and the prices P of the pool (of one bid alone for a
formula that looks at no other), and returns the score of each bid. L, H and mean are the lowest, highest and
mean price of the pool. A price that the formula cannot take is handed to `refuse`, and gets no score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.figures import ONE, ZERO, exact_sum, logarithm, significant, working_number
from scoring.formulas import (
    FormulaType,
    bands_up_to,
    flag,
    number,
    number_or_null,
    one_of,
    registry,
)
from scoring.score import Refuse, Score


@dataclass(frozen=True, slots=True)
class PriceRound:
    """What a price formula is given: the weight, the pool's prices by bid, and where to refuse one."""

    weight: Fraction
    prices: Mapping[str, Fraction]
    refuse: Refuse


Parameters = Mapping[str, Any]
PriceCalculation = Callable[[Parameters, PriceRound], dict[str, Score]]
_FIFTY = Fraction(50)
# Digits of a logarithm's points that are summed: more than are published, and few enough that a figure which is
# whole after all (four times the lowest price under base 2) leaves nothing behind when it is taken off another.
KEPT = 100


def lowest_over_price(parameters: Parameters, given: PriceRound) -> dict[str, Score]:
    """F01: M x L/P.

    A price of 0 is refused unless the model publishes `zero: full_marks`: it then gets M, and L is the
    lowest price above 0.
    """
    lowest = min((price for price in given.prices.values() if price > 0), default=ZERO)
    weight = working_number(given.weight)
    scores: dict[str, Score] = {}
    for bid, price in given.prices.items():
        if price > 0:
            working = f"{weight} x {working_number(lowest)}/{working_number(price)}"
            scores[bid] = Score(given.weight * lowest / price, working)
        elif parameters["zero"] == "full_marks":
            scores[bid] = Score(given.weight, f"{weight}; a price of 0 gets full marks")
        else:
            given.refuse(bid, "a price above 0, by which lowest_over_price (F01) can divide")
    return scores


def percentage_above_lowest(parameters: Parameters, given: PriceRound) -> dict[str, Score]:
    """F02: M x (1 - (P - L)/L), not below `floor` points where that is given. A lowest price of 0 is refused."""
    lowest = min(given.prices.values())
    floor: Fraction | None = parameters["floor"]
    scores: dict[str, Score] = {}
    for bid, price in given.prices.items():
        if lowest == 0:
            if price == 0:
                given.refuse(bid, "a price above 0, by which percentage_above_lowest (F02) can divide")
            continue
        low = working_number(lowest)
        points = given.weight * (1 - (price - lowest) / lowest)
        working = f"{working_number(given.weight)} x (1 - ({working_number(price)} - {low})/{low})"
        if floor is not None:
            points = max(floor, points)
            working = f"max({working_number(floor)}, {working})"
        scores[bid] = Score(points, working)
    return scores


def min_max(parameters: Parameters, given: PriceRound) -> dict[str, Score]:
    """F03: M x (H - P)/(H - L). Equal prices all get M, or are refused, as `all_equal` says."""
    lowest, highest = min(given.prices.values()), max(given.prices.values())
    weight = working_number(given.weight)
    if lowest == highest:
        if parameters["all_equal"] == "full_marks":
            return {bid: Score(given.weight, f"{weight}; all prices equal") for bid in given.prices}
        for bid in given.prices:
            given.refuse(bid, "prices that differ, for min_max (F03) divides by their spread")
        return {}
    high, low = working_number(highest), working_number(lowest)
    return {
        bid: Score(
            given.weight * (highest - price) / (highest - lowest),
            f"{weight} x ({high} - {working_number(price)})/({high} - {low})",
        )
        for bid, price in given.prices.items()
    }


def fixed_bounds(parameters: Parameters, given: PriceRound) -> dict[str, Score]:
    """F04: M x (upper - P)/(upper - lower), kept within 0 and M where `clamp` says so."""
    lower, upper = parameters["lower"], parameters["upper"]
    high, low = working_number(upper), working_number(lower)
    return {
        bid: _clamped(
            Score(
                given.weight * (upper - price) / (upper - lower),
                f"{working_number(given.weight)} x ({high} - {working_number(price)})/({high} - {low})",
            ),
            parameters,
            given,
        )
        for bid, price in given.prices.items()
    }


def mean_deviation(parameters: Parameters, given: PriceRound) -> dict[str, Score]:
    """F05: M/100 x (50 - 100 x (P - mean)/mean), kept within 0 and M where `clamp` says so. Prices that are all
    0 are refused."""
    mean = exact_sum(given.prices.values()) / len(given.prices)
    if mean == 0:
        for bid in given.prices:
            given.refuse(
                bid, "a price above 0 in at least one bid, for mean_deviation (F05) divides by the mean"
            )
        return {}
    middle, weight = working_number(mean), working_number(given.weight)
    return {
        bid: _clamped(
            Score(
                given.weight / 100 * (_FIFTY - 100 * (price - mean) / mean),
                f"{weight}/100 x (50 - 100 x ({working_number(price)} - {middle})/{middle})",
            ),
            parameters,
            given,
        )
        for bid, price in given.prices.items()
    }


def reference_over_price(parameters: Parameters, given: PriceRound) -> dict[str, Score]:
    """F06: M x reference/P, at most M where `cap` says so. A price of 0 is refused."""
    reference: Fraction = parameters["reference"]
    weight = working_number(given.weight)
    scores: dict[str, Score] = {}
    for bid, price in given.prices.items():
        if price == 0:
            given.refuse(bid, "a price above 0, by which reference_over_price (F06) can divide")
            continue
        points = given.weight * reference / price
        working = f"{weight} x {working_number(reference)}/{working_number(price)}"
        if parameters["cap"]:
            points = min(given.weight, points)
            working = f"min({weight}, {working})"
        scores[bid] = Score(points, working)
    return scores


def logarithmic(parameters: Parameters, given: PriceRound) -> dict[str, Score]:
    """F07: M x (1 - ln(P/L)/ln(base)), kept within 0 and M where `clamp` says so. A price of 0 is refused.

    Exact at P = L, at P = base x L and for a weight of 0; elsewhere known to 100 digits.
    """
    lowest = min((price for price in given.prices.values() if price > 0), default=ONE)
    base: Fraction = parameters["base"]
    scores: dict[str, Score] = {}
    for bid, price in given.prices.items():
        if price == 0:
            given.refuse(bid, "a price above 0, for logarithmic (F07) takes its logarithm")
            continue
        exact = given.weight == 0 or price in (lowest, base * lowest)
        share = Fraction(price == base * lowest) if exact else logarithm(price / lowest) / logarithm(base)
        working = (
            f"{working_number(given.weight)} x (1 - ln({working_number(price)}/{working_number(lowest)})"
            f"/ln({working_number(base)}))"
        )
        points = given.weight * (1 - share)
        score = Score(points if exact else significant(points, KEPT), working, exact)
        scores[bid] = _clamped(score, parameters, given)
    return scores


def bands(parameters: Parameters, given: PriceRound) -> dict[str, Score]:
    """F20: the points of the first band whose upper end is not below P; the last band has no end."""
    scores: dict[str, Score] = {}
    for bid, price in given.prices.items():
        end, points = next(band for band in parameters["bands"] if band[0] is None or price <= band[0])
        where = "the last band" if end is None else f"the band up to {working_number(end)}"
        scores[bid] = Score(points, f"{working_number(points)}; {working_number(price)} is in {where}")
    return scores


def _clamped(score: Score, parameters: Parameters, given: PriceRound) -> Score:
    """The score kept within 0 and M, if the model says so."""
    if not parameters["clamp"]:
        return score
    points = min(given.weight, max(ZERO, score.points))
    return Score(points, f"min({working_number(given.weight)}, max(0, {score.working}))", score.exact)


PRICE_FORMULAS = registry(
    FormulaType[PriceCalculation](
        "lowest_over_price",
        "F01",
        {"zero": one_of("refuse", "full_marks")},
        lowest_over_price,
        relative=True,
    ),
    FormulaType[PriceCalculation](
        "percentage_above_lowest", "F02", {"floor": number_or_null}, percentage_above_lowest, relative=True
    ),
    FormulaType[PriceCalculation](
        "min_max", "F03", {"all_equal": one_of("full_marks", "refuse")}, min_max, relative=True
    ),
    FormulaType[PriceCalculation](
        "fixed_bounds", "F04", {"lower": number(), "upper": number(), "clamp": flag}, fixed_bounds
    ),
    FormulaType[PriceCalculation]("mean_deviation", "F05", {"clamp": flag}, mean_deviation, relative=True),
    FormulaType[PriceCalculation](
        "reference_over_price", "F06", {"reference": number(above=0), "cap": flag}, reference_over_price
    ),
    FormulaType[PriceCalculation](
        "logarithmic", "F07", {"base": number(above=1), "clamp": flag}, logarithmic, relative=True
    ),
    FormulaType[PriceCalculation]("bands", "F20", {"bands": bands_up_to}, bands),
)
