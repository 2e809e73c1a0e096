"""Invents whole evaluation files for Hypothesis: every kind of criterion, formula, rule and award method."""

import copy
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from scoring import EvaluationError
from tests.scoring.builders import (
    Json,
    bid,
    condition,
    evaluation,
    group,
    measure,
    model,
    price,
    quality,
    result,
    scale,
    social_value,
)

OUT = {"kind": "disregarded", "reason": "Late"}
SCALES = {
    "0-5": scale(),
    "progressive": scale(("poor", "fair", "good"), ("0", "0.25", "1")),
    "negative": scale(("NR", "0", "1.5", "3"), ("-0.5", "0", "0.6", "1")),
    "decimal": scale(("-1", "0.5", "7")),
}
MEASURES = {
    "M": measure("99.5", deadweight="0.1", cap="12", price_year="2024/25"),
    "N": measure("3", drop_off="0.3", kind="fiscal"),
    "T": measure("5", kind="transfer"),
    "U": measure(None),
}
METHODS: list[Json] = [
    {"type": "weighted_sum"},
    {"type": "price_per_quality_point"},
    {"type": "price_per_quality_point", "quality_base": "weight"},
    {"type": "quality_per_price", "per": "1000"},
    {
        "type": "quality_per_price",
        "per": "1000",
        "corridor": {"width": "0.2", "decide_by": "price"},
    },
    {
        "type": "quality_per_price",
        "per": "7",
        "corridor": {"width": "0.5", "decide_by": "quality"},
    },
    {"type": "weighted_value_index", "per": "1000"},
    {"type": "utility_index"},
    {"type": "award_on_value"},
    {"type": "willingness_to_pay", "value_per_point": "12.5"},
    {"type": "quality_mark_up"},
    {"type": "relative_value_cost", "quality_base": "weight"},
    {"type": "price_quality_method", "estimate": "500"},
    {"type": "quality_divisor"},
    {"type": "lowest_price"},
]
SUM = METHODS[:1]
UTILITY: Json = {"type": "utility_index"}
# Ranks under these do not depend on the unit of money.
SCALE_FREE = [
    method
    for method in METHODS
    if method["type"] not in {"weighted_sum", "award_on_value", "willingness_to_pay", "price_quality_method"}
]
RELATIVE_PRICES: list[Json] = [
    {"type": "lowest_over_price", "zero": "refuse"},
    {"type": "lowest_over_price", "zero": "full_marks"},
    {"type": "percentage_above_lowest", "floor": None},
    {"type": "percentage_above_lowest", "floor": "0"},
    {"type": "min_max", "all_equal": "full_marks"},
    {"type": "mean_deviation", "clamp": True},
    {"type": "mean_deviation", "clamp": False},
    {"type": "logarithmic", "base": "2", "clamp": True},
    {"type": "logarithmic", "base": "10", "clamp": False},
]
ABSOLUTE_PRICES: list[Json] = [
    {"type": "fixed_bounds", "lower": "10", "upper": "1000", "clamp": True},
    {"type": "fixed_bounds", "lower": "200", "upper": "400.5", "clamp": False},
    {"type": "reference_over_price", "reference": "250", "cap": True},
    {"type": "reference_over_price", "reference": "250", "cap": False},
    {"type": "bands", "bands": [("100", 1), ("333.33", Fraction(1, 2)), (None, 0)]},
]
PRICES = RELATIVE_PRICES + ABSOLUTE_PRICES
WITHIN_THE_WEIGHT = [
    formula
    for formula in PRICES
    if formula.get("clamp") is not False and formula.get("cap") is not False and formula.get("floor", "0")
]
VALUES: list[Json] = [
    {"type": "relative_to_highest"},
    {"type": "share_of_price"},
    {"type": "against_target", "target": "300"},
    {"type": "against_target", "target": "0.7", "per_pound": True},
    {"type": "bands", "over": "value", "bands": [("0", 0), ("100", Fraction(1, 4)), ("500", 1)]},
    {"type": "bands", "over": "share", "bands": [("0", 0), ("0.5", 1)]},
    {"type": "points_menu", "points": {"M": "1", "N": "0.25", "U": "3"}, "maximum": "9", "minimum": None},
    {"type": "points_menu", "points": {"M": "1"}, "maximum": "5", "minimum": "1"},
]
LADDERS = [[], ["quality", "price"], ["social_value"], ["price", "Q1"], ["Q2", "quality"]]


def decimal(value: Fraction | int) -> str:
    """A number that ends, as a file writes it."""
    value = Fraction(value)
    text = f"{value.numerator * 10**12 // value.denominator:013d}"
    return f"{text[:-12]}.{text[-12:]}"


def parted(draw: st.DrawFn, total: int, count: int) -> list[int]:
    """So many whole numbers of nought or more that sum to a total."""
    cuts = sorted(draw(st.lists(st.integers(0, total), min_size=count - 1, max_size=count - 1)))
    return [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]


def out_of(formula: Json, weight: Fraction) -> Json:
    """A formula whose bands give their points as shares of the weight."""
    if formula["type"] != "bands":
        return copy.deepcopy(formula)
    key = "from" if "over" in formula else "up_to"
    bands = [{key: limit, "points": decimal(weight * share)} for limit, share in formula["bands"]]
    return {**formula, "bands": bands}


