"""Minimums and maximums over many tenders at once: which bids a rule keeps out (format 1, "minimum", "excluded")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scoring.criteria import Criterion, Group, SocialValueLeaf, leaves_of
from scoring.figures import HUNDRED
from scoring.model import Model
from scoring.pool import MENU, Subject
from scoring.stress.arrays import Flags, Floats
from scoring.stress.commitments import below_menu_minimum, value_points
from scoring.stress.leaves import LeafPoints, Offers

ON_THE_EDGE = 1e-12
NEAR_MINIMUM = 1e-9


@dataclass(frozen=True, slots=True)
class Failures:
    """Which bids, (B, T), one rule keeps out: the criterion ("the whole" for all) and what its rule is."""

    criterion: str
    rule: str
    bids: Flags


def subjects(model: Model) -> Iterator[Subject]:
    """Everything with a minimum percentage, in the order of the model, the whole last."""
    for criterion in model.all_criteria:
        if isinstance(criterion, Group | SocialValueLeaf) and criterion.minimum is not None:
            weight = criterion.effective
            leaves = leaves_of(criterion)
            yield Subject(criterion.id, leaves, weight or HUNDRED, criterion.minimum, weight == 0)
    if model.minimum is not None:
        whole: Sequence[Criterion] = model.leaves if model.sums_points else model.quality_side
        yield Subject("the whole", tuple(whole), model.whole_weight, model.minimum)


def plain_failures(model: Model, given: Offers, leaves: LeafPoints) -> Iterator[Failures]:
    """What needs no points: marks below a minimum, prices above a maximum, the minimum of a points menu."""
    for quality in model.quality_leaves.values():
        if quality.minimum is not None:
            marks = given.sets.marks[leaves.mark_row[quality.id]]
            yield Failures(quality.id, "minimum", marks < quality.minimum)
    for price in model.price_leaves.values():
        if price.maximum is not None:
            most = float(price.maximum) * (1 + ON_THE_EDGE)
            yield Failures(price.id, "maximum", given.prices[leaves.price_row[price.id]] > most)
    for value in model.value_leaves.values():
        if value.formula.type.name == MENU and value.formula.parameters["minimum"] is not None:
            missed = below_menu_minimum(value.formula, given.promised[value.id])
            yield Failures(value.id, "menu minimum", missed)


class Minimum:
    """A minimum percentage of a group, a social_value leaf or the whole."""

    def __init__(self, subject: Subject, leaves: LeafPoints) -> None:
        self.name = subject.name
        self.relative = subject.relative
        places = [leaves.place[leaf.id] for leaf in subject.leaves]
        self._own = [at for at in places if at not in leaves.row_of_relative]
        self._rows = [leaves.row_of_relative[at] for at in places if at in leaves.row_of_relative]
        self._weight = float(subject.weight)
        self._least = float(subject.minimum) - NEAR_MINIMUM
        self._of_hundred = subject.leaves[0] if subject.of_hundred else None

    def own_sum(self, points: Floats) -> Floats:
        """The points (B, T) of its leaves that look at no other bid; `points` is (K, B, T)."""
        found: Floats = points[self._own].sum(axis=0)
        return found

    def missed(self, given: Offers, own_sum: Floats, relative: Floats, pool: Flags) -> Flags:
        """Which bids of a pool, (B, T), miss it; `relative` (R, B, T) holds the points of the other leaves."""
        leaf = self._of_hundred
        if isinstance(leaf, SocialValueLeaf):
            percent, _ = value_points(leaf.formula, 100.0, given.promised[leaf.id], given.price, pool)
        else:
            percent = 100 * (own_sum + relative[self._rows].sum(axis=0)) / self._weight
        return (percent < self._least) & pool
