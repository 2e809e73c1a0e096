"""Quantified social value: from the value of a bid's commitments to points (format 1, "Quantified social
value", the table of types).

A function takes the parameters, the leaf's weight M and the values SV of the bids, and returns the score of
each bid; what people should be told is handed to `warn`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.figures import ZERO, working_number
from scoring.formulas import (
    FormulaType,
    bands_from,
    number,
    one_of,
    optional_flag,
    optional_number,
    points_by_id,
    registry,
)
from scoring.quality import Score


@dataclass(frozen=True, slots=True)
class ValueRound:
    """What a social value formula is given: the weight, the pool's values by bid, and whom to tell."""

    weight: Fraction
    values: Mapping[str, Fraction]
    warn: Callable[[str], None]


ValueCalculation = Callable[[Mapping[str, Any], ValueRound], dict[str, Score]]


def relative_to_highest(_parameters: Mapping[str, Any], given: ValueRound) -> dict[str, Score]:
    """M x SV / highest SV of the pool. All zero: all get 0, with a warning; a single bid gets full marks,
    with the warning that it set its own reference."""
    highest = max(given.values.values(), default=ZERO)
    if highest == 0:
        given.warn("no bid has commitments of any value, so all get 0 points")
        return {bid: Score(ZERO, "0; all values 0") for bid in given.values}
    if len(given.values) == 1:
        only = next(iter(given.values))
        given.warn(f"{only} is the only bid, so it set its own reference and gets full marks")
    weight = working_number(given.weight)
    return {
        bid: Score(
            given.weight * value / highest,
            f"{weight} x {working_number(value)}/{working_number(highest)}",
        )
        for bid, value in given.values.items()
    }


VALUE_FORMULAS = registry(
    FormulaType[ValueCalculation](
        "relative_to_highest", "relative_to_highest", {}, relative_to_highest, relative=True
    ),
    FormulaType[ValueCalculation]("share_of_price", "share_of_price", {}, None, relative=True),
    FormulaType[ValueCalculation](
        "against_target", "against_target", {"target": number(above=0), "per_pound": optional_flag}, None
    ),
    FormulaType[ValueCalculation](
        "bands", "bands", {"over": one_of("value", "share"), "bands": bands_from}, None
    ),
    FormulaType[ValueCalculation](
        "points_menu",
        "points_menu",
        {"points": points_by_id, "maximum": number(above=0), "minimum": optional_number(0)},
        None,
    ),
)
