"""The pool is settled step by step: who fails alone, then who falls short of the others, again and again."""

import pytest

from tests.scoring.builders import (
    HUNDREDTHS,
    Json,
    bid,
    by_bid,
    column,
    condition,
    evaluation,
    group,
    measure,
    model,
    points,
    price,
    problems,
    quality,
    result,
    scale,
    social_value,
)

OUT = {"kind": "withdrawn", "reason": "Withdrawn"}
RANGE: Json = {"type": "min_max", "all_equal": "full_marks"}
MEAN: Json = {"type": "mean_deviation", "clamp": True}
LOG: Json = {"type": "logarithmic", "base": "2", "clamp": False}
REFERENCE: Json = {"type": "reference_over_price", "reference": "100", "cap": True}
PER_POUND: Json = {"type": "against_target", "target": "1", "per_pound": True}


def prices_only(formula: Json, minimum: str, *figures: str) -> Json:
    """Bids A, B, C ... of a price each, in a group with a minimum percentage."""
    published = model(group("G", "100", price("P", "100", formula=formula), minimum=minimum))
    return result(
        published, *(bid("ABCDEFGH"[at], prices={"P": figure}) for at, figure in enumerate(figures))
    )


def reasons(found: Json) -> dict[str, list[str]]:
    return {entry["id"]: entry["reasons"] for entry in found["bids"]}


def test_the_pool_shrinks_step_by_step_until_none_leaves() -> None:
    # Of 10, 20, 40, 80, each step leaves the dearest without points: 80, then 40, then 20.
    found = prices_only(RANGE, "1", "10", "20", "40", "80")
    below = "G: 0 per cent is below the minimum of 1"
    assert column(found, "reasons") == [[], [below], [below], [below]]
    assert column(found, "total") == ["100.00", None, None, None]
    assert found["warnings"] == ["P: A is the only bid, so its price is compared with itself alone"]


def test_each_reason_gives_the_figure_of_the_step_in_which_the_bid_left() -> None:
    found = prices_only(MEAN, "45", "100", "110", "200", "400")
    # The mean is 202.5, then 136 2/3 without the last, then 105.
    assert reasons(found) == {
        "A": [],
        "B": [],
        "C": ["G: 150/41 per cent is below the minimum of 45"],
        "D": ["G: 0 per cent is below the minimum of 45"],
    }
    assert column(found, "total") == ["54.76", "45.24", None, None]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_the_pool_is_the_same_in_whatever_order_the_bids_stand(order: tuple[int, ...]) -> None:
    figures = ("100", "110", "200", "400")
    found = prices_only(MEAN, "45", *(figures[at] for at in order))
    assert [entry["status"] == "admissible" for entry in found["bids"]] == [at < 2 for at in order]


def test_nobody_may_be_left() -> None:
    found = prices_only(MEAN, "51", "100", "110")
    assert column(found, "status") == ["disqualified", "disqualified"]
    assert reasons(found)["A"] == ["G: 50 per cent is below the minimum of 51"]
    found = prices_only(MEAN, "51", "100", "100")
    assert column(found, "status") == ["disqualified", "disqualified"]
    assert found["warnings"] == ["bids: no bid is admissible, so there is no winner"]
    assert points(found, "P") == [None, None]


def test_whoever_fails_alone_is_gone_before_minimums_over_prices_are_judged() -> None:
    published = model(
        group("G", "100", price("P", "50", formula=MEAN), quality("Q", "50"), minimum="60"), condition("C")
    )
    passes = {"C": True}
    bids = [
        bid("A", marks={"Q": "4"}, prices={"P": "100"}, passes=passes),
        bid("B", marks={"Q": "4"}, prices={"P": "120"}, passes=passes),
        bid("X", marks={"Q": "5"}, prices={"P": "10"}, passes={"C": False}),
        bid("Y", marks={"Q": "5"}, prices={"P": "10"}, passes=passes, excluded=OUT),
    ]
    found = result(published, *bids)
    assert column(found, "status") == ["admissible", "admissible", "disqualified", "withdrawn"]
    alone = result(published, *bids[:2])
    assert found["bids"][:2] == alone["bids"]


def test_a_minimum_over_a_price_that_looks_at_no_other_bid_is_judged_alone() -> None:
    bounds = {"type": "fixed_bounds", "lower": "100", "upper": "200", "clamp": True}
    published = model(
        group("G", "50", price("P", "50", formula=bounds), minimum="40"),
        group("H", "50", price("R", "50"), minimum="50"),
    )
    # C misses G alone, so its rate of 1 is no lowest price for the others.
    bids = [
        bid(key, prices={"P": first, "R": second})
        for key, first, second in (("A", "110", "30"), ("B", "160", "20"), ("C", "161", "1"))
    ]
    found = result(published, *bids)
    assert column(found, "status") == ["admissible", "admissible", "disqualified"]
    assert reasons(found)["C"] == ["G: 39 per cent is below the minimum of 40"]
    assert points(found, "P") == ["45.00", "20.00", "19.50"]
    assert points(found, "R") == ["33.33", "50.00", None]


