"""Writes the first sheet: what the workbook is, how to check with it, what it cannot do."""

from __future__ import annotations

from typing import Any

from scoring.version import ENGINE_VERSION
from scoring.workbook import style
from scoring.workbook.book import Book
from scoring.workbook.layout import README
from scoring.workbook.live_pool import MOST_ROUNDS

_WHAT = {
    "Result": "Status, total and rank of each bid, calculated here; beside it what the engine calculated",
    "Check": "Every figure of the engine's result beside the same figure calculated here, with its working",
    "Award": "The total by the award method, and the rank down the tie-break ladder",
    "Scores": "The points of each bid for each criterion",
    "Pool": "Which bids are compared with each other, and which minimum or condition the others fail",
    "Figures": "Prices and social value, summed",
    "Discount": "Discount factors by year",
    "Model": "The published settings",
    "Criteria": "The tree of criteria with weights",
    "Formulas": "How prices and social value become points",
    "Bands": "Step tables, menus and rates of the formulas",
    "Scales": "The marks and what they earn",
    "Measures": "What a unit of each social value measure is worth",
    "Overlaps": "Measures that may count one thing twice",
    "Bids": "Who bid, and who is excluded",
    "Marks": "Marks of each bid",
    "Prices": "Prices of each bid",
    "Passes": "Conditions passed or failed",
    "Commitments": "What each bid promises, and what it is worth",
    "Evaluators": "What each evaluator gave before moderation",
    "Exact": "Texts and numbers that a cell cannot hold exactly",
}
_HOW = (
    (
        "Open it in Excel (choose Enable editing if asked) or in LibreOffice Calc. Both calculate every "
        "formula when the file opens; a preview may not, and then shows only the figures of the engine."
    ),
    (
        "Look at the sheet Result. Check says same where status, total, published total, rank and "
        "recommendation agree with the engine to 9 places. Above the table stands how many figures "
        "differ, those of the sheet Check included."
    ),
    (
        "Follow any figure back: select its cell to see the formula, from Result to Award, Scores, Pool "
        "and Figures, down to the marks, prices and commitments as they were entered."
    ),
    (
        "Try a change. Cells on amber may be changed: weights, parameters, marks, prices, passes, "
        "exclusions, quantities. Everything follows. The figures of the engine stay as they were, so "
        "differs is then what you should see."
    ),
)
_LIMITS = (
    (
        "This workbook calculates in 15 digits. The engine calculates with exact fractions, and roots and "
        "logarithms to 40 digits. Figures closer than the tolerance on the sheet Model count as equal "
        "here."
    ),
    (
        "Cells that are not on amber are the structure: ids, kinds, formula types, scales, ladders. A "
        "change there does not change the formulas. Nor do new rows or columns: change the evaluation and "
        "write the workbook again."
    ),
    ("An empty cell that is not on amber, such as a minimum that the model does not have, is not looked at."),
    (
        "Minimums over points that depend on other bids are tried in as many rounds as there are bids, at "
        f"most {MOST_ROUNDS}. The sheet Result says if that was not enough."
    ),
    "Reasons, warnings and workings are words of the engine. They do not change with the cells.",
    (
        "#N/A in a total means that a formula cannot take a figure, such as a price of 0 that would "
        "divide. The engine refuses such an evaluation and names the bid."
    ),
)


def write_readme(book: Book, published: dict[str, Any] | None, title: str) -> None:
    """Fill the sheet Read me."""
    page = book.pages[README]
    row = 4
    hashes = [("Title", title), ("Engine", f"Commonweal scoring {ENGINE_VERSION}")]
    if published is not None:
        hashes += [
            ("Hash of the model", published["model_hash"]),
            ("Hash of the result", published["result_hash"]),
        ]
    for label, text in hashes:
        page.words(row, 1, label, style.FIXED)
        page.text(row, 2, text, style.FIXED)
        row += 1
    sections = [("How to check", _HOW)] if published is not None else []
    for heading, lines in [*sections, ("What to know", _LIMITS)]:
        row += 1
        page.words(row, 1, heading, style.HEAD)
        page.words(row, 2, "", style.HEAD)
        for number, line in enumerate(lines, start=1):
            row += 1
            page.words(row, 1, str(number), style.NOTE)
            page.words(row, 2, line, style.NOTE)
        row += 1
    row = _colours(book, row + 1)
    _sheets(book, row + 1)


def _colours(book: Book, row: int) -> int:
    page = book.pages[README]
    page.words(row, 1, "Colours", style.HEAD)
    page.words(row, 2, "", style.HEAD)
    lines = (
        (style.INPUT, "input", "May be changed; everything follows"),
        (style.FIXED, "fixed", "Structure of the model, or words"),
        (style.STRONG, "sum", "Calculated here: a result of its sheet"),
        (style.ENGINE, "engine", "Calculated by the engine, as a value"),
    )
    for look, word, meaning in lines:
        row += 1
        page.words(row, 1, word, look)
        page.words(row, 2, meaning, style.NOTE)
    return row + 1


def _sheets(book: Book, row: int) -> None:
    page = book.pages[README]
    page.words(row, 1, "Sheets", style.HEAD)
    page.words(row, 2, "", style.HEAD)
    for name in book.workbook.sheetnames:
        if name in _WHAT:
            row += 1
            page.words(row, 1, name, style.NOTE)
            page.link(row, 1, name)
            page.words(row, 2, _WHAT[name], style.NOTE)
