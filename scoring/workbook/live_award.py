"""Writes the sheet Award, live: the total of each bid by the award method, and its rank down the tie-break ladder.

Ranks are counted step by step: a bid's rank by total is 1 + the number of bids in the pool with a better total;
each key of the ladder adds the number of bids of the same rank that are better by it.
"""

from __future__ import annotations

from collections.abc import Callable

from scoring.criteria import QualityLeaf, SocialValueLeaf
from scoring.rules import LADDER_WORDS
from scoring.workbook import layout, style
from scoring.workbook.book import Book
from scoring.workbook.expressions import METHOD_TOTALS, Contender, rounded, share_of_mark
from scoring.workbook.layout import (
    AWARD,
    BIDS,
    FIRST_ROW,
    MARKS,
    SCALES,
    SCORES,
    TOLERANCE_NAME,
    Table,
)
from scoring.workbook.live_figures import ALL_PRICES, Figures
from scoring.workbook.live_pool import PoolSheet
from scoring.workbook.places import Node, Places
from scoring.workbook.settings import setting_cell
from scoring.workbook.subjects import quality_weight, weight_of

PRICE_SUM, POINTS_SUM, QUALITY, MONEY_SUM = "Price P", "Quality points q", "Quality Q", "Money for quality"
W_QUALITY, W_PRICE = "wQ, weight of quality and social value", "wP, weight of price"
Q_MAX, Q_BEST, Q_LOW = "Qmax", "Qbest, highest Q of the pool", "Qlow, lowest Q of the pool"
P_BEST, Q_LOW_POINTS = "Pbest, lowest P of the pool", "qlow, lowest q of the pool"
SAME_TOTAL, SAME_POINTS, SAME_PRICE = "Equal totals within", "Equal points within", "Equal prices within"
CLOSE, REACH = "Figures that are equal but for 15 digits, within", "Reach of the corridor"
_SUBTRACTING = ("award_on_value", "willingness_to_pay", "price_quality_method")
_WITHOUT_TOTAL = ("award_on_value", "price_quality_method", "quality_divisor", "lowest_price")