def test_a_minimum_over_a_logarithm_is_held_against_forty_digits() -> None:
    # 100 x (1 - ln(1.5)/ln(2)) is 41.503749...
    for minimum, status in (("41.5037", "admissible"), ("41.5038", "disqualified")):
        found = prices_only(LOG, minimum, "100", "150")
        assert column(found, "status")[1] == status
    [reason] = reasons(found)["B"]
    assert reason == "G: 41.50374992788438185462610560521834912402 per cent is below the minimum of 41.5038"


def test_where_a_logarithm_is_exact_a_minimum_is_compared_exactly() -> None:
    assert column(prices_only(LOG, "0", "100", "200"), "status") == ["admissible"] * 2
    found = prices_only(LOG, "0.0000000001", "100", "200")
    assert reasons(found)["B"] == ["G: 0 per cent is below the minimum of 0.0000000001"]


def test_points_of_a_logarithm_that_cancel_others_leave_nothing_behind() -> None:
    published = model(
        group("G", "100", price("P", "50", formula=LOG), quality("Q", "50"), minimum="0"),
        tie_break=["quality"],
    )
    # Four times the lowest price earns -50, though no fraction says so: 50 - 50 is 0, and ties with a 0.
    bids = [
        bid("A", marks={"Q": "0"}, prices={"P": "100"}),
        bid("B", marks={"Q": "5"}, prices={"P": "400"}),
        bid("C", marks={"Q": "0"}, prices={"P": "200"}),
    ]
    found = result(published, *bids)
    assert column(found, "status") == ["admissible"] * 3
    assert [entry.get("approx") for entry in found["bids"]] == [None, "0", None]
    assert column(found, "rank") == [1, 2, 3]
    published["tie_break"] = []
    assert column(result(published, *bids), "rank") == [1, 2, 2]


def test_points_below_nought_count_towards_a_minimum_over_prices() -> None:
    published = model(
        group("G", "100", price("P", "50", formula=LOG), quality("Q", "50"), minimum="10"),
        scales={"0-5": scale(HUNDREDTHS)},
    )
    bids = [
        bid("A", marks={"Q": "0"}, prices={"P": "100"}),
        bid("B", marks={"Q": "100"}, prices={"P": "400"}),
    ]
    assert reasons(result(published, *bids)) == {
        "A": [],
        "B": ["G: 0 per cent is below the minimum of 10"],
    }


def test_minimums_on_groups_inside_each_other_are_all_judged() -> None:
    inner = group("H", "50", price("P", "50", formula=RANGE), minimum="30")
    published = model(group("G", "100", inner, quality("Q", "50"), minimum="60"), minimum="70")
    bids = [
        bid("A", marks={"Q": "5"}, prices={"P": "100"}),
        bid("B", marks={"Q": "1"}, prices={"P": "190"}),
        bid("C", marks={"Q": "5"}, prices={"P": "200"}),
    ]
    found = result(published, *bids)
    assert reasons(found)["B"] == [
        "G: 15 per cent is below the minimum of 60",
        "H: 10 per cent is below the minimum of 30",
        "the whole: 15 per cent is below the minimum of 70",
    ]
    assert [text.split(":")[0] for text in reasons(found)["C"]] == ["G", "H", "the whole"]


def test_a_minimum_on_compared_commitments_is_judged_again_over_the_smaller_pool() -> None:
    published = model(
        social_value("S", "40", minimum="50"),
        quality("Q", "60"),
        price("P", "0"),
        measures={"M": measure()},
        award_method={"type": "quality_per_price", "per": "1"},
        minimum="40",
    )
    rows = (("A", "10", "0"), ("B", "6", "2"), ("C", "4", "5"))
    bids = [
        bid(
            key,
            marks={"Q": mark},
            prices={"P": "10"},
            commitments=[{"measure": "M", "quantity": quantity}],
        )
        for key, quantity, mark in rows
    ]
    # A reaches 40 of 100 and stays; C misses S beside A.
    found = result(published, *bids)
    assert column(found, "status") == ["admissible", "admissible", "disqualified"]
    bids[0]["marks"]["Q"] = "5"
    bids[0]["excluded"] = OUT
    found = result(published, *bids)
    assert column(found, "status") == ["withdrawn", "admissible", "admissible"]


