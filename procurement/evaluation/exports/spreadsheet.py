"""An export as XLSX: a sheet for each table and one that says what the file holds. Values only, no formula."""

import io
import re
from collections.abc import Iterable
from datetime import UTC
from decimal import Decimal

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from procurement.core.errors import Refused

from ..models import Result
from .tables import Cell, Export, Table, as_text

ABOUT = "About"
MOST_TEXT, MOST_DIGITS, MOST_ROWS = 32_767, 15, 1_048_575
FORMULA_STARTS = ("=", "+", "-", "@", "'")
WIDEST, LINE_HEIGHT, HIGHEST_ROW = 48, 15, 400
HEAD, TOP = Font(name="Calibri", bold=True), Alignment(wrap_text=True, vertical="top", indent=1)
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
    widths = [_width(texts) for texts in zip(table.columns, *_texts(table), strict=True)]
    for at, (column, width) in enumerate(zip(table.columns, widths, strict=True), start=1):
        head = sheet.cell(1, at, column)
        head.font, head.alignment = HEAD, TOP
        sheet.column_dimensions[get_column_letter(at)].width = width
    for number, (row, texts) in enumerate(zip(table.rows, _texts(table), strict=True), start=2):
        lines = max(_lines(text, width) for text, width in zip(texts, widths, strict=True))
        sheet.row_dimensions[number].height = min(HIGHEST_ROW, LINE_HEIGHT * lines)
        for at, value in enumerate(row, start=1):
            _put(sheet.cell(number, at), value)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    sheet.freeze_panes = "A2" if table.title == ABOUT else "C2"


def _texts(table: Table) -> list[list[str]]:
    return [[as_text(cell) for cell in row] for row in table.rows]


def _width(texts: Iterable[str]) -> int:
    """As wide as its longest text, within bounds; longer ones go over several lines."""
    return min(WIDEST, max(len(text) for text in texts) + 3)


def _lines(text: str, width: int) -> int:
    return sum(1 + len(line) // width for line in text.split("\n"))


def _put(cell: SheetCell | MergedCell, value: Cell) -> None:
    if value is None or value == "":
        return
    if isinstance(value, Decimal):
        cell.value = value
        cell.alignment = Alignment(vertical="top")
        cell.number_format = "#,##0.00" if value.as_tuple().exponent == -2 else "General"
        return
    cell.value = value
    # Whatever a text begins with, it is text: openpyxl would take "=" for a formula.
    cell.data_type = "s"
    cell.alignment = TOP
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
