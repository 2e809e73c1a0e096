"""What the stress test says of rules whose faults are known."""

import functools
import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from scoring import canonical_json, evaluate, parse_evaluation, parse_model
from scoring.stress import Market, stress, stress_table
from scoring.stress.engine import Engine
from scoring.stress.exact import Exact
from scoring.stress.inventing import BidSets, Inventor
from scoring.stress.reversals import Reversals
from scoring.stress.seen import rank_reversal
from tests.scoring.builders import Json, evaluation, measure, model, price, quality, scale, social_value
from tests.scoring.stress_models import every_model

MODELS = every_model()
TENS = {"0-5": scale(tuple(str(ten) for ten in range(0, 101, 10)))}


def half_and_half(formula: Json, **more: Any) -> Json:
    return model(quality("Q", "50"), {**price("P", "50"), "formula": formula}, **more)


def lowest_over_price(**more: Any) -> Json:
    return half_and_half({"type": "lowest_over_price", "zero": "refuse"}, **more)


def fixed_bounds(*, clamp: bool = False, **more: Any) -> Json:
    bounds = {"type": "fixed_bounds", "lower": "400000", "upper": "600000", "clamp": clamp}
    return half_and_half(bounds, **more)


def answer_of(raw: Json, tenders: int = 400, **more: Any) -> Json:
    return stress(raw, tenders=tenders, **more)


@functools.cache
def answer_of_known(name: str) -> Json:
    return answer_of(MODELS[name], 120)


def finding(answer: Json, name: str) -> Json:
    (found,) = (one for one in answer["findings"] if one["id"] == name)
    return dict(found)


def leaf(answer: Json, name: str) -> Json:
    (found,) = (one for one in answer["weights"]["leaves"] if one["criterion"] == name)
    return dict(found)


def chosen(raw: Json, bids: list[Json]) -> set[str]:
    result = evaluate(parse_evaluation(evaluation(raw, *bids)))
    return {*result.recommended, *result.undecided}


def test_o30_taking_away_the_losing_third_bid_is_seen_to_change_the_winner() -> None:
    raw = lowest_over_price(scales=TENS)
    inventor = Inventor(parse_model(raw), Market(estimate=Fraction(60)), bidders=3, seed=0)
    engine = Engine(inventor)
    nothing = np.zeros((0, 3, 1), dtype=np.int64)
    sets = BidSets(
        marks=np.array([[[9], [6], [0]]]),
        rates=(np.array([[[100_00], [60_00], [20_00]]]),),
        quantities=nothing,
        years=nothing,
    )
    scored = engine.score(sets)
    outcome = engine.decide(scored, np.ones((3, 1), dtype=np.bool_))
    assert outcome.ranked.figure[:, 0].tolist() == pytest.approx([55, 140 / 3, 50])
    reversals = Reversals(engine)
    reversals.add(scored, outcome)
    assert (reversals.figures.removals, reversals.figures.removals_changed) == (2, 1)
    found = rank_reversal(Exact(engine.model, raw), reversals)
    assert found.example is not None
    assert found.example.story == (
        "Bidder A asks £100 and earns 45.00 points for quality and 10.00 points for price: 55.00 in all.",
        "Bidder B asks £60 and earns 30.00 points for quality and 16.67 points for price: 46.67 in all.",
        "Bidder C asks £20 and earns 0.00 points for quality and 50.00 points for price: 50.00 in all.",
        "Bidder A is chosen.",
        "Bidder C was not chosen. Without that bid, and with nothing else changed:",
        "Bidder A asks £100 and earns 45.00 points for quality and 30.00 points for price: 75.00 in all.",
        "Bidder B asks £60 and earns 30.00 points for quality and 50.00 points for price: 80.00 in all.",
        "Bidder B is chosen.",
    )


