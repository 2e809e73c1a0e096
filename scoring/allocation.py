"""Lots under a published cap on lots for one supplier: who gets which, by best total, with a proof.

The Procurement Act 2023 lets an authority limit the lots that one supplier may be awarded, and then asks for
"an objective mechanism for supplier selection in circumstances where a supplier would otherwise exceed the
limit" (s.23(4)). The mechanism here: as many lots awarded as can be, and among the ways to do that the one
with the best total. It has to be published before anyone bids.

All of it is exact. SciPy's `linear_sum_assignment` works in binary floats: it finds one best assignment, and
cannot say whether another is equally good. Here equal best allocations are found, and none is chosen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.errors import EvaluationError, Problem
from scoring.figures import ZERO, exact_sum, exact_text
from scoring.jsontext import key_path, show
from scoring.lot_matching import Matching, best_matching
from scoring.reader import names

Lots = Mapping[str, Mapping[str, Fraction]]


@dataclass(frozen=True, slots=True)
class DualPrice:
    """What one lot, or one place under a supplier's cap, contributes to the number of lots awarded and to
    the total."""

    lots: int
    value: Fraction


@dataclass(frozen=True, kw_only=True)
class Allocation:
    """Who gets which lot.

    `awarded` holds the lots that go to the same supplier in every best allocation, `unawarded` those that no
    best one awards, `undecided` those in which best ones differ, with everyone who holds it in some of them
    (None: nobody, for another lot is awarded instead). `count` lots and `total` is what every best allocation
    reaches. `example` is one of them, for the proof alone: where something is undecided it is no award.
    """

    lots: Lots
    caps: Mapping[str, int]
    lowest_wins: bool
    awarded: Mapping[str, str]
    undecided: Mapping[str, tuple[str | None, ...]]
    unawarded: tuple[str, ...]
    count: int
    total: Fraction
    example: Mapping[str, str]
    lot_prices: Mapping[str, DualPrice]
    supplier_prices: Mapping[str, DualPrice]

    def to_json(self) -> dict[str, Any]:
        """The allocation as JSON, figures as exact fractions in text; `example` only where it is the award."""
        prices = {"lots": self.lot_prices, "suppliers": self.supplier_prices}
        return {
            "awarded": dict(self.awarded),
            "undecided": {lot: list(row) for lot, row in self.undecided.items()},
            "unawarded": list(self.unawarded),
            "count": self.count,
            "total": exact_text(self.total),
            "proof": {
                part: {
                    name: {"lots": price.lots, "value": exact_text(price.value)}
                    for name, price in row.items()
                }
                for part, row in prices.items()
            },
        }


def allocate_lots(lots: Lots, *, cap: int | Mapping[str, int], lowest_wins: bool) -> Allocation:
    """Allocate `lots` (by lot, the figure of each supplier with an admissible bid) so that no supplier has
    more than `cap`: first as many lots as possible, then the best total of the figures.

    The figures are those the award method ranks by, exact, and comparable between lots: points out of 100, or
    money where `lowest_wins`. The order of lots and suppliers changes nothing but the order of the answer.
    Raises EvaluationError for a cap below 1, or a supplier without one.
    """
    caps = _caps(lots, cap)
    suppliers = list(caps)
    at = {supplier: place for place, supplier in enumerate(suppliers)}
    figures = [figure for row in lots.values() for figure in row.values()]
    unit = math.lcm(*(figure.denominator for figure in figures))
    sign = -1 if lowest_wins else 1
    largest = max((abs(figure) for figure in figures), default=ZERO)
    # One lot more outweighs every difference in value, in any sum over a path or a tree of the network.
    step = 4 * (len(lots) + len(suppliers) + 1) * (int(largest * unit) + 1)
    gains = [
        {at[supplier]: step + sign * int(figure * unit) for supplier, figure in row.items()}
        for row in lots.values()
    ]
    matching = best_matching(gains, [caps[supplier] for supplier in suppliers])

    def price(figure: int) -> DualPrice:
        count, rest = divmod(2 * figure + step, 2 * step)
        return DualPrice(count, sign * Fraction(rest - step, 2 * unit))

    example = {
        lot: suppliers[holder]
        for lot, holder in zip(lots, matching.holders, strict=True)
        if holder is not None
    }
    return Allocation(
        lots=lots,
        caps=caps,
        lowest_wins=lowest_wins,
        **_decided(lots, suppliers, matching),
        count=len(example),
        total=exact_sum(lots[lot][supplier] for lot, supplier in example.items()),
        example=example,
        lot_prices={lot: price(one) for lot, one in zip(lots, matching.lot_prices, strict=True)},
        supplier_prices={
            supplier: price(one) for supplier, one in zip(suppliers, matching.supplier_prices, strict=True)
        },
    )


def proves(allocation: Allocation) -> bool:
    """Whether the dual prices prove that no allocation under the caps is better: additions and comparisons
    that can be done by hand.

    Pairs (lots, value) are compared by the lots first. No price is worse than nothing; for every bid the
    price of its lot and of its supplier together are at least as good as (1, its figure); so no allocation
    is better than all prices of lots and cap x price of suppliers together, and the example reaches it.
    """
    if not (_is_allocation(allocation) and _is_bound(allocation)):
        return False
    bound = _sum(
        *((price, 1) for price in allocation.lot_prices.values()),
        *((price, allocation.caps[supplier]) for supplier, price in allocation.supplier_prices.items()),
    )
    held = allocation.example.items()
    reached = DualPrice(len(held), exact_sum(allocation.lots[lot][supplier] for lot, supplier in held))
    return bound == reached == DualPrice(allocation.count, allocation.total)


def _is_allocation(allocation: Allocation) -> bool:
    """Whether the example keeps to the bids and the caps, and has in it what is awarded."""
    example = allocation.example
    holders = list(example.values())
    return (
        all(supplier in allocation.lots.get(lot, {}) for lot, supplier in example.items())
        and all(holders.count(supplier) <= allocation.caps.get(supplier, 0) for supplier in holders)
        and all(example.get(lot) == supplier for lot, supplier in allocation.awarded.items())
    )


def _is_bound(allocation: Allocation) -> bool:
    """Whether every lot and every supplier has a price, none worse than nothing, and the prices of each
    bid's lot and supplier are together at least as good as the bid."""
    lots, lot_prices, supplier_prices = allocation.lots, allocation.lot_prices, allocation.supplier_prices
    bidders = {supplier for row in lots.values() for supplier in row}
    if set(lot_prices) != set(lots) or not bidders == set(supplier_prices) <= set(allocation.caps):
        return False

    def worth(price: DualPrice) -> tuple[int, Fraction]:
        return price.lots, -price.value if allocation.lowest_wins else price.value

    prices = (*lot_prices.values(), *supplier_prices.values())
    return all(worth(price) >= (0, ZERO) for price in prices) and all(
        worth(_sum((lot_prices[lot], 1), (supplier_prices[supplier], 1))) >= worth(DualPrice(1, figure))
        for lot, row in lots.items()
        for supplier, figure in row.items()
    )


