"""How far evaluators' marks lie apart, as a share of the scale (format 1, "agreement"; formula list, B7).

Standard library only: the pages use it while marks come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Protocol

from scoring.errors import EvaluationError, Problem
from scoring.figures import parse_number
from scoring.jsontext import show
from scoring.reader import names


class MarkedStep(Protocol):
    """What is asked of a step of a scale, from the lowest up: its mark, and its points where marks map."""

    @property
    def mark(self) -> str:
        """The mark as the scale writes it."""

    @property
    def points(self) -> Fraction | str | None:
        """The share of the weight, or None where marks count in proportion."""


def step_values(scale: Sequence[MarkedStep]) -> tuple[Fraction, ...]:
    """The number that stands for each step, never falling: its mark where all marks are numbers that rise,
    else its points (a scale with "NR", or one on which 1 is the best mark).

    Raises EvaluationError where neither is there.
    """
    marks = [parse_number(step.mark) for step in scale]
    numbers = [mark for mark in marks if mark is not None]
    if len(numbers) == len(scale) and all(low < high for low, high in pairwise(numbers)):
        return tuple(numbers)
    missing = [at for at, step in enumerate(scale) if step.points is None]
    if missing:
        wanted = "points on every step, for the marks are not numbers that rise"
        raise EvaluationError([Problem(f"steps[{at}].points", "nothing", wanted) for at in missing])
    return tuple(Fraction(step.points) for step in scale if step.points is not None)


def share_between(values: Sequence[Fraction], places: Sequence[int]) -> Fraction | None:
    """(highest - lowest) / (highest step - lowest step) of the steps at `places`, 0 to 1; None for no
    places, and where all steps stand for the same number."""
    width = values[-1] - values[0] if values else Fraction(0)
    if not places or not width:
        return None
    return (values[max(places)] - values[min(places)]) / width


def range_share(marks: Iterable[str], scale: Sequence[MarkedStep]) -> Fraction | None:
    """The range of the marks on one answer as an exact share of the scale: 0 where all agree or one alone
    has marked, 1 for the whole scale; None for no marks.

    Raises EvaluationError for a mark that is no step of the scale.
    """
    values = step_values(scale)
    places = {step.mark: at for at, step in enumerate(scale)}
    numbers = {parse_number(step.mark): at for at, step in enumerate(scale)}
    found: list[int] = []
    refused: list[Problem] = []
    for at, mark in enumerate(marks):
        number = parse_number(mark)
        place = places.get(mark) if number is None else numbers.get(number)
        if place is None:
            wanted = f"a step of the scale: {names(step.mark for step in scale)}"
            refused.append(Problem(f"marks[{at}]", show(mark), wanted))
        else:
            found.append(place)
    if refused:
        raise EvaluationError(refused)
    return share_between(values, found)
