"""Would the award stand if the panel had marked a little differently? (part B6, "score noise").

For assurance only: an award is made by the marks that the panel agreed, never by a mean or a simulation.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.bids import Bid
from scoring.criteria import QualityLeaf
from scoring.evaluate import Evaluation
from scoring.figures import exact_sum
from scoring.result import ADMISSIBLE, BidResult, Result

Floats = NDArray[np.float64]
MOST_NOISE_DRAWS = 10_000
LEVEL = 1e-9
_AT_ONCE = 2_000_000
PLACES = 6


def score_noise(evaluation: Evaluation, result: Result, *, draws: int, seed: int) -> dict[str, Any]:
    """How often the award stands when every mark is a step lower, as it is, or a step higher, with equal chance
    and independent of the others; at most 10,000 draws.

    A mark stays on its scale and does not fall below its question's minimum; prices and social value keep their
    points. `stands` is the share of draws in which nobody is above a winner, `first` the share in which nobody is
    above that bid (level bids all count). weighted_sum only.
    """
    draws = min(draws, MOST_NOISE_DRAWS)
    bids = {bid.id: bid for bid in evaluation.bids}
    inside = [bid for bid in result.bids if bid.status == ADMISSIBLE]
    chance = np.random.Generator(np.random.PCG64(seed))
    totals = np.empty((draws, len(inside)))
    for at, bid in enumerate(inside):
        totals[:, at] = _noisy(bid, bids[bid.id], evaluation, draws, chance)
    first = totals >= totals.max(axis=1, keepdims=True) - LEVEL
    won = [at for at, bid in enumerate(inside) if bid.id in result.winner]
    return {
        "draws": draws,
        "stands": round(float(first[:, won].all(axis=1).mean()), PLACES),
        "first": {
            bid.id: round(float(share), PLACES) for bid, share in zip(inside, first.mean(axis=0), strict=True)
        },
    }


def _noisy(
    found: BidResult, bid: Bid, evaluation: Evaluation, draws: int, chance: np.random.Generator
) -> Floats:
    """The total of one bid in each draw."""
    leaves = evaluation.model.quality_leaves
    kept = exact_sum(score.points for leaf, score in found.scores.items() if leaf not in leaves)
    totals = np.full(draws, float(kept))
    columns = [_neighbours(leaf, bid.marks[leaf.id]) for leaf in leaves.values()]
    if not columns:
        return totals
    points = np.array(columns)
    rows = max(1, _AT_ONCE // len(columns))
    for start in range(0, draws, rows):
        count = min(rows, draws - start)
        moves = chance.integers(0, 3, size=(count, len(columns)))
        totals[start : start + count] += np.take_along_axis(points.T, moves, axis=0).sum(axis=1)
    return totals


def _neighbours(leaf: QualityLeaf, at: int) -> list[float]:
    """The points of a mark one step lower, as it is, and one step higher."""
    lowest = leaf.minimum or 0
    highest = len(leaf.scale.steps) - 1
    places = (max(lowest, at - 1), at, min(highest, at + 1))
    return [float(leaf.score(place).points) for place in places]


def without_each_evaluator(evaluation: Evaluation, result: Result) -> dict[str, Any]:
    """Who leads on the mean of the evaluators' sheets, with all of them (`all`) and without each (`without`);
    empty where the file has no sheets.

    A question that nobody else has marked keeps the mark of the bid. weighted_sum only; the pool is that of the
    award.
    """
    evaluators = sorted({sheet.evaluator for sheet in evaluation.sheets})
    if not evaluators:
        return {}
    return {
        "all": _leaders(evaluation, result, left_out=None),
        "without": {name: _leaders(evaluation, result, left_out=name) for name in evaluators},
    }


def _leaders(evaluation: Evaluation, result: Result, *, left_out: str | None) -> list[str]:
    given: dict[tuple[str, str], list[Fraction]] = {}
    for sheet in evaluation.sheets:
        if sheet.evaluator != left_out:
            for leaf, at in sheet.marks.items():
                points = evaluation.model.quality_leaves[leaf].score(at).points
                given.setdefault((sheet.bid, leaf), []).append(points)
    totals = {bid.id: _mean_total(bid, given) for bid in result.bids if bid.status == ADMISSIBLE}
    best = max(totals.values())
    return [bid for bid, total in totals.items() if total == best]


def _mean_total(bid: BidResult, given: Mapping[tuple[str, str], list[Fraction]]) -> Fraction:
    """The total of a bid with the mean of the evaluators' points on each question."""
    parts = []
    for leaf, score in bid.scores.items():
        marks = given.get((bid.id, leaf))
        parts.append(exact_sum(marks) / len(marks) if marks else score.points)
    return exact_sum(parts)
