"""What stands in a cell of a workbook that somebody sends, as the file format writes it, or a problem by its cell."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from scoring.errors import Problem
from scoring.figures import parse_number
from scoring.jsontext import show
from scoring.reader import names
from scoring.workbook.layout import FAIL, NO, PASS, YES
from scoring.workbook.page import EMPTY, shown_number, shown_text

_NUMBER = "a number such as 12.5"
_TEXT = "text"
_FORMULA = "what was calculated, as a value: copy the cell and paste values only"
_FIFTEEN_DIGITS = 1e-14
_DATES = (datetime, date, time, timedelta)


@dataclass
class Findings:
    """Problems by cell, the cell of each path of the evaluation, and what a cell could not hold exactly."""

    problems: list[Problem] = field(default_factory=list)
    cells: dict[str, Cell] = field(default_factory=dict)
    exact: dict[str, str] = field(default_factory=dict)

    def add(self, address: str, found: str, allowed: str) -> None:
        """Report one problem."""
        self.problems.append(Problem(address, found, allowed))


class Cell:
    """A cell; each reader returns None where it is empty, or reports why it cannot be read."""

    def __init__(self, findings: Findings, address: str, cell: Any) -> None:
        self.address = address
        self._findings = findings
        self._value: Any = getattr(cell, "value", None)
        self._type = getattr(cell, "data_type", "n")
        self._format = str(getattr(cell, "number_format", None) or "")
        if self._type == "s" and self._value == "":
            self._value = None

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return self._value is None

    @property
    def is_number(self) -> bool:
        """Whether a number stands in it."""
        return isinstance(self._value, int | float) and not isinstance(self._value, bool)

    def at(self, path: str) -> Cell:
        """Remember this cell as the place of a path of the evaluation."""
        self._findings.cells[path] = self
        return self

    def text(self, *, needed: bool = False) -> str | None:
        """Text; a whole number counts as its digits. With `needed`, "(empty)" may stand for no text."""
        if self._unreadable(_TEXT):
            return None
        if self.is_number:
            return self._number_text(_TEXT)
        if not isinstance(self._value, str):
            self._refuse(_TEXT)
            return None
        exact = self._findings.exact.get(self.address)
        if exact is not None and self._value == (shown_text(exact) if exact or not needed else EMPTY):
            return exact
        return self._value

    def number(self) -> str | None:
        """A number; one that is stored as text counts where it is written as the format writes numbers."""
        if self._unreadable(_NUMBER):
            return None
        if isinstance(self._value, str):
            text = self._value.strip()
            if parse_number(text) is not None:
                return text
        if not self.is_number:
            self._refuse(_NUMBER)
            return None
        if "%" in self._format:
            percentage = f"{plain_number(self._value * 100)}%"
            found = f"{plain_number(self._value)}, shown as {percentage}"
            self._findings.add(self.address, found, f"{_NUMBER}, without percent format")
            return None
        exact = self._findings.exact.get(self.address)
        shown = self._number_text(_NUMBER)
        if exact is not None and parse_number(exact) is not None:
            # Programs differ in the fifteenth digit that they save.
            near = math.isclose(shown_number(exact)[0], self._value, rel_tol=_FIFTEEN_DIGITS)
            return exact if near else shown
        return shown

    def mark(self) -> str | None:
        """A mark: a number, or text."""
        return self.text() if isinstance(self._value, str) and self._type != "f" else self.number()

    def whole(self) -> int | None:
        """A whole number."""
        text = self.number()
        if text is None:
            return None
        if not text.lstrip("-").isdigit():
            self._refuse("a whole number")
            return None
        return int(text)

    def flag(self, yes: str = YES, no: str = NO) -> bool | None:
        """yes or no, or whatever two words stand for them; TRUE and FALSE too."""
        allowed = f"{yes} or {no}"
        if self._unreadable(allowed):
            return None
        if isinstance(self._value, bool):
            return self._value
        word = self._value.strip().lower() if isinstance(self._value, str) else None
        if word not in (yes, no):
            self._refuse(allowed)
            return None
        return word == yes

    def passed(self) -> bool | None:
        """pass or fail."""
        return self.flag(PASS, FAIL)

    def refuse(self, options: Iterable[str]) -> None:
        """Report a word that is none of those expected."""
        self._refuse(names(options))

    def _unreadable(self, allowed: str) -> bool:
        """Whether nothing can be read; a problem unless the cell is empty."""
        if self._type == "f":
            self._findings.add(self.address, "a formula", f"{allowed}; {_FORMULA}")
            return True
        if self._type == "e" or isinstance(self._value, _DATES):
            self._refuse(allowed)
            return True
        return self._value is None

    def _refuse(self, allowed: str) -> None:
        self._findings.add(self.address, self.shown(), allowed)

    def shown(self) -> str:
        """What stands in the cell, as an error shows it."""
        value = self._value
        if isinstance(value, _DATES):
            return f"a date or time ({value})"
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if self._type == "e":
            return f"the error {value}"
        if isinstance(value, int | float):
            return plain_number(value) if math.isfinite(value) else str(value)
        return "nothing" if value is None else show(value)

    def _number_text(self, allowed: str) -> str | None:
        if not math.isfinite(self._value):
            self._refuse(allowed)
            return None
        return plain_number(self._value)


def plain_number(value: float) -> str:
    """A number as the format writes it, with the 15 digits that a spreadsheet shows."""
    text = format(Decimal(f"{value:.15g}"), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
