"""The tables of a workbook that somebody sends: rows of cells by the header of their column."""

from __future__ import annotations

import json
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from scoring.errors import EvaluationError, Problem
from scoring.jsontext import show
from scoring.workbook.book import EXACT_TABLE
from scoring.workbook.cells import Cell, Findings
from scoring.workbook.layout import EXACT, FIRST_ROW, HEADER_ROW, Matrix, Table
from scoring.workbook.package import MOST_CELLS_READ, Package, file_bytes, refusal

MOST_ROWS_READ = 20_000
MOST_COLUMNS_READ = 1_100
_UNREADABLE = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    SyntaxError,
    OverflowError,
    ArithmeticError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    InvalidFileException,
)
Line = tuple[int, list[Any]]


class Row:
    """One row of a table."""

    def __init__(self, tables: Tables, table: Table, line: Line) -> None:
        self._tables, self._table = tables, table
        self.number, self._cells = line

    @property
    def width(self) -> int:
        """The number of the last column that is filled in."""
        return len(self._cells)

    def __getitem__(self, column: str) -> Cell:
        """The cell in a column of the table."""
        return self.cell(self._table.number(column))

    def cell(self, number: int) -> Cell:
        """The cell in a column by its number, from 1."""
        found = self._cells[number - 1] if number <= len(self._cells) else None
        return Cell(
            self._tables.findings, f"{self._table.sheet}!{get_column_letter(number)}{self.number}", found
        )


class Tables:
    """The sheets of a workbook, read whole and kept as rows."""

    def __init__(self, source: str | Path | IO[bytes]) -> None:
        self.findings = Findings()
        data = file_bytes(source)
        self._package = Package(data)
        self._lines: dict[str, list[Line]] = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._book = _attempt(
                lambda: openpyxl.load_workbook(BytesIO(data), read_only=True, keep_links=False)
            )
        if EXACT in self._book.sheetnames:
            self._read_exact()

    def has(self, table: Table) -> bool:
        """Whether the workbook has the sheet of a table."""
        return table.sheet in self._book.sheetnames

    def require(self, *tables: Table) -> None:
        """Refuse a workbook that lacks a sheet."""
        for table in tables:
            if not self.has(table):
                found = ", ".join(show(str(name)) for name in self._book.sheetnames[:30])
                raise refusal(f"the sheets {found}", f"a workbook with the sheet {table.sheet}")

    def rows(self, table: Table) -> Iterator[Row]:
        """The rows of a table that are not empty; none where the sheet is missing."""
        if not self.has(table):
            return
        lines = self._sheet(table.sheet)
        self._check_header(table, lines)
        for line in lines:
            inputs = line[1][: self._width(table, lines)]
            if line[0] >= FIRST_ROW and any(cell.value not in (None, "") for cell in inputs):
                yield Row(self, table, line)

    def header(self, table: Table) -> dict[int, Cell]:
        """The header cells after the table's own columns, by the number of their column, empty ones left out."""
        found: dict[int, Cell] = {}
        for line in self._sheet(table.sheet) if self.has(table) else ():
            if line[0] == HEADER_ROW:
                row = Row(self, table, line)
                for number in range(len(table.columns) + 1, len(line[1]) + 1):
                    cell = row.cell(number)
                    if not cell.empty:
                        found[number] = cell
        return found

    def _width(self, table: Table, lines: list[Line]) -> int:
        return MOST_COLUMNS_READ if isinstance(table, Matrix) else len(table.columns)

    def _sheet(self, name: str) -> list[Line]:
        if name not in self._lines:
            last_row, last_column = self._size(name)
            sheet = self._book[name]

            def lines() -> list[Line]:
                rows = sheet.iter_rows(max_row=last_row, max_col=last_column)
                return [(number, _trimmed(row)) for number, row in enumerate(rows, start=1)]

            self._lines[name] = _attempt(lines)
        return self._lines[name]

    def _size(self, name: str) -> tuple[int, int]:
        """The last row and column of a sheet that is fit to be read."""
        row, column = self._package.sizes.get(name, (0, 0))
        if row > MOST_ROWS_READ or column > MOST_COLUMNS_READ or row * column > MOST_CELLS_READ:
            found = f"{row:,} rows and {column:,} columns"
            allowed = f"at most {MOST_ROWS_READ:,} rows and {MOST_COLUMNS_READ:,} columns, {MOST_CELLS_READ:,} cells"
            raise EvaluationError([Problem(name, found, allowed)])
        if name in self._package.merged:
            address = f"{name}!{self._package.merged[name]}"
            raise EvaluationError([Problem(address, "merged cells", "cells that are not merged")])
        return max(row, 1), max(column, 1)

    def _check_header(self, table: Table, lines: list[Line]) -> None:
        header = next((line for line in lines if line[0] == HEADER_ROW), (HEADER_ROW, []))
        row = Row(self, table, header)
        wrong = []
        for number, column in enumerate(table.columns, start=1):
            cell = row.cell(number)
            if cell.shown() != show(column):
                wrong.append(Problem(cell.address, cell.shown(), f"the column {column}"))
        if wrong:
            raise EvaluationError(wrong)

    def _read_exact(self) -> None:
        """What cells could not hold; an entry that is no JSON text is passed over, for the cell itself counts."""
        for row in self.rows(EXACT_TABLE):
            sheet, coordinate = row["Sheet"].text(), row["Cell"].text()
            chunks = [row.cell(number).text() or "" for number in range(3, row.width + 1)]
            try:
                exact = json.loads("".join(chunks))
            except ValueError:
                continue
            if isinstance(exact, str):
                self.findings.exact[f"{sheet}!{coordinate}"] = exact


def _trimmed(row: tuple[Any, ...]) -> list[Any]:
    cells = list(row)
    while cells and cells[-1].value is None:
        cells.pop()
    return cells


def _attempt(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except EvaluationError:
        raise
    except _UNREADABLE:
        raise refusal("contents that cannot be read") from None
