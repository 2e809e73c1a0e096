"""The corridor of quality per price (F19): who is inside, and how bids stand in it and after it."""

import pytest

from tests.scoring.builders import HUNDREDTHS, Json, bid, column, model, price, quality, result, scale

MARKS = tuple(sorted((*HUNDREDTHS, "94.996"), key=float))


def ranked(width: str, decide_by: str, *rows: tuple[str, str], **more: object) -> Json:
    """Bids A, B, C ... of a mark out of 100 and a price; the figure is mark / price x 100."""
    corridor = {"width": width, "decide_by": decide_by}
    method = {"type": "quality_per_price", "per": "100", "corridor": corridor}
    published = model(
        quality("Q", "50"),
        quality("M", "0", aspect="social_value"),
        price("P", "50"),
        award_method=method,
        scales={"0-5": scale(MARKS)},
        **more,
    )
    bids = [
        bid("ABCDEF"[at], marks={"Q": mark, "M": str(at)}, prices={"P": figure})
        for at, (mark, figure) in enumerate(rows)
    ]
    return result(published, *bids)


def test_bids_inside_come_first_by_the_deciding_key_and_the_rest_by_result() -> None:
    rows = (("97", "100"), ("100", "100"), ("96", "100"), ("80", "100"), ("45", "50"))
    found = ranked("0.03", "quality", *rows)
    assert column(found, "exact") == ["97", "100", "96", "80", "90"]
    assert column(found, "rank") == [2, 1, 3, 5, 4]


def test_a_result_at_the_very_edge_is_inside() -> None:
    rows = (("100", "100"), ("97", "100"), ("97", "100.0000000001"))
    assert column(ranked("0.03", "price", *rows), "rank") == [1, 1, 3]


def test_whatever_is_inside_the_result_does_not_count() -> None:
    rows = (("100", "100"), ("70", "71"), ("98", "99"))
    assert column(ranked("0.05", "price", *rows), "rank") == [3, 1, 2]
    assert column(ranked("0.05", "quality", *rows), "rank") == [1, 3, 2]


def test_the_ladder_breaks_what_the_deciding_key_leaves_equal() -> None:
    rows = (("98", "100"), ("100", "100"), ("99", "100"))
    assert column(ranked("0.05", "price", *rows), "rank") == [1, 1, 1]
    assert column(ranked("0.05", "price", *rows, tie_break=["quality"]), "rank") == [3, 1, 2]
    assert column(ranked("0.05", "price", *rows, tie_break=["price", "social_value"]), "rank") == [1, 1, 1]


def test_equal_in_every_key_is_a_tie_even_if_the_results_differ() -> None:
    found = ranked("0.05", "price", ("98", "100"), ("100", "100"))
    assert column(found, "exact") == ["98", "100"]
    assert (found["ties"], found["winner"]) == ([["A", "B"]], ["A", "B"])
    assert (found["recommended"], found["undecided"]) == ([], ["A", "B"])


def test_outside_the_corridor_the_ladder_breaks_equal_results() -> None:
    rows = (("100", "100"), ("40", "50"), ("80", "100"))
    assert column(ranked("0.1", "price", *rows), "rank") == [1, 2, 2]
    assert column(ranked("0.1", "price", *rows, tie_break=["quality"]), "rank") == [1, 3, 2]


def test_a_bid_outside_never_passes_one_inside_by_the_deciding_key() -> None:
    assert column(ranked("0.1", "price", ("100", "100"), ("5", "10")), "rank") == [1, 2]


@pytest.mark.parametrize(("width", "ranks"), [("0", [2, 1, 3]), ("1", [3, 2, 1])])
def test_a_corridor_of_no_width_holds_the_best_alone_and_one_of_full_width_everybody(
    width: str, ranks: list[int]
) -> None:
    rows = (("99", "100"), ("90", "90"), ("10", "20"))
    assert column(ranked(width, "price", *rows), "rank") == ranks


def test_several_winners_are_taken_from_the_corridor_first() -> None:
    rows = (("100", "100"), ("70", "71"), ("98", "99"), ("9", "10"))
    found = ranked("0.05", "price", *rows, winners={"type": "top", "count": 2})
    assert (found["recommended"], found["winner"]) == (["B", "C"], ["B"])
    found = ranked("0.05", "price", *rows, winners={"type": "above", "minimum": "99"})
    assert found["recommended"] == ["A"]


def test_under_rounded_ranks_the_corridor_is_that_of_the_published_results() -> None:
    rows = (("100", "100"), ("94.996", "100"))
    places = {"places": 1, "mode": "half_up"}
    for rank_on, ranks in (("exact", [1, 2]), ("rounded", [1, 1])):
        found = ranked("0.05", "price", *rows, rank_on=rank_on, rounding=places)
        assert column(found, "total") == ["100.0", "95.0"]
        assert column(found, "rank") == ranks


def test_a_best_result_below_nought_leaves_the_corridor_empty() -> None:
    scales = {"0-5": scale(("-50", "-40", "0", "100"))}
    corridor = {"width": "0.1", "decide_by": "price"}
    method = {"type": "quality_per_price", "per": "100", "corridor": corridor}
    published = model(quality("Q", "50"), price("P", "50"), award_method=method, scales=scales)
    bids = [
        bid("A", marks={"Q": "-40"}, prices={"P": "100"}),
        bid("B", marks={"Q": "-50"}, prices={"P": "99"}),
    ]
    assert column(result(published, *bids), "rank") == [1, 2]
