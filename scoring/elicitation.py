"""Weights out of judgements: rank-order centroid, swing weights, pairwise comparison (AHP) (formula list, B5).

An aid for the buyer before publication; what is published is the weights, and what was judged is kept as
evidence. Standard library only. Centroid and swing weights are exact shares of 1; those of a comparison are
roots in general, so they are calculated in decimal arithmetic and given as binary floats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from scoring.errors import EvaluationError, Problem
from scoring.figures import HUNDRED, ONE, ZERO, exact_sum, plain_text
from scoring.jsontext import key_path, show

RANDOM_INDEX = {
    3: Decimal("0.58"),
    4: Decimal("0.90"),
    5: Decimal("1.12"),
    6: Decimal("1.24"),
    7: Decimal("1.32"),
    8: Decimal("1.41"),
    9: Decimal("1.45"),
}
"""Saaty's mean consistency index of random comparisons. 3 to 5 stand in the formula list (B5); 6 to 9 are
his of 1980 as four programs print them alike, not read in the book. Other authors' simulations differ in the
second decimal, and from 10 on the printed tables differ from each other: none is given."""
CONSISTENT_UP_TO = Decimal("0.10")
MOST_COMPARED = 25

_DIGITS = 60
_AGREEMENT = Decimal("1e-30")
_MOST_SQUARINGS = 100


def rank_order_centroid(order: Sequence[str]) -> dict[str, Fraction]:
    """Weights from a ranking alone, the most important first: w_i = (1/n) sum of 1/j for j = i to n.

    Exact shares that add up to 1. Raises EvaluationError for no criterion, or one ranked twice.
    """
    problems = [
        Problem(f"order[{at}]", f"{show(name)} a second time", "each criterion once")
        for at, name in enumerate(order)
        if name in order[:at]
    ]
    if not order:
        problems.append(Problem("order", "nothing", "at least one criterion"))
    if problems:
        raise EvaluationError(problems)
    n = len(order)
    weights: dict[str, Fraction] = {}
    total = ZERO
    for place in range(n, 0, -1):
        total += Fraction(1, place)
        weights[order[place - 1]] = total / n
    return {name: weights[name] for name in order}


def swing_weights(ratings: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Weights from what the swing from worst to best is worth on each criterion, 0 to 100: w = r / sum of r.

    Exact shares that add up to 1. Raises EvaluationError for a rating outside 0 to 100, or none above 0.
    """
    problems = [
        Problem(key_path("ratings", name), plain_text(rating), "0 to 100")
        for name, rating in ratings.items()
        if not 0 <= rating <= HUNDRED
    ]
    if not problems and not any(ratings.values()):
        problems = [Problem("ratings", "no rating above 0", "the most important swing at 100")]
    if problems:
        raise EvaluationError(problems)
    total = exact_sum(ratings.values())
    return {name: rating / total for name, rating in ratings.items()}


@dataclass(frozen=True, slots=True)
class Priorities:
    """Weights of a pairwise comparison, shares of 1 in the order of its rows, and how far it contradicts
    itself: `consistency_index` (lambda_max - n)/(n - 1), `consistency_ratio` that over the random index.

    `consistent` is whether the ratio is at most 0.10; ratio and it are None, with a `note`, where there is
    no random index.
    """

    weights: tuple[float, ...]
    lambda_max: float
    consistency_index: float
    consistency_ratio: float | None
    consistent: bool | None
    note: str | None


def eigenvector_priorities(matrix: Sequence[Sequence[Fraction]]) -> Priorities:
    """Priorities of a comparison (n x n, a_ij how much more i matters than j) by its principal eigenvector.

    The matrix is squared until the smallest and the largest (Aw)_i / w_i, between which lambda_max lies for
    any w above 0 (Collatz and Wielandt), agree to 30 digits. Raises EvaluationError for a matrix that is not
    square, positive and reciprocal (a_ij x a_ji = 1).
    """
    _check_comparison(matrix)
    with localcontext() as context:
        context.prec = _DIGITS
        rows = _decimals(matrix)
        power = rows
        for _squaring in range(_MOST_SQUARINGS):
            weights = _shares([sum(row, Decimal(0)) for row in power])
            ratios = _ratios(rows, weights)
            if max(ratios) - min(ratios) <= _AGREEMENT * min(ratios):
                break
            power = _squared(power)
        else:
            found = "judgements that lie too far apart"
            raise EvaluationError([Problem("matrix", found, "judgements of the scale 1/9 to 9")])
        return _priorities(weights, sum(ratios, Decimal(0)) / len(ratios))


