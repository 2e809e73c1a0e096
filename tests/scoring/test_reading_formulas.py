"""Parameters of formulas, methods and rules: each fault at its path, and what the rest of the model must hold."""

from typing import Any

import pytest

from tests.scoring.builders import (
    Json,
    bid,
    condition,
    evaluation,
    group,
    measure,
    model,
    price,
    problems,
    quality,
    social_value,
)

PRICE = "model.criteria[0].formula"
VALUE = "model.criteria[0].formula"
METHOD = "model.award_method"
NUMBER = 'a number in quotes such as "12.5", of at most 40 characters'


def said_of_price(formula: Any, weight: str = "40") -> list[str]:
    """What is said of a model with this price formula, but for the bids that it lacks."""
    rest = str(100 - int(weight))
    return read(model(price("P", weight, formula=formula), quality("Q", rest)))


def said_of_value(formula: Any, weight: str = "40") -> list[str]:
    leaf = social_value("S", weight, formula=formula)
    return read(model(leaf, price("P", str(100 - int(weight))), measures={"M": measure()}))


def said_of_method(method: Any, **more: Any) -> list[str]:
    return read(model(quality("Q", "60"), price("P", "40"), award_method=method, **more))


def read(published: Json) -> list[str]:
    lines = problems(evaluation(published))
    return [] if lines == ["bids: found no bids; allowed: at least one bid to evaluate"] else lines


def band(**entry: Any) -> Json:
    return {"type": "bands", "bands": [entry, {"up_to": None, "points": "0"}]}


ABOVE: Json = {"type": "percentage_above_lowest"}
BOUNDS: Json = {"type": "fixed_bounds", "lower": "1", "upper": "2", "clamp": False}
REFERENCE: Json = {"type": "reference_over_price", "reference": "1", "cap": True}

FAULTS_OF_PRICE: list[tuple[Any, str]] = [
    (None, f"{PRICE}: found null; allowed: an object"),
    ({}, f"{PRICE}.type: found nothing; allowed: lowest_over_price, "),
    ({"type": "Lowest_over_price"}, f'{PRICE}.type: found "Lowest_over_price"; allowed: lowest_over_price, '),
    ({"type": "lowest_over_price"}, f"{PRICE}.zero: found nothing; allowed: refuse, full_marks"),
    (
        {"type": "lowest_over_price", "zero": None},
        f"{PRICE}.zero: found null; allowed: refuse, full_marks",
    ),
    (ABOVE, f"{PRICE}.floor: found nothing; allowed: {NUMBER}"),
    ({**ABOVE, "floor": 0}, f"{PRICE}.floor: found 0; allowed: {NUMBER}"),
    ({**ABOVE, "floor": "40.01"}, f'{PRICE}.floor: found "40.01"; allowed: at most 40, the weight'),
    ({**ABOVE, "floor": "0", "clamp": True}, f"{PRICE}.clamp: found an unknown key; allowed: type, floor"),
    ({"type": "min_max"}, f"{PRICE}.all_equal: found nothing; allowed: full_marks, refuse"),
    ({"type": "min_max", "all_equal": True}, f"{PRICE}.all_equal: found true; allowed: full_marks, refuse"),
    ({**BOUNDS, "lower": None}, f"{PRICE}.lower: found null; allowed: {NUMBER}"),
    ({**BOUNDS, "upper": "1"}, f'{PRICE}.upper: found "1"; allowed: a number above lower, 1'),
    ({**BOUNDS, "upper": "0.9"}, f'{PRICE}.upper: found "0.9"; allowed: a number above lower, 1'),
    ({**BOUNDS, "clamp": "true"}, f'{PRICE}.clamp: found "true"; allowed: true or false'),
    ({**BOUNDS, "clamp": None}, f"{PRICE}.clamp: found null; allowed: true or false"),
    ({"type": "mean_deviation"}, f"{PRICE}.clamp: found nothing; allowed: true or false"),
    ({**REFERENCE, "reference": "0"}, f'{PRICE}.reference: found "0"; allowed: {NUMBER}, above 0'),
    ({**REFERENCE, "reference": "-1"}, f'{PRICE}.reference: found "-1"; allowed: {NUMBER}, above 0'),
    ({**REFERENCE, "cap": 1}, f"{PRICE}.cap: found 1; allowed: true or false"),
    (
        {"type": "logarithmic", "base": "1", "clamp": True},
        f'{PRICE}.base: found "1"; allowed: {NUMBER}, above 1',
    ),
    ({"type": "logarithmic", "base": "2"}, f"{PRICE}.clamp: found nothing; allowed: true or false"),
    ({"type": "bands"}, f"{PRICE}.bands: found nothing; allowed: a list of at least 1 band"),
    ({"type": "bands", "bands": []}, f"{PRICE}.bands: found a list; allowed: a list of at least 1 band"),
    (band(up_to="-1", points="0"), f'{PRICE}.bands[0].up_to: found "-1"; allowed: {NUMBER}, 0 or more'),
    (band(up_to=None, points="0"), f"{PRICE}.bands[0].up_to: found null; allowed: {NUMBER}, 0 or more"),
    (band(up_to="1"), f"{PRICE}.bands[0].points: found nothing; allowed: {NUMBER}, 0 or more"),
    (band(up_to="1", points="-1"), f'{PRICE}.bands[0].points: found "-1"; allowed: {NUMBER}, 0 or more'),
    (
        band(up_to="1", points="40.5"),
        f'{PRICE}.bands[0].points: found "40.5"; allowed: at most 40, the weight',
    ),
    (band(up_to="1", points="0", label="x"), f"{PRICE}.bands[0].label: found an unknown key; allowed: "),
    (
        {"type": "bands", "bands": [{"up_to": "5", "points": "0"}]},
        f'{PRICE}.bands[0].up_to: found "5"; allowed: null, for the last band has no upper end',
    ),
    (
        {"type": "bands", "bands": [{"up_to": end, "points": "0"} for end in ("5", "5.0", None)]},
        f'{PRICE}.bands[1].up_to: found "5.0"; allowed: {NUMBER}, above 5, 0 or more',
    ),
]


