"""Evidence: a few bids put through the exact evaluation, and told as a story.

Whatever the arrays found, a defect is only claimed where `scoring.evaluate` shows it on the bids that are printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.bids import read_bids
from scoring.errors import EvaluationError
from scoring.evaluate import Evaluation, evaluate
from scoring.figures import ZERO, Rounding, exact_sum, plain_text
from scoring.jsontext import sha256_of
from scoring.model import Model, ModelReading
from scoring.reader import Report, Value
from scoring.result import BidResult, Result
from scoring.stress.text import money, short

BidJson = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trial:
    """Some bids evaluated exactly: the sum of each bid's prices, the result, or why the evaluation is refused."""

    model: Model
    bids: tuple[str, ...]
    prices: Mapping[str, Fraction]
    result: Result | None
    refusal: str = ""

    @property
    def chosen(self) -> frozenset[str]:
        """The bids that the rules recommend, and those tied across the cut."""
        if self.result is None:
            return frozenset()
        return frozenset((*self.result.recommended, *self.result.undecided))

    def bid(self, name: str) -> BidResult | None:
        """The figures of one bid."""
        return next((bid for bid in self.result.bids if bid.id == name), None) if self.result else None

    def price(self, name: str, leaf: str) -> Fraction | None:
        """The price of one bid on one leaf; None where the bid is out."""
        bid = self.bid(name)
        return None if bid is None or bid.rank is None else bid.prices[leaf]

    def points(self, name: str, leaf: str) -> Fraction | None:
        """The exact points of one bid on one leaf; None where it has none."""
        bid = self.bid(name)
        score = None if bid is None or bid.rank is None else bid.scores.get(leaf)
        return None if score is None else score.compared

    def admits(self, *names: str) -> bool:
        """Whether these bids were all evaluated and stay in."""
        bids = [self.bid(name) for name in names]
        return all(bid is not None and bid.rank is not None for bid in bids)

    def to_json(self) -> dict[str, Any]:
        """What came out: whom the rules choose, each total as it is published, why a bid is out."""
        found = () if self.result is None else self.result.bids
        return {
            "bids": list(self.bids),
            "chosen": [bid for bid in self.bids if bid in self.chosen],
            "totals": {
                bid.id: self.model.rounding.text(bid.total.compared) for bid in found if bid.total is not None
            },
            "out": {bid.id: list(bid.reasons) for bid in found if bid.rank is None},
            "refused": self.refusal or None,
        }


@dataclass(frozen=True, slots=True)
class Example:
    """Bids as an evaluation file writes them, what the exact evaluation makes of them, and the story."""

    bids: tuple[BidJson, ...]
    trials: tuple[Trial, ...]
    story: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Ready to be put into an evaluation file beside the model."""
        return {
            "story": list(self.story),
            "bids": list(self.bids),
            "evaluations": [trial.to_json() for trial in self.trials],
        }


class Exact:
    """Evaluates bids by the published model."""

    def __init__(self, model: Model, raw_model: Mapping[str, Any]) -> None:
        self.model = model
        self.model_hash = sha256_of(raw_model)

    def try_out(self, bids: Sequence[BidJson]) -> Trial:
        """The exact evaluation of some bids, read as a file's bids are read."""
        names = tuple(bid["id"] for bid in bids)
        report = Report()
        read = read_bids(Value(report, list(bids), "bids"), ModelReading(self.model, tree_is_sound=True))
        report.raise_if_any()
        asked = {bid.id: exact_sum(bid.prices.values()) for bid in read if bid.prices}
        evaluation = Evaluation(model=self.model, bids=read, sheets=(), model_hash=self.model_hash)
        try:
            return Trial(self.model, names, asked, evaluate(evaluation))
        except EvaluationError as error:
            return Trial(self.model, names, asked, None, str(error.errors[0]))

    def describe(self, trial: Trial, name: str) -> str:
        """One bid of a trial in a sentence."""
        bid = trial.bid(name)
        if bid is None:
            asked = trial.prices.get(name)
            return f"Bidder {name} bids{'' if asked is None else ' ' + money(asked, self.model)}."
        asks = f" asks {money(exact_sum(bid.prices.values()), self.model)}" if bid.prices else ""
        if bid.rank is None or bid.total is None:
            return f"Bidder {name}{asks or ' bids'} and is out ({'; '.join(bid.reasons)})."
        parts = []
        if self.model.quality_side:
            earned = exact_sum(bid.scores[leaf.id].points for leaf in self.model.quality_side)
            parts.append(f"{self.points(earned)} points for {self.quality_name}")
        if self.model.sums_points and bid.prices:
            earned = exact_sum(bid.scores[leaf].points for leaf in self.model.price_leaves)
            parts.append(f"{self.points(earned)} points for price")
        total = short(self.model.rounding.text(bid.total.compared))
        whole = f"{total} in all" if self.model.sums_points else f"its award figure is {total}"
        earns = f" earns {' and '.join(parts)}" if parts else ""
        joined = f"{asks} and{earns}" if asks and earns else asks or earns
        return f"Bidder {name}{joined}: {whole}."

    def outcome(self, trial: Trial) -> str:
        """Whom the rules choose, in a sentence."""
        if trial.result is None:
            return f"The evaluation stops: {trial.refusal}."
        names = [bid for bid in trial.bids if bid in trial.chosen]
        if not names:
            return "No bid is chosen."
        if len(names) > 1 and self.model.winners.count == 1:
            return f"Bidders {_listed(names)} are tied for first place."
        return f"Bidder{'' if len(names) == 1 else 's'} {_listed(names)} {'is' if len(names) == 1 else 'are'} chosen."

    def points(self, points: Fraction) -> str:
        """Points as the model publishes them, to two places at least."""
        rounding = self.model.rounding
        return Rounding(max(2, rounding.places), rounding.mode).text(points)

    @property
    def quality_name(self) -> str:
        """What the leaves beside the price are, in words."""
        social = bool(self.model.value_leaves) or any(
            leaf.aspect for leaf in self.model.quality_leaves.values()
        )
        return "quality and social value" if social else "quality"


def tidy(amount: Fraction, figures: int = 3) -> Fraction:
    """An amount of so many significant decimal figures, as a person would pick it for an example."""
    if amount == ZERO:
        return ZERO
    whole = Fraction(1)
    while amount / whole >= 10**figures:
        whole *= 10
    while amount / whole < 10 ** (figures - 1):
        whole /= 10
    return round(amount / whole) * whole


def tidied(bid: BidJson) -> BidJson:
    """A bid with every price and rate of three figures."""

    def tidy_text(price: str) -> str:
        return plain_text(tidy(Fraction(price)))

    prices = {
        leaf: {item: tidy_text(rate) for item, rate in price.items()}
        if isinstance(price, dict)
        else tidy_text(price)
        for leaf, price in bid["prices"].items()
    }
    return {**bid, "prices": prices}


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
