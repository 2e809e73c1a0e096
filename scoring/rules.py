"""What spans several places of a model: sums of weights, minimums, measures of several leaves, tie ladder."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from scoring.award import WEIGHTED_SUM
from scoring.criteria import (
    Criterion,
    Group,
    PassFailLeaf,
    SocialValueLeaf,
    holds_price,
    only_conditions,
)
from scoring.figures import HUNDRED, ZERO, plain_text
from scoring.jsontext import show
from scoring.reader import Report, Value, names

if TYPE_CHECKING:  # model.py imports this module
    from scoring.model import Model

LADDER_WORDS = ("quality", "social_value", "price")


def check_tree(report: Report, model: Model, path: str) -> None:
    """Weights, minimums and measures, checked over the whole tree; `path` is that of `criteria`."""
    if model.weights == "of_total":
        _check_total(report, model, path)
    else:
        _check_levels(report, model, path)
    for criterion in model.all_criteria:
        _check_condition(report, criterion)
        if isinstance(criterion, Group):
            _check_group(report, model, criterion)
    _check_measures(report, list(model.value_leaves.values()))


def check_tie_break(model: Model, ladder: Sequence[Value]) -> None:
    """Each key of the ladder is a word of the format or a criterion that has points to compare."""
    keys = ladder_keys(model)
    for place in ladder:
        if place.sound and place.raw not in keys:
            place.refuse(names(keys))


def ladder_keys(model: Model) -> list[str]:
    """Outside weighted_sum a criterion that holds a price leaf has no points, so it is no key."""
    summed = model.award_method.type.name == WEIGHTED_SUM
    return [
        *LADDER_WORDS,
        *(
            criterion.id
            for criterion in model.all_criteria
            if not only_conditions(criterion) and (summed or not holds_price(criterion))
        ),
    ]


def _check_total(report: Report, model: Model, path: str) -> None:
    """`of_total`: all leaves sum to 100."""
    if report.sound(*(f"{criterion.path}.weight" for criterion in model.all_criteria)):
        total = sum((leaf.weight for leaf in model.leaves), ZERO)
        _check_hundred(report, total, path, "all leaves together")


def _check_levels(report: Report, model: Model, path: str) -> None:
    """`of_parent`: the top level and the children of every group sum to 100, but for a group of nothing
    else than conditions."""
    levels = [(path, model.criteria)]
    levels += [
        (f"{criterion.path}.children", criterion.children)
        for criterion in model.all_criteria
        if isinstance(criterion, Group) and not only_conditions(criterion)
    ]
    for level_path, criteria in levels:
        if report.sound(level_path, *(f"{one.path}.weight" for one in criteria)):
            total = sum((one.weight for one in criteria), ZERO)
            _check_hundred(report, total, level_path, "this level")


def _check_hundred(report: Report, total: Fraction, path: str, whose: str) -> None:
    if total != HUNDRED:
        report.add(path, f"weights that sum to {plain_text(total)}", f"weights of {whose} that sum to 100")


def _check_condition(report: Report, criterion: Criterion) -> None:
    """A condition, and a group of nothing else, has the weight 0."""
    path = f"{criterion.path}.weight"
    if criterion.weight and only_conditions(criterion) and report.sound(path):
        what = "a pass_fail criterion" if isinstance(criterion, PassFailLeaf) else "a group of pass_fail only"
        report.add(path, f'"{plain_text(criterion.weight)}"', f"0, for it is {what}")


def _check_group(report: Report, model: Model, group: Group) -> None:
    """`of_total`: a group weighs what its children weigh. A minimum needs a weight to be a share of."""
    path = f"{group.path}.weight"
    parts = [f"{child.path}.weight" for child in group.children]
    total = sum((child.weight for child in group.children), ZERO)
    known = report.sound(path, *parts)
    if model.weights == "of_total" and known and total != group.weight:
        report.add(path, f'"{plain_text(group.weight)}"', f"{plain_text(total)}, the sum of its children")
    if group.minimum is None or not report.sound(path):
        return
    if group.effective == 0:
        report.add(f"{group.path}.minimum", "a minimum", "none, for the weight of the group is 0")
    elif model.award_method.type.name != WEIGHTED_SUM and holds_price(group):
        report.add(f"{group.path}.minimum", "a minimum", "none, for the group holds a price")


def _check_measures(report: Report, leaves: list[SocialValueLeaf]) -> None:
    """With several social_value leaves each lists its own measures, without overlap."""
    if len(leaves) < 2:
        return
    taken: dict[str, str] = {}
    for leaf in leaves:
        path = f"{leaf.path}.measures"
        if leaf.measures is None and report.sound(path):
            report.add(path, "nothing", "a list, for there is more than one social_value criterion")
        for at, measure in enumerate(leaf.measures or ()):
            if measure in taken:
                found = f"{show(measure)}, which counts in {show(taken[measure])}"
                report.add(f"{path}[{at}]", found, "a measure of its own")
            taken.setdefault(measure, leaf.id)
