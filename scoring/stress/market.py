"""What is assumed of bidders who do not exist: every parameter of the invented bids, stated and checked.

The defaults are figures of ours, not of any real market; they stand in every answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from scoring.criteria import PriceLeaf
from scoring.errors import EvaluationError, Problem
from scoring.figures import ONE, ZERO, exact_sum, plain_text
from scoring.jsontext import show
from scoring.measures import LAST_YEAR
from scoring.model import Model

MOST_TENDERS = 100_000
MOST_BIDDERS = 50
LARGEST_SEED = 2**63 - 1
MOST_WORK = 300_000_000
STATED_ESTIMATE = Fraction(500_000)
UNDER_MAXIMUM = Fraction(8, 10)


@dataclass(frozen=True, kw_only=True)
class Market:
    """How bids are invented. Shares and correlations have no unit; `estimate` is in money.

    Each bidder has an ability, a standard normal figure; what it does well goes with it.
    """

    estimate: Fraction | None = None
    """The median of the sum of a bid's prices; None: what the model says, else 500,000."""
    price_spread: Fraction = Fraction(15, 100)
    """Prices are lognormal about their median: the standard deviation of the logarithm."""
    price_quality: Fraction = Fraction(3, 10)
    """The correlation of a bidder's price (its logarithm) with its ability: above 0, better bidders ask more."""
    alike: Fraction = Fraction(1, 2)
    """The correlation between two marks of one bidder, between two of its commitments, two of its prices."""
    mark_middle: Fraction = Fraction(6, 10)
    """Marks are normal along the scale, cut into steps of equal width: the mean, as a share of the scale."""
    mark_spread: Fraction = Fraction(2, 10)
    """The standard deviation of the same, as a share of the scale."""
    offered: Fraction = Fraction(8, 10)
    """The chance that a bidder promises something on a measure that counts."""
    commitment_spread: Fraction = Fraction(5, 10)
    """Quantities are lognormal about their median: the standard deviation of the logarithm."""
    years: int = 1
    """Each commitment falls in one of so many contract years, the first ones, each as likely."""

    def to_json(self) -> dict[str, str | int | None]:
        """The parameters as an answer states them: numbers in quotes, years as a whole number."""
        found: dict[str, str | int | None] = {}
        for name, value in vars(self).items():
            found[name] = plain_text(value) if isinstance(value, Fraction) else value
        return found


BOUNDS: dict[str, tuple[Fraction, Fraction]] = {
    "price_spread": (ZERO, ONE),
    "price_quality": (-ONE, ONE),
    "alike": (ZERO, ONE),
    "mark_middle": (ZERO, ONE),
    "mark_spread": (ZERO, ONE),
    "offered": (ZERO, ONE),
    "commitment_spread": (ZERO, Fraction(2)),
}
SMALLEST_AMOUNT, LARGEST_AMOUNT = Fraction(1, 100), Fraction(10**15)


