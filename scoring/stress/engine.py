"""The evaluation of many tenders at once, in binary floats: points, minimums and the pool, award, rank.

The same rules as `scoring.pool` and `scoring.evaluate`, held against them by `tests/scoring/test_stress_exact.py`.
Nothing here is ever published as a score: what people are shown of one tender comes from `scoring.evaluate`.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.criteria import Criterion, PriceLeaf, QualityLeaf, SocialValueLeaf, leaves_of
from scoring.stress.arrays import NEAR, Flags, Floats, anywhere, highest
from scoring.stress.inventing import BidSets, Inventor
from scoring.stress.leaves import LeafPoints, Offers, offers
from scoring.stress.methods import Method, Sums
from scoring.stress.minimums import Failures, Minimum, plain_failures, subjects
from scoring.stress.ranking import Key, first, key, ranks, rounded


@dataclass(frozen=True, slots=True)
class Part:
    """What some leaves give each bid, (B, T): points by place of the leaf, prices in money, and what money values
    take off the price (None: nothing)."""

    points: Mapping[int, Floats]
    price: Floats
    money: Floats | None

    def changed(self, change: Callable[[Floats], Floats]) -> Part:
        """Each of these figures changed in the same way."""
        return Part(
            {at: change(row) for at, row in self.points.items()},
            change(self.price),
            None if self.money is None else change(self.money),
        )


@dataclass(frozen=True, slots=True)
class Scored:
    """What depends on each bid alone: `points` (K, B, T) of the leaves that look at no other bid, their `sums`, the
    sums of each minimum that does, who is in and whose price a formula refuses (B, T), and who failed what."""

    given: Offers
    points: Floats
    sums: Sums
    minimum_sums: tuple[Floats, ...]
    admissible: Flags
    refused: Flags
    failures: tuple[Failures, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The method's figure and who is chosen (B, T), the figure as a key, higher better, all keys in their order;
    `refused` (T,) where the method cannot take a bid of the pool."""

    figure: Floats
    total: Key
    keys: tuple[Key, ...]
    chosen: Flags
    refused: Flags


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of each tender: the pool (B, T), `points` (R, B, T) of the leaves that look at other bids, all sums,
    the ranking; `refused` (T,) where a formula could not take a bid, so that nothing else of the tender counts."""

    pool: Flags
    points: Floats
    sums: Sums
    ranked: Ranked
    refused: Flags
    failures: tuple[Failures, ...]

    @property
    def decided(self) -> Flags:
        """The tenders, (T,), with an admissible bid and nothing refused."""
        return anywhere(self.pool) & ~self.refused


class Engine:
    """Evaluates invented bids by a model."""

    def __init__(self, inventor: Inventor) -> None:
        self.inventor = inventor
        self.model = inventor.model
        self.leaves = LeafPoints(self.model)
        self.method = Method(self.model)
        minimums = [Minimum(subject, self.leaves) for subject in subjects(self.model)]
        self._alone = [one for one in minimums if not one.relative]
        self._far = [one for one in minimums if one.relative]
        corridor = self.method.parameters.get("corridor")
        self._width = None if corridor is None else float(corridor[0])
        words = [*self.model.tie_break, *([] if corridor is None else [corridor[1]])]
        self.ladder = [self._ladder_leaves(word) for word in words]
        self._quality_side = self.places(self.model.quality_side)

    def places(self, leaves: Iterable[Criterion]) -> frozenset[int]:
        """The places of leaves in the order of the model."""
        return frozenset(self.leaves.place[leaf.id] for leaf in leaves)

    def _ladder_leaves(self, word: str) -> frozenset[int] | None:
        """The leaves whose points a key of the ladder adds up; None for the price."""
        if word == "price":
            return None
        if word in ("quality", "social_value"):
            return self.places(leaf for leaf in self.leaves.leaves if _aspect(leaf) == word)
        return self.places(leaves_of(self.model.by_id[word]))

    def score(self, sets: BidSets) -> Scored:
        """What depends on each bid alone."""
        given = offers(self.inventor, sets)
        points, refused = self.leaves.own_points(given)
        admissible = np.ones(given.price.shape, dtype=np.bool_)
        failures = list(plain_failures(self.model, given, self.leaves))
        for one in failures:
            admissible &= ~one.bids
        # A price that a formula cannot take matters only where nothing but points keeps the bid out.
        refused &= admissible
        nothing = np.zeros((0, *given.price.shape))
        everyone = np.ones(given.price.shape, dtype=np.bool_)
        for minimum in self._alone:
            missed = minimum.missed(given, minimum.own_sum(points), nothing, everyone)
            failures.append(Failures(minimum.name, "minimum", missed))
            admissible &= ~missed
        own = {at: points[at] for at in self.leaves.own}
        return Scored(
            given=given,
            points=points,
            sums=self.sums(Part(own, given.price, self._money(given, own))),
            minimum_sums=tuple(minimum.own_sum(points) for minimum in self._far),
            admissible=admissible,
            refused=refused,
            failures=tuple(failures),
        )

    def decide(self, scored: Scored, entered: Flags) -> Outcome:
        """The outcome where only the bids in `entered` (B, T) are there."""
        pool = entered & scored.admissible
        refused = anywhere(scored.refused & entered)
        missed_in_all = [np.zeros(pool.shape, dtype=np.bool_) for _ in self._far]
        while True:
            points, bad = self.leaves.relative_points(scored.given, pool)
            refused |= anywhere(bad)
            leaving = np.zeros(pool.shape, dtype=np.bool_)
            for at, minimum in enumerate(self._far):
                missed = minimum.missed(scored.given, scored.minimum_sums[at], points, pool)
                missed_in_all[at] |= missed
                leaving |= missed
            if not leaving.any():
                break
            pool = pool & ~leaving
        by_place = {at: points[row] for row, at in enumerate(self.leaves.relative)}
        added = Part(by_place, np.zeros(pool.shape), self._money(scored.given, by_place))
        sums = scored.sums + self.sums(added)
        ranked = self.rank(sums, pool)
        failures = tuple(
            Failures(minimum.name, "minimum", noted)
            for minimum, noted in zip(self._far, missed_in_all, strict=True)
        )
        return Outcome(pool, points, sums, ranked, refused | ranked.refused, failures)

    def sums(self, part: Part) -> Sums:
        """What leaves add to each sum."""
        nothing = np.zeros(part.price.shape)

        def total(places: Container[int]) -> Floats:
            rows = [row for at, row in part.points.items() if at in places]
            return sum(rows[1:], rows[0]) if rows else nothing

        return Sums(
            total=total(part.points.keys()),
            quality=total(self._quality_side),
            price=part.price,
            money=nothing if part.money is None else part.money,
            ladder=tuple(-part.price if places is None else total(places) for places in self.ladder),
        )

    def part(self, scored: Scored, outcome: Outcome, leaves: Iterable[Criterion]) -> Part:
        """What some leaves alone give each bid."""
        points: dict[int, Floats] = {}
        price = np.zeros(outcome.pool.shape)
        for leaf in leaves:
            at = self.leaves.place[leaf.id]
            row = self.leaves.row_of_relative.get(at)
            points[at] = scored.points[at] if row is None else outcome.points[row]
            if isinstance(leaf, PriceLeaf):
                price = price + scored.given.prices[self.leaves.price_row[leaf.id]]
        return Part(points, price, self._money(scored.given, points))

    def _money(self, given: Offers, points: Mapping[int, Floats]) -> Floats | None:
        """What leaves take off the price under F12: the sum of their money values times the shares earned."""
        found: Floats | None = None
        for at, row in points.items():
            leaf = self.leaves.leaves[at]
            money: Floats | None = None
            if isinstance(leaf, QualityLeaf) and leaf.money is not None:
                money = float(leaf.money) * self.leaves.share(leaf, given)
            elif isinstance(leaf, SocialValueLeaf) and leaf.money is not None and leaf.effective:
                money = float(leaf.money / leaf.effective) * row
            if money is not None:
                found = money if found is None else found + money
        return found

    def rank(self, sums: Sums, pool: Flags) -> Ranked:
        """Who is chosen within a pool: whom the rules recommend, and those tied across the cut."""
        figures = self.method.figures(sums, pool)
        refused = anywhere(figures.refused)
        figure, size = figures.figure, figures.size
        shown = figure
        if self.model.rank_on == "rounded" and not self.method.by_logarithm:
            shown = rounded(figure, self.model.rounding)
        total = key(-shown if self.method.lowest_wins else shown, size)
        keys = self._keys(total, sums, pool)
        return Ranked(figure, total, keys, self._chosen(keys, figure, size, pool), refused)

    def _keys(self, total: Key, sums: Sums, pool: Flags) -> tuple[Key, ...]:
        """What bids are ordered by; inside a corridor the deciding key stands for the total."""
        ladder = [
            key(row, 100.0 if places is not None else np.abs(row))
            for row, places in zip(sums.ladder, self.ladder, strict=True)
        ]
        if self._width is None:
            return (total, *ladder)
        deciding = ladder.pop()
        reach = highest(total.figure, pool) * (1 - self._width)
        inside = pool & (total.figure >= reach - total.tolerance)
        merged = Key(
            np.where(inside, deciding.figure, total.figure),
            np.where(inside, deciding.tolerance, total.tolerance),
        )
        return (Key(inside.astype(np.float64), 0.5), merged, *ladder)

    def _chosen(self, keys: Sequence[Key], figure: Floats, size: Floats, pool: Flags) -> Flags:
        winners = self.model.winners
        if winners.count == 1:
            return first(keys, pool)
        if winners.count is not None:
            return pool & (ranks(keys, pool) <= winners.count)
        least = float(winners.minimum or 0)
        if self.method.by_logarithm:
            least = float(np.log(least)) if least > 0 else -np.inf
        return pool & (figure >= least - size * NEAR)


def _aspect(leaf: Criterion) -> str:
    """Which key of the ladder counts a leaf's points."""
    if isinstance(leaf, QualityLeaf):
        return leaf.aspect or "quality"
    return "social_value" if isinstance(leaf, SocialValueLeaf) else "price"
