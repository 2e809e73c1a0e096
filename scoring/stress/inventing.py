"""Inventing bids: prices, marks and commitments of many tenders at once, from a seed.

Tenders come in blocks of a fixed size, each with its own stream of random figures, so that memory stays bounded and
the first 500 tenders are the same however many follow. Everything invented can be written into an evaluation
file: prices, rates and quantities are whole numbers of a decimal unit, marks are steps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from scoring.criteria import PriceLeaf, SocialValueLeaf
from scoring.figures import ZERO, plain_text
from scoring.model import Model
from scoring.stress.arrays import Floats, Whole
from scoring.stress.commitments import Commitments, menu_points, worth_of_unit
from scoring.stress.market import Market, figures_of_a_bid, price_medians

LARGEST_BLOCK = 500
MOST_CELLS = 4_000_000
OF_FULL_POINTS = Fraction(8, 10)
OF_THE_PRICE = Fraction(1, 10)
PRICE_WITHOUT_PRICES = Fraction(500_000)
SMALLEST, LARGEST = Fraction(1, 10**15), Fraction(10**15)


@dataclass(frozen=True, slots=True)
class Unit:
    """A decimal unit, 10^-places, and the median figure in it."""

    places: int
    median: Fraction

    def exact(self, count: int) -> Fraction:
        """So many units."""
        return Fraction(count) / Fraction(10) ** self.places

    def floats(self, counts: Whole) -> Floats:
        """So many units, as floats: the nearest ones to the exact figures."""
        numbers: Floats = counts.astype(np.float64)
        return numbers / 10.0**self.places if self.places >= 0 else numbers * 10.0**-self.places

    def whole(self, amounts: Floats) -> Whole:
        """Amounts in whole units."""
        return np.rint(amounts * 10.0**self.places).astype(np.int64)

    def nearest(self, amount: Fraction) -> int:
        """An amount in whole units."""
        return round(amount * Fraction(10) ** self.places)


def price_unit(median: Fraction) -> Unit:
    """Prices are in whole pounds from 10,000, in pence from 10, finer below, coarser from 10^12."""
    digits = _digits(median)
    places = 0 if digits >= 4 else 2 if digits >= 1 else 3 - digits
    return Unit(min(places, 12 - digits) if digits > 12 else places, median)


def quantity_unit(median: Fraction) -> Unit:
    """Quantities have two figures, or are whole."""
    return Unit(max(0, 1 - _digits(median)), median)


def _digits(amount: Fraction) -> int:
    return math.floor(math.log10(amount))


@dataclass(frozen=True, slots=True)
class BidSets:
    """The invented bids of T tenders, B in each. `marks` (quality leaves, B, T) are places of steps; `rates` holds
    for each price leaf its prices, or the rates of its items, in units (items, B, T); `quantities` (measures, B, T)
    in units, 0 for none; `years` their contract years."""

    marks: Whole
    rates: tuple[Whole, ...]
    quantities: Whole
    years: Whole


class Inventor:
    """Invents the bids of a model, and writes them as an evaluation file does."""

    def __init__(self, model: Model, market: Market, *, bidders: int, seed: int) -> None:
        self.model = model
        self.market = market
        self.bidders = bidders
        self._seed = seed
        self.medians = price_medians(model, market)
        self.price_units = [
            _rate_units(leaf, median.amount)
            for leaf, median in zip(model.price_leaves.values(), self.medians, strict=True)
        ]
        self.commitments = Commitments(model, market.years)
        self.quantity_units = _quantity_units(model, market, self.commitments, self.whole_price)
        self.block_size = max(1, min(LARGEST_BLOCK, MOST_CELLS // (figures_of_a_bid(model) * bidders)))

    @property
    def whole_price(self) -> Fraction:
        """The median of the sum of a bid's prices, in money; a stated figure where the model has no price."""
        return sum((median.amount for median in self.medians), ZERO) or PRICE_WITHOUT_PRICES

    def blocks(self, tenders: int) -> list[tuple[int, int]]:
        """The numbers of the blocks that hold so many tenders, each with how many of its tenders count."""
        size = self.block_size
        return [(start // size, min(size, tenders - start)) for start in range(0, tenders, size)]

    def block(self, number: int, tenders: int) -> BidSets:
        """The first tenders of a block."""
        draw = np.random.Generator(np.random.PCG64(np.random.SeedSequence(self._seed, spawn_key=(number,))))
        ability = draw.standard_normal((self.bidders, self.block_size))
        rates = self._rates(draw, ability)
        marks = self._marks(draw, ability)
        quantities, years = self._promises(draw, ability)
        return BidSets(
            marks=marks[..., :tenders],
            rates=tuple(leaf[..., :tenders] for leaf in rates),
            quantities=quantities[..., :tenders],
            years=years[..., :tenders],
        )

    def _rates(self, draw: np.random.Generator, ability: Floats) -> list[Whole]:
        """Prices: of each bidder, of each leaf, and in a basket of each item."""
        spread, go_together = float(self.market.price_spread), float(self.market.price_quality)
        common = go_together * ability + math.sqrt(1 - go_together**2) * draw.standard_normal(ability.shape)
        found = []
        for units in self.price_units:
            level = self._mixed(draw, common, 1)[0] if len(self.price_units) > 1 else common
            items = (
                draw.standard_normal((len(units), *ability.shape)) if len(units) > 1 else np.zeros((1, 1, 1))
            )
            amounts = np.exp(spread * level + spread * items)
            rows = [unit.whole(float(unit.median) * row) for unit, row in zip(units, amounts, strict=True)]
            least = [1 if unit.median else 0 for unit in units]
            found.append(np.stack([np.maximum(row, low) for row, low in zip(rows, least, strict=True)]))
        return found

    def _marks(self, draw: np.random.Generator, ability: Floats) -> Whole:
        leaves = list(self.model.quality_leaves.values())
        steps = np.array([len(leaf.scale.steps) for leaf in leaves], dtype=np.int64).reshape(-1, 1, 1)
        share = float(self.market.mark_middle) + float(self.market.mark_spread) * self._mixed(
            draw, ability, len(leaves)
        )
        return np.clip(np.floor(share * steps).astype(np.int64), 0, steps - 1)

    def _promises(self, draw: np.random.Generator, ability: Floats) -> tuple[Whole, Whole]:
        shape = (len(self.quantity_units), *ability.shape)
        level = self._mixed(draw, ability, shape[0])
        offered = draw.random(shape) < float(self.market.offered)
        years = draw.integers(0, self.market.years, shape)
        amounts = np.exp(float(self.market.commitment_spread) * level) * offered
        rows = [
            unit.whole(float(unit.median) * row)
            for unit, row in zip(self.quantity_units, amounts, strict=True)
        ]
        return (np.stack(rows) if rows else np.zeros(shape, dtype=np.int64)), years

    def _mixed(self, draw: np.random.Generator, common: Floats, count: int) -> Floats:
        """Standard normal figures (count, B, T) that go together within a bidder as the market says."""
        alike = float(self.market.alike)
        own = draw.standard_normal((count, *common.shape))
        return math.sqrt(alike) * common + math.sqrt(1 - alike) * own

    def prices(self, sets: BidSets) -> Floats:
        """The price of each leaf, (price leaves, B, T), in money: a basket is summed."""
        shape = (self.bidders, sets.marks.shape[-1])
        found = np.zeros((len(self.price_units), *shape))
        leaves = self.model.price_leaves.values()
        for at, (leaf, units) in enumerate(zip(leaves, self.price_units, strict=True)):
            counts = [float(item.quantity) for item in leaf.items] or [1.0]
            for item, (unit, count) in enumerate(zip(units, counts, strict=True)):
                found[at] += count * unit.floats(sets.rates[at][item])
        return found

    def quantities(self, sets: BidSets) -> Floats:
        """The quantities promised, (measures, B, T)."""
        rows = [unit.floats(row) for unit, row in zip(self.quantity_units, sets.quantities, strict=True)]
        return np.stack(rows) if rows else np.zeros(sets.quantities.shape)

    def bid(self, sets: BidSets, tender: int, bidder: int, name: str) -> dict[str, Any]:
        """One invented bid as an evaluation file writes it."""
        marks = {
            leaf.id: leaf.scale.steps[int(sets.marks[at, bidder, tender])].mark
            for at, leaf in enumerate(self.model.quality_leaves.values())
        }
        rates = [[int(count) for count in leaf[:, bidder, tender]] for leaf in sets.rates]
        promises = zip(
            sets.quantities[:, bidder, tender].tolist(), sets.years[:, bidder, tender].tolist(), strict=True
        )
        return self.written(name, marks, rates, list(promises))

    def written(
        self, name: str, marks: dict[str, str], rates: list[list[int]], promises: list[tuple[int, int]]
    ) -> dict[str, Any]:
        """A bid of these marks, rates in units, and quantities in units with their contract years."""
        prices: dict[str, Any] = {}
        for leaf, units, counts in zip(
            self.model.price_leaves.values(), self.price_units, rates, strict=True
        ):
            texts = [plain_text(unit.exact(count)) for unit, count in zip(units, counts, strict=True)]
            ids = [item.id for item in leaf.items]
            prices[leaf.id] = dict(zip(ids, texts, strict=True)) if ids else texts[0]
        commitments = [
            {"measure": measure.id, "quantity": plain_text(unit.exact(count)), "year": year}
            for measure, unit, (count, year) in zip(
                self.commitments.measures, self.quantity_units, promises, strict=True
            )
            if count
        ]
        return {
            "id": name,
            "name": f"Bidder {name}",
            "marks": marks,
            "prices": prices,
            "passes": dict.fromkeys(self.model.conditions, True),
            "commitments": commitments,
        }


def _rate_units(leaf: PriceLeaf, median: Fraction) -> list[Unit]:
    """The unit of a price, or of each rate of a basket: each item with a quantity has an equal part of the
    median; one without is priced at 0."""
    if not leaf.items:
        return [price_unit(median)]
    counting = sum(item.quantity > 0 for item in leaf.items)
    return [
        price_unit(_within(median / counting / item.quantity)) if item.quantity else Unit(0, ZERO)
        for item in leaf.items
    ]


def _quantity_units(model: Model, market: Market, commitments: Commitments, price: Fraction) -> list[Unit]:
    """The unit of each measure's quantity. Each leaf has an aim, shared equally by the measures that earn there."""
    found: dict[str, Unit] = {}
    for leaf in model.value_leaves.values():
        own = [one for one in commitments.measures if model.leaf_of_measure[one.id] is leaf]
        by_menu = leaf.formula.type.name == "points_menu"
        earned = {one.id: menu_points(one, leaf) if by_menu else worth_of_unit(one, leaf, 0) for one in own}
        earning = sum(worth > 0 for worth in earned.values())
        aim = _aim(leaf, price)
        for one in own:
            median = ZERO
            if earned[one.id] and aim and market.offered:
                median = aim / earning / market.offered / earned[one.id]
                median = median if one.cap is None else min(median, one.cap * OF_FULL_POINTS)
            found[one.id] = quantity_unit(_within(median)) if median else Unit(0, ZERO)
    return [found[measure.id] for measure in commitments.measures]


def _aim(leaf: SocialValueLeaf, price: Fraction) -> Fraction:
    """What a bid promises in a leaf, about: 0.8 of what earns full points where the rule has an end, in points of
    the menu or in money; else a tenth of the price."""
    name, parameters = leaf.formula.type.name, leaf.formula.parameters
    if name == "points_menu":
        return OF_FULL_POINTS * Fraction(parameters["maximum"])
    if name == "against_target":
        return OF_FULL_POINTS * Fraction(parameters["target"]) * (price if parameters["per_pound"] else 1)
    if name == "bands" and len(parameters["bands"]) > 1:
        top = Fraction(parameters["bands"][-1][0])
        return OF_FULL_POINTS * top * (price if parameters["over"] == "share" else 1)
    return OF_THE_PRICE * price


def _within(amount: Fraction) -> Fraction:
    """An amount that can be written within the 40 characters of a number."""
    return min(LARGEST, max(SMALLEST, amount))
