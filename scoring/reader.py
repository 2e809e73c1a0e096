"""A declarative reader: asks an object for its keys, and collects every problem with its path.

A method that finds a fault reports it and returns a harmless stand-in, so that reading goes on and all
errors come at once; `Report.sound` tells later checks whether a value can be relied on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, Final

from scoring.errors import EvaluationError, Problem
from scoring.figures import ZERO, parse_number, plain_text
from scoring.jsontext import key_path, printable, show

_MISSING: Final = object()
_SILENT: Final = object()
_NAMES_SHOWN = 30
MOST_PROBLEMS = 10_000


def names(options: Iterable[str]) -> str:
    """A list of allowed words, shortened where it is long."""
    row = list(options)
    shown = ", ".join(printable(name) for name in row[:_NAMES_SHOWN])
    if len(row) > _NAMES_SHOWN:
        shown += f" and {len(row) - _NAMES_SHOWN} more"
    return shown or "none"


class Report:
    """Collects problems, and knows which paths cannot be relied on.

    A file can be made to hold billions of faults (bids by criteria), so reading ends at 10,000.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._unsound: set[str] = set()

    def add(self, path: str, found: str, allowed: str) -> None:
        """Report one problem."""
        self.problems.append(Problem(path, found, allowed))
        self._unsound.add(path)
        if len(self.problems) >= MOST_PROBLEMS:
            self.problems.append(Problem("file", f"{MOST_PROBLEMS:,} problems", "none; reading ended here"))
            self.raise_if_any()

    def distrust(self, path: str) -> None:
        """Mark a path as not to be relied on, its problem being reported elsewhere."""
        self._unsound.add(path)

    def sound(self, *paths: str) -> bool:
        """Whether nothing was wrong at any of these paths."""
        return self._unsound.isdisjoint(paths)

    def raise_if_any(self) -> None:
        """Raise EvaluationError with all problems, if there is one."""
        if self.problems:
            raise EvaluationError(self.problems)


class Value:
    """A place in the file: what stands there, or that nothing does."""

    __slots__ = ("path", "raw", "report")

    def __init__(self, report: Report, raw: object, path: str) -> None:
        self.report = report
        self.raw = raw
        self.path = path

    @property
    def sound(self) -> bool:
        """Whether nothing was found wrong here so far."""
        return self.report.sound(self.path)

    def refuse(self, allowed: str) -> None:
        """Report what stands here as not allowed."""
        if self.raw is _SILENT:
            self.report.distrust(self.path)
            return
        found = "nothing" if self.raw is _MISSING else show(self.raw)
        self.report.add(self.path, found, allowed)

    def text(self, *, empty: bool = True) -> str:
        """Text; with `empty=False` of at least one character."""
        if isinstance(self.raw, str) and (empty or self.raw):
            return self.raw
        self.refuse("text" if empty else "text of at least one character")
        return ""

    def flag(self) -> bool:
        """true or false."""
        if isinstance(self.raw, bool):
            return self.raw
        self.refuse("true or false")
        return False

    def choice(self, options: Sequence[str], note: str = "") -> str:
        """One of the words in `options`."""
        if isinstance(self.raw, str) and self.raw in options:
            return self.raw
        self.refuse(names(options) + note)
        return options[0] if options else ""

    def whole(self, low: int, high: int | None = None) -> int:
        """A whole JSON number from `low` to `high`."""
        fits = isinstance(self.raw, int) and not isinstance(self.raw, bool)
        if fits and isinstance(self.raw, int) and self.raw >= low and (high is None or self.raw <= high):
            return self.raw
        bounds = f", {low} or more" if high is None else f" from {low} to {high}"
        self.refuse(f"a whole number{bounds}, not in quotes")
        return low

    def number(
        self,
        low: Fraction | int | None = None,
        high: Fraction | int | None = None,
        *,
        above: Fraction | int | None = None,
    ) -> Fraction:
        """A number in a string, from `low` to `high`, or strictly above `above`."""
        value = parse_number(self.raw) if isinstance(self.raw, str) else None
        if (
            value is not None
            and (low is None or value >= low)
            and (high is None or value <= high)
            and (above is None or value > above)
        ):
            return value
        self.refuse(_number_words(low, high, above))
        return ZERO

    def object(self) -> Object:
        """An object, to be asked for its keys."""
        if isinstance(self.raw, dict):
            return Object(self.report, self.raw, self.path)
        self.refuse("an object")
        return Object(self.report, None, self.path)

    def list(self, *, at_least: int = 0, of: str = "entry") -> list[Value]:
        """The entries of a list."""
        if not isinstance(self.raw, list) or len(self.raw) < at_least:
            self.refuse(f"a list of at least {at_least} {of}" if at_least else "a list")
            return []
        return [Value(self.report, item, f"{self.path}[{at}]") for at, item in enumerate(self.raw)]

    def mapping(self) -> dict[str, Value]:
        """The entries of an object whose keys are chosen by the author (ids)."""
        if not isinstance(self.raw, dict):
            self.refuse("an object")
            return {}
        return {
            key: Value(self.report, item, key_path(self.path, key))
            for key, item in self.raw.items()
            if isinstance(key, str)
        }


class Object:
    """An object of the file, asked for one key after the other; `close` names what nobody asked for."""

    __slots__ = ("_keys", "_raw", "path", "report")

    def __init__(self, report: Report, raw: dict[str, Any] | None, path: str) -> None:
        self.report = report
        self.path = path
        self._raw = raw
        self._keys: dict[str, None] = {}

    def __getitem__(self, key: str) -> Value:
        """The value of a required key."""
        self.knows(key)
        raw = _SILENT if self._raw is None else self._raw.get(key, _MISSING)
        return Value(self.report, raw, key_path(self.path, key))

    def optional(self, key: str) -> Value | None:
        """The value of an optional key, or None where it is absent or null."""
        self.knows(key)
        if self._raw is None or self._raw.get(key) is None:
            return None
        return self[key]

    def either(self, key: str, other: Callable[[Value], Any]) -> Any:
        """A required key that may be null: None, or what `other` reads from it."""
        value = self[key]
        return None if value.raw is None else other(value)

    def knows(self, *keys: str) -> None:
        """Count these keys as known."""
        self._keys.update(dict.fromkeys(keys))

    def close(self, nullable: Iterable[str] = ()) -> None:
        """Report every key that was not asked for; those in `nullable` may stand there as null."""
        for key, item in (self._raw or {}).items():
            if not isinstance(key, str) or key in self._keys or (item is None and key in nullable):
                continue
            self.report.add(key_path(self.path, key), "an unknown key", names(self._keys))


def _number_words(
    low: Fraction | int | None, high: Fraction | int | None, above: Fraction | int | None
) -> str:
    """What a number may be, in words."""
    words = 'a number in quotes such as "12.5", of at most 40 characters'
    if above is not None:
        words += f", above {plain_text(Fraction(above))}"
    if low is not None and high is not None:
        words += f", from {plain_text(Fraction(low))} to {plain_text(Fraction(high))}"
    elif low is not None:
        words += f", {plain_text(Fraction(low))} or more"
    elif high is not None:
        words += f", {plain_text(Fraction(high))} or less"
    return words
