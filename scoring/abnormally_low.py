"""The abnormally low flag: prices so far below the others that the supplier has to be asked (vector O28).

Rule of the Scottish Government's Construction Procurement Handbook (chapter 8; its edition of 2018 takes the
mean of all prices but the highest, a later one the median). The Procurement Act 2023 has no numeric test: a
flag is a reason to ask, and whoever explains the price may not be disregarded (s.19(4) and (5)). So this
module excludes nobody, and nothing in `evaluate` looks at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from scoring.errors import EvaluationError, Problem
from scoring.figures import HUNDRED, ONE, Rounding, exact_sum, exact_text, plain_text, working_number
from scoring.jsontext import key_path

FEWEST_BIDS = 3
BELOW_CENTRE = Fraction(15, 100)
BELOW_NEXT = Fraction(1, 100)

Centre = Literal["mean_without_highest", "median"]
_CENTRES = {"mean_without_highest": "the mean of all prices but the highest", "median": "the median price"}
_WORDS = Rounding(2, "half_up")


@dataclass(frozen=True, slots=True)
class LowPrice:
    """A flagged price: how far it is below the centre and below the next price, exact shares of 1, and the
    same in words, rounded to two places."""

    bid: str
    price: Fraction
    below_centre: Fraction
    below_next: Fraction
    words: str


@dataclass(frozen=True, kw_only=True)
class LowPriceCheck:
    """What the check found. `centre` is the mean or median, `boundary` the price below which a bid is far
    from it, `next_price` the lowest price that is not, `working` their arithmetic, `flags` whom to ask.

    `reason` says why the check does not apply; all else is then empty.
    """

    reason: str | None
    centre: Fraction | None = None
    boundary: Fraction | None = None
    next_price: Fraction | None = None
    working: str | None = None
    flags: tuple[LowPrice, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The check as JSON, figures as exact fractions in text."""
        figures = {"centre": self.centre, "boundary": self.boundary, "next_price": self.next_price}
        return {
            "applicable": self.reason is None,
            "reason": self.reason,
            **{name: None if figure is None else exact_text(figure) for name, figure in figures.items()},
            "working": self.working,
            "flags": [{"bid": flag.bid, "words": flag.words} for flag in self.flags],
        }


def abnormally_low(
    prices: Mapping[str, Fraction],
    *,
    below_centre: Fraction = BELOW_CENTRE,
    below_next: Fraction = BELOW_NEXT,
    centre: Centre = "mean_without_highest",
    margin_limits: tuple[Fraction, Fraction] | None = None,
) -> LowPriceCheck:
    """Which of the admissible `prices` (by bid, in money) are potentially abnormally low.

    Flagged is a price more than `below_centre` below the centre and more than `below_next` below the next
    price, which is the lowest that is not that far from the centre; both strictly, on exact figures.
    `margin_limits` are the least and the most money that the second margin may be (the handbook is reported
    to set 1,000 and 100,000 pounds). Of several equal highest prices one is left out of the mean.
    Raises EvaluationError for a negative price or a share outside 0 to 1.
    """
    _check(prices, below_centre, below_next, margin_limits)
    if len(prices) < FEWEST_BIDS:
        count = {0: "there is no price", 1: "there is one price"}.get(len(prices), "there are two prices")
        return LowPriceCheck(reason=f"{count}: with fewer than three nothing shows what is usual")
    row = sorted(prices.values())
    middle, middle_working = _mean_but_highest(row) if centre == "mean_without_highest" else _median(row)
    boundary = middle * (ONE - below_centre)
    next_price = min(price for price in row if price >= boundary)
    margin = below_next * next_price
    margin_working = f"{working_number(next_price)} x {working_number(below_next)}"
    if margin_limits is not None:
        margin = min(max(margin, margin_limits[0]), margin_limits[1])
        margin_working = (
            f"min(max({margin_working}, {plain_text(margin_limits[0])}), {plain_text(margin_limits[1])})"
        )
    limit = next_price - margin
    share = working_number(below_centre)
    working = (
        f"centre {middle_working}; "
        f"boundary {working_number(middle)} x (1 - {share}) = {working_number(boundary)}; "
        f"next price {working_number(next_price)}, less {margin_working} = {working_number(limit)}"
    )
    flags = tuple(
        _flag(bid, price, middle, next_price, _CENTRES[centre])
        for bid, price in prices.items()
        if price < boundary and price < limit
    )
    return LowPriceCheck(
        reason=None,
        centre=middle,
        boundary=boundary,
        next_price=next_price,
        working=working,
        flags=flags,
    )


def _check(
    prices: Mapping[str, Fraction],
    below_centre: Fraction,
    below_next: Fraction,
    limits: tuple[Fraction, Fraction] | None,
) -> None:
    problems = [
        Problem(key_path("prices", bid), plain_text(price), "a price of 0 or more")
        for bid, price in prices.items()
        if price < 0
    ]
    for name, share in (("below_centre", below_centre), ("below_next", below_next)):
        if not 0 <= share <= 1:
            problems.append(Problem(name, plain_text(share), "a share from 0 to 1"))
    if limits is not None and not 0 <= limits[0] <= limits[1]:
        found = f"{plain_text(limits[0])} and {plain_text(limits[1])}"
        problems.append(Problem("margin_limits", found, "two sums of money, the lower first"))
    if problems:
        raise EvaluationError(problems)


def _mean_but_highest(row: list[Fraction]) -> tuple[Fraction, str]:
    """The mean without the highest price of a rising row, and its working."""
    kept = row[:-1]
    mean = exact_sum(kept) / len(kept)
    parts = " + ".join(working_number(price) for price in kept)
    return mean, f"({parts})/{len(kept)} = {working_number(mean)}"


def _median(row: list[Fraction]) -> tuple[Fraction, str]:
    """The middle price of a rising row, or the mean of the two in the middle, and its working."""
    half = len(row) // 2
    if len(row) % 2:
        return row[half], working_number(row[half])
    low, high = row[half - 1], row[half]
    middle = (low + high) / 2
    return middle, f"({working_number(low)} + {working_number(high)})/2 = {working_number(middle)}"


def _flag(bid: str, price: Fraction, middle: Fraction, next_price: Fraction, centre: str) -> LowPrice:
    from_centre = ONE - price / middle
    from_next = ONE - price / next_price
    words = (
        f"{_WORDS.text(price)} is {_percent(from_centre)}% below {_WORDS.text(middle)}, {centre}, and "
        f"{_percent(from_next)}% below {_WORDS.text(next_price)}, the next price: "
        "ask the supplier to explain it"
    )
    return LowPrice(bid, price, from_centre, from_next, words)


def _percent(share: Fraction) -> str:
    return _WORDS.text(HUNDRED * share)
