"""Quality: scales of marks, the points a mark earns, the lowest mark that passes (format 1, "A mark ...")."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scoring.figures import ONE, ZERO, parse_number, plain_text, working_number
from scoring.jsontext import show
from scoring.reader import Report, Value, names
from scoring.score import Score


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scale; `number` is the mark's value where it is a number."""

    mark: str
    label: str
    descriptor: str
    number: Fraction | None
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of marks from the lowest step up; `highest` is the highest numeric mark. While a file is
    read, `sound` says that nothing was wrong with the scale, so that a mark can be held against it."""

    id: str
    steps: tuple[Step, ...] = ()
    highest: Fraction = ZERO
    sound: bool = False

    def find(self, mark: str) -> int | None:
        """The place of a mark among the steps: as a number where both are numbers, else as text."""
        number = parse_number(mark)
        for at, step in enumerate(self.steps):
            if step.mark == mark or (number is not None and step.number == number):
                return at
        return None

    def score(self, at: int, weight: Fraction) -> Score:
        """Points of the step at place `at` for a leaf of this weight: weight x mark / highest mark, or
        weight x points where the scale maps its marks."""
        share = self.share(at)
        return Score(weight * share.points, f"{working_number(weight)} x {share.working}")

    def share(self, at: int) -> Score:
        """The share of a weight that the step at place `at` earns."""
        step = self.steps[at]
        if step.points is not None:
            return Score(step.points, working_number(step.points))
        number = step.number or ZERO
        return Score(number / self.highest, f"{working_number(number)}/{working_number(self.highest)}")

    def marks(self) -> str:
        """The marks of the scale, in words for an error."""
        return names(step.mark for step in self.steps)


def read_scales(value: Value) -> dict[str, Scale]:
    """The scales of a model by id."""
    return {scale_id: _read_scale(entry, scale_id) for scale_id, entry in value.mapping().items()}


def _read_scale(value: Value, scale_id: str) -> Scale:
    entry = value.object()
    before = len(value.report.problems)
    places = entry["steps"].list(at_least=1, of="step")
    entry.close()
    steps = tuple(_read_step(place) for place in places)
    _check_steps(value.report, f"{value.path}.steps", steps, places)
    numbers = [step.number for step in steps if step.number is not None]
    sound = len(value.report.problems) == before
    return Scale(scale_id, steps, max(numbers, default=ZERO), sound)


def _read_step(value: Value) -> Step:
    entry = value.object()
    mark = entry["mark"].text(empty=False)
    label = entry["label"].text()
    descriptor = entry["descriptor"].text()
    points = entry.optional("points")
    share = None if points is None else points.number(high=ONE)
    entry.close()
    return Step(mark, label, descriptor, parse_number(mark), share)


def _check_steps(report: Report, path: str, steps: tuple[Step, ...], places: list[Value]) -> None:
    """Marks are distinct, stand from the lowest up, and are mapped to points on all steps or on none."""
    seen: set[str | Fraction] = set()
    for step, place in zip(steps, places, strict=True):
        key = step.mark if step.number is None else step.number
        if key in seen:
            report.add(f"{place.path}.mark", f"{show(step.mark)} a second time", "each mark once")
        seen.add(key)
    if len(seen) < len(steps):
        return
    mapped = [step.points is not None for step in steps]
    if not steps or not report.sound(*(f"{place.path}.points" for place in places)):
        return
    if all(mapped):
        _check_rising(report, [(f"{p.path}.points", s.points) for s, p in zip(steps, places, strict=True)])
    elif any(mapped):
        for step, place in zip(steps, places, strict=True):
            if step.points is None:
                report.add(f"{place.path}.points", "nothing", "points on all steps of a scale or on none")
    else:
        _check_numeric(report, path, steps, places)


def _check_numeric(report: Report, path: str, steps: tuple[Step, ...], places: list[Value]) -> None:
    """Without `points` every mark is a number, rising, and the highest above 0 (it divides)."""
    sound = True
    for step, place in zip(steps, places, strict=True):
        if step.number is None and report.sound(f"{place.path}.mark", place.path):
            report.add(f"{place.path}.points", "nothing", "points, for the mark is not a number")
        sound = sound and step.number is not None
    if sound:
        _check_rising(report, [(f"{p.path}.mark", s.number) for s, p in zip(steps, places, strict=True)])
        if max(step.number or ZERO for step in steps) <= 0:
            report.add(path, "no mark above 0", "a highest mark above 0, or points on every step")


def _check_rising(report: Report, figures: list[tuple[str, Fraction | None]]) -> None:
    highest: Fraction | None = None
    for path, figure in figures:
        if figure is None:
            continue
        if highest is not None and figure < highest:
            wanted = f"{plain_text(highest)} or more: steps stand from the lowest up"
            report.add(path, f'"{plain_text(figure)}"', wanted)
        highest = figure if highest is None else max(highest, figure)
