"""The workbook while it is written: its sheets, and the list of what a cell could not hold exactly."""

from __future__ import annotations

import json

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from scoring.errors import EvaluationError, Problem
from scoring.workbook import style
from scoring.workbook.layout import EXACT, FIRST_ROW, HEADER_ROW, Table
from scoring.workbook.page import Looks, Page

MOST_CELLS = 400_000
EXACT_TABLE = Table(EXACT, ("Sheet", "Cell", "Exact (JSON)"))
CHUNK = 30_000


class Book:
    """A workbook with its styles."""

    def __init__(self) -> None:
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.worksheets[0])
        style.add_styles(self.workbook)
        self.pages: dict[str, Page] = {}
        self._inexact: list[tuple[str, str, str]] = []
        self._looks: Looks = {}
        self._cells = 0

    def page(
        self, name: str, title: str, lead: str, *, tab: str, widths: tuple[float, ...], frozen: str
    ) -> Page:
        """A new sheet with its title and a line that says what it is."""
        page = Page(self.workbook.create_sheet(name), self._count, self._keep, self._looks)
        self.pages[name] = page
        page.worksheet.sheet_properties.tabColor = tab
        for at, width in enumerate(widths, start=1):
            page.worksheet.column_dimensions[get_column_letter(at)].width = width
        page.words(1, 1, title, style.TITLE)
        page.worksheet.row_dimensions[1].height = 24
        page.words(2, 1, lead, style.LEAD)
        header_row = int(frozen.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1
        style.set_up_page(page.worksheet, frozen=frozen, header_row=header_row)
        return page

    def table(
        self,
        table: Table,
        title: str,
        lead: str,
        *,
        tab: str,
        widths: tuple[float, ...],
        fixed: int = 1,
        header_row: int = HEADER_ROW,
    ) -> Page:
        """A new sheet with the header of its table; the first `fixed` columns stay in sight."""
        frozen = f"{get_column_letter(fixed + 1)}{header_row + 1}"
        page = self.page(table.sheet, title, lead, tab=tab, widths=widths, frozen=frozen)
        for at, column in enumerate(table.columns, start=1):
            page.words(header_row, at, column, style.HEAD)
        page.worksheet.row_dimensions[header_row].height = 30
        return page

    def name(self, name: str, cell: str) -> None:
        """Give a cell a name that formulas can use."""
        self.workbook.defined_names[name] = DefinedName(name, attr_text=cell)

    def finish(self) -> None:
        """What is left to do when every cell is written."""
        for page in self.pages.values():
            page.fit_rows()

    def write_exact(self) -> None:
        """The sheet of what a cell could not hold exactly, where there is any."""
        if not self._inexact:
            return
        page = self.table(
            EXACT_TABLE,
            "Exact texts and numbers",
            "A cell cannot hold these exactly: more than 15 digits, special characters, or too long. "
            "Read back, a cell that still shows the same counts as written here.",
            tab=style.TAB_INPUT,
            widths=(16, 10, 90),
        )
        for row, (name, coordinate, exact) in enumerate(self._inexact, start=FIRST_ROW):
            page.words(row, 1, name, style.FIXED)
            page.words(row, 2, coordinate, style.FIXED)
            for at, start in enumerate(range(0, len(exact), CHUNK)):
                page.words(row, 3 + at, exact[start : start + CHUNK], style.FIXED)

    def _keep(self, sheet: str, coordinate: str, text: str) -> None:
        exact = json.dumps(text).replace("_", "\\u005f")
        self._inexact.append((sheet, coordinate, exact))

    def _count(self) -> None:
        self._cells += 1
        if self._cells > MOST_CELLS:
            found, allowed = f"more than {MOST_CELLS:,} cells", f"what fits in a workbook of {MOST_CELLS:,}"
            raise EvaluationError([Problem("file", found, allowed)])
