"""Defects of the formulas themselves, shown on bids made for the purpose: alike but for what the example is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from scoring.criteria import Criterion, PriceLeaf, QualityLeaf, SocialValueLeaf
from scoring.figures import ONE, ZERO, plain_text
from scoring.stress.exact import Exact, Example, Trial
from scoring.stress.findings import Finding, claim
from scoring.stress.text import money, percent
from scoring.stress.typical import Typical
from scoring.stress.weights import CriterionWeight
from scoring.stress.worth import MarkWorth

DISTORTED_BY = 0.05
UNEVEN_BY = Fraction(11, 10)
REACHED = Fraction(9, 10)


class Built:
    """Makes the bids of each example and has them evaluated exactly."""

    def __init__(self, exact: Exact, typical: Typical) -> None:
        self._exact = exact
        self._model = exact.model
        self._typical = typical

    def findings(self, leaves: Sequence[CriterionWeight], marks: Sequence[MarkWorth]) -> list[Finding]:
        """Every finding of this kind that the model can have, in the order of the answer."""
        found = [self.weight_distortion(leaves), *self.out_of_reach(leaves)]
        if self._model.price_leaves:
            found += [*self.uneven_pounds(), self.mark_beats_price(marks), *self.cliffs(), self.zero_price()]
        return [*found, self.single_bid()]

    def weight_distortion(self, leaves: Sequence[CriterionWeight]) -> Finding:
        """A criterion whose share of the spread of bids is far from its published weight."""
        known = [(one, one.spread_share - one.published) for one in leaves if one.spread_share is not None]
        if not known:
            text = "The award figure is no sum, or does not vary, so that its spread cannot be shared out."
            return Finding("weight_distortion", text)
        under, over = min(known, key=lambda pair: pair[1]), max(known, key=lambda pair: pair[1])
        worst = max((under, over), key=lambda pair: abs(pair[1]))
        if abs(worst[1]) < DISTORTED_BY:
            text = (
                "Every criterion has a share of the spread of bids within 5 points of its weight; the farthest off: "
                f"{_weighed(worst[0])}."
            )
            return Finding("weight_distortion", text, abs(round(worst[1], 6)))
        text = f"Criteria do not weigh what was published: {_weighed(under[0])}, {_weighed(over[0])}."
        pair = (under[0].criterion, over[0].criterion)
        example = self._overruled(*pair) or self._usual_range(pair[0]) or self._usual_range(pair[1])
        return claim("weight_distortion", text, example, abs(round(worst[1], 6)))

    def _overruled(self, heavy: Criterion, light: Criterion) -> Example | None:
        """Two bids, one better by the usual range on a heavier criterion, the other on a lighter one that wins."""
        if heavy.effective < light.effective or heavy is light:
            return None
        for best in (False, True):
            bids = [
                self._varied("A", {heavy.id: True, light.id: False}, best=best),
                self._varied("B", {heavy.id: False, light.id: True}, best=best),
            ]
            trial = self._exact.try_out(bids)
            if trial.admits("A", "B") and trial.chosen == {"B"}:
                told = (
                    f"Bidder A is as good on {heavy.id}, of weight {plain_text(heavy.effective)}, as the best bid of a "
                    f"tender usually is; bidder B as weak as the weakest. On {light.id}, of weight "
                    f"{plain_text(light.effective)}, it is the other way round. The rest is alike."
                )
                return self._example(bids, trial, told)
        return None

    def out_of_reach(self, leaves: Sequence[CriterionWeight]) -> Iterator[Finding]:
        """A criterion on which no invented bid came near its weight."""
        for one in leaves:
            leaf, weight = one.criterion, one.criterion.effective
            if not weight or one.most is None or one.most >= REACHED * weight:
                continue
            reached = percent(one.most / float(weight))
            text = f"No invented bid earned more than {reached} of the points of {leaf.id}."
            yield claim("out_of_reach", text, self._not_reached(leaf), round(one.most / float(weight), 6))

    def _not_reached(self, leaf: Criterion) -> Example | None:
        """Two bids, the better of them as good on a criterion as the best bid of a tender usually is."""
        for best in (False, True):
            bids = [self._varied(name, {leaf.id: name == "A"}, best=best) for name in ("A", "B")]
            trial = self._exact.try_out(bids)
            earned = trial.points("A", leaf.id)
            if earned is not None and trial.admits("B") and earned < REACHED * leaf.effective:
                told = (
                    f"Bidder A, as good on {leaf.id} as the best bid of a tender usually is, earns "
                    f"{self._exact.points(earned)} of {plain_text(leaf.effective)} points on it."
                )
                return self._example(bids, trial, told)
        return None

    def _usual_range(self, criterion: Criterion) -> Example | None:
        """Two bids alike but for the usual range on one criterion."""
        for best in (False, True):
            bids = [self._varied(name, {criterion.id: name == "A"}, best=best) for name in ("A", "B")]
            trial = self._exact.try_out(bids)
            one, two = (trial.points(name, criterion.id) for name in ("A", "B"))
            if one is not None and two is not None and one != two:
                told = (
                    f"The two differ on {criterion.id} alone, as far as the best and the weakest bid of a tender "
                    f"usually do: by {self._exact.points(one - two)} of {plain_text(criterion.effective)} points."
                )
                return self._example(bids, trial, told)
        return None

    def _varied(self, name: str, good: Mapping[str, bool], *, best: bool) -> dict[str, Any]:
        """A bid that stands at the good or the weak end of the usual range on some criteria."""
        prices: dict[str, Fraction] = {}
        marks: dict[str, int] = {}
        promises: dict[str, Fraction] = {}
        for leaf_id, is_good in good.items():
            leaf = self._model.by_id[leaf_id]
            if isinstance(leaf, PriceLeaf):
                prices[leaf_id] = self._typical.price_range(leaf_id)[0 if is_good else 1]
            elif isinstance(leaf, QualityLeaf):
                marks[leaf_id] = max(
                    self._typical.mark_range(leaf_id)[1 if is_good else 0], leaf.minimum or 0
                )
            elif isinstance(leaf, SocialValueLeaf):
                promises[leaf_id] = self._typical.promise_range(leaf_id)[1 if is_good else 0]
        return self._typical.bid(name, prices=prices, marks=marks, promises=promises, best=best)

    def uneven_pounds(self) -> Iterator[Finding]:
        """The same pounds cost more points at one end of the price range than at the other."""
        for leaf in self._scored_prices():
            low, high = self._typical.price_range(leaf.id)
            trial, bids = self._try_prices(leaf.id, [low, (low + high) / 2, high])
            prices = [trial.price(name, leaf.id) or ZERO for name in trial.bids]
            points = [trial.points(name, leaf.id) or ZERO for name in trial.bids]
            if not prices[0] < prices[1] < prices[2]:
                continue
            first, second = ((points[at] - points[at + 1]) / (prices[at + 1] - prices[at]) for at in (0, 1))
            steps = [
                f"{money(prices[at + 1] - prices[at], self._model)} cost "
                f"{self._exact.points(points[at] - points[at + 1])} points"
                for at in (0, 1)
            ]
            told = f"On {leaf.id}, the first {steps[0]}, the next {steps[1]}."
            if max(first, second) > UNEVEN_BY * min(first, second):
                text = f"The same money is not worth the same on {leaf.id}: it depends on where in the range it is."
                yield Finding("uneven_pounds", text, None, self._example(bids, trial, told))
            else:
                yield Finding("uneven_pounds", f"The same money is worth about the same on {leaf.id}. {told}")

    def mark_beats_price(self, marks: Sequence[MarkWorth]) -> Finding:
        """One mark that outweighs the whole usual range of prices."""
        prices = {leaf: self._typical.price_range(leaf) for leaf in self._model.price_leaves}
        usual = sum((high - low for low, high in prices.values()), ZERO)
        if not marks:
            text = "No question has two steps, or no tender was decided, so a mark has no price."
            return Finding("mark_beats_price", text)
        dearest = max(marks, key=lambda one: float("inf") if one.worth[0] is None else one.worth[0])
        leaf = dearest.leaf
        for best in (False, True):
            step = len(leaf.scale.steps) - 2 if best else max(dearest.low_step, leaf.minimum or 0)
            if step + 1 >= len(leaf.scale.steps):
                continue
            low = {name: ends[0] for name, ends in prices.items()}
            high = {name: ends[1] for name, ends in prices.items()}
            bids = [
                self._typical.bid("A", prices=low, marks={leaf.id: step}, best=best),
                self._typical.bid("B", prices=high, marks={leaf.id: step + 1}, best=best),
            ]
            trial = self._exact.try_out(bids)
            if usual and trial.admits("A", "B") and trial.chosen == {"B"}:
                text = f"One mark on {leaf.id} outweighs the usual difference between the lowest and the highest price."
                asked = money(trial.prices["B"] - trial.prices["A"], self._model)
                told = f"Bidder B asks {asked} more, and has one mark more on {leaf.id}. The rest is alike."
                return Finding("mark_beats_price", text, None, self._example(bids, trial, told))
        asked = money(usual, self._model)
        text = f"No single mark outweighs the usual difference between the lowest and the highest price, {asked}."
        return Finding("mark_beats_price", text)

    def cliffs(self) -> Iterator[Finding]:
        """A price band at whose edge one pound costs marks."""
        for leaf in self._scored_prices():
            if leaf.formula is None or leaf.formula.type.name != "bands":
                continue
            ends = [end for end, _ in leaf.formula.parameters["bands"] if end is not None]
            examples = [self._cliff(leaf, end) for end in ends if end > 0]
            told = [one for one in examples if one is not None]
            if told:
                drop, example = max(told, key=lambda pair: pair[0])
                text = (
                    f"On {leaf.id} the smallest rise of a price across the edge of a band costs up to "
                    f"{self._exact.points(drop)} points."
                )
                yield Finding("cliff", text, None, example)

    def _cliff(self, leaf: PriceLeaf, end: Fraction) -> tuple[Fraction, Example] | None:
        more = ONE if end >= 1000 else Fraction(1, 100)
        trial, bids = self._try_prices(leaf.id, [end, end + more])
        one, two = (trial.points(name, leaf.id) for name in ("A", "B"))
        if one is None or two is None or one == two:
            return None
        asked = money(trial.prices["B"] - trial.prices["A"], self._model)
        told = f"On {leaf.id}, bidder B asks {asked} more and earns {self._exact.points(one - two)}"
        return one - two, self._example(bids, trial, f"{told} points less.")

    def zero_price(self) -> Finding:
        """What a price of 0 does."""
        zero = dict.fromkeys(self._model.price_leaves, ZERO)
        for best in (False, True):
            bids = [self._typical.bid("A", best=best), self._typical.bid("B", prices=zero, best=best)]
            trial = self._exact.try_out(bids)
            if trial.result is None:
                text = "One bid with a price of 0 stops the whole evaluation."
                return Finding("zero_price", text, None, self._example(bids, trial))
            if trial.admits("A", "B"):
                break
        wins = "wins against a middling bid" if trial.chosen == {"B"} else "does not win by that alone"
        return Finding(
            "zero_price", f"A price of 0 can be evaluated; a bid of middling quality with it {wins}."
        )

    def single_bid(self) -> Finding:
        """What happens where one bid alone is there."""
        for best in (False, True):
            bids = [self._typical.bid("A", best=best)]
            trial = self._exact.try_out(bids)
            if trial.result is None:
                text = "A single bid stops the evaluation."
                return Finding("single_bid", text, None, self._example(bids, trial))
            warnings = [text for text in trial.result.warnings if "only bid" in text]
            if trial.admits("A"):
                break
        if not warnings or not trial.admits("A"):
            return Finding("single_bid", "The exact evaluation of a single bid warns of nothing.")
        text = "A single bid is measured against itself: part of its points says nothing."
        return Finding("single_bid", text, None, self._example(bids, trial, *(f"{one}." for one in warnings)))

    def _scored_prices(self) -> list[PriceLeaf]:
        """The price leaves whose prices earn points."""
        return [
            leaf for leaf in self._model.price_leaves.values() if leaf.formula is not None and leaf.effective
        ]

    def _try_prices(self, leaf: str, prices: Sequence[Fraction]) -> tuple[Trial, list[dict[str, Any]]]:
        """Bids A, B ... alike but for the price on one leaf: of middle marks, else of the highest."""
        for best in (False, True):
            bids = [
                self._typical.bid(name, prices={leaf: price}, best=best)
                for name, price in zip("ABCDEFG", prices, strict=False)
            ]
            trial = self._exact.try_out(bids)
            if trial.admits(*trial.bids):
                break
        return trial, bids

    def _example(self, bids: Sequence[dict[str, Any]], trial: Trial, *told: str) -> Example:
        lines = [self._exact.describe(trial, bid["id"]) for bid in bids]
        return Example(tuple(bids), (trial,), (*lines, *told, self._exact.outcome(trial)))


def _weighed(one: CriterionWeight) -> str:
    """ "P has 50% of the weight and 31.2% of the spread"."""
    weight, spread = percent(one.published), percent(one.spread_share)
    return f"{one.criterion.id} has {weight} of the weight and {spread} of the spread"
