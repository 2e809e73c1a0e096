"""Which column of a file holds what: the fields of a measure, and a guess from the headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .table import Table, column_of


@dataclass(frozen=True)
class Field:
    """A field of a measure that a column can hold. `known_as` are headings that name it, in lower case."""

    name: str
    label: str
    needed: bool = False
    hint: str = ""
    known_as: tuple[str, ...] = ()


FIELDS = (
    Field(
        "code", "Code", needed=True, known_as=("code", "reference", "ref", "id", "measure id", "measure code"),
    ),
    Field(
        "title", "Title", needed=True,
        known_as=("title", "measure", "measure title", "name", "description", "entry"),
    ),
    Field("unit", "Unit", needed=True, known_as=("unit", "units", "unit of measure", "measured in")),
    Field(
        "value", "Value of one unit, in pounds",
        hint="Empty: not valued. Several, one for each contract year, stand in one cell with semicolons between them.",
        known_as=(
            "value", "proxy", "proxy value", "unit cost", "cost", "unit value", "value gbp", "cost gbp source year",
            "value of one unit",
        ),
    ),
    Field("theme", "Theme", known_as=("theme", "category", "priority", "mission")),
    Field("outcome", "Outcome", known_as=("outcome", "sub category", "subcategory", "detail", "group")),
    Field("kind", "Kind of value", known_as=("kind", "type", "kind of value", "value type")),
    Field("level", "Level", hint="Activity, output or outcome.", known_as=("level",)),
    Field("definition", "What counts", known_as=("definition", "what counts", "guidance", "unit guidance")),
    Field("evidence", "Evidence asked for", known_as=("evidence", "evidence required", "evidence asked for")),
    Field("baseline", "What it is counted against", known_as=("baseline",)),
    Field("source", "Source", known_as=("source", "value source", "source of value")),
    Field("source_edition", "Edition of the source", known_as=("edition", "source edition", "version")),
    Field(
        "price_year", "Price year",
        known_as=("price year", "source year", "year", "prices", "price base", "value year"),
    ),
    Field("licence", "Licence", known_as=("licence", "license")),
    Field(
        "confidence", "Confidence", hint="High, medium or low; green, amber or red.",
        known_as=("confidence", "rag", "rag rating"),
    ),
    Field("counts_with", "May count one thing twice with", hint="Codes with semicolons between them.",
          known_as=("double count", "double counting", "double count with", "counts with", "counts twice with")),
    Field("deadweight", "Deadweight", hint="What would happen anyway. A share: 0.2 or 20%.", known_as=("deadweight",)),
    Field("attribution", "Attribution", hint="The share that others bring about.", known_as=("attribution",)),
    Field("displacement", "Displacement", hint="The share that only moves from elsewhere.", known_as=("displacement",)),
    Field("leakage", "Leakage", hint="The share that leaves the area.", known_as=("leakage",)),
    Field("drop_off", "Drop-off a year", hint="The share lost each year.",
          known_as=("drop off", "dropoff", "drop off a year")),
)  # fmt: skip


@dataclass(frozen=True)
class Mapping:
    """The column (from 0) of each field that the file has, and what holds for rows that do not say."""

    columns: dict[str, int] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)


def guess(table: Table) -> dict[str, int]:
    """The columns whose headings name a field. A heading is taken once; better-known names come first."""
    headings = [_comparable(heading) for heading in table.headings]
    found: dict[str, int] = {}
    for one in FIELDS:
        for name in one.known_as:
            at = next(
                (n for n, heading in enumerate(headings) if heading == name and n not in found.values()), None
            )
            if at is not None:
                found[one.name] = at
                break
    return found


def column_name(headings: Sequence[str], at: int) -> str:
    """A column as a list of choices names it: "C: Unit"."""
    return column_of(headings, at).removeprefix("column ").replace("“", "").replace("”", "")


def _comparable(heading: str) -> str:
    return re.sub(r"[^a-z]+", " ", heading.casefold()).strip()
