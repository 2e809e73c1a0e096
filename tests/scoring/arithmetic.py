"""Reads a working by the rules of arithmetic, and holds it against the figure that it explains."""

import re
from collections.abc import Iterator
from decimal import Context, Decimal
from fractions import Fraction

from tests.scoring.builders import Json

_TOKEN = re.compile(r" x | \+ | - |/|\^|\(|\)|, |min|max|ln|-|[0-9]+(?:\.[0-9]+)?")
_NUMBER = re.compile(r"0|[1-9][0-9]*|(0|[1-9][0-9]*)\.[0-9]*[1-9]")
_DIGITS = Context(prec=90)
CLOSE = Fraction(1, 10**38)


class _Arithmetic:
    """Brackets first, then powers, then x and /, then + and -."""

    def __init__(self, text: str) -> None:
        self.tokens = _TOKEN.findall(text)
        assert "".join(self.tokens) == text, f"not the grammar of a working: {text!r}"

    def _take(self, *wanted: str) -> str | None:
        if self.tokens and self.tokens[0] in wanted:
            return str(self.tokens.pop(0))
        return None

    def sum(self) -> Fraction:
        value = self._product()
        while sign := self._take(" + ", " - "):
            value += self._product() if sign == " + " else -self._product()
        return value

    def _product(self) -> Fraction:
        value = self._power()
        while sign := self._take(" x ", "/"):
            value = value * self._power() if sign == " x " else value / self._power()
        return value

    def _power(self) -> Fraction:
        base = self._atom()
        if not self._take("^"):
            return base
        exponent = self._atom()
        if exponent.denominator == 1:
            return Fraction(base ** int(exponent))
        return Fraction(_DIGITS.power(_decimal(base), _decimal(exponent)))

    def _atom(self) -> Fraction:
        if self._take("ln"):
            [value] = self._arguments(1)
            return Fraction(_DIGITS.ln(_decimal(value)))
        if function := self._take("min", "max"):
            pair = self._arguments(2)
            return min(pair) if function == "min" else max(pair)
        if self._take("("):
            value = -self._atom() if self._take("-") else self.sum()
            if self._take("/"):
                value /= self._atom()
            assert self._take(")")
            return value
        number = self.tokens.pop(0)
        assert _NUMBER.fullmatch(number), number
        return Fraction(number)

    def _arguments(self, count: int) -> list[Fraction]:
        assert self._take("(")
        found = [self.sum()]
        while self._take(", "):
            found.append(self.sum())
        assert self._take(")")
        assert len(found) == count
        return found


def _decimal(value: Fraction) -> Decimal:
    return _DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))


def calculate(working: str) -> Fraction:
    """A working read as arithmetic; what follows a semicolon are words."""
    assert working.isascii()
    reader = _Arithmetic(working.split("; ", maxsplit=1)[0])
    value = reader.sum()
    assert reader.tokens == []
    return value


def explained(found: Json) -> Iterator[Json]:
    """Every entry of a result that has a working."""
    for bid in found["bids"]:
        commitments = (bid["social_value"] or {}).get("commitments", ())
        for entry in (bid, *bid["criteria"].values(), *commitments):
            if entry.get("working") is not None:
                yield entry


def assert_workings_hold(found: Json) -> int:
    """Every working gives the exact figure, or the 40 digits of one that no fraction is; how many there were."""
    entries = list(explained(found))
    for entry in entries:
        value = calculate(entry["working"])
        if entry["exact"] is not None:
            assert "approx" not in entry
            assert value == Fraction(entry["exact"]), entry["working"]
        else:
            approx = Fraction(entry["approx"])
            assert abs(value - approx) <= CLOSE * max(abs(approx), CLOSE), entry["working"]
    return len(entries)
