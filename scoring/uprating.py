"""Proxy values brought to the prices of one year, before the model is published: value x index of the new
price year / index of the old one.

A total over values of different price years adds unlike pounds: `one_price_base` refuses it.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from scoring.errors import EvaluationError, Problem
from scoring.figures import LONGEST_NUMBER, Rounding
from scoring.jsontext import key_path, show
from scoring.measures import TRANSFER, Measure
from scoring.model import Model, parse_model
from scoring.price_index import GDP_DEFLATOR, PriceIndex, canonical_year

PENCE = Rounding(2, "half_up")
NOT_STATED = "not stated"


def uprate(
    model: Mapping[str, Any], *, to: str, index: PriceIndex = GDP_DEFLATOR, path: str = "model"
) -> dict[str, Any]:
    """A copy of a model (the `model` object of a file) with every proxy value in prices of the year `to`.

    A value is multiplied by index(to) / index(price_year), exactly, and rounded to the penny, half up;
    `price_year` becomes `to`, and `source` says what was done. What is not valued, or in prices of that year
    already, stays as it is. Raises EvaluationError with every problem: a faulty model, a value without price
    year, a year without figure, a value that the penny would round to nothing or that gets too long.
    """
    measures = parse_model(model, path).measures
    year, target = canonical_year(to), index.figure(to)
    if year is None or target is None:
        raise EvaluationError([Problem("to", show(to), index.years())])
    changed = copy.deepcopy(dict(model))
    problems: list[Problem] = []
    for measure in measures.values():
        if measure.values and _base(measure.price_year) != year:
            place = key_path(f"{path}.measures", measure.id)
            entry = changed["measures"][measure.id]
            _uprate_measure(entry, measure, _Step(place, year, target, index, problems))
    if problems:
        raise EvaluationError(problems)
    return changed


class _Step:
    """The way of one measure's values from their price year to another."""

    def __init__(
        self, path: str, to: str, target: Fraction, index: PriceIndex, problems: list[Problem]
    ) -> None:
        self.path = path
        self.to = to
        self.index = index
        self._target = target
        self._problems = problems

    def factor(self, price_year: str | None) -> Fraction | None:
        """index(to) / index(price_year), or None with the problem reported."""
        figure = None if price_year is None else self.index.figure(price_year)
        if figure is None:
            found = "nothing" if price_year is None else show(price_year)
            self.refuse("price_year", found, self.index.years())
            return None
        return self._target / figure

    def text(self, key: str, value: Fraction, factor: Fraction) -> str:
        """The uprated value as a file writes it, rounded to the penny."""
        text = PENCE.text(value * factor)
        if len(text) > LONGEST_NUMBER:
            self.refuse(key, f"{len(text)} characters", f"at most {LONGEST_NUMBER} after uprating")
        elif value and not PENCE.apply(value * factor):
            self.refuse(
                key, "less than half a penny", "a value that is not rounded to nothing, for a larger unit"
            )
        return text

    def refuse(self, key: str, found: str, allowed: str) -> None:
        self._problems.append(Problem(f"{self.path}.{key}", found, allowed))


def _uprate_measure(entry: dict[str, Any], measure: Measure, step: _Step) -> None:
    factor = step.factor(measure.price_year)
    if factor is None:
        return
    if entry.get("values") is None:
        entry["value"] = step.text("value", measure.values[0], factor)
    else:
        values = enumerate(measure.values)
        entry["values"] = [step.text(f"values[{at}]", value, factor) for at, value in values]
    entry["price_year"] = step.to
    said = (
        f"Uprated from {measure.price_year} to {step.to} prices by the {step.index.name}, "
        f"rounded to the penny. {step.index.name}: {step.index.source}."
    )
    entry["source"] = f"{measure.source} {said}" if measure.source else said


def _base(price_year: str | None) -> str:
    """A price year in one spelling, so that "2012-13" is "2012/13"."""
    if price_year is None:
        return NOT_STATED
    return canonical_year(price_year) or price_year


def one_price_base(model: Model, path: str = "model") -> None:
    """Refuse to add up the social value of measures of different price years into one total.

    Looks at the measures that are valued, count in a leaf and are no transfer, over all leaves. A year that is
    not stated is none of the others; where none states one, there is nothing to compare. Raises
    EvaluationError, at the measures' place, with the years and the measures of each.
    """
    found: dict[str, list[str]] = {}
    for measure_id in model.leaf_of_measure:
        measure = model.measures[measure_id]
        if measure.values and measure.kind != TRANSFER:
            found.setdefault(_base(measure.price_year), []).append(measure_id)
    if len(found) > 1:
        years = "; ".join(f"{year} ({', '.join(found[year])})" for year in sorted(found))
        wanted = "one price year for all values that are added up"
        raise EvaluationError([Problem(f"{path}.measures", f"price years {years}", wanted)])