def test_a_relative_formula_at_half_and_half_lets_losing_bids_decide() -> None:
    raw = lowest_over_price()
    answer = answer_of(raw, 1000)
    found = finding(answer, "rank_reversal")
    assert found["found"]
    assert 0.005 < answer["reversals"]["tenders_changed"] < 0.3
    with_all, without = found["example"]["evaluations"]
    bids = found["example"]["bids"]
    left = [bid for bid in bids if bid["id"] in without["bids"]]
    assert len(left) == len(bids) - 1
    assert chosen(raw, bids) == set(with_all["chosen"]) != chosen(raw, left) == set(without["chosen"])


def test_a_fixed_formula_lets_no_losing_bid_decide_and_says_so() -> None:
    answer = answer_of(fixed_bounds(), 1000)
    assert answer["reversals"] == {
        "tenders": 1000,
        "tenders_changed": 0.0,
        "removals": 4000,
        "removals_changed": 0.0,
        "removals_refused": 0.0,
    }
    assert finding(answer, "rank_reversal") == {
        "id": "rank_reversal",
        "found": False,
        "text": "In 1,000 invented tenders no losing bid changed who is chosen; 4,000 were taken away, one at a time.",
        "share": 0.0,
        "example": None,
    }


@pytest.mark.parametrize("name", MODELS)
def test_every_example_is_what_the_exact_evaluation_of_its_bids_gives(name: str) -> None:
    raw = MODELS[name]
    for found in answer_of_known(name)["findings"]:
        assert found["found"] == (found["example"] is not None)
        for trial in (found["example"] or {"evaluations": []})["evaluations"]:
            bids = [bid for bid in found["example"]["bids"] if bid["id"] in trial["bids"]]
            if trial["refused"]:
                with pytest.raises(ValueError, match="allowed"):
                    chosen(raw, bids)
                continue
            result = evaluate(parse_evaluation(evaluation(raw, *bids))).to_json()
            totals = {bid["id"]: bid["total"] for bid in result["bids"] if bid["total"] is not None}
            assert totals == trial["totals"]
            assert chosen(raw, bids) == set(trial["chosen"])


def test_a_minimum_at_the_highest_mark_keeps_most_bids_out() -> None:
    raw = fixed_bounds()
    raw["criteria"][0]["minimum"] = "5"
    answer = answer_of(raw, 1000)
    (rule,) = answer["outcomes"]["rules"]
    assert (rule["criterion"], rule["rule"]) == ("Q", "minimum")
    assert rule["bids_out"] > 0.8
    assert answer["outcomes"]["no_bid_admissible"] == rule["tenders_empty"] > 0.4
    found = finding(answer, "nobody_left")
    assert found["found"]
    assert found["example"]["evaluations"][0]["chosen"] == []


def test_a_criterion_whose_marks_do_not_vary_weighs_nothing() -> None:
    answer = answer_of(fixed_bounds(), market=Market(mark_spread=Fraction(0)))
    for share in ("spread_share", "variance_share", "decides", "decision_share", "range_used"):
        assert leaf(answer, "Q")[share] == 0
    assert leaf(answer, "Q")["alone"] is None
    assert leaf(answer, "P")["spread_share"] == leaf(answer, "P")["alone"] == 1
    found = finding(answer, "weight_distortion")
    assert "Q has 50.0% of the weight and 0.0% of the spread" in found["text"]
    assert found["found"]


@pytest.mark.parametrize("name", MODELS)
def test_shares_of_spread_variance_and_decisions_sum_to_one(name: str) -> None:
    answer = answer_of_known(name)
    for rows in (answer["weights"]["criteria"], answer["weights"]["leaves"]):
        for share in ("spread_share", "variance_share", "decision_share"):
            known = [row[share] for row in rows if row[share] is not None]
            assert not known or sum(known) == pytest.approx(1, abs=1e-4)


