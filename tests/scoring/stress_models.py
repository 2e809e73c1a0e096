"""Models for the tests of the stress test: every price formula, award method and social value rule."""

from typing import Any

from tests.scoring.builders import (
    Json,
    condition,
    group,
    measure,
    model,
    price,
    quality,
    scale,
    social_value,
)

SCALES = {
    "0-5": scale(),
    "RWS": scale(("NR", "0", "1", "2", "3"), ("-0.5", "0", "0.25", "0.6", "1")),
    "pass": scale(("no", "yes"), ("0", "1")),
    "one": scale(("done",), ("1",)),
}
MEASURES = {
    "JOB": measure("9800", deadweight="0.2", attribution="0.1", displacement="0.05", leakage="0.02"),
    "HOUR": measure("17.5", drop_off="0.1", cap="900"),
    "CARBON": {**measure(None), "values": ["241", "245", "249"]},
    "UNVALUED": measure(None),
    "BENEFIT": measure("5000", kind="transfer"),
}
ONCE = [{"measures": ["JOB", "HOUR"], "action": "refuse"}, {"measures": ["JOB", "CARBON"], "action": "warn"}]

PRICE_FORMULAS: dict[str, Json] = {
    "lowest_over_price": {"zero": "full_marks"},
    "percentage_above_lowest": {"floor": "0"},
    "percentage_above_lowest, no floor": {"floor": None},
    "min_max": {"all_equal": "full_marks"},
    "min_max, refused": {"all_equal": "refuse"},
    "fixed_bounds": {"lower": "400000", "upper": "600000", "clamp": True},
    "fixed_bounds, free": {"lower": "400000", "upper": "600000", "clamp": False},
    "mean_deviation": {"clamp": True},
    "mean_deviation, free": {"clamp": False},
    "reference_over_price": {"reference": "500000", "cap": True},
    "reference_over_price, free": {"reference": "500000", "cap": False},
    "logarithmic": {"base": "1.3", "clamp": True},
    "logarithmic, free": {"base": "2", "clamp": False},
    "bands": {
        "bands": [
            {"up_to": "450000", "points": "40"},
            {"up_to": "550000", "points": "22.5"},
            {"up_to": None, "points": "0"},
        ]
    },
}
METHODS: dict[str, Json] = {
    "price_per_quality_point": {},
    "price_per_quality_point, weight": {"quality_base": "weight"},
    "quality_per_price": {"per": "1000000"},
    "quality_per_price, corridor by price": {"per": "1", "corridor": {"width": "0.1", "decide_by": "price"}},
    "quality_per_price, corridor by Q1": {"per": "1", "corridor": {"width": "0.2", "decide_by": "Q1"}},
    "weighted_value_index": {"per": "1000"},
    "utility_index": {"quality_base": "weight"},
    "award_on_value": {},
    "willingness_to_pay": {"value_per_point": "3000"},
    "quality_mark_up": {},
    "relative_value_cost": {},
    "price_quality_method": {"estimate": "750000"},
    "quality_divisor": {},
    "lowest_price": {},
}
VALUE_RULES: dict[str, Json] = {
    "relative_to_highest": {},
    "share_of_price": {},
    "against_target": {"target": "60000"},
    "against_target, per pound": {"target": "0.12", "per_pound": True},
    "bands": {"over": "value", "bands": [{"from": "0", "points": "0"}, {"from": "45000", "points": "9.5"}]},
    "bands, share": {
        "over": "share",
        "bands": [{"from": "0", "points": "1"}, {"from": "0.1", "points": "20"}],
    },
    "points_menu": {
        "points": {"JOB": "2.5", "UNVALUED": "0.1", "BENEFIT": "9"},
        "maximum": "20",
        "minimum": "6",
    },
}


def _typed(name: str, parameters: Json) -> Json:
    return {"type": name.split(",", maxsplit=1)[0], **parameters}


def by_price_formula(name: str) -> Json:
    return model(
        quality("Q1", "35", minimum="1"),
        quality("Q2", "25", scale="RWS"),
        {**price("P", "40"), "formula": _typed(name, PRICE_FORMULAS[name])},
        condition("C"),
        scales=SCALES,
        tie_break=["quality", "price"],
    )


