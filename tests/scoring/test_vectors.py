"""Worked figures from publications and by hand: each test names the vector it holds."""

import pytest

from scoring import check_model
from tests.scoring.builders import (
    bid,
    by_bid,
    column,
    evaluation,
    model,
    points,
    price,
    problems,
    quality,
    result,
    scale,
)


def test_o03_each_part_of_a_price_is_scored_by_its_own_weight() -> None:
    published = model(price("BLOCK", "10"), price("SERVICE", "5"), quality("Q", "85"))
    found = result(
        published,
        bid("X", marks={"Q": "5"}, prices={"BLOCK": "85", "SERVICE": "15"}),
        bid("Y", marks={"Q": "5"}, prices={"BLOCK": "100", "SERVICE": "25"}),
    )
    assert points(found, "BLOCK") == ["10.00", "8.50"]
    assert points(found, "SERVICE") == ["5.00", "3.00"]


def test_o03_a_price_of_nil_is_refused_at_its_place_unless_a_rule_was_published() -> None:
    bids = [bid("X", prices={"P": "10"}), bid("Y", prices={"P": "0.00"})]
    assert problems(evaluation(model(price("P", "100")), *bids)) == [
        'bids[1].prices.P: found "0"; allowed: a price above 0, by which lowest_over_price (F01) can divide'
    ]
    found = result(model(price("P", "100", zero="full_marks")), *bids, bid("Z", prices={"P": "20"}))
    assert points(found, "P") == ["100.00", "100.00", "50.00"]
    assert by_bid(found)["Y"]["criteria"]["P"]["working"] == "100; a price of 0 gets full marks"


def test_o07_a_basket_is_evaluated_at_its_total() -> None:
    quantities = {"I1": "1500", "I2": "50", "I3": "1200", "I4": "540"}
    items = [{"id": key, "title": key, "quantity": quantity} for key, quantity in quantities.items()]
    rates = {"I1": "18.00", "I2": "20.00", "I3": "25.00", "I4": "32.00"}
    found = result(model(price("P", "100", items=items)), bid("X", prices={"P": rates}))
    assert by_bid(found)["X"]["criteria"]["P"]["price"] == "75280.00"


def test_o08_a_progressive_scale_is_a_table_and_may_fall_below_zero() -> None:
    scales = {"0-5": scale(), "RWS": scale(("NR", "0", "1", "2", "3"), ("-0.5", "0", "0.25", "0.6", "1"))}
    published = model(quality("V", "20", scale="RWS"), price("P", "80"), scales=scales)
    bids = [bid(f"B{mark}", marks={"V": mark}, prices={"P": "1"}) for mark in ("3", "2", "1", "0", "NR")]
    found = result(published, *bids)
    assert points(found, "V") == ["20.00", "12.00", "5.00", "0.00", "-10.00"]
    assert by_bid(found)["BNR"]["criteria"]["V"]["working"] == "20 x (-0.5)"
    assert by_bid(found)["BNR"]["working"] == "(-10) + 80"


O29_MARKS = {"A": "4353", "B": "5434", "C": "3521"}
O29_PRICES = {"A": "480000", "B": "540000", "C": "450000"}


@pytest.mark.parametrize(
    ("minimum", "totals", "ranks", "statuses"),
    [
        ("2", ["84.0000", "85.5556", None], [2, 1, None], ["admissible", "admissible", "disqualified"]),
        (None, ["81.5000", "83.3333", "74.0000"], [2, 1, 3], ["admissible"] * 3),
    ],
)
def test_o29_a_bid_below_a_minimum_leaves_before_the_lowest_price_is_looked_for(
    minimum: str | None, totals: list[str], ranks: list[int], statuses: list[str]
) -> None:
    weights = {"Q1": "20", "Q2": "15", "Q3": "10", "Q4": "15"}
    questions = [quality(key, weight) for key, weight in weights.items()]
    questions[3]["minimum"] = minimum
    published = model(*questions, price("P", "40"), rounding={"places": 4, "mode": "half_up"})
    bids = [
        bid(key, marks=dict(zip(weights, marks, strict=True)), prices={"P": O29_PRICES[key]})
        for key, marks in O29_MARKS.items()
    ]
    found = result(published, *bids)
    assert column(found, "total") == totals
    assert column(found, "rank") == ranks
    assert column(found, "status") == statuses
    assert found["winner"] == ["B"]
    if minimum:
        assert by_bid(found)["A"]["exact"] == "84"
        assert by_bid(found)["B"]["exact"] == "770/9"
        assert by_bid(found)["C"]["reasons"] == ["Q4: the mark 1 is below the minimum of 2"]


def test_o30_a_losing_bid_reverses_the_ranks_and_the_check_warns_of_it() -> None:
    marks = tuple(str(mark) for mark in range(0, 101, 10))
    published = model(
        quality("Q", "50"),
        price("P", "50"),
        scales={"0-5": scale(marks)},
        rounding={"places": 4, "mode": "half_up"},
    )
    first = bid("A", marks={"Q": "90"}, prices={"P": "100"})
    second = bid("B", marks={"Q": "60"}, prices={"P": "60"})
    third = bid("C", marks={"Q": "0"}, prices={"P": "20"})
    assert column(result(published, first, second), "total") == ["75.0000", "80.0000"]
    found = result(published, first, second, third)
    assert column(found, "total") == ["55.0000", "46.6667", "50.0000"]
    assert found["winner"] == ["A"]
    assert any(text.startswith("P: lowest_over_price (F01)") for text in check_model(published))


def test_o31_a_half_is_rounded_from_the_exact_figure() -> None:
    scales = {"0-5": scale(("low", "high"), ("0.107", "1"))}
    found = result(
        model(quality("Q", "25"), price("P", "75"), scales=scales),
        bid("X", marks={"Q": "low"}, prices={"P": "9"}),
    )
    assert points(found, "Q") == ["2.68"]


def test_o31_a_tie_on_exact_figures_is_not_broken_by_rounding_each_question() -> None:
    scales = {"0-5": scale(("0", "1", "2", "3"))}
    questions = [quality(key, "10") for key in ("Q1", "Q2", "Q3")]
    published = model(*questions, quality("Q4", "25"), price("P", "45"), scales=scales)
    found = result(
        published,
        bid("X", marks={"Q1": "1", "Q2": "1", "Q3": "1", "Q4": "0"}, prices={"P": "7"}),
        bid("Y", marks={"Q1": "3", "Q2": "0", "Q3": "0", "Q4": "0"}, prices={"P": "7"}),
    )
    assert column(found, "exact") == ["55", "55"]
    assert column(found, "rank") == [1, 1]
    assert found["ties"] == [["X", "Y"]]
    assert found["winner"] == ["X", "Y"]
    assert (found["recommended"], found["undecided"]) == ([], ["X", "Y"])