class AwardSheet:
    """The sheet Award: its columns, and the figures of the method under the table."""

    def __init__(self, book: Book, places: Places, figures: Figures, pool: PoolSheet) -> None:
        self._book, self._places, self._figures, self._pool = book, places, figures, pool
        self._method = places.model.award_method.type
        self._summed = places.model.sums_points
        self.table = Table(AWARD, tuple(self._columns()))
        self._constants = self._constant_formulas()
        first = places.bid_rows[1] + 3
        self._constant_rows = {name: row for row, name in enumerate(self._constants, start=first)}

    def cell(self, column: str, at: int) -> str:
        """A bid's cell in a column."""
        return self.table.cell(column, FIRST_ROW + at)

    def span(self, column: str) -> str:
        """A column of all bids."""
        return self.table.span(column, self._places.bid_rows)

    @property
    def rank_column(self) -> str:
        """The column of the last rank."""
        return self._ranks[-1]

    @property
    def close(self) -> str:
        """The cell that says within what unrounded totals count as equal."""
        return self._constant(CLOSE)

    @property
    def _corridor(self) -> bool:
        return self._places.model.award_method.parameters.get("corridor") is not None

    @property
    def _takes_total(self) -> bool:
        return not self._summed and self._method.name not in _WITHOUT_TOTAL

    def _keys(self) -> list[tuple[str, str]]:
        """Each step of the ladder: its name and its key; the corridor's deciding key first."""
        model = self._places.model
        ladder = [
            (f"Tie-break {at}: {key if key in LADDER_WORDS else 'a criterion'}", key)
            for at, key in enumerate(model.tie_break, start=1)
        ]
        if self._corridor:
            ladder.insert(0, ("Corridor", model.award_method.parameters["corridor"][1]))
        return ladder

    def _columns(self) -> list[str]:
        columns = ["Bid", "Name", "In the pool"]
        if self._places.prices:
            columns.append(PRICE_SUM)
        if not self._summed:
            columns.append(POINTS_SUM)
        if self._takes_total:
            columns.append(QUALITY)
        if self._method.name == "award_on_value":
            columns.append(MONEY_SUM)
        columns += ["Total", "Published", "Compared"]
        if self._corridor:
            columns.append("In the corridor")
        columns.append("Rank by total")
        self._ranks = ["Rank by total"]
        for name, _ in self._keys():
            columns += [name, _rank_after(name)]
            self._ranks.append(columns[-1])
        return columns

    def write(self) -> None:
        """The sheet."""
        words = "lowest" if self._method.lowest_wins else "highest"
        page = self._book.table(
            self.table,
            "Totals and ranks",
            f"The total by the award method; the {words} wins. Equal bids share a rank until the ladder parts them.",
            tab=style.TAB_LIVE,
            widths=(16, 30, 10, *(15.0,) * (len(self.table.columns) - 3)),
            fixed=2,
        )
        for at, bid in enumerate(self._places.raw_bids):
            row = FIRST_ROW + at
            page.make_room(row, self.table.number("Name"), bid["name"])
            for name, (expression, number_format) in self._bid_formulas(at).items():
                look = style.STRONG if name in ("Total", self.rank_column) else style.LIVE
                page.formula(row, self.table.number(name), expression, look, number_format)
        for name, row in self._constant_rows.items():
            shown = style.TINY if name in (CLOSE, SAME_TOTAL, SAME_POINTS, SAME_PRICE) else style.GENERAL
            page.words(row, 2, name, style.FIXED)
            page.formula(row, 3, self._constants[name], style.LIVE, shown)

    def _bid_formulas(self, at: int) -> dict[str, tuple[str, str]]:
        inside = self.cell("In the pool", at)

        def admitted(expression: str) -> str:
            return f'IF({inside}=1,{expression},"")'

        total = self.cell("Total", at)
        published = rounded(total, self._setting(layout.PLACES), self._places.model.rounding.mode)
        ranked = "Published" if self._places.model.rank_on == "rounded" else "Total"
        places = style.published(self._places.model.rounding.places)
        found: dict[str, tuple[str, str]] = {
            "Bid": (BIDS.cell("Id", FIRST_ROW + at), style.WORDS),
            "Name": (BIDS.cell("Name", FIRST_ROW + at), style.WORDS),
            "In the pool": (self._pool.inside(at), style.WHOLE),
        }
        if PRICE_SUM in self.table.columns:
            found[PRICE_SUM] = (admitted(self._figures.cell("", ALL_PRICES, at)), style.MONEY)
        if POINTS_SUM in self.table.columns:
            found[POINTS_SUM] = (
                admitted(_points_of(self._places, at, "quality", "social_value")),
                style.POINTS,
            )
        if QUALITY in self.table.columns:
            found[QUALITY] = (admitted(self._quality(at)), style.POINTS)
        if MONEY_SUM in self.table.columns:
            found[MONEY_SUM] = (admitted(self._money(at)), style.MONEY)
        found["Total"] = (admitted(self._total(at)), style.LONG)
        found["Published"] = (admitted(published), places)
        found["Compared"] = (admitted(self.cell(ranked, at)), style.LONG)
        return found | self._rank_formulas(at, admitted)

    def _rank_formulas(self, at: int, admitted: Callable[[str], str]) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        compared = self.cell("Compared", at)
        better = self._better("Compared", compared, SAME_TOTAL, lowest=self._method.lowest_wins)
        by_total = f"1+SUMPRODUCT({self.span('In the pool')}*({better}))"
        if self._corridor:
            found["In the corridor"] = (admitted(f"IF({compared}>={self._constant(REACH)},1,0)"), style.WHOLE)
            by_total = f"IF({self.cell('In the corridor', at)}=1,1,{by_total})"
        found["Rank by total"] = (admitted(by_total), style.WHOLE)
        before = "Rank by total"
        for name, key in self._keys():
            lowest = key == "price" and bool(self._places.prices)
            found[name] = (admitted(self._key_figure(key, at)), style.MONEY if lowest else style.POINTS)
            within = SAME_PRICE if lowest else SAME_POINTS
            better = self._better(name, self.cell(name, at), within, lowest=lowest)
            same = f"({self.span(before)}={self.cell(before, at)})"
            rank = f"{self.cell(before, at)}+SUMPRODUCT({same}*({better}))"
            if name == "Corridor":
                rank = f"IF({self.cell('In the corridor', at)}=1,{rank},{self.cell(before, at)})"
            after = _rank_after(name)
            found[after] = (admitted(rank), style.WHOLE)
            before = after
        return found

    def _better(self, column: str, mine: str, within: str, *, lowest: bool) -> str:
        if lowest:
            return f"{self.span(column)}<{mine}-{self._constant(within)}"
        return f"{self.span(column)}>{mine}+{self._constant(within)}"

    def _key_figure(self, key: str, at: int) -> str:
        if key == "price":
            return self.cell(PRICE_SUM, at) if self._places.prices else "0"
        if key in ("quality", "social_value"):
            counted = SCORES.span("Counts as", self._places.tree_rows)
            return f'SUMIFS({SCORES.bid_span(at, self._places.tree_rows)},{counted},"{key}")'
        return SCORES.bid_cell(at, self._places.node_of[key].row)

    def _setting(self, label: str) -> str:
        return setting_cell(self._places, label)

    def _constant(self, name: str) -> str:
        return self.table.cell("In the pool", self._constant_rows[name])

    def _constant_formulas(self) -> dict[str, str]:
        """The figures that are the same for all bids."""
        found: dict[str, str] = {}
        total = self.span("Total")
        size = f"MAX(MAX({total}),-MIN({total}))"
        if self._summed:
            size = f"MAX(100,{size})"
        else:
            found[W_QUALITY] = quality_weight(self._places)
            found[W_PRICE] = weight_of(self._places, "price")
            found[P_BEST] = f"MIN({self.span(PRICE_SUM)})"
            found[Q_LOW_POINTS] = f"MIN({self.span(POINTS_SUM)})"
        if self._takes_total:
            base = self._places.model.award_method.parameters["quality_base"]
            found[Q_MAX] = "100" if base == "hundred" else quality_weight(self._places)
            found[Q_BEST] = f"MAX({self.span(QUALITY)})"
            found[Q_LOW] = f"MIN({self.span(QUALITY)})"
        if self._method.name in _SUBTRACTING:
            size = f"MAX({size},MAX({self.span(PRICE_SUM)}))"
        found[CLOSE] = f"{TOLERANCE_NAME}*{size}"
        half_a_unit = f"0.5/10^{self._setting(layout.PLACES)}"
        found[SAME_TOTAL] = half_a_unit if self._places.model.rank_on == "rounded" else found[CLOSE]
        found[SAME_POINTS] = f"{TOLERANCE_NAME}*100"
        if PRICE_SUM in self.table.columns:
            found[SAME_PRICE] = f"{TOLERANCE_NAME}*MAX({self.span(PRICE_SUM)})"
        if self._corridor:
            width = self._setting(layout.CORRIDOR_WIDTH)
            found[REACH] = f"MAX({self.span('Compared')})*(1-{width})-{found[CLOSE]}"
        return found

    def _quality(self, at: int) -> str:
        q = self.cell(POINTS_SUM, at)
        if self._places.model.award_method.parameters["quality_base"] == "weight":
            return q
        return f"100*{q}/{self._constant(W_QUALITY)}"

    def _money(self, at: int) -> str:
        """Money value x share of each leaf that has one."""
        parts = []
        for node in self._places.nodes:
            if node.raw.get("money") is not None and isinstance(
                node.criterion, QualityLeaf | SocialValueLeaf
            ):
                money = layout.CRITERIA.cell("Money", node.row)
                parts.append(f"{money}*{self._share(node, at)}")
        return "+".join(parts) or "0"

    def _share(self, node: Node, at: int) -> str:
        if isinstance(node.criterion, SocialValueLeaf):
            return f"{SCORES.bid_cell(at, node.row)}/{self._places.weight(node)}"
        rows = self._places.scales[str(node.raw["scale"])]
        mark = MARKS.bid_cell(at, self._places.marks[node.id])
        return share_of_mark(SCALES.span("Mark", rows), SCALES.span("Share of the weight", rows), mark)

    def _total(self, at: int) -> str:
        if self._summed:
            rows = self._places.tree_rows
            return f'SUMIFS({SCORES.bid_span(at, rows)},{SCORES.span("Kind", rows)},"<>group")'
        return self._method_total(at)

    def _method_total(self, at: int) -> str:
        def given(column: str) -> str:
            return self.cell(column, at) if column in self.table.columns else ""

        def figure(name: str) -> str:
            return self._constant(name) if name in self._constant_rows else ""

        def parameter(name: str) -> str:
            return self._setting(layout.METHOD_PARAMETERS[name])

        contender = Contender(
            price=given(PRICE_SUM),
            points=given(POINTS_SUM),
            quality=given(QUALITY),
            money=given(MONEY_SUM),
            most_quality=figure(Q_MAX),
            best_quality=figure(Q_BEST),
            lowest_quality=figure(Q_LOW),
            lowest_points=figure(Q_LOW_POINTS),
            lowest_price=figure(P_BEST),
            quality_weight=figure(W_QUALITY),
            price_weight=figure(W_PRICE),
            parameter=parameter,
        )
        return METHOD_TOTALS[self._method.name](contender)


def _rank_after(step: str) -> str:
    """The column of the ranks after a step of the ladder."""
    return f"Rank after {step.split(':', maxsplit=1)[0].lower()}"


def _points_of(places: Places, at: int, *keys: str) -> str:
    kinds = SCORES.span("Kind", places.tree_rows)
    points = SCORES.bid_span(at, places.tree_rows)
    return "+".join(f'SUMIFS({points},{kinds},"{key}")' for key in keys)
