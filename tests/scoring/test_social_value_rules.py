"""From the value of commitments to points: what each clause of the format says, at the edges too."""

from typing import Any

import pytest

from tests.scoring.arithmetic import assert_workings_hold
from tests.scoring.builders import (
    Json,
    bid,
    by_bid,
    column,
    evaluation,
    measure,
    model,
    points,
    price,
    problems,
    quality,
    result,
    social_value,
)

HIGHEST: Json = {"type": "relative_to_highest"}
SHARE: Json = {"type": "share_of_price"}
TARGET: Json = {"type": "against_target", "target": "500"}
PER_POUND: Json = {"type": "against_target", "target": "0.5", "per_pound": True}
BANDS: Json = {
    "type": "bands",
    "over": "value",
    "bands": [
        {"from": "0", "points": "0"},
        {"from": "200", "points": "12.5"},
        {"from": "800", "points": "40"},
    ],
}
SHARE_BANDS: Json = {
    "type": "bands",
    "over": "share",
    "bands": [{"from": "0", "points": "3"}, {"from": "0.25", "points": "20"}],
}
MENU: Json = {"type": "points_menu", "points": {"M": "2", "N": "0.5"}, "maximum": "20"}
ALL = (HIGHEST, SHARE, TARGET, PER_POUND, BANDS, SHARE_BANDS, MENU)
DIVIDING = (SHARE, PER_POUND, SHARE_BANDS)
MEASURES = {"M": measure("100"), "N": measure("10")}


def promise(quantity: str, name: str = "M", year: int = 0, **more: Any) -> Json:
    return {"measure": name, "quantity": quantity, "year": year, **more}


def published_by(formula: Json, weight: str = "40", **more: Any) -> Json:
    leaf = social_value("S", weight, formula=formula, **more.pop("leaf", {}))
    return model(leaf, price("P", str(100 - int(weight))), **{"measures": MEASURES, **more})


def bids_of(*rows: tuple[str, str]) -> list[Json]:
    """Bids A, B, C ... of a quantity of M and a price each."""
    return [
        bid("ABCDE"[at], prices={"P": figure}, commitments=[promise(quantity)])
        for at, (quantity, figure) in enumerate(rows)
    ]


def scored(formula: Json, *rows: tuple[str, str], **more: Any) -> Json:
    """The result for bids A, B, C ... of a quantity of M (worth 100) and a price each, all workings read."""
    found = result(published_by(formula, **more), *bids_of(*rows))
    assert_workings_hold(found)
    return found


def one(formula: Json, *commitments: Json, **more: Any) -> Json:
    """Points and working of a bid with these commitments."""
    found = result(
        published_by(formula, **more), bid("A", prices={"P": "100"}, commitments=list(commitments))
    )
    assert_workings_hold(found)
    return {**by_bid(found)["A"]["criteria"]["S"], "reasons": found["bids"][0]["reasons"]}


def of_type(formula: Json) -> str:
    return str(formula["type"] + formula.get("over", ""))


@pytest.mark.parametrize(
    ("formula", "expected", "workings"),
    [
        (HIGHEST, ["40.00", "20.00", "0.00"], ["40 x 800/800", "40 x 400/800", "40 x 0/800"]),
        (
            SHARE,
            ["20.00", "40.00", "0.00"],
            [
                "40 x (800/4000)/(400/1000)",
                "40 x (400/1000)/(400/1000)",
                "40 x (0/900)/(400/1000)",
            ],
        ),
        (
            TARGET,
            ["40.00", "32.00", "0.00"],
            ["40 x min(1, 800/500)", "40 x min(1, 400/500)", "40 x min(1, 0/500)"],
        ),
        (
            PER_POUND,
            ["16.00", "32.00", "0.00"],
            [
                "40 x min(1, (800/4000)/0.5)",
                "40 x min(1, (400/1000)/0.5)",
                "40 x min(1, (0/900)/0.5)",
            ],
        ),
        (
            BANDS,
            ["40.00", "12.50", "0.00"],
            [
                "40; 800 is in the band from 800",
                "12.5; 400 is in the band from 200",
                "0; 0 is in the band from 0",
            ],
        ),
        (
            SHARE_BANDS,
            ["3.00", "20.00", "3.00"],
            [
                "3; 800/4000 is in the band from 0",
                "20; 400/1000 is in the band from 0.25",
                "3; 0/900 is in the band from 0",
            ],
        ),
        (
            MENU,
            ["32.00", "16.00", "0.00"],
            ["40 x min(2 x 8, 20)/20", "40 x min(2 x 4, 20)/20", "40 x min(2 x 0, 20)/20"],
        ),
    ],
    ids=str,
)
def test_points_and_workings_of_each_rule(formula: Json, expected: list[str], workings: list[str]) -> None:
    found = scored(formula, ("8", "4000"), ("4", "1000"), ("0", "900"))
    assert points(found, "S") == expected
    assert [entry["criteria"]["S"]["working"] for entry in found["bids"]] == workings


