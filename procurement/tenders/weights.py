"""The one place where weightings are checked: on the criteria page at all times, and at publication."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from procurement.core.formatting import plain_number

from .tree import MARKED, Node, flat, sum_of_weights

WHOLE = Decimal(100)
TOP_LEVEL = "The top level"


@dataclass(frozen=True)
class WeightProblem:
    """One thing that is wrong with the weightings.

    `level` is "The top level" or the title of the group or criterion, `criterion` its key (None: the top level).
    `short_by` is how many points of 100 are missing, negative when there are too many, None when a weighting is empty.
    """

    message: str
    level: str
    criterion: UUID | None
    short_by: Decimal | None


def weight_problems(tree: Sequence[Node]) -> tuple[WeightProblem, ...]:
    """Everything that keeps the weightings from adding up; none when they are ready to publish.

    The top level adds up to 100, and what is in a group adds up to the group's weighting; every criterion but pass
    or fail has a weighting. Weightings are shares of 100 of the whole (format 1, `of_total`).
    """
    return (*_top_level(tree), *(problem for node in flat(tree) for problem in _of_node(node)))


def _top_level(tree: Sequence[Node]) -> Iterator[WeightProblem]:
    total = sum_of_weights(tree)
    short = WHOLE - total
    if short:
        how = (
            f"{plain_number(abs(short))} short of 100"
            if short > 0
            else f"{plain_number(abs(short))} more than 100"
        )
        yield WeightProblem(
            f"The top level adds up to {plain_number(total)}, which is {how}", TOP_LEVEL, None, short
        )


def _of_node(node: Node) -> Iterator[WeightProblem]:
    criterion = node.criterion
    if node.is_condition:
        if criterion.weight:
            message = f"{node.name} holds nothing but pass or fail criteria, so its weighting is 0"
            yield WeightProblem(message, criterion.title, criterion.pk, -criterion.weight)
        return
    if criterion.weight is None:
        yield WeightProblem(_empty(node), criterion.title, criterion.pk, None)
    elif node.children:
        yield from _of_group(node, criterion.weight)


def _of_group(node: Node, weight: Decimal) -> Iterator[WeightProblem]:
    inside = sum_of_weights(node.children)
    short = weight - inside
    if short:
        how = "short" if short > 0 else "too many"
        message = (
            f"{node.criterion.title}: its {_parts(node)} add up to {plain_number(inside)}, "
            f"but its weighting is {plain_number(weight)}: {plain_number(abs(short))} {how}"
        )
        yield WeightProblem(message, node.criterion.title, node.criterion.pk, short)


def _empty(node: Node) -> str:
    message = f"{node.name} has no weighting yet"
    if node.children:
        message += f"; its {_parts(node)} add up to {plain_number(sum_of_weights(node.children))}"
    note = node.criterion.weight_note.strip().rstrip(".")
    return f"{message}. From the notice: {note}" if note else message


def _parts(node: Node) -> str:
    scored = [child for child in node.children if not child.is_condition]
    return "questions" if all(child.criterion.kind in MARKED for child in scored) else "criteria"
