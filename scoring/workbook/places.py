"""Which row of which sheet holds what, for one evaluation: found once, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scoring.criteria import Criterion, Group, PriceLeaf, SocialValueLeaf
from scoring.evaluate import Evaluation
from scoring.pool import is_relative
from scoring.price import PRICE_FORMULAS
from scoring.social_value import VALUE_FORMULAS, divides_by_price
from scoring.workbook import layout
from scoring.workbook.layout import BANDS, COMMITMENTS, CRITERIA, FIRST_ROW, FORMULAS, MEASURES, SCALES
from scoring.workbook.words import TABLES

Json = Mapping[str, Any]
Rows = tuple[int, int]
PRICE_BANDS, VALUE_BANDS, MENU, DISCOUNT = "price bands", "value bands", "menu points", "discount rates"
TABLE_WORDS = {
    PRICE_BANDS: TABLES["price"],
    VALUE_BANDS: TABLES["value"],
    MENU: TABLES["menu"],
    DISCOUNT: TABLES["discount"],
}


@dataclass(frozen=True)
class Node:
    """A criterion with its entry in the file and its row, the same on the sheets Criteria and Scores; `last` is
    the last row of what stands under it."""

    raw: Json
    criterion: Criterion
    level: int
    row: int
    last: int
    parent: int | None

    @property
    def id(self) -> str:
        """The criterion's id."""
        return self.criterion.id

    @property
    def kind(self) -> str:
        """The criterion's kind as the file writes it."""
        return str(self.raw["kind"])


@dataclass(frozen=True)
class Parameter:
    """A line of the sheet Formulas."""

    criterion: str
    name: str
    value: Any


@dataclass(frozen=True)
class Line:
    """A line of the sheet Bands; `limit` is None where there is none."""

    criterion: str
    table: str
    limit: Any
    figure: str


class Places:
    """The rows of every input of an evaluation."""

    def __init__(self, evaluation: Evaluation, raw: Json) -> None:
        self.evaluation = evaluation
        self.model = evaluation.model
        self.raw = raw
        self.raw_model: Json = raw["model"]
        self.raw_bids: list[Json] = list(raw.get("bids") or ())
        self.raw_measures: Mapping[str, Json] = self.raw_model.get("measures") or {}

    @cached_property
    def nodes(self) -> list[Node]:
        """The tree, each group before its children."""
        found: list[Node] = []
        self._walk(self.raw_model["criteria"], self.model.criteria, 1, None, found)
        return found

    def _walk(
        self,
        raws: list[Json],
        criteria: tuple[Criterion, ...],
        level: int,
        parent: int | None,
        found: list[Node],
    ) -> None:
        for raw, criterion in zip(raws, criteria, strict=True):
            row = FIRST_ROW + len(found)
            size = _size(criterion)
            found.append(Node(raw, criterion, level, row, row + size - 1, parent))
            if isinstance(criterion, Group):
                self._walk(raw["children"], criterion.children, level + 1, row, found)

    @cached_property
    def node_of(self) -> dict[str, Node]:
        """The nodes by id."""
        return {node.id: node for node in self.nodes}

    @property
    def tree_rows(self) -> Rows:
        """The rows of the whole tree."""
        return FIRST_ROW, FIRST_ROW + len(self.nodes) - 1

    def under(self, node: Node) -> list[Node]:
        """The criteria under a group, all levels."""
        return self.nodes[node.row - FIRST_ROW + 1 : node.last - FIRST_ROW + 1]

    def weight(self, node: Node) -> str:
        """The cell of a criterion's effective weight."""
        return CRITERIA.cell("Effective weight", node.row)

    @cached_property
    def parameters(self) -> list[Parameter]:
        """The lines of the sheet Formulas."""
        return [line for node in self.nodes for line in _parameters(node)]

    @cached_property
    def _parameter_rows(self) -> dict[tuple[str, str], int]:
        return {(line.criterion, line.name): row for row, line in enumerate(self.parameters, start=FIRST_ROW)}

    def parameter(self, leaf: str, name: str) -> str:
        """The cell of a formula's parameter."""
        return FORMULAS.cell("Value", self._parameter_rows[leaf, name])

    @cached_property
    def lines(self) -> list[Line]:
        """The lines of the sheet Bands."""
        return [line for node in self.nodes for line in _lines(node)]

    def lines_of(self, leaf: str, table: str) -> Rows:
        """The rows of a criterion's bands, menu or schedule."""
        rows = [
            row
            for row, line in enumerate(self.lines, start=FIRST_ROW)
            if (line.criterion, line.table) == (leaf, table)
        ]
        return rows[0], rows[-1]

    def menu_cell(self, leaf: str, measure: str) -> str | None:
        """The cell of a measure's menu points."""
        for row, line in enumerate(self.lines, start=FIRST_ROW):
            if (line.criterion, line.table, line.limit) == (leaf, MENU, measure):
                return BANDS.cell("Figure", row)
        return None

    @cached_property
    def scales(self) -> dict[str, Rows]:
        """The rows of each scale."""
        found: dict[str, Rows] = {}
        row = FIRST_ROW
        for name, scale in self.raw_model["scales"].items():
            found[name] = (row, row + len(scale["steps"]) - 1)
            row += len(scale["steps"])
        return found

    def marks_of(self, scale: str) -> str:
        """The marks of a scale."""
        return SCALES.span("Mark", self.scales[scale])

    @cached_property
    def measures(self) -> dict[str, int]:
        """The row of each measure."""
        return {name: row for row, name in enumerate(self.raw_measures, start=FIRST_ROW)}

    @property
    def measure_rows(self) -> Rows:
        """The rows of all measures."""
        return FIRST_ROW, FIRST_ROW + len(self.measures) - 1

    @cached_property
    def refusing(self) -> list[tuple[str, ...]]:
        """The overlap lists of which only the first measure counts."""
        return [rule.measures for rule in self.model.double_count if rule.action == "refuse"]

    @cached_property
    def value_columns(self) -> list[str]:
        """The columns of the sheet Measures for each contract year that has a value of its own."""
        years = max((len(measure.values) for measure in self.model.measures.values()), default=1)
        return [f"{layout.VALUE_COLUMN}{year}" for year in range(max(1, years))]

    @cached_property
    def measure_table(self) -> layout.Table:
        """The sheet Measures with its columns for contract years, then what is live."""
        live = ["No.", "Counts in no.", "Net factor", "First year", "Years of value", "Menu points each"]
        live += [f"Place in list {at}" for at in range(1, len(self.refusing) + 1)]
        return layout.Table(MEASURES.sheet, (*MEASURES.columns, *self.value_columns, *live))

    @cached_property
    def commitment_table(self) -> layout.Table:
        """The sheet Commitments with a column for each overlap list that refuses."""
        live = [f"Place in list {at}" for at in range(1, len(self.refusing) + 1)]
        return layout.Table(COMMITMENTS.sheet, (*COMMITMENTS.columns, *live))

    @cached_property
    def commitments(self) -> list[tuple[str, Json]]:
        """Every commitment with its bid."""
        return [(bid["id"], entry) for bid in self.raw_bids for entry in bid.get("commitments") or ()]

    @property
    def commitment_rows(self) -> Rows:
        """The rows of all commitments."""
        return FIRST_ROW, FIRST_ROW + len(self.commitments) - 1

    @property
    def count(self) -> int:
        """How many bids there are."""
        return len(self.raw_bids)

    @property
    def bid_rows(self) -> Rows:
        """The rows of all bids, the same on the sheets Bids, Award and Result."""
        return FIRST_ROW, FIRST_ROW + self.count - 1

    @cached_property
    def marks(self) -> dict[str, int]:
        """The row of each question on the sheet Marks."""
        return {leaf: row for row, leaf in enumerate(self.model.quality_leaves, start=FIRST_ROW)}

    @cached_property
    def passes(self) -> dict[str, int]:
        """The row of each condition on the sheet Passes."""
        return {leaf: row for row, leaf in enumerate(self.model.conditions, start=FIRST_ROW)}

    @cached_property
    def prices(self) -> dict[str, Rows]:
        """The rows of each price criterion on the sheet Prices: one, or one for each item of a basket."""
        found: dict[str, Rows] = {}
        row = FIRST_ROW
        for leaf in self.model.price_leaves.values():
            size = max(1, len(leaf.items))
            found[leaf.id] = (row, row + size - 1)
            row += size
        return found

    @cached_property
    def value_numbers(self) -> dict[str, int]:
        """The number of each social value criterion, from 1."""
        return {leaf: number for number, leaf in enumerate(self.model.value_leaves, start=1)}

    def takes_share(self, leaf: Criterion) -> bool:
        """Whether a criterion sets social value against the price."""
        return isinstance(leaf, SocialValueLeaf) and divides_by_price(
            leaf.formula.type.name, leaf.formula.parameters
        )

    @cached_property
    def relative(self) -> list[Node]:
        """The leaves whose points depend on other bids."""
        return [node for node in self.nodes if is_relative(node.criterion)]


