"""The criteria tree: groups and leaves, each knowing its path in the file and its effective weight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from scoring.formulas import Formula
from scoring.measures import Discount
from scoring.price import PriceCalculation
from scoring.quality import Scale
from scoring.score import Score
from scoring.social_value import ValueCalculation


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """What every criterion has; `effective` is its effective weight, in points of 100."""

    id: str
    title: str
    weight: Fraction
    effective: Fraction
    path: str = field(compare=False)


@dataclass(frozen=True, kw_only=True)
class Group(Criterion):
    """A group of criteria; `minimum` is a percentage of its weight."""

    children: tuple[Criterion, ...]
    minimum: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class QualityLeaf(Criterion):
    """A question marked on a scale; `minimum` is the place of the lowest step that passes."""

    scale: Scale
    minimum: int | None = None
    aspect: str | None = None
    money: Fraction | None = None

    def score(self, at: int) -> Score:
        """The points of the step at place `at` of its scale."""
        return self._scores[at]

    @cached_property
    def _scores(self) -> tuple[Score, ...]:
        return tuple(self.scale.score(at, self.effective) for at in range(len(self.scale.steps)))


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of a basket: its quantity is priced by a rate."""

    id: str
    title: str
    quantity: Fraction


@dataclass(frozen=True, kw_only=True)
class PriceLeaf(Criterion):
    """A price; `maximum` is a published ceiling, `items` a basket. Outside weighted_sum no formula is
    evaluated, and `formula` is None."""

    formula: Formula[PriceCalculation] | None
    maximum: Fraction | None = None
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SocialValueLeaf(Criterion):
    """Commitments valued in money; `measures` None means that all count here."""

    formula: Formula[ValueCalculation]
    discount: Discount
    first_year: int
    net: bool
    measures: tuple[str, ...] | None = None
    minimum: Fraction | None = None
    money: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class PassFailLeaf(Criterion):
    """A condition: a bid that fails it is disqualified."""


def walk(criteria: Iterable[Criterion]) -> Iterator[Criterion]:
    """All criteria of the tree in the order of the file, each group before its children."""
    for criterion in criteria:
        yield criterion
        if isinstance(criterion, Group):
            yield from walk(criterion.children)


def leaves_of(criterion: Criterion) -> tuple[Criterion, ...]:
    """The leaves under a criterion (itself, if it is one) that carry points: all but pass_fail."""
    return tuple(leaf for leaf in walk((criterion,)) if not isinstance(leaf, Group | PassFailLeaf))


def only_conditions(criterion: Criterion) -> bool:
    """Whether a criterion is a pass_fail leaf, or a group of nothing else: it carries no weight."""
    if isinstance(criterion, Group):
        return all(only_conditions(child) for child in criterion.children)
    return isinstance(criterion, PassFailLeaf)


def holds_price(criterion: Criterion) -> bool:
    """Whether a price leaf stands in this criterion."""
    return any(isinstance(leaf, PriceLeaf) for leaf in leaves_of(criterion))
