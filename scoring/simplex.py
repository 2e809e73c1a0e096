"""Weights drawn at random, and how often each bid comes where under them (part B6, SMAA).

Draws are uniform on the simplex of weights (0 or more, summing to 1). NumPy, in binary floats: the shares that come
out are for design and assurance, never for an award.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PLACES = 6
# Draws made by one generator, each block with a seed of its own.
BLOCK = 10_000
# Multiplications of one matrix product: so few that its figures stay in the processor's own memory and that it stays
# on one processor. Over more, the library behind NumPy starts threads, which on a busy machine wait for each other
# ten times as long as the work takes.
AT_ONCE = 250_000
FEWEST_DRAWS = 100


@dataclass(frozen=True, slots=True)
class Acceptability:
    """For each bid (rows, in the order given): the share of draws in which it has rank 1, 2, ... (equal bids share
    the better rank), and the mean of the weights with which it comes first, or None where it never does.

    The mean is estimated by the ratio of sums of the exponential draws behind the weights: the sum of such draws
    is independent of their shares, so both have the same limit, and no draw need be divided.
    """

    shares: list[list[float]]
    central: list[list[float] | None]


def acceptability(partials: Sequence[Sequence[Fraction]], *, draws: int, seed: int) -> Acceptability:
    """Rank acceptability and central weights of bids with these partial scores (bids x criteria)."""
    distinct, group_of = _distinct(partials)
    # Turned round, so that the best comes first when they are sorted.
    scores = np.ascontiguousarray(-np.array([[float(score) for score in row] for row in distinct]).T)
    sizes = np.bincount(group_of)
    rows = [BLOCK] * (draws // BLOCK) + [draws % BLOCK] * (draws % BLOCK > 0)
    counts = np.zeros(len(partials) * len(distinct))
    central = np.zeros((len(distinct), len(scores)))
    for seed_of_block, draws_of_block in zip(
        np.random.SeedSequence(seed).spawn(len(rows)), rows, strict=True
    ):
        counted, weights = _block(scores, sizes, seed_of_block, draws_of_block)
        counts += counted
        central += weights
    by_rank = counts.reshape(len(partials), len(distinct)) / draws
    return Acceptability(
        shares=[[_rounded(share) for share in by_rank[:, group]] for group in group_of],
        central=[
            [_rounded(weight) for weight in central[group] / central[group].sum()]
            if central[group].any()
            else None
            for group in group_of
        ],
    )


def _distinct(partials: Sequence[Sequence[Fraction]]) -> tuple[list[tuple[Fraction, ...]], list[int]]:
    """The different rows, and which of them each bid has: equal bids must stay equal, and floats could part
    them."""
    places: dict[tuple[Fraction, ...], int] = {}
    group_of = [places.setdefault(tuple(row), len(places)) for row in partials]
    return list(places), group_of


def _block(
    scores: Floats, sizes: NDArray[np.intp], seed: np.random.SeedSequence, draws: int
) -> tuple[Floats, Floats]:
    """How often each row comes at each rank (rank x row, flat), and the sums of the draws that put it first."""
    rows, criteria = len(sizes), len(scores)
    chance = np.random.Generator(np.random.PCG64(seed))
    counts, central = np.zeros(int(sizes.sum()) * rows), np.zeros((rows, criteria))
    at_once = max(FEWEST_DRAWS, AT_ONCE // (rows * criteria))
    for start in range(0, draws, at_once):
        count = min(at_once, draws - start)
        # Exponential draws are uniform on the simplex once they are divided by their sum; ranks do not need it.
        weights = chance.standard_exponential((count, criteria))
        order = _order(weights @ scores)
        first = np.zeros((count, rows))
        first[np.arange(count), order[:, 0]] = 1
        central += first.T @ weights
        counts += _rank_counts(order, sizes)
    return counts, central


def _order(totals: Floats) -> NDArray[np.int64]:
    """The columns of each row of `totals`, which is used up, from the lowest figure to the highest.

    The number of its column takes the last bits of each figure (5 of 52 for 20 bids), so that the figures can be
    sorted where they stand: half the time of argsort, and a change far below what a simulated share can show.
    """
    columns = totals.shape[1]
    last = (1 << (columns - 1).bit_length()) - 1
    keys = totals.view(np.int64)
    keys &= ~last
    keys |= np.arange(columns)
    totals.sort(axis=1)
    keys &= last
    return keys


def _rank_counts(order: NDArray[np.int64], sizes: NDArray[np.intp]) -> NDArray[np.intp]:
    """How often each row comes at each rank (rank x row, flat); those before it count with their number."""
    rows = len(sizes)
    if (sizes == 1).all():
        flat = order + np.arange(rows) * rows
    else:
        before = np.cumsum(sizes[order], axis=1) - sizes[order]
        flat = before * rows + order
    return np.bincount(flat.ravel(), minlength=int(sizes.sum()) * rows)


def _rounded(value: float) -> float:
    return round(float(value), PLACES)
