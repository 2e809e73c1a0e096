"""Walking through a release whose parts may be of any type: what has the wrong type is noted and left out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .model import Note
from .reading import kind_in_words
from .text import clean

_MOST_TEXT = 50_000
"""Characters kept of one text; the longest description in a published notice seen has under 20,000."""

_MOST_NOTES = 1_000


@dataclass
class Notebook:
    """Collects notes; the same note about the same lot is kept once, and a file full of faults fills no
    memory.
    """

    _notes: dict[Note, None] = field(default_factory=dict)

    def add(self, text: str, *, lot: int | None = None) -> None:
        if len(self._notes) < _MOST_NOTES:
            self._notes[Note(text, lot)] = None

    def notes(self) -> tuple[Note, ...]:
        """Everything noted, in its order; a last note says so when there was more than can be kept."""
        full = len(self._notes) >= _MOST_NOTES
        return (*self._notes, *([Note(f"Only the first {_MOST_NOTES:,} notes are shown.")] if full else []))


@dataclass(frozen=True)
class Node:
    """An object in the release, with its place (as "tender/lots/0") for notes. A missing one is empty."""

    data: dict[str, Any]
    place: str
    book: Notebook
    lot: int | None = None

    def __bool__(self) -> bool:
        return bool(self.data)

    def about(self, lot: int) -> "Node":
        """The same object, its notes being about a lot."""
        return Node(self.data, self.place, self.book, lot)

    def note(self, text: str) -> None:
        self.book.add(text, lot=self.lot)

    def text(self, key: str, *, name: str) -> str:
        """A text, cleaned; a number where a text should stand is taken as its digits. `name` is for the
        notes.
        """
        value = self.data.get(key)
        if value is None:
            return ""
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
            return str(value)
        if not isinstance(value, str):
            self._wrong(key, value, "a text")
            return ""
        if len(value) > _MOST_TEXT:
            self.note(f"{name}: only the first {_MOST_TEXT:,} of {len(value):,} characters were read.")
            value = value[:_MOST_TEXT]
        cleaned, changes = clean(value)
        for change in changes:
            self.note(f"{name}: {change}.")
        return cleaned

    def line(self, key: str, *, name: str, most: int = 255) -> str:
        """A text on one line, cut with an ellipsis at `most` characters, which is noted."""
        text = " ".join(self.text(key, name=name).split())
        if len(text) <= most:
            return text
        self.note(f"{name}: longer than {most} characters, so its end was cut off.")
        return text[: most - 1].rstrip() + "…"

    def child(self, key: str) -> "Node":
        """The object under `key`; empty where there is none or something else stands there."""
        value = self.data.get(key)
        if value is not None and not isinstance(value, dict):
            self._wrong(key, value, "an object")
        return Node(value if isinstance(value, dict) else {}, self._at(key), self.book, self.lot)

    def children(self, key: str) -> Iterator["Node"]:
        """The objects in the list under `key`, one by one; what is no object is noted and left out."""
        for place, value in self._list(key):
            if isinstance(value, dict):
                yield Node(value, place, self.book, self.lot)
            else:
                self.note(
                    f"The notice's field {place} is {kind_in_words(value)} instead of an object: it was "
                    "left out."
                )

    def texts(self, key: str) -> list[str]:
        """The texts in the list under `key`; a single text counts as a list of one."""
        value = self.data.get(key)
        if isinstance(value, str):
            return [value]
        return [
            str(item)
            for _, item in self._list(key)
            if isinstance(item, str | int) and not isinstance(item, bool)
        ]

    def number(self, key: str) -> Decimal | None:
        """A finite number, exact. A text that is plainly a number is taken as one, with a note."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, str):
            digits = value.strip().replace(",", "")
            if digits.isascii() and digits.replace(".", "", 1).isdigit() and len(digits) < 30:
                self.note(
                    f"The notice's field {self._at(key)} is the text “{value.strip()}”: it was read as a "
                    "number."
                )
                return Decimal(digits)
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            self._wrong(key, value, "a number")
            return None
        number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
        return number if number.is_finite() else None

    def _list(self, key: str) -> Iterator[tuple[str, Any]]:
        value = self.data.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            self._wrong(key, value, "a list")
            return
        for index, item in enumerate(value):
            yield f"{self._at(key)}/{index}", item

    def _wrong(self, key: str, value: Any, expected: str) -> None:
        self.note(
            f"The notice's field {self._at(key)} is {kind_in_words(value)} instead of {expected}: it was "
            "left out."
        )

    def _at(self, key: str) -> str:
        return f"{self.place}/{key}" if self.place else key
