"""Award methods over many tenders at once: F08 to F16, the sum of points and the rest, in binary floats.

The same methods as `scoring.award` (format 1, "Award methods"). Q, q and weights are in points, P in money.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.award import WEIGHTED_SUM
from scoring.figures import HUNDRED
from scoring.model import Model
from scoring.stress.arrays import Flags, Floats, highest, lowest

LARGEST_POWER = 100
"""Above this power of Q the F10 index leaves the range of binary floats, so its logarithm stands for it."""
NOTHING = 1e-9
"""So many points or fewer are none: what binary floats leave of points that add up to 0."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What an award method and the tie ladder look at, each (B, T): the sum of all points, q, P in money, the sum
    of money values x shares (F12), and the points of each key of the ladder, higher better."""

    total: Floats
    quality: Floats
    price: Floats
    money: Floats
    ladder: tuple[Floats, ...]

    def __add__(self, other: Sums) -> Sums:
        return self._combined(other, np.add)

    def __sub__(self, other: Sums) -> Sums:
        return self._combined(other, np.subtract)

    def _combined(self, other: Sums, combine: Callable[[Floats, Floats], Floats]) -> Sums:
        return Sums(
            total=combine(self.total, other.total),
            quality=combine(self.quality, other.quality),
            price=combine(self.price, other.price),
            money=combine(self.money, other.money),
            ladder=tuple(combine(one, two) for one, two in zip(self.ladder, other.ladder, strict=True)),
        )


@dataclass(frozen=True, slots=True)
class References:
    """What a bid is compared with, each (T,): the highest and lowest q and the lowest P of the pool."""

    best_quality: Floats
    lowest_quality: Floats
    lowest_price: Floats


@dataclass(frozen=True, slots=True)
class Figures:
    """The method's figure of each bid of a pool, 0 outside it, whether the method refuses the bid, and how large the
    numbers are that the figure is made of, which says how exact it can be; all (B, T)."""

    figure: Floats
    refused: Flags
    size: Floats


@dataclass(frozen=True, slots=True)
class _Round:
    """One calculation: q, P and money of the bids, and their references."""

    quality: Floats
    price: Floats
    money: Floats
    against: References


def references(sums: Sums, pool: Flags) -> References:
    """The references of a pool."""
    return References(
        best_quality=highest(sums.quality, pool),
        lowest_quality=lowest(sums.quality, pool),
        lowest_price=lowest(sums.price, pool),
    )


Answer = tuple[Floats, Flags]
"""The figure of each bid, and whether the method refuses it."""


class Method:
    """An award method with its parameters and the weights wQ and wP of the model."""

    def __init__(self, model: Model) -> None:
        self.name = model.award_method.type.name
        self.parameters: Mapping[str, Any] = model.award_method.parameters
        self.lowest_wins = model.award_method.type.lowest_wins
        self.adds_points = self.name == WEIGHTED_SUM
        self.quality_weight = float(model.quality_weight)
        self.price_weight = float(model.price_weight)
        out_of_hundred = self.parameters.get("quality_base") == "hundred"
        # Q = scale x q, and Qmax, exact before they become floats.
        self.scale = float(HUNDRED / model.quality_weight) if out_of_hundred and model.quality_weight else 1.0
        self.most = 100.0 if out_of_hundred else self.quality_weight
        self.ratio = float(model.quality_weight / model.price_weight) if model.price_weight else 0.0

    @property
    def by_logarithm(self) -> bool:
        """Whether the logarithm of the figure stands for it; the order is the same."""
        return self.name == "weighted_value_index" and self.ratio > LARGEST_POWER

    def figures(self, sums: Sums, pool: Flags) -> Figures:
        """The figure of each bid of a pool."""
        if self.adds_points:
            return Figures(sums.total, np.zeros(pool.shape, dtype=np.bool_), np.full(pool.shape, 100.0))
        figure, refused = self.figures_against(sums.quality, sums.price, sums.money, references(sums, pool))
        figure = np.where(pool & ~refused, figure, 0.0)
        if self.by_logarithm:
            size = np.ones(pool.shape)
        else:
            size = np.abs(sums.price) + np.abs(sums.money) if self.sums_money else np.abs(figure)
        return Figures(figure, refused & pool, size)

    def figures_against(self, quality: Floats, price: Floats, money: Floats, against: References) -> Answer:
        """The figure of q, P and money, and whether the method refuses them, under any method that does not add up
        points."""
        with np.errstate(all="ignore"):
            return METHODS[self.name](self, _Round(quality, price, money, against))

    @property
    def sums_money(self) -> bool:
        """Whether the figure is a sum to which each leaf adds its own part, so that its spread can be shared out."""
        return self.name in IN_MONEY

    @property
    def pounds_for_a_point(self) -> float:
        """What one point of q takes off the figure of a method that sums money, other than by money values."""
        if self.name == "willingness_to_pay":
            return self.scale * float(self.parameters["value_per_point"])
        if self.name == "price_quality_method":
            return float(self.parameters["estimate"]) / self.price_weight
        return 0.0


def price_per_quality_point(method: Method, given: _Round) -> Answer:
    """F08: P/Q, lowest wins."""
    quality = method.scale * given.quality
    return given.price / quality, quality <= NOTHING


def quality_per_price(method: Method, given: _Round) -> Answer:
    """F09, F18, F19: Q/P x per, highest wins."""
    per = float(method.parameters["per"])
    return method.scale * given.quality / given.price * per, given.price == 0


def weighted_value_index(method: Method, given: _Round) -> Answer:
    """F10: Q^(wQ/wP)/P x per, highest wins; its logarithm where the power is large."""
    quality = method.scale * given.quality
    per = float(method.parameters["per"])
    if method.by_logarithm:
        figure = method.ratio * np.log(np.maximum(quality, 0.0)) - np.log(given.price) + np.log(per)
    else:
        figure = np.maximum(quality, 0.0) ** method.ratio / given.price * per
    return figure, (given.price == 0) | (quality < -NOTHING)


def utility_index(method: Method, given: _Round) -> Answer:
    """F11: 100 x (1 - (Qbest - Q)/Qmax x wQ/wP) x Pbest/P, highest wins."""
    gap = method.scale * (given.against.best_quality - given.quality) / method.most
    figure = 100 * (1 - gap * method.ratio) * given.against.lowest_price / given.price
    return figure, given.price == 0


def award_on_value(_method: Method, given: _Round) -> Answer:
    """F12: P less money values x shares, lowest wins."""
    return given.price - given.money, _never(given)


def willingness_to_pay(method: Method, given: _Round) -> Answer:
    """F13: P - Q x value_per_point, lowest wins."""
    return given.price - given.quality * method.pounds_for_a_point, _never(given)


def quality_mark_up(method: Method, given: _Round) -> Answer:
    """F14: P x (1 + (Qmax - Q)/Qmax x wQ/wP), lowest wins."""
    gap = (method.most - method.scale * given.quality) / method.most
    return given.price * (1 + gap * method.ratio), _never(given)


def relative_value_cost(method: Method, given: _Round) -> Answer:
    """F15: P/((Q + Qmax)/(Qlow + Qmax)), lowest wins."""
    quality = method.scale * given.quality + method.most
    low = method.scale * given.against.lowest_quality + method.most
    return given.price * low / quality, quality <= NOTHING


def price_quality_method(method: Method, given: _Round) -> Answer:
    """F16: P - estimate x (q - qlow)/wP, lowest wins."""
    premium = (given.quality - given.against.lowest_quality) * method.pounds_for_a_point
    return given.price - premium, _never(given)


def quality_divisor(method: Method, given: _Round) -> Answer:
    """Prozorro: P/(1 + q/wP), lowest wins."""
    divisor = 1 + given.quality / method.price_weight
    return given.price / divisor, divisor <= NOTHING


def lowest_price(_method: Method, given: _Round) -> Answer:
    """The price alone, lowest wins."""
    return given.price, _never(given)


def _never(given: _Round) -> Flags:
    return np.zeros(given.price.shape, dtype=np.bool_)


METHODS: dict[str, Callable[[Method, _Round], Answer]] = {
    "price_per_quality_point": price_per_quality_point,
    "quality_per_price": quality_per_price,
    "weighted_value_index": weighted_value_index,
    "utility_index": utility_index,
    "award_on_value": award_on_value,
    "willingness_to_pay": willingness_to_pay,
    "quality_mark_up": quality_mark_up,
    "relative_value_cost": relative_value_cost,
    "price_quality_method": price_quality_method,
    "quality_divisor": quality_divisor,
    "lowest_price": lowest_price,
}
IN_MONEY = ("award_on_value", "willingness_to_pay", "price_quality_method", "lowest_price")