def test_a_criterion_decides_where_levelling_it_changes_the_winner() -> None:
    """Under unclamped bounds the mean price earns the mean points, so the exact engine can level the price."""
    raw = fixed_bounds()
    answer = answer_of(raw, 60)
    inventor = Inventor(parse_model(raw), Market(), bidders=5, seed=1)
    sets = inventor.block(0, 60)
    decided = 0
    for tender in range(60):
        bids = [inventor.bid(sets, tender, at, str(at)) for at in range(5)]
        mean = sum(Fraction(bid["prices"]["P"]) for bid in bids) / 5
        level = [{**bid, "prices": {"P": f"{float(mean):.1f}"}} for bid in bids]
        decided += chosen(raw, bids) != chosen(raw, level)
    assert leaf(answer, "P")["decides"] == round(decided / 60, 6) > 0


def test_a_mark_under_fixed_bounds_is_worth_the_same_everywhere_and_the_exact_engine_agrees() -> None:
    raw = fixed_bounds()
    (mark,) = answer_of(raw, market=Market(price_spread=Fraction(1, 20)))["mark_worth"]["marks"]
    assert mark == {
        "criterion": "Q",
        "from": "2",
        "to": "3",
        "points": "10.00",
        "worth": dict.fromkeys(("low", "middle", "high"), "40000.00"),
    }
    bids = [
        {"id": "A", "name": "A", "marks": {"Q": "2"}, "prices": {"P": "500000"}},
        {"id": "B", "name": "B", "marks": {"Q": "3"}, "prices": {"P": "540000"}},
    ]
    assert chosen(raw, bids) == {"A", "B"}


def test_a_mark_under_the_lowest_price_ratio_is_worth_more_where_prices_are_high() -> None:
    worth = answer_of(lowest_over_price())["mark_worth"]
    low = float(worth["prices"]["low"])
    for level in ("low", "middle", "high"):
        at = float(worth["prices"][level])
        expected = 1 / (1 / at - 10 / (50 * low)) - at
        assert float(worth["marks"][0]["worth"][level]) == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ({"type": "price_quality_method", "estimate": "750000"}, 750_000 * 6 / 40),
        ({"type": "willingness_to_pay", "value_per_point": "3000"}, 3000 * 6 * 100 / 60),
        ({"type": "lowest_price"}, 0),
    ],
)
def test_a_mark_has_a_fixed_worth_under_methods_that_add_money(method: Json, expected: float) -> None:
    raw = model(quality("Q1", "30"), quality("Q2", "30"), price("P", "40"), award_method=method)
    for mark in answer_of(raw)["mark_worth"]["marks"]:
        assert [float(one) for one in mark["worth"].values()] == pytest.approx([expected] * 3, abs=0.01)


def test_a_mark_has_no_price_where_the_price_no_longer_counts() -> None:
    answer = answer_of(fixed_bounds(clamp=True), market=Market(estimate=Fraction(900_000)))
    assert set(answer["mark_worth"]["marks"][0]["worth"].values()) == {None}
    (flat,) = answer["flat_prices"]
    assert flat["criterion"] == "P"
    assert flat["flat"] > 0.9
    assert finding(answer, "flat_price")["found"]


def test_the_cheapest_bid_wins_every_tender_under_lowest_price() -> None:
    shapes = answer_of(model(quality("Q", "50"), price("P", "50"), award_method={"type": "lowest_price"}))[
        "shapes"
    ]
    wins = {one["shape"]: one["wins"] for one in shapes["shapes"]}
    assert shapes["wins_most"] == "cheapest"
    assert wins["both"] + wins["cheapest"] == pytest.approx(1, abs=1e-6)
    assert shapes["wins_by_price_place"] == [1.0, 0.0, 0.0, 0.0, 0.0]


def test_bids_that_nothing_tells_apart_are_counted_as_ties() -> None:
    answer = answer_of(model(quality("Q", "100")))
    assert answer["ties"]["first_place"] == answer["ties"]["best_total"] > 0.2
    found = finding(answer, "ties")
    assert len(found["example"]["evaluations"][0]["chosen"]) == 2
    assert answer["mark_worth"] == {"prices": None, "marks": []}
    assert answer["shapes"]["wins_by_price_place"] is None
    ladder = answer_of(model(quality("Q", "100"), quality("Q0", "0"), tie_break=["Q0"]))
    assert ladder["ties"]["best_total"] >= ladder["ties"]["first_place"]


