"""The award methods that tests try, and a small tender for each: one question and one price."""

from fractions import Fraction
from typing import Any

from tests.scoring.arithmetic import assert_workings_hold
from tests.scoring.builders import (
    HUNDREDTHS,
    Json,
    bid,
    evaluation,
    model,
    price,
    problems,
    quality,
    result,
    scale,
)

PER_POINT: Json = {"type": "price_per_quality_point"}
PER_PRICE: Json = {"type": "quality_per_price", "per": "1000"}
INDEX: Json = {"type": "weighted_value_index", "per": "1000"}
UTILITY: Json = {"type": "utility_index"}
VALUE: Json = {"type": "award_on_value"}
WILLING: Json = {"type": "willingness_to_pay", "value_per_point": "10"}
MARK_UP: Json = {"type": "quality_mark_up"}
RELATIVE: Json = {"type": "relative_value_cost"}
ESTIMATE: Json = {"type": "price_quality_method", "estimate": "1000"}
DIVISOR: Json = {"type": "quality_divisor"}
LOWEST: Json = {"type": "lowest_price"}
ALL = (PER_POINT, PER_PRICE, INDEX, UTILITY, VALUE, WILLING, MARK_UP, RELATIVE, ESTIMATE, DIVISOR, LOWEST)
SCALES = {"0-5": scale(HUNDREDTHS), "negative": scale(("NR", "0", "100"), ("-1", "0", "1"))}
ROWS = (("80", "500"), ("50", "400"), ("90", "800"))


def name_of(method: Json) -> str:
    return str(method["type"])


def published_by(method: Json, wq: str = "60", **more: Any) -> Json:
    """A model of one question and one price; the question weighs `wq`."""
    wp = str(100 - Fraction(wq)) if "." not in wq else f"{100 - float(wq):.1f}"
    leaf = quality("Q", wq, money="200", **more.pop("leaf", {}))
    return model(leaf, price("P", wp), **{"award_method": method, "scales": SCALES, **more})


def bids_of(*rows: tuple[str, str]) -> list[Json]:
    return [
        bid("ABCDE"[at], marks={"Q": mark}, prices={"P": figure}) for at, (mark, figure) in enumerate(rows)
    ]


def awarded(method: Json, *rows: tuple[str, str], wq: str = "60", **more: Any) -> Json:
    """The result for bids A, B, C ... of a mark out of 100 and a price each, all workings read."""
    found = result(published_by(method, wq, **more), *bids_of(*rows or ROWS))
    assert_workings_hold(found)
    return found


def refusal(method: Json, *rows: tuple[str, str], wq: str = "60", **more: Any) -> list[str]:
    return problems(evaluation(published_by(method, wq, **more), *bids_of(*rows)))
