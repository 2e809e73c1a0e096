"""A file as a table of texts: CSV in the usual encodings, or the first sheet of an Excel workbook."""

from collections.abc import Sequence
from dataclasses import dataclass

from procurement.core.letters import letter

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 100
FILLED_IN_HEADINGS = 2
"""The first row with so many filled cells holds the headings; a title above it is passed over."""


class UnreadableFileError(Exception):
    """The file cannot be read as a table at all; the message says why and what to do."""


@dataclass(frozen=True)
class Fault:
    """Something wrong in one cell: the row as a spreadsheet counts it, the column in words, what was found there, and
    what is allowed."""

    row: int
    column: str
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"Row {self.row}, {self.column}: found {self.found}; allowed: {self.allowed}"


@dataclass(frozen=True)
class Row:
    """A row under the headings: its number in the file (the first is 1), and a text for each column."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The headings, the rows under them, notes on how the file was read, and faults of single cells."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    headings_row: int = 1


def column_of(headings: Sequence[str], index: int) -> str:
    """A column in words: "column C “Unit”"."""
    heading = headings[index] if index < len(headings) else ""
    return f"column {letter(index + 1)}" + (f" “{heading[:60]}”" if heading else "")


def read_table(name: str, content: bytes) -> Table:
    """The table in a file; its `name` says whether it is CSV or XLSX, and its content has to be that.

    Raises UnreadableFileError for one that is empty, too long, or not what its name says.
    """
    # Importing here keeps Excel's reader out of every process that reads no workbook.
    from .text_file import read_csv  # noqa: PLC0415
    from .workbook import read_workbook  # noqa: PLC0415

    if not content.strip():
        raise UnreadableFileError("The file is empty. Choose one with headings and a row for each measure.")
    if len(content) > MAX_BYTES:
        raise UnreadableFileError(
            f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Split it, and import the parts."
        )
    is_workbook = name.lower().endswith(".xlsx")
    _is_what_it_says(name, content, is_workbook=is_workbook)
    return read_workbook(content) if is_workbook else read_csv(content)


_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive, as Excel workbooks (.xlsx) and Word documents are"),
    (b"\xd0\xcf\x11\xe0", "an old or protected Office document, like .xls"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
)


def _is_what_it_says(name: str, content: bytes, *, is_workbook: bool) -> None:
    found = next((words for start, words in _SIGNATURES if content.startswith(start)), "")
    if is_workbook and not content.startswith(b"PK\x03\x04"):
        what = found or "no workbook inside"
        raise UnreadableFileError(
            f"“{name}” is called an Excel workbook but is {what}. Open it in a spreadsheet program, and save it as "
            "an Excel workbook (.xlsx) or as CSV."
        )
    if not is_workbook and found:
        raise UnreadableFileError(
            f"“{name}” is called CSV but is {found}. Open it in a spreadsheet program, and save it as CSV, or give "
            "it its right name."
        )


def table_of(rows: Sequence[Row], notes: Sequence[str] = (), faults: Sequence[Fault] = ()) -> Table:
    """Headings and the rows under them, out of all rows of a file; empty rows are passed over."""
    filled = [row for row in rows if any(cell.strip() for cell in row.cells)]
    at = next(
        (n for n, row in enumerate(filled) if sum(bool(c.strip()) for c in row.cells) >= FILLED_IN_HEADINGS),
        None,
    )
    if at is None:
        raise UnreadableFileError(
            "The file has no row with two or more headings. The first row names the columns: code, title, unit, value "
            "and so on; below it is a row for each measure."
        )
    under = filled[at + 1 :]
    if not under:
        raise UnreadableFileError(
            "The file has headings and nothing below them, so there is no measure to import."
        )
    if len(under) > MAX_ROWS:
        raise UnreadableFileError(too_many(f"{len(under):,}"))
    headings = tuple(cell.strip() for cell in filled[at].cells)
    width = max(len(row.cells) for row in (filled[at], *under))
    if width > MAX_COLUMNS:
        raise UnreadableFileError(
            f"The file has {width:,} columns, and at most {MAX_COLUMNS} can be read. Remove the others."
        )
    headings += ("",) * (width - len(headings))
    padded = tuple(Row(row.number, row.cells + ("",) * (width - len(row.cells))) for row in under)
    first = filled[at].number
    named = tuple(
        Fault(one.row, column_of(headings, int(one.column)), one.found, one.allowed)
        for one in faults
        if one.row >= first
    )
    return Table(headings, padded, tuple(notes), named, first)


def too_many(rows: str) -> str:
    """The sentence for a file with more rows than can be imported."""
    return (
        f"The file has {rows} rows of measures, and at most {MAX_ROWS:,} can be imported as one framework. Officers "
        "could not choose from more. Keep the measures that you use, or split the file by theme."
    )