@pytest.mark.parametrize("weight", ["0", "40"])
def test_compared_commitments_of_any_weight_leave_step_by_step(weight: str) -> None:
    # B falls short of A at once; then D, measured against the rest, is not judged by B.
    published = model(
        social_value("S", weight, formula={"type": "share_of_price"}, minimum="50"),
        group("G", str(100 - int(weight)), price("P", str(100 - int(weight)), formula=RANGE), minimum="0.1"),
        measures={"M": measure("1")},
    )
    rows = (("A", "100", "1000"), ("B", "90", "100"), ("C", "44", "100"))
    bids = [
        bid(key, prices={"P": figure}, commitments=[{"measure": "M", "quantity": quantity}])
        for key, quantity, figure in rows
    ]
    found = result(published, *bids)
    assert reasons(found) == {
        "A": [
            "S: 100/9 per cent is below the minimum of 50",
            "G: 0 per cent is below the minimum of 0.1",
        ],
        "B": [],
        "C": ["S: 440/9 per cent is below the minimum of 50"],
    }
    assert by_bid(found)["B"]["criteria"]["S"]["points"] == f"{weight}.00"


# Prices that a formula cannot take


def test_a_refused_price_is_refused_whoever_is_judged_after_it() -> None:
    published = model(price("P", "50", formula=REFERENCE), quality("Q", "50", minimum="3"))
    nil = bid("A", marks={"Q": "5"}, prices={"P": "0"})
    failing = bid("B", marks={"Q": "1"}, prices={"P": "5"})
    for bids in ((nil, failing), (failing, nil)):
        [line] = problems(evaluation(published, *bids))
        assert 'prices.P: found "0"; allowed: a price above 0' in line


@pytest.mark.parametrize(
    "formula", [REFERENCE, {"type": "lowest_over_price", "zero": "refuse"}, LOG], ids=str
)
def test_a_price_of_nil_is_refused_only_where_nothing_else_keeps_the_bid_out(formula: Json) -> None:
    published = model(
        group("G", "40", quality("Q", "30"), quality("R", "10", minimum="1"), minimum="50"),
        social_value("S", "0", formula=PER_POUND, minimum="0"),
        price("P", "50", formula=formula, maximum="1000"),
        price("T", "10", zero="full_marks", maximum="5"),
        condition("C"),
        measures={"M": measure()},
    )

    def nil(**more: object) -> Json:
        marks, passes = {"Q": "5", "R": "5"}, {"C": True}
        whole = {"marks": marks, "prices": {"P": "0", "T": "0"}, "passes": passes}
        return bid("A", **{**whole, **more})

    sound = bid("B", marks={"Q": "5", "R": "5"}, prices={"P": "10", "T": "1"}, passes={"C": True})
    for reason in (
        {"excluded": OUT},
        {"passes": {"C": False}},
        {"marks": {"Q": "5", "R": "0"}},
        {"marks": {"Q": "0", "R": "5"}},
        {"prices": {"P": "0", "T": "6"}},
    ):
        assert problems(evaluation(published, nil(**reason), sound)) == []
    lines = problems(evaluation(published, nil(), sound))
    refused = {line.split(":")[0] for line in lines}
    assert refused == ({"bids[0].prices.P", "bids[0].prices"} if formula is REFERENCE else {"bids[0].prices"})


def test_a_refusal_is_told_once() -> None:
    for weight in ("0", "40"):
        published = model(
            social_value("S", weight, formula=PER_POUND, minimum="10"),
            price("P", str(100 - int(weight)), zero="full_marks"),
            measures={"M": measure()},
        )
        lines = problems(evaluation(published, bid("A", prices={"P": "0"}), bid("B", prices={"P": "1"})))
        [line] = lines
        assert line.startswith(
            'bids[0].prices.P: found "0"; allowed: a price above 0, by which against_target'
        )


def test_an_excluded_bid_with_some_prices_has_no_share_of_their_sum() -> None:
    published = model(
        social_value("S", "40", formula=PER_POUND),
        price("P", "30"),
        price("R", "30"),
        measures={"M": measure("1")},
    )
    promise = [{"measure": "M", "quantity": "5"}]
    found = result(
        published,
        bid("A", prices={"P": "10"}, commitments=promise, excluded=OUT),
        bid("B", prices={"P": "10", "R": "10"}, commitments=promise, excluded=OUT),
        bid("C", prices={"P": "10", "R": "10"}, commitments=promise),
    )
    assert points(found, "S") == [None, "10.00", "10.00"]
