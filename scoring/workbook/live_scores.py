"""Writes the sheet Scores, live: the points of every criterion for every bid."""

from __future__ import annotations

from scoring.criteria import Group, PassFailLeaf, PriceLeaf, QualityLeaf, SocialValueLeaf
from scoring.pool import is_relative
from scoring.workbook import style
from scoring.workbook.bid_sheets import bid_header
from scoring.workbook.book import Book
from scoring.workbook.expressions import REFUSED, Spread, share_of_mark
from scoring.workbook.layout import MARKS, PASSES, POOL, SCALES, SCORES
from scoring.workbook.live_figures import Figures
from scoring.workbook.live_pool import PoolSheet
from scoring.workbook.places import Node, Places


def write_scores(book: Book, places: Places, figures: Figures, pool: PoolSheet) -> None:
    """The sheet Scores; rows are those of the sheet Criteria."""
    page = book.table(
        SCORES,
        "Points",
        "Points of each bid, not rounded. Points that depend on other bids stand only for bids in the pool.",
        tab=style.TAB_LIVE,
        widths=(14, 40, 13, 10, 13),
        fixed=5,
    )
    bid_header(page, SCORES, places)
    for node in places.nodes:
        look = style.STRONG if isinstance(node.criterion, Group) else style.LIVE
        page.text(node.row, 1, node.id, look)
        page.text(node.row, 2, node.raw["title"], look)
        page.indent(node.row, 2, node.level)
        page.words(node.row, 3, node.kind, look)
        page.formula(node.row, 4, places.weight(node), look)
        page.words(node.row, 5, counts_as(node), look)
        for at in range(places.count):
            column = SCORES.bid_number(at)
            expression = _points(node, at, places, figures, pool)
            if expression is None:
                page.blank(node.row, column, look)
            else:
                shown = style.GENERAL if isinstance(node.criterion, PassFailLeaf) else style.POINTS
                page.formula(node.row, column, expression, look, shown)


def counts_as(node: Node) -> str:
    """Which key of the tie-break ladder counts a leaf's points."""
    if isinstance(node.criterion, QualityLeaf):
        return node.criterion.aspect or "quality"
    return node.kind if isinstance(node.criterion, SocialValueLeaf | PriceLeaf) else ""


def _points(node: Node, at: int, places: Places, figures: Figures, pool: PoolSheet) -> str | None:
    leaf = node.criterion
    if isinstance(leaf, Group):
        return _group(node, at, places)
    if isinstance(leaf, PassFailLeaf):
        cell = PASSES.bid_cell(at, places.passes[node.id])
        return f'IF({cell}="","",{cell})'
    if isinstance(leaf, QualityLeaf):
        return _quality(node, at, places)
    if isinstance(leaf, PriceLeaf) and leaf.formula is None:
        return None
    weight = places.weight(node)
    if is_relative(leaf):
        points = figures.points(node, weight, at, pool.spreads[node.id])
        return f'IF({pool.inside(at)}=1,{points},"")'
    return _own(node, figures.points(node, weight, at, Spread()), figures.compared(node, at), at, pool)


def _own(node: Node, points: str, figure: str, at: int, pool: PoolSheet) -> str:
    """Points that look at no other bid; a price of 0 that cannot divide is refused, unless the bid is out
    anyway."""
    refused = f'IF({POOL.bid_cell(at, pool.failed_alone)}>0,"",{REFUSED})'
    leaf = node.criterion
    if isinstance(leaf, PriceLeaf):
        if leaf.formula is not None and leaf.formula.type.name == "reference_over_price":
            points = f"IF({figure}=0,{refused},{points})"
        return f'IF({figure}="","",{points})'
    return f'IF({figure}="",{refused},{points})'


def _quality(node: Node, at: int, places: Places) -> str:
    mark = MARKS.bid_cell(at, places.marks[node.id])
    rows = places.scales[str(node.raw["scale"])]
    share = share_of_mark(SCALES.span("Mark", rows), SCALES.span("Share of the weight", rows), mark)
    return f'IF({mark}="","",{places.weight(node)}*{share})'


def _group(node: Node, at: int, places: Places) -> str:
    """The sum of the leaves under it, if all of them have points."""
    rows = (node.row + 1, node.last)
    points, kinds = SCORES.bid_span(at, rows), SCORES.span("Kind", rows)
    leaves = f'({kinds}<>"group")*({kinds}<>"pass_fail")'
    complete = f"SUMPRODUCT({leaves}*ISNUMBER({points}))<SUMPRODUCT({leaves})"
    return f'IF({complete},"",SUMIFS({points},{kinds},"<>group"))'
