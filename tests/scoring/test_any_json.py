"""Whatever stands wherever in a file: it is evaluated, or refused with paths; nothing else happens."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import EvaluationError, evaluate, make_bundle, parse_evaluation, read_evaluation, verify_bundle
from tests.scoring.builders import Json, full_example, price, result, scale

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-3, 120)
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(
        ["0", "-1", "100", "1e5", "0.5", "Q1", "P", "EMP1", "quality", "\ud800", "A\nB", "9" * 41]
    )
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


def rich() -> Json:
    """The full example with every optional part in use."""
    given_file = full_example()
    published = given_file["model"]
    published["scales"]["map"] = scale(("NR", "1"), ("-0.5", "1"))
    published["criteria"][0]["children"][1]["scale"] = "map"
    published["criteria"][1] = price(
        "P", "30", maximum="999999", items=[{"id": "I", "title": "", "quantity": "2"}]
    )
    published["criteria"][2]["children"][1]["discount_rate"] = [
        {"until": 1, "rate": "0"},
        {"until": None, "rate": "1"},
    ]
    published["double_count"] = [{"measures": ["EMP1", "X"], "action": "refuse"}]
    published["measures"]["X"] = copy.deepcopy(published["measures"]["EMP1"]) | {
        "values": ["1", "2"],
        "value": None,
    }
    published["winners"] = {"type": "top", "count": 1}
    for entry in given_file["bids"]:
        entry["marks"]["Q2"] = "NR"
        entry["prices"]["P"] = {"I": "7.5"}
    given_file["bids"][0]["commitments"][0] |= {"counted": "4", "counted_reason": "One is not additional"}
    given_file["sheets"] = [{"evaluator": "E", "bid": "A", "marks": {"Q1": "4"}}]
    return given_file


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, item in entries:
        yield (*path, key)
        yield from places(item, (*path, key))


PLACES = list(places(rich()))


def test_the_file_to_be_spoilt_is_whole() -> None:
    assert len(PLACES) > 150
    given_file = rich()
    found = result(given_file["model"], *given_file["bids"])
    assert verify_bundle(make_bundle(given_file, found)) == []


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), anything), min_size=1, max_size=3))
def test_a_spoilt_file_is_evaluated_or_refused_with_paths(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    spoilt = rich()
    for path, value in changes:
        place: Any = spoilt
        for step in path[:-1]:
            place = place[step] if isinstance(place, dict | list) and _has(place, step) else None
        if isinstance(place, dict) or (isinstance(place, list) and _has(place, path[-1])):
            place[path[-1]] = value
    outcomes = [_outcome(spoilt)]
    if "\ud800" not in json.dumps(spoilt, ensure_ascii=False):
        outcomes.append(_outcome(json.dumps(spoilt)))
        assert type(outcomes[0]) is type(outcomes[1])


def _has(place: Any, step: Any) -> bool:
    return step in place if isinstance(place, dict) else isinstance(step, int) and step < len(place)


def _outcome(given_file: Any) -> Any:
    """The result as JSON, or the lines of the refusal."""
    try:
        if isinstance(given_file, str):
            return json.dumps(evaluate(read_evaluation(given_file)).to_json())
        return json.dumps(evaluate(parse_evaluation(given_file)).to_json())
    except EvaluationError as error:
        refused = error
    lines = str(refused).splitlines()
    assert len(lines) == len(refused.errors)
    assert all(": found " in line and "; allowed: " in line for line in lines)
    return lines


@settings(max_examples=200, deadline=None)
@given(anything)
def test_any_json_at_all_is_refused_and_no_bundle(value: Any) -> None:
    for reader in (parse_evaluation, verify_bundle):
        try:
            reader(value)
        except EvaluationError:
            continue
        raise AssertionError(value)
