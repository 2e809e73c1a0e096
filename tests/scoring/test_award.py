"""Weights, totals, ranks, ties and whom the rules recommend."""

import pytest

from scoring import ENGINE_VERSION
from tests.scoring.builders import (
    Json,
    bid,
    by_bid,
    column,
    condition,
    full_example,
    group,
    measure,
    model,
    points,
    price,
    quality,
    result,
    scale,
    social_value,
)

HUNDREDTHS = {"0-5": scale(tuple(str(number) for number in range(101)))}


def marked(bid_id: str, **marks: str) -> Json:
    return bid(bid_id, marks=marks)


def of_one_question(*marks: str, **more: object) -> Json:
    """Bids A, B, C ... whose total is their mark out of 100."""
    published = model(quality("Q", "100"), scales=HUNDREDTHS, **more)
    return result(published, *(marked("ABCDEFG"[at], Q=mark) for at, mark in enumerate(marks)))


def test_the_example_of_the_format_gives_the_result_of_the_format() -> None:
    given = full_example()
    found = result(given["model"], *given["bids"])
    assert by_bid(found)["A"] == {
        "id": "A",
        "status": "admissible",
        "reasons": [],
        "rank": 2,
        "total": "84.00",
        "exact": "84",
        "working": "24 + 12 + 30 + 10 + 8",
        "social_value": {
            "total": "49000.00",
            "by_kind": {"economic": "49000.00"},
            "not_valued": [],
            "commitments": [
                {
                    "measure": "EMP1",
                    "year": 0,
                    "promised": "5",
                    "counted": "5",
                    "value": "49000.00",
                    "exact": "49000",
                    "working": "5 x 9800",
                }
            ],
        },
        "criteria": {
            "Q": {"points": "36.00", "exact": "36", "percent": "72.00"},
            "Q1": {"mark": "4", "points": "24.00", "exact": "24", "working": "30 x 4/5"},
            "Q2": {"mark": "3", "points": "12.00", "exact": "12", "working": "20 x 3/5"},
            "P": {"price": "480000.00", "points": "30.00", "exact": "30", "working": "30 x 480000/480000"},
            "S": {"points": "18.00", "exact": "18", "percent": "90.00"},
            "SQ": {"mark": "5", "points": "10.00", "exact": "10", "working": "10 x 5/5"},
            "SV": {"value": "49000.00", "points": "8.00", "exact": "8", "working": "10 x 49000/61250"},
            "G": {"pass": True},
        },
    }
    assert list(found) == [
        "format",
        "engine",
        "model_hash",
        "winner",
        "recommended",
        "undecided",
        "ties",
        "warnings",
        "bids",
        "result_hash",
    ]
    assert (found["format"], found["engine"]) == ("commonweal/result/1", ENGINE_VERSION)
    assert (found["winner"], found["warnings"]) == (["B"], [])


def test_shares_of_a_parent_multiply_to_effective_weights() -> None:
    inner = group(
        "G", "60", quality("Q1", "33.3"), group("H", "66.7", quality("Q2", "25"), quality("Q3", "75"))
    )
    published = model(inner, condition("C"), price("P", "40"), weights="of_parent")
    found = result(
        published,
        bid("A", marks=dict.fromkeys(("Q1", "Q2", "Q3"), "5"), prices={"P": "2"}, passes={"C": True}),
    )
    criteria = by_bid(found)["A"]["criteria"]
    assert [criteria[key]["points"] for key in ("G", "Q1", "H", "Q2", "Q3", "P")] == [
        "60.00",
        "19.98",
        "40.02",
        "10.01",
        "30.02",
        "40.00",
    ]
    assert criteria["Q2"]["working"] == "10.005 x 5/5"
    assert criteria["H"]["percent"] == "100.00"


def test_a_group_of_weight_nought_has_no_percentage() -> None:
    published = model(group("G", "0", quality("Q0", "0")), quality("Q", "100"))
    found = result(published, marked("A", Q0="5", Q="5"))
    assert by_bid(found)["A"]["criteria"]["G"] == {"points": "0.00", "exact": "0", "percent": None}


def test_equal_bids_share_the_better_rank_and_the_next_is_skipped() -> None:
    found = of_one_question("70", "80", "80", "60", "70", "90")
    assert column(found, "rank") == [4, 2, 2, 6, 4, 1]
    assert found["ties"] == [["B", "C"], ["A", "E"]]


