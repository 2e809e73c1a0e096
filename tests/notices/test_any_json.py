"""Whatever JSON stands in a release, it ends in a draft or in reasons, and what is read can be stored."""

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.notices.ocds import (
    ParsedRelease,
    Refusal,
    TenderDraft,
    UnreadableFile,
    draft_from_release,
    notes_in_words,
    read_notices,
    read_releases,
)

from .samples import NOW, SAMPLE

SAMPLES = [json.loads(line, parse_float=Decimal) for line in SAMPLE.read_text().splitlines()]

texts = st.text(max_size=20) | st.sampled_from(
    [
        "",
        "tender",
        "active",
        "70%",
        "60-85%",
        "2027-01-15",
        "CPV",
        "85311300",
        "\x00",
        "\ud800",
        "Â£",
        "1E9",
        "1",
    ]
)
numbers = (
    st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.sampled_from([Decimal("1E+999999999"), Decimal("1E-999999999"), 10**1000, -1, 0, Decimal("-0.0")])
)
anything = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value inside a release."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


PLACES = [(number, path) for number, sample in enumerate(SAMPLES) for path in places(sample)]


def check(data: Any) -> None:
    release = ParsedRelease(number=1, data=data)
    result = draft_from_release(release, now=NOW)
    if isinstance(result, Refusal):
        assert result.reasons
        assert all(result.reasons)
        return
    assert isinstance(result, TenderDraft)
    assert result.ocid
    assert result.title
    assert result.lots
    assert len({lot.number for lot in result.lots}) == len(result.lots)
    for moment in (result.deadline, result.questions_until, result.released_at):
        assert moment is None or moment.tzinfo is not None
    for criterion in (criterion for lot in result.lots for criterion in lot.criteria):
        assert criterion.weight is None or 0 <= criterion.weight <= 100
        assert (criterion.weight is None) == bool(criterion.weight_note)
    for money in (result.value, *(lot.value for lot in result.lots)):
        assert money is None or 0 <= money.amount < 10**12
    stored = repr(result) + "".join(notes_in_words(result.notes))
    assert stored.encode("utf-8")
    assert "\x00" not in stored
    assert read_notices([release, release], now=NOW)[1].result.__class__ is TenderDraft
    assert (release.title, release.date, release.tags) is not None


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PLACES), anything)
def test_any_value_in_any_one_place_is_survived(place: tuple[int, tuple[Any, ...]], value: Any) -> None:
    number, path = place
    release = copy.deepcopy(SAMPLES[number])
    inner = release
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    check(release)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([place for place in PLACES if place[0] == 1]), anything), max_size=8)
)
def test_any_values_in_many_places_are_survived(
    changes: list[tuple[tuple[int, tuple[Any, ...]], Any]],
) -> None:
    release = copy.deepcopy(SAMPLES[1])
    for (_, path), value in changes:
        inner = release
        try:
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    check(release)


@settings(max_examples=150, deadline=None)
@given(anything)
def test_anything_at_all_in_the_place_of_a_release_is_survived(value: Any) -> None:
    check(value)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | anything.map(lambda value: json.dumps(value, default=str).encode()))
def test_any_file_is_read_or_refused_in_words(content: bytes) -> None:
    try:
        releases = read_releases(content)
    except UnreadableFile:
        return
    assert releases
    assert len(read_notices(releases, now=NOW)) == len(releases)
