"""The award: total of each bid, rank, ties, and whom the rules recommend (format 1, "Award methods").

A method takes its parameters and the bids of the pool, and returns the figure of each. P is the sum of a bid's
prices, q the points of its quality and social value leaves, wQ and wP the weights of those leaves and of the
price leaves, Q the quality total out of Qmax: 100 x q/wQ out of 100, or q out of wQ (`quality_base`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import Any

from scoring.allocation import allocate_lots
from scoring.figures import HUNDRED, exact_sum, plain_text, power, working_number
from scoring.formulas import FormulaType, corridor, number, quality_base, registry
from scoring.score import Refuse, Score

__all__ = ["AWARD_METHODS", "allocate_lots", "ranks_of", "recommend", "ties_of"]

HIGHEST_EXACT_POWER = 100
HIGHEST_POWER = 1000


@dataclass(frozen=True)
class Contender:
    """A bid of the pool as an award method sees it: the sum of all its points, the scores that form q, P, and
    for each leaf with a money value that value and the share of it that the bid earns."""

    total: Score
    quality_scores: Sequence[Score]
    price: Fraction
    money: Sequence[tuple[Fraction, Score]] = ()

    @cached_property
    def quality(self) -> Fraction:
        """q."""
        return exact_sum(score.points for score in self.quality_scores)


@dataclass(frozen=True, slots=True)
class AwardRound:
    """What an award method is given: the bids of the pool, wQ and wP, and where to refuse a bid for its
    price or for its quality."""

    contenders: Mapping[str, Contender]
    quality_weight: Fraction
    price_weight: Fraction
    refuse_price: Refuse
    refuse_quality: Refuse

    def priced(self, name: str) -> dict[str, Contender]:
        """The bids with a price above 0; the others are refused, for the method divides by it."""
        found = {}
        for bid, one in self.contenders.items():
            if one.price == 0:
                self.refuse_price(bid, f"a price above 0, by which {name} can divide")
            else:
                found[bid] = one
        return found

    def ratio(self) -> tuple[Fraction, str]:
        """wQ/wP, and how a working writes it."""
        parts = f"{working_number(self.quality_weight)}/{working_number(self.price_weight)}"
        return self.quality_weight / self.price_weight, parts


Parameters = Mapping[str, Any]
AwardCalculation = Callable[[Parameters, AwardRound], dict[str, Score]]
Tie = tuple[str, ...]


def weighted_sum(_parameters: Parameters, given: AwardRound) -> dict[str, Score]:
    """The sum of all points; the highest total wins."""
    return {bid: one.total for bid, one in given.contenders.items()}


def price_per_quality_point(parameters: Parameters, given: AwardRound) -> dict[str, Score]:
    """F08: P/Q, lowest wins. Q of 0 or less is refused."""
    totals = {}
    for bid, one in given.contenders.items():
        quality = _quality(parameters, given, one)
        if quality <= 0:
            given.refuse_quality(
                bid, "a quality total above 0, by which price_per_quality_point (F08) divides"
            )
        else:
            totals[bid] = Score(one.price / quality, f"{working_number(one.price)}/{working_number(quality)}")
    return totals


def quality_per_price(parameters: Parameters, given: AwardRound) -> dict[str, Score]:
    """F09, F18: Q/P x per, highest wins; F19 adds a corridor, which is applied where bids are ranked."""
    totals = {}
    for bid, one in given.priced("quality_per_price (F09)").items():
        quality, per = _quality(parameters, given, one), parameters["per"]
        working = f"{working_number(quality)}/{working_number(one.price)} x {working_number(per)}"
        totals[bid] = Score(quality / one.price * per, working)
    return totals


def weighted_value_index(parameters: Parameters, given: AwardRound) -> dict[str, Score]:
    """F10: Q^(wQ/wP)/P x per, highest wins. Q below 0 is refused. Exact where Q is 0 or the power is whole and
    at most 100; elsewhere known to more than 40 digits."""
    exponent, _ = given.ratio()
    whole = exponent.denominator == 1 and exponent <= HIGHEST_EXACT_POWER
    per: Fraction = parameters["per"]
    totals = {}
    for bid, one in given.priced("weighted_value_index (F10)").items():
        quality = _quality(parameters, given, one)
        if quality < 0:
            given.refuse_quality(
                bid, "a quality total of 0 or more, of which weighted_value_index (F10) is a power"
            )
            continue
        exact = whole or quality == 0
        raised = quality ** int(exponent) if whole else power(quality, exponent)
        working = (
            f"{working_number(quality)}^{working_number(exponent)}/{working_number(one.price)}"
            f" x {working_number(per)}"
        )
        totals[bid] = Score(raised / one.price * per, working, exact)
    return totals


def utility_index(parameters: Parameters, given: AwardRound) -> dict[str, Score]:
    """F11: 100 x (1 - (Qbest - Q)/Qmax x wQ/wP) x Pbest/P, highest wins; Qbest is the highest Q and Pbest the
    lowest P of the pool."""
    priced = given.priced("utility_index (F11)")
    if not priced:
        return {}
    qualities = {bid: _quality(parameters, given, one) for bid, one in given.contenders.items()}
    best, lowest = max(qualities.values()), min(one.price for one in priced.values())
    most = _most(parameters, given)
    ratio, parts = given.ratio()
    totals = {}
    for bid, one in priced.items():
        quality = qualities[bid]
        figure = HUNDRED * (1 - (best - quality) / most * ratio) * lowest / one.price
        gap = f"({working_number(best)} - {working_number(quality)})/{working_number(most)}"
        prices = f"{working_number(lowest)}/{working_number(one.price)}"
        totals[bid] = Score(figure, f"100 x (1 - {gap} x {parts}) x {prices}")
    return totals


def award_on_value(_parameters: Parameters, given: AwardRound) -> dict[str, Score]:
    """F12: P less the money value of each leaf times the share that the bid earns of it, lowest wins."""
    totals = {}
    for bid, one in given.contenders.items():
        figure, working = one.price, working_number(one.price)
        for money, share in one.money:
            figure -= money * share.points
            working += f" - {working_number(money)} x {share.working}"
        totals[bid] = Score(figure, working)
    return totals


def willingness_to_pay(parameters: Parameters, given: AwardRound) -> dict[str, Score]:
    """F13: P - Q x value_per_point, lowest wins."""
    worth: Fraction = parameters["value_per_point"]
    totals = {}
    for bid, one in given.contenders.items():
        quality = _quality(parameters, given, one)
        working = f"{working_number(one.price)} - {working_number(quality)} x {working_number(worth)}"
        totals[bid] = Score(one.price - quality * worth, working)
    return totals


def quality_mark_up(parameters: Parameters, given: AwardRound) -> dict[str, Score]:
    """F14: P x (1 + (Qmax - Q)/Qmax x wQ/wP), lowest wins."""
    most = _most(parameters, given)
    top = working_number(most)
    ratio, parts = given.ratio()
    totals = {}
    for bid, one in given.contenders.items():
        quality = _quality(parameters, given, one)
        gap = f"({top} - {working_number(quality)})/{top}"
        working = f"{working_number(one.price)} x (1 + {gap} x {parts})"
        totals[bid] = Score(one.price * (1 + (most - quality) / most * ratio), working)
    return totals


def relative_value_cost(parameters: Parameters, given: AwardRound) -> dict[str, Score]:
    """F15: P/((Q + Qmax)/(Qlow + Qmax)), lowest wins; Qlow is the lowest Q of the pool. Q + Qmax of 0 or less is
    refused."""
    most = _most(parameters, given)
    qualities = {bid: _quality(parameters, given, one) for bid, one in given.contenders.items()}
    lowest, top = min(qualities.values()), working_number(most)
    totals = {}
    for bid, one in given.contenders.items():
        quality = qualities[bid]
        if quality + most <= 0:
            least = plain_text(-given.quality_weight)
            given.refuse_quality(bid, f"quality points above {least}, for relative_value_cost (F15) divides")
            continue
        share = f"({working_number(quality)} + {top})/({working_number(lowest)} + {top})"
        figure = one.price * (lowest + most) / (quality + most)
        totals[bid] = Score(figure, f"{working_number(one.price)}/({share})")
    return totals


def price_quality_method(parameters: Parameters, given: AwardRound) -> dict[str, Score]:
    """F16: P - estimate x (q - qlow)/wP, lowest evaluated price wins; qlow is the lowest q of the pool."""
    estimate: Fraction = parameters["estimate"]
    lowest = min(one.quality for one in given.contenders.values())
    weight, low = working_number(given.price_weight), working_number(lowest)
    totals = {}
    for bid, one in given.contenders.items():
        premium = f"{working_number(estimate)} x ({working_number(one.quality)} - {low})/{weight}"
        figure = one.price - estimate * (one.quality - lowest) / given.price_weight
        totals[bid] = Score(figure, f"{working_number(one.price)} - {premium}")
    return totals


def quality_divisor(_parameters: Parameters, given: AwardRound) -> dict[str, Score]:
    """The rule of Prozorro: P/(1 + q/wP), lowest wins. A divisor of 0 or less is refused."""
    totals = {}
    for bid, one in given.contenders.items():
        divisor = 1 + one.quality / given.price_weight
        if divisor <= 0:
            least = plain_text(-given.price_weight)
            given.refuse_quality(bid, f"quality points above {least}, for quality_divisor divides")
            continue
        parts = f"{working_number(one.quality)}/{working_number(given.price_weight)}"
        totals[bid] = Score(one.price / divisor, f"{working_number(one.price)}/(1 + {parts})")
    return totals


def lowest_price(_parameters: Parameters, given: AwardRound) -> dict[str, Score]:
    """The price alone; the lowest of the pool wins, quality counts by its minimums only."""
    return {bid: Score(one.price, working_number(one.price)) for bid, one in given.contenders.items()}


def _most(parameters: Parameters, given: AwardRound) -> Fraction:
    """Qmax."""
    return HUNDRED if parameters["quality_base"] == "hundred" else given.quality_weight


def _quality(parameters: Parameters, given: AwardRound, one: Contender) -> Fraction:
    """Q."""
    return (
        one.quality
        if parameters["quality_base"] == "weight"
        else HUNDRED * one.quality / given.quality_weight
    )


WEIGHTED_SUM = "weighted_sum"
LOWEST_PRICE = "lowest_price"
_BASE = {"quality_base": quality_base}
_PER = {"per": number(above=0)}
AWARD_METHODS = registry(
    FormulaType[AwardCalculation](WEIGHTED_SUM, WEIGHTED_SUM, {}, weighted_sum),
    FormulaType[AwardCalculation](
        "price_per_quality_point", "F08", _BASE, price_per_quality_point, lowest_wins=True
    ),
    FormulaType[AwardCalculation](
        "quality_per_price", "F09", {**_PER, "corridor": corridor, **_BASE}, quality_per_price
    ),
    FormulaType[AwardCalculation]("weighted_value_index", "F10", {**_PER, **_BASE}, weighted_value_index),
    FormulaType[AwardCalculation]("utility_index", "F11", _BASE, utility_index, relative=True),
    FormulaType[AwardCalculation]("award_on_value", "F12", _BASE, award_on_value, lowest_wins=True),
    FormulaType[AwardCalculation](
        "willingness_to_pay",
        "F13",
        {"value_per_point": number(above=0), **_BASE},
        willingness_to_pay,
        lowest_wins=True,
    ),
    FormulaType[AwardCalculation]("quality_mark_up", "F14", _BASE, quality_mark_up, lowest_wins=True),
    FormulaType[AwardCalculation](
        "relative_value_cost", "F15", _BASE, relative_value_cost, relative=True, lowest_wins=True
    ),
    FormulaType[AwardCalculation](
        "price_quality_method",
        "F16",
        {"estimate": number(above=0), **_BASE},
        price_quality_method,
        relative=True,
        lowest_wins=True,
    ),
    FormulaType[AwardCalculation](
        "quality_divisor", "quality_divisor", _BASE, quality_divisor, lowest_wins=True
    ),
    FormulaType[AwardCalculation](LOWEST_PRICE, LOWEST_PRICE, {}, lowest_price, lowest_wins=True),
)
# The methods that divide by wP, and those that take Q (which divides by wQ) or divide by Qmax.
DIVIDE_BY_PRICE_WEIGHT = (
    "weighted_value_index",
    "utility_index",
    "quality_mark_up",
    "price_quality_method",
    "quality_divisor",
)
TAKE_QUALITY_TOTAL = (
    "price_per_quality_point",
    "quality_per_price",
    "weighted_value_index",
    "utility_index",
    "willingness_to_pay",
    "quality_mark_up",
    "relative_value_cost",
)
DIVIDE_BY_MOST_QUALITY = ("utility_index", "quality_mark_up", "relative_value_cost")


@dataclass(frozen=True, slots=True)
class Winners:
    """Whom the rules recommend: the best `count`, or all of at least `minimum` (then `count` is None)."""

    count: int | None = 1
    minimum: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A bid on its way to a rank: the figures it is ranked by and, asked for only where those are equal, the
    figures that break a tie; each turned so that lower is better."""

    bid: str
    order: tuple[Fraction, ...]
    ladder: Callable[[], tuple[Fraction, ...]]


