"""Bad input: every fault with its path, what was found and what is allowed, all at once."""

import copy

import pytest

from scoring import EvaluationError, evaluate, parse_evaluation, parse_model
from tests.scoring.builders import (
    BID,
    EMP1,
    PRICE,
    Q1,
    STEP,
    SV,
    Json,
    bid,
    changed,
    condition,
    evaluation,
    full_example,
    group,
    measure,
    model,
    price,
    problems,
    quality,
    scale,
    social_value,
    without,
)

LONG = "0." + "1" * 39


def test_the_full_example_has_no_problem() -> None:
    assert problems(full_example()) == []


ONE_FAULT: list[tuple[Json, str, str]] = [
    (changed("format", to="commonweal/evaluation/2"), "format", '"commonweal/evaluation/2"'),
    (without("format"), "format", "nothing"),
    (changed("colour", to="red"), "colour", "an unknown key"),
    (changed("model", "colour", to="red"), "model.colour", "an unknown key"),
    (without("model", "title"), "model.title", "nothing"),
    (changed("model", "title", to=None), "model.title", "null"),
    (changed("model", "currency", to=""), "model.currency", '""'),
    (changed("model", "weights", to="of_all"), "model.weights", '"of_all"'),
    (changed("model", "rank_on", to=True), "model.rank_on", "true"),
    (changed("model", "tie_break", to="price"), "model.tie_break", '"price"'),
    (changed("model", "tie_break", to=["cheapest"]), "model.tie_break[0]", '"cheapest"'),
    (changed("model", "tie_break", to=["G"]), "model.tie_break[0]", '"G"'),
    (changed("model", "minimum", to="101"), "model.minimum", '"101"'),
    (changed("model", "rounding", "places", to=11), "model.rounding.places", "11"),
    (changed("model", "rounding", "places", to="2"), "model.rounding.places", '"2"'),
    (changed("model", "rounding", "places", to=True), "model.rounding.places", "true"),
    (changed("model", "rounding", "places", to=2.0), "model.rounding.places", "2.0"),
    (changed("model", "rounding", "mode", to="up"), "model.rounding.mode", '"up"'),
    (changed("model", "winners", to={"type": "top", "count": 0}), "model.winners.count", "0"),
    (changed("model", "winners", to={"type": "best"}), "model.winners.type", '"best"'),
    (changed("model", "winners", to={"type": "above"}), "model.winners.minimum", "nothing"),
    (changed("model", "award_method", to={"type": "lottery"}), "model.award_method.type", '"lottery"'),
    (
        changed("model", "award_method", to={"type": "weighted_sum", "per": "1"}),
        "model.award_method.per",
        "an unknown key",
    ),
    (changed(*STEP, "mark", to=0), "model.scales.0-5.steps[0].mark", "0"),
    (
        changed("model", "scales", "0-5", "steps", 1, "mark", to="0.0"),
        "model.scales.0-5.steps[1].mark",
        '"0.0" a second time',
    ),
    (changed("model", "scales", "empty", to={"steps": []}), "model.scales.empty.steps", "a list"),
    (changed("model", "scales", "flat", to=scale(("0",))), "model.scales.flat.steps", "no mark above 0"),
    (changed("model", "scales", "down", to=scale(("2", "1"))), "model.scales.down.steps[1].mark", '"1"'),
    (
        changed("model", "scales", "words", to=scale(("low", "9"))),
        "model.scales.words.steps[0].points",
        "nothing",
    ),
    (
        changed("model", "scales", "map", to=scale(("a", "b"), ("1", "0"))),
        "model.scales.map.steps[1].points",
        '"0"',
    ),
    (
        changed("model", "scales", "map", to=scale(("a", "b"), ("0", "1.1"))),
        "model.scales.map.steps[1].points",
        '"1.1"',
    ),
    (changed(*EMP1, "value", to="-1"), "model.measures.EMP1.value", '"-1"'),
    (changed(*EMP1, "value", to=9800), "model.measures.EMP1.value", "9800"),
    (without(*EMP1, "value"), "model.measures.EMP1.value", "nothing"),
    (changed(*EMP1, "values", to=["1"]), "model.measures.EMP1.value", '"9800"'),
    (changed(*EMP1, "kind", to="moral"), "model.measures.EMP1.kind", '"moral"'),
    (changed(*EMP1, "leakage", to="1.01"), "model.measures.EMP1.leakage", '"1.01"'),
    (changed(*EMP1, "cap", to="-1"), "model.measures.EMP1.cap", '"-1"'),
    (
        changed("model", "double_count", to=[{"measures": ["EMP1", "X"], "action": "warn"}]),
        "model.double_count[0].measures[1]",
        '"X"',
    ),
    (
        changed("model", "double_count", to=[{"measures": ["EMP1"], "action": "warn"}]),
        "model.double_count[0].measures",
        "a list",
    ),
    (changed("model", "criteria", to={}), "model.criteria", "an object"),
    (changed(*Q1, "kind", to="qualities"), "model.criteria[0].children[0].kind", '"qualities"'),
    (changed(*Q1, "id", to="P"), "model.criteria[1].id", '"P" a second time'),
    (changed(*Q1, "weight", to="-30"), "model.criteria[0].children[0].weight", '"-30"'),
    (changed(*Q1, "weight", to="1e1"), "model.criteria[0].children[0].weight", '"1e1"'),
    (changed(*Q1, "weight", to="+30"), "model.criteria[0].children[0].weight", '"+30"'),
    (changed(*Q1, "weight", to="30 "), "model.criteria[0].children[0].weight", '"30 "'),
    (changed(*Q1, "weight", to="30\n"), "model.criteria[0].children[0].weight", '"30\\u000a"'),
    (changed(*Q1, "weight", to="30."), "model.criteria[0].children[0].weight", '"30."'),
    (changed(*Q1, "weight", to="٣٠"), "model.criteria[0].children[0].weight", '"٣٠"'),
    (changed(*Q1, "weight", to=LONG), "model.criteria[0].children[0].weight", f'"{LONG}"'),
    (changed(*Q1, "weight", to=30), "model.criteria[0].children[0].weight", "30"),
    (changed(*Q1, "scale", to="0-9"), "model.criteria[0].children[0].scale", '"0-9"'),
    (changed(*Q1, "minimum", to="2.5"), "model.criteria[0].children[0].minimum", '"2.5"'),
    (changed(*Q1, "aspect", to="price"), "model.criteria[0].children[0].aspect", '"price"'),
    (changed(*Q1, "formula", to={}), "model.criteria[0].children[0].formula", "an unknown key"),
    (changed(*Q1[:3], "weight", to="49"), "model.criteria[0].weight", '"49"'),
    (changed(*Q1[:3], "children", to=[]), "model.criteria[0].children", "a list"),
    (changed(*Q1[:3], "minimum", to="100.5"), "model.criteria[0].minimum", '"100.5"'),
    (changed(*PRICE, "minimum", to="50"), "model.criteria[1].minimum", "an unknown key"),
    (without(*PRICE, "formula"), "model.criteria[1].formula", "nothing"),
    (changed(*PRICE, "formula", "zero", to="ignore"), "model.criteria[1].formula.zero", '"ignore"'),
    (without(*PRICE, "formula", "zero"), "model.criteria[1].formula.zero", "nothing"),
    (changed(*PRICE, "formula", "cap", to=True), "model.criteria[1].formula.cap", "an unknown key"),
    (changed(*PRICE, "maximum", to="-1"), "model.criteria[1].maximum", '"-1"'),
    (changed(*SV, "discount_rate", to="-0.1"), "model.criteria[2].children[1].discount_rate", '"-0.1"'),
    (changed(*SV, "discount_rate", to=[]), "model.criteria[2].children[1].discount_rate", "a list"),
    (changed(*SV, "discount_rate", to=None), "model.criteria[2].children[1].discount_rate", "null"),
    (
        changed(*SV, "discount_rate", to=[{"until": 9, "rate": "0.1"}]),
        "model.criteria[2].children[1].discount_rate[0].until",
        "9",
    ),
    (
        changed(*SV, "discount_rate", to=[{"until": n, "rate": "0"} for n in (9, 9, None)]),
        "model.criteria[2].children[1].discount_rate[1].until",
        "9",
    ),
    (changed(*SV, "first_year", to=2), "model.criteria[2].children[1].first_year", "2"),
    (changed(*SV, "first_year", to=False), "model.criteria[2].children[1].first_year", "false"),
    (changed(*SV, "net", to="true"), "model.criteria[2].children[1].net", '"true"'),
    (changed(*SV, "measures", to=["X"]), "model.criteria[2].children[1].measures[0]", '"X"'),
    (changed(*SV, "measures", to=["EMP1"] * 2), "model.criteria[2].children[1].measures[1]", '"EMP1"'),
    (changed("model", "criteria", 3, "weight", to="5"), "model.criteria[3].weight", '"5"'),
    (changed(*BID, "id", to="B"), "bids[1].id", '"B" a second time'),
    (without(*BID, "name"), "bids[0].name", "nothing"),
    (changed(*BID, "colour", to=1), "bids[0].colour", "an unknown key"),
    (without(*BID, "marks", "Q2"), "bids[0].marks.Q2", "nothing"),
    (changed(*BID, "marks", "Q2", to="6"), "bids[0].marks.Q2", '"6"'),
    (changed(*BID, "marks", "Q2", to=3), "bids[0].marks.Q2", "3"),
    (changed(*BID, "marks", "P", to="3"), "bids[0].marks.P", "an unknown key"),
    (changed(*BID, "marks", to=[]), "bids[0].marks", "a list"),
    (changed(*BID, "prices", "P", to="-480000"), "bids[0].prices.P", '"-480000"'),
    (changed(*BID, "prices", "P", to="480,000"), "bids[0].prices.P", '"480,000"'),
    (changed(*BID, "prices", "P", to="0"), "bids[0].prices.P", '"0"'),
    (changed(*BID, "prices", to=None), "bids[0].prices.P", "nothing"),
    (changed(*BID, "passes", to={}), "bids[0].passes.G", "nothing"),
    (changed(*BID, "passes", "G", to="yes"), "bids[0].passes.G", '"yes"'),
    (changed(*BID, "excluded", to={"kind": "late", "reason": ""}), "bids[0].excluded.kind", '"late"'),
    (changed(*BID, "excluded", to={"kind": "withdrawn"}), "bids[0].excluded.reason", "nothing"),
    (changed(*BID, "commitments", 0, "measure", to="EMP2"), "bids[0].commitments[0].measure", '"EMP2"'),
    (changed(*BID, "commitments", 0, "quantity", to="-5"), "bids[0].commitments[0].quantity", '"-5"'),
    (changed(*BID, "commitments", 0, "year", to=101), "bids[0].commitments[0].year", "101"),
    (changed(*BID, "commitments", 0, "year", to=-1), "bids[0].commitments[0].year", "-1"),
    (
        changed(*BID, "commitments", 0, "counted_reason", to="why"),
        "bids[0].commitments[0].counted_reason",
        '"why"',
    ),
    (changed(*BID, "commitments", 0, "counted", to="4"), "bids[0].commitments[0].counted_reason", "nothing"),
    (changed("bids", to=None), "bids", "no bids"),
    (changed("bids", to=[]), "bids", "no bids"),
    (without("bids"), "bids", "no bids"),
]


