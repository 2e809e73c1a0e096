"""Rows of a table as measures, or what is wrong with them, cell by cell."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from scoring.price_index import canonical_year

from ..models import DEDUCTIONS, Measure
from .columns import FIELDS, Mapping
from .table import Fault, Row, Table, column_of
from .values import CONFIDENCES, KINDS, LEVELS, VALUE_ALLOWED, WrongCellError, codes_in, one_of, pounds, share

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .&_()-]{0,19}")
LONGEST = {"title": 300, "unit": 60, "theme": 200, "outcome": 200, "source_edition": 100, "licence": 200}
LONGEST_TEXT = 5000
_LABELS = {one.name: one.label for one in FIELDS}
TEXTS = ("definition", "evidence", "baseline", "source", "source_edition", "licence")
_PRICE_YEAR = "a year like 2024, or a financial year like 2024/25"


@dataclass(frozen=True)
class MeasureRow:
    """A measure as a row gives it; `fields` are those of the model by name. `number` is the row in the file."""

    number: int
    theme: str
    outcome: str
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """What a file gives under a mapping: the measures of sound rows, and every fault. Import needs no fault at all."""

    measures: tuple[MeasureRow, ...]
    faults: tuple[Fault, ...]


def check(table: Table, mapping: Mapping) -> Checked:
    """Read every row. Faults stand in the order of the rows."""
    cells_at_fault = {(fault.row, fault.column) for fault in table.faults}
    read, faults = [], list(table.faults)
    for row in table.rows:
        reader = _Reader(table, row, mapping, cells_at_fault)
        measure = reader.measure()
        faults += reader.faults
        if measure is not None and not reader.faults:
            read.append(measure)
    faults += _repeated(table, mapping)
    read, unknown = _with_partners(read, table, mapping)
    faults += unknown
    return Checked(tuple(read), tuple(sorted(faults, key=lambda fault: fault.row)))


class _Reader:
    """One row, read field by field."""

    def __init__(self, table: Table, row: Row, mapping: Mapping, known: set[tuple[int, str]]) -> None:
        self.faults: list[Fault] = []
        self._table, self._row, self._mapping, self._known = table, row, mapping, known

    def measure(self) -> MeasureRow | None:
        code = self.needed("code", "a code of its own, like JOB1")
        if code and not _CODE.fullmatch(code):
            self.wrong(
                "code", code, "up to 20 letters, figures, spaces and . & _ - ( ), a letter or figure first"
            )
        title, unit = (
            self.needed("title", "the measure's title"),
            self.needed("unit", "what it is counted in, like hours"),
        )
        theme = self.text("theme") or "All measures"
        outcome = self.text("outcome") or theme
        values = self.read("value", _values, VALUE_ALLOWED) or []
        fields: dict[str, Any] = {
            "code": code,
            "title": title,
            "unit": unit,
            "proxy_value": values[0] if values else None,
            "yearly_values": [f"{value:f}" for value in values] if len(values) > 1 else [],
            "kind": self.kind(),
            "level": self.read("level", one_of(LEVELS), "activity, output or outcome") or "",
            "confidence": self.read("confidence", one_of(CONFIDENCES), "high, medium or low") or "",
            "counts_with": codes_in(self.text("counts_with")),
            "price_year": self.price_year(valued=bool(values)),
            **{name: self.text(name) for name in TEXTS},
            **{
                name: self.read(name, share, "a share from 0 to 1, or 0% to 100%") or Decimal(0)
                for name in DEDUCTIONS
            },
        }
        if values and not fields["source"]:
            self.wrong("source", "nothing", "where the value comes from, in its column or for the whole file")
        return MeasureRow(self._row.number, theme, outcome, fields)

    def kind(self) -> str:
        kinds = ", ".join(str(kind.label).lower() for kind in Measure.Kind)
        found = self.read("kind", one_of(KINDS), kinds)
        if not found and not self.faulty("kind"):
            self.wrong("kind", "nothing", f"{kinds}: in its column or for the whole file")
        return found or ""

    def price_year(self, *, valued: bool) -> str:
        text = self.text("price_year")
        year = canonical_year(text) if text else None
        if text and year is None:
            self.wrong("price_year", f"“{text[:60]}”", _PRICE_YEAR)
        elif valued and not text:
            self.wrong(
                "price_year", "nothing beside a value", f"{_PRICE_YEAR}: in its column or for the whole file"
            )
        return year or ""

    def text(self, name: str) -> str:
        """The cell of a field, or what holds for rows that do not say."""
        at = self._mapping.columns.get(name)
        text = self._row.cells[at].strip() if at is not None else ""
        longest = LONGEST.get(name, LONGEST_TEXT)
        if len(text) > longest:
            self.wrong(name, f"{len(text):,} characters", f"at most {longest:,}")
            return ""
        return text or self._mapping.defaults.get(name, "")

    def needed(self, name: str, allowed: str) -> str:
        text = self.text(name)
        if not text and not self.faulty(name):
            self.wrong(name, "nothing", allowed)
        return text

    def read(self, name: str, reader: Callable[[str], Any], allowed: str) -> Any:
        text = self.text(name)
        if not text:
            return None
        try:
            return reader(text)
        except WrongCellError as error:
            self.wrong(name, str(error), allowed)
            return None

    def faulty(self, name: str) -> bool:
        return any(fault.column == self._column(name) for fault in self.faults)

    def wrong(self, name: str, found: str, allowed: str) -> None:
        column = self._column(name)
        if (self._row.number, column) not in self._known:  # a formula or an error is said already
            self.faults.append(Fault(self._row.number, column, found, allowed))

    def _column(self, name: str) -> str:
        at = self._mapping.columns.get(name)
        return f"no column for “{_LABELS[name]}”" if at is None else column_of(self._table.headings, at)


def _values(text: str) -> list[Decimal]:
    """One value, or one for each contract year; none where the cell says that it is not valued."""
    found = [pounds(part) for part in text.split(";") if part.strip()]
    values = [value for value in found if value is not None]
    if len(values) != len(found) and len(found) > 1:
        raise WrongCellError(f"“{text[:60]}”, where a year has no value")
    return values


def _repeated(table: Table, mapping: Mapping) -> Iterator[Fault]:
    at = mapping.columns.get("code")
    if at is None:
        return
    first: dict[str, int] = {}
    for row in table.rows:
        code = row.cells[at].strip()
        if code and first.setdefault(code.casefold(), row.number) != row.number:
            column, earlier = column_of(table.headings, at), first[code.casefold()]
            yield Fault(row.number, column, f"“{code[:60]}” again", f"each code once; row {earlier} has it")


def _with_partners(
    read: list[MeasureRow], table: Table, mapping: Mapping
) -> tuple[list[MeasureRow], list[Fault]]:
    """The measures with double counting said on both sides, and a fault for each code that the file does not have."""
    at = mapping.columns.get("code")
    known = {row.cells[at].strip() for row in table.rows} if at is not None else set()
    partners: dict[str, set[str]] = {}
    faults = []
    for one in read:
        for other in one.fields["counts_with"]:
            if other not in known or other == one.fields["code"]:
                column = column_of(table.headings, mapping.columns["counts_with"])
                faults.append(
                    Fault(one.number, column, f"“{other[:60]}”", "the code of another measure of this file")
                )
                continue
            partners.setdefault(one.fields["code"], set()).add(other)
            partners.setdefault(other, set()).add(one.fields["code"])
    complete = [
        replace(one, fields={**one.fields, "counts_with": sorted(partners.get(one.fields["code"], ()))})
        for one in read
    ]
    return complete, faults
