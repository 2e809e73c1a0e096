"""Numbers: syntax, rounding, exact fractions and how a working writes them."""

from fractions import Fraction

import pytest

from scoring.figures import (
    Rounding,
    exact_sum,
    exact_text,
    parse_number,
    plain_text,
    working_number,
)
from tests.scoring.arithmetic import calculate


@pytest.mark.parametrize("text", ["0", "-0", "007", "12.5", "-12.50", "1" * 40])
def test_a_number_is_digits_with_at_most_a_minus_and_a_point(text: str) -> None:
    assert parse_number(text) == Fraction(text)


@pytest.mark.parametrize(
    "text", ["", "-", ".5", "5.", "+5", "1e3", "1,000", " 5", "5\n", "1/2", "1_0", "½", "1" * 41]
)
def test_anything_else_is_no_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("value", "half_up", "half_even", "down"),
    [
        ("2.675", "2.68", "2.68", "2.67"),
        ("2.665", "2.67", "2.66", "2.66"),
        ("-2.665", "-2.67", "-2.66", "-2.66"),
        ("-0.004", "0.00", "0.00", "0.00"),
        ("-0.005", "-0.01", "0.00", "0.00"),
        ("0.999", "1.00", "1.00", "0.99"),
        ("480000", "480000.00", "480000.00", "480000.00"),
    ],
)
def test_each_mode_rounds_a_half_its_own_way_and_never_shows_a_negative_zero(
    value: str, half_up: str, half_even: str, down: str
) -> None:
    figures = [Rounding(2, mode).text(Fraction(value)) for mode in ("half_up", "half_even", "down")]
    assert figures == [half_up, half_even, down]


def test_no_places_means_no_point() -> None:
    assert Rounding(0, "half_up").text(Fraction(5, 2)) == "3"
    assert Rounding(0, "half_even").apply(Fraction(5, 2)) == 2
    assert Rounding(10, "down").text(Fraction(-1, 3)) == "-0.3333333333"


def test_an_exact_figure_is_a_fraction_in_lowest_terms() -> None:
    assert [exact_text(Fraction(text)) for text in ("770/9", "-6/4", "84.00", "0")] == [
        "770/9",
        "-3/2",
        "84",
        "0",
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("480000.00", "480000"),
        ("1/8", "0.125"),
        ("1/3", "(1/3)"),
        ("-0.50", "(-0.5)"),
        ("-5/3", "(-5/3)"),
        ("1/1024", "0.0009765625"),
    ],
)
def test_a_working_writes_a_decimal_or_a_fraction_in_brackets(value: str, shown: str) -> None:
    assert working_number(Fraction(value)) == shown
    assert calculate(shown) == Fraction(value)


def test_a_sum_of_nothing_is_nought() -> None:
    assert exact_sum([]) == 0
    assert exact_sum(Fraction(1, n) for n in (2, 3, 6)) == 1


def test_figures_of_many_thousand_digits_are_written_out() -> None:
    huge = Fraction(10**6000 + 1)
    assert exact_text(huge) == plain_text(huge) == "1" + "0" * 5999 + "1"
    assert Rounding(2, "half_up").text(huge / 3).startswith("3333")
    assert plain_text(1 / Fraction(2) ** 6000).endswith("5")