@pytest.mark.parametrize(("formula", "line"), FAULTS_OF_PRICE, ids=str)
def test_a_faulty_price_formula_is_one_problem_at_its_path(formula: Any, line: str) -> None:
    [found] = said_of_price(formula)
    assert found.startswith(line)


def menu(**more: Any) -> Json:
    return {"type": "points_menu", "points": {"M": "2"}, "maximum": "10", **more}


FAULTS_OF_VALUE: list[tuple[Any, str]] = [
    ({"type": "against_target"}, f"{VALUE}.target: found nothing; allowed: {NUMBER}, above 0"),
    (
        {"type": "against_target", "target": "0"},
        f'{VALUE}.target: found "0"; allowed: {NUMBER}, above 0',
    ),
    (
        {"type": "against_target", "target": "1", "per_pound": "yes"},
        f'{VALUE}.per_pound: found "yes"; allowed: true or false',
    ),
    (
        {"type": "relative_to_highest", "target": "1"},
        f"{VALUE}.target: found an unknown key; allowed: type",
    ),
    ({"type": "bands", "over": "value", "bands": []}, f"{VALUE}.bands: found a list; allowed: a list of at"),
    (
        {"type": "bands", "over": "price", "bands": [{"from": "0", "points": "0"}]},
        f'{VALUE}.over: found "price"; allowed: value, share',
    ),
    (
        {"type": "bands", "over": "value", "bands": [{"from": "1", "points": "0"}]},
        f'{VALUE}.bands[0].from: found "1"; allowed: {NUMBER}, from 0 to 0',
    ),
    (
        {"type": "bands", "over": "value", "bands": [{"from": at, "points": "0"} for at in ("0", "0")]},
        f'{VALUE}.bands[1].from: found "0"; allowed: {NUMBER}, above 0, 0 or more',
    ),
    (
        {"type": "bands", "over": "value", "bands": [{"from": "0", "points": "41"}]},
        f'{VALUE}.bands[0].points: found "41"; allowed: at most 40, the weight',
    ),
    (menu(points=["M"]), f"{VALUE}.points: found a list; allowed: an object"),
    (menu(points={"M": "-1"}), f'{VALUE}.points.M: found "-1"; allowed: {NUMBER}, 0 or more'),
    (menu(points={"X": "1"}), f'{VALUE}.points.X: found "X"; allowed: the id of a measure: M'),
    (menu(points={"X Y": "1"}), f'{VALUE}.points["X Y"]: found "X Y"; allowed: the id of a measure: M'),
    (menu(maximum="0"), f'{VALUE}.maximum: found "0"; allowed: {NUMBER}, above 0'),
    (menu(maximum=None), f"{VALUE}.maximum: found null; allowed: {NUMBER}, above 0"),
    (menu(minimum="-1"), f'{VALUE}.minimum: found "-1"; allowed: {NUMBER}, 0 or more'),
    ({"type": "shares"}, f'{VALUE}.type: found "shares"; allowed: relative_to_highest, share_of_price, '),
]