def ranks_of(standings: Sequence[Standing]) -> dict[str, int]:
    """Rank 1 for the best; equal bids share the better rank and the next one is skipped (1, 1, 3)."""
    ranks: dict[str, int] = {}
    place = 1
    for _, level in groupby(sorted(standings, key=lambda one: one.order), key=lambda one: one.order):
        equal = list(level)
        rungs = {one.bid: one.ladder() if len(equal) > 1 else () for one in equal}
        for _, same in groupby(sorted(rungs, key=rungs.__getitem__), key=rungs.__getitem__):
            bids = list(same)
            ranks.update(dict.fromkeys(bids, place))
            place += len(bids)
    return ranks


def ties_of(ranks: Mapping[str, int], order: Sequence[str]) -> tuple[Tie, ...]:
    """Every set of bids that share a rank, the better rank first, bids in the order of the file."""
    sharing: dict[int, list[str]] = {}
    for bid in order:
        if bid in ranks:
            sharing.setdefault(ranks[bid], []).append(bid)
    return tuple(tuple(bids) for _, bids in sorted(sharing.items()) if len(bids) > 1)


def recommend(
    winners: Winners, ranks: Mapping[str, int], totals: Mapping[str, Fraction], order: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(recommended, undecided), the better rank first. Bids tied across the cut are undecided, all of
    them; a minimum total is compared exactly."""
    by_rank = sorted((bid for bid in order if bid in ranks), key=lambda bid: ranks[bid])
    if winners.count is None:
        lowest = winners.minimum
        return tuple(bid for bid in by_rank if lowest is None or totals[bid] >= lowest), ()
    count = winners.count
    if len(by_rank) <= count or ranks[by_rank[count - 1]] != ranks[by_rank[count]]:
        return tuple(by_rank[:count]), ()
    cut = ranks[by_rank[count]]
    return (
        tuple(bid for bid in by_rank if ranks[bid] < cut),
        tuple(bid for bid in by_rank if ranks[bid] == cut),
    )
