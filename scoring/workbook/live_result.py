"""Writes the sheets Result and Check: what the workbook calculates, beside what the engine calculated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.evaluate import DISQUALIFIED
from scoring.result import ADMISSIBLE
from scoring.workbook import layout, style
from scoring.workbook.book import Book
from scoring.workbook.layout import (
    BIDS,
    CHECK,
    FIRST_ROW,
    HEADER_ROW,
    POOL,
    RESULT,
    SCORES,
    Table,
)
from scoring.workbook.live_award import AwardSheet
from scoring.workbook.live_figures import PRICE, VALUE, Figures
from scoring.workbook.live_pool import SETTLED, SETTLED_ROW, PoolSheet
from scoring.workbook.page import Page
from scoring.workbook.places import Places
from scoring.workbook.settings import setting_cell

SAME, DIFFERS = "same", "differs"
RESULT_HEADER = 10
UNDECIDED = "undecided"
AGREEMENT = "1E-9"
RESULT_TABLE = Table(
    RESULT,
    (
        "Bid",
        "Name",
        "Status",
        "Total",
        "Published",
        "Rank",
        "Recommended",
        "Engine: status",
        "Engine: total",
        "Engine: published",
        "Engine: rank",
        "Engine: recommended",
        "Check",
        "Engine: reasons",
    ),
)
CHECK_TABLE = Table(
    CHECK,
    (
        "Bid",
        "Criterion",
        "Title",
        "Figure",
        "This workbook",
        "Engine",
        "Check",
        "Engine, exactly",
        "Engine's working",
    ),
)


@dataclass(frozen=True)
class Parts:
    """What the result is made of."""

    places: Places
    figures: Figures
    pool: PoolSheet
    award: AwardSheet
    published: dict[str, Any]


def write_result(page: Page, parts: Parts) -> None:
    """Fill the sheet Result: status, total and rank of each bid, live and by the engine."""
    places, table = parts.places, RESULT_TABLE
    recommended, undecided = parts.published["recommended"], parts.published["undecided"]
    number_format = style.published(places.model.rounding.places)
    for at, entry in enumerate(parts.published["bids"]):
        row = _row(at)
        page.make_room(row, table.number("Name"), parts.places.raw_bids[at]["name"])
        for column, (expression, shown) in _live(parts, at, number_format).items():
            look = style.STRONG if column in ("Rank", "Check") else style.LIVE
            page.formula(row, table.number(column), expression, look, shown)
        choice = layout.YES if entry["id"] in recommended else layout.NO
        if entry["id"] in undecided:
            choice = UNDECIDED
        elif entry["rank"] is None:
            choice = ""
        page.words(row, table.number("Engine: status"), entry["status"], style.ENGINE)
        engine = {
            "Engine: total": (figure_of(entry), style.LONG),
            "Engine: published": (_fraction(entry["total"]), number_format),
            "Engine: rank": (_fraction(entry["rank"]), style.WHOLE),
        }
        for column, (value, shown) in engine.items():
            _put_engine(page, row, table.number(column), value, shown)
        page.words(row, table.number("Engine: recommended"), choice, style.ENGINE)
        page.text(row, table.number("Engine: reasons"), "; ".join(entry["reasons"]), style.ENGINE)
    _write_verdict(page, parts)
    mark_checks(page, table.letter("Check"), _rows(parts))


def _row(at: int) -> int:
    """The row of the bid at a place (from 0)."""
    return RESULT_HEADER + 1 + at


def _rows(parts: Parts) -> tuple[int, int]:
    return _row(0), _row(parts.places.count - 1)


def _live(parts: Parts, at: int, number_format: str) -> dict[str, tuple[str, str]]:
    row, award = FIRST_ROW + at, parts.award
    excluded = BIDS.cell("Excluded", row)
    status = f'IF({excluded}="",IF({parts.pool.inside(at)}=1,"{ADMISSIBLE}","{DISQUALIFIED}"),{excluded})'
    return {
        "Bid": (BIDS.cell("Id", row), style.WORDS),
        "Name": (BIDS.cell("Name", row), style.WORDS),
        "Status": (status, style.WORDS),
        "Total": (award.cell("Total", at), style.LONG),
        "Published": (award.cell("Published", at), number_format),
        "Rank": (award.cell(award.rank_column, at), style.WHOLE),
        "Recommended": (_recommended(parts, at), style.WORDS),
        "Check": (_check_row(_row(at)), style.WORDS),
    }


def _recommended(parts: Parts, at: int) -> str:
    """yes, no, or undecided where bids are tied across the cut."""
    rank = RESULT_TABLE.cell("Rank", _row(at))
    winners = parts.places.model.winners
    if winners.count is None:
        least = setting_cell(parts.places, layout.WINNERS_MINIMUM)
        total = RESULT_TABLE.cell("Total", _row(at))
        choice = f'IF({total}>={least}-{parts.award.close},"{layout.YES}","{layout.NO}")'
    else:
        given = parts.places.raw_model.get("winners") is not None
        count = setting_cell(parts.places, layout.WINNERS_COUNT) if given else "1"
        reached = f'COUNTIF({RESULT_TABLE.span("Rank", _rows(parts))},"<="&{rank})'
        tied = f'IF({rank}<={count},"{UNDECIDED}","{layout.NO}")'
        choice = f'IF({reached}<={count},"{layout.YES}",{tied})'
    return f'IF({rank}="","",{choice})'


def _check_row(row: int) -> str:
    def cell(column: str) -> str:
        return RESULT_TABLE.cell(column, row)

    texts = [f"EXACT({cell(name)},{cell(f'Engine: {name.lower()}')})" for name in ("Status", "Recommended")]
    numbers = [agree(cell(name), cell(f"Engine: {name.lower()}")) for name in ("Total", "Published", "Rank")]
    return f'IFERROR(IF(AND({",".join(texts + numbers)}),"{SAME}","{DIFFERS}"),"{DIFFERS}")'


def agree(mine: str, engine: str) -> str:
    """Whether two figures agree to the ninth place of their size, or neither is there."""
    close = f"ABS(N({mine})-N({engine}))<={AGREEMENT}*MAX(1,ABS(N({engine})))"
    return f"ISNUMBER({mine})=ISNUMBER({engine}),{close}"


def _write_verdict(page: Page, parts: Parts) -> None:
    """Above the table: the winner, whether the pool is settled, how many figures differ. Under it: warnings."""
    table, rows = RESULT_TABLE, _rows(parts)
    ranks = table.span("Rank", rows)
    name = f"INDEX({table.span('Name', rows)},MATCH(1,{ranks},0))"
    several = f'COUNTIF({ranks},1)&" bids share rank 1"'
    settled = POOL.cell("Limit", SETTLED_ROW)
    differing = f'(COUNTIF({table.span("Check", rows)},"{DIFFERS}")+{_differences(parts)})'
    lines = [
        ("Winner", f'IF(COUNTIF({ranks},1)=0,"none",IF(COUNTIF({ranks},1)=1,{name},{several}))'),
        (
            "Pool of bids",
            f'IF({settled}="{SETTLED}","{SETTLED}","not settled in the rounds on the sheet Pool")',
        ),
        (
            "Beside the engine",
            f'IF({differing}=0,"{SAME}: every figure agrees",{differing}&" figures differ")',
        ),
    ]
    for row, (label, expression) in enumerate(lines, start=HEADER_ROW + 1):
        page.words(row, 2, label, style.FIXED)
        page.formula(row, 3, expression, style.VERDICT, style.WORDS)
    below = rows[1] + 2
    for row, warning in enumerate(parts.published["warnings"], start=below):
        page.words(row, 2, "Warning of the engine" if row == below else "", style.NOTE)
        page.text(row, 3, warning, style.LEAD)


def _differences(parts: Parts) -> str:
    count = sum(1 for _ in checked(parts))
    rows = (FIRST_ROW, FIRST_ROW + count - 1)
    return f'COUNTIF({CHECK_TABLE.span("Check", rows)},"{DIFFERS}")'


@dataclass(frozen=True)
class Checked:
    """A figure of the engine's result and the cell that calculates it here."""

    bid: str
    criterion: str
    title: str
    figure: str
    cell: str
    engine: Fraction | None
    exact: str
    working: str


