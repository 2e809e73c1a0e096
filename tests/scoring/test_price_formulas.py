"""Price formulas: what each clause of the format says, at the edges too."""

from fractions import Fraction
from typing import Any

import pytest

from tests.scoring.arithmetic import assert_workings_hold
from tests.scoring.builders import (
    Json,
    bid,
    by_bid,
    column,
    evaluation,
    group,
    model,
    points,
    price,
    priced,
    problems,
    quality,
    result,
)

RATIO: Json = {"type": "lowest_over_price", "zero": "refuse"}
ABOVE: Json = {"type": "percentage_above_lowest", "floor": None}
RANGE: Json = {"type": "min_max", "all_equal": "full_marks"}
BOUNDS: Json = {"type": "fixed_bounds", "lower": "100", "upper": "200", "clamp": False}
MEAN: Json = {"type": "mean_deviation", "clamp": False}
REFERENCE: Json = {"type": "reference_over_price", "reference": "100", "cap": False}
LOG: Json = {"type": "logarithmic", "base": "2", "clamp": False}
BANDS: Json = {
    "type": "bands",
    "bands": [
        {"up_to": "100", "points": "40"},
        {"up_to": "150.5", "points": "12.5"},
        {"up_to": None, "points": "0"},
    ],
}
ALL = (RATIO, ABOVE, RANGE, BOUNDS, MEAN, REFERENCE, LOG, BANDS)
RELATIVE = (RATIO, ABOVE, RANGE, MEAN, LOG)


def of_type(formula: Json) -> str:
    return str(formula["type"])


def scored(formula: Json, *figures: str, weight: str = "40") -> list[str | None]:
    """The points of bids that differ in price alone; every working is read as arithmetic on the way."""
    found = priced(formula, weight, *figures)
    assert_workings_hold(found)
    return points(found, "P")


def refusal(formula: Json, *figures: str, weight: str = "40") -> list[str]:
    """What is said of bids A, B, C ... of these prices."""
    published = model(price("P", weight, formula=formula), quality("Q", str(100 - int(weight))))
    bids = [bid("ABCDE"[at], marks={"Q": "5"}, prices={"P": figure}) for at, figure in enumerate(figures)]
    return problems(evaluation(published, *bids))


def working(formula: Json, *figures: str) -> list[str]:
    found = priced(formula, "40", *figures)
    return [entry["criteria"]["P"]["working"] for entry in found["bids"]]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (RATIO, "40 x 100/120"),
        (ABOVE, "40 x (1 - (120 - 100)/100)"),
        ({**ABOVE, "floor": "-5"}, "max((-5), 40 x (1 - (120 - 100)/100))"),
        (RANGE, "40 x (140 - 120)/(140 - 100)"),
        (BOUNDS, "40 x (200 - 120)/(200 - 100)"),
        ({**BOUNDS, "clamp": True}, "min(40, max(0, 40 x (200 - 120)/(200 - 100)))"),
        (MEAN, "40/100 x (50 - 100 x (120 - 120)/120)"),
        ({**MEAN, "clamp": True}, "min(40, max(0, 40/100 x (50 - 100 x (120 - 120)/120)))"),
        (REFERENCE, "40 x 100/120"),
        ({**REFERENCE, "cap": True}, "min(40, 40 x 100/120)"),
        (LOG, "40 x (1 - ln(120/100)/ln(2))"),
        ({**LOG, "clamp": True}, "min(40, max(0, 40 x (1 - ln(120/100)/ln(2))))"),
        (BANDS, "12.5; 120 is in the band up to 150.5"),
    ],
    ids=str,
)
def test_a_working_is_the_formula_with_the_numbers_put_in(formula: Json, expected: str) -> None:
    assert working(formula, "100", "120", "140")[1] == expected


# Lowest over price (F01)


def test_a_price_of_nil_gets_full_marks_where_that_was_published_and_the_lowest_is_looked_for_above() -> None:
    full = {**RATIO, "zero": "full_marks"}
    assert scored(full, "0", "0.00", "50", "80") == ["40.00", "40.00", "40.00", "25.00"]
    assert scored(full, "0", "0") == ["40.00", "40.00"]
    assert working(full, "0", "5")[0] == "40; a price of 0 gets full marks"


def test_every_price_of_nil_is_refused_where_no_rule_was_published() -> None:
    allowed = 'found "0"; allowed: a price above 0, by which lowest_over_price (F01) can divide'
    assert refusal(RATIO, "0", "7", "0.0") == [f"bids[{at}].prices.P: {allowed}" for at in (0, 2)]


# Percentage above lowest (F02)


def test_points_fall_below_zero_unless_a_floor_was_published() -> None:
    assert scored(ABOVE, "100", "200", "201") == ["40.00", "0.00", "-0.40"]
    assert scored({**ABOVE, "floor": "-0.2"}, "100", "200", "201") == ["40.00", "0.00", "-0.20"]
    assert scored({**ABOVE, "floor": "40"}, "100", "200", "201") == ["40.00"] * 3


