"""The draft tree of a lot as the criteria page shows it: one table, a running total, and what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement.core.formatting import counted, money, plain_number

from .models import Criterion, Lot
from .readiness import Obstacle, lot_obstacles
from .tree import MARKED, Kind, Node, flat, sum_of_weights
from .weights import WHOLE, WeightProblem, weight_problems


@dataclass(frozen=True)
class Row:
    """One criterion in the table. `place` is its place in its level, `facts` what it is answered with."""

    criterion: Criterion
    depth: int
    place: int
    first: bool
    last: bool
    condition: bool
    facts: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def is_group(self) -> bool:
        return self.criterion.kind == Kind.GROUP

    @property
    def takes_measures(self) -> bool:
        return self.criterion.takes is not None

    @property
    def choose(self) -> str:
        """The words of the link to what it takes from frameworks."""
        return "choose measures" if self.criterion.kind == Kind.SOCIAL_VALUE else "say what it answers to"

    @property
    def note(self) -> str:
        """Why the weighting was left empty when a notice was read."""
        return self.criterion.weight_note if self.criterion.weight is None else ""

    @property
    def bar(self) -> str:
        """The weighting as a length out of 100."""
        return plain_number(min(self.criterion.weight or Decimal(0), WHOLE))


@dataclass(frozen=True)
class Builder:
    """Everything on the criteria page of a draft."""

    rows: tuple[Row, ...]
    total: Decimal
    weight_problems: tuple[WeightProblem, ...]
    other_problems: tuple[Obstacle, ...]

    @property
    def adds_up(self) -> bool:
        return not self.weight_problems

    @property
    def missing(self) -> str:
        """How far the top level is from 100: "5 to go", "3 too many", or nothing."""
        short = WHOLE - self.total
        if not short:
            return ""
        return f"{plain_number(short)} to go" if short > 0 else f"{plain_number(-short)} too many"


def builder_of(lot: Lot, tree: Sequence[Node]) -> Builder:
    """The page's content. No query if the tree's scales and measures are prefetched."""
    weights = weight_problems(tree)
    said = {problem.message for problem in weights}
    others = (
        tuple(obstacle for obstacle in lot_obstacles(lot, tree) if obstacle.text not in said) if tree else ()
    )
    rows = tuple(_rows(tree, weights, others, lot.tender.currency))
    return Builder(rows, sum_of_weights(tree), weights, others)


def _rows(
    tree: Sequence[Node], weights: Sequence[WeightProblem], others: Sequence[Obstacle], currency: str
) -> Iterator[Row]:
    levels = {node.criterion.pk: level for level in _levels(tree) for node in level}
    for node in flat(tree):
        level, key = levels[node.criterion.pk], node.criterion.pk
        place = level.index(node)
        yield Row(
            criterion=node.criterion,
            depth=node.depth,
            place=place,
            first=place == 0,
            last=place == len(level) - 1,
            condition=node.is_condition,
            facts=tuple(_facts(node, currency)),
            problems=(
                *(_short(p.message, node) for p in weights if p.criterion == key and p.short_by is not None),
                *(_short(obstacle.text, node) for obstacle in others if obstacle.criterion == key),
            ),
        )


def _short(text: str, node: Node) -> str:
    """A message without the name of the criterion, beside which it stands."""
    return text.removeprefix(f"{node.name} ").removeprefix(f"{node.criterion.title}: ")


def _levels(nodes: Sequence[Node]) -> Iterator[Sequence[Node]]:
    yield nodes
    for node in nodes:
        if node.children:
            yield from _levels(node.children)


def _facts(node: Node, currency: str) -> Iterator[str]:
    criterion = node.criterion
    if criterion.kind in MARKED:
        if criterion.scale:
            yield f"marks {criterion.scale}"
        if criterion.word_limit:
            yield f"{criterion.word_limit:,} words"
        if criterion.minimum_mark:
            yield f"at least {criterion.minimum_mark} to pass"
        if criterion.kind == Kind.METHOD and criterion.measures.all():
            yield f"answers to {', '.join(measure.code for measure in criterion.measures.all())}"
    elif criterion.kind == Kind.PRICE:
        yield "lowest price gets full points"
        if criterion.price_maximum is not None:
            yield f"at most {money(criterion.price_maximum, currency)}"
    elif criterion.kind == Kind.SOCIAL_VALUE:
        yield counted(len(criterion.measures.all()), "measure")
        if criterion.discount_rate:
            yield f"{plain_number(criterion.discount_rate)}% discount a year"
