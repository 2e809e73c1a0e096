"""Award methods: what each clause of the format says, at the edges too."""

from fractions import Fraction
from typing import Any

import pytest

from tests.scoring.arithmetic import assert_workings_hold
from tests.scoring.builders import (
    HUNDREDTHS,
    Json,
    bid,
    by_bid,
    column,
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

PER_POINT: Json = {"type": "price_per_quality_point"}
PER_PRICE: Json = {"type": "quality_per_price", "per": "1000"}
INDEX: Json = {"type": "weighted_value_index", "per": "1000"}
UTILITY: Json = {"type": "utility_index"}
VALUE: Json = {"type": "award_on_value"}
WILLING: Json = {"type": "willingness_to_pay", "value_per_point": "10"}
MARK_UP: Json = {"type": "quality_mark_up"}
RELATIVE: Json = {"type": "relative_value_cost"}
ESTIMATE: Json = {"type": "price_quality_method", "estimate": "1000"}
DIVISOR: Json = {"type": "quality_divisor"}
LOWEST: Json = {"type": "lowest_price"}
ALL = (PER_POINT, PER_PRICE, INDEX, UTILITY, VALUE, WILLING, MARK_UP, RELATIVE, ESTIMATE, DIVISOR, LOWEST)
SCALES = {"0-5": scale(HUNDREDTHS), "negative": scale(("NR", "0", "100"), ("-1", "0", "1"))}
ROWS = (("80", "500"), ("50", "400"), ("90", "800"))


def name_of(method: Json) -> str:
    return str(method["type"])


def published_by(method: Json, wq: str = "60", **more: Any) -> Json:
    """A model of one question and one price; the question weighs `wq`."""
    wp = str(100 - Fraction(wq)) if "." not in wq else f"{100 - float(wq):.1f}"
    leaf = quality("Q", wq, money="200", **more.pop("leaf", {}))
    return model(leaf, price("P", wp), **{"award_method": method, "scales": SCALES, **more})


def bids_of(*rows: tuple[str, str]) -> list[Json]:
    return [
        bid("ABCDE"[at], marks={"Q": mark}, prices={"P": figure}) for at, (mark, figure) in enumerate(rows)
    ]


def awarded(method: Json, *rows: tuple[str, str], wq: str = "60", **more: Any) -> Json:
    """The result for bids A, B, C ... of a mark out of 100 and a price each, all workings read."""
    found = result(published_by(method, wq, **more), *bids_of(*rows or ROWS))
    assert_workings_hold(found)
    return found


def refusal(method: Json, *rows: tuple[str, str], wq: str = "60", **more: Any) -> list[str]:
    return problems(evaluation(published_by(method, wq, **more), *bids_of(*rows)))


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


# Where a figure is refused


@pytest.mark.parametrize("method", [PER_PRICE, INDEX, UTILITY], ids=name_of)
def test_a_price_of_nil_is_refused_where_the_method_divides_by_it(method: Json) -> None:
    [line] = refusal(method, ("80", "0"), ("50", "400"))
    assert line.startswith('bids[0].prices.P: found "0"; allowed: a price above 0, by which ')
    assert method["type"] in line
    assert len(refusal(method, ("80", "0"), ("50", "0.00"))) == 2


@pytest.mark.parametrize(
    "method", [PER_POINT, VALUE, WILLING, MARK_UP, RELATIVE, ESTIMATE, DIVISOR, LOWEST], ids=name_of
)
def test_a_price_of_nil_wins_where_nothing_divides_by_it(method: Json) -> None:
    assert awarded(method, ("50", "0"), ("50", "400"))["winner"] == ["A"]


def test_several_prices_that_are_all_nil_are_refused_together() -> None:
    published = published_by(PER_PRICE)
    published["criteria"][1:] = [price("P", "30"), price("R", "10")]
    bids = [
        bid("A", marks={"Q": "5"}, prices={"P": "0", "R": "0"}),
        bid("B", marks={"Q": "5"}, prices={"P": "0", "R": "1"}),
    ]
    [line] = problems(evaluation(published, *bids))
    assert line.startswith("bids[0].prices: found prices that sum to 0; allowed: a price above 0, by which ")


def test_a_quality_total_of_nought_or_less_has_no_price_per_point() -> None:
    allowed = "allowed: a quality total above 0, by which price_per_quality_point (F08) divides"
    assert refusal(PER_POINT, ("0", "500"), ("50", "400")) == [
        f"bids[0].marks: found 0 quality points; {allowed}"
    ]
    assert refusal(PER_POINT, ("NR", "500"), ("100", "400"), leaf={"scale": "negative"}) == [
        f"bids[0].marks: found -60 quality points; {allowed}"
    ]


def test_a_quality_total_below_nought_has_no_power() -> None:
    for wq in ("60", "50"):
        [line] = refusal(INDEX, ("NR", "500"), ("100", "400"), wq=wq, leaf={"scale": "negative"})
        assert line == (
            f"bids[0].marks: found -{wq} quality points; allowed: a quality total of 0 or more, of which "
            "weighted_value_index (F10) is a power"
        )


def test_a_divisor_of_nought_or_less_is_refused() -> None:
    leaf = {"scale": "negative"}
    rows = (("NR", "500"), ("100", "400"))
    allowed = "allowed: quality points above -60, for relative_value_cost (F15) divides"
    for base in ("hundred", "weight"):
        lines = refusal(RELATIVE | {"quality_base": base}, *rows, leaf=leaf)
        assert lines == [f"bids[0].marks: found -60 quality points; {allowed}"]
    for wq, refused in (("40", False), ("50", True), ("60", True)):
        lines = refusal(DIVISOR, *rows, wq=wq, leaf=leaf)
        allowed = f"allowed: quality points above -{100 - int(wq)}, for quality_divisor divides"
        assert lines == ([f"bids[0].marks: found -{wq} quality points; {allowed}"] if refused else [])


def test_a_quality_total_just_above_nought_is_divided_by() -> None:
    scales = {"0-5": scale(("0", "0.5", "100"))}
    found = awarded(PER_POINT, ("0.5", "500"), ("100", "400"), scales=scales)
    assert column(found, "working") == ["500/0.5", "400/100"]


@pytest.mark.parametrize("method", [PER_POINT, INDEX, RELATIVE, DIVISOR], ids=name_of)
def test_every_bid_whose_quality_cannot_be_taken_is_named(method: Json) -> None:
    rows = (("NR", "500"), ("100", "400"), ("NR", "300"))
    lines = refusal(method, *rows, leaf={"scale": "negative"})
    assert [line.split(":")[0] for line in lines] == ["bids[0].marks", "bids[2].marks"]


@pytest.mark.parametrize("method", [PER_PRICE, UTILITY, VALUE, WILLING, MARK_UP, ESTIMATE], ids=name_of)
def test_quality_below_nought_counts_against_a_bid(method: Json) -> None:
    found = awarded(method, ("NR", "500"), ("0", "500"), ("100", "500"), leaf={"scale": "negative"})
    assert column(found, "rank") == [3, 2, 1]


# The weighted value index (F10)


@pytest.mark.parametrize(
    ("wq", "mark", "exact"),
    [
        ("50", "80", "160"),
        ("75", "80", "1024000"),
        ("60", "0", "0"),
        ("60", "80", None),
        ("60", "100", None),
        ("99", "1", "2"),
        ("20", "16", None),
    ],
)
def test_a_power_is_exact_where_it_is_whole_or_of_nought(wq: str, mark: str, exact: str | None) -> None:
    found = awarded(INDEX, (mark, "500"), wq=wq)
    assert column(found, "exact") == [exact]
    assert ("approx" in found["bids"][0]) == (exact is None)


def test_a_whole_power_above_a_hundred_is_not_calculated_as_a_fraction() -> None:
    scales = {"0-5": scale(("0", "1.1", "100"))}
    method = INDEX | {"per": "500"}
    for wq, wp, exact in (("99", "1", True), ("99.2", "0.8", False)):
        published = model(quality("Q", wq), price("P", wp), award_method=method, scales=scales)
        found = result(published, bid("A", marks={"Q": "1.1"}, prices={"P": "500"}))
        power = Fraction("1.1") ** int(Fraction(wq) / Fraction(wp))
        [entry] = found["bids"]
        if exact:
            assert Fraction(entry["exact"]) == power
        else:
            assert entry["exact"] is None
            assert abs(Fraction(entry["approx"]) / power - 1) < Fraction(1, 10**38)
            assert len(entry["approx"].replace(".", "")) == 40


def test_a_root_has_forty_digits() -> None:
    found = awarded(INDEX | {"per": "1"}, ("2", "1"), wq="60")
    [entry] = found["bids"]
    # 2 x the square root of 2
    assert (entry["total"], entry["exact"]) == ("2.83", None)
    assert entry["approx"] == "2.828427124746190097603377448419396157139"


def test_roots_that_are_equal_are_a_tie() -> None:
    found = awarded(INDEX, ("25", "125"), ("100", "1000"), ("16", "64"))
    assert column(found, "exact") == [None] * 3
    assert column(found, "total") == ["1000.00"] * 3
    assert found["ties"] == [["A", "B", "C"]]


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
