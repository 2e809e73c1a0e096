"""Price: formulas F01 to F07 and F20, from prices to points (format 1, "Price formulas").

A function takes the parameters, the leaf's weight M and the prices of the pool, and returns the score of
each bid; a price that the formula cannot take is handed to `refuse`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.figures import ZERO, working_number
from scoring.formulas import (
    FormulaType,
    bands_up_to,
    flag,
    number,
    number_or_null,
    one_of,
    registry,
)
from scoring.quality import Score

Refuse = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class PriceRound:
    """What a price formula is given: the weight, the pool's prices by bid, and where to refuse one
    (bid id, what is allowed)."""

    weight: Fraction
    prices: Mapping[str, Fraction]
    refuse: Refuse


PriceCalculation = Callable[[Mapping[str, Any], PriceRound], dict[str, Score]]


def lowest_over_price(parameters: Mapping[str, Any], given: PriceRound) -> dict[str, Score]:
    """F01: M x L/P, L the lowest price of the pool.

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


PRICE_FORMULAS = registry(
    FormulaType[PriceCalculation](
        "lowest_over_price",
        "F01",
        {"zero": one_of("refuse", "full_marks")},
        lowest_over_price,
        relative=True,
    ),
    FormulaType[PriceCalculation](
        "percentage_above_lowest", "F02", {"floor": number_or_null}, None, relative=True
    ),
    FormulaType[PriceCalculation](
        "min_max", "F03", {"all_equal": one_of("full_marks", "refuse")}, None, relative=True
    ),
    FormulaType[PriceCalculation](
        "fixed_bounds", "F04", {"lower": number(), "upper": number(), "clamp": flag}, None
    ),
    FormulaType[PriceCalculation]("mean_deviation", "F05", {"clamp": flag}, None, relative=True),
    FormulaType[PriceCalculation](
        "reference_over_price", "F06", {"reference": number(above=0), "cap": flag}, None
    ),
    FormulaType[PriceCalculation](
        "logarithmic", "F07", {"base": number(above=1), "clamp": flag}, None, relative=True
    ),
    FormulaType[PriceCalculation]("bands", "F20", {"bands": bands_up_to}, None),
)
