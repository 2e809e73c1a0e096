"""How safe the winner is: weights, marks and prices that would change it (format 1, "robustness"; part B6).

Nothing here feeds an award. Weight intervals, the nearest weights and flips are exact; shares are simulated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.criteria import Criterion, PassFailLeaf
from scoring.errors import EvaluationError, Problem
from scoring.evaluate import Evaluation, evaluate
from scoring.figures import HUNDRED, ONE, ZERO, Rounding, exact_sum, plain_text
from scoring.flips import Flips
from scoring.jsontext import key_path
from scoring.noise import score_noise, without_each_evaluator
from scoring.result import ADMISSIBLE, BidResult, Result
from scoring.simplex import acceptability

MOST_DRAWS = 10_000_000
# Each price of each bid is tried at some 50 figures, each time with all bids: the work grows with their square.
MOST_BIDS = 300
LEVELS = ("top", "leaf")
_SIX = Rounding(6, "half_up")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Partial scores 100 x points / weight of the bids in the pool (rows) under the criteria that carry weight
    (columns), the weights as shares of 1, and which rows won."""

    bids: tuple[str, ...]
    criteria: tuple[str, ...]
    weights: tuple[Fraction, ...]
    partials: tuple[tuple[Fraction, ...], ...]
    winners: tuple[int, ...]

    def lead(self, winner: int, rival: int) -> list[Fraction]:
        """By how much a winner's partial scores exceed a rival's."""
        pairs = zip(self.partials[winner], self.partials[rival], strict=True)
        return [own - other for own, other in pairs]

    @property
    def rivals(self) -> list[int]:
        """The rows that did not win."""
        return [row for row in range(len(self.bids)) if row not in self.winners]


def robustness(
    evaluation: Evaluation, *, draws: int = 100_000, seed: int = 1, level: str = "top"
) -> dict[str, Any]:
    """Everything that format 1 prints for `robustness`, and two studies beside it.

    At most 300 bids; `draws` is 1 to 10,000,000; `level` is "top" (top-level criteria) or "leaf". Under another
    method than weighted_sum only flips are known, the rest is None; without an admissible bid all are empty.
    `score_noise` is the share of draws in which the award stands when each mark moves by up to one step;
    `evaluators` says who would lead on the mean of the sheets, with and without each evaluator.

    Raises EvaluationError for a parameter out of bounds, and whatever `evaluate` raises.
    """
    _check(evaluation, draws, seed, level)
    result = evaluate(evaluation)
    if not any(bid.status == ADMISSIBLE for bid in result.bids):
        return {
            "weight_intervals": {},
            "rank_acceptability": {},
            "central_weights": {},
            "flips": [],
            "score_noise": {},
            "evaluators": {},
        }
    flips = Flips(evaluation).all()
    if not evaluation.model.sums_points:
        nothing = dict.fromkeys(("weight_intervals", "rank_acceptability", "central_weights"))
        return {**nothing, "flips": flips, "score_noise": None, "evaluators": None}
    matrix = matrix_of(result, level)
    found = acceptability(matrix.partials, draws=draws, seed=seed)
    return {
        "weight_intervals": weight_intervals(matrix),
        "rank_acceptability": dict(zip(matrix.bids, found.shares, strict=True)),
        "central_weights": {
            bid: None if weights is None else dict(zip(matrix.criteria, weights, strict=True))
            for bid, weights in zip(matrix.bids, found.central, strict=True)
        },
        "flips": flips + nearest_weights(matrix),
        "score_noise": score_noise(evaluation, result, draws=draws, seed=seed),
        "evaluators": without_each_evaluator(evaluation, result),
    }


def matrix_of(result: Result, level: str = "top") -> Matrix:
    """The partial scores of a result over its top-level criteria or its leaves, those of weight 0 left out."""
    model = result.model
    wanted: Sequence[Criterion] = model.criteria if level == "top" else model.leaves
    criteria = [one for one in wanted if one.effective and not isinstance(one, PassFailLeaf)]
    bids = [bid for bid in result.bids if bid.status == ADMISSIBLE]
    return Matrix(
        bids=tuple(bid.id for bid in bids),
        criteria=tuple(one.id for one in criteria),
        weights=tuple(one.effective / HUNDRED for one in criteria),
        partials=tuple(
            tuple(HUNDRED * _points(bid, one) / one.effective for one in criteria) for bid in bids
        ),
        winners=tuple(at for at, bid in enumerate(bids) if bid.id in result.winner),
    )


