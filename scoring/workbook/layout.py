"""Where everything stands in the workbook: sheets, their columns, and how a formula names a cell.

The writer and the reader share these names. Every table has its header in row 4 and begins in row 5; a sheet
with a column for each bid has them after its own columns, in the order of the sheet Bids.
"""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.utils import get_column_letter

HEADER_ROW = 4
FIRST_ROW = 5
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
LAST_DISCOUNTED_YEAR = 101

README = "Read me"
RESULT = "Result"
AWARD = "Award"
CHECK = "Check"
EXACT = "Exact"
VALUE_COLUMN = "Value, year "
YES, NO = "yes", "no"
PASS, FAIL = "pass", "fail"
ALL, LISTED = "all", "listed"


@dataclass(frozen=True)
class Table:
    """A sheet with one table."""

    sheet: str
    columns: tuple[str, ...]

    def number(self, column: str) -> int:
        """The number of a column, from 1."""
        return self.columns.index(column) + 1

    def letter(self, column: str) -> str:
        """The letter of a column."""
        return get_column_letter(self.number(column))

    def cell(self, column: str, row: int) -> str:
        """A cell as a formula names it."""
        letter = self.letter(column)
        return f"{self.sheet}!${letter}${row}"

    def span(self, column: str, rows: tuple[int, int]) -> str:
        """The cells of a column from one row to another, as a formula names them."""
        letter = self.letter(column)
        return f"{self.sheet}!${letter}${rows[0]}:${letter}${rows[1]}"


def block(table: Table, first: str, last: str, rows: tuple[int, int]) -> str:
    """The cells of neighbouring columns, as a formula names them."""
    return f"{table.cell(first, rows[0])}:${table.letter(last)}${rows[1]}"


class Matrix(Table):
    """A table that has a column for each bid after its own."""

    def bid_number(self, at: int) -> int:
        """The number of the column of the bid at place `at` (from 0)."""
        return len(self.columns) + 1 + at

    def bid_letter(self, at: int) -> str:
        """The letter of that column."""
        return get_column_letter(self.bid_number(at))

    def bid_cell(self, at: int, row: int) -> str:
        """A bid's cell in a row, as a formula names it."""
        return f"{self.sheet}!{self.bid_letter(at)}${row}"

    def bid_span(self, at: int, rows: tuple[int, int]) -> str:
        """A bid's cells from one row to another."""
        letter = self.bid_letter(at)
        return f"{self.sheet}!{letter}${rows[0]}:{letter}${rows[1]}"

    def row_span(self, row: int, count: int) -> str:
        """The cells of all bids in a row."""
        return f"{self.sheet}!${self.bid_letter(0)}${row}:${self.bid_letter(count - 1)}${row}"


MODEL = Table("Model", ("Setting", "Value", "What it means"))
CRITERIA = Table(
    "Criteria",
    (
        "Id",
        "Title",
        "Kind",
        "Level",
        "Weight",
        "Effective weight",
        "Sum check",
        "Formula",
        "Scale",
        "Minimum",
        "Maximum",
        "Money",
        "Aspect",
        "Measures",
    ),
)
FORMULAS = Table("Formulas", ("Criterion", "Parameter", "Value", "What it means"))
BANDS = Table("Bands", ("Criterion", "Table", "Limit", "Figure", "What it means"))
SCALES = Table("Scales", ("Scale", "Mark", "Label", "Descriptor", "Points", "Place", "Share of the weight"))
MEASURES = Table(
    "Measures",
    (
        "Id",
        "Title",
        "Unit",
        "Kind",
        "Counts in",
        "Price year",
        "Source",
        "Deadweight",
        "Attribution",
        "Displacement",
        "Leakage",
        "Drop-off",
        "Cap",
    ),
)
OVERLAPS = Table("Overlaps", ("List", "Action", "Measure"))
BIDS = Table("Bids", ("Id", "Name", "Excluded", "Reason", "No."))
MARKS = Matrix("Marks", ("Criterion", "Title", "Scale"))
PRICES = Matrix("Prices", ("Criterion", "Item", "Title", "Quantity"))
PASSES = Matrix("Passes", ("Criterion", "Title"))
EVALUATORS = Table("Evaluators", ("Evaluator", "Bid"))
COMMITMENTS = Table(
    "Commitments",
    (
        "Bid",
        "Measure",
        "Quantity",
        "Year",
        "Counted",
        "Reason",
        "Bid no.",
        "Measure no.",
        "Year no.",
        "After review",
        "After overlaps",
        "Within the cap",
        "Unit value",
        "After deductions",
        "Drop-off",
        "Discount",
        "Value",
        "Kind",
        "Counts in no.",
        "Menu points",
    ),
)
DISCOUNT = Table("Discount", ("Years",))
FIGURES = Matrix("Figures", ("Criterion", "Figure", "What it is"))
POOL = Matrix("Pool", ("Criterion", "Test or figure", "Limit", "Lowest", "Highest", "Mean"))
SCORES = Matrix("Scores", ("Id", "Title", "Kind", "Weight", "Counts as"))

TITLE, CURRENCY, METHOD, WEIGHTS = "Title", "Currency", "Award method", "Weights"
PLACES, MODE, RANK_ON = "Rounding: places", "Rounding: mode", "Ranked on"
WHOLE_MINIMUM = "Minimum of the whole"
WINNERS, WINNERS_COUNT, WINNERS_MINIMUM = "Winners", "Winners: count", "Winners: minimum"
PER, ESTIMATE, VALUE_PER_POINT = "Award: per", "Award: estimate", "Award: value per point"
QUALITY_BASE = "Award: quality base"
CORRIDOR_WIDTH, CORRIDOR_KEY = "Award: corridor width", "Award: corridor decided by"
TIE_BREAK = "Tie-break "
TOLERANCE = "Counted as equal"
TOLERANCE_NAME = "tolerance"

METHOD_PARAMETERS = {
    "per": PER,
    "estimate": ESTIMATE,
    "value_per_point": VALUE_PER_POINT,
    "quality_base": QUALITY_BASE,
}