def checked(parts: Parts) -> Iterator[Checked]:
    """Every figure of the result: points of each criterion, prices and values."""
    places = parts.places
    for at, entry in enumerate(parts.published["bids"]):
        for node in places.nodes:
            found = entry["criteria"][node.id]
            if "points" not in found:
                continue
            title = str(node.raw["title"])
            points = SCORES.bid_cell(at, node.row)
            exact, working = found.get("exact") or found.get("approx") or "", found.get("working") or ""
            yield Checked(entry["id"], node.id, title, "points", points, figure_of(found), exact, working)
            if "price" in found:
                cell = parts.figures.cell(node.id, PRICE, at)
                price = places.evaluation.bids[at].prices.get(node.id)
                yield Checked(entry["id"], node.id, title, "price", cell, price, "", "")
            if "value" in found:
                cell = parts.figures.cell(node.id, VALUE, at)
                value = _leaf_value(parts, at, node.id)
                yield Checked(entry["id"], node.id, title, "value", cell, value, "", "")


def _leaf_value(parts: Parts, at: int, leaf: str) -> Fraction:
    """The exact value of a bid's commitments in a leaf: what the result publishes rounded."""
    model = parts.places.model
    entries = parts.published["bids"][at]["social_value"]["commitments"]
    return sum(
        (
            Fraction(entry["exact"])
            for entry in entries
            if entry["exact"] is not None
            and model.measures[entry["measure"]].kind != "transfer"
            and model.leaf_of_measure[entry["measure"]].id == leaf
        ),
        Fraction(0),
    )