def geometric_mean_priorities(matrix: Sequence[Sequence[Fraction]]) -> Priorities:
    """Priorities of the same comparison by the geometric means of its rows; lambda_max is then the mean of
    (Aw)_i / w_i. For three criteria and fewer the weights are those of the eigenvector.

    Raises EvaluationError as `eigenvector_priorities` does.
    """
    _check_comparison(matrix)
    with localcontext() as context:
        context.prec = _DIGITS
        rows = _decimals(matrix)
        exponent = 1 / Decimal(len(rows))
        products = []
        for row in rows:
            product = Decimal(1)
            for entry in row:
                product *= entry
            products.append(product**exponent)
        weights = _shares(products)
        return _priorities(weights, sum(_ratios(rows, weights), Decimal(0)) / len(rows))


def _check_comparison(matrix: Sequence[Sequence[Fraction]]) -> None:
    n = len(matrix)
    if not 2 <= n <= MOST_COMPARED:
        raise EvaluationError([Problem("matrix", f"{n} rows", f"2 to {MOST_COMPARED} criteria")])
    problems = [
        Problem(f"matrix[{at}]", f"{len(row)} judgements", f"{n}, one for each criterion")
        for at, row in enumerate(matrix)
        if len(row) != n
    ]
    if problems:
        raise EvaluationError(problems)
    for at, row in enumerate(matrix):
        for other, entry in enumerate(row):
            wanted = None
            if at == other and entry != ONE:
                wanted = "1, for a criterion matters as much as itself"
            elif entry <= 0:
                wanted = "a judgement above 0"
            elif other < at and matrix[other][at] > 0 and entry * matrix[other][at] != ONE:
                wanted = f"{plain_text(1 / matrix[other][at])}, one over matrix[{other}][{at}]"
            if wanted is not None:
                problems.append(Problem(f"matrix[{at}][{other}]", plain_text(entry), wanted))
    if problems:
        raise EvaluationError(problems)


def _decimals(matrix: Sequence[Sequence[Fraction]]) -> list[list[Decimal]]:
    return [[Decimal(entry.numerator) / Decimal(entry.denominator) for entry in row] for row in matrix]


def _shares(figures: Sequence[Decimal]) -> list[Decimal]:
    total = sum(figures, Decimal(0))
    return [figure / total for figure in figures]


def _ratios(rows: Sequence[Sequence[Decimal]], weights: Sequence[Decimal]) -> list[Decimal]:
    """(Aw)_i / w_i of each row."""
    return [
        sum((entry * weight for entry, weight in zip(row, weights, strict=True)), Decimal(0)) / own
        for row, own in zip(rows, weights, strict=True)
    ]


def _squared(rows: Sequence[Sequence[Decimal]]) -> list[list[Decimal]]:
    """The matrix times itself, scaled so that its largest entry is 1."""
    columns = list(zip(*rows, strict=True))
    squared = [
        [sum((a * b for a, b in zip(row, column, strict=True)), Decimal(0)) for column in columns]
        for row in rows
    ]
    largest = max(max(row) for row in squared)
    return [[entry / largest for entry in row] for row in squared]


def _priorities(weights: Sequence[Decimal], lambda_max: Decimal) -> Priorities:
    n = len(weights)
    # Rounding can leave lambda a hair below n, its least possible value.
    index = max(Decimal(0), (lambda_max - n) / (n - 1))
    note = None
    ratio = index / RANDOM_INDEX[n] if n in RANDOM_INDEX else None
    if n == 2:
        note = "two criteria cannot contradict each other"
    elif ratio is None:
        note = f"no random index for {n} criteria: the tables in print differ from 10 on"
    return Priorities(
        weights=tuple(float(weight) for weight in weights),
        lambda_max=float(lambda_max),
        consistency_index=float(index),
        consistency_ratio=None if ratio is None else float(ratio),
        consistent=None if ratio is None else ratio <= CONSISTENT_UP_TO,
        note=note,
    )
