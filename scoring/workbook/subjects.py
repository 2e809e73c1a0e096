"""What has a minimum percentage, and how a formula adds up its points."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.criteria import Group, SocialValueLeaf
from scoring.pool import is_relative
from scoring.workbook import layout
from scoring.workbook.layout import CRITERIA, SCORES
from scoring.workbook.places import Node, Places
from scoring.workbook.settings import setting_cell

HUNDRED = "100"


@dataclass(frozen=True)
class Subject:
    """Something with a minimum percentage: a group, a social value leaf, or (`node` None) the whole."""

    node: Node | None
    name: str
    limit: str
    nodes: list[Node]

    @property
    def compared(self) -> list[Node]:
        """The leaves in it whose points depend on other bids."""
        return [node for node in self.nodes if is_relative(node.criterion)]

    @property
    def weightless(self) -> bool:
        """A leaf of weight 0 is scored out of 100 for its minimum alone."""
        return self.node is not None and self.node.criterion.effective == 0

    def weight(self, places: Places) -> str:
        """What its percentage is out of."""
        if self.node is not None:
            return HUNDRED if self.weightless else places.weight(self.node)
        return HUNDRED if places.model.sums_points else quality_weight(places)

    def leaf_weight(self, node: Node, places: Places) -> str:
        """What a leaf in it is scored out of."""
        return HUNDRED if self.weightless else places.weight(node)

    def own_points(self, places: Places, at: int) -> str:
        """The points of the leaves that look at no other bid, in runs of neighbouring rows: a formula may not name
        a row that depends on the pool."""
        runs: list[list[int]] = [[]]
        for node in self.nodes:
            if any(is_relative(one.criterion) for one in (node, *places.under(node))):
                runs.append([])
            else:
                runs[-1].append(node.row)
        sums = []
        for run in runs:
            if run:
                rows = (run[0], run[-1])
                kinds = SCORES.span("Kind", rows)
                sums.append(f'SUMIFS({SCORES.bid_span(at, rows)},{kinds},"<>group")')
        return f"({'+'.join(sums) or '0'})"


def subjects_of(places: Places) -> list[Subject]:
    """Everything with a minimum percentage, in the order of the file, the whole last."""
    found = [
        Subject(node, node.id, minimum_cell(node), [node, *places.under(node)])
        for node in places.nodes
        if isinstance(node.criterion, Group | SocialValueLeaf) and node.criterion.minimum is not None
    ]
    if places.model.minimum is not None:
        limit = setting_cell(places, layout.WHOLE_MINIMUM)
        found.append(Subject(None, "the whole", limit, places.nodes))
    return found


def minimum_cell(node: Node) -> str:
    """The cell of a criterion's minimum."""
    return CRITERIA.cell("Minimum", node.row)


def weight_of(places: Places, *kinds: str) -> str:
    """The sum of the effective weights of the leaves of these kinds."""
    weights = CRITERIA.span("Effective weight", places.tree_rows)
    of = CRITERIA.span("Kind", places.tree_rows)
    sums = [f'SUMIFS({weights},{of},"{kind}")' for kind in kinds]
    return f"({'+'.join(sums)})"


def quality_weight(places: Places) -> str:
    """wQ: the effective weights of quality and social value."""
    return weight_of(places, "quality", "social_value")
