"""The pool: which bids are scored against each other, and why the others are not (format 1, "excluded").

First every bid leaves that fails without a formula that looks at other bids; then all that miss a minimum
over a leaf with such a formula, at once, and again over the smaller pool until none leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.bids import Bid
from scoring.criteria import Criterion, Group, PriceLeaf, SocialValueLeaf, leaves_of
from scoring.errors import EvaluationError, Problem
from scoring.figures import HUNDRED, exact_sum, exact_text, plain_text
from scoring.jsontext import key_path
from scoring.model import Model
from scoring.price import PriceRound
from scoring.quality import Score
from scoring.social_value import ValueRound
from scoring.valuation import BidValue

Warn = Callable[[str], None]
Scores = dict[str, dict[str, Score]]


@dataclass(frozen=True, slots=True)
class Subject:
    """Something with a minimum percentage: a group, a social_value leaf or the whole.

    A social_value leaf of weight 0 has a percentage all the same: it is scored once more, out of 100
    (`of_hundred`), for its minimum alone.
    """

    name: str
    leaves: tuple[Criterion, ...]
    weight: Fraction
    minimum: Fraction
    of_hundred: bool = False

    @property
    def relative(self) -> bool:
        """Whether a leaf in it looks at other bids."""
        return any(is_relative(leaf) for leaf in self.leaves)

    def shortfall(self, scores: Mapping[str, Score]) -> str | None:
        """Why these scores miss the minimum, compared exactly, or None."""
        points = exact_sum(scores[leaf.id].points for leaf in self.leaves)
        percent = HUNDRED * points / self.weight
        if percent >= self.minimum:
            return None
        reached, wanted = exact_text(percent), plain_text(self.minimum)
        return f"{self.name}: {reached} per cent is below the minimum of {wanted}"


class Pool:
    """The bids of an evaluation while those that have to leave do so."""

    def __init__(self, model: Model, bids: Iterable[Bid], values: Mapping[str, BidValue]) -> None:
        self._model = model
        self._values = values
        self._bids = {bid.id: bid for bid in bids}
        self._subjects = _subjects(model)
        self.reasons: dict[str, list[str]] = {}
        self.scores: Scores = {bid.id: _own_scores(bid, model) for bid in self._bids.values()}
        self.warnings: list[str] = []
        self.inside: list[str] = []

    def settle(self) -> None:
        """Let every bid leave that has to; then score those that stay, with what should be said of it."""
        for bid_id, bid in self._bids.items():
            excluded = bid.excluded
            self.reasons[bid_id] = self._own_failures(bid) if excluded is None else [excluded.reason]
        self.inside = [
            bid_id for bid_id, bid in self._bids.items() if bid.excluded is None and not self.reasons[bid_id]
        ]
        relative = [subject for subject in self._subjects if subject.relative]
        while True:
            self.warnings = []
            found = self._relative_scores()
            weightless = self._weightless_scores(relative)
            for inside in self.inside:
                scores = self.scores[inside] | found[inside]
                missed = (s.shortfall(weightless[inside] if s.of_hundred else scores) for s in relative)
                self.reasons[inside].extend(reason for reason in missed if reason is not None)
            staying = [inside for inside in self.inside if not self.reasons[inside]]
            if staying == self.inside:
                break
            self.inside = staying
        for inside in self.inside:
            self.scores[inside].update(found[inside])

    def _own_failures(self, bid: Bid) -> list[str]:
        """Every failure that needs no look at other bids."""
        reasons = [f"{leaf}: not passed" for leaf in self._model.conditions if not bid.passes[leaf]]
        for quality in self._model.quality_leaves.values():
            at = bid.marks[quality.id]
            if quality.minimum is not None and at < quality.minimum:
                given, wanted = quality.scale.steps[at].mark, quality.scale.steps[quality.minimum].mark
                reasons.append(f"{quality.id}: the mark {given} is below the minimum of {wanted}")
        for leaf in self._model.price_leaves.values():
            price = bid.prices[leaf.id]
            if leaf.maximum is not None and price > leaf.maximum:
                text = f"the price {plain_text(price)} is above the maximum of {plain_text(leaf.maximum)}"
                reasons.append(f"{leaf.id}: {text}")
        missed = (s.shortfall(self.scores[bid.id]) for s in self._subjects if not s.relative)
        return reasons + [reason for reason in missed if reason is not None]

    def _relative_scores(self) -> Scores:
        """The scores of the bids inside under formulas that look at all of them."""
        found: Scores = {bid: {} for bid in self.inside}
        refused: list[Problem] = []
        if not self.inside:
            return found
        for leaf in self._model.leaves:
            if not is_relative(leaf):
                continue
            if isinstance(leaf, PriceLeaf):
                scores = self._price_scores(leaf, refused)
            elif isinstance(leaf, SocialValueLeaf):
                scores = self._value_scores(leaf, leaf.effective, self._warner(leaf))
            for bid, score in scores.items():
                found[bid][leaf.id] = score
        if refused:
            raise EvaluationError(refused)
        return found

    def _price_scores(self, leaf: PriceLeaf, refused: list[Problem]) -> dict[str, Score]:
        prices = {bid: self._bids[bid].prices[leaf.id] for bid in self.inside}

        def refuse(bid: str, allowed: str) -> None:
            path = key_path(f"{self._bids[bid].path}.prices", leaf.id)
            refused.append(Problem(path, f'"{plain_text(prices[bid])}"', allowed))

        if leaf.formula is None:
            return {}
        if len(prices) == 1:
            only = self.inside[0]
            text = f"{only} is the only bid, so its price is compared with itself alone"
            self.warnings.append(f"{leaf.id}: {text}")
        given = PriceRound(leaf.effective, prices, refuse)
        return leaf.formula.calculate(leaf.formula.parameters, given)

    def _weightless_scores(self, subjects: Iterable[Subject]) -> Scores:
        """Scores out of 100 of the social_value leaves of weight 0 that have a minimum; what there is to
        say of them has been said by their own scoring."""
        found: Scores = {bid: {} for bid in self.inside}
        for subject in subjects:
            for leaf in subject.leaves if subject.of_hundred and self.inside else ():
                if isinstance(leaf, SocialValueLeaf):
                    for bid, score in self._value_scores(leaf, HUNDRED, _say_nothing).items():
                        found[bid][leaf.id] = score
        return found

    def _value_scores(self, leaf: SocialValueLeaf, weight: Fraction, warn: Warn) -> dict[str, Score]:
        values = {bid: self._values[bid].by_leaf[leaf.id] for bid in self.inside}
        return leaf.formula.calculate(leaf.formula.parameters, ValueRound(weight, values, warn))

    def _warner(self, leaf: Criterion) -> Warn:
        return lambda text: self.warnings.append(f"{leaf.id}: {text}")


def _say_nothing(_text: str) -> None:
    """Where a warning has been given already."""


def is_relative(leaf: Criterion) -> bool:
    """Whether the points of a leaf depend on the other bids of the pool."""
    if isinstance(leaf, PriceLeaf | SocialValueLeaf):
        return leaf.formula is not None and leaf.formula.type.relative
    return False


def _own_scores(bid: Bid, model: Model) -> dict[str, Score]:
    """The scores that depend on the bid alone."""
    return {
        leaf.id: leaf.scale.score(bid.marks[leaf.id], leaf.effective)
        for leaf in model.quality_leaves.values()
        if leaf.id in bid.marks
    }


def _subjects(model: Model) -> list[Subject]:
    """Everything with a minimum percentage, in the order of the file, the whole last."""
    found = []
    for criterion in model.all_criteria:
        if isinstance(criterion, Group | SocialValueLeaf) and criterion.minimum is not None:
            weight = criterion.effective
            leaves = leaves_of(criterion)
            found.append(Subject(criterion.id, leaves, weight or HUNDRED, criterion.minimum, weight == 0))
    if model.minimum is not None:
        found.append(Subject("the whole", model.leaves, HUNDRED, model.minimum))
    return found