def test_a_lowest_price_of_nil_is_refused_and_no_other_price() -> None:
    allowed = 'found "0"; allowed: a price above 0, by which percentage_above_lowest (F02) can divide'
    assert refusal(ABOVE, "5", "0", "7", "0") == [f"bids[{at}].prices.P: {allowed}" for at in (1, 3)]


# Highest to lowest (F03)


def test_equal_prices_get_full_marks_or_are_refused_as_was_published() -> None:
    assert scored(RANGE, "100", "100.00") == ["40.00", "40.00"]
    assert scored(RANGE, "0", "0") == ["40.00", "40.00"]
    assert working(RANGE, "9", "9")[1] == "40; all prices equal"
    allowed = "allowed: prices that differ, for min_max (F03) divides by their spread"
    assert refusal({**RANGE, "all_equal": "refuse"}, "100", "100.00") == [
        f'bids[{at}].prices.P: found "100"; {allowed}' for at in (0, 1)
    ]


def test_a_single_bid_has_equal_prices() -> None:
    assert scored(RANGE, "100") == ["40.00"]
    assert len(refusal({**RANGE, "all_equal": "refuse"}, "100")) == 1


def test_a_price_of_nil_is_the_lowest_where_nothing_divides_by_it() -> None:
    assert scored({**RANGE, "all_equal": "refuse"}, "0", "10", "5") == ["40.00", "0.00", "20.00"]


# Set bounds (F04)


def test_points_beyond_the_bounds_stand_unless_they_are_clamped() -> None:
    assert scored(BOUNDS, "0", "50", "150", "250") == ["80.00", "60.00", "20.00", "-20.00"]
    clamped = {**BOUNDS, "clamp": True}
    assert scored(clamped, "0", "50", "150", "250") == ["40.00", "40.00", "20.00", "0.00"]


def test_bounds_may_lie_below_nought() -> None:
    assert scored({**BOUNDS, "lower": "-100", "upper": "100"}, "0", "50") == ["20.00", "10.00"]


# Deviation from the mean (F05)


def test_a_price_at_the_mean_earns_half_and_half_the_mean_everything() -> None:
    assert scored(MEAN, "50", "100", "150") == ["40.00", "20.00", "0.00"]
    assert scored(MEAN, "100") == ["20.00"]


def test_far_from_the_mean_points_stand_unless_they_are_clamped() -> None:
    assert scored(MEAN, "0", "300") == ["60.00", "-20.00"]
    assert scored({**MEAN, "clamp": True}, "0", "300") == ["40.00", "0.00"]


def test_prices_that_are_all_nil_have_no_mean_to_divide_by() -> None:
    lines = refusal(MEAN, "0", "0")
    assert [line.split("; ")[0] for line in lines] == [f'bids[{at}].prices.P: found "0"' for at in (0, 1)]
    assert lines[0].endswith(
        "a price above 0 in at least one bid, for mean_deviation (F05) divides by the mean"
    )


# Reference over price (F06)


def test_below_the_reference_points_pass_the_weight_unless_they_are_capped() -> None:
    assert scored(REFERENCE, "50", "100", "400") == ["80.00", "40.00", "10.00"]
    assert scored({**REFERENCE, "cap": True}, "50", "100", "400") == ["40.00", "40.00", "10.00"]


def test_a_price_of_nil_has_no_ratio_to_the_reference() -> None:
    assert refusal(REFERENCE, "1", "0") == [
        'bids[1].prices.P: found "0"; allowed: a price above 0, by which reference_over_price (F06) can divide'
    ]


# The logarithm (F07)


def test_a_logarithm_has_forty_digits_and_no_exact_figure() -> None:
    found = priced(LOG, "40", "100", "150", "200", "400")
    first, second, third, fourth = (by_bid(found)[key]["criteria"]["P"] for key in "ABCD")
    assert (first["exact"], third["exact"]) == ("40", "0")
    assert second == {
        "price": "150.00",
        "points": "16.60",
        "exact": None,
        "approx": "16.60149997115375274185044224208733964961",
        "working": "40 x (1 - ln(150/100)/ln(2))",
    }
    assert (fourth["exact"], fourth["approx"]) == (None, "-40")
    assert "approx" not in first
    assert assert_workings_hold(found) == 12


