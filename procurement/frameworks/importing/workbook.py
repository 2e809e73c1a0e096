"""The first sheet of an Excel workbook as a table. Formulas are not evaluated, and macros are never run."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl

from procurement.core.letters import letter

from .table import MAX_ROWS, Fault, Row, Table, UnreadableFileError, table_of, too_many

MAX_UNPACKED = 150 * 1024 * 1024
ROWS_ABOVE = 50
"""Rows for a title above the headings that are read before a sheet counts as too long."""
NO_FORMULA = "a value: copy the column in the spreadsheet, and paste it back as values"
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]+):([A-Z]{1,3})([0-9]+)"')
_BRACKETED = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_FOREIGN = ("€", "$", "¥", "EUR", "USD", "CHF", "JPY", "SEK", "NOK", "DKK", "PLN")


def read_workbook(content: bytes) -> Table:
    """The table on the first visible sheet. Raises UnreadableFileError, in words."""
    _is_small_enough(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    except Exception as error:  # whatever the reader meets in a broken file is for the person the same
        raise UnreadableFileError(
            "The workbook cannot be read: it is damaged, or no Excel workbook. Open it in a spreadsheet program, save "
            "it as an Excel workbook (.xlsx) again, or as CSV."
        ) from error
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise UnreadableFileError("The workbook has no visible sheet. Put the table on the first sheet.")
        notes = (
            [f"The workbook has {len(sheets)} sheets; the first, “{sheets[0].title}”, was read."]
            if len(sheets) > 1
            else []
        )
        return _table(sheets[0], content, notes)
    finally:
        book.close()


def _is_small_enough(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableFileError(
            "The workbook is damaged: it breaks off before its end. Save it again and choose the new file."
        ) from error
    if "xl/workbook.xml" not in names:
        raise UnreadableFileError(
            "The file is a zip archive but no Excel workbook. Open the table in a spreadsheet program, and save it as "
            "an Excel workbook (.xlsx) or as CSV."
        )
    if unpacked > MAX_UNPACKED:
        raise UnreadableFileError(
            "The workbook is far too large once it is unpacked. Save the one sheet as CSV."
        )


def _table(sheet: Any, content: bytes, notes: list[str]) -> Table:
    rows: list[Row] = []
    faults: list[Fault] = []
    filled = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        texts = tuple(_text(cell, number, at, faults) for at, cell in enumerate(cells))
        while texts and not texts[-1]:
            texts = texts[:-1]
        if not texts:
            continue
        filled += 1
        if filled > MAX_ROWS + ROWS_ABOVE:
            raise UnreadableFileError(too_many(f"more than {MAX_ROWS:,}"))
        rows.append(Row(number, texts))
    faults += _merged_cells(sheet, content)
    return table_of(rows, notes, sorted(faults, key=lambda fault: fault.row))


def _merged_cells(sheet: Any, content: bytes) -> list[Fault]:
    """A fault for each merged range. openpyxl's quick reader knows none, so the sheet's own part is searched."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.read(sheet._worksheet_path)  # the name of the part is known to the reader alone
    return [
        Fault(
            int(row),
            str(_index(first.decode())),
            f"merged cells, {first.decode()}{row.decode()} to {last.decode()}{end.decode()}",
            "a value in each cell: take the merging off, and fill every row",
        )
        for first, row, last, end in _MERGED.findall(part)
    ]


def _index(name: str) -> int:
    at = 0
    for one in name:
        at = at * 26 + ord(one) - ord("A") + 1
    return at - 1


def _text(cell: Any, row: int, at: int, faults: list[Fault]) -> str:
    """A cell as the text that a person sees, as far as numbers go; the currency of its format comes with it."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in ("f", "e"):
        what = (
            f"a formula in {letter(at + 1)}{row}"
            if cell.data_type == "f"
            else f"a spreadsheet's error, {value}"
        )
        faults.append(Fault(row, str(at), what, NO_FORMULA))
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _foreign(cell.number_format or "") + _plain(value)
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value).strip()


def _plain(value: float) -> str:
    """A number without the noise of binary fractions: 12 figures are more than any proxy value has."""
    return f"{Decimal(f'{value:.12g}'):f}"


def _foreign(number_format: str) -> str:
    """The currency that a format shows, unless it is pounds or none."""
    bracketed = _BRACKETED.search(number_format)
    shown = bracketed.group(1) if bracketed else number_format.replace("\\", "").replace('"', "")
    if bracketed and not shown:
        return ""
    return next((f"{sign} " for sign in _FOREIGN if sign in shown), "")
