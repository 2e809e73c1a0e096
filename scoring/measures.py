"""Social value measures: what a commitment is counted in, what it is worth, what is taken off.

Reads `model.measures`, `model.double_count` and a leaf's `discount_rate` (format 1, "Quantified social
value").
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scoring.figures import ONE, ZERO
from scoring.reader import Object, Report, Value, names

KINDS = ("fiscal", "economic", "social", "environmental", "transfer")
TRANSFER = "transfer"
DEDUCTIONS = ("deadweight", "attribution", "displacement", "leakage")
LAST_YEAR = 100


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: proxy value of one unit for each contract year (the last going on; empty: not valued)
    and the shares of it that are deducted."""

    id: str
    title: str
    unit: str
    kind: str
    values: tuple[Fraction, ...]
    source: str | None
    price_year: str | None
    deductions: tuple[Fraction, ...]
    drop_off: Fraction
    cap: Fraction | None

    def value_in(self, year: int) -> Fraction | None:
        """The value of one unit in a contract year (0 is the first), or None where it is not valued."""
        return self.values[min(year, len(self.values) - 1)] if self.values else None


@dataclass(frozen=True, slots=True)
class DoubleCount:
    """Measures that would count one thing twice, and what is done about it: `warn` or `refuse`."""

    measures: tuple[str, ...]
    action: str


@dataclass(frozen=True, slots=True)
class Discount:
    """Discount rates: each step reaches to the year `until`, the last one has no end (None)."""

    steps: tuple[tuple[int | None, Fraction], ...]

    def powers(self, years: int) -> list[tuple[Fraction, int]]:
        """The rates that discount `years` years, t = 1 to `years`, each with how many years it is used."""
        found: list[tuple[Fraction, int]] = []
        done = 0
        for until, rate in self.steps:
            last = years if until is None else min(until, years)
            if last > done:
                found.append((rate, last - done))
                done = last
        return found


def read_measures(value: Value | None) -> dict[str, Measure]:
    """The measures of a model by id."""
    if value is None:
        return {}
    return {measure_id: _read_measure(place, measure_id) for measure_id, place in value.mapping().items()}


def _read_measure(value: Value, measure_id: str) -> Measure:
    entry = value.object()
    title = entry["title"].text()
    unit = entry["unit"].text()
    values = _read_values(entry)
    kind = entry["kind"].choice(KINDS)
    source = entry.optional("source")
    price_year = entry.optional("price_year")
    cap = entry.optional("cap")
    measure = Measure(
        id=measure_id,
        title=title,
        unit=unit,
        kind=kind,
        values=values,
        source=None if source is None else source.text(),
        price_year=None if price_year is None else price_year.text(),
        deductions=tuple(_share(entry, key) for key in DEDUCTIONS),
        drop_off=_share(entry, "drop_off"),
        cap=None if cap is None else cap.number(ZERO),
    )
    entry.close()
    return measure


def _read_values(entry: Object) -> tuple[Fraction, ...]:
    """`value` (null: not valued), or `values` instead of it, one for each contract year."""
    by_year = entry.optional("values")
    if by_year is None:
        value: Fraction | None = entry.either("value", lambda place: place.number(ZERO))
        return () if value is None else (value,)
    single = entry.optional("value")
    if single is not None:
        single.refuse("nothing beside values")
    return tuple(place.number(ZERO) for place in by_year.list(at_least=1, of="value"))


def _share(entry: Object, key: str) -> Fraction:
    value = entry.optional(key)
    return ZERO if value is None else value.number(ZERO, ONE)


def read_double_count(value: Value | None, measures: dict[str, Measure]) -> tuple[DoubleCount, ...]:
    """The lists of measures that may not count one thing twice."""
    if value is None:
        return ()
    rules = []
    for place in value.list():
        entry = place.object()
        ids = read_measure_ids(entry["measures"], measures, at_least=2)
        rules.append(DoubleCount(ids, entry["action"].choice(("warn", "refuse"))))
        entry.close()
    return tuple(rules)


def read_measure_ids(value: Value, measures: dict[str, Measure], *, at_least: int = 0) -> tuple[str, ...]:
    """A list of ids of measures of the model, each once."""
    found: list[str] = []
    for place in value.list(at_least=at_least, of="measures" if at_least > 1 else "measure"):
        measure_id = place.text(empty=False)
        if measure_id and measure_id not in measures:
            place.refuse(f"the id of a measure: {names(measures)}")
        elif measure_id in found:
            place.refuse("each measure once")
        elif measure_id:
            found.append(measure_id)
    return tuple(found)


def read_discount(value: Value) -> Discount:
    """A discount rate, or a schedule of rates."""
    if not isinstance(value.raw, list):
        if isinstance(value.raw, str):
            return Discount(((None, value.number(ZERO)),))
        value.refuse('a rate in quotes such as "0.035", or a list of steps with until and rate')
        return Discount(((None, ZERO),))
    steps: list[tuple[int | None, Fraction]] = []
    places = value.list(at_least=1, of="step")
    for at, place in enumerate(places):
        entry = place.object()
        until = entry["until"]
        rate = entry["rate"].number(ZERO)
        entry.close()
        if at == len(places) - 1:
            if until.raw is not None:
                until.refuse("null, for the last step has no end")
            steps.append((None, rate))
        else:
            steps.append((until.whole(0, LAST_YEAR), rate))
            _check_rising(value.report, until.path, steps)
    return Discount(tuple(steps))


def _check_rising(report: Report, path: str, steps: list[tuple[int | None, Fraction]]) -> None:
    last = steps[-1][0]
    before = steps[-2][0] if len(steps) > 1 else None
    if last is not None and before is not None and last <= before and report.sound(path):
        report.add(path, str(last), f"a year after {before}: steps rise")