def test_a_total_and_a_group_that_hold_a_logarithm_are_not_exact_either() -> None:
    published = model(group("G", "100", quality("Q", "60"), price("P", "40", formula=LOG)))
    found = result(
        published, *(bid(key, marks={"Q": "4"}, prices={"P": key}) for key in ("100", "150", "200"))
    )
    assert column(found, "exact") == ["88", None, "48"]
    entry = by_bid(found)["150"]
    assert entry["approx"] == "64.60149997115375274185044224208733964961"
    assert entry["working"] == "48 + (40 x (1 - ln(150/100)/ln(2)))"
    assert entry["criteria"]["G"] == {
        "points": "64.60",
        "exact": None,
        "approx": "64.60149997115375274185044224208733964961",
        "percent": "64.60",
    }
    assert_workings_hold(found)


def test_the_digits_are_as_many_where_the_price_is_a_hair_above_the_lowest() -> None:
    lowest, hair = "1000000000000000000", "1000000000000000000.0000000000000000001"
    found = priced(LOG, "100", lowest, hair, places=10)
    approx = by_bid(found)["B"]["criteria"]["P"]["approx"]
    assert approx == "99." + "9" * 34 + "8557"
    # The distance from the weight, to its own forty digits: 100 x ln(1 + 1e-37)/ln(2).
    near = priced({**LOG, "base": "1.0000000000000000000000000000000000001"}, "100", "10", "11")
    assert by_bid(near)["B"]["criteria"]["P"]["approx"].startswith("-9531017980432486004395212328076509")


def test_a_total_keeps_its_digits_where_points_of_a_logarithm_cancel_others() -> None:
    published = model(quality("Q", "50"), price("P", "50", formula=LOG))
    bids = [
        bid(key, marks={"Q": mark}, prices={"P": figure})
        for key, mark, figure in (("A", "0", "10000"), ("B", "5", "39999"))
    ]
    found = result(published, *bids)
    # 100 - 50 x ln(3.9999)/ln(2)
    assert by_bid(found)["B"]["approx"].startswith("0.001803")
    assert_workings_hold(found)


def test_a_weight_of_many_digits_stays_exact_at_the_lowest_price() -> None:
    share, rest = "99." + "9" * 37, "0." + "0" * 36 + "1"
    leaf, weight = price("P", share, formula=LOG), Fraction(share)
    for level in range(3):
        leaf = group(f"G{level}", share, leaf, quality(f"Q{level}", rest))
        weight *= Fraction(share) / 100
    published = model(leaf, quality("Q", rest), weights="of_parent")
    questions = dict.fromkeys(("Q", "Q0", "Q1", "Q2"), "5")
    found = result(published, *(bid(key, marks=questions, prices={"P": key}) for key in ("5", "10")))
    entry = by_bid(found)["5"]["criteria"]["P"]
    assert Fraction(entry["exact"]) == weight
    assert len(entry["exact"]) > 150


def test_a_lowest_price_below_one_is_the_lowest() -> None:
    assert scored(LOG, "0.5", "1", "2") == ["40.00", "0.00", "-40.00"]


def test_a_price_of_nil_has_no_logarithm() -> None:
    allowed = 'found "0"; allowed: a price above 0, for logarithmic (F07) takes its logarithm'
    assert refusal(LOG, "0", "5", "0.0") == [f"bids[{at}].prices.P: {allowed}" for at in (0, 2)]
    assert len(refusal(LOG, "0", "0")) == 2


def test_a_clamped_logarithm_never_leaves_the_weight_and_is_no_exact_figure_either() -> None:
    clamped = {**LOG, "clamp": True}
    assert scored(clamped, "100", "200", "400") == ["40.00", "0.00", "0.00"]
    found = priced(clamped, "40", "100", "150", "200", "400")
    entries = [by_bid(found)[key]["criteria"]["P"] for key in "ABCD"]
    assert [entry["exact"] for entry in entries] == ["40", None, "0", None]
    assert [entry.get("approx") for entry in entries][2:] == [None, "0"]


def test_prices_in_proportion_are_the_same_distance_apart_whatever_the_lowest_is() -> None:
    def gap(*figures: str) -> Fraction:
        found = priced(LOG, "40", *figures)
        last = [by_bid(found)[key]["criteria"]["P"] for key in "BC"]
        return Fraction(last[0]["approx"]) - Fraction(last[1]["approx"])

    assert abs(gap("100", "130", "170") - gap("20", "130", "170")) < Fraction(1, 10**36)


# Price bands (F20)


def test_a_price_at_the_end_of_a_band_is_still_in_it() -> None:
    assert scored(BANDS, "0", "100", "100.01", "150.5", "150.51", "9999") == [
        "40.00",
        "40.00",
        "12.50",
        "12.50",
        "0.00",
        "0.00",
    ]
    assert working(BANDS, "151")[0] == "0; 151 is in the last band"


def test_bands_need_not_fall_and_one_alone_is_enough() -> None:
    flat = {"type": "bands", "bands": [{"up_to": None, "points": "7"}]}
    assert scored(flat, "0", "5") == ["7.00", "7.00"]
    rising = {"type": "bands", "bands": [{"up_to": "0", "points": "0"}, {"up_to": None, "points": "40"}]}
    assert scored(rising, "0", "0.01") == ["0.00", "40.00"]


