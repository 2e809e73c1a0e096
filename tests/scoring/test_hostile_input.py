"""Input made to break a reader: encodings, depth, size, odd numbers, forged lines."""

import json
from collections.abc import Callable

import pytest

from scoring import EvaluationError, parse_evaluation, parse_model, read_evaluation
from tests.scoring.builders import (
    Json,
    bid,
    changed,
    evaluation,
    full_example,
    group,
    model,
    problems,
    quality,
)


def nested(levels: int) -> Json:
    criterion = quality("Q", "100")
    for level in range(levels - 1):
        criterion = group(f"G{level}", "100", criterion)
    return model(criterion)


def test_a_tree_has_at_most_twenty_levels() -> None:
    parse_model(nested(20))
    with pytest.raises(EvaluationError) as refused:
        parse_model(nested(21))
    assert str(refused.value).endswith(".children: found level 21; allowed: a tree of at most 20 levels")


def test_a_tree_has_at_most_five_thousand_criteria() -> None:
    rest = [quality(f"Q{number}", "0") for number in range(4_999)]
    parse_model(model(quality("Q", "100"), *rest))
    with pytest.raises(EvaluationError) as refused:
        parse_model(model(quality("Q", "100"), *rest, group("G", "0", quality("X", "0"))))
    assert (
        str(refused.value) == "model.criteria[5000]: found more than 5,000 criteria; allowed: at most 5,000"
    )


def as_text(change: Callable[[str], str]) -> str:
    return change(json.dumps(full_example()))


HOSTILE_TEXT: list[tuple[str | bytes, str]] = [
    ("", "file: found no JSON at line 1, column 1 (Expecting value); allowed: one JSON object"),
    ("{", "file: found no JSON at line 1, column 2"),
    ("[]", "file: found a list; allowed: an object"),
    ('"text"', 'file: found "text"; allowed: an object'),
    (b'{"format": "\xff"}', "file: found text that is not UTF-8; allowed: UTF-8"),
    (b"\xef\xbb\xbf{}", "file: found a byte order mark; allowed: UTF-8 without one"),
    ('{"model": ' * 100_000, "file: found objects or lists nested too deeply; allowed: at most 100 levels"),
    ("[" * 200 + "]" * 200, "more than 100 levels; allowed: at most 100"),
    (" " * 10_000_001, "file: found 10,000,001 bytes; allowed: at most 10,000,000 bytes"),
    (as_text(lambda text: text.replace('"places": 2', '"places": NaN')), "model.rounding.places: found NaN"),
    (
        as_text(lambda text: text.replace('"places": 2', '"places": -Infinity')),
        "model.rounding.places: found -Infinity",
    ),
    (as_text(lambda text: text.replace('"places": 2', '"places": 2.0')), "model.rounding.places: found 2.0"),
    (as_text(lambda text: text.replace('"places": 2', '"places": 2e0')), "model.rounding.places: found 2e0"),
    (
        as_text(lambda text: text.replace('"places": 2', f'"places": {"9" * 5000}')),
        "model.rounding.places: found 999",
    ),
    (
        as_text(lambda text: text.replace('"places": 2', '"places": 2, "places": 3')),
        "model.rounding.places: found the same key more than once; allowed: each key once",
    ),
    (
        as_text(lambda text: text.replace('"P": "480000"', '"P": "1", "P": "480000"')),
        "bids[0].prices.P: found the same key more than once",
    ),
    (
        as_text(lambda text: text.replace("A tender", "\\ud800")),
        'model.title: found "\\ud800"; allowed: text without broken characters',
    ),
    (
        as_text(lambda text: text.replace('"Q1"', '"\\udfff"')),
        'model.criteria[0].children[0].id: found "\\udfff"',
    ),
]


@pytest.mark.parametrize(("source", "expected"), HOSTILE_TEXT)
def test_hostile_text_is_bad_input_and_nothing_worse(source: str | bytes, expected: str) -> None:
    with pytest.raises(EvaluationError) as refused:
        read_evaluation(source)
    assert expected in str(refused.value)


def test_a_lone_surrogate_in_the_text_itself_is_no_utf_8() -> None:
    with pytest.raises(EvaluationError, match="not UTF-8"):
        read_evaluation('{"format": "\ud800"}')


def test_an_object_that_holds_itself_or_has_odd_keys_is_refused() -> None:
    given = full_example()
    given["loop"] = given
    given["model"][7] = "odd"
    with pytest.raises(EvaluationError) as refused:
        parse_evaluation(given)
    assert "more than 100 levels" in str(refused.value)
    assert "model[7]: found a broken key" in str(refused.value)


@pytest.mark.parametrize("odd", [1.5, (), b"bytes", 10**80, object])
def test_values_that_no_json_holds_are_named_by_their_sort(odd: object) -> None:
    [line] = problems(changed("model", "title", to=odd))
    assert line.startswith("model.title: found ")


def test_an_id_cannot_forge_a_line_of_the_report() -> None:
    given = full_example()
    given["model"]["tie_break"] = ["quality\nmodel.title: found"]
    given["model"]["criteria"][3]["id"] = "G\nbids: found nothing"
    assert [line.split(": found")[0] for line in problems(given)] == [
        "model.tie_break[0]",
        "bids[0].passes.G",
        'bids[0].passes["G\\u000abids',
        "bids[1].passes.G",
        'bids[1].passes["G\\u000abids',
    ]


def test_reading_ends_at_ten_thousand_problems() -> None:
    questions = [quality(f"Q{number}", "0") for number in range(200)]
    given = evaluation(model(quality("Q", "100"), *questions), *(bid(f"B{number}") for number in range(100)))
    with pytest.raises(EvaluationError) as refused:
        parse_evaluation(given)
    assert len(refused.value.errors) == 10_001
    assert refused.value.errors[-1].path == "file"
