"""An export as XLSX: a sheet for each table and one that says what the file holds. Values only, no formula."""

import io
import re
from datetime import UTC
from decimal import Decimal

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from procurement.core.errors import Refused

from ..models import Result
from .tables import Cell, Export, Table

ABOUT = "About"
MOST_TEXT, MOST_DIGITS, MOST_ROWS = 32_767, 15, 1_048_575
FORMULA_STARTS = ("=", "+", "-", "@", "'")
NARROW, WIDE = 14, 48
LONG = {"Reason", "Working", "Criterion", "Measure", "Did not agree", "Bidder", "Part of"}
# Excel reads _x0041_ as an escaped "A".
ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
REFUSED = "The result cannot be put into a spreadsheet whole, so nothing was downloaded. Download the CSV file instead."


def xlsx_bytes(export: Export, result: Result) -> bytes:
    """The file, read back and compared before it is given. Raises Refused with what would not be whole in it."""
    about = Table(ABOUT, "Line", ("What", "Figure or words"), export.statement)
    tables = (about, *export.tables)
    problems = [problem for table in tables for problem in _problems(table)]
    if problems:
        raise Refused(REFUSED, problems)
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        _write(book.create_sheet(table.title), table)
    moment = result.calculated_at.astimezone(UTC).replace(tzinfo=None)
    book.properties.created = book.properties.modified = moment
    book.properties.title = "Result"
    buffer = io.BytesIO()
    book.save(buffer)
    _check(buffer.getvalue(), tables)
    return buffer.getvalue()


def _problems(table: Table) -> list[str]:
    found = []
    if len(table.rows) > MOST_ROWS:
        found.append(f"{table.title}: {len(table.rows):,} rows, and a sheet has at most {MOST_ROWS:,}.")
    for number, row in enumerate(table.rows, start=1):
        for column, cell in zip(table.columns, row, strict=True):
            why = _why_not(cell)
            if why:
                found.append(f"{table.title}, row {number}, {column}: {why}")
    return found


def _why_not(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        digits = len("".join(map(str, cell.normalize().as_tuple().digits)))
        return f"the number {cell:f} has more than {MOST_DIGITS} digits." if digits > MOST_DIGITS else ""
    text = cell or ""
    if len(text) > MOST_TEXT:
        return f"the text has {len(text):,} characters, and a cell holds at most {MOST_TEXT:,}."
    if ILLEGAL_CHARACTERS_RE.search(text) or ESCAPED.search(text) or "\r" in text:
        return "the text holds a character that a cell cannot hold."
    return ""


def _write(sheet: Worksheet, table: Table) -> None:
    for at, column in enumerate(table.columns, start=1):
        head = sheet.cell(1, at, column)
        head.font = Font(bold=True)
        head.alignment = Alignment(wrap_text=True, vertical="top")
        is_long = column in LONG or table.title == ABOUT
        sheet.column_dimensions[get_column_letter(at)].width = WIDE if is_long else NARROW
    for number, row in enumerate(table.rows, start=2):
        for at, value in enumerate(row, start=1):
            _put(sheet.cell(number, at), value)
    sheet.freeze_panes = "A2" if table.title == ABOUT else "C2"


def _put(cell: SheetCell | MergedCell, value: Cell) -> None:
    if value is None or value == "":
        return
    if isinstance(value, Decimal):
        cell.value = value
        cell.number_format = "General" if value == value.to_integral_value() else "#,##0.00##"
        return
    cell.value = value
    # Whatever a text begins with, it is text: openpyxl would take "=" for a formula.
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if value.startswith(FORMULA_STARTS):
        cell.quotePrefix = True


def _check(made: bytes, tables: tuple[Table, ...]) -> None:
    """Read the file as another program would: every row there, every cell what it was, and no formula."""
    book = load_workbook(io.BytesIO(made))
    for table in tables:
        sheet = book[table.title]
        found = [tuple(_read(cell) for cell in row) for row in sheet.iter_rows(min_row=2)]
        expected = [tuple(_plain(cell) for cell in row) for row in table.rows]
        formulas = any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
        if formulas or found != expected:
            raise Refused(REFUSED, [f"{table.title}: the sheet did not read back as it was written."])


def _read(cell: SheetCell | MergedCell) -> Cell:
    value = cell.value
    return Decimal(str(value)) if isinstance(value, int | float) else (value or None)  # type: ignore[return-value]


def _plain(cell: Cell) -> Cell:
    return cell if isinstance(cell, Decimal) else (cell or None)
