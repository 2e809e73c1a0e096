"""Quantified social value: from the value of a bid's commitments to points (format 1, "Quantified social
value", the table of types).

A function takes the parameters, the leaf's weight M and what the bids promise (one bid alone where the type
looks at no other), and returns the score of each bid. SV is the leaf's sum in money, P the sum of all prices.
What people should be told is handed to `warn`, a price that cannot divide to `refuse`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.figures import ONE, ZERO, exact_sum, working_number
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
from scoring.score import Refuse, Score, Warn


@dataclass(frozen=True, slots=True)
class Promise:
    """What a bid promises in one leaf: its value SV in money, the quantity that counts of each commitment
    that is no transfer (measure, quantity), and the bid's price P in all."""

    value: Fraction
    counted: tuple[tuple[str, Fraction], ...]
    price: Fraction


@dataclass(frozen=True, slots=True)
class ValueRound:
    """What a social value formula is given: the weight, the pool's promises by bid, and whom to tell."""

    weight: Fraction
    promises: Mapping[str, Promise]
    warn: Warn
    refuse: Refuse


Parameters = Mapping[str, Any]
ValueCalculation = Callable[[Parameters, ValueRound], dict[str, Score]]


def relative_to_highest(_parameters: Parameters, given: ValueRound) -> dict[str, Score]:
    """M x SV / highest SV of the pool. All zero: all get 0, with a warning; a single bid gets full marks,
    with the warning that it set its own reference."""
    return _relative(
        {bid: (one.value, working_number(one.value)) for bid, one in given.promises.items()}, given
    )


def share_of_price(_parameters: Parameters, given: ValueRound) -> dict[str, Score]:
    """M x (SV / P) / highest SV / P of the pool; zeros and a single bid as for relative_to_highest."""
    return _relative(
        {
            bid: (one.value / one.price, f"({_share(one)})")
            for bid, one in given.promises.items()
            if _has_price(bid, one, given, "share_of_price")
        },
        given,
    )


def against_target(parameters: Parameters, given: ValueRound) -> dict[str, Score]:
    """M x min(1, SV / target), or with `per_pound` M x min(1, (SV / P) / target)."""
    target: Fraction = parameters["target"]
    weight = working_number(given.weight)
    scores: dict[str, Score] = {}
    for bid, one in given.promises.items():
        if not parameters["per_pound"]:
            figure, text = one.value, working_number(one.value)
        elif _has_price(bid, one, given, "against_target with per_pound"):
            figure, text = one.value / one.price, f"({_share(one)})"
        else:
            continue
        points = given.weight * min(ONE, figure / target)
        scores[bid] = Score(points, f"{weight} x min(1, {text}/{working_number(target)})")
    return scores


def bands(parameters: Parameters, given: ValueRound) -> dict[str, Score]:
    """The points of the last band whose lower end is not above SV, or not above SV / P."""
    scores: dict[str, Score] = {}
    for bid, one in given.promises.items():
        if parameters["over"] == "value":
            figure, text = one.value, working_number(one.value)
        elif _has_price(bid, one, given, "bands over a share"):
            figure, text = one.value / one.price, _share(one)
        else:
            continue
        start, points = [band for band in parameters["bands"] if band[0] <= figure][-1]
        working = f"{working_number(points)}; {text} is in the band from {working_number(start)}"
        scores[bid] = Score(points, working)
    return scores


def points_menu(parameters: Parameters, given: ValueRound) -> dict[str, Score]:
    """M x min(s, maximum) / maximum, s the sum of `points` x quantity over the commitments that count."""
    maximum: Fraction = parameters["maximum"]
    weight, most = working_number(given.weight), working_number(maximum)
    scores: dict[str, Score] = {}
    for bid, one in given.promises.items():
        parts = [(parameters["points"].get(name, ZERO), quantity) for name, quantity in one.counted]
        terms = [f"{working_number(points)} x {working_number(count)}" for points, count in parts if points]
        reached = menu_sum(parameters, one)
        working = f"{weight} x min({' + '.join(terms) or '0'}, {most})/{most}"
        scores[bid] = Score(given.weight * min(reached, maximum) / maximum, working)
    return scores


def menu_sum(parameters: Parameters, promise: Promise) -> Fraction:
    """s of points_menu: what the commitments of one bid earn before the maximum."""
    return exact_sum(parameters["points"].get(name, ZERO) * count for name, count in promise.counted)


def _relative(figures: Mapping[str, tuple[Fraction, str]], given: ValueRound) -> dict[str, Score]:
    """M x figure / highest figure; each figure comes with how a working writes it."""
    highest = max((figure for figure, _ in figures.values()), default=ZERO)
    if highest == 0:
        given.warn("no bid has commitments of any value, so all get 0 points")
        return {bid: Score(ZERO, "0; all values 0") for bid in figures}
    if len(figures) == 1:
        only = next(iter(figures))
        given.warn(f"{only} is the only bid, so it set its own reference and gets full marks")
    weight = working_number(given.weight)
    best = min(text for figure, text in figures.values() if figure == highest)
    return {
        bid: Score(given.weight * figure / highest, f"{weight} x {text}/{best}")
        for bid, (figure, text) in figures.items()
    }


def _share(promise: Promise) -> str:
    return f"{working_number(promise.value)}/{working_number(promise.price)}"


def _has_price(bid: str, promise: Promise, given: ValueRound, name: str) -> bool:
    if promise.price == 0:
        given.refuse(bid, f"a price above 0, by which {name} can divide")
    return promise.price != 0


VALUE_FORMULAS = registry(
    FormulaType[ValueCalculation](
        "relative_to_highest", "relative_to_highest", {}, relative_to_highest, relative=True
    ),
    FormulaType[ValueCalculation]("share_of_price", "share_of_price", {}, share_of_price, relative=True),
    FormulaType[ValueCalculation](
        "against_target",
        "against_target",
        {"target": number(above=0), "per_pound": optional_flag},
        against_target,
    ),
    FormulaType[ValueCalculation](
        "bands", "bands", {"over": one_of("value", "share"), "bands": bands_from}, bands
    ),
    FormulaType[ValueCalculation](
        "points_menu",
        "points_menu",
        {"points": points_by_id, "maximum": number(above=0), "minimum": optional_number(0)},
        points_menu,
    ),
)


def divides_by_price(leaf_type: str, parameters: Parameters) -> bool:
    """Whether a social value rule sets value against the price."""
    return (
        leaf_type == "share_of_price"
        or (leaf_type == "against_target" and bool(parameters["per_pound"]))
        or (leaf_type == "bands" and parameters["over"] == "share")
    )