# The two relative rules


@pytest.mark.parametrize("formula", [HIGHEST, SHARE], ids=of_type)
def test_where_all_is_nought_all_get_nothing_with_a_warning(formula: Json) -> None:
    found = scored(formula, ("0", "10"), ("0", "20"))
    assert points(found, "S") == ["0.00", "0.00"]
    assert found["warnings"] == ["S: no bid has commitments of any value, so all get 0 points"]
    assert by_bid(found)["A"]["criteria"]["S"]["working"] == "0; all values 0"


@pytest.mark.parametrize("formula", [HIGHEST, SHARE], ids=of_type)
def test_a_single_bid_gets_full_marks_and_is_said_to_have_set_its_own_reference(formula: Json) -> None:
    found = scored(formula, ("0.001", "10"))
    assert points(found, "S") == ["40.00"]
    assert found["warnings"][0] == "S: A is the only bid, so it set its own reference and gets full marks"


@pytest.mark.parametrize("formula", [HIGHEST, SHARE], ids=of_type)
def test_all_nought_comes_before_a_single_bid(formula: Json) -> None:
    found = scored(formula, ("0", "10"))
    assert points(found, "S") == ["0.00"]
    assert [text for text in found["warnings"] if text.startswith("S:")] == [
        "S: no bid has commitments of any value, so all get 0 points"
    ]


@pytest.mark.parametrize("formula", [TARGET, PER_POUND, BANDS, SHARE_BANDS, MENU], ids=of_type)
def test_a_rule_that_compares_no_bids_has_nothing_to_warn_of(formula: Json) -> None:
    for quantity in ("0", "5"):
        found = scored(formula, (quantity, "10"))
        assert [text for text in found["warnings"] if text.startswith("S:")] == []


@pytest.mark.parametrize("formula", ALL, ids=of_type)
def test_commitments_outside_the_pool_are_no_reference(formula: Json) -> None:
    rows = (("4", "1000"), ("2", "900"))
    alone = scored(formula, *rows)
    published = published_by(formula)
    published["criteria"].append(quality("Q", "0", minimum="1"))
    bids = bids_of(*rows)
    out = {"kind": "withdrawn", "reason": "Withdrawn"}
    strays = [
        bid("X", marks={"Q": "5"}, prices={"P": "1"}, commitments=[promise("999")], excluded=out),
        bid("Y", marks={"Q": "0"}, prices={"P": "1"}, commitments=[promise("999")]),
        bid("Z", excluded=out, commitments=[promise("999")]),
    ]
    for entry in bids:
        entry["marks"] = {"Q": "5"}
    found = result(published, *strays, *bids)
    assert points(found, "S")[3:] == points(alone, "S")
    first, second, third = points(found, "S")[:3]
    relative = formula in (HIGHEST, SHARE)
    assert (first is None, second is None) == (relative, relative)
    assert (third is None) == (relative or formula in DIVIDING)
    assert [entry["value"] for entry in (by_bid(found)["X"]["criteria"]["S"],)] == ["99900.00"]


def test_the_working_of_the_best_share_is_the_same_in_whatever_order_the_bids_stand() -> None:
    rows = (("8", "2000"), ("4", "1000"), ("1", "1000"))
    texts = {
        scored(SHARE, *order)["bids"][at]["criteria"]["S"]["working"]
        for order, at in ((rows, 2), (rows[::-1], 0))
    }
    assert texts == {"40 x (100/1000)/(400/1000)"}


# Prices of nil


@pytest.mark.parametrize(
    ("formula", "rule"),
    [
        (SHARE, "share_of_price"),
        (PER_POUND, "against_target with per_pound"),
        (SHARE_BANDS, "bands over a share"),
    ],
    ids=str,
)
def test_a_price_of_nil_is_refused_where_value_is_divided_by_it(formula: Json, rule: str) -> None:
    published = published_by(formula)
    published["criteria"][1]["formula"] = {"type": "min_max", "all_equal": "full_marks"}
    lines = problems(evaluation(published, *bids_of(("1", "0"), ("2", "10"), ("3", "0"))))
    allowed = f"allowed: a price above 0, by which {rule} can divide"
    assert lines == [f'bids[{at}].prices.P: found "0"; {allowed}' for at in (0, 2)]
    out = {"kind": "withdrawn", "reason": "Withdrawn"}
    found = result(published, *bids_of(("2", "10")), bid("X", prices={"P": "0"}, excluded=out))
    assert points(found, "S")[1] is None


