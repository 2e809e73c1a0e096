"""Award methods: what each clause of the format says, at the edges too."""

from fractions import Fraction

import pytest

from tests.scoring.builders import (
    Json,
    bid,
    by_bid,
    column,
    group,
    measure,
    model,
    points,
    price,
    quality,
    result,
    social_value,
)
from tests.scoring.methods import (
    ALL,
    DIVISOR,
    ESTIMATE,
    INDEX,
    LOWEST,
    MARK_UP,
    PER_POINT,
    PER_PRICE,
    RELATIVE,
    ROWS,
    SCALES,
    UTILITY,
    VALUE,
    WILLING,
    awarded,
    bids_of,
    name_of,
    published_by,
)


@pytest.mark.parametrize(
    ("method", "workings", "ranks"),
    [
        (PER_POINT, ["500/80", "400/50", "800/90"], [1, 2, 3]),
        (PER_PRICE, ["80/500 x 1000", "50/400 x 1000", "90/800 x 1000"], [1, 2, 3]),
        (INDEX, ["80^1.5/500 x 1000", "50^1.5/400 x 1000", "90^1.5/800 x 1000"], [1, 3, 2]),
        (
            UTILITY,
            [
                "100 x (1 - (90 - 80)/100 x 60/40) x 400/500",
                "100 x (1 - (90 - 50)/100 x 60/40) x 400/400",
                "100 x (1 - (90 - 90)/100 x 60/40) x 400/800",
            ],
            [1, 3, 2],
        ),
        (VALUE, ["500 - 200 x 80/100", "400 - 200 x 50/100", "800 - 200 x 90/100"], [2, 1, 3]),
        (WILLING, ["500 - 80 x 10", "400 - 50 x 10", "800 - 90 x 10"], [1, 2, 2]),
        (
            MARK_UP,
            [
                "500 x (1 + (100 - 80)/100 x 60/40)",
                "400 x (1 + (100 - 50)/100 x 60/40)",
                "800 x (1 + (100 - 90)/100 x 60/40)",
            ],
            [1, 2, 3],
        ),
        (
            RELATIVE,
            [
                "500/((80 + 100)/(50 + 100))",
                "400/((50 + 100)/(50 + 100))",
                "800/((90 + 100)/(50 + 100))",
            ],
            [2, 1, 3],
        ),
        (
            ESTIMATE,
            ["500 - 1000 x (48 - 30)/40", "400 - 1000 x (30 - 30)/40", "800 - 1000 x (54 - 30)/40"],
            [1, 3, 2],
        ),
        (DIVISOR, ["500/(1 + 48/40)", "400/(1 + 30/40)", "800/(1 + 54/40)"], [1, 2, 3]),
        (LOWEST, ["500", "400", "800"], [2, 1, 3]),
    ],
    ids=str,
)
def test_the_total_is_the_figure_of_the_method_with_its_working_and_ranks(
    method: Json, workings: list[str], ranks: list[int]
) -> None:
    found = awarded(method)
    assert column(found, "working") == workings
    assert column(found, "rank") == ranks


@pytest.mark.parametrize("method", ALL, ids=name_of)
def test_the_points_of_a_price_are_null_and_so_are_those_of_a_group_that_holds_one(method: Json) -> None:
    published = published_by(method)
    published["criteria"] = [group("G", "100", *published["criteria"])]
    found = result(published, *bids_of(*ROWS))
    entry = by_bid(found)["A"]["criteria"]
    assert entry["P"] == {"price": "500.00", "points": None, "exact": None, "working": None}
    assert entry["G"] == {"points": None, "exact": None, "percent": None}
    assert entry["Q"]["points"] == "48.00"
    assert found["warnings"] == []


@pytest.mark.parametrize("method", ALL, ids=name_of)
def test_the_price_of_a_bid_is_the_sum_of_all_its_prices(method: Json) -> None:
    alone = awarded(method)
    published = published_by(method)
    published["criteria"][1:] = [price("P", "30"), price("R", "0"), price("S", "10")]
    bids = bids_of(*ROWS)
    for entry in bids:
        entry["prices"] = {"P": str(int(entry["prices"]["P"]) - 200), "R": "150.5", "S": "49.5"}
    assert column(result(published, *bids), "exact") == column(alone, "exact")


