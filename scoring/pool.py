"""The pool: which bids are scored against each other, and why the others are not (format 1, "excluded").

First every bid leaves that fails without a formula that looks at other bids; then all that miss a minimum
over a leaf with such a formula, at once, and again over the smaller pool until none leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from scoring.bids import Bid
from scoring.criteria import Criterion, Group, PriceLeaf, QualityLeaf, SocialValueLeaf, leaves_of
from scoring.errors import EvaluationError, Problem
from scoring.figures import HUNDRED, ZERO, exact_sum, plain_text, significant
from scoring.jsontext import key_path
from scoring.model import Model
from scoring.price import PriceRound
from scoring.score import Refuse, Score, Warn
from scoring.social_value import Promise, ValueRound, menu_sum
from scoring.valuation import BidValue

Scores = dict[str, dict[str, Score]]
MENU = "points_menu"


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
        """Why these scores miss the minimum, or None; None also where a leaf has no score, which happens only
        to a bid that is out already."""
        parts = [scores[leaf.id] for leaf in self.leaves if leaf.id in scores]
        if len(parts) < len(self.leaves):
            return None
        percent = HUNDRED * exact_sum(part.points for part in parts) / self.weight
        if not all(part.exact for part in parts):
            percent = significant(percent)
        if percent >= self.minimum:
            return None
        reached, wanted = plain_text(percent), plain_text(self.minimum)
        return f"{self.name}: {reached} per cent is below the minimum of {wanted}"


@dataclass(frozen=True)
class Alone:
    """What can be said of a bid without looking at others: why it is out, the scores that depend on it alone,
    and the prices that a formula cannot take."""

    reasons: tuple[str, ...]
    scores: Mapping[str, Score]
    refused: tuple[Problem, ...]

    @cached_property
    def points(self) -> Fraction:
        """The sum of these points."""
        return exact_sum(score.points for score in self.scores.values())


class Pool:
    """The bids of an evaluation while those that have to leave do so.

    `scores` holds the score of each leaf by bid: those that depend on the bid alone for every bid, those that
    depend on the pool for the bids that stay in it. `alone` may be given for bids that were judged before.
    """

    def __init__(
        self,
        model: Model,
        bids: Iterable[Bid],
        values: Mapping[str, BidValue],
        alone: Mapping[str, Alone] | None = None,
    ) -> None:
        self.alone: dict[str, Alone] = dict(alone or {})
        self._model = model
        self._values = values
        self._bids = {bid.id: bid for bid in bids}
        self._subjects = _subjects(model)
        self._refused: list[Problem] = []
        self.reasons: dict[str, list[str]] = {}
        self.scores: Scores = {bid: {} for bid in self._bids}
        self.warnings: list[str] = []
        self.inside: list[str] = []

    def settle(self) -> None:
        """Let every bid leave that has to; then score those that stay, with what should be said of it.

        Raises EvaluationError where a formula cannot take the price of a bid that is not out already.
        """
        refused: list[Problem] = []
        for bid in self._bids.values():
            known = self.alone.get(bid.id) or self._judge_alone(bid)
            self.alone[bid.id] = known
            self.reasons[bid.id] = list(known.reasons)
            self.scores[bid.id] = dict(known.scores)
            refused.extend(known.refused)
        self._refused = refused
        self._raise_refused()
        self.inside = [
            bid for bid in self._bids if self._bids[bid].excluded is None and not self.reasons[bid]
        ]
        relative = [subject for subject in self._subjects if subject.relative]
        while True:
            self.warnings = []
            found = self._relative_scores()
            weightless = self._weightless_scores(relative, self.inside)
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

    def _judge_alone(self, bid: Bid) -> Alone:
        """A bid without a look at others; a price that a formula cannot take matters only where nothing else
        keeps the bid out."""
        excluded = bid.excluded
        reasons = self._plain_failures(bid) if excluded is None else [excluded.reason]
        scores = self._own_scores(bid)
        refused, self._refused = self._refused, []
        if excluded is None:
            alone = [subject for subject in self._subjects if not subject.relative]
            weightless = self._weightless_scores(alone, [bid.id])[bid.id]
            self._refused.clear()
            missed = (s.shortfall(weightless if s.of_hundred else scores) for s in alone)
            reasons += [reason for reason in missed if reason is not None]
        return Alone(tuple(reasons), scores, () if reasons else tuple(refused))

    def _plain_failures(self, bid: Bid) -> list[str]:
        """Conditions, marks, price ceilings and the minimum of a points menu: what needs no points."""
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
        for value in self._model.value_leaves.values():
            formula = value.formula
            if formula.type.name == MENU and formula.parameters["minimum"] is not None:
                lowest = formula.parameters["minimum"]
                reached = menu_sum(formula.parameters, self._promise(bid, value))
                if reached < lowest:
                    text = f"{plain_text(reached)} points are below the minimum of {plain_text(lowest)}"
                    reasons.append(f"{value.id}: {text}")
        return reasons

    def _own_scores(self, bid: Bid) -> dict[str, Score]:
        """The scores that depend on the bid alone, in the order of the file."""
        found: dict[str, Score] = {}
        for leaf in self._model.leaves:
            if is_relative(leaf):
                continue
            if isinstance(leaf, QualityLeaf):
                if leaf.id in bid.marks:
                    found[leaf.id] = leaf.score(bid.marks[leaf.id])
                continue
            scores: dict[str, Score] = {}
            if isinstance(leaf, PriceLeaf):
                scores = self._price_scores(leaf, [bid.id])
            elif isinstance(leaf, SocialValueLeaf):
                scores = self._value_scores(leaf, leaf.effective, [bid.id], self._warner(leaf))
            if bid.id in scores:
                found[leaf.id] = scores[bid.id]
        return found

    def _relative_scores(self) -> Scores:
        """The scores of the bids inside under formulas that look at all of them."""
        found: Scores = {bid: {} for bid in self.inside}
        if not self.inside:
            return found
        for leaf in self._model.leaves:
            if not is_relative(leaf):
                continue
            scores: dict[str, Score] = {}
            if isinstance(leaf, PriceLeaf):
                self._warn_of_one(leaf)
                scores = self._price_scores(leaf, self.inside)
            elif isinstance(leaf, SocialValueLeaf):
                scores = self._value_scores(leaf, leaf.effective, self.inside, self._warner(leaf))
            for bid, score in scores.items():
                found[bid][leaf.id] = score
        self._raise_refused()
        return found

    def _warn_of_one(self, leaf: PriceLeaf) -> None:
        if len(self.inside) == 1:
            text = f"{self.inside[0]} is the only bid, so its price is compared with itself alone"
            self.warnings.append(f"{leaf.id}: {text}")

    def _price_scores(self, leaf: PriceLeaf, of: Iterable[str]) -> dict[str, Score]:
        prices = {bid: self._bids[bid].prices[leaf.id] for bid in of if leaf.id in self._bids[bid].prices}

        def refuse(bid: str, allowed: str) -> None:
            path = key_path(f"{self._bids[bid].path}.prices", leaf.id)
            self._refused.append(Problem(path, f'"{plain_text(prices[bid])}"', allowed))

        if leaf.formula is None or not prices:
            return {}
        given = PriceRound(leaf.effective, prices, refuse)
        return leaf.formula.type.calculate(leaf.formula.parameters, given)

    def _weightless_scores(self, subjects: Iterable[Subject], of: Iterable[str]) -> Scores:
        """Scores out of 100 of the social_value leaves of weight 0 that have a minimum; what there is to
        say of them has been said by their own scoring."""
        bids = list(of)
        found: Scores = {bid: {} for bid in bids}
        for subject in subjects:
            for leaf in subject.leaves if subject.of_hundred and bids else ():
                if isinstance(leaf, SocialValueLeaf):
                    for bid, score in self._value_scores(leaf, HUNDRED, bids, _say_nothing).items():
                        found[bid][leaf.id] = score
        return found

    def _value_scores(
        self, leaf: SocialValueLeaf, weight: Fraction, of: Iterable[str], warn: Warn
    ) -> dict[str, Score]:
        promises = {bid: self._promise(self._bids[bid], leaf) for bid in of}
        given = ValueRound(weight, promises, warn, self._refuse_prices)
        return leaf.formula.type.calculate(leaf.formula.parameters, given)

    def _promise(self, bid: Bid, leaf: SocialValueLeaf) -> Promise:
        """What a bid promises; an excluded bid that lacks a price counts as without one."""
        complete = len(bid.prices) == len(self._model.price_leaves)
        value = self._values[bid.id]
        return Promise(
            value.by_leaf[leaf.id],
            value.counted_in(leaf.id),
            exact_sum(bid.prices.values()) if complete else ZERO,
        )

    @property
    def _refuse_prices(self) -> Refuse:
        """Where a formula refuses the sum of a bid's prices."""
        return lambda bid, allowed: self._refused.append(nil_price(self._bids[bid], allowed))

    def _raise_refused(self) -> None:
        if self._refused:
            raise EvaluationError(self._refused)

    def _warner(self, leaf: Criterion) -> Warn:
        return lambda text: self.warnings.append(f"{leaf.id}: {text}")