@pytest.mark.parametrize(("formula", "line"), FAULTS_OF_VALUE, ids=str)
def test_a_faulty_rule_of_social_value_is_one_problem_at_its_path(formula: Any, line: str) -> None:
    [found] = said_of_value(formula)
    assert found.startswith(line)


def corridor(**more: Any) -> Json:
    inner = {"width": "0.03", "decide_by": "price", **more}
    return {"type": "quality_per_price", "per": "1", "corridor": inner}


FAULTS_OF_METHOD: list[tuple[Any, str]] = [
    ("weighted_sum", f'{METHOD}: found "weighted_sum"; allowed: an object'),
    ({"type": "F08"}, f'{METHOD}.type: found "F08"; allowed: weighted_sum, price_per_quality_point, '),
    (
        {"type": "weighted_sum", "quality_base": "weight"},
        f"{METHOD}.quality_base: found an unknown key; allowed: type",
    ),
    (
        {"type": "lowest_price", "quality_base": "hundred"},
        f"{METHOD}.quality_base: found an unknown key; allowed: type",
    ),
    ({"type": "quality_divisor", "quality_base": "ten"}, f'{METHOD}.quality_base: found "ten"; allowed: hun'),
    ({"type": "quality_per_price"}, f"{METHOD}.per: found nothing; allowed: {NUMBER}, above 0"),
    (
        {"type": "weighted_value_index", "per": "0"},
        f'{METHOD}.per: found "0"; allowed: {NUMBER}, above 0',
    ),
    (
        {"type": "willingness_to_pay", "value_per_point": "-5"},
        f'{METHOD}.value_per_point: found "-5"; allowed: {NUMBER}, above 0',
    ),
    (
        {"type": "price_quality_method", "estimate": "0"},
        f'{METHOD}.estimate: found "0"; allowed: {NUMBER}, above 0',
    ),
    ({"type": "utility_index", "per": "1"}, f"{METHOD}.per: found an unknown key; allowed: type, quality"),
    (
        {"type": "utility_index", "corridor": corridor()["corridor"]},
        f"{METHOD}.corridor: found an unknown key; allowed: type, quality",
    ),
    (corridor(width="1.1"), f'{METHOD}.corridor.width: found "1.1"; allowed: {NUMBER}, from 0 to 1'),
    (corridor(width="-0.1"), f'{METHOD}.corridor.width: found "-0.1"; allowed: {NUMBER}, from 0 to 1'),
    (corridor(decide_by=None), f"{METHOD}.corridor.decide_by: found null; allowed: text of at least one"),
    (
        corridor(decide_by="P"),
        f'{METHOD}.corridor.decide_by: found "P"; allowed: quality, social_value, price, Q',
    ),
    (corridor(second="price"), f"{METHOD}.corridor.second: found an unknown key; allowed: width, decide_by"),
    (
        {"type": "quality_per_price", "per": "1", "corridor": "0.03"},
        f'{METHOD}.corridor: found "0.03"; allowed: an object',
    ),
]


@pytest.mark.parametrize(("method", "line"), FAULTS_OF_METHOD, ids=str)
def test_a_faulty_award_method_is_one_problem_at_its_path(method: Any, line: str) -> None:
    [found] = said_of_method(method)
    assert found.startswith(line)


@pytest.mark.parametrize("width", ["0", "1"])
def test_a_corridor_may_be_nothing_or_everything(width: str) -> None:
    assert said_of_method(corridor(width=width)) == []


@pytest.mark.parametrize(
    "method",
    [
        {"type": "quality_per_price", "per": "1", "corridor": None, "quality_base": None},
        {"type": "weighted_sum", "quality_base": None, "corridor": None},
        {"type": "lowest_price", "quality_base": None},
    ],
    ids=str,
)
def test_null_is_the_same_as_absent_where_a_parameter_is_optional(method: Json) -> None:
    assert said_of_method(method) == []
    assert said_of_value({"type": "against_target", "target": "1", "per_pound": None}) == []
    assert said_of_value(menu(minimum=None)) == []
    assert said_of_value({"type": "share_of_price", "minimum": None, "per_pound": None}) == []


