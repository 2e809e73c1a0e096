"""Small evaluation files for tests."""

import copy
from typing import Any

from scoring import EvaluationError, evaluate, parse_evaluation

Json = dict[str, Any]

MARKS_0_5 = tuple("012345")
HUNDREDTHS = tuple(str(mark) for mark in range(101))


def scale(marks: tuple[str, ...] = MARKS_0_5, points: tuple[str, ...] | None = None) -> Json:
    steps = [{"mark": mark, "label": f"Mark {mark}", "descriptor": ""} for mark in marks]
    for step, share in zip(steps, points or (), strict=False):
        step["points"] = share
    return {"steps": steps}


def quality(criterion: str, weight: str, **more: Any) -> Json:
    return {
        "id": criterion,
        "title": criterion,
        "kind": "quality",
        "weight": weight,
        "scale": "0-5",
        **more,
    }


def price(criterion: str, weight: str, *, zero: str = "refuse", **more: Any) -> Json:
    formula = {"type": "lowest_over_price", "zero": zero}
    return {
        "id": criterion,
        "title": criterion,
        "kind": "price",
        "weight": weight,
        "formula": formula,
        **more,
    }


def priced(formula: Json, weight: str, *figures: str, places: int = 2, **more: Any) -> Json:
    """The result for bids A, B, C ... that differ in price alone, under a price formula of this weight; the
    rest of the weight is one question, to which all have the best answer."""
    published = model(
        price("P", weight, formula=formula),
        quality("Q", str(100 - int(weight))),
        rounding={"places": places, "mode": "half_up"},
        **more,
    )
    bids = zip("ABCDEFGH", figures, strict=False)
    return result(published, *(bid(key, marks={"Q": "5"}, prices={"P": figure}) for key, figure in bids))


def social_value(criterion: str, weight: str, **more: Any) -> Json:
    return {
        "id": criterion,
        "title": criterion,
        "kind": "social_value",
        "weight": weight,
        "formula": {"type": "relative_to_highest"},
        "discount_rate": "0",
        "first_year": 0,
        "net": True,
        **more,
    }


def group(criterion: str, weight: str, *children: Json, **more: Any) -> Json:
    return {
        "id": criterion,
        "title": criterion,
        "kind": "group",
        "weight": weight,
        "children": list(children),
        **more,
    }


def condition(criterion: str) -> Json:
    return {"id": criterion, "title": criterion, "kind": "pass_fail", "weight": "0"}


def measure(value: str | None = "100", **more: Any) -> Json:
    return {"title": "A measure", "unit": "each", "value": value, "kind": "economic", **more}


def model(*criteria: Json, **more: Any) -> Json:
    return {
        "title": "A tender",
        "currency": "GBP",
        "award_method": {"type": "weighted_sum"},
        "weights": "of_total",
        "rounding": {"places": 2, "mode": "half_up"},
        "rank_on": "exact",
        "tie_break": [],
        "scales": {"0-5": scale()},
        "criteria": list(criteria),
        **more,
    }


def bid(bid_id: str, **more: Any) -> Json:
    return {"id": bid_id, "name": f"Supplier {bid_id}", **more}


def evaluation(published: Json, *bids: Json) -> Json:
    return {"format": "commonweal/evaluation/1", "model": published, "bids": list(bids)}


def result(published: Json, *bids: Json) -> Json:
    """The result as JSON; the input is handed over as a copy and must come out unchanged."""
    given = evaluation(published, *bids)
    before = copy.deepcopy(given)
    found = evaluate(parse_evaluation(given)).to_json()
    assert given == before
    return found


def by_bid(found: Json) -> dict[str, Json]:
    return {entry["id"]: entry for entry in found["bids"]}


def column(found: Json, key: str) -> list[Any]:
    return [entry[key] for entry in found["bids"]]


def points(found: Json, criterion: str) -> list[str | None]:
    return [entry["criteria"][criterion]["points"] for entry in found["bids"]]


def problems(given: Any) -> list[str]:
    """The problems of an evaluation, one a line; none if it can be read and evaluated."""
    refused: EvaluationError | None = None
    try:
        evaluate(parse_evaluation(given))
    except EvaluationError as error:
        refused = error
    if refused is None:
        return []
    lines = str(refused).split("\n")
    assert len(lines) == len(refused.errors)
    return lines


def full_example() -> Json:
    """A file that uses every kind of criterion."""
    return evaluation(
        model(
            group(
                "Q",
                "50",
                quality("Q1", "30", minimum="2"),
                quality("Q2", "20", minimum=None),
                minimum=None,
            ),
            price("P", "30"),
            group(
                "S",
                "20",
                quality("SQ", "10", aspect="social_value"),
                social_value("SV", "10", discount_rate="0.035"),
            ),
            condition("G"),
            measures={"EMP1": measure("9800")},
            tie_break=["quality", "social_value", "price"],
        ),
        bid(
            "A",
            marks={"Q1": "4", "Q2": "3", "SQ": "5"},
            prices={"P": "480000"},
            passes={"G": True},
            commitments=[{"measure": "EMP1", "quantity": "5", "year": 0}],
            excluded=None,
        ),
        bid(
            "B",
            marks={"Q1": "5", "Q2": "4", "SQ": "4"},
            prices={"P": "500000"},
            passes={"G": True},
            commitments=[{"measure": "EMP1", "quantity": "6.25"}],
        ),
    )


Q1 = ("model", "criteria", 0, "children", 0)
PRICE = ("model", "criteria", 1)
SV = ("model", "criteria", 2, "children", 1)
EMP1 = ("model", "measures", "EMP1")
STEP = ("model", "scales", "0-5", "steps", 0)
BID = ("bids", 0)


def at(given: Any, *path: str | int) -> Any:
    for step in path:
        given = given[step]
    return given


def changed(*path: str | int, to: Any) -> Json:
    """The full example with one place changed."""
    given = full_example()
    at(given, *path[:-1])[path[-1]] = to
    return given


def without(*path: str | int) -> Json:
    given = full_example()
    del at(given, *path[:-1])[path[-1]]
    return given
