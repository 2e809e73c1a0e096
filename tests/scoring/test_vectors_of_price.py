"""Worked figures of the price formulas: each test names the vector it holds."""

import pytest

from tests.scoring.arithmetic import assert_workings_hold
from tests.scoring.builders import Json, evaluation, model, points, price, priced, problems

RATIO = {"type": "lowest_over_price", "zero": "refuse"}


def bounds(lower: str, upper: str, *, clamp: bool) -> Json:
    return {"type": "fixed_bounds", "lower": lower, "upper": upper, "clamp": clamp}


def logarithm(base: str, *, clamp: bool) -> Json:
    return {"type": "logarithmic", "base": base, "clamp": clamp}


def scored(formula: Json, weight: str, *figures: str, places: int = 2) -> list[str | None]:
    """The points of bids that differ in price alone; every working is read as arithmetic on the way."""
    found = priced(formula, weight, *figures, places=places)
    assert_workings_hold(found)
    return points(found, "P")


def test_o01_lowest_price_ratio_to_three_places() -> None:
    assert scored(RATIO, "1", "15000", "10000", "30000", places=3) == ["0.667", "1.000", "0.333"]


def test_o02_lowest_price_ratio_to_whole_points_and_to_two_places() -> None:
    assert scored(RATIO, "40", "100", "105", "108", places=0) == ["40", "38", "37"]
    assert scored(RATIO, "40", "100", "105", "108") == ["40.00", "38.10", "37.04"]


def test_o05_a_price_at_the_upper_bound_earns_nothing_and_at_the_lower_bound_everything() -> None:
    for clamp in (True, False):
        linear = bounds("200", "600", clamp=clamp)
        assert scored(linear, "40", "600", "200", "400", "300") == ["0.00", "40.00", "20.00", "30.00"]


@pytest.mark.parametrize("base", ["1.5", "2", "10", "1000.25"])
def test_o06_under_the_logarithm_the_lowest_price_earns_everything_whatever_the_base(base: str) -> None:
    assert scored(logarithm(base, clamp=False), "60", "123.45")[0] == "60.00"


def test_o06_twice_the_lowest_price_earns_nothing_under_base_two_and_more_is_negative() -> None:
    first, second, third = scored(logarithm("2", clamp=False), "60", "100", "200", "201")
    assert (first, second) == ("60.00", "0.00")
    assert third is not None
    assert third.startswith("-")


def test_o13_percentage_above_the_lowest_price_and_its_floor() -> None:
    formula: Json = {"type": "percentage_above_lowest", "floor": None}
    figures = ("100000", "110000", "125000", "230000")
    assert scored(formula, "30", *figures) == ["30.00", "27.00", "22.50", "-9.00"]
    assert scored({**formula, "floor": "0"}, "30", *figures) == ["30.00", "27.00", "22.50", "0.00"]


def test_o14_from_the_highest_price_to_the_lowest() -> None:
    formula = {"type": "min_max", "all_equal": "full_marks"}
    figures = ("120000", "135000", "150000", "180000")
    assert scored(formula, "40", *figures) == ["40.00", "30.00", "20.00", "0.00"]
    assert scored(formula, "40", "7", "7.00") == ["40.00", "40.00"]


def test_o15_set_bounds_clamped() -> None:
    figures = ("75000", "80000", "90000", "110000", "120000", "130000")
    assert scored(bounds("80000", "120000", clamp=True), "50", *figures) == [
        "50.00",
        "50.00",
        "37.50",
        "12.50",
        "0.00",
        "0.00",
    ]


def test_o16_deviation_from_the_mean() -> None:
    formula = {"type": "mean_deviation", "clamp": True}
    figures = ("90000", "100000", "110000", "140000")
    assert scored(formula, "100", *figures) == ["68.18", "59.09", "50.00", "22.73"]


def test_o17_the_logarithm_without_a_clamp() -> None:
    figures = ("100", "125", "200", "250")
    assert scored(logarithm("2", clamp=False), "60", *figures) == ["60.00", "40.68", "0.00", "-19.32"]


def test_o26_the_graduated_price_mechanism_is_refused_by_name_for_its_rule_is_not_public() -> None:
    for name in ("graduated_price_mechanism", "F17"):
        [line] = problems(evaluation(model(price("P", "100", formula={"type": name}))))
        assert line == (
            f'model.criteria[0].formula.type: found "{name}"; allowed: lowest_over_price, '
            "percentage_above_lowest, min_max, fixed_bounds, mean_deviation, reference_over_price, "
            "logarithmic, bands"
        )


def test_o36_a_reference_price_with_and_without_a_cap() -> None:
    formula: Json = {"type": "reference_over_price", "reference": "200000", "cap": False}
    figures = ("180000", "200000", "250000")
    assert scored(formula, "30", *figures) == ["33.33", "30.00", "24.00"]
    assert scored({**formula, "cap": True}, "30", *figures) == ["30.00", "30.00", "24.00"]


def test_price_points_of_the_sample_form_of_a_research_corporation() -> None:
    assert scored(RATIO, "35", "100000", "125000", "150000", places=1) == ["35.0", "28.0", "23.3"]
