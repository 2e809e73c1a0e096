"""An export as CSV: one table of all rows under the file's own statement, in UTF-8 as spreadsheets expect it."""

import csv
import io
from collections.abc import Iterator

from procurement.core.errors import Refused

from .tables import Cell, Export, as_text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
KIND = "Row is about"
NOTE = (
    "Text that begins with = + - or @ has an apostrophe before it, so that a spreadsheet takes it for text. "
    "The table begins after the empty line."
)
FAULT = "The CSV file did not read back as it was written, so nothing was downloaded."


def csv_bytes(export: Export) -> bytes:
    """The file, read back and compared before it is given. Raises Refused where it would not be whole."""
    lines = list(_lines(export))
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(lines)
    try:
        made = buffer.getvalue().encode("utf-8-sig")
        found = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""), strict=True))
    except (csv.Error, UnicodeError) as error:
        raise Refused(
            FAULT, ["A text holds a character that a CSV file cannot hold. Tell your administrator."]
        ) from error
    if found != lines:
        raise Refused(FAULT, ["Tell your administrator; the result itself is unharmed."])
    return made


def _lines(export: Export) -> Iterator[list[str]]:
    for label, cell in (*export.statement, ("Note", NOTE)):
        yield [label, _safe(cell)]
    yield []
    columns = tuple(dict.fromkeys(column for table in export.tables for column in table.columns))
    yield [KIND, *columns]
    for table in export.tables:
        for row in table.rows:
            cells = dict(zip(table.columns, row, strict=True))
            yield [table.row, *(_safe(cells.get(column)) for column in columns)]


def _safe(cell: Cell) -> str:
    """A cell's text that no spreadsheet takes for a formula; numbers stay as they are."""
    text = as_text(cell)
    if isinstance(cell, str) and text.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{text}"
    return text
