"""A lot's draft criteria as a tree in memory, in the order that bidders will read it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from .models import Criterion

Kind = Criterion.Kind
MARKED = (Kind.QUALITY, Kind.METHOD)
"""The kinds that are answered in words and marked on a scale."""


@dataclass(frozen=True)
class Node:
    """A criterion with those beneath it. `depth` is 0 at the top level."""

    criterion: Criterion
    depth: int
    children: tuple["Node", ...]

    @property
    def is_group(self) -> bool:
        return self.criterion.kind == Kind.GROUP

    @property
    def is_condition(self) -> bool:
        """A pass or fail criterion, or a group of nothing else: it carries no weighting."""
        if self.is_group:
            return bool(self.children) and all(child.is_condition for child in self.children)
        return self.criterion.kind == Kind.PASS_FAIL

    @property
    def name(self) -> str:
        """Title and code, as messages call it: "Mobilisation (Q1)"."""
        return f"{self.criterion.title} ({self.criterion.code})"


def tree_of(criteria: Iterable[Criterion]) -> tuple[Node, ...]:
    """The tree of a lot's criteria, which come in the order of their positions. No query."""
    under: dict[UUID | None, list[Criterion]] = {}
    for criterion in criteria:
        under.setdefault(criterion.parent_id, []).append(criterion)

    def nodes(parent: UUID | None, depth: int) -> tuple[Node, ...]:
        return tuple(Node(one, depth, nodes(one.pk, depth + 1)) for one in under.get(parent, []))

    return nodes(None, 0)


def flat(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node, each group before what is in it."""
    for node in nodes:
        yield node
        yield from flat(node.children)


def leaves(nodes: Iterable[Node]) -> Iterator[Node]:
    """The criteria that bidders answer, price, commit to or confirm; an empty group is none."""
    return (node for node in flat(nodes) if not node.is_group)


def sum_of_weights(nodes: Iterable[Node]) -> Decimal:
    """The weightings of these nodes together; one that is not given yet counts as 0."""
    return sum((node.criterion.weight or Decimal(0) for node in nodes), Decimal(0))
