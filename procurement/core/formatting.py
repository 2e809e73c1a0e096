"""How figures, days and times are written, on every page and in every PDF. Pure functions, no database.

Money is "£480,000", a weighting "30%", a score "24.00 of 30", a deadline "23 November 2026 at 12 noon
(London time)". Exact values (Fraction, Decimal) come in; each function rounds once, half up, at the figure
that it writes. Nothing at all (None or an empty text) is an empty text: a template then says what is missing.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

Number = int | str | Decimal | Fraction

LONDON = ZoneInfo("Europe/London")
CURRENCY_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
HASH_GROUP = 4

_WORD = re.compile(r"\S+")


def _rounded(value: Number, places: int) -> Decimal:
    """`value` to so many decimal places, half up (half away from zero), never minus zero."""
    exact = Fraction(value)
    units = int(abs(exact) * 10**places + Fraction(1, 2))
    return Decimal(-units if exact < 0 else units).scaleb(-places)


def _plain(value: Number, places: int) -> str:
    """`value` with commas, at most so many decimal places and no zeros at their end."""
    return _without_idle_zeros(f"{_rounded(value, places):,.{places}f}")


def _without_idle_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain_number(value: Decimal) -> str:
    """A number exactly, as files hold it: plain digits, no commas, no exponent, no zeros at the end: "12.5"."""
    return _without_idle_zeros(f"{value:f}")


def money(value: Number | None, currency: str = "GBP") -> str:
    """An amount: "£480,000"; pence only when there are any: "£480,000.50"; other currencies: "SEK 1,000"."""
    if value is None or value == "":
        return ""
    amount = _rounded(value, 2)
    places = 0 if amount == amount.to_integral_value() else 2
    sign = "-" if amount < 0 else ""
    prefix = CURRENCY_SIGNS.get(currency, f"{currency} ")
    return f"{sign}{prefix}{abs(amount):,.{places}f}"


def weight(value: Number | None) -> str:
    """A weighting given in hundredths of the whole: 30 is "30%", Decimal("12.50") is "12.5%"."""
    if value is None or value == "":
        return ""
    return f"{_plain(value, 4)}%"


def points(value: Number | None, maximum: Number | None = None, places: int = 2) -> str:
    """Points with their maximum: "24.00 of 30". Without a maximum, the points alone: "24.00"."""
    if value is None or value == "":
        return ""
    figure = f"{_rounded(value, places):,.{places}f}"
    return figure if maximum is None or maximum == "" else f"{figure} of {_plain(maximum, places)}"


def quantity(value: Number | None, unit: str = "") -> str:
    """A counted amount with its unit: "1,250.5 hours". At most four decimal places, no zeros at their end."""
    if value is None or value == "":
        return ""
    return f"{_plain(value, 4)} {unit}".strip()


def counted(number: int, one: str, many: str = "") -> str:
    """A number of things: counted(1, "bid") is "1 bid", counted(5, "bid") is "5 bids"."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def file_size(size: int) -> str:
    """A size in bytes as people read it: "12 bytes", "340 KB", "3.4 MB", "20 MB"."""
    if size < 1024:
        return counted(size, "byte")
    if size < 1024 * 1024:
        return f"{_plain(Fraction(size, 1024), 0)} KB"
    return f"{_plain(Fraction(size, 1024 * 1024), 1)} MB"


def day(value: date | datetime | None) -> str:
    """A day: "23 November 2026". An aware time is taken in London."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        value = _in_london(value)
    return f"{value.day} {value:%B %Y}"


def clock(value: datetime) -> str:
    """The time of day in London: "12 noon", "midnight", "9am", "3:05pm"."""
    local = _in_london(value)
    if (local.hour, local.minute) == (12, 0):
        return "12 noon"
    if (local.hour, local.minute) == (0, 0):
        return "midnight"
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def london(value: datetime | None) -> str:
    """A moment to the minute: "23 November 2026 at 12 noon (London time)".

    Midnight belongs to two days in common speech, so its day is said: "midnight at the start of 1 July 2026".
    In the hour that occurs twice in October, the zone is named: "1:30am (London time, BST)".
    """
    if value is None or value == "":
        return ""
    zone = _zone_words(value)
    if clock(value) == "midnight":
        return f"midnight at the start of {day(value)} {zone}"
    return f"{day(value)} at {clock(value)} {zone}"


def london_exact(value: datetime | None) -> str:
    """A moment to the second, for receipts and records: "23 November 2026 at 11:59:58am (London time)"."""
    if value is None or value == "":
        return ""
    local = _in_london(value)
    half = "am" if local.hour < 12 else "pm"
    return f"{day(value)} at {local.hour % 12 or 12}:{local:%M:%S}{half} {_zone_words(value)}"


def london_deadline(value: datetime | None) -> str:
    """A deadline to the minute, and to the second where it has one: what arrives in that minute is told apart.

    Notices often give 23:59:59: "30 November 2026 at 11:59:59pm (London time)".
    """
    return london_exact(value) if value and value.second else london(value)


def clock_exact(value: datetime) -> str:
    """The time of day in London to the second, as a clock shows it: "10:51:40"."""
    return f"{_in_london(value):%H:%M:%S}"


def time_left(left: timedelta) -> str:
    """How long until something: "3 days 4 h", "1 h 08 min", "7 min 05 s". Nothing left is "0 min 00 s"."""
    seconds = max(0, int(left.total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{counted(days, 'day')} {hours} h"
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {seconds:02d} s"


def short_hash(value: str | None, groups: int = 3) -> str:
    """The first figures of a SHA-256, in fours, as a person compares them: "9f2c 41ab 77e0 …"."""
    if not value:
        return ""
    figures = value.removeprefix("sha256:")
    parts = [figures[start : start + HASH_GROUP] for start in range(0, groups * HASH_GROUP, HASH_GROUP)]
    shown = " ".join(part for part in parts if part)
    return f"{shown} …" if len(figures) > groups * HASH_GROUP else shown


def count_words(text: str) -> int:
    """How many words a text has, counted as the page counts while one types: runs without white space."""
    return len(_WORD.findall(text))


def _in_london(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone, so it cannot be written as London time.")
    return value.astimezone(LONDON)


def _zone_words(value: datetime) -> str:
    local = _in_london(value)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"(London time, {local.tzname()})" if twice else "(London time)"
