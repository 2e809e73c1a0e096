"""Numbers in and out: the number syntax of the file, exact fractions, published rounding, workings.

Everything is a `Fraction`; a figure is rounded once, when it is published (format 1, "rounding.mode"). Roots
and logarithms alone are not exact: they are calculated far beyond the 40 digits that are published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction

LONGEST_NUMBER = 40
ROUNDING_MODES = ("half_up", "half_even", "down")
ZERO = Fraction(0)
ONE = Fraction(1)
HUNDRED = Fraction(100)
SIGNIFICANT = 40
# Digits beyond those published: enough for what is lost where two nearly equal figures are subtracted.
_GUARD = 120

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def parse_number(text: str) -> Fraction | None:
    """The value of a number as the format writes it ("-12.5"), or None where it is no such number."""
    if len(text) > LONGEST_NUMBER or _NUMBER.fullmatch(text) is None:
        return None
    return Fraction(text)


def digits(number: int) -> str:
    """The decimal digits of an integer of any length.

    `str(int)` refuses more than 4,300 digits, which a discount rate of 38 places reaches in a long
    contract; a Decimal made from an integer is exact and knows no such limit.
    """
    return str(Decimal(number))


@dataclass(frozen=True, slots=True)
class Rounding:
    """The published rounding: number of places and what happens to a half."""

    places: int
    mode: str

    def apply(self, value: Fraction) -> Fraction:
        """`value` rounded: half away from zero, half to even, or towards zero."""
        return Fraction(self._units(value), 10**self.places)

    def text(self, value: Fraction) -> str:
        """`value` as it is published ("84.00"); never "-0.00"."""
        units = self._units(value)
        figures = digits(abs(units)).zfill(self.places + 1)
        cut = len(figures) - self.places
        whole, part = figures[:cut], figures[cut:]
        return ("-" if units < 0 else "") + whole + ("." + part if part else "")

    def _units(self, value: Fraction) -> int:
        quotient, rest = divmod(abs(value.numerator) * int(10**self.places), value.denominator)
        twice = 2 * rest
        half = twice == value.denominator
        up = twice > value.denominator or (half and quotient % 2 == 1) or (half and self.mode == "half_up")
        if up and self.mode != "down":
            quotient += 1
        return -quotient if value < 0 else quotient


def exact_text(value: Fraction) -> str:
    """The fraction in lowest terms as the result writes it: "770/9", "-3/2", "84"."""
    if value.denominator == 1:
        return digits(value.numerator)
    return f"{digits(value.numerator)}/{digits(value.denominator)}"


def plain_text(value: Fraction) -> str:
    """A plain decimal without needless zeros where the decimal ends, else the fraction in lowest terms."""
    places = _decimal_places(value.denominator)
    if places is None:
        return exact_text(value)
    units = abs(value.numerator) * 10**places // value.denominator
    figures = digits(units).zfill(places + 1)
    cut = len(figures) - places
    sign = "-" if value < 0 else ""
    return sign + figures[:cut] + ("." + figures[cut:] if places else "")


def working_number(value: Fraction) -> str:
    """A number as a working writes it: a decimal that does not end, and a negative number, in brackets."""
    text = plain_text(value)
    return f"({text})" if value < 0 or "/" in text else text


def exact_sum(values: Iterable[Fraction]) -> Fraction:
    """The sum: those of one denominator first, then in pairs, so that thousands of unlike denominators stay
    affordable."""
    alike: dict[int, int] = {}
    for value in values:
        alike[value.denominator] = alike.get(value.denominator, 0) + value.numerator
    row = [Fraction(numerator, denominator) for denominator, numerator in alike.items()]
    while len(row) > 1:
        row = [sum(row[at : at + 2], ZERO) for at in range(0, len(row), 2)]
    return row[0] if row else ZERO


def significant(value: Fraction, count: int = SIGNIFICANT) -> Fraction:
    """`value` rounded to so many significant decimal digits."""
    return Fraction(_context(count).divide(Decimal(value.numerator), Decimal(value.denominator)))


def logarithm(value: Fraction) -> Fraction:
    """The natural logarithm of a number above 0, to well over 40 significant digits."""
    # Near 1 the logarithm is as small as the distance from 1, so as many digits more are needed.
    distance = abs(value - 1)
    lost = len(digits(distance.denominator)) - len(digits(distance.numerator))
    context = _context(SIGNIFICANT + _GUARD + max(0, lost))
    return Fraction(context.ln(context.divide(Decimal(value.numerator), Decimal(value.denominator))))


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """`base` (0 or more) to a power that is not whole, to well over 40 significant digits."""
    if base == 0:
        return ZERO
    context = _context(SIGNIFICANT + _GUARD)
    parts = (context.divide(Decimal(f.numerator), Decimal(f.denominator)) for f in (base, exponent))
    return Fraction(context.power(*parts))


def _context(precision: int) -> Context:
    """Decimal arithmetic of this precision, with no end to the size of a number that matters here."""
    return Context(prec=precision, Emax=MAX_EMAX, Emin=MIN_EMIN, clamp=0)


def _decimal_places(denominator: int) -> int | None:
    """How many places a fraction of this denominator (lowest terms) needs, or None if it never ends."""
    twos = (denominator & -denominator).bit_length() - 1
    odd = denominator >> twos
    # The power of five is guessed from the size, so that a denominator of thousands of digits is not
    # divided thousands of times only to find that it is no power of five.
    fives = 0
    power = 1
    while power < odd:
        power *= 5
        fives += 1
    return max(twos, fives) if power == odd else None