def formula_type(node: Node) -> str | None:
    """The type of a leaf's formula as the file names it, used or not."""
    formula = node.raw.get("formula")
    return None if formula is None else str(formula["type"])


def _size(criterion: Criterion) -> int:
    if isinstance(criterion, Group):
        return 1 + sum(_size(child) for child in criterion.children)
    return 1


def _parameters(node: Node) -> Iterator[Parameter]:
    kind = formula_type(node)
    if kind is not None:
        known = VALUE_FORMULAS if isinstance(node.criterion, SocialValueLeaf) else PRICE_FORMULAS
        formula = node.raw["formula"]
        yield Parameter(node.id, "type", kind)
        for name in known[kind].parameters:
            if name not in ("bands", "points"):
                yield Parameter(node.id, name, formula.get(name))
    if isinstance(node.criterion, SocialValueLeaf):
        rate = node.raw["discount_rate"]
        yield Parameter(node.id, "net", node.raw["net"])
        yield Parameter(node.id, "first_year", node.raw["first_year"])
        yield Parameter(node.id, "discount_rate", None if isinstance(rate, list) else rate)


def _lines(node: Node) -> Iterator[Line]:
    formula = node.raw.get("formula") or {}
    if isinstance(node.criterion, PriceLeaf):
        for band in formula.get("bands") or ():
            yield Line(node.id, PRICE_BANDS, band["up_to"], band["points"])
    elif isinstance(node.criterion, SocialValueLeaf):
        for band in formula.get("bands") or ():
            yield Line(node.id, VALUE_BANDS, band["from"], band["points"])
        for measure, points in (formula.get("points") or {}).items():
            yield Line(node.id, MENU, measure, points)
        rate = node.raw["discount_rate"]
        for step in rate if isinstance(rate, list) else ():
            yield Line(node.id, DISCOUNT, step["until"], step["rate"])
