"""Discount rates that the Green Book is known to have had on a day, as the file writes them."""

from datetime import date
from fractions import Fraction

import pytest

from scoring.errors import EvaluationError
from scoring.figures import Rounding
from scoring.green_book import SCHEDULES, discount_factor, schedule_in_force, schedule_on
from scoring.measures import LAST_YEAR
from tests.scoring.builders import bid, by_bid, measure, model, price, result, social_value

SIX_PLACES = Rounding(6, "half_up")
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("year", "factor"),
    [(0, "1.000000"), (1, "0.966184"), (5, "0.841973"), (10, "0.708919"), (30, "0.356278"), (31, "0.345901")],
)
def test_discount_factors_are_those_in_print(year: int, factor: str) -> None:
    assert SIX_PLACES.text(discount_factor(year, schedule_in_force(TODAY))) == factor


def test_the_rate_falls_step_by_step_without_end() -> None:
    standard = schedule_in_force(TODAY)
    lasts = {30: "0.035", 31: "0.03", 76: "0.025", 126: "0.02", 201: "0.015", 301: "0.01", 900: "0.01"}
    for year, rate in lasts.items():
        ratio = discount_factor(year - 1, standard) / discount_factor(year, standard)
        assert ratio == 1 + Fraction(rate)


def test_a_schedule_is_written_as_far_as_contract_years_go() -> None:
    assert schedule_on(TODAY) == [
        {"until": 30, "rate": "0.035"},
        {"until": 75, "rate": "0.03"},
        {"until": None, "rate": "0.025"},
    ]
    assert schedule_on(TODAY, "health") == [
        {"until": 30, "rate": "0.015"},
        {"until": 75, "rate": "0.0129"},
        {"until": None, "rate": "0.0107"},
    ]


def test_what_is_cut_off_lies_beyond_every_contract_year() -> None:
    # The last contract year, 100, discounted from its first on, is year 101.
    for schedule in SCHEDULES:
        ends = [until for until, _rate in schedule.steps if until is not None and until > LAST_YEAR]
        assert min(ends) > LAST_YEAR + 1


def test_a_schedule_works_in_a_model() -> None:
    published = model(
        social_value("SV", "60", discount_rate=schedule_on(TODAY), first_year=1),
        price("P", "40"),
        measures={"M": measure("1000000")},
    )
    promise = {"measure": "M", "quantity": "1", "year": 30}
    found = by_bid(result(published, bid("A", prices={"P": "1"}, commitments=[promise])))
    assert found["A"]["social_value"]["total"] == "345901.37"


@pytest.mark.parametrize(
    ("day", "kind", "message"),
    [
        (
            date(2003, 3, 31),
            "standard",
            "day: found 2003-03-31; allowed: 2003-04-01 or later for standard",
        ),
        (date(2020, 1, 1), "health", "day: found 2020-01-01; allowed: 2026-04-16 or later for health"),
        (TODAY, "wealth", 'kind: found "wealth"; allowed: standard, health'),
    ],
)
def test_a_day_for_which_no_schedule_is_known_is_refused(day: date, kind: str, message: str) -> None:
    with pytest.raises(EvaluationError) as refused:
        schedule_on(day, kind)
    assert str(refused.value) == message


def test_a_schedule_applies_from_its_first_day_and_says_where_it_was_read() -> None:
    assert schedule_in_force(date(2003, 4, 1)).steps[0] == (30, Fraction("0.035"))
    for schedule in SCHEDULES:
        assert schedule.starts <= schedule.seen
        assert "HM Treasury" in schedule.source


def test_a_year_before_today_has_no_factor() -> None:
    with pytest.raises(EvaluationError, match="year: found -1; allowed: 0 or more"):
        discount_factor(-1, schedule_in_force(TODAY))
