"""Which of a lot's measures may count one thing twice, as the groups that `scoring` is told of."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from procurement.frameworks.models import Measure

from .models import Criterion
from .tree import Kind, Node, leaves

Pair = tuple[str, str]


def double_count_groups(tree: Sequence[Node]) -> list[dict[str, Any]]:
    """The `double_count` of a model of format 1: measures that their framework says may count one thing twice.

    The relation holds between two measures, and is symmetric: either may name the other. Each pair is in a group in
    which every measure is a partner of every other. A pair is refused (one of it counts) where the criterion of
    either says so, else warned of. No query if the tree's measures are prefetched.
    """
    chosen = {
        measure.code: (measure, node.criterion)
        for node in leaves(tree)
        if node.criterion.kind == Kind.SOCIAL_VALUE
        for measure in node.criterion.measures.all()
    }
    by_action: dict[str, list[Pair]] = {"refuse": [], "warn": []}
    for one, other in combinations(sorted(chosen), 2):
        if _are_partners(chosen[one][0], chosen[other][0]):
            refused = Criterion.DoubleCount.REFUSE in (
                chosen[one][1].double_count,
                chosen[other][1].double_count,
            )
            by_action["refuse" if refused else "warn"].append((one, other))
    return [
        {"measures": group, "action": action}
        for action, pairs in by_action.items()
        for group in _groups(pairs)
    ]


def _are_partners(one: Measure, other: Measure) -> bool:
    return one.framework_id == other.framework_id and (
        other.code in one.counts_with or one.code in other.counts_with
    )


def _groups(pairs: Iterable[Pair]) -> list[list[str]]:
    """Groups of measures that are all partners of each other, so that each pair is in one of them."""
    left = list(pairs)
    known, codes = set(left), sorted({code for pair in left for code in pair})
    found = []
    while left:
        group = list(left[0])
        for code in codes:
            if code not in group and all(tuple(sorted((code, one))) in known for one in group):
                group.append(code)
        group.sort()
        found.append(group)
        covered = set(combinations(group, 2))
        left = [pair for pair in left if pair not in covered]
    return found
