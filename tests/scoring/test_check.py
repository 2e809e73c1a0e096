"""What `check` warns of in a model before anyone bids."""

from typing import Any

import pytest

from scoring import check_model
from tests.scoring.builders import group, measure, model, price, quality, scale, social_value

Json = dict[str, Any]


def warnings(*criteria: Json, **more: Any) -> list[str]:
    return check_model(model(*criteria, **{"tie_break": ["quality"], **more}))


def priced(formula: Json, weight: str = "40") -> Json:
    return {**price("P", weight), "formula": formula}


def bands(*steps: tuple[str | None, str]) -> Json:
    return {"type": "bands", "bands": [{"up_to": end, "points": points} for end, points in steps]}


def test_a_plain_absolute_model_is_warned_of_nothing() -> None:
    formula = {"type": "fixed_bounds", "lower": "0", "upper": "500000", "clamp": True}
    assert warnings(quality("Q", "60"), priced(formula)) == []


def test_a_relative_formula_is_warned_of_for_reversal_and_for_a_single_bid() -> None:
    found = warnings(quality("Q", "60"), price("P", "40"))
    assert len(found) == 2
    assert found[0].startswith("P: lowest_over_price (F01) compares the bids with each other")
    assert found[1].startswith("P: a single bid is its own reference")


def by_method(method: str, **parameters: Any) -> list[str]:
    """What is said of an award method."""
    published = {"type": method, **parameters}
    found = warnings(quality("Q", "60"), price("P", "40"), award_method=published)
    return [text for text in found if text.startswith(("award_method: ", "Q: "))]


def test_a_relative_award_method_is_warned_of_for_reversal() -> None:
    assert "can reverse the ranks" in by_method("utility_index")[0]


@pytest.mark.parametrize(
    ("method", "parameters"), [("relative_value_cost", {}), ("price_quality_method", {"estimate": "100"})]
)
def test_a_method_that_moves_all_figures_alike_is_not_accused_of_reversal(
    method: str, parameters: Json
) -> None:
    found = by_method(method, **parameters)
    assert "though not their order" in found[0]
    assert not any("reverse" in text for text in found)


def test_the_logarithm_moves_all_points_alike_unless_it_is_clamped() -> None:
    for clamp, words in ((False, "though not their order"), (True, "can reverse the ranks")):
        found = warnings(quality("Q", "60"), priced({"type": "logarithmic", "base": "2", "clamp": clamp}))
        assert words in found[0]


def test_a_corridor_is_warned_of() -> None:
    corridor = {"width": "0.05", "decide_by": "price"}
    assert any(
        "the corridor is measured" in text
        for text in by_method("quality_per_price", per="1", corridor=corridor)
    )


def test_weights_that_change_no_order_are_named() -> None:
    assert (
        "award_method: the weights of 60 for quality and 40 for price do not change the order under "
        "price_per_quality_point (F08)"
    ) in by_method("price_per_quality_point")


def test_award_on_value_without_money_values_decides_by_price_alone() -> None:
    assert "award_method: no criterion has a money value, so the price alone decides" in by_method(
        "award_on_value"
    )
    leaves = (quality("Q", "40", money="1000"), quality("R", "20"), price("P", "40"))
    found = warnings(*leaves, award_method={"type": "award_on_value"})
    assert "R: it has no money value, so its weight of 20 counts for nothing" in found


def test_min_max_that_refuses_equal_prices_refuses_a_single_bid() -> None:
    found = warnings(quality("Q", "60"), priced({"type": "min_max", "all_equal": "refuse"}))
    assert found[1] == "P: min_max (F03) refuses a single bid, and bids of one price"


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ({"type": "lowest_over_price", "zero": "full_marks"}, "a price of 0 gets full marks"),
        (
            {"type": "fixed_bounds", "lower": "80", "upper": "120", "clamp": False},
            "below 80 earns more than the weight",
        ),
        (
            {"type": "fixed_bounds", "lower": "80", "upper": "120", "clamp": False},
            "upper bound gets points below 0",
        ),
        (
            {"type": "reference_over_price", "reference": "100", "cap": False},
            "below 100 earns more than the weight",
        ),
        ({"type": "mean_deviation", "clamp": False}, "half of the mean earns more"),
        ({"type": "percentage_above_lowest", "floor": None}, "twice the lowest gets points below 0"),
        (
            {"type": "logarithmic", "base": "2", "clamp": False},
            "the base times the lowest gets points below 0",
        ),
        ({"type": "percentage_above_lowest", "floor": "-5"}, "twice the lowest gets points below 0"),
        (bands(("100", "40"), ("200", "30"), (None, "0")), "30 points are lost by a price just above 200"),
        (bands(("100", "20"), (None, "30")), "a price just above 100 earns more than one below it"),
    ],
)
def test_holes_and_cliffs_of_a_price_formula_are_named(formula: Json, words: str) -> None:
    assert any(
        text.startswith("P: ") and words in text for text in warnings(quality("Q", "60"), priced(formula))
    )


