"""The Green Book's discount rates as data: from which day, for what, and where each was read.

The Green Book is guidance of HM Treasury for appraisal in central government. Nothing binds a tender to it:
the rates are what a published model may choose, and the model says which it chose.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from scoring.errors import EvaluationError, Problem
from scoring.figures import plain_text
from scoring.jsontext import show
from scoring.measures import LAST_YEAR, Discount
from scoring.reader import names

STANDARD = "standard"
HEALTH = "health"


@dataclass(frozen=True, kw_only=True)
class RateSchedule:
    """Discount rates a year, in real terms, each to the year `until` (None: without end).

    `starts` is the day from which the schedule is known to apply, `seen` the date of the latest page on which
    it was read in force: later changes are not known here.
    """

    kind: str
    starts: date
    seen: date
    steps: tuple[tuple[int | None, Fraction], ...]
    source: str


SCHEDULES = (
    RateSchedule(
        kind=STANDARD,
        starts=date(2003, 4, 1),
        seen=date(2026, 4, 16),
        steps=(
            (30, Fraction("0.035")),
            (75, Fraction("0.03")),
            (125, Fraction("0.025")),
            (200, Fraction("0.02")),
            (300, Fraction("0.015")),
            (None, Fraction("0.01")),
        ),
        source=(
            "HM Treasury, The Green Book (2003 edition, in full effect from 1 April 2003 by its transition "
            "arrangements of 16 January 2003; kept in the edition of February 2026), social time preference "
            "rate, as the Department for Transport prints it in TAG, forthcoming change: Green Book updates, "
            "16 April 2026"
        ),
    ),
    # The Green Book had a health rate long before; from which day these steps apply was not found.
    RateSchedule(
        kind=HEALTH,
        starts=date(2026, 4, 16),
        seen=date(2026, 4, 16),
        steps=(
            (30, Fraction("0.015")),
            (75, Fraction("0.0129")),
            (125, Fraction("0.0107")),
            (200, Fraction("0.0086")),
            (300, Fraction("0.0064")),
            (None, Fraction("0.0043")),
        ),
        source=(
            "HM Treasury, The Green Book (February 2026), rates for health and life, as the Department for "
            "Transport prints them in TAG, forthcoming change: Green Book updates, 16 April 2026"
        ),
    ),
)


def schedule_in_force(day: date, kind: str = STANDARD) -> RateSchedule:
    """The schedule that applies on a day; `kind` is "standard", or "health" for effects on health and life.

    Raises EvaluationError for a kind or a day for which none is known.
    """
    of_kind = [schedule for schedule in SCHEDULES if schedule.kind == kind]
    if not of_kind:
        kinds = names(dict.fromkeys(schedule.kind for schedule in SCHEDULES))
        raise EvaluationError([Problem("kind", show(kind), kinds)])
    begun = [schedule for schedule in of_kind if schedule.starts <= day]
    if not begun:
        first = min(schedule.starts for schedule in of_kind)
        raise EvaluationError([Problem("day", day.isoformat(), f"{first.isoformat()} or later for {kind}")])
    return max(begun, key=lambda schedule: schedule.starts)


def schedule_on(day: date, kind: str = STANDARD) -> list[dict[str, Any]]:
    """The schedule in force on a day as the `discount_rate` of format 1.

    There `until` is at most 100, which is as far as contract years go: the step that reaches beyond is the
    last. Raises EvaluationError as `schedule_in_force` does.
    """
    written: list[dict[str, Any]] = []
    for until, rate in schedule_in_force(day, kind).steps:
        ends = until is None or until > LAST_YEAR
        written.append({"until": None if ends else until, "rate": plain_text(rate)})
        if ends:
            break
    return written


def discount_factor(year: int, schedule: RateSchedule) -> Fraction:
    """What a pound `year` years on is worth today, exactly: the product over t = 1 to `year` of 1/(1 + rate)
    at the rate of year t. Raises EvaluationError for a negative year."""
    if year < 0:
        raise EvaluationError([Problem("year", str(year), "0 or more")])
    factor = Fraction(1)
    for rate, times in Discount(schedule.steps).powers(year):
        factor /= (1 + rate) ** times
    return factor