def write_check(book: Book, parts: Parts) -> None:
    """The sheet Check: every figure of the engine's result beside the one calculated here."""
    page = book.table(
        CHECK_TABLE,
        "Every figure beside the engine's",
        "The engine calculates with exact fractions; this workbook in 15 digits. Same: they agree to 9 places. "
        "After you change an input, what follows from it differs.",
        tab=style.TAB_RESULT,
        widths=(14, 14, 34, 9, 18, 18, 10, 26, 60),
        fixed=2,
    )
    row = FIRST_ROW
    for row, line in enumerate(checked(parts), start=FIRST_ROW):
        for column, text in enumerate((line.bid, line.criterion, line.title, line.figure), start=1):
            page.text(row, column, text, style.FIXED)
        page.formula(row, 5, line.cell, style.LIVE, style.LONG)
        _put_engine(page, row, 6, line.engine, style.LONG)
        mine, engine = CHECK_TABLE.cell("This workbook", row), CHECK_TABLE.cell("Engine", row)
        check = f'IFERROR(IF(AND({agree(mine, engine)}),"{SAME}","{DIFFERS}"),"{DIFFERS}")'
        page.formula(row, 7, check, style.LIVE, style.WORDS)
        page.text(row, 8, line.exact, style.ENGINE)
        page.text(row, 9, line.working, style.ENGINE)
    page.worksheet.auto_filter.ref = f"A{layout.HEADER_ROW}:I{row}"
    mark_checks(page, "G", (FIRST_ROW, row))


def mark_checks(page: Page, letter: str, rows: tuple[int, int]) -> None:
    """Colour the cells that say same or differs."""
    for word, ink, fill in ((SAME, style.GREEN, style.PALE_GREEN), (DIFFERS, style.RED, style.PALE_RED)):
        page.colour(f"{letter}{rows[0]}:{letter}{rows[1]}", ("equal", f'"{word}"'), ink, fill)


def _put_engine(page: Page, row: int, column: int, value: Fraction | None, number_format: str) -> None:
    if value is None:
        page.blank(row, column, style.ENGINE)
        return
    try:
        page.value(row, column, float(value), style.ENGINE, number_format)
    except OverflowError:
        page.words(row, column, "too large for a spreadsheet", style.ENGINE)


def figure_of(found: dict[str, Any]) -> Fraction | None:
    """A figure of the result, exact, or as near as its 40 digits."""
    text = found.get("exact") or found.get("approx")
    return None if text is None else Fraction(text)


def _fraction(value: str | int | None) -> Fraction | None:
    return None if value is None else Fraction(value)