def _points(bid: BidResult, criterion: Criterion) -> Fraction:
    score = bid.scores.get(criterion.id) or bid.group_points[criterion.id]
    return score.points


def weight_intervals(matrix: Matrix) -> dict[str, list[str] | None]:
    """For each criterion the weights (shares of 1), the others kept in proportion, at which no other bid passes
    a winner; ends exact, given to 6 places. None where there is no such weight, which happens only where the
    award was not made by the exact totals.

    With x for the weight and R for the lead over a rival on all other criteria together, x d + (1 - x) R >= 0
    for every winner and rival: the intersection of half-lines, no simulation.
    """
    found: dict[str, list[str] | None] = {}
    for at, criterion in enumerate(matrix.criteria):
        low, high = ZERO, ONE
        rest = 1 - matrix.weights[at]
        for winner in matrix.winners:
            for rival in matrix.rivals:
                lead = matrix.lead(winner, rival)
                total = _total(lead, matrix.weights)
                others = (total - matrix.weights[at] * lead[at]) / rest if rest else ZERO
                slope = lead[at] - others
                if slope > 0:
                    low = max(low, -others / slope)
                elif slope < 0:
                    high = min(high, -others / slope)
                elif others < 0:
                    low, high = ONE, ZERO
        ends = [plain_text(_SIX.apply(end)) for end in (low, high)]
        found[criterion] = ends if low <= high else None
    return found


def nearest_weights(matrix: Matrix) -> list[dict[str, Any]]:
    """The smallest change of weights at which another bid is level with the winner, as one flip; none if no
    weights do it, or if there are several winners.

    The linear programme "least sum of changes, weights 0 or more and summing to 1" has an exact answer: weight
    is taken from the criteria on which the rival is worst and given to the one on which it is best.
    """
    if len(matrix.winners) != 1:
        return []
    found = []
    for rival in matrix.rivals:
        weights = _moved(matrix.lead(matrix.winners[0], rival), matrix.weights)
        if weights is not None:
            change = exact_sum(abs(new - old) for new, old in zip(weights, matrix.weights, strict=True))
            found.append((change, rival, weights))
    if not found:
        return []
    least = min(change for change, _, _ in found)
    return [
        {
            "kind": "weights",
            "bid": matrix.bids[rival],
            "weights": {
                name: plain_text(_SIX.apply(weight))
                for name, weight in zip(matrix.criteria, weights, strict=True)
            },
            "change": plain_text(_SIX.apply(change)),
            "winner": [matrix.bids[rival]],
        }
        for change, rival, weights in found
        if change == least
    ]


def _moved(lead: Sequence[Fraction], weights: Sequence[Fraction]) -> list[Fraction] | None:
    """The weights nearest to these at which the lead is used up, or None if there are none."""
    margin = _total(lead, weights)
    best = min(range(len(lead)), key=lambda at: lead[at])
    moved = list(weights)
    for at in sorted(range(len(lead)), key=lambda at: lead[at], reverse=True):
        if margin <= 0:
            break
        gain = lead[at] - lead[best]
        if gain == 0:
            return None
        share = min(moved[at], margin / gain)
        moved[at] -= share
        moved[best] += share
        margin -= share * gain
    return moved if margin <= 0 else None


def _total(lead: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    return exact_sum(one * weight for one, weight in zip(lead, weights, strict=True))


def _check(evaluation: Evaluation, draws: int, seed: int, level: str) -> None:
    problems = []
    if len(evaluation.bids) > MOST_BIDS:
        place, found = key_path(evaluation.path, "bids"), f"{len(evaluation.bids):,} bids"
        problems.append(Problem(place, found, f"at most {MOST_BIDS} bids for this study"))
    if not 1 <= draws <= MOST_DRAWS:
        problems.append(Problem("--draws", str(draws), f"a whole number from 1 to {MOST_DRAWS:,}"))
    if seed < 0:
        problems.append(Problem("--seed", str(seed), "a whole number, 0 or more"))
    if level not in LEVELS:
        problems.append(Problem("--level", level, " or ".join(LEVELS)))
    if problems:
        raise EvaluationError(problems)
