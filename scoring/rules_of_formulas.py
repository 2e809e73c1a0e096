"""What a formula or an award method needs of the rest of the model, and of its own parameters taken together."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from scoring.award import (
    DIVIDE_BY_MOST_QUALITY,
    DIVIDE_BY_PRICE_WEIGHT,
    HIGHEST_POWER,
    TAKE_QUALITY_TOTAL,
)
from scoring.criteria import PriceLeaf, SocialValueLeaf
from scoring.figures import plain_text
from scoring.formulas import Formula
from scoring.jsontext import key_path, show
from scoring.reader import Report, names
from scoring.rules import ladder_keys
from scoring.social_value import divides_by_price

if TYPE_CHECKING:  # model.py imports this module
    from scoring.model import Model


def check_formulas(report: Report, model: Model, path: str) -> None:
    """Every formula of the tree and the award method; `path` is that of the model."""
    for leaf in model.price_leaves.values():
        if leaf.formula is not None:
            _check_bounds(report, leaf.formula)
    for value in model.value_leaves.values():
        _check_value(report, model, value)
    if not model.sums_points and report.sound(model.award_method.path):
        _check_method(report, model, path)
    if report.sound(*(f"{criterion.path}.weight" for criterion in model.all_criteria)):
        _check_points(report, model)
        if not model.sums_points and model.price_leaves and report.sound(model.award_method.path):
            _check_weights(report, model, path)


def _check_bounds(report: Report, formula: Formula[Any]) -> None:
    """The bounds of F04 stand apart, the upper one above."""
    if formula.type.name == "fixed_bounds":
        places = [key_path(formula.path, key) for key in ("lower", "upper")]
        lower, upper = (
            formula.parameters.get(key, Fraction(at)) for at, key in enumerate(("lower", "upper"))
        )
        if report.sound(*places) and upper <= lower:
            report.add(places[1], f'"{plain_text(upper)}"', f"a number above lower, {plain_text(lower)}")


def _check_points(report: Report, model: Model) -> None:
    """Points that a formula publishes, those of a band or a floor, are out of the weight of its leaf."""
    leaves: list[PriceLeaf | SocialValueLeaf] = [*model.price_leaves.values(), *model.value_leaves.values()]
    for leaf in leaves:
        formula = leaf.formula
        if formula is None:
            continue
        bands = enumerate(formula.parameters.get("bands", ()))
        published = [(f"{formula.path}.bands[{at}].points", points) for at, (_, points) in bands]
        floor = formula.parameters.get("floor")
        if floor is not None:
            published.append((f"{formula.path}.floor", floor))
        for place, points in published:
            if points > leaf.effective and report.sound(place):
                allowed = f"at most {plain_text(leaf.effective)}, the weight"
                report.add(place, f'"{plain_text(points)}"', allowed)


def _check_value(report: Report, model: Model, leaf: SocialValueLeaf) -> None:
    formula, parameters = leaf.formula, leaf.formula.parameters
    if not parameters.keys() >= formula.type.parameters.keys():
        return
    if divides_by_price(formula.type.name, parameters) and not model.price_leaves:
        report.add(
            formula.path, formula.type.name, "a rule that needs no price, for there is no price criterion"
        )
    if formula.type.name == "points_menu":
        for measure in parameters["points"]:
            if measure not in model.measures:
                place = key_path(key_path(formula.path, "points"), measure)
                report.add(place, show(measure), f"the id of a measure: {names(model.measures)}")


def _check_method(report: Report, model: Model, path: str) -> None:
    method = model.award_method
    name, place = method.type.name, method.path
    if not model.price_leaves:
        report.add(f"{path}.criteria", "no price criterion", f"at least one, for {name} looks at the price")
        return
    if method.type.lowest_wins and model.winners.count is None:
        allowed = f"top, for under {name} the lowest figure wins and no mark is there to be above"
        report.add(f"{path}.winners.type", show("above"), allowed)
    if method.parameters.get("corridor") is not None:
        _check_deciding_key(report, key_path(place, "corridor"), method.parameters["corridor"][1], model)


def _check_weights(report: Report, model: Model, path: str) -> None:
    """What the award method or a minimum divides by is above 0."""
    name, place = model.award_method.type.name, model.award_method.path
    quality, price = model.quality_weight, model.price_weight
    base = model.award_method.parameters.get("quality_base", "weight")
    takes_quality = name in (TAKE_QUALITY_TOTAL if base == "hundred" else DIVIDE_BY_MOST_QUALITY)
    if price == 0 and name in DIVIDE_BY_PRICE_WEIGHT:
        report.add(place, "price criteria of weight 0", f"a weight above 0, by which {name} divides")
    elif name == "weighted_value_index" and quality > price * HIGHEST_POWER:
        ratio = f"a quality weight of {plain_text(quality)} and a price weight of {plain_text(price)}"
        report.add(place, ratio, f"a quality weight of at most {HIGHEST_POWER} times the price weight")
    if quality == 0 and takes_quality:
        report.add(place, "quality criteria of weight 0", f"a weight above 0, by which {name} divides")
    if quality == 0 and model.minimum is not None:
        report.add(f"{path}.minimum", "a minimum", "none, for the weight of the quality criteria is 0")
    for leaf in model.value_leaves.values():
        if name == "award_on_value" and leaf.money is not None and leaf.effective == 0:
            allowed = "none, for the weight is 0 and divides the points"
            report.add(f"{leaf.path}.money", "a money value", allowed)


def _check_deciding_key(report: Report, place: str, key: str, model: Model) -> None:
    keys: Sequence[str] = ladder_keys(model)
    if report.sound(f"{place}.decide_by") and key not in keys:
        report.add(f"{place}.decide_by", show(key), names(keys))
