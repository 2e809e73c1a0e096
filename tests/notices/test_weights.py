from decimal import Decimal

import pytest

from procurement.notices.ocds import parse_weight
from procurement.notices.ocds.weights import sum_note


@pytest.mark.parametrize(
    ("published", "weight"),
    [
        ("70", "70"),
        ("70%", "70"),
        ("70 %", "70"),
        ("70.5 %", "70.5"),
        ("70,5", "70.5"),
        ("63.7", "63.7"),
        ("1.3", "1.3"),
        (" 30%\n", "30"),
        ("30\u00a0%", "30"),
        ("30 per cent", "30"),
        ("30 percent.", "30"),
        ("0", "0"),
        ("05", "5"),
        ("100%", "100"),
        ("33.3333", "33.3333"),
        (70, "70"),
        (Decimal("12.5"), "12.5"),
        (12.5, "12.5"),
    ],
)
def test_a_weight_is_read_in_every_usual_spelling(published: object, weight: str) -> None:
    found = parse_weight(published)
    assert found.value == Decimal(weight)
    assert found.reason == ""


@pytest.mark.parametrize(
    ("published", "word"),
    [
        ("60-85%", "a range"),
        ("15 - 40 %", "a range"),
        ("15\N{EN DASH}40", "a range"),
        ("between 20 and 30", "a range"),
        ("20 to 30%", "a range"),
        ("-5", "negative"),
        (-5, "negative"),
        ("\N{MINUS SIGN}5%", "negative"),
        ("101", "more than 100%"),
        ("400", "more than 100%"),
        (Decimal("1E+999999999"), "more than 100%"),
        (10**400, "more than 100%"),
        ("1,000", "two ways"),
        ("min 60", "a minimum"),
        ("Minimum: 60%", "a minimum"),
        ("≥ 60", "a minimum"),
        ("at least 60%", "a minimum"),
        ("up to 40%", "a maximum"),
        ("< 40", "a maximum"),
        ("approx. 30", "approximate"),
        ("~30%", "approximate"),
        ("35 points", "in points"),
        ("70/30", "not one number"),
        ("70% of 60%", "not one number"),
        ("33.33333", "four decimals"),
        (Decimal("1E-999999999"), "four decimals"),
        ("see the documents", "in words"),
        ("pass/fail", "in words"),
        ("٣٠", "in words"),
        (Decimal("NaN"), "not a number"),
        ("", "No weighting was published"),
        ("   ", "No weighting was published"),
        (None, "No weighting was published"),
        (True, "other than a number or a text"),
        ([70], "other than a number or a text"),
        ({"number": 70}, "other than a number or a text"),
    ],
)
def test_what_is_no_single_percentage_has_no_weight_but_a_reason(published: object, word: str) -> None:
    found = parse_weight(published)
    assert found.value is None
    assert word in found.reason
    assert len(found.reason) < 400


def test_a_long_text_is_shortened_in_its_reason() -> None:
    assert len(parse_weight("as set out in section 4 " * 200).reason) < 120


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (["60", "40"], ""),
        (["33.3333", "33.3333", "33.3334"], ""),
        (["10", "45"], "add up to 55%, so 45% is missing"),
        (["95", "95"], "add up to 190%, 90% too much"),
        (["0.6", "0.4"], "look like shares of one"),
        ([None, "40"], "1 of 2 criteria have no usable weighting"),
        ([None], "The only criterion has no usable weighting"),
        ([], "gives no award criteria"),
    ],
)
def test_weights_that_are_not_100_are_kept_and_explained(weights: list[str | None], words: str) -> None:
    note = sum_note(None if weight is None else Decimal(weight) for weight in weights)
    assert words in note
    assert bool(note) == bool(words)