def check_parameters(model: Model, tenders: object, bidders: object, seed: object, market: Market) -> None:
    """Raises EvaluationError with every parameter that cannot be used, and where all together is too much."""
    problems = [
        *_whole("tenders", tenders, 1, MOST_TENDERS),
        *_whole("bidders", bidders, 2, MOST_BIDDERS),
        *_whole("seed", seed, 0, LARGEST_SEED),
        *_whole("market.years", market.years, 1, LAST_YEAR + 1),
        *_market_problems(market),
    ]
    if not problems and isinstance(tenders, int) and isinstance(bidders, int):
        places = figures_of_a_bid(model)
        work = tenders * bidders * bidders * places
        if work > MOST_WORK:
            most = max(1, MOST_WORK // (bidders * bidders * places))
            text = f"at most {most:,} with {bidders} bidders, {places:,} criteria, items and measures"
            problems.append(Problem("tenders", f"{tenders:,}", text))
    if problems:
        raise EvaluationError(problems)


def figures_of_a_bid(model: Model) -> int:
    """How many figures a bid has, about: one for each leaf, each item of a basket and each measure."""
    items = sum(len(leaf.items) for leaf in model.price_leaves.values())
    return max(1, len(model.leaves) + items + len(model.measures))


def _whole(name: str, value: object, low: int, high: int) -> Iterator[Problem]:
    fits = isinstance(value, int) and not isinstance(value, bool)
    if not (fits and isinstance(value, int) and low <= value <= high):
        shown = f"{value:,}" if fits and isinstance(value, int) and abs(value) < 10**30 else show(value)
        yield Problem(name, shown, f"a whole number from {low:,} to {high:,}")


def _market_problems(market: Market) -> Iterator[Problem]:
    for name, (low, high) in BOUNDS.items():
        value = getattr(market, name)
        if not isinstance(value, Fraction) or not low <= value <= high:
            allowed = f"a fraction from {plain_text(low)} to {plain_text(high)}"
            yield Problem(f"market.{name}", _shown(value), allowed)
    estimate = market.estimate
    if estimate is not None and not (isinstance(estimate, Fraction) and _usable(estimate)):
        allowed = f"an amount from {plain_text(SMALLEST_AMOUNT)} to {plain_text(LARGEST_AMOUNT)}, or none"
        yield Problem("market.estimate", _shown(estimate), allowed)


def _shown(value: object) -> str:
    return plain_text(value) if isinstance(value, Fraction) else show(value)


@dataclass(frozen=True, slots=True)
class Median:
    """The median price of one price leaf, in money, and where it comes from."""

    leaf: str
    amount: Fraction
    source: str


def price_medians(model: Model, market: Market) -> list[Median]:
    """The median price of each price leaf: from its formula, the award method or its maximum where the model
    says something, else a share of a stated figure; all in proportion to the estimate where that is given."""
    medians = [_of_leaf(leaf) or _share_of_whole(leaf, model) for leaf in model.price_leaves.values()]
    if market.estimate is None or not medians:
        return medians
    factor = market.estimate / exact_sum(one.amount for one in medians)
    return [Median(one.leaf, one.amount * factor, "the estimate that was given") for one in medians]


def _of_leaf(leaf: PriceLeaf) -> Median | None:
    """What a price leaf itself says of its price, if anything."""
    found: list[tuple[Fraction, str]] = []
    if leaf.formula is not None:
        name, parameters = leaf.formula.type.name, leaf.formula.parameters
        if name == "fixed_bounds":
            found.append(((parameters["lower"] + parameters["upper"]) / 2, "halfway between its bounds"))
        elif name == "reference_over_price":
            found.append((parameters["reference"], "its reference price"))
        elif name == "bands":
            ends = [end for end, _ in parameters["bands"] if end is not None]
            found += [(ends[len(ends) // 2], "the middle one of its bands")] if ends else []
    if leaf.maximum is not None:
        found.append((leaf.maximum * UNDER_MAXIMUM, "0.8 of its maximum"))
    for amount, source in found:
        if _usable(amount):
            return Median(leaf.id, amount, source)
    return None


def _share_of_whole(leaf: PriceLeaf, model: Model) -> Median:
    """The leaf's part, by weight, of what all prices come to."""
    amount, source = _whole_price(model)
    share = (
        leaf.effective / model.price_weight if model.price_weight else Fraction(1, len(model.price_leaves))
    )
    if share <= 0:  # of weight 0 beside others that have one: the price is there, and small
        share = Fraction(1, 100)
    return Median(leaf.id, amount * share, source)


def _whole_price(model: Model) -> tuple[Fraction, str]:
    """What all prices come to, and where that comes from. Money values of quality imply it: what all of them are
    worth stands to the price as the published weights do."""
    parameters, price, quality = model.award_method.parameters, model.price_weight, model.quality_weight
    worth = ZERO
    if "estimate" in parameters:
        return _within(parameters["estimate"], "the estimate of the award method")
    if "value_per_point" in parameters:
        most = 100 if parameters["quality_base"] == "hundred" else quality
        worth = parameters["value_per_point"] * most
    elif model.award_method.type.name == "award_on_value":
        sides = (getattr(leaf, "money", None) for leaf in model.quality_side)
        worth = exact_sum(money for money in sides if money is not None)
    if worth and price and quality:
        return _within(worth * price / quality, "the money values and the weights of the model")
    return STATED_ESTIMATE, "a stated figure"


def _within(amount: Fraction, source: str) -> tuple[Fraction, str]:
    return (amount, source) if _usable(amount) else (STATED_ESTIMATE, "a stated figure")


def _usable(amount: Fraction) -> bool:
    """Whether prices of this size can be invented and written down."""
    return SMALLEST_AMOUNT <= amount <= LARGEST_AMOUNT