@pytest.mark.parametrize(("given", "path", "found"), ONE_FAULT)
def test_one_fault_is_one_problem_at_its_path(given: Json, path: str, found: str) -> None:
    lines = problems(given)
    assert [line.split("; allowed: ")[0] for line in lines] == [f"{path}: found {found}"]
    assert lines[0].split("; allowed: ")[1]


def test_a_reviewer_counts_no_more_than_was_promised() -> None:
    given = full_example()
    given["bids"][0]["commitments"][0] |= {"counted": "5.1", "counted_reason": "generous"}
    assert problems(given) == [
        'bids[0].commitments[0].counted: found "5.1"; allowed: at most the quantity, 5'
    ]


def test_all_faults_come_at_once() -> None:
    given = full_example()
    given["model"]["rounding"]["mode"] = "up"
    given["model"]["criteria"][0]["children"][0]["weight"] = "31"
    given["bids"][1]["marks"]["Q1"] = "9"
    del given["bids"][1]["passes"]
    assert [line.split(":")[0] for line in problems(given)] == [
        "model.rounding.mode",
        "model.criteria",
        "model.criteria[0].weight",
        "bids[1].marks.Q1",
        "bids[1].passes.G",
    ]


def test_a_fault_in_the_model_does_not_make_the_bids_look_faulty() -> None:
    given = full_example()
    given["model"]["scales"]["0-5"]["steps"][5]["mark"] = "0"
    given["model"]["criteria"][1]["kind"] = "prize"
    assert [line.split(":")[0] for line in problems(given)] == [
        "model.scales.0-5.steps[5].mark",
        "model.criteria[1].kind",
    ]


