"""Weights as they are published, in all their spellings, and what a lot's weights add up to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from procurement.core.formatting import plain_number, weight

FULL = Decimal(100)
_FINEST = Decimal("0.0001")
_MOST_SHOWN = 60

_NUMBER = r"(?:0|[1-9][0-9]{0,5}|0[1-9])(?:[.,][0-9]{1,6})?"
_PERCENT = r"(?:%|per ?cent|percent|pct)"
_PLAIN = re.compile(rf"({_NUMBER})\s?{_PERCENT}?\.?", re.IGNORECASE)
_THOUSANDS = re.compile(r"[0-9]{1,3},[0-9]{3}")
_DASH = r"(?:-|\N{EN DASH}|\N{EM DASH}|\N{MINUS SIGN}|to|and)"
# Tried in this order; each sentence goes on from the weight as published.
_NOT_ONE_NUMBER = tuple(
    (re.compile(pattern, re.IGNORECASE), sentence)
    for pattern, sentence in (
        (
            rf"(?:between\s)?{_NUMBER}\s?{_PERCENT}?\s?{_DASH}\s?{_NUMBER}\s?{_PERCENT}?$",
            "is a range, not one weighting. Choose the weighting within it.",
        ),
        (
            rf"[-\N{{MINUS SIGN}}]\s?{_NUMBER}\s?{_PERCENT}?$",
            "is negative: a weighting is from 0% to 100%. Enter the weighting.",
        ),
        (
            r"(?:[>\N{GREATER-THAN OR EQUAL TO}]|min(?:imum|\.)?\b|at least\b|not less than\b|from\b)",
            "is a minimum, not the weighting itself. Enter the weighting.",
        ),
        (
            r"(?:[<\N{LESS-THAN OR EQUAL TO}]|max(?:imum|\.)?\b|up to\b|at most\b|no more than\b)",
            "is a maximum, not the weighting itself. Enter the weighting.",
        ),
        (
            r"(?:[~\N{ALMOST EQUAL TO}]|about\b|approx|around\b|circa\b|ca?\.\s?[0-9])",
            "is only approximate. Enter the exact weighting.",
        ),
        (
            rf"{_NUMBER}\s?(?:points?|pts?|marks?)$",
            "is in points, not a percentage. Work out its share of all the points and enter it.",
        ),
        (_THOUSANDS.pattern, "can be read in two ways because of its comma. Enter the weighting."),
        (r".*[0-9]", "is not one number. Enter the weighting."),
        ("", "is in words, not a number. Enter the weighting."),
    )
)


@dataclass(frozen=True)
class PublishedWeight:
    """A weight as read: a percentage from 0 to 100, or None with the reason why not and what to do."""

    value: Decimal | None
    as_published: str = ""
    reason: str = ""


def parse_weight(published: object) -> PublishedWeight:
    """Read a published weight: "70", "70%", "70.5 %", "70,5", 70 -> a Decimal; anything else -> None with a
    reason.

    Never guesses: a range has no middle, "at least 60" is not 60, and "1,000" may be one or a thousand.
    """
    if published is None:
        return PublishedWeight(None, "", "No weighting was published. Enter it.")
    if isinstance(published, bool) or not isinstance(published, str | int | float | Decimal):
        return PublishedWeight(
            None, "", "The weighting was published as something other than a number or a text. Enter it."
        )
    if not isinstance(published, str):
        number = Decimal(str(published)) if isinstance(published, float) else Decimal(published)
        return _in_range(number, _shown(number))
    text = " ".join(published.split())
    if not text:
        return PublishedWeight(None, "", "No weighting was published. Enter it.")
    shown = text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"
    plain = _PLAIN.fullmatch(text)
    if plain and not _THOUSANDS.fullmatch(plain.group(1)):
        return _in_range(Decimal(plain.group(1).replace(",", ".")), shown)
    return PublishedWeight(None, shown, f"“{shown}” {_why_not(text)}")


def _in_range(value: Decimal, shown: str) -> PublishedWeight:
    if not value.is_finite():
        return PublishedWeight(None, shown, f"“{shown}” is not a number. Enter the weighting.")
    if value < 0:
        return PublishedWeight(
            None, shown, f"“{shown}” is negative: a weighting is from 0% to 100%. Enter the weighting."
        )
    if value > FULL:
        return PublishedWeight(
            None,
            shown,
            f"“{shown}” is more than 100%: it may be points. Enter the weighting as a percentage.",
        )
    if value != value.quantize(_FINEST):
        return PublishedWeight(None, shown, f"“{shown}” has more than four decimals. Enter the weighting.")
    return PublishedWeight(value, shown)


def _why_not(text: str) -> str:
    """The rest of the sentence that begins with the weight as published."""
    return next(sentence for pattern, sentence in _NOT_ONE_NUMBER if pattern.match(text))


def sum_note(weights: Iterable[Decimal | None]) -> str:
    """What an officer must know about one lot's weights; nothing when all are there and add up to 100%."""
    published = list(weights)
    if not published:
        return "The notice gives no award criteria. Add them, with weightings that add up to 100%."
    known = [weight for weight in published if weight is not None]
    missing = len(published) - len(known)
    if missing:
        which = (
            "The only criterion has"
            if len(published) == 1
            else f"{missing} of {len(published)} criteria have"
        )
        return f"{which} no usable weighting. Enter what is missing so that the weightings add up to 100%."
    total = sum(known, Decimal(0))
    if total == FULL:
        return ""
    found = f"The weightings as published add up to {weight(total)}"
    if total == 1:
        return f"{found}: they look like shares of one. Multiply each by 100 if that is what is meant."
    if total > FULL:
        return f"{found}, {weight(total - FULL)} too much. Correct them from the tender documents."
    return (
        f"{found}, so {weight(FULL - total)} is missing. Notices often give only the first quality "
        "criterion: "
        "add what is missing from the tender documents, or correct the weightings."
    )


def _shown(number: Decimal) -> str:
    """The number without exponent and idle zeros; one too long to read in scientific form."""
    if not number.is_finite() or abs(number.adjusted()) > 20 or len(str(number)) > 30:
        return f"{number:.2E}"
    return plain_number(number)
