"""Writes the sheet Pool, live: which bids are scored against each other, and why the others are not.

First every bid leaves that fails by itself; then, round after round, all that miss a minimum over points that
look at other bids. Each round but the last takes out at least one bid, so as many rounds as bids are enough.
"""

from __future__ import annotations

from collections.abc import Callable

from scoring.criteria import PriceLeaf, QualityLeaf, SocialValueLeaf
from scoring.workbook import layout, style
from scoring.workbook.bid_sheets import bid_header
from scoring.workbook.book import Book
from scoring.workbook.expressions import Spread, place_of_mark
from scoring.workbook.layout import BIDS, CRITERIA, FIRST_ROW, MARKS, PASSES, POOL, SCALES, SCORES
from scoring.workbook.layout import TOLERANCE_NAME as EQUAL
from scoring.workbook.live_figures import MENU_SUM, PRICE, Figures
from scoring.workbook.places import Node, Places
from scoring.workbook.subjects import HUNDRED, Subject, minimum_cell, subjects_of

MOST_ROUNDS = 40
ROUNDS_SHOWN = 2
IN_POOL_ROW, SETTLED_ROW = FIRST_ROW, FIRST_ROW + 1
SETTLED, NOT_SETTLED = "settled", "not settled"
Expression = Callable[[int], str]


