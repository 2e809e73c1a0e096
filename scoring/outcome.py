"""The outcome of an evaluation, before it is written down: the pool, the total and the rank of each bid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from scoring.award import AwardRound, Contender, Standing, ranks_of
from scoring.bids import Bid
from scoring.criteria import Criterion, QualityLeaf, SocialValueLeaf, leaves_of
from scoring.errors import EvaluationError, Problem
from scoring.figures import ONE, ZERO, exact_sum, plain_text, working_number
from scoring.model import Model
from scoring.pool import Alone, Pool, nil_price
from scoring.score import Score, sum_in_words, total_of
from scoring.valuation import BidValue, value_of_bid


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a bid's commitments are worth, the settled pool, the totals of the bids in it, and their ranks."""

    values: Mapping[str, BidValue]
    pool: Pool
    totals: Mapping[str, Score]
    ranks: Mapping[str, int]

    @property
    def winner(self) -> tuple[str, ...]:
        """Every bid of rank 1, in the order of the file."""
        return tuple(bid for bid in self.values if self.ranks.get(bid) == 1)


def outcome_of(
    model: Model,
    bids: Sequence[Bid],
    values: Mapping[str, BidValue] | None = None,
    alone: Mapping[str, Alone] | None = None,
) -> Outcome:
    """Settle the pool, add up and rank. `values` and `alone` may hold what is known of bids already.

    Raises EvaluationError where a formula cannot take a price or a quality total.
    """
    known = values or {}
    worth = {bid.id: known.get(bid.id) or value_of_bid(bid, model) for bid in bids}
    pool = Pool(model, bids, worth, alone)
    pool.settle()
    totals = _totals(model, {bid.id: bid for bid in bids}, pool) if pool.inside else {}
    return Outcome(worth, pool, totals, ranks_of(_standings(model, bids, pool, totals)))


def _totals(model: Model, bids: Mapping[str, Bid], pool: Pool) -> dict[str, Score]:
    """The award method's figure of each bid in the pool."""
    refused: list[Problem] = []

    def refuse_price(bid: str, allowed: str) -> None:
        refused.append(nil_price(bids[bid], allowed))

    def refuse_quality(bid: str, allowed: str) -> None:
        found = f"{plain_text(contenders[bid].quality)} quality points"
        refused.append(Problem(f"{bids[bid].path}.marks", found, allowed))

    contenders = {bid: _contender(bids[bid], pool, model) for bid in pool.inside}
    method = model.award_method
    weights = (model.quality_weight, model.price_weight)
    totals = method.type.calculate(
        method.parameters, AwardRound(contenders, *weights, refuse_price, refuse_quality)
    )
    if refused:
        raise EvaluationError(refused)
    return totals


def _contender(bid: Bid, pool: Pool, model: Model) -> Contender:
    """A bid as the award method sees it; money counts by the share that each leaf with a money value earns."""
    scores, alone = pool.scores[bid.id], pool.alone[bid.id]
    others = total_of(score for leaf, score in scores.items() if leaf not in alone.scores)
    in_order = tuple(scores[leaf.id] for leaf in model.leaves if leaf.id in scores)
    return Contender(
        total=Score(alone.points + others.points, partial(sum_in_words, in_order), others.exact),
        quality_scores=[scores[leaf.id] for leaf in model.quality_side],
        price=exact_sum(bid.prices.values()),
        money=[(money, _share(leaf, bid, scores)) for leaf, money in model.money_leaves],
    )


def _share(leaf: QualityLeaf | SocialValueLeaf, bid: Bid, scores: Mapping[str, Score]) -> Score:
    """The share of a leaf's weight that a bid earns."""
    if isinstance(leaf, QualityLeaf):
        return leaf.scale.share(bid.marks[leaf.id])
    points = scores[leaf.id].points
    working = f"{working_number(points)}/{working_number(leaf.effective)}"
    return Score(points / leaf.effective, working)


def _standings(model: Model, bids: Iterable[Bid], pool: Pool, totals: Mapping[str, Score]) -> list[Standing]:
    """What each bid is ranked by, lower first: whether it stands outside the corridor, its total (exact, or
    as published), then the ladder on exact values. Inside a corridor the deciding key comes first."""
    sign = 1 if model.award_method.type.lowest_wins else -1
    figures = {bid: total.compared for bid, total in totals.items()}
    if model.rank_on == "rounded":
        figures = {bid: model.rounding.apply(figure) for bid, figure in figures.items()}
    corridor = model.award_method.parameters.get("corridor")
    reach, decide_by = (
        (None, "")
        if corridor is None
        else (max(figures.values(), default=ZERO) * (1 - corridor[0]), corridor[1])
    )
    standings = []
    for bid in bids:
        if bid.id not in figures:
            continue
        scores = pool.scores[bid.id]
        inside = reach is not None and figures[bid.id] >= reach
        first = _ladder_figure(decide_by, bid, scores, model) if inside else sign * figures[bid.id]
        ladder = partial(_ladder, bid, scores, model)
        standings.append(Standing(bid.id, (ZERO if inside else ONE, first), ladder))
    return standings


def _ladder(bid: Bid, scores: Mapping[str, Score], model: Model) -> tuple[Fraction, ...]:
    """The figures that break a tie, in the order of the model."""
    return tuple(_ladder_figure(key, bid, scores, model) for key in model.tie_break)


def _ladder_figure(key: str, bid: Bid, scores: Mapping[str, Score], model: Model) -> Fraction:
    """The figure of a key of the ladder, turned so that lower is better (format 1, "tie_break")."""
    if key == "price":
        return exact_sum(bid.prices.values())
    if key in ("quality", "social_value"):
        wanted = [leaf for leaf in model.leaves if _aspect(leaf) == key]
    else:
        wanted = list(leaves_of(model.by_id[key]))
    return -total_of(scores[leaf.id] for leaf in wanted).compared


def _aspect(leaf: Criterion) -> str:
    """Which key of the ladder counts a leaf's points."""
    if isinstance(leaf, QualityLeaf):
        return leaf.aspect or "quality"
    return "social_value" if isinstance(leaf, SocialValueLeaf) else "price"