def test_points_stand_on_all_steps_of_a_scale_or_on_none() -> None:
    assert [line.split(";")[0] for line in problems(changed(*STEP, "points", to="0"))] == [
        f"model.scales.0-5.steps[{number}].points: found nothing" for number in range(1, 6)
    ]


def test_weights_of_all_leaves_sum_to_a_hundred() -> None:
    given = evaluation(model(quality("Q", "50"), price("P", "40.5")))
    [line] = problems(given)
    assert line.startswith("model.criteria: found weights that sum to 90.5; allowed: weights of all leaves")


def test_weights_of_each_level_sum_to_a_hundred_when_they_are_shares_of_their_parent() -> None:
    inner = group("G", "60", quality("Q1", "50"), quality("Q2", "49"))
    given = evaluation(model(inner, price("P", "30"), weights="of_parent"))
    assert [line.split(";")[0] for line in problems(given)] == [
        "model.criteria: found weights that sum to 90",
        "model.criteria[0].children: found weights that sum to 99",
    ]


@pytest.mark.parametrize("weights", ["of_total", "of_parent"])
def test_a_group_of_conditions_alone_weighs_nothing_and_is_left_out_of_every_sum(weights: str) -> None:
    conditions = group("C", "0", condition("G1"), group("D", "0", condition("G2")))
    given = model(conditions, quality("Q", "100"), weights=weights)
    parse_model(given)
    given["criteria"][0]["weight"] = "10"
    with pytest.raises(EvaluationError) as refused:
        parse_model(given)
    assert 'model.criteria[0].weight: found "10"; allowed: 0, for it is a group of pass_fail only' in str(
        refused.value
    )