@pytest.mark.parametrize("method", ALL, ids=name_of)
def test_bids_out_of_the_pool_are_no_best_and_no_lowest(method: Json) -> None:
    alone = awarded(method)
    published = published_by(method, leaf={"minimum": "10"})
    out = {"kind": "disregarded", "reason": "Late"}
    strays = [
        bid("X", marks={"Q": "100"}, prices={"P": "1"}, excluded=out),
        bid("Y", marks={"Q": "0"}, prices={"P": "0"}),
        bid("Z", excluded=out),
    ]
    found = result(published, *strays, *bids_of(*ROWS))
    assert found["bids"][3:] == alone["bids"]
    assert column(found, "total")[:3] == [None] * 3


@pytest.mark.parametrize("method", [{"type": "weighted_sum"}, *ALL], ids=name_of)
def test_without_an_admissible_bid_nobody_wins_and_that_is_said(method: Json) -> None:
    published = published_by(method, leaf={"minimum": "100"}, winners={"type": "top", "count": 2})
    out = {"kind": "withdrawn", "reason": "Withdrawn"}
    found = result(published, *bids_of(("80", "0"), ("0", "400")), bid("Z", excluded=out))
    for key in ("winner", "recommended", "undecided", "ties"):
        assert found[key] == []
    for key in ("rank", "total", "exact", "working"):
        assert column(found, key) == [None] * 3
    assert all(column(found, "reasons"))
    assert found["warnings"] == ["bids: no bid is admissible, so there is no winner"]


@pytest.mark.parametrize("method", ALL, ids=name_of)
def test_a_single_bid_wins(method: Json) -> None:
    found = awarded(method, ("50", "400"))
    assert (found["winner"], found["recommended"], found["warnings"]) == (["A"], ["A"], [])


QUALITY_TOTAL = {
    # out of 100, and out of the weight of 60: what the total of 80 marks and 500 becomes
    "price_per_quality_point": ("500/80", "500/48"),
    "quality_per_price": ("80/500 x 1000", "48/500 x 1000"),
    "weighted_value_index": ("80^1.5/500 x 1000", "48^1.5/500 x 1000"),
    "willingness_to_pay": ("500 - 80 x 10", "500 - 48 x 10"),
}


@pytest.mark.parametrize("method", ALL[:-1], ids=name_of)
def test_the_quality_total_is_out_of_a_hundred_or_of_its_weight_where_that_matters(method: Json) -> None:
    hundred = awarded(method | {"quality_base": "hundred"})
    weight = awarded(method | {"quality_base": "weight"})
    assert hundred == awarded(method) | {key: hundred[key] for key in ("model_hash", "result_hash")}
    if expected := QUALITY_TOTAL.get(method["type"]):
        assert (column(hundred, "working")[0], column(weight, "working")[0]) == expected
    else:
        assert column(weight, "exact") == column(hundred, "exact")


def test_quality_and_social_value_of_all_leaves_form_the_quality_total() -> None:
    published = model(
        quality("Q", "30"),
        quality("M", "20", aspect="social_value"),
        social_value("S", "10"),
        price("P", "40"),
        award_method=DIVISOR,
        measures={"M1": measure()},
        scales=SCALES,
    )
    bids = [
        bid(
            key,
            marks={"Q": mark, "M": "50"},
            prices={"P": "100"},
            commitments=[{"measure": "M1", "quantity": quantity}],
        )
        for key, mark, quantity in (("A", "100", "5"), ("B", "0", "10"))
    ]
    found = result(published, *bids)
    assert column(found, "working") == ["100/(1 + 45/40)", "100/(1 + 20/40)"]
    published["award_method"] = PER_POINT
    assert column(result(published, *bids), "working") == ["100/75", "100/(100/3)"]


# Award on value (F12)


def test_a_leaf_without_a_money_value_counts_for_nothing() -> None:
    published = published_by(VALUE)
    published["criteria"][0] = quality("Q", "60")
    found = result(published, *bids_of(*ROWS))
    assert column(found, "exact") == ["500", "400", "800"]
    assert column(found, "working") == ["500", "400", "800"]


def test_the_share_is_that_of_the_step_whatever_the_leaf_weighs() -> None:
    for wq in ("60", "0", "100"):
        assert column(awarded(VALUE, wq=wq), "exact") == ["340", "300", "620"]


def test_the_share_of_commitments_is_points_by_weight() -> None:
    published = model(
        social_value("S", "30", money="900"),
        quality("Q", "30", money="70"),
        price("P", "40"),
        award_method=VALUE,
        measures={"M": measure()},
    )
    bids = [
        bid(key, marks={"Q": "5"}, prices={"P": "1000"}, commitments=[{"measure": "M", "quantity": quantity}])
        for key, quantity in (("A", "3"), ("B", "1"), ("C", "0"))
    ]
    found = result(published, *bids)
    assert column(found, "exact") == ["30", "630", "930"]
    assert column(found, "working") == [
        "1000 - 900 x 30/30 - 70 x 5/5",
        "1000 - 900 x 10/30 - 70 x 5/5",
        "1000 - 900 x 0/30 - 70 x 5/5",
    ]
    assert column(found, "rank") == [1, 2, 3]


