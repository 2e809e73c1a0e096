"""What is read out of a notice: immutable values, exact amounts, aware times."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

_SOCIAL_VALUE = re.compile(r"\bsocial[ -]value\b|\bcommunity benefits?\b", re.IGNORECASE)

CriterionKind = Literal["price", "cost", "quality", "other"]


@dataclass(frozen=True)
class ParsedRelease:
    """One release as it stands in its file. `data` is unchecked: whatever JSON value stood there."""

    number: int
    """Its place in the file, from 1."""
    data: Any
    line: int | None = None
    """The line it stands on, in a JSON Lines file."""

    @property
    def ocid(self) -> str:
        """The process's identifier, or nothing where the release gives none that can be read."""
        return self._text("ocid")

    @property
    def title(self) -> str:
        """The tender's title as published, or nothing."""
        tender = self.data.get("tender") if isinstance(self.data, dict) else None
        title = tender.get("title") if isinstance(tender, dict) else None
        return " ".join(title.split()) if isinstance(title, str) else ""

    @property
    def date(self) -> str:
        """When the release was published, as published."""
        return self._text("date")

    @property
    def tags(self) -> tuple[str, ...]:
        """What the release reports, in OCDS's own codes."""
        tags = self.data.get("tag") if isinstance(self.data, dict) else None
        if isinstance(tags, str):
            tags = [tags]
        return tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()

    def _text(self, key: str) -> str:
        value = self.data.get(key) if isinstance(self.data, dict) else None
        return value.strip() if isinstance(value, str) else ""


@dataclass(frozen=True)
class Note:
    """Something that the officer must know or check, about the lot with this number or the whole tender."""

    text: str
    lot: int | None = None


@dataclass(frozen=True)
class Money:
    """An amount as published, exact, with its currency (ISO 4217)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class CpvCode:
    """A code of the Common Procurement Vocabulary: eight digits, without the check digit."""

    code: str
    description: str = ""


@dataclass(frozen=True)
class BuyerDraft:
    """The contracting authority as the notice names it. `scheme` and `identifier` are empty where none is
    given.
    """

    name: str
    scheme: str = ""
    identifier: str = ""


@dataclass(frozen=True)
class CriterionDraft:
    """One award criterion. `weight` is a percentage, 0 to 100, or None; then `weight_note` says why and what
    to do.
    """

    kind: CriterionKind
    name: str
    description: str = ""
    weight: Decimal | None = None
    weight_as_published: str = ""
    weight_note: str = ""

    @property
    def asks_for_social_value(self) -> bool:
        """Whether its name says that it is about social value or, in Scotland's words, community benefits."""
        return bool(_SOCIAL_VALUE.search(self.name))


@dataclass(frozen=True)
class LotDraft:
    """One lot. `number` is its place in the tender, from 1."""

    number: int
    title: str
    description: str = ""
    value: Money | None = None
    cpv: tuple[CpvCode, ...] = ()
    criteria: tuple[CriterionDraft, ...] = ()


@dataclass(frozen=True)
class TenderDraft:
    """A tender notice, read. Lots: at least one. Notes: all that was mended, left out or looks wrong."""

    ocid: str
    title: str
    lots: tuple[LotDraft, ...]
    release_id: str = ""
    released_at: datetime | None = None
    reference: str = ""
    """The publisher's own number of the tender."""
    description: str = ""
    buyer: BuyerDraft | None = None
    cpv: tuple[CpvCode, ...] = ()
    value: Money | None = None
    category: str = ""
    """goods, services, works, or nothing."""
    procedure: str = ""
    """How the tender is run, in the publisher's words."""
    questions_until: datetime | None = None
    deadline: datetime | None = None
    contract_start: date | None = None
    contract_end: date | None = None
    notes: tuple[Note, ...] = field(default=())

    @property
    def currency(self) -> str:
        """That of the tender's value, else the one that the lots share, else pounds."""
        if self.value:
            return self.value.currency
        of_lots = {lot.value.currency for lot in self.lots if lot.value}
        return of_lots.pop() if len(of_lots) == 1 else "GBP"


@dataclass(frozen=True)
class Refusal:
    """A release that starts no tender, and every reason why, in sentences."""

    reasons: tuple[str, ...]


def notes_in_words(notes: Iterable[Note]) -> list[str]:
    """The notes as sentences, the same note about several lots said once: "Lots 1 to 3 and 5: ..."."""
    lots_by_text: dict[str, list[int]] = {}
    for note in notes:
        lots_by_text.setdefault(note.text, []).extend([] if note.lot is None else [note.lot])
    return [f"{lots_in_words(lots)}: {text}" if lots else text for text, lots in lots_by_text.items()]


def lots_in_words(numbers: Iterable[int]) -> str:
    """ "Lot 4", "Lots 1 and 2", "Lots 1 to 3, 7 and 9"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = []
    for run in runs:
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    if len(parts) == 1:
        return f"{'Lots' if ' ' in parts[0] else 'Lot'} {parts[0]}"
    return f"Lots {', '.join(parts[:-1])} and {parts[-1]}"