def by_method(name: str) -> Json:
    money: Json = {"money": "90000"} if name == "award_on_value" else {}
    return model(
        quality("Q1", "30", **money),
        quality("Q2", "20", minimum="1"),
        quality("Q0", "0", scale="pass", **money),
        price("P", "30"),
        price("FEES", "10", maximum="200000"),
        social_value("SV", "10", **money),
        scales=SCALES,
        measures={"JOB": MEASURES["JOB"]},
        award_method=_typed(name, METHODS[name]),
        tie_break=["Q1", "social_value"],
    )


def by_value_rule(name: str) -> Json:
    rule = _typed(name, VALUE_RULES[name])
    return model(
        quality("Q1", "40"),
        price("P", "40", zero="full_marks"),
        social_value("SV", "20", formula=rule, discount_rate="0.035", first_year=1, minimum="20"),
        scales=SCALES,
        measures=MEASURES,
        double_count=ONCE,
        tie_break=["social_value", "SV", "price"],
    )


def _minimums() -> Json:
    """Minimums over everything, so that a bid that leaves can make others leave."""
    return model(
        group("Q", "50", quality("Q1", "30", minimum="2"), quality("Q2", "20", scale="one"), minimum="40"),
        group(
            "S",
            "20",
            quality("SQ", "10", aspect="social_value"),
            social_value_of("SV", "10", ["JOB"]),
            minimum="35",
        ),
        price("P", "30", maximum="600000"),
        social_value_of("S0", "0", ["HOUR"], minimum="30"),
        scales=SCALES,
        measures={"JOB": MEASURES["JOB"], "HOUR": measure("20")},
        minimum="60",
        rank_on="rounded",
        rounding={"places": 0, "mode": "half_even"},
        tie_break=["quality"],
    )


def social_value_of(criterion: str, weight: str, measures: list[str], **more: Any) -> Json:
    return social_value(criterion, weight, measures=measures, **more)


def _several() -> Json:
    """Several prices, one of them a basket, and several leaves of social value, weighted of the parent."""
    items = [
        {"id": "I1", "title": "Hours", "quantity": "1500"},
        {"id": "I2", "title": "Days", "quantity": "0.333"},
        {"id": "I3", "title": "Nothing", "quantity": "0"},
    ]
    return model(
        group("Q", "50", quality("Q1", "60"), quality("Q2", "40")),
        group(
            "P",
            "30",
            price("P1", "50", items=items),
            price("P2", "50", formula=_typed("min_max", {"all_equal": "refuse"})),
        ),
        group(
            "S",
            "20",
            social_value_of("S1", "70", ["JOB"]),
            social_value_of("S2", "30", ["HOUR", "CARBON"], formula={"type": "share_of_price"}),
        ),
        scales=SCALES,
        measures=MEASURES,
        weights="of_parent",
        rank_on="rounded",
        rounding={"places": 1, "mode": "down"},
        winners={"type": "top", "count": 2},
        tie_break=["P1", "S"],
    )


ODD: dict[str, Json] = {
    "minimums": _minimums(),
    "several of everything": _several(),
    "no price": model(quality("Q1", "60"), quality("Q2", "40"), tie_break=["Q1"]),
    "marks above a minimum total": model(
        quality("Q1", "60"), price("P", "40"), winners={"type": "above", "minimum": "70"}
    ),
    "price only": model(price("P", "100")),
    "ratio of weights above 100": model(
        quality("Q1", "99.5"),
        price("P", "0.5"),
        award_method={"type": "weighted_value_index", "per": "1"},
    ),
}


def every_model() -> dict[str, Json]:
    """All of them by name."""
    return {
        **{f"price: {name}": by_price_formula(name) for name in PRICE_FORMULAS},
        **{f"method: {name}": by_method(name) for name in METHODS},
        **{f"value: {name}": by_value_rule(name) for name in VALUE_RULES},
        **ODD,
    }