def _sum(*prices: tuple[DualPrice, int]) -> DualPrice:
    """The prices added up, each as many times as it counts."""
    return DualPrice(
        sum(times * price.lots for price, times in prices),
        exact_sum(times * price.value for price, times in prices),
    )


def _caps(lots: Lots, cap: int | Mapping[str, int]) -> dict[str, int]:
    """The cap of each supplier with a bid, in the order in which they first stand in the lots."""
    suppliers = list(dict.fromkeys(supplier for row in lots.values() for supplier in row))
    allowed = "a whole number of lots, 1 or more"
    if isinstance(cap, int):
        if isinstance(cap, bool) or cap < 1:
            raise EvaluationError([Problem("cap", show(cap), allowed)])
        return dict.fromkeys(suppliers, cap)
    problems = [
        Problem(key_path("cap", supplier), show(limit), allowed)
        for supplier, limit in cap.items()
        if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1
    ]
    problems += [
        Problem("cap", f"no cap for {supplier}", f"one for each supplier with a bid: {names(suppliers)}")
        for supplier in suppliers
        if supplier not in cap
    ]
    if problems:
        raise EvaluationError(problems)
    return {supplier: cap[supplier] for supplier in suppliers}


def _decided(lots: Lots, suppliers: list[str], matching: Matching) -> dict[str, Any]:
    """The lots sorted into awarded, undecided and unawarded."""
    awarded: dict[str, str] = {}
    undecided: dict[str, tuple[str | None, ...]] = {}
    unawarded: list[str] = []
    for lot, row in zip(lots, matching.candidates, strict=True):
        named = tuple(None if place is None else suppliers[place] for place in row)
        if len(named) > 1:
            undecided[lot] = named
        elif named[0] is None:
            unawarded.append(lot)
        else:
            awarded[lot] = named[0]
    return {"awarded": awarded, "undecided": undecided, "unawarded": tuple(unawarded)}