def test_a_weight_that_cannot_be_read_is_not_held_against_points_or_methods() -> None:
    published = model(price("P", "x", formula=band(up_to="1", points="5")), quality("Q", "60"))
    assert [line.split(":")[0] for line in read(published)] == ["model.criteria[0].weight"]
    inner = group("G", "y", quality("Q", "100"))
    published = model(
        inner, price("P", "50"), weights="of_parent", award_method={"type": "quality_mark_up"}, minimum="5"
    )
    assert [line.split(":")[0] for line in read(published)] == ["model.criteria[0].weight"]


def test_a_price_formula_under_another_method_may_be_left_out_but_is_no_faulty_one() -> None:
    leaf = price("P", "40")
    del leaf["formula"]
    lowest = {"type": "lowest_price"}
    assert read(model(leaf, quality("Q", "60"), award_method=lowest)) == []
    assert read(model({**leaf, "formula": None}, quality("Q", "60"), award_method=lowest)) == []
    [line] = read(model({**leaf, "formula": {"type": "min"}}, quality("Q", "60"), award_method=lowest))
    assert line.startswith('model.criteria[0].formula.type: found "min"')
    [line] = read(model(leaf, quality("Q", "60")))
    assert line == "model.criteria[0].formula: found nothing; allowed: an object"


OTHER_METHODS: list[Json] = [
    {"type": "price_per_quality_point"},
    {"type": "quality_per_price", "per": "1"},
    {"type": "weighted_value_index", "per": "1"},
    {"type": "utility_index"},
    {"type": "award_on_value"},
    {"type": "willingness_to_pay", "value_per_point": "1"},
    {"type": "quality_mark_up"},
    {"type": "relative_value_cost"},
    {"type": "price_quality_method", "estimate": "1"},
    {"type": "quality_divisor"},
    {"type": "lowest_price"},
]
LOWEST_WINS = {
    "price_per_quality_point",
    "award_on_value",
    "willingness_to_pay",
    "quality_mark_up",
    "relative_value_cost",
    "price_quality_method",
    "quality_divisor",
    "lowest_price",
}


def name_of(method: Json) -> str:
    return str(method["type"])


@pytest.mark.parametrize("method", OTHER_METHODS, ids=name_of)
def test_every_method_but_the_sum_needs_a_price(method: Json) -> None:
    name = method["type"]
    assert read(model(quality("Q", "100"), condition("C"), award_method=method)) == [
        f"model.criteria: found no price criterion; allowed: at least one, for {name} looks at the price"
    ]


@pytest.mark.parametrize("method", OTHER_METHODS, ids=name_of)
def test_a_weight_of_nought_is_refused_where_the_method_divides_by_it(method: Json) -> None:
    name, allowed = method["type"], f"allowed: a weight above 0, by which {method['type']} divides"
    no_price = read(model(quality("Q", "100"), price("P", "0"), award_method=method))
    assert no_price == (
        [f"{METHOD}: found price criteria of weight 0; {allowed}"]
        if name
        in {
            "weighted_value_index",
            "utility_index",
            "quality_mark_up",
            "price_quality_method",
            "quality_divisor",
        }
        else []
    )
    no_quality = model(quality("Q", "0"), price("P", "100"), award_method=method)
    refused = [f"{METHOD}: found quality criteria of weight 0; {allowed}"]
    spared = {"award_on_value", "price_quality_method", "quality_divisor", "lowest_price"}
    assert read(no_quality) == ([] if name in spared else refused)
    if name != "lowest_price":
        no_quality["award_method"] = {**method, "quality_base": "weight"}
        takes_most = {"utility_index", "quality_mark_up", "relative_value_cost"}
        assert read(no_quality) == (refused if name in takes_most else [])


@pytest.mark.parametrize("method", OTHER_METHODS, ids=name_of)
def test_above_a_total_is_no_rule_where_the_lowest_figure_wins(method: Json) -> None:
    name = method["type"]
    lines = said_of_method(method, winners={"type": "above", "minimum": "70"})
    if name in LOWEST_WINS:
        [line] = lines
        assert line.startswith('model.winners.type: found "above"; allowed: top, for under')
    else:
        assert lines == []
    assert said_of_method(method, winners={"type": "top", "count": 2}) == []


@pytest.mark.parametrize("method", OTHER_METHODS, ids=name_of)
def test_a_criterion_that_holds_a_price_is_no_key_and_has_no_minimum_outside_the_sum(method: Json) -> None:
    inner = group("G", "100", quality("Q", "60"), price("P", "40"))
    for key, allowed in (("P", False), ("G", False), ("Q", True), ("price", True)):
        lines = read(model(inner, award_method=method, tie_break=[key]))
        assert lines == (
            []
            if allowed
            else [f'model.tie_break[0]: found "{key}"; allowed: quality, social_value, price, Q']
        )
    assert read(model({**inner, "minimum": "5"}, award_method=method)) == [
        "model.criteria[0].minimum: found a minimum; allowed: none, for the group holds a price"
    ]
    assert read(model({**inner, "minimum": "5"}, tie_break=["P", "G"])) == []


