"""Writes the sheets of the bids: who bid, marks, prices, passes, commitments, evaluators' sheets."""

from __future__ import annotations

from scoring.bids import EXCLUSIONS
from scoring.workbook import layout, style
from scoring.workbook.book import Book
from scoring.workbook.layout import BIDS, EVALUATORS, FIRST_ROW, HEADER_ROW, MARKS, PASSES, PRICES, Matrix
from scoring.workbook.page import Page
from scoring.workbook.places import Places


def write_bid_sheets(book: Book, places: Places) -> None:
    """All sheets of the bids that the model asks for; without bids only that of baskets, for it names their items."""
    if not places.count:
        if any(leaf.items for leaf in places.model.price_leaves.values()):
            _write_prices(book, places)
        return
    _write_bids(book, places)
    if places.marks:
        _write_marks(book, places)
    if places.prices:
        _write_prices(book, places)
    if places.passes:
        _write_passes(book, places)
    if places.commitments:
        _write_commitments(book, places)
    if places.raw.get("sheets"):
        _write_evaluators(book, places)


def bid_header(page: Page, table: Matrix, places: Places, width: float = 15) -> None:
    """The column of each bid, its name above its id."""
    bids = [
        (bid["id"], bid["name"], BIDS.cell("Name", row))
        for row, bid in enumerate(places.raw_bids, start=FIRST_ROW)
    ]
    page.bid_columns(table, bids, width)


def _write_bids(book: Book, places: Places) -> None:
    page = book.table(
        BIDS,
        "Bids",
        "Who bid. Excluded (disregarded, disqualified or withdrawn) takes a bid out before anything is scored.",
        tab=style.TAB_INPUT,
        widths=(16, 44, 16, 70, 6),
    )
    for number, bid in enumerate(places.raw_bids, start=1):
        row = FIRST_ROW - 1 + number
        excluded = bid.get("excluded") or {}
        page.text(row, 1, bid["id"], style.FIXED)
        page.text(row, 2, bid["name"], style.FIXED)
        page.text(row, 3, excluded.get("kind", ""), style.INPUT)
        page.text(row, 4, excluded.get("reason", ""), style.INPUT)
        page.value(row, 5, number, style.FIXED)
    first, last = places.bid_rows
    page.pick_list(f"C{first}:C{last}", f'"{",".join(EXCLUSIONS)}"')


def _write_marks(book: Book, places: Places) -> None:
    page = book.table(
        MARKS,
        "Marks",
        "The agreed mark of each bid for each question, a step of its scale.",
        tab=style.TAB_INPUT,
        widths=(14, 44, 12),
        fixed=3,
    )
    bid_header(page, MARKS, places, 13)
    for leaf, row in places.marks.items():
        scale = places.model.quality_leaves[leaf].scale.id
        page.text(row, 1, leaf, style.FIXED)
        page.text(row, 2, places.node_of[leaf].raw["title"], style.FIXED)
        page.text(row, 3, scale, style.FIXED, needed=True)
        for at, bid in enumerate(places.raw_bids):
            page.mark(row, MARKS.bid_number(at), (bid.get("marks") or {}).get(leaf), style.INPUT)
        cells = MARKS.row_span(row, places.count).split("!")[1]
        page.pick_list(cells, places.marks_of(scale))


def _write_prices(book: Book, places: Places) -> None:
    page = book.table(
        PRICES,
        "Prices",
        "Prices of each bid; of a basket the rate of each item (quantity x rate, summed, is the price).",
        tab=style.TAB_INPUT,
        widths=(14, 14, 40, 12),
        fixed=4,
    )
    bid_header(page, PRICES, places, 17)
    for leaf, (first, _) in places.prices.items():
        raw = places.node_of[leaf].raw
        for row, item in enumerate(raw.get("items") or [None], start=first):
            page.text(row, 1, leaf, style.FIXED)
            page.text(row, 2, item["id"] if item else "", style.FIXED)
            page.text(row, 3, item["title"] if item else raw["title"], style.FIXED)
            quantity = item["quantity"] if item else None
            page.entry(row, 4, quantity, live=True, number=True)
            for at, bid in enumerate(places.raw_bids):
                price = (bid.get("prices") or {}).get(leaf)
                rate = price[item["id"]] if item and price is not None else price
                if rate is None:
                    page.blank(row, PRICES.bid_number(at), style.INPUT)
                else:
                    page.number(row, PRICES.bid_number(at), rate, style.INPUT, style.PRICE)


def _write_passes(book: Book, places: Places) -> None:
    page = book.table(
        PASSES,
        "Conditions",
        "pass or fail; a bid that fails one is disqualified.",
        tab=style.TAB_INPUT,
        widths=(14, 44),
        fixed=2,
    )
    bid_header(page, PASSES, places, 13)
    for leaf, row in places.passes.items():
        page.text(row, 1, leaf, style.FIXED)
        page.text(row, 2, places.node_of[leaf].raw["title"], style.FIXED)
        for at, bid in enumerate(places.raw_bids):
            passed = (bid.get("passes") or {}).get(leaf)
            word = "" if passed is None else (layout.PASS if passed else layout.FAIL)
            page.text(row, PASSES.bid_number(at), word, style.INPUT)
        page.pick_list(PASSES.row_span(row, places.count).split("!")[1], f'"{layout.PASS},{layout.FAIL}"')


def _write_commitments(book: Book, places: Places) -> None:
    table = places.commitment_table
    page = book.table(
        table,
        "Commitments and what they are worth",
        "Value = quantity that counts x unit value x what deductions leave x drop-off x discount.",
        tab=style.TAB_INPUT,
        widths=(14, 14, 12, 7, 12, 36, 8, 10, 8, *(13.0,) * (len(table.columns) - 9)),
        fixed=2,
    )
    for row, (bid, entry) in enumerate(places.commitments, start=FIRST_ROW):
        page.text(row, 1, bid, style.FIXED)
        page.text(row, 2, entry["measure"], style.INPUT)
        page.number(row, 3, entry["quantity"], style.INPUT)
        page.entry(row, 4, entry.get("year"), live=True, number=False, fillable=True)
        page.entry(row, 5, entry.get("counted"), live=True, number=True, fillable=True)
        page.text(row, 6, entry.get("counted_reason") or "", style.INPUT)


def _write_evaluators(book: Book, places: Places) -> None:
    leaves = list(places.marks)
    page = book.table(
        EVALUATORS,
        "Evaluators' own marks",
        "What each evaluator gave before moderation. Nothing is calculated from it in this workbook.",
        tab=style.TAB_INPUT,
        widths=(24, 16, *(12.0,) * len(leaves)),
        fixed=2,
    )
    for at, leaf in enumerate(leaves):
        page.text(HEADER_ROW, len(EVALUATORS.columns) + 1 + at, leaf, style.HEAD)
    for row, entry in enumerate(places.raw["sheets"], start=FIRST_ROW):
        page.text(row, 1, entry["evaluator"], style.FIXED)
        page.text(row, 2, entry["bid"], style.FIXED)
        for at, leaf in enumerate(leaves):
            page.mark(row, len(EVALUATORS.columns) + 1 + at, entry["marks"].get(leaf), style.INPUT)