class PoolSheet:
    """The sheet Pool while it is written, then where its results stand."""

    def __init__(self, book: Book, places: Places, figures: Figures) -> None:
        self._places, self._figures = places, figures
        self._row = SETTLED_ROW + 2
        self._flags: list[int] = []
        self._excluded = 0
        self.failed_alone = 0
        self.spreads: dict[str, Spread] = {}
        self._page = book.table(
            POOL,
            "The pool of bids",
            "1: yes. A bid that fails a test is out before bids are compared; then minimums over points that "
            "depend on other bids are tried again until nobody leaves.",
            tab=style.TAB_LIVE,
            widths=(16, 44, 12, 16, 16, 16),
            fixed=3,
        )
        bid_header(self._page, POOL, places)

    def inside(self, at: int) -> str:
        """The cell that says whether a bid is in the pool."""
        return POOL.bid_cell(at, IN_POOL_ROW)

    def write(self) -> None:
        """All tests and rounds, then the summary above them."""
        subjects = subjects_of(self._places)
        self._excluded = self._line("", "Excluded before scoring", "", _excluded)
        self._flags.append(self._excluded)
        self._plain_tests()
        rows = (self._excluded, self._row - 1)
        self.failed_alone = self._line(
            "", "Excluded, or fails without points", "", lambda at: _sum(at, rows), strong=True
        )
        own = [self._own_minimum(subject) for subject in subjects if not subject.compared]
        admitted = _none_of([self.failed_alone, *own])
        inside = self._line("", "Admitted to the comparison", "", admitted, strong=True)
        leaving = 0
        relative = [subject for subject in subjects if subject.compared]
        for number in range(1, min(self._places.count, MOST_ROUNDS) + 1 if relative else 1):
            start = self._row
            self._row += 1
            leaving = self._round(number, inside, relative)
            if number > ROUNDS_SHOWN:
                self._page.worksheet.row_dimensions.group(start, self._row - 1, hidden=True)
            inside = self._line(
                "", f"Inside after round {number}", "", _staying(inside, leaving), strong=True
            )
        self._row += 1
        for node in self._places.relative:
            self.spreads[node.id] = self._compared(node, inside, "In the pool")
        self._summary(inside, leaving)

    def _line(
        self,
        criterion: str,
        test: str,
        limit: str,
        expression: Expression,
        *,
        number_format: str = style.FLAG,
        spread: bool = False,
        strong: bool = False,
    ) -> int:
        """Write one row; returns its number."""
        row, page = self._row, self._page
        look = style.STRONG if strong else style.LIVE
        page.text(row, 1, criterion, look)
        page.words(row, 2, test, look)
        if limit:
            page.formula(row, 3, limit, look)
        else:
            page.blank(row, 3, look)
        span = POOL.row_span(row, self._places.count)
        for column, function in enumerate(("MIN", "MAX", "AVERAGE"), start=4):
            if spread:
                value = f"IF(COUNT({span})=0,0,{function}({span}))"
                page.formula(row, column, value, look, number_format)
            else:
                page.blank(row, column, look)
        for at in range(self._places.count):
            page.formula(row, POOL.bid_number(at), expression(at), look, number_format)
        self._row += 1
        return row

    def _test(self, criterion: str, words: str, limit: str, failed: Expression) -> int:
        """A row that is 1 where a bid, not excluded before, fails."""

        def flag(at: int) -> str:
            return f"IF({POOL.bid_cell(at, self._excluded)}=1,0,IF({failed(at)},1,0))"

        row = self._line(criterion, words, limit, flag)
        self._flags.append(row)
        return row

    def _plain_tests(self) -> None:
        """Conditions, marks, price ceilings and the minimum of a menu."""
        places = self._places
        for leaf, row in places.passes.items():
            self._test(leaf, "Condition failed", "", _fails(row))
        for node in places.nodes:
            if isinstance(node.criterion, QualityLeaf) and node.criterion.minimum is not None:
                self._test(node.id, "Mark below the minimum", minimum_cell(node), self._low_mark(node))
        for node in places.nodes:
            if isinstance(node.criterion, PriceLeaf) and node.criterion.maximum is not None:
                maximum = CRITERIA.cell("Maximum", node.row)
                self._test(node.id, "Price above the maximum", maximum, self._above(node, maximum))
        for node in places.nodes:
            if isinstance(node.criterion, SocialValueLeaf):
                formula = node.criterion.formula
                if formula.type.name == "points_menu" and formula.parameters["minimum"] is not None:
                    least = places.parameter(node.id, "minimum")
                    self._test(node.id, "Menu points below the minimum", least, self._below(node, least))

    def _low_mark(self, node: Node) -> Expression:
        places = self._places
        scale = str(node.raw["scale"])
        marks, steps = places.marks_of(scale), SCALES.span("Place", places.scales[scale])
        lowest = place_of_mark(marks, steps, minimum_cell(node))
        row = places.marks[node.id]
        return lambda at: f"{place_of_mark(marks, steps, MARKS.bid_cell(at, row))}<{lowest}"

    def _above(self, node: Node, maximum: str) -> Expression:
        return lambda at: f"{self._figures.cell(node.id, PRICE, at)}>{maximum}*(1+{EQUAL})"

    def _below(self, node: Node, least: str) -> Expression:
        return lambda at: f"{self._figures.cell(node.id, MENU_SUM, at)}<{least}*(1-{EQUAL})"

    def _own_minimum(self, subject: Subject) -> int:
        """A minimum over points that do not depend on other bids; returns the row that says who misses it."""
        percent = self._line(
            subject.name,
            "Percentage of its weight",
            subject.limit,
            lambda at: self._own_percent(subject, at),
            number_format=style.POINTS,
        )

        def below(at: int) -> str:
            cell = POOL.bid_cell(at, percent)
            return f'IF({cell}="",FALSE,{cell}<{POOL.cell("Limit", percent)}-100*{EQUAL})'

        return self._test(subject.name, "Percentage below the minimum", "", below)

    def _own_percent(self, subject: Subject, at: int) -> str:
        if subject.node is None:
            return f"100*{subject.own_points(self._places, at)}/{subject.weight(self._places)}"
        if subject.weightless:
            figure = self._figures.compared(subject.node, at)
            return f'IF({figure}="","",{self._figures.points(subject.node, HUNDRED, at, Spread())})'
        points = SCORES.bid_cell(at, subject.node.row)
        return f'IF({points}="","",100*{points}/{subject.weight(self._places)})'

    def _round(self, number: int, inside: int, subjects: list[Subject]) -> int:
        """One round of minimums; returns the row that says how many a bid misses."""
        places, rows, percents = self._places, dict[tuple[str, str], int](), list[int]()
        for subject in subjects:
            for node in subject.compared:
                weight = subject.leaf_weight(node, places)
                if (node.id, weight) not in rows:
                    rows[node.id, weight] = self._round_points(number, node, weight, inside)
            percents.append(
                self._line(
                    subject.name,
                    f"Round {number}: percentage of its weight",
                    subject.limit,
                    self._round_percent(subject, rows, inside),
                    number_format=style.POINTS,
                )
            )

        def missed(at: int) -> str:
            below = "+".join(
                f"({POOL.bid_cell(at, row)}<{POOL.cell('Limit', row)}-100*{EQUAL})" for row in percents
            )
            return f"IF({POOL.bid_cell(at, inside)}=1,{below},0)"

        row = self._line("", f"Round {number}: minimums missed", "", missed)
        self._flags.append(row)
        return row

    def _round_points(self, number: int, node: Node, weight: str, inside: int) -> int:
        spread = self._compared(node, inside, f"Round {number}")
        return self._line(
            node.id,
            f"Round {number}: points",
            "",
            lambda at: _if_inside(at, inside, self._figures.points(node, weight, at, spread)),
            number_format=style.POINTS,
        )

    def _round_percent(self, subject: Subject, rows: dict[tuple[str, str], int], inside: int) -> Expression:
        def expression(at: int) -> str:
            parts = [] if subject.weightless else [subject.own_points(self._places, at)]
            parts += [
                POOL.bid_cell(at, rows[node.id, subject.leaf_weight(node, self._places)])
                for node in subject.compared
            ]
            return _if_inside(at, inside, f"100*({'+'.join(parts)})/{subject.weight(self._places)}")

        return expression

    def _compared(self, node: Node, inside: int, when: str) -> Spread:
        """The figures of the bids inside, with the lowest, highest and mean of them."""
        formula = getattr(node.criterion, "formula", None)
        positive = formula is not None and formula.type.name == "lowest_over_price"

        def expression(at: int) -> str:
            figure = self._figures.compared(node, at)
            admitted = f"{POOL.bid_cell(at, inside)}=1"
            if positive:
                admitted = f"AND({admitted},{figure}>0)"
            return f'IF({admitted},{figure},"")'

        name = "price" if node.kind == "price" else "social value"
        number_format = style.SHARE if self._places.takes_share(node.criterion) else style.MONEY
        row = self._line(
            node.id, f"{when}: {name} compared", "", expression, number_format=number_format, spread=True
        )
        return Spread(*(POOL.cell(column, row) for column in ("Lowest", "Highest", "Mean")))

    def _summary(self, inside: int, leaving: int) -> None:
        """In the first rows: who is in the pool, and whether it is settled."""
        self._row = IN_POOL_ROW
        self._line("", "In the pool", "", lambda at: POOL.bid_cell(at, inside), strong=True)
        state = f'"{SETTLED}"'
        if leaving:
            span = POOL.row_span(leaving, self._places.count)
            state = f'IF(SUM({span})=0,"{SETTLED}","{NOT_SETTLED}")'
        page = self._page
        page.blank(SETTLED_ROW, 1, style.STRONG)
        page.words(SETTLED_ROW, 2, "Nobody leaves any more", style.STRONG)
        page.formula(SETTLED_ROW, 3, state, style.STRONG, style.WORDS)
        first, last = POOL.bid_letter(0), POOL.bid_letter(self._places.count - 1)
        for row in self._flags:
            page.colour(f"{first}{row}:{last}{row}", ("greaterThan", "0"), style.RED, style.PALE_RED)


def _excluded(at: int) -> str:
    return f'IF({BIDS.cell("Excluded", FIRST_ROW + at)}="",0,1)'


def _sum(at: int, rows: tuple[int, int]) -> str:
    return f"SUM({POOL.bid_span(at, rows)})"


def _fails(row: int) -> Expression:
    return lambda at: f'{PASSES.bid_cell(at, row)}<>"{layout.PASS}"'


def _staying(inside: int, leaving: int) -> Expression:
    return lambda at: f"IF(AND({POOL.bid_cell(at, inside)}=1,{POOL.bid_cell(at, leaving)}=0),1,0)"


def _if_inside(at: int, inside: int, expression: str) -> str:
    return f'IF({POOL.bid_cell(at, inside)}=1,{expression},"")'


def _none_of(rows: list[int]) -> Expression:
    return lambda at: f"IF({'+'.join(POOL.bid_cell(at, row) for row in rows)}=0,1,0)"