def test_a_formula_that_cannot_take_a_single_bid_is_found_to_refuse() -> None:
    raw = half_and_half({"type": "min_max", "all_equal": "refuse"})
    raw["criteria"][0]["minimum"] = "5"
    answer = answer_of(raw, 1000)
    assert answer["outcomes"]["refused"] > 0.2
    found = finding(answer, "refused")
    assert "min_max" in found["example"]["evaluations"][0]["refused"]
    assert finding(answer, "single_bid")["found"]


def test_a_price_band_is_found_to_be_a_cliff() -> None:
    answer = answer_of(MODELS["price: bands"])
    found = finding(answer, "cliff")
    assert found["text"] == (
        "On P the smallest rise of a price across the edge of a band costs up to 22.50 points."
    )
    assert [bid["prices"]["P"] for bid in found["example"]["bids"]] == ["550000", "550001"]


def test_full_points_that_no_bid_comes_near_are_found() -> None:
    answer = answer_of(MODELS["price: mean_deviation"])
    found = finding(answer, "out_of_reach")
    assert found["share"] < 0.9
    assert found["found"]
    assert not [one for one in answer_of(lowest_over_price())["findings"] if one["id"] == "out_of_reach"]


def test_points_below_zero_are_found() -> None:
    answer = answer_of(half_and_half({"type": "logarithmic", "base": "1.2", "clamp": False}))
    assert leaf(answer, "P")["below_zero"] > 0.1
    assert finding(answer, "outside_weight")["found"]


def test_one_mark_that_outweighs_the_whole_range_of_prices_is_found() -> None:
    raw = model(quality("Q", "90"), price("P", "10"))
    found = finding(answer_of(raw), "mark_beats_price")
    assert found["found"]
    low, high = found["example"]["bids"]
    assert chosen(raw, [low, high]) == {"B"}
    assert Fraction(high["prices"]["P"]) > Fraction(low["prices"]["P"])


def test_shares_are_json_numbers_of_six_places_and_the_rest_is_text_or_whole() -> None:
    def check(value: object) -> None:
        if isinstance(value, float):
            assert round(value, 6) == value
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            check(part)

    answer = answer_of(MODELS["minimums"], 50)
    check(answer)
    assert json.loads(canonical_json(answer)) == answer
    assert answer["model_hash"].startswith("sha256:")
    assert "must never feed an award" in answer["caution"]


def test_the_table_tells_people_what_was_found_and_what_was_assumed() -> None:
    table = stress_table(answer_of(MODELS["minimums"]))
    for heading in ("Defects shown", "Looked for and not shown", "What one mark is worth", "What is assumed"):
        assert f"\n{heading}\n{'-' * len(heading)}\n" in table
    assert "must never feed an award" in " ".join(table.split())
    assert max(len(line) for line in table.split("\n")) <= 120


@pytest.mark.parametrize("name", MODELS)
def test_every_answer_can_be_shown_as_a_table(name: str) -> None:
    assert MODELS[name]["title"] in stress_table(answer_of_known(name))


@pytest.mark.parametrize("name", ["minimums", "several of everything", "value: bands", "no price"])
def test_two_bidders_in_one_tender_are_enough(name: str) -> None:
    for bidders, tenders in ((2, 30), (5, 1), (27, 3)):
        assert stress_table(answer_of(MODELS[name], tenders, bidders=bidders))


def test_social_value_of_several_leaves_is_invented_for_each() -> None:
    raw = model(
        price("P", "60"),
        social_value("S1", "20", measures=["A"]),
        social_value("S2", "20", measures=["B"]),
        measures={"A": measure("1000"), "B": measure("3")},
    )
    answer = answer_of(raw)
    assert {one["measure"]: one["median"] for one in answer["quantities"]} == {"A": "62", "B": "20833"}
    assert leaf(answer, "S1")["range_used"] > 0.5 < leaf(answer, "S2")["range_used"]
