"""Writes the sheet Figures, live: what formulas compare (prices, social value, menu sums), and the points of one
leaf as a formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scoring.criteria import PriceLeaf, SocialValueLeaf
from scoring.measures import KINDS, TRANSFER
from scoring.workbook import style
from scoring.workbook.bid_sheets import bid_header
from scoring.workbook.book import Book
from scoring.workbook.expressions import PRICE_POINTS, VALUE_POINTS, Case, Spread
from scoring.workbook.layout import BANDS, FIGURES, FIRST_ROW, PRICES
from scoring.workbook.places import PRICE_BANDS, VALUE_BANDS, Node, Places, Rows

PRICE, ALL_PRICES, VALUE, SHARE, MENU_SUM = "price", "all prices", "value", "value / price", "menu points"
_ALL_VALUE = "value in all"


@dataclass(frozen=True)
class Figure:
    """A row of the sheet Figures; `expression` gives the formula of the bid at a place."""

    criterion: str
    name: str
    meaning: str
    expression: Callable[[int], str]
    number_format: str


class Figures:
    """The rows of the sheet Figures."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.rows: list[Figure] = [*self._prices(), *self._values()]
        self._row_of = {
            (row.criterion, row.name): number for number, row in enumerate(self.rows, start=FIRST_ROW)
        }

    def cell(self, criterion: str, name: str, at: int) -> str:
        """The cell of a figure of the bid at a place."""
        return FIGURES.bid_cell(at, self._row_of[criterion, name])

    def compared(self, node: Node, at: int) -> str:
        """The figure that a leaf's formula turns into points."""
        if isinstance(node.criterion, PriceLeaf):
            return self.cell(node.id, PRICE, at)
        if self._places.takes_share(node.criterion):
            return self.cell(node.id, SHARE, at)
        return self.cell(node.id, MENU_SUM if _is_menu(node) else VALUE, at)

    def points(self, node: Node, weight: str, at: int, pool: Spread) -> str:
        """The points of a leaf with a formula, out of a weight."""
        leaf = node.criterion
        if not isinstance(leaf, PriceLeaf | SocialValueLeaf) or leaf.formula is None:
            raise TypeError(f"{node.id} has no formula")

        def parameter(name: str) -> str:
            return self._places.parameter(node.id, name)

        kind = leaf.formula.type.name
        bands = self._bands(node) if kind == "bands" else ("", "")
        case = Case(parameter, weight, self.compared(node, at), pool, *bands)
        return (PRICE_POINTS if isinstance(leaf, PriceLeaf) else VALUE_POINTS)[kind](case)

    def _bands(self, node: Node) -> tuple[str, str]:
        """The limits and the points of bands; the last price band has no limit."""
        if isinstance(node.criterion, SocialValueLeaf):
            rows = self._places.lines_of(node.id, VALUE_BANDS)
            return BANDS.span("Limit", rows), BANDS.span("Figure", rows)
        first, last = self._places.lines_of(node.id, PRICE_BANDS)
        limits = BANDS.span("Limit", (first, last - 1)) if last > first else ""
        return limits, BANDS.span("Figure", (first, last))

    def _prices(self) -> list[Figure]:
        found = []
        for leaf, rows in self._places.prices.items():
            basket = bool(self._places.model.price_leaves[leaf].items)
            meaning = "Sum of quantity x rate" if basket else "Price"
            found.append(Figure(leaf, PRICE, meaning, _price(rows, basket=basket), style.MONEY))
        if found:
            rows = (FIRST_ROW, FIRST_ROW + len(found) - 1)
            found.append(Figure("", ALL_PRICES, "P, the sum of all price criteria", _sum(rows), style.MONEY))
        return found

    def _values(self) -> list[Figure]:
        found = []
        priced = bool(self._places.prices)
        for leaf, number in self._places.value_numbers.items():
            node = self._places.node_of[leaf]
            counted = [("Counts in no.", str(number))]
            found.append(
                Figure(
                    leaf,
                    VALUE,
                    "SV, the value of the commitments",
                    self._sum_of("Value", counted),
                    style.MONEY,
                )
            )
            if priced and self._places.takes_share(node.criterion):
                found.append(
                    Figure(leaf, SHARE, "SV / P", self._share(leaf), style.SHARE),
                )
            if _is_menu(node):
                meaning = "s, menu points x quantity that counts"
                found.append(
                    Figure(leaf, MENU_SUM, meaning, self._sum_of("Menu points", counted), style.GENERAL)
                )
        if self._places.value_numbers:
            some = [("Counts in no.", '">0"')]
            meaning = "Social value of all criteria, without transfers"
            found.append(Figure("", _ALL_VALUE, meaning, self._sum_of("Value", some), style.MONEY))
            for kind in KINDS:
                meaning = "Shown only, in no total" if kind == TRANSFER else "Part of the social value in all"
                by_kind = self._sum_of("Value", [("Kind", f'"{kind}"')])
                found.append(Figure("", kind, meaning, by_kind, style.MONEY))
        return found

    def _sum_of(self, column: str, conditions: list[tuple[str, str]]) -> Callable[[int], str]:
        """The sum of a column of Commitments over a bid's rows that meet conditions."""
        places = self._places

        def expression(at: int) -> str:
            if not places.commitments:
                return "0"
            table, rows = places.commitment_table, places.commitment_rows
            parts = [table.span(column, rows), table.span("Bid no.", rows), str(at + 1)]
            for name, wanted in conditions:
                parts += [table.span(name, rows), wanted]
            return f"SUMIFS({','.join(parts)})"

        return expression

    def _share(self, leaf: str) -> Callable[[int], str]:
        def expression(at: int) -> str:
            price = self.cell("", ALL_PRICES, at)
            return f'IF(N({price})=0,"",{self.cell(leaf, VALUE, at)}/{price})'

        return expression


def write_figures(book: Book, places: Places, figures: Figures) -> None:
    """The sheet Figures."""
    if not figures.rows:
        return
    page = book.table(
        FIGURES,
        "Figures that formulas compare",
        "Prices and social value of each bid, calculated from the sheets Prices and Commitments.",
        tab=style.TAB_LIVE,
        widths=(14, 18, 44),
        fixed=3,
    )
    bid_header(page, FIGURES, places, 17)
    for row, figure in enumerate(figures.rows, start=FIRST_ROW):
        page.text(row, 1, figure.criterion, style.FIXED)
        page.words(row, 2, figure.name, style.FIXED)
        page.words(row, 3, figure.meaning, style.FIXED)
        for at in range(places.count):
            column = FIGURES.bid_number(at)
            page.formula(row, column, figure.expression(at), style.LIVE, figure.number_format)


def _price(rows: Rows, *, basket: bool) -> Callable[[int], str]:
    def expression(at: int) -> str:
        given = PRICES.bid_span(at, rows)
        if not basket:
            cell = PRICES.bid_cell(at, rows[0])
            return f'IF({cell}="","",{cell})'
        count = rows[1] - rows[0] + 1
        total = f"SUMPRODUCT({PRICES.span('Quantity', rows)},{given})"
        return f'IF(COUNT({given})<{count},"",{total})'

    return expression


def _sum(rows: Rows) -> Callable[[int], str]:
    def expression(at: int) -> str:
        span = FIGURES.bid_span(at, rows)
        return f'IF(COUNT({span})<{rows[1] - rows[0] + 1},"",SUM({span}))'

    return expression


def _is_menu(node: Node) -> bool:
    return isinstance(node.criterion, SocialValueLeaf) and node.criterion.formula.type.name == "points_menu"
