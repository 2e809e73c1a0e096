"""What single change would flip an award, against evaluating every change from scratch."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import EvaluationError, evaluate, parse_evaluation
from scoring.flips import Flips
from tests.scoring.builders import bid, evaluation, group, model, price, quality, scale

Json = dict[str, Any]


def o29() -> Json:
    published = model(
        quality("Q1", "20"),
        quality("Q2", "15"),
        quality("Q3", "10"),
        quality("Q4", "15", minimum="2"),
        price("P", "40"),
    )
    rows = {"A": ("4353", "480000"), "B": ("5434", "540000"), "C": ("3521", "450000")}
    return evaluation(
        published,
        *(
            bid(name, marks={f"Q{at}": mark for at, mark in enumerate(marks, 1)}, prices={"P": cost})
            for name, (marks, cost) in rows.items()
        ),
    )


def flips(given: Json, kind: str) -> list[Json]:
    return [flip for flip in Flips(parse_evaluation(given)).all() if flip["kind"] == kind]


def winner_of(given: Json) -> list[str] | None:
    try:
        found: list[str] = evaluate(parse_evaluation(given)).to_json()["winner"]
    except EvaluationError:
        return None
    return found


def with_mark(given: Json, bid_id: str, criterion: str, mark: str) -> Json:
    changed = copy.deepcopy(given)
    next(one for one in changed["bids"] if one["id"] == bid_id)["marks"][criterion] = mark
    return changed


def with_price(given: Json, bid_id: str, figure: str) -> Json:
    changed = copy.deepcopy(given)
    next(one for one in changed["bids"] if one["id"] == bid_id)["prices"]["P"] = figure
    return changed


def test_o29_one_more_mark_for_the_second_on_three_questions_flips_the_award() -> None:
    found = [flip for flip in flips(o29(), "mark") if flip["bid"] == "A"]
    assert [(flip["criterion"], flip["from"], flip["to"], flip["winner"]) for flip in found] == [
        ("Q1", "4", "5", ["A"]),
        ("Q2", "3", "4", ["A"]),
        ("Q4", "3", "4", ["A"]),
    ]


def test_o29_the_second_wins_below_the_price_at_which_the_bids_are_level() -> None:
    below = {"kind": "price", "bid": "A", "criterion": "P", "below": "459000.00", "winner": ["A"]}
    assert below in flips(o29(), "price")


def test_a_losing_bid_can_flip_the_award_by_its_own_price() -> None:
    # F01, 50/50 (vector O30): the award turns once the third price is so low that 15 > L/60 x 50 - L/100 x 50.
    percent = scale(tuple(str(mark) for mark in range(101)))
    given = evaluation(
        model(quality("Q", "50"), price("P", "50"), scales={"0-5": percent}),
        bid("A", marks={"Q": "90"}, prices={"P": "100"}),
        bid("B", marks={"Q": "60"}, prices={"P": "60"}),
        bid("C", marks={"Q": "0"}, prices={"P": "60"}),
    )
    assert winner_of(given) == ["B"]
    assert [flip for flip in flips(given, "price") if flip["bid"] == "C"] == [
        {"kind": "price", "bid": "C", "criterion": "P", "below": "45.00", "winner": ["A"]}
    ]


@pytest.mark.parametrize("kind", ["fixed_bounds", "bands"])
def test_a_price_flip_is_found_at_the_step_of_a_formula(kind: str) -> None:
    formulas = {
        "fixed_bounds": {"type": "fixed_bounds", "lower": "50", "upper": "150", "clamp": True},
        "bands": {
            "type": "bands",
            "bands": [
                {"up_to": "80", "points": "50"},
                {"up_to": "120", "points": "20"},
                {"up_to": None, "points": "0"},
            ],
        },
    }
    leaf = {**price("P", "50"), "formula": formulas[kind]}
    given = evaluation(
        model(quality("Q", "50"), leaf),
        bid("A", marks={"Q": "4"}, prices={"P": "100"}),
        bid("B", marks={"Q": "5"}, prices={"P": "100"}),
    )
    found = {flip["bid"]: flip for flip in flips(given, "price")}
    assert found["A"]["below"] == {"fixed_bounds": "80.00", "bands": "80.00"}[kind]


def test_a_bid_that_was_let_in_by_a_better_mark_can_win() -> None:
    given = evaluation(
        model(quality("Q", "20", minimum="2"), price("P", "80")),
        bid("A", marks={"Q": "5"}, prices={"P": "100"}),
        bid("B", marks={"Q": "1"}, prices={"P": "20"}),
    )
    assert {"kind": "mark", "bid": "B", "criterion": "Q", "from": "1", "to": "2", "winner": ["B"]} in flips(
        given, "mark"
    )


def test_an_excluded_bid_flips_nothing() -> None:
    given = o29()
    given["bids"][0]["excluded"] = {"kind": "withdrawn", "reason": "Left"}
    assert not [flip for flip in flips(given, "mark") + flips(given, "price") if flip["bid"] == "A"]


marks = st.sampled_from("012345")
prices = st.integers(50, 200).map(str)


@st.composite
def files(draw: st.DrawFn) -> Json:
    """Two to four bids on three questions, with minimums of every sort, under three award methods."""
    minimum = draw(st.sampled_from([None, "2"]))
    of_group = draw(st.sampled_from([None, None, "45"]))
    method = draw(
        st.sampled_from(
            [
                {"type": "weighted_sum"},
                {"type": "weighted_sum"},
                {"type": "quality_mark_up"},
                {"type": "utility_index"},
            ]
        )
    )
    published = model(
        group("G", "40", quality("Q1", "25", minimum=minimum), quality("Q2", "15"), minimum=of_group),
        quality("Q3", "20"),
        price("P", "40"),
        award_method=method,
        rank_on=draw(st.sampled_from(["exact", "rounded"])),
        tie_break=draw(st.sampled_from([[], ["quality"], ["price"]])),
        minimum=draw(st.sampled_from([None, None, "50"])),
    )
    return evaluation(
        published,
        *(
            bid(
                f"B{at}", marks={name: draw(marks) for name in ("Q1", "Q2", "Q3")}, prices={"P": draw(prices)}
            )
            for at in range(draw(st.integers(2, 4)))
        ),
    )


@settings(max_examples=60, deadline=None)
@given(files())
def test_the_mark_flips_are_exactly_those_of_evaluating_each_change_from_scratch(given_file: Json) -> None:
    before = winner_of(given_file)
    expected = []
    for one in given_file["bids"]:
        for criterion, mark in one["marks"].items():
            for other in (str(int(mark) - 1), str(int(mark) + 1)):
                if "0" <= other <= "5" and len(other) == 1:
                    winner = winner_of(with_mark(given_file, one["id"], criterion, other))
                    if winner is not None and winner != before:
                        expected.append((one["id"], criterion, other, winner))
    found = [
        (flip["bid"], flip["criterion"], flip["to"], flip["winner"]) for flip in flips(given_file, "mark")
    ]
    assert found == expected


@settings(max_examples=25, deadline=None)
@given(files())
def test_beyond_a_price_flip_the_winner_is_the_one_that_is_named(given_file: Json) -> None:
    before = winner_of(given_file)
    for flip in flips(given_file, "price"):
        below = "below" in flip
        level = flip["below"] if below else flip["above"]
        pennies = round(float(level) * 100)
        beyond = (pennies - 1, pennies) if below else (pennies + 1, pennies)
        now = int(next(one for one in given_file["bids"] if one["id"] == flip["bid"])["prices"]["P"]) * 100
        near = min(pennies + 1, now) if below else max(pennies - 1, now)
        winners = [winner_of(with_price(given_file, flip["bid"], f"{at / 100:.2f}")) for at in beyond]
        assert flip["winner"] in winners
        assert winner_of(with_price(given_file, flip["bid"], f"{near / 100:.2f}")) == before
