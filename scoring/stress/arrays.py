"""Arrays over many tenders at once: names for their types, and figures taken over the bids of a pool.

Shapes: B bids, T tenders. What each bid has is (B, T), what each tender has is (T,); with a leaf or a measure in
front, (K, B, T). Bids stand before tenders, so that a minimum over the bids runs along the tenders.
A pool is a (B, T) array of flags; the figure of a bid outside it means nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]

NEAR = 1e-10
"""Two figures are equal within this share of their size: above what binary floats lose, far below what
two bids that really differ are apart."""


def lowest(figures: Floats, pool: Flags) -> Floats:
    """The lowest of each tender's pool, (T,); infinite where the pool is empty."""
    found: Floats = np.where(pool, figures, np.inf).min(axis=0)
    return found


def highest(figures: Floats, pool: Flags) -> Floats:
    """The highest of each tender's pool, (T,); minus infinite where the pool is empty."""
    found: Floats = np.where(pool, figures, -np.inf).max(axis=0)
    return found


def mean(figures: Floats, pool: Flags) -> Floats:
    """The mean over each tender's pool, (T,); 0 where the pool is empty."""
    found: Floats = np.where(pool, figures, 0.0).sum(axis=0) / np.maximum(pool.sum(axis=0), 1)
    return found


class Deviation:
    """How far each bid of a pool lies from the mean of its tender."""

    def __init__(self, pool: Flags) -> None:
        self._inside = pool.astype(np.float64)
        self._share = self._inside / np.maximum(self._inside.sum(axis=0), 1.0)

    def __call__(self, figures: Floats) -> Floats:
        """The deviations, (B, T); 0 outside the pool. The figures have to be finite."""
        found: Floats = self._inside * (figures - (figures * self._share).sum(axis=0))
        return found


def anywhere(flags: Flags) -> Flags:
    """Whether a flag is set for any bid of each tender, (T,)."""
    found: Flags = np.logical_or.reduce(flags, axis=0)
    return found