@pytest.mark.parametrize("formula", DIVIDING, ids=of_type)
def test_prices_that_are_all_nil_are_all_refused(formula: Json) -> None:
    published = published_by(formula)
    published["criteria"][1]["formula"] = {"type": "min_max", "all_equal": "full_marks"}
    assert len(problems(evaluation(published, *bids_of(("1", "0"), ("2", "0"))))) == 2


@pytest.mark.parametrize("formula", [HIGHEST, TARGET, BANDS, MENU], ids=of_type)
def test_a_price_of_nil_matters_to_no_other_rule(formula: Json) -> None:
    published = published_by(formula)
    published["criteria"][1]["formula"] = {"type": "min_max", "all_equal": "full_marks"}
    assert problems(evaluation(published, *bids_of(("1", "0"), ("2", "10")))) == []


def test_value_is_set_against_the_sum_of_all_prices() -> None:
    published = published_by(SHARE)
    published["criteria"][1:] = [price("P", "60"), price("R", "0", zero="full_marks")]
    bids = [
        bid(key, prices={"P": "100", "R": more}, commitments=[promise("1")])
        for key, more in (("A", "0"), ("B", "100"), ("C", "300"))
    ]
    found = result(published, *bids)
    assert points(found, "S") == ["40.00", "20.00", "10.00"]
    assert by_bid(found)["C"]["criteria"]["S"]["working"] == "40 x (100/400)/(100/100)"


def test_a_price_is_set_against_value_under_every_award_method() -> None:
    published = published_by(SHARE, award_method={"type": "lowest_price"})
    del published["criteria"][1]["formula"]
    assert points(result(published, *bids_of(("1", "100"), ("1", "50"))), "S") == ["20.00", "40.00"]


# Target and bands


def test_at_the_target_and_above_it_all_points_are_earned() -> None:
    assert points(scored(TARGET, ("5", "1"), ("4.99", "1"), ("500", "1")), "S") == ["40.00", "39.92", "40.00"]
    assert points(scored(PER_POUND, ("5", "1000"), ("5", "999")), "S") == ["40.00", "40.00"]


def test_a_band_begins_at_its_from() -> None:
    assert points(scored(BANDS, ("2", "1"), ("1.99", "1"), ("8", "1"), ("99", "1")), "S") == [
        "12.50",
        "0.00",
        "40.00",
        "40.00",
    ]
    assert points(scored(SHARE_BANDS, ("1", "400"), ("1", "401")), "S") == ["20.00", "3.00"]


# The menu of points


def test_the_menu_adds_points_for_each_unit_up_to_its_maximum() -> None:
    entry = one(MENU, promise("3"), promise("4", "N", 2), promise("1", "M", 9))
    assert (entry["points"], entry["working"]) == ("20.00", "40 x min(2 x 3 + 0.5 x 4 + 2 x 1, 20)/20")
    assert one(MENU, promise("10"))["points"] == "40.00"
    assert one(MENU, promise("999"))["points"] == "40.00"
    assert one(MENU)["working"] == "40 x min(0, 20)/20"


def test_a_measure_that_is_not_on_the_menu_counts_nothing_and_is_left_out_of_the_working() -> None:
    menu = {**MENU, "points": {"M": "2", "N": "0"}}
    entry = one(menu, promise("3"), promise("4", "N"))
    assert (entry["points"], entry["working"]) == ("12.00", "40 x min(2 x 3, 20)/20")
    assert one({**MENU, "points": {}}, promise("3"))["points"] == "0.00"


def test_a_menu_counts_what_has_no_value_too() -> None:
    measures = {"M": measure(None), "N": measure("10")}
    entry = one(MENU, promise("3"), measures=measures)
    assert (entry["points"], entry["value"]) == ("12.00", "0.00")


def test_a_menu_looks_at_quantities_alone_without_deductions_drop_off_or_discount() -> None:
    measures = {"M": measure("100", deadweight="0.5", drop_off="0.5"), "N": measure("10")}
    entry = one(MENU, promise("3", "M", 5), measures=measures, leaf={"discount_rate": "0.1", "first_year": 1})
    assert entry["points"] == "12.00"


