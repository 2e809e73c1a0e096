"""Weights drawn at random, and how often each bid comes where under them (part B6, SMAA).

Draws are uniform on the simplex of weights (0 or more, summing to 1). NumPy, in binary floats: the shares that come
out are for design and assurance, never for an award.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PLACES = 6
# Draws made at a time, each block by a generator of its own, so that the answer does not depend on how many
# processors share the work, and memory does not grow with the draws.
BLOCK = 10_000
MOST_THREADS = 8


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
    scores = -np.array([[float(score) for score in row] for row in distinct]).T
    sizes = np.bincount(group_of)
    rows = [BLOCK] * (draws // BLOCK) + [draws % BLOCK] * (draws % BLOCK > 0)
    seeds = np.random.SeedSequence(seed).spawn(len(rows))
    with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS)) as threads:
        blocks = list(threads.map(partial(_block, scores, sizes), seeds, rows))
    counts: Floats = np.sum([count for count, _ in blocks], axis=0)
    central: Floats = np.sum([weights for _, weights in blocks], axis=0)
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
    # Exponential draws are uniform on the simplex once they are divided by their sum; ranks do not need it.
    weights = np.random.Generator(np.random.PCG64(seed)).standard_exponential((draws, criteria))
    order = np.argsort(weights @ scores, axis=1)
    first = np.zeros((draws, rows))
    first[np.arange(draws), order[:, 0]] = 1
    return _rank_counts(order, sizes), first.T @ weights


def _rank_counts(order: NDArray[np.intp], sizes: NDArray[np.intp]) -> Floats:
    """How often each row comes at each rank (rank x row, flat); those before it count with their number."""
    rows = len(sizes)
    if (sizes == 1).all():
        flat = order + np.arange(rows) * rows
    else:
        before = np.cumsum(sizes[order], axis=1) - sizes[order]
        flat = before * rows + order
    return np.bincount(flat.ravel(), minlength=int(sizes.sum()) * rows).astype(float)


def _rounded(value: float) -> float:
    return round(float(value), PLACES)