# All of them


@pytest.mark.parametrize("formula", ALL, ids=of_type)
def test_a_price_of_no_weight_earns_nothing(formula: Json) -> None:
    unweighted: Any = formula
    if formula is BANDS:
        unweighted = {"type": "bands", "bands": [{"up_to": None, "points": "0"}]}
    found = priced(unweighted, "0", "100", "150", "230")
    entries = [by_bid(found)[key]["criteria"]["P"] for key in "ABC"]
    assert [(entry["points"], entry["exact"]) for entry in entries] == [("0.00", "0")] * 3
    assert column(found, "exact") == ["100"] * 3
    assert_workings_hold(found)


@pytest.mark.parametrize("formula", ALL, ids=of_type)
def test_a_formula_uses_the_effective_weight_of_its_leaf(formula: Json) -> None:
    inner = group("G", "80", price("P", "50", formula=formula), quality("Q", "50"))
    published = model(inner, quality("R", "20"), weights="of_parent")
    bids = [bid(key, marks={"Q": "5", "R": "5"}, prices={"P": key}) for key in ("100", "120", "140")]
    assert points(result(published, *bids), "P") == scored(formula, "100", "120", "140")


@pytest.mark.parametrize("formula", ALL, ids=of_type)
def test_several_prices_are_scored_each_by_its_own_formula(formula: Json) -> None:
    published = model(price("P", "40", formula=formula), price("R", "60", formula=RATIO))
    bids = [bid(key, prices={"P": key, "R": "5"}) for key in ("100", "120", "140")]
    found = result(published, *bids)
    assert points(found, "P") == scored(formula, "100", "120", "140")
    assert points(found, "R") == ["60.00"] * 3


@pytest.mark.parametrize("formula", ALL, ids=of_type)
def test_a_basket_is_scored_by_its_total(formula: Json) -> None:
    items = [{"id": "I", "title": "", "quantity": "2.5"}, {"id": "J", "title": "", "quantity": "0"}]
    published = model(price("P", "40", formula=formula, items=items), quality("Q", "60"))
    rates = ("40", "48", "56")
    bids = [bid(rate, marks={"Q": "5"}, prices={"P": {"I": rate, "J": "7"}}) for rate in rates]
    assert points(result(published, *bids), "P") == scored(formula, "100", "120", "140")


@pytest.mark.parametrize("formula", RELATIVE, ids=of_type)
def test_a_single_bid_is_warned_of_where_prices_are_compared(formula: Json) -> None:
    assert priced(formula, "40", "100")["warnings"] == [
        "P: A is the only bid, so its price is compared with itself alone"
    ]
    assert priced(formula, "40", "100", "120")["warnings"] == []


@pytest.mark.parametrize("formula", [BOUNDS, REFERENCE, BANDS], ids=of_type)
def test_a_single_bid_needs_no_warning_where_no_prices_are_compared(formula: Json) -> None:
    assert priced(formula, "40", "100")["warnings"] == []


@pytest.mark.parametrize("formula", RELATIVE, ids=of_type)
def test_prices_outside_the_pool_count_for_nothing_and_earn_nothing(formula: Json) -> None:
    alone = priced(formula, "40", "100", "120", "140")
    published = model(price("P", "40", formula=formula), quality("Q", "60", minimum="1"))
    out = {"kind": "withdrawn", "reason": "Withdrawn"}
    strays = [
        bid("X", marks={"Q": "5"}, prices={"P": "1"}, excluded=out),
        bid("Y", marks={"Q": "0"}, prices={"P": "99999"}),
        bid("Z", excluded=out),
    ]
    bids = [
        bid(key, marks={"Q": "5"}, prices={"P": figure})
        for key, figure in (("A", "100"), ("B", "120"), ("C", "140"))
    ]
    found = result(published, *strays, *bids)
    assert points(found, "P") == [None, None, None, *points(alone, "P")]


@pytest.mark.parametrize("formula", [BOUNDS, REFERENCE, BANDS], ids=of_type)
def test_points_that_look_at_no_other_bid_are_kept_by_a_bid_out_of_the_pool(formula: Json) -> None:
    alone = priced(formula, "40", "120")
    published = model(price("P", "40", formula=formula), quality("Q", "60", minimum="1"))
    out = {"kind": "withdrawn", "reason": "Withdrawn"}
    found = result(
        published,
        bid("X", marks={"Q": "5"}, prices={"P": "120"}, excluded=out),
        bid("Y", marks={"Q": "0"}, prices={"P": "120"}),
        bid("A", marks={"Q": "5"}, prices={"P": "120"}),
    )
    assert points(found, "P") == points(alone, "P") * 3
    assert column(found, "total")[:2] == [None, None]
