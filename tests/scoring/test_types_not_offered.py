"""Formulas and methods of the format that this engine version reads but does not calculate."""

import pytest

from tests.scoring.builders import PRICE, SV, Json, changed, problems

REST = " (this engine version does not calculate the others)"
NOT_OFFERED_PRICE = [
    {"type": "percentage_above_lowest", "floor": None},
    {"type": "min_max", "all_equal": "refuse"},
    {"type": "fixed_bounds", "lower": "1", "upper": "2", "clamp": True},
    {"type": "mean_deviation", "clamp": False},
    {"type": "reference_over_price", "reference": "5", "cap": True},
    {"type": "logarithmic", "base": "2", "clamp": True},
    {"type": "bands", "bands": [{"up_to": "10", "points": "5"}, {"up_to": None, "points": "0"}]},
]
NOT_OFFERED_VALUE = [
    {"type": "share_of_price"},
    {"type": "against_target", "target": "10", "per_pound": None},
    {"type": "bands", "over": "value", "bands": [{"from": "0", "points": "0"}, {"from": "9", "points": "3"}]},
    {"type": "points_menu", "points": {"EMP1": "2"}, "maximum": "10"},
]
NOT_OFFERED_METHOD = [
    {"type": "price_per_quality_point", "quality_base": "weight"},
    {"type": "quality_per_price", "per": "1000", "corridor": {"width": "0.03", "decide_by": "price"}},
    {"type": "weighted_value_index", "per": "1"},
    {"type": "utility_index"},
    {"type": "award_on_value"},
    {"type": "willingness_to_pay", "value_per_point": "5000"},
    {"type": "quality_mark_up"},
    {"type": "relative_value_cost"},
    {"type": "price_quality_method", "estimate": "1"},
    {"type": "quality_divisor"},
    {"type": "lowest_price"},
]


@pytest.mark.parametrize(
    ("path", "text", "formula", "offered"),
    [
        *(
            ((*PRICE, "formula"), "model.criteria[1].formula", one, "lowest_over_price")
            for one in NOT_OFFERED_PRICE
        ),
        *(
            ((*SV, "formula"), "model.criteria[2].children[1].formula", one, "relative_to_highest")
            for one in NOT_OFFERED_VALUE
        ),
        *(
            (("model", "award_method"), "model.award_method", one, "weighted_sum")
            for one in NOT_OFFERED_METHOD
        ),
    ],
)
def test_a_known_type_that_this_version_does_not_calculate_is_refused_by_name(
    path: tuple[str | int, ...], text: str, formula: Json, offered: str
) -> None:
    assert problems(changed(*path, to=formula)) == [
        f'{text}.type: found "{formula["type"]}"; allowed: {offered}{REST}'
    ]


@pytest.mark.parametrize(
    ("formula", "path"),
    [
        ({"type": "percentage_above_lowest"}, "floor"),
        ({"type": "min_max", "all_equal": "half"}, "all_equal"),
        ({"type": "fixed_bounds", "lower": "1", "upper": "2", "clamp": "no"}, "clamp"),
        ({"type": "reference_over_price", "reference": "0", "cap": True}, "reference"),
        ({"type": "logarithmic", "base": "1", "clamp": True}, "base"),
        ({"type": "bands", "bands": [{"up_to": "9", "points": "5"}]}, "bands[0].up_to"),
        ({"type": "bands", "bands": []}, "bands"),
        ({"type": "mean_deviation", "clamp": True, "zero": "refuse"}, "zero"),
    ],
)
def test_parameters_of_a_type_that_is_not_calculated_are_checked_all_the_same(
    formula: Json, path: str
) -> None:
    lines = problems(changed(*PRICE, "formula", to=formula))
    assert [line.split(": ")[0] for line in lines] == [
        f"model.criteria[1].formula.{end}" for end in ("type", path)
    ]
