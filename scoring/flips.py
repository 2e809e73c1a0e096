"""What single change would flip the award: one mark, one price (format 1, "robustness").

Everything is recalculated exactly, by the same code as the award itself; what is known of the bids that did not
change is kept, which makes it fast and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from scoring.bids import Bid
from scoring.criteria import PriceLeaf, QualityLeaf
from scoring.errors import EvaluationError
from scoring.evaluate import Evaluation
from scoring.figures import ZERO
from scoring.outcome import Outcome, outcome_of

Winner = tuple[str, ...]
FLIP_MARK = "mark"
FLIP_PRICE = "price"
# How finely a price is looked through before the place of a flip is narrowed down: flips that begin and end
# within one of these steps are not seen.
STEPS = 16
FARTHEST = 10
_NARROW = 200


class Flips:
    """The single changes that alter the winner of an evaluation."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._model = evaluation.model
        self._bids = evaluation.bids
        self._outcome: Outcome = outcome_of(evaluation.model, evaluation.bids)
        self._winner = self._outcome.winner
        self._rounding = replace(self._model.rounding, mode="half_up")
        self._penny = Fraction(1, 10**self._rounding.places)

    def all(self) -> list[dict[str, Any]]:
        """Every flip, in the order of the file: marks of each bid, then prices of each bid."""
        return [*self.by_marks(), *self.by_prices()]

    def by_marks(self) -> Iterator[dict[str, Any]]:
        """One step up or down on one question of one bid."""
        for bid in self._bids:
            if bid.excluded is not None:
                continue
            for leaf in self._model.quality_leaves.values():
                at = bid.marks[leaf.id]
                for other in (at - 1, at + 1):
                    if not 0 <= other < len(leaf.scale.steps):
                        continue
                    winner = self._winner_after_mark(bid, leaf.id, other)
                    if winner is not None and winner != self._winner:
                        yield {
                            "kind": FLIP_MARK,
                            "bid": bid.id,
                            "criterion": leaf.id,
                            "from": leaf.scale.steps[at].mark,
                            "to": leaf.scale.steps[other].mark,
                            "winner": list(winner),
                        }

    def by_prices(self) -> Iterator[dict[str, Any]]:
        """The nearest price of each bid, downwards and upwards, beyond which the winner is another."""
        for bid in self._bids:
            if bid.excluded is not None:
                continue
            for leaf in self._model.price_leaves.values():
                for word, prices in (("below", self._downwards), ("above", self._upwards)):
                    found = self._price_flip(bid, leaf, list(prices(bid, leaf)))
                    if found is not None:
                        figure, winner = found
                        yield {
                            "kind": FLIP_PRICE,
                            "bid": bid.id,
                            "criterion": leaf.id,
                            word: self._rounding.text(figure),
                            "winner": list(winner),
                        }

    def _winner_after(self, changed: Bid) -> Winner | None:
        """The winner with one bid changed, or None where a formula cannot take the change."""
        bids = [changed if bid.id == changed.id else bid for bid in self._bids]
        alone = {bid: known for bid, known in self._outcome.pool.alone.items() if bid != changed.id}
        try:
            return outcome_of(self._model, bids, self._outcome.values, alone).winner
        except EvaluationError:
            return None

    def _winner_after_mark(self, bid: Bid, leaf: str, at: int) -> Winner | None:
        """The winner with one mark changed.

        A mark changes no more than its own bid's total, unless a minimum or the award method looks at it; so
        where the new total is neither level with the winner's nor on the other side of it, nothing changes.
        """
        quality = self._model.quality_leaves[leaf]
        passes = quality.minimum is None or at >= quality.minimum
        if passes and self._only_total_counts and bid.id in self._outcome.totals:
            gain = quality.score(at).points - quality.score(bid.marks[leaf]).points
            total = self._outcome.totals[bid.id].points + gain
            others = [score.points for name, score in self._outcome.totals.items() if name != bid.id]
            best = max(others, default=None)
            if best is not None and total < best and bid.id not in self._winner:
                return self._winner
            if (best is None or total > best) and self._winner == (bid.id,):
                return self._winner
        return self._winner_after(replace(bid, marks={**bid.marks, leaf: at}))

    @cached_property
    def _only_total_counts(self) -> bool:
        """Whether a mark that passes its own minimum reaches the award by way of its bid's exact total alone."""
        model = self._model
        return (
            model.sums_points
            and model.rank_on == "exact"
            and model.minimum is None
            and all(
                isinstance(criterion, QualityLeaf) or getattr(criterion, "minimum", None) is None
                for criterion in model.all_criteria
            )
            and all(score.exact for score in self._outcome.totals.values())
        )

    def _price_flip(
        self, bid: Bid, leaf: PriceLeaf, prices: list[Fraction]
    ) -> tuple[Fraction, Winner] | None:
        """Where the winner first changes on the way through `prices`, and who wins beyond."""

        def winner_at(price: Fraction) -> Winner | None:
            return self._winner_after(replace(bid, prices={**bid.prices, leaf.id: price}))

        near = bid.prices[leaf.id]
        for far in prices:
            winner = winner_at(far)
            if winner is not None and winner != self._winner:
                return self._narrowed(near, far, winner, winner_at)
            near = far
        return None

    def _narrowed(
        self, near: Fraction, far: Fraction, beyond: Winner, winner_at: Callable[[Fraction], Winner | None]
    ) -> tuple[Fraction, Winner]:
        """Halve the way between a price with the same winner and one with another, well below the places that
        are published; then see who wins one published unit beyond."""
        for _ in range(_NARROW):
            if abs(far - near) < self._penny / 1000:
                break
            middle = (near + far) / 2
            winner = winner_at(middle)
            if winner == self._winner:
                near = middle
            else:
                far, beyond = middle, winner or beyond
        figure = self._rounding.apply((near + far) / 2)
        past = winner_at(max(ZERO, figure + (self._penny if far > near else -self._penny)))
        return figure, beyond if past in (None, self._winner) else past or beyond

    def _downwards(self, bid: Bid, leaf: PriceLeaf) -> Iterator[Fraction]:
        """Prices from the bid's own down to almost nothing, with every place where a formula bends."""
        price = bid.prices[leaf.id]
        steps = {price * at / STEPS for at in range(1, STEPS)} | {price / 100, price / 1000}
        yield from sorted((at for at in steps | self._bends(bid, leaf) if ZERO < at < price), reverse=True)

    def _upwards(self, bid: Bid, leaf: PriceLeaf) -> Iterator[Fraction]:
        """Prices from the bid's own up to ten times the highest, with every place where a formula bends."""
        price = bid.prices[leaf.id]
        highest = max((other.prices.get(leaf.id, ZERO) for other in self._bids), default=ZERO)
        reach = max(highest, self._penny) * FARTHEST - price
        steps = {price + reach * at**2 / STEPS**2 for at in range(1, STEPS + 1)}
        yield from sorted(at for at in steps | self._bends(bid, leaf) if at > price)

    def _bends(self, bid: Bid, leaf: PriceLeaf) -> set[Fraction]:
        """Prices at which a formula changes its course: the lowest and highest of the others, its bounds and
        bands, the ceiling; each with the next published unit on both sides."""
        others = [
            one.prices[leaf.id] for one in self._bids if one.id != bid.id and one.id in self._outcome.totals
        ]
        found = {min(others), max(others)} if others else set()
        parameters: Mapping[str, Any] = {} if leaf.formula is None else leaf.formula.parameters
        found |= {parameters[key] for key in ("lower", "upper", "reference") if key in parameters}
        found |= {end for end, _ in parameters.get("bands", ()) if end is not None}
        if leaf.maximum is not None:
            found.add(leaf.maximum)
        return found | {at + self._penny for at in found} | {at - self._penny for at in found}
