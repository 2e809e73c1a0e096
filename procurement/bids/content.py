"""The document that a bid is: what is sealed, hashed for the receipt, and expanded into rows at the
opening.

`{"format": "commonweal/bid/1", "answers": {criterion: text}, "prices": {criterion: "480000.00"}, "passes":
{criterion: {"confirmed": true, "note": ""}}, "commitments": {criterion: [{"measure", "quantity", "year",
"method"}]}, "files": [{"id", "name", "type", "size", "sha256"}], "salt": "..."}`. Numbers are decimal text,
years count from 0. Canonical JSON: keys sorted, no white space, UTF-8. The salt, 128 random bits made with
the bid, keeps anybody from guessing a price by trying which one gives the receipt's SHA-256.

A draft is the document with, for each section, the save that last changed it.
"""

import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from scoring import canonical_json

FORMAT = "commonweal/bid/1"
DRAFT_FORMAT = "commonweal/draft/1"


@dataclass(frozen=True)
class Confirmation:
    """The supplier's yes or no to a pass or fail criterion, with what they add."""

    confirmed: bool
    note: str = ""


@dataclass(frozen=True)
class Commitment:
    """So much of a measure in a contract year (0 is the first), and how it will be done."""

    measure: str
    quantity: Decimal
    year: int
    method: str

    @property
    def key(self) -> tuple[str, int]:
        return self.measure, self.year


@dataclass(frozen=True)
class FileEntry:
    """A file of the bid: its name, its type, its size in bytes and the SHA-256 of what it holds."""

    id: uuid.UUID
    name: str
    type: str
    size: int
    sha256: str


def _salt() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Content:
    """A bid's whole content. Unchangeable: a change makes a new one."""

    answers: Mapping[str, str] = field(default_factory=dict)
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    passes: Mapping[str, Confirmation] = field(default_factory=dict)
    commitments: Mapping[str, tuple[Commitment, ...]] = field(default_factory=dict)
    files: tuple[FileEntry, ...] = ()
    salt: str = field(default_factory=_salt)

    def with_answer(self, criterion: str, text: str) -> "Content":
        return replace(self, answers=_set(self.answers, criterion, text))

    def with_price(self, criterion: str, amount: Decimal | None) -> "Content":
        return replace(self, prices=_set(self.prices, criterion, amount))

    def with_pass(self, criterion: str, confirmation: Confirmation | None) -> "Content":
        return replace(self, passes=_set(self.passes, criterion, confirmation))

    def with_commitments(self, criterion: str, commitments: tuple[Commitment, ...]) -> "Content":
        return replace(self, commitments=_set(self.commitments, criterion, commitments))

    def with_files(self, files: tuple[FileEntry, ...]) -> "Content":
        return replace(self, files=files)

    def file(self, file_id: uuid.UUID) -> FileEntry:
        """The entry with this id; KeyError when the bid has none."""
        for entry in self.files:
            if entry.id == file_id:
                return entry
        raise KeyError(file_id)

    def to_json(self) -> dict[str, Any]:
        """The document as plain JSON values."""
        return {
            "format": FORMAT,
            "answers": dict(self.answers),
            "prices": {criterion: f"{amount:f}" for criterion, amount in self.prices.items()},
            "passes": {criterion: asdict(confirmation) for criterion, confirmation in self.passes.items()},
            "commitments": {
                criterion: [{**asdict(item), "quantity": f"{item.quantity:f}"} for item in items]
                for criterion, items in self.commitments.items()
            },
            "files": [{**asdict(entry), "id": str(entry.id)} for entry in self.files],
            "salt": self.salt,
        }

    def canonical(self) -> bytes:
        """The bytes that are sealed and hashed."""
        return canonical_json(self.to_json())

    def sha256(self) -> str:
        """SHA-256 of the document in hexadecimal, as the receipt shows it."""
        return hashlib.sha256(self.canonical()).hexdigest()

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Content":
        """The content of a document. Raises ValueError or KeyError for one of another format or shape."""
        if document["format"] != FORMAT:
            raise ValueError(f"This document is not of the format {FORMAT}.")
        return cls(
            answers=dict(document["answers"]),
            prices={criterion: Decimal(amount) for criterion, amount in document["prices"].items()},
            passes={criterion: Confirmation(**given) for criterion, given in document["passes"].items()},
            commitments={
                criterion: tuple(
                    Commitment(**{**item, "quantity": Decimal(item["quantity"])}) for item in items
                )
                for criterion, items in document["commitments"].items()
            },
            files=tuple(FileEntry(**{**entry, "id": uuid.UUID(entry["id"])}) for entry in document["files"]),
            salt=document["salt"],
        )

    @classmethod
    def from_bytes(cls, document: bytes) -> "Content":
        return cls.from_json(json.loads(document))


@dataclass(frozen=True)
class Saved:
    """The save that last changed a section: the draft's revision that it made, when, and the name of who
    did it.
    """

    revision: int
    at: datetime
    by: str


@dataclass(frozen=True)
class Draft:
    """A bid being written: its content, and for each section the save that last changed it."""

    content: Content = field(default_factory=Content)
    saved: Mapping[str, Saved] = field(default_factory=dict)

    def revision_of(self, section: str) -> int:
        """The draft's revision that last changed a section; 0 when nothing did."""
        return self.saved[section].revision if section in self.saved else 0

    def changed(self, content: Content, *, section: str, saved: Saved) -> "Draft":
        return Draft(content, {**self.saved, section: saved})

    def to_bytes(self) -> bytes:
        return canonical_json(
            {
                "format": DRAFT_FORMAT,
                "content": self.content.to_json(),
                "saved": {
                    section: {"revision": save.revision, "at": save.at.isoformat(), "by": save.by}
                    for section, save in self.saved.items()
                },
            }
        )

    @classmethod
    def from_bytes(cls, document: bytes) -> "Draft":
        """The draft of a document. Raises ValueError or KeyError for one of another format or shape."""
        value = json.loads(document)
        if value["format"] != DRAFT_FORMAT:
            raise ValueError(f"This document is not of the format {DRAFT_FORMAT}.")
        return cls(
            Content.from_json(value["content"]),
            {
                section: Saved(save["revision"], datetime.fromisoformat(save["at"]), save["by"])
                for section, save in value["saved"].items()
            },
        )


def _set(mapping: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    """A copy with `key` set; without it when the value is empty, so that nothing typed is the same as
    never typed.
    """
    rest = {name: kept for name, kept in mapping.items() if name != key}
    empty = value is None or value in ("", ())
    return rest if empty else {**rest, key: value}