@st.composite
def models(
    draw: st.DrawFn,
    methods: Sequence[Json] = (*METHODS, *SUM * 6),
    prices: Sequence[Json] = PRICES,
    scales: Sequence[str] = tuple(SCALES),
    values: Sequence[Json] = VALUES,
) -> Json:
    """A model: two questions in a group, perhaps with a price in it, a third question, one or two prices,
    commitments, a condition."""
    method = draw(st.sampled_from(methods))
    summed = method["type"] == "weighted_sum"
    whole = draw(st.booleans())  # weights of the total, or of the group above
    minimums = st.sampled_from([*[None] * 6, "5", "40"])
    money = st.sampled_from([None, "150", "99.95"])
    for_group = draw(st.integers(20, 60))
    alone, first_price, commitments = parted(draw, 100 - for_group - 10, 3)
    first_price += 10
    inside = parted(draw, for_group if whole else 100, 3)
    share = Fraction(1) if whole else Fraction(for_group, 100)

    def marked(name: str, weight: int, **more: Any) -> Json:
        return quality(name, str(weight), scale=draw(st.sampled_from(scales)), money=draw(money), **more)

    def priced(name: str, weight: int, effective: Fraction) -> Json:
        return price(name, str(weight), formula=out_of(draw(st.sampled_from(prices)), effective))

    children = [marked("Q1", inside[0]), marked("Q2", inside[1])]
    if summed and draw(st.booleans()):
        children.append(priced("R", inside[2], inside[2] * share))
    else:
        children.append(marked("Q3", inside[2], aspect="social_value"))
    value = draw(st.sampled_from(values))
    criteria = [
        group("G", str(for_group), *children, minimum=draw(minimums)),
        marked("Q4", alone),
        priced("P", first_price, Fraction(first_price)),
        condition("C"),
    ]
    if commitments or draw(st.booleans()):
        leaf = social_value("S", str(commitments), formula=out_of(value, Fraction(commitments)))
        leaf |= {"discount_rate": "0.035", "first_year": draw(st.integers(0, 1)), "net": draw(st.booleans())}
        leaf["minimum"] = draw(minimums) if value["type"] != "bands" else None
        leaf["money"] = draw(money) if commitments else None
        criteria.append(leaf)
    highest_wins = summed or method["type"] in {"quality_per_price", "weighted_value_index", "utility_index"}
    return model(
        *criteria,
        award_method=copy.deepcopy(method),
        weights="of_total" if whole else "of_parent",
        minimum=draw(minimums),
        rank_on=draw(st.sampled_from(["exact", "rounded"])),
        rounding={
            "places": draw(st.integers(0, 4)),
            "mode": draw(st.sampled_from(["half_up", "half_even", "down"])),
        },
        tie_break=draw(st.sampled_from(LADDERS)),
        winners=draw(
            st.sampled_from(
                [None, {"type": "top", "count": 2}]
                + ([{"type": "above", "minimum": "50"}] if highest_wins else [])
            )
        ),
        scales=SCALES,
        measures=MEASURES,
        double_count=[{"measures": ["M", "N"], "action": draw(st.sampled_from(["warn", "refuse"]))}],
    )


def leaves(criteria: Sequence[Json]) -> list[Json]:
    """All criteria that are no groups."""
    found = []
    for criterion in criteria:
        found += leaves(criterion["children"]) if criterion["kind"] == "group" else [criterion]
    return found


HOW_MANY = st.sampled_from([2, 3, 4, 5, 1])
PENCE = st.integers(1, 60_000).map(lambda pence: f"{pence // 100}.{pence % 100:02d}")
AMOUNTS = st.sampled_from(["100", "200", "250.5"]) | PENCE
PROMISES = st.lists(st.tuples(st.sampled_from("MNTU"), st.integers(0, 9), st.integers(0, 3)), max_size=3).map(
    lambda rows: [{"measure": name, "quantity": str(quantity), "year": year} for name, quantity, year in rows]
)


@st.composite
def bids(draw: st.DrawFn, published: Json, name: str) -> Json:
    """A bid that answers all that a model asks for."""
    asked = leaves(published["criteria"])
    marks = {}
    for leaf in asked:
        if leaf["kind"] == "quality":
            steps = published["scales"][leaf["scale"]]["steps"]
            marks[leaf["id"]] = steps[draw(st.integers(0, len(steps) - 1))]["mark"]
    return bid(
        name,
        marks=marks,
        prices={leaf["id"]: draw(AMOUNTS) for leaf in asked if leaf["kind"] == "price"},
        passes={"C": draw(st.integers(0, 11)) != 7},
        commitments=draw(PROMISES),
        excluded=OUT if draw(st.integers(0, 11)) == 7 else None,
    )


@st.composite
def tenders(draw: st.DrawFn, /, **limits: Any) -> Json:
    """A model and one bid or more."""
    published = draw(models(**limits))
    return evaluation(published, *(draw(bids(published, name)) for name in "ABCDE"[: draw(HOW_MANY)]))


def evaluated(tender: Json) -> Json | None:
    """The result, or None where a method cannot take a quality total."""
    try:
        return result(tender["model"], *tender["bids"])
    except EvaluationError as error:
        refused = error
    assert all(problem.path.endswith(".marks") for problem in refused.errors), str(refused)
    return None
