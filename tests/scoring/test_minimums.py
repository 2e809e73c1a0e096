"""Who leaves the pool, when, and for which reason."""

import pytest

from tests.scoring.builders import (
    Json,
    bid,
    by_bid,
    column,
    condition,
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


def of(bid_id: str, mark: str, figure: str, **more: object) -> Json:
    return bid(bid_id, marks={"Q": mark}, prices={"P": figure}, **more)


def halves(**more: object) -> Json:
    return model(quality("Q", "50"), price("P", "50"), **more)


def test_a_minimum_is_compared_before_rounding_and_strictly() -> None:
    thirds = {"0-5": scale(("0", "1", "2", "3"))}
    for minimum, status in (("66.67", "disqualified"), ("66.66", "admissible"), ("100", "disqualified")):
        inner = group("G", "50", quality("Q", "50"), minimum=minimum)
        found = result(model(inner, price("P", "50"), scales=thirds), of("A", "2", "9"))
        assert column(found, "status") == [status]
        assert by_bid(found)["A"]["criteria"]["G"]["percent"] == "66.67"
    inner = group("G", "50", quality("Q", "50"), minimum="100")
    assert column(result(model(inner, price("P", "50"), scales=thirds), of("A", "3", "9")), "status") == [
        "admissible"
    ]


def test_the_reason_names_the_criterion_and_the_exact_figure() -> None:
    inner = group("G", "50", quality("Q", "50"), minimum="66.67")
    found = result(
        model(inner, price("P", "50"), scales={"0-5": scale(("0", "1", "2", "3"))}), of("A", "2", "9")
    )
    assert column(found, "reasons") == [["G: 200/3 per cent is below the minimum of 66.67"]]


def test_points_below_zero_count_towards_the_minimum_of_a_group() -> None:
    scales = {"0-5": scale(("bad", "good"), ("-0.5", "1"))}
    inner = group("G", "60", quality("Q1", "40"), quality("Q2", "20"), minimum="60")
    bids = [bid("A", marks={"Q1": "good", "Q2": "bad"}, prices={"P": "1"})]
    found = result(model(inner, price("P", "40"), scales=scales), *bids)
    assert column(found, "reasons") == [["G: 50 per cent is below the minimum of 60"]]


def test_a_question_of_weight_zero_earns_nothing_and_its_minimum_counts() -> None:
    published = model(quality("Q", "0", minimum="3"), price("P", "100"))
    found = result(published, of("A", "2", "5"), of("B", "3", "10"))
    assert column(found, "status") == ["disqualified", "admissible"]
    assert points(found, "Q") == ["0.00", "0.00"]
    assert points(found, "P") == [None, "100.00"]


def test_a_minimum_on_the_whole_lets_bids_leave_at_once_and_none_comes_back() -> None:
    found = result(
        halves(minimum="60"),
        of("A", "0", "10"),
        of("B", "5", "40"),
        of("D", "2", "15"),
    )
    # D would reach 70 once A is gone, but both missed the minimum over the same pool.
    assert column(found, "status") == ["disqualified", "admissible", "disqualified"]
    assert column(found, "total") == [None, "100.00", None]
    assert by_bid(found)["D"]["reasons"] == ["the whole: 160/3 per cent is below the minimum of 60"]


def test_whoever_fails_without_a_look_at_others_leaves_before_prices_are_compared() -> None:
    published = model(quality("Q", "50"), price("P", "50"), condition("G"), minimum="60")
    cheap = of("A", "5", "10", passes={"G": False})
    found = result(published, cheap, of("B", "2", "20", passes={"G": True}))
    assert column(found, "status") == ["disqualified", "admissible"]
    assert column(found, "total") == [None, "70.00"]
    assert by_bid(found)["A"]["reasons"] == ["G: not passed"]


def test_a_group_of_quality_alone_is_judged_before_a_group_that_holds_the_price() -> None:
    published = model(
        group("G", "100", group("H", "50", quality("Q", "50"), minimum="50"), price("P", "50"), minimum="70")
    )
    # A fails H and leaves first; B alone then reaches 80 and more, which it would not beside A's price.
    found = result(published, of("A", "1", "10"), of("B", "3", "20"))
    assert column(found, "status") == ["disqualified", "admissible"]
    assert column(found, "total") == [None, "80.00"]


def test_a_price_above_the_published_ceiling_disqualifies_before_anything_is_compared() -> None:
    published = model(quality("Q", "50"), price("P", "50", maximum="100"))
    found = result(published, of("A", "5", "100.01"), of("B", "1", "100"))
    assert column(found, "status") == ["disqualified", "admissible"]
    assert by_bid(found)["A"]["reasons"] == ["P: the price 100.01 is above the maximum of 100"]


def test_every_reason_is_given() -> None:
    published = model(
        group("G", "50", quality("Q", "50", minimum="4"), minimum="90"),
        price("P", "50", maximum="1"),
        condition("C"),
        minimum="99",
    )
    found = result(published, of("A", "3", "2", passes={"C": False}))
    assert [reason.split(":")[0] for reason in by_bid(found)["A"]["reasons"]] == ["C", "Q", "P", "G"]
    assert found["winner"] == found["recommended"] == found["undecided"] == found["ties"] == []
    assert found["warnings"] == ["bids: no bid is admissible, so there is no winner"]


@pytest.mark.parametrize("kind", ["disregarded", "disqualified", "withdrawn"])
def test_an_excluded_bid_keeps_its_own_points_and_none_that_depend_on_others(kind: str) -> None:
    found = result(
        halves(),
        of("A", "4", "5", excluded={"kind": kind, "reason": "Late by four minutes"}),
        of("B", "3", "10"),
        bid("C", excluded={"kind": kind, "reason": "No envelope"}),
    )
    first, last = by_bid(found)["A"], by_bid(found)["C"]
    assert (first["status"], first["reasons"]) == (kind, ["Late by four minutes"])
    assert [first[key] for key in ("rank", "total", "exact", "working")] == [None] * 4
    assert first["criteria"] == {
        "Q": {"mark": "4", "points": "40.00", "exact": "40", "working": "50 x 4/5"},
        "P": {"price": "5.00", "points": None, "exact": None, "working": None},
    }
    assert last["criteria"] == {
        "Q": {"mark": None, "points": None, "exact": None, "working": None},
        "P": {"price": None, "points": None, "exact": None, "working": None},
    }
    assert column(found, "rank") == [None, 1, None]


def test_a_price_of_nil_that_no_formula_divides_by_is_not_refused() -> None:
    out = {"kind": "withdrawn", "reason": "Withdrawn"}
    found = result(halves(), of("A", "4", "0", excluded=out), of("B", "3", "10"))
    assert column(found, "total") == [None, "80.00"]


def test_a_group_with_a_leaf_that_is_unknown_has_no_points_itself() -> None:
    inner = group("G", "100", quality("Q", "50"), price("P", "50"))
    out = {"kind": "withdrawn", "reason": "Withdrawn"}
    found = result(model(inner), of("A", "4", "5", excluded=out), of("B", "3", "10"))
    assert by_bid(found)["A"]["criteria"]["G"] == {"points": None, "exact": None, "percent": None}
    assert by_bid(found)["B"]["criteria"]["G"] == {"points": "80.00", "exact": "80", "percent": "80.00"}


@pytest.mark.parametrize("weight", ["0", "40"])
def test_a_minimum_on_commitments_counts_whatever_they_weigh(weight: str) -> None:
    published = model(
        social_value("S", weight, minimum="50"),
        price("P", str(100 - int(weight))),
        measures={"M": measure("10")},
    )
    bids = [
        bid(key, prices={"P": "5"}, commitments=[{"measure": "M", "quantity": quantity}])
        for key, quantity in (("A", "10"), ("B", "5"), ("C", "4.9"))
    ]
    found = result(published, *bids)
    assert column(found, "status") == ["admissible", "admissible", "disqualified"]
    assert by_bid(found)["C"]["reasons"] == ["S: 49 per cent is below the minimum of 50"]
    assert by_bid(found)["C"]["criteria"]["S"]["value"] == "49.00"


def test_a_minimum_on_commitments_of_no_weight_warns_once_when_all_are_zero() -> None:
    published = model(social_value("S", "0", minimum="0"), price("P", "100"), measures={"M": measure()})
    found = result(published, bid("A", prices={"P": "5"}), bid("B", prices={"P": "6"}))
    assert found["warnings"] == ["S: no bid has commitments of any value, so all get 0 points"]
    assert column(found, "status") == ["admissible", "admissible"]