def test_a_menu_counts_what_the_reviewer_counts_within_the_cap() -> None:
    counted = promise("9", counted="3", counted_reason="Six were promised elsewhere")
    assert one(MENU, counted)["working"] == "40 x min(2 x 3, 20)/20"
    capped = {"M": measure("100", cap="4"), "N": measure("10")}
    entry = one(MENU, promise("3", "M", 1), promise("3"), measures=capped)
    assert entry["working"] == "40 x min(2 x 1 + 2 x 3, 20)/20"


def test_a_menu_counts_only_the_first_of_measures_that_would_count_twice() -> None:
    rule = {"measures": ["N", "M"], "action": "refuse"}
    both = (promise("3"), promise("4", "N"))
    assert one(MENU, *both, double_count=[rule])["working"] == "40 x min(2 x 0 + 0.5 x 4, 20)/20"
    rule["action"] = "warn"
    assert one(MENU, *both, double_count=[rule])["points"] == "16.00"


def test_a_transfer_is_never_in_points() -> None:
    measures = {"M": measure("100", kind="transfer"), "N": measure("10")}
    for formula, expected in ((MENU, "4.00"), (TARGET, "3.20"), (HIGHEST, "40.00")):
        entry = one(formula, promise("3"), promise("4", "N"), measures=measures)
        assert (entry["points"], entry["value"]) == (expected, "40.00")


def test_a_menu_counts_only_the_measures_of_its_leaf() -> None:
    published = model(
        social_value("S", "40", formula=MENU, measures=["N"]),
        social_value("T", "20", formula={**MENU, "maximum": "1"}, measures=["M"]),
        price("P", "40"),
        measures=MEASURES,
    )
    found = result(published, bid("A", prices={"P": "1"}, commitments=[promise("3"), promise("4", "N")]))
    assert (points(found, "S"), points(found, "T")) == (["4.00"], ["20.00"])


@pytest.mark.parametrize(
    ("quantity", "reasons"),
    [("5", []), ("4.99", ["S: 9.98 points are below the minimum of 10"])],
)
def test_below_the_minimum_of_a_menu_a_bid_is_disqualified(quantity: str, reasons: list[str]) -> None:
    menu = {**MENU, "minimum": "10"}
    entry = one(menu, promise(quantity))
    assert entry["reasons"] == reasons
    assert entry["points"] == f"{float(quantity) * 4:.2f}"
    # The minimum is one of points before the maximum: it may lie above it.
    assert one({**menu, "minimum": "30"}, promise("15"))["reasons"] == []


def test_the_minimum_of_a_menu_counts_for_a_leaf_of_no_weight() -> None:
    published = published_by({**MENU, "minimum": "10"}, weight="0")
    found = result(published, *bids_of(("5", "1"), ("4", "1")))
    assert column(found, "status") == ["admissible", "disqualified"]
    assert points(found, "S") == ["0.00", "0.00"]


# Weight and minimum


@pytest.mark.parametrize("formula", ALL, ids=of_type)
def test_commitments_of_no_weight_earn_nothing(formula: Json) -> None:
    unweighted = dict(formula)
    if formula["type"] == "bands":
        unweighted["bands"] = [{"from": "0", "points": "0"}]
    found = scored(unweighted, ("8", "4000"), ("4", "1000"), weight="0")
    assert points(found, "S") == ["0.00", "0.00"]
    assert by_bid(found)["A"]["criteria"]["S"]["value"] == "800.00"


@pytest.mark.parametrize("formula", [TARGET, PER_POUND, MENU], ids=of_type)
@pytest.mark.parametrize("weight", ["0", "40"])
def test_a_minimum_is_a_percentage_of_the_weight_whatever_that_is(formula: Json, weight: str) -> None:
    # B reaches 80, 80 and 40 per cent
    rows = (("8", "1000"), ("4", "1000"), ("0", "1000"))
    limit = "80" if formula is not MENU else "40"
    found = scored(formula, *rows, weight=weight, leaf={"minimum": limit})
    assert column(found, "status") == ["admissible", "admissible", "disqualified"]
    found = scored(formula, *rows, weight=weight, leaf={"minimum": limit + ".01"})
    assert column(found, "status") == ["admissible", "disqualified", "disqualified"]
    assert found["bids"][1]["reasons"] == [f"S: {limit} per cent is below the minimum of {limit}.01"]


def test_a_minimum_over_bands_is_one_of_their_points() -> None:
    rows = (("8", "1"), ("2", "1"))
    found = scored(BANDS, *rows, leaf={"minimum": "31.26"})
    assert column(found, "reasons") == [[], ["S: 31.25 per cent is below the minimum of 31.26"]]