def test_the_whole_has_no_minimum_where_nothing_forms_a_quality_total() -> None:
    published = model(
        quality("Q", "0"), price("P", "100"), award_method={"type": "lowest_price"}, minimum="5"
    )
    assert read(published) == [
        "model.minimum: found a minimum; allowed: none, for the weight of the quality criteria is 0"
    ]
    assert read({**published, "award_method": {"type": "weighted_sum"}}) == []


def test_a_money_value_of_commitments_needs_a_weight_that_their_points_are_a_share_of() -> None:
    leaf = social_value("S", "0", money="5000")
    published = model(
        leaf, quality("Q", "60"), price("P", "40"), measures={"M": measure()}, award_method={"type": ""}
    )
    for name in ("award_on_value", "lowest_price"):
        published["award_method"] = {"type": name}
        refused = (
            "model.criteria[0].money: found a money value; allowed: none, for the weight is 0 and divides"
        )
        assert [line[: len(refused)] for line in read(published)] == (
            [refused] if name == "award_on_value" else []
        )
    published["award_method"] = {"type": "award_on_value"}
    published["criteria"] = [quality("Q", "0", money="5000"), price("P", "100")]
    assert read(published) == []


@pytest.mark.parametrize(
    ("price_weight", "allowed"), [("0.1", True), ("0.0999", False), ("0.09", False), ("0.05", False)]
)
def test_the_power_of_the_value_index_has_an_end(price_weight: str, *, allowed: bool) -> None:
    weight = {"0.1": "99.9", "0.0999": "99.9001", "0.09": "99.91", "0.05": "99.95"}[price_weight]
    method = {"type": "weighted_value_index", "per": "1"}
    lines = read(model(quality("Q", weight), price("P", price_weight), award_method=method))
    expected = (
        f"{METHOD}: found a quality weight of {weight} and a price weight of {price_weight}; "
        "allowed: a quality weight of at most 1000 times the price weight"
    )
    assert lines == ([] if allowed else [expected])


@pytest.mark.parametrize(
    ("formula", "needs_price"),
    [
        ({"type": "share_of_price"}, True),
        ({"type": "against_target", "target": "1", "per_pound": True}, True),
        ({"type": "against_target", "target": "1", "per_pound": False}, False),
        ({"type": "against_target", "target": "1"}, False),
        ({"type": "bands", "over": "share", "bands": [{"from": "0", "points": "0"}]}, True),
        ({"type": "bands", "over": "value", "bands": [{"from": "0", "points": "0"}]}, False),
        ({"type": "relative_to_highest"}, False),
        (menu(), False),
    ],
    ids=str,
)
def test_value_is_set_against_the_price_only_in_a_model_that_has_one(
    formula: Json, *, needs_price: bool
) -> None:
    leaf = social_value("S", "40", formula=formula)
    lines = read(model(leaf, quality("Q", "60"), measures={"M": measure()}))
    expected = (
        f"{VALUE}: found {formula['type']}; allowed: a rule that needs no price, for there is no price "
        "criterion"
    )
    assert lines == ([expected] if needs_price else [])


def test_all_faults_of_all_formulas_come_at_once() -> None:
    published = model(
        price("P", "40", formula={"type": "fixed_bounds", "lower": "2", "upper": "x", "clamp": 1}),
        price("R", "10", formula=band(up_to="1", points="11")),
        social_value("S", "50", formula=menu(points={"X": "1", "M": "y"}, maximum="0")),
        measures={"M": measure()},
        award_method={"type": "quality_per_price", "per": "0", "corridor": {"width": "2", "decide_by": "P"}},
        winners={"type": "top", "count": 0},
    )
    assert [line.split(": found")[0] for line in problems(evaluation(published, bid("A")))] == [
        "model.award_method.per",
        "model.award_method.corridor.width",
        "model.criteria[0].formula.upper",
        "model.criteria[0].formula.clamp",
        "model.criteria[2].formula.points.M",
        "model.criteria[2].formula.maximum",
        "model.winners.count",
        "model.criteria[2].formula.points.X",
        "model.award_method.corridor.decide_by",
        "bids[0].prices.P",
        "bids[0].prices.R",
    ]
