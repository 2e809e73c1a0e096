"""Amounts, codes and times of a notice, each read exactly, with a note wherever it had to be judged."""

import re
from datetime import UTC, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from procurement.core.formatting import LONDON, clock, day, london
from procurement.core.formatting import money as in_words

from .model import CpvCode, Money
from .node import Node

_PENNY = Decimal("0.01")
_IMPLAUSIBLY_LOW = Decimal(1_000)
_MOST_MONEY = Decimal(1_000_000_000_000)
_YEARS = range(1990, 2101)
_TIME_OF_DAY = re.compile(r"[T: ]")
_CPV = re.compile(r"(\d{8})(?:-\d)?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}")


# --- money --------------------------------------------------------------------------------------------------


def read_money(node: Node, *, name: str) -> Money | None:
    """An OCDS Value as published; None, with a note, where it is negative, too large to be meant, or no
    amount.
    """
    if not node:
        return None
    amount = node.number("amount")
    if amount is None:
        if node.number("amountGross") is not None:
            node.note(
                f"{name}: only an amount with VAT is given; it was left out. Enter the value without VAT."
            )
        return None
    currency = node.text("currency", name=f"{name}, currency").upper()
    if not currency:
        node.note(f"{name}: no currency is given; pounds were assumed.")
        currency = "GBP"
    elif not _CURRENCY.fullmatch(currency):
        node.note(f"{name}: “{currency[:20]}” is no currency code, so the value was left out. Enter it.")
        return None
    if amount < 0 or amount >= _MOST_MONEY:
        fault = "negative" if amount < 0 else "a million million or more"
        node.note(f"{name}: the published amount is {fault}, so it was left out. Enter the value.")
        return None
    exact = amount.quantize(_PENNY, rounding=ROUND_HALF_UP)
    if exact != amount:
        node.note(
            f"{name}: published in fractions of a penny; it was rounded to {in_words(exact, currency)}."
        )
    money = Money(exact, currency)
    if exact < _IMPLAUSIBLY_LOW:
        node.note(
            f"{name}: {in_words(exact, currency)} is implausibly low. Publishers write such amounts where "
            "the value "
            "is not known "
            "or not disclosed: it was kept as published, correct it."
        )
    if currency != "GBP":
        node.note(f"{name}: published in {currency}, not in pounds. Convert it before you publish.")
    return money


# --- codes --------------------------------------------------------------------------------------------------


def read_cpv(nodes: list[Node]) -> tuple[CpvCode, ...]:
    """The CPV codes among the classifications, in order, each once. Other schemes and malformed codes are
    noted.

    The check digit is left out, not verified: 532 of the 9,454 official codes do not follow its rule.
    """
    codes: dict[str, CpvCode] = {}
    for node in nodes:
        scheme = node.text("scheme", name="Classification scheme")
        code = node.text("id", name="Classification")
        if not code:
            continue
        if scheme and scheme.upper() != "CPV":
            node.note(
                f"The classification {code[:30]} is of the scheme {scheme[:30]}, not CPV: it was left out."
            )
            continue
        match = _CPV.fullmatch(code)
        if not match:
            node.note(
                f"“{code[:30]}” is no CPV code (eight digits, and perhaps a check digit): it was left out."
            )
            continue
        description = node.line("description", name=f"CPV {match.group(1)}")
        if match.group(1) not in codes or (description and not codes[match.group(1)].description):
            codes[match.group(1)] = CpvCode(match.group(1), description)
    return tuple(codes.values())


# --- times --------------------------------------------------------------------------------------------------


def read_time(node: Node, key: str, *, name: str, end_of_day: bool = False) -> datetime | None:
    """A time, aware; None, with a note, where it is no time or not of these years. Without a zone it is
    London's.

    A date alone is its start, or its last minute when `end_of_day`.
    """
    published = node.text(key, name=name)
    if not published:
        return None
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        node.note(
            f"{name}: “{published[:40]}” is no date and time that can be read: it was left out. Enter it."
        )
        return None
    if moment.year not in _YEARS:
        node.note(f"{name}: the year {moment.year} cannot be meant: it was left out. Enter it.")
        return None
    if not _TIME_OF_DAY.search(published):
        if end_of_day:
            moment = datetime.combine(moment.date(), time(23, 59))
            node.note(f"{name}: only a date is given; 11:59pm London time was assumed. Check it.")
        return moment.replace(tzinfo=LONDON)
    if moment.tzinfo is None:
        node.note(f"{name}: no time zone is given; London time was assumed.")
        return moment.replace(tzinfo=LONDON)
    return moment


def check_deadline(node: Node, deadline: datetime, *, now: datetime) -> None:
    """Note what is doubtful about the deadline for bids: past, midnight, or perhaps London time marked as
    UTC.
    """
    name = "Deadline for bids"
    local = deadline.astimezone(LONDON)
    if deadline <= now:
        node.note(f"{name}: {london(deadline)} has passed. Set a new one.")
    if deadline.tzinfo is not LONDON and not deadline.utcoffset() and local.utcoffset() == timedelta(hours=1):
        written = deadline.astimezone(UTC).replace(tzinfo=LONDON)
        node.note(
            f"{name}: published as {clock(written)} UTC, which is {clock(local)} in London. Some "
            "publishers mark "
            "London time as UTC: check it against the tender documents."
        )
    elif local.time() == time(0, 0):
        node.note(
            f"{name}: midnight at the start of {day(local)}. The publisher may have given no time: check it."
        )