def nil_price(bid: Bid, allowed: str) -> Problem:
    """The problem of a bid whose prices sum to 0: at its price, or at all of them if it has several."""
    if len(bid.prices) == 1:
        return Problem(key_path(f"{bid.path}.prices", *bid.prices), '"0"', allowed)
    return Problem(f"{bid.path}.prices", "prices that sum to 0", allowed)


def _say_nothing(_text: str) -> None:
    """Where a warning has been given already."""


def is_relative(leaf: Criterion) -> bool:
    """Whether the points of a leaf depend on the other bids of the pool."""
    if isinstance(leaf, PriceLeaf | SocialValueLeaf):
        return leaf.formula is not None and leaf.formula.type.relative
    return False


def _subjects(model: Model) -> list[Subject]:
    """Everything with a minimum percentage, in the order of the file, the whole last."""
    found = []
    for criterion in model.all_criteria:
        if isinstance(criterion, Group | SocialValueLeaf) and criterion.minimum is not None:
            weight = criterion.effective
            leaves = leaves_of(criterion)
            found.append(Subject(criterion.id, leaves, weight or HUNDRED, criterion.minimum, weight == 0))
    if model.minimum is not None:
        whole = model.leaves if model.sums_points else model.quality_side
        found.append(Subject("the whole", whole, model.whole_weight, model.minimum))
    return found