def test_an_evaluated_price_may_fall_below_nought() -> None:
    assert column(awarded(VALUE, ("100", "50"), ("0", "10")), "total") == ["-150.00", "10.00"]
    assert column(awarded(WILLING, ("100", "50")), "total") == ["-950.00"]


# Relative methods (F11, F15, F16)


@pytest.mark.parametrize("method", [UTILITY, RELATIVE, ESTIMATE], ids=name_of)
def test_a_losing_bid_changes_the_figures_of_others_only_under_a_relative_method(method: Json) -> None:
    before = awarded(method, ("80", "500"), ("50", "400"))
    after = awarded(method, ("80", "500"), ("50", "400"), ("20", "390"), ("100", "9000"))
    assert column(after, "exact")[:2] != column(before, "exact")


@pytest.mark.parametrize(
    "method", [PER_POINT, PER_PRICE, INDEX, VALUE, WILLING, MARK_UP, DIVISOR, LOWEST], ids=name_of
)
def test_a_losing_bid_changes_nothing_under_an_absolute_method(method: Json) -> None:
    before = awarded(method, ("80", "500"), ("50", "400"))
    after = awarded(method, ("80", "500"), ("50", "400"), ("20", "390"), ("100", "9000"))
    assert column(after, "exact")[:2] == column(before, "exact")


def test_utility_may_be_negative() -> None:
    found = awarded(UTILITY, ("100", "500"), ("10", "400"))
    assert column(found, "exact") == ["80", "-35"]
    assert column(found, "rank") == [1, 2]


# Minimums, lowest price


@pytest.mark.parametrize("method", ALL, ids=name_of)
def test_a_minimum_of_the_whole_is_one_of_the_leaves_that_form_quality(method: Json) -> None:
    found = awarded(method, ("80", "500"), ("79", "400"), minimum="80")
    assert column(found, "status") == ["admissible", "disqualified"]
    assert column(found, "reasons")[1] == ["the whole: 79 per cent is below the minimum of 80"]


def test_under_the_lowest_price_quality_is_a_minimum_and_breaks_ties_by_the_ladder() -> None:
    published = published_by(LOWEST, leaf={"minimum": "50"}, tie_break=["quality"])
    found = result(published, *bids_of(("50", "400"), ("49", "300"), ("60", "400"), ("99", "401")))
    assert column(found, "rank") == [2, None, 1, 3]


@pytest.mark.parametrize("method", ALL, ids=name_of)
def test_a_ceiling_on_the_price_disqualifies_under_every_method(method: Json) -> None:
    published = published_by(method)
    published["criteria"][1]["maximum"] = "500"
    found = result(published, *bids_of(*ROWS))
    assert column(found, "status") == ["admissible", "admissible", "disqualified"]


def test_a_formula_of_a_price_is_not_evaluated_outside_the_sum() -> None:
    published = published_by(LOWEST)
    published["criteria"][1]["formula"] = {"type": "min_max", "all_equal": "refuse"}
    found = result(published, *bids_of(("50", "0"), ("50", "0")))
    assert column(found, "rank") == [1, 1]
    assert points(found, "P") == [None, None]


# Ranks on what is published


@pytest.mark.parametrize("method", [PER_POINT, WILLING, DIVISOR, LOWEST, PER_PRICE], ids=name_of)
def test_ranking_on_rounded_figures_ties_what_exact_figures_part(method: Json) -> None:
    rows = (("50", "400.00001"), ("50", "400"))
    lowest_first = [2, 1]
    assert column(awarded(method, *rows), "rank") == lowest_first
    assert column(awarded(method, *rows, rank_on="rounded"), "rank") == [1, 1]


@pytest.mark.parametrize("method", [PER_PRICE, UTILITY], ids=name_of)
def test_all_of_at_least_a_figure_are_recommended_where_the_highest_wins(method: Json) -> None:
    figures = [Fraction(exact) for exact in column(awarded(method), "exact")]
    limit = sorted(figures)[1]
    found = awarded(method, winners={"type": "above", "minimum": f"{float(limit):g}"})
    assert len(found["recommended"]) == 2
    assert found["undecided"] == []