def test_a_group_of_weight_zero_has_no_minimum() -> None:
    inner = group("G", "0", quality("Q0", "0"), minimum="50")
    assert problems(evaluation(model(inner, quality("Q", "100")))) == [
        "model.criteria[0].minimum: found a minimum; allowed: none, for the weight of the group is 0"
    ]


def test_several_social_value_leaves_list_their_own_measures_without_overlap() -> None:
    published = model(
        social_value("S1", "40", measures=["M1", "M2"]),
        social_value("S2", "30", measures=["M2"]),
        social_value("S3", "30"),
        measures={"M1": measure(), "M2": measure()},
    )
    assert [line.split(";")[0] for line in problems(evaluation(published))] == [
        'model.criteria[1].measures[0]: found "M2", which counts in "S1"',
        "model.criteria[2].measures: found nothing",
    ]


def test_a_basket_asks_for_a_rate_for_each_item() -> None:
    items = [{"id": "I1", "title": "Hours", "quantity": "10"}, {"id": "I2", "title": "Days", "quantity": "2"}]
    published = model(price("P", "100", items=items))
    rates = {"I1": "5", "I3": "1"}
    assert [
        line.split(";")[0] for line in problems(evaluation(published, bid("A", prices={"P": rates})))
    ] == [
        "bids[0].prices.P.I2: found nothing",
        "bids[0].prices.P.I3: found an unknown key",
    ]
    assert problems(evaluation(published, bid("A", prices={"P": "60"}))) == [
        'bids[0].prices.P: found "60"; allowed: an object'
    ]


def test_sheets_beside_the_bids_are_checked() -> None:
    given = full_example()
    given["sheets"] = [
        {"evaluator": "E1", "bid": "A", "marks": {"Q1": "4"}},
        {"evaluator": "E1", "bid": "A", "marks": {}},
        {"evaluator": "E2", "bid": "Z", "marks": {"Q1": "7", "P": "1"}},
    ]
    assert [line.split(";")[0] for line in problems(given)] == [
        'sheets[1].bid: found "A"',
        'sheets[2].bid: found "Z"',
        "sheets[2].marks.P: found an unknown key",
        'sheets[2].marks.Q1: found "7"',
    ]


def test_an_excluded_bid_may_lack_marks_but_not_have_false_ones() -> None:
    given = full_example()
    given["bids"][0] = bid("A", excluded={"kind": "disregarded", "reason": "late"}, marks={"Q1": "8"})
    assert [line.split(";")[0] for line in problems(given)] == ['bids[0].marks.Q1: found "8"']


OPTIONAL_NULLS: list[tuple[str | int, ...]] = [
    *(("model", key) for key in ("minimum", "double_count", "winners")),
    *((*Q1, key) for key in ("minimum", "aspect", "money", "items", "measures", "maximum")),
    *((*PRICE, key) for key in ("minimum", "items", "maximum", "money")),
    *((*SV, key) for key in ("measures", "minimum", "money")),
    *((*EMP1, key) for key in ("source", "price_year", "deadweight", "drop_off", "cap")),
    (*STEP, "points"),
    (*BID, "excluded"),
    (*BID, "commitments"),
    (*BID, "commitments", 0, "counted"),
    ("sheets",),
]


@pytest.mark.parametrize("path", OPTIONAL_NULLS)
def test_null_is_the_same_as_absent_where_a_key_is_optional(path: tuple[str | int, ...]) -> None:
    assert problems(changed(*path, to=None)) == []


def test_a_file_without_bids_can_be_read_but_not_evaluated() -> None:
    given = full_example()
    del given["bids"]
    read = parse_evaluation(given)
    assert read.bids == ()
    with pytest.raises(EvaluationError, match="bids: found no bids; allowed: at least one bid"):
        evaluate(read)


def test_marks_are_compared_as_numbers_where_both_are_numbers() -> None:
    given = full_example()
    given["bids"][0]["marks"]["Q1"] = "4.00"
    given["model"]["criteria"][0]["children"][0]["minimum"] = "2.0"
    assert problems(given) == []
    assert parse_evaluation(copy.deepcopy(given)).bids[0].marks["Q1"] == 4