def test_ranking_on_rounded_totals_ties_what_exact_totals_part() -> None:
    scales = {"0-5": scale(("a", "b", "c"), ("0.80001", "0.80002", "1"))}
    for rank_on, ranks in (("exact", [2, 1]), ("rounded", [1, 1])):
        published = model(quality("Q", "100"), scales=scales, rank_on=rank_on)
        assert column(result(published, marked("A", Q="a"), marked("B", Q="b")), "rank") == ranks


def test_the_ladder_is_climbed_in_order_on_exact_values() -> None:
    criteria = (quality("Q", "40"), quality("M", "20", aspect="social_value"), price("P", "40"))
    bids = [
        bid("A", marks={"Q": "60", "M": "70"}, prices={"P": "20"}),
        bid("B", marks={"Q": "60", "M": "70"}, prices={"P": "20"}),
        bid("C", marks={"Q": "65", "M": "60"}, prices={"P": "20"}),
        bid("D", marks={"Q": "10", "M": "70"}, prices={"P": "10"}),
    ]
    expected: list[tuple[list[str], list[int]]] = [
        ([], [1, 1, 1, 1]),
        (["quality"], [2, 2, 1, 4]),
        (["Q"], [2, 2, 1, 4]),
        (["social_value"], [1, 1, 4, 1]),
        (["social_value", "price"], [2, 2, 4, 1]),
        (["price"], [2, 2, 2, 1]),
        (["P", "M"], [2, 2, 4, 1]),
    ]
    for ladder, ranks in expected:
        found = result(model(*criteria, scales=HUNDREDTHS, tie_break=ladder), *bids)
        assert column(found, "exact") == ["58"] * 4
        assert column(found, "rank") == ranks, ladder


def test_points_of_commitments_are_social_value_on_the_ladder() -> None:
    published = model(
        quality("Q", "50"),
        social_value("S", "50"),
        measures={"M": measure()},
        tie_break=["social_value"],
        scales={"0-5": scale(("0", "1", "2"))},
    )
    bids = [
        bid(key, marks={"Q": mark}, commitments=[{"measure": "M", "quantity": quantity}])
        for key, mark, quantity in (("A", "2", "1"), ("B", "1", "2"))
    ]
    found = result(published, *bids)
    assert (column(found, "exact"), column(found, "rank")) == (["75", "75"], [2, 1])


def test_what_the_ladder_leaves_equal_is_a_tie_and_nobody_is_recommended_for_it() -> None:
    found = of_one_question("80", "80", tie_break=["quality", "price"])
    assert found["winner"] == ["A", "B"]
    assert (found["recommended"], found["undecided"]) == ([], ["A", "B"])


@pytest.mark.parametrize(
    ("marks", "count", "recommended", "undecided"),
    [
        (("90", "80", "70"), 2, ["A", "B"], []),
        (("70", "90", "80"), 2, ["B", "C"], []),
        (("90", "80", "80"), 2, ["A"], ["B", "C"]),
        (("90", "80", "80"), 3, ["A", "B", "C"], []),
        (("90", "90", "80"), 2, ["A", "B"], []),
        (("90", "80"), 5, ["A", "B"], []),
    ],
)
def test_the_best_so_many_are_recommended_but_for_a_tie_across_the_cut(
    marks: tuple[str, ...], count: int, recommended: list[str], undecided: list[str]
) -> None:
    found = of_one_question(*marks, winners={"type": "top", "count": count})
    assert (found["recommended"], found["undecided"]) == (recommended, undecided)


def test_all_of_at_least_a_total_are_recommended_the_best_first() -> None:
    found = of_one_question("70", "69", "90", winners={"type": "above", "minimum": "70"})
    assert (found["recommended"], found["undecided"]) == (["C", "A"], [])


def test_a_minimum_total_is_compared_exactly() -> None:
    scales = {"0-5": scale(("a", "b"), ("0.69999", "1"))}
    published = model(
        quality("Q", "100"), scales=scales, rank_on="rounded", winners={"type": "above", "minimum": "70"}
    )
    found = result(published, marked("A", Q="a"))
    assert (column(found, "total"), found["recommended"]) == (["70.00"], [])


def test_rounding_applies_to_what_is_published_and_to_nothing_before() -> None:
    thirds = {"0-5": scale(("0", "1", "2", "3"))}
    questions = [
        quality(key, weight) for key, weight in (("Q1", "10"), ("Q2", "10"), ("Q3", "10"), ("Q4", "70"))
    ]
    published = model(*questions, scales=thirds, rounding={"places": 1, "mode": "down"})
    found = result(published, marked("A", Q1="2", Q2="2", Q3="2", Q4="3"))
    assert points(found, "Q1") == ["6.6"]
    assert column(found, "total") == ["90.0"]
    assert column(found, "working") == ["(20/3) + (20/3) + (20/3) + 70"]