def test_a_method_that_a_price_of_nought_wins_is_named() -> None:
    found = warnings(quality("Q", "60"), price("P", "40"), award_method={"type": "price_per_quality_point"})
    assert (
        "award_method: under price_per_quality_point (F08) a price of 0 wins, whatever the quality" in found
    )


def test_quality_that_only_counts_by_its_minimums_is_named() -> None:
    found = warnings(quality("Q", "60"), price("P", "40"), award_method={"type": "lowest_price"})
    assert "award_method: quality and social value weigh 60, but only their minimums count" in found


def test_a_minimum_at_the_top_of_the_scale_makes_the_weight_meaningless() -> None:
    found = warnings(quality("Q", "100", minimum="5"))
    assert found == ["Q: every bid that reaches the minimum mark of 5 gets the same points"]


def test_a_minimum_of_all_points_and_one_against_the_best_bid_are_named() -> None:
    leaf = social_value("S", "40", minimum="30", measures=None)
    found = warnings(group("G", "60", quality("Q", "60"), minimum="100"), leaf, measures={"M": measure("5")})
    assert "G: only a bid with full marks reaches the minimum of 100 per cent" in found
    assert any(
        text.startswith("S: the minimum of 30 per cent is measured against the best bid") for text in found
    )


def test_a_scale_whose_top_is_not_worth_full_points_is_named() -> None:
    scales = {"0-5": scale(("0", "1"), ("0", "0.8"))}
    assert warnings(quality("Q", "100"), scales=scales) == [
        "Q: the highest mark, 1, is worth 80 per cent of the weight"
    ]


def target(figure: str) -> Json:
    return {"type": "against_target", "target": figure}


def test_a_target_beyond_the_caps_is_out_of_reach_and_one_within_them_is_not() -> None:
    measures = {"M": measure("100", cap="3", deadweight="0.5"), "T": measure("9", kind="transfer")}
    for figure, expected in (("151", True), ("150", False)):
        leaf = social_value("S", "100", formula=target(figure))
        assert bool(warnings(leaf, measures=measures)) is expected


def test_a_target_is_within_reach_where_a_measure_has_no_cap() -> None:
    leaf = social_value("S", "100", formula=target("1000000"))
    assert warnings(leaf, measures={"M": measure("1", cap="1"), "N": measure("1")}) == []


def test_the_best_year_of_a_rising_value_counts_for_the_reach() -> None:
    rising = {
        "title": "Carbon",
        "unit": "t",
        "values": ["10", "20", "30"],
        "kind": "environmental",
        "cap": "2",
    }
    for figure, expected in (("61", True), ("60", False)):
        assert (
            bool(warnings(social_value("S", "100", formula=target(figure)), measures={"M": rising}))
            is expected
        )


def test_a_band_and_a_menu_beyond_the_caps_are_out_of_reach() -> None:
    steps = [{"from": "0", "points": "0"}, {"from": "500", "points": "100"}]
    leaf = social_value("S", "100", formula={"type": "bands", "over": "value", "bands": steps})
    found = warnings(leaf, measures={"M": measure("100", cap="3")})
    assert found == [
        "S: 100 points are won at 500, and none just below",
        "S: the band from 500 is out of reach, for the measures that count come to 300 at most",
    ]
    menu = {"type": "points_menu", "points": {"M": "2"}, "maximum": "10", "minimum": "7"}
    found = warnings(social_value("S", "100", formula=menu), measures={"M": measure("1", cap="3")})
    assert [text.split(" points")[0] for text in found] == ["S: the maximum of 10", "S: the minimum of 7"]


def test_a_weight_within_a_group_that_looks_heavier_than_it_is_is_named() -> None:
    found = warnings(
        group("G", "20", quality("Q1", "70"), quality("Q2", "30")), quality("Q3", "80"), weights="of_parent"
    )
    assert found == []
    found = warnings(
        group("G", "20", quality("Q1", "90"), quality("Q2", "10")), quality("Q3", "80"), weights="of_parent"
    )
    text = "Q1: its weight of 90 is a share of its group and comes to 18 of 100, less than Q3"
    assert found == [f"{text} (80 of its group, 80 of 100)"]


def test_no_ladder_and_rounded_ranks_are_named() -> None:
    found = warnings(quality("Q", "100"), tie_break=[], rank_on="rounded")
    assert [text.split(":")[0] for text in found] == ["rank_on", "tie_break"]


def test_measures_without_a_value_and_of_several_price_years_are_named() -> None:
    measures = {
        "M": measure("1", price_year="2012"),
        "N": measure("1", price_year="2019"),
        "O": measure(None),
    }
    leaf = social_value("S", "100", formula={"type": "against_target", "target": "5"})
    assert warnings(leaf, measures=measures) == [
        "S: measures of different price years count together: 2012, 2019",
        "S: O has no value, so commitments on it earn nothing",
    ]
