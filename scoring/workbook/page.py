"""One sheet of the workbook while it is written: cells that can never turn into formulas, numbers as typed.

Text of the file is always stored as text, whatever it begins with. What a cell cannot hold exactly (a number of
more than 15 digits, a control character, a text longer than a cell) stands in the cell as near as it can be, and is
handed to the register of exact texts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from copy import copy
from fractions import Fraction
from typing import Any, Literal, cast

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from scoring.errors import EvaluationError, Problem
from scoring.figures import parse_number
from scoring.workbook import style
from scoring.workbook.layout import HEADER_ROW, MOST_COLUMNS, MOST_ROWS, NO, YES, Matrix

LONGEST_SHOWN = 16_000
LONGEST_FORMULA = 8_000
LINE_HEIGHT, HIGHEST_ROW = 13, 400
EMPTY = "(empty)"
_EXACT_DIGITS = 15
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
# Excel reads _x0041_ as an escaped "A".
_ESCAPE = re.compile("x([0-9A-Fa-f]{4})_")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "'")


def shown_text(text: str) -> str:
    """Text as a cell can hold it."""
    shown = _ESCAPE.sub(r"x\1 _", _CONTROL.sub("\ufffd", text))
    return shown if len(shown) <= LONGEST_SHOWN else shown[:LONGEST_SHOWN] + " ..."


def shown_number(text: str) -> tuple[int | float, bool]:
    """A number of the file as a cell holds it, and whether that is exact: at most 15 digits."""
    value = Fraction(text)
    digits = text.lstrip("-").replace(".", "").strip("0")
    number = int(value) if value.denominator == 1 and abs(value) < 10**_EXACT_DIGITS else float(value)
    return number, len(digits) <= _EXACT_DIGITS


Looks = dict[tuple[str, str, str], StyleArray]


class Page:
    """A sheet; `count` is told of every cell, `keep` of every text that a cell cannot hold exactly, and `looks`
    remembers each combination of style and number format, which openpyxl is slow to put together."""

    def __init__(
        self,
        worksheet: Worksheet,
        count: Callable[[], None],
        keep: Callable[[str, str, str], None],
        looks: Looks,
    ) -> None:
        self.worksheet = worksheet
        self._count, self._keep, self._looks = count, keep, looks
        self._lines: dict[int, int] = {}

    @property
    def title(self) -> str:
        """The name of the sheet."""
        return str(self.worksheet.title)

    def words(self, row: int, column: int, text: str, look: str) -> None:
        """Words of the workbook itself."""
        self._put(self._cell(row, column, look, style.TEXT_SIDE), text)

    def text(
        self,
        row: int,
        column: int,
        text: str,
        look: str,
        *,
        needed: bool = False,
        side: str = style.TEXT_SIDE,
    ) -> None:
        """Text of the file; with `needed` an empty one is shown as "(empty)"."""
        shown = EMPTY if needed and not text else shown_text(text)
        cell = self._cell(row, column, look, side)
        if shown != text or (needed and text == EMPTY):
            self._keep(self.title, cell.coordinate, text)
        self._put(cell, shown)

    def number(self, row: int, column: int, text: str, look: str, number_format: str = style.GENERAL) -> None:
        """A number of the file."""
        number, exact = shown_number(text)
        cell = self._cell(row, column, look, style.NUMBER_SIDE, number_format)
        if not exact:
            self._keep(self.title, cell.coordinate, text)
        cell.value = number

    def mark(self, row: int, column: int, text: str | None, look: str) -> None:
        """A mark: a number where it is one, else text; None leaves the cell empty."""
        if text is None:
            self.blank(row, column, look)
        elif parse_number(text) is None:
            self.text(row, column, text, look)
        else:
            self.number(row, column, text, look)

    def entry(
        self, row: int, column: int, value: Any, *, live: bool, number: bool, fillable: bool = False
    ) -> None:
        """A value of the file: nothing, yes or no, a whole number, a number, or words. What is `live` may be
        changed; an empty cell may be filled in only where it is `fillable`."""
        look = style.INPUT if live else style.FIXED
        if value is None:
            self.blank(row, column, style.INPUT if fillable else style.FIXED)
        elif isinstance(value, bool):
            self.words(row, column, YES if value else NO, look)
        elif isinstance(value, int):
            self.value(row, column, value, look, style.WHOLE)
        elif number:
            self.number(row, column, value, look)
        else:
            self.text(row, column, value, look)

    def value(
        self, row: int, column: int, value: float, look: str, number_format: str = style.GENERAL
    ) -> None:
        """A number of the workbook itself, or of the engine's result."""
        cell = self._cell(row, column, look, style.NUMBER_SIDE, number_format)
        cell.value = value

    def formula(
        self, row: int, column: int, expression: str, look: str, number_format: str = style.GENERAL
    ) -> None:
        """A formula, without its "="; it holds names of cells alone, never text of the file."""
        side = style.NUMBER_SIDE
        if number_format == style.WORDS:
            side, number_format = style.TEXT_SIDE, style.GENERAL
        cell = self._cell(row, column, look, side, number_format)
        expression = expression.replace(f"{self.title}!", "")
        if len(expression) > LONGEST_FORMULA:
            found = f"a formula of {len(expression):,} characters"
            allowed = f"a model whose formulas need at most {LONGEST_FORMULA:,}"
            raise EvaluationError([Problem(f"{self.title}!{cell.coordinate}", found, allowed)])
        cell.value = f"={expression}"

    def blank(self, row: int, column: int, look: str) -> None:
        """An empty cell."""
        self._cell(row, column, look)

    def bid_columns(self, table: Matrix, bids: list[tuple[str, str, str]], width: float) -> None:
        """The header of the column of each bid: its id, its name, and the cell of the name, shown above the id."""
        for at, (bid, name, cell) in enumerate(bids):
            column = table.bid_number(at)
            self.text(HEADER_ROW, column, bid, style.HEAD, side=style.NUMBER_SIDE)
            self.worksheet.column_dimensions[get_column_letter(column)].width = width
            self.formula(HEADER_ROW - 1, column, cell, style.BID_NAME, style.WORDS)
            self.make_room(HEADER_ROW - 1, column, name[:80])

    def indent(self, row: int, column: int, level: int) -> None:
        """Move a title to the right by its level in the tree."""
        cell = self.worksheet.cell(row, column)
        indent = 1 + min(2 * (level - 1), 30)
        cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=indent)

    def link(self, row: int, column: int, name: str) -> None:
        """Let a cell lead to another sheet of the workbook."""
        cell = cast("Cell", self.worksheet.cell(row, column))
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!A1")
        cell.font = Font(name=style.FONT, size=10, color=style.GREEN, underline="single")

    def pick_list(self, cells: str, source: str) -> None:
        """Offer a list of values in cells."""
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        rule.errorTitle = "Not on the list"
        rule.error = "Choose a value of the list."
        self.worksheet.add_data_validation(rule)
        rule.add(cells)

    def colour(
        self, cells: str, condition: tuple[Literal["equal", "greaterThan"], str], ink: str, fill: str
    ) -> None:
        """Colour cells whose value meets a condition: an operator and what it compares with."""
        look = DifferentialStyle(font=Font(color=ink, bold=True), fill=PatternFill("solid", bgColor=fill))
        operator, value = condition
        rule = Rule(type="cellIs", operator=operator, formula=[value], dxf=look)
        self.worksheet.conditional_formatting.add(cells, rule)

    def make_room(self, row: int, column: int, text: str) -> None:
        """Let a row be high enough for a text that is wrapped in a column."""
        width = self.worksheet.column_dimensions[get_column_letter(column)].width
        room = max(4.0, width - 2)
        lines = sum(max(1, math.ceil(len(part) / room)) for part in text.split("\n"))
        self._lines[row] = max(lines, self._lines.get(row, 1))

    def fit_rows(self) -> None:
        """Make rows high enough for their wrapped text; a program that opens the file need not do so."""
        for row, lines in self._lines.items():
            if self.worksheet.row_dimensions[row].height is None:
                self.worksheet.row_dimensions[row].height = min(HIGHEST_ROW, 2 + LINE_HEIGHT * lines)

    def _put(self, cell: Cell, text: str) -> None:
        """Text as text, whatever it begins with."""
        if not text:
            return
        cell.value = text
        cell.data_type = "s"
        if text.startswith(_FORMULA_STARTS):
            cell.quotePrefix = True
        if cell.alignment.wrap_text:
            self.make_room(cell.row, cell.column, text)

    def _cell(
        self, row: int, column: int, look: str, side: str = "", number_format: str = style.GENERAL
    ) -> Cell:
        if row > MOST_ROWS or column > MOST_COLUMNS:
            allowed = f"at most {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns"
            found = f"row {row:,}, column {column:,}"
            raise EvaluationError([Problem(self.title, found, allowed)])
        self._count()
        cell = cast("Cell", self.worksheet.cell(row, column))
        known = self._looks.get((look, side, number_format))
        if known is None:
            cell.style = f"{look}{side}" if look in style.SIDED else look
            cell.number_format = number_format
            self._looks[look, side, number_format] = copy(cell._style)  # type: ignore[attr-defined]
        else:
            cell._style = copy(known)  # type: ignore[attr-defined]
        return cell
