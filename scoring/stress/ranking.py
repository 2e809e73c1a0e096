"""Ranks over many tenders at once: the award figure, then the ladder, as `scoring.evaluate` orders bids.

Figures that differ by less than binary floats can tell are equal (`arrays.NEAR`), and the next key decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.figures import Rounding
from scoring.stress.arrays import NEAR, Flags, Floats, Whole, highest

ALMOST = 1e-6
"""How near to a half, in units of the last published place, a figure is a half."""


@dataclass(frozen=True, slots=True)
class Key:
    """What bids are ordered by, (B, T), higher better; figures within `tolerance` of each other are equal: one for
    each bid (B, T) or tender (T,), or the same for all."""

    figure: Floats
    tolerance: Floats | float


def key(figure: Floats, size: Floats | float) -> Key:
    """A key whose figures are made of numbers of this size."""
    return Key(figure, size * NEAR)


def rounded(figure: Floats, rounding: Rounding) -> Floats:
    """Figures as they are published: half away from zero, half to even, or towards zero."""
    units = np.abs(figure) * 10.0**rounding.places
    whole = np.floor(units + ALMOST)
    rest = units - whole
    half = np.abs(rest - 0.5) < ALMOST
    up = (rest > 0.5) & ~half
    if rounding.mode == "half_up":
        up |= half
    elif rounding.mode == "half_even":
        up |= half & (whole % 2 == 1)
    else:
        up[:] = False
    found: Floats = np.sign(figure) * (whole + up) / 10.0**rounding.places
    return found


def first(keys: Sequence[Key], pool: Flags) -> Flags:
    """Which bids, (B, T), stand first: equal to the best on every key in turn."""
    leading = pool
    for one in keys:
        leading = leading & (one.figure >= highest(one.figure, leading) - one.tolerance)
    return leading


def best_on(one: Key, pool: Flags) -> Flags:
    """Which bids, (B, T), have the best figure of one key."""
    return first([one], pool)


def ranks(keys: Sequence[Key], pool: Flags) -> Whole:
    """The rank of each bid, (B, T); equal bids share the better one. Outside the pool it means nothing."""
    found = np.ones(pool.shape, dtype=np.int64)
    for bid in range(len(pool)):
        better, _ = _against(keys, bid)
        found[bid] += (better & pool).sum(axis=0)
    return found


def any_equal(keys: Sequence[Key], pool: Flags) -> Flags:
    """Which tenders, (T,), have two bids that are equal on every key, at whatever rank."""
    found = np.zeros(pool.shape[1:], dtype=np.bool_)
    for bid in range(len(pool) - 1):
        _, level = _against(keys, bid)
        found |= pool[bid] & (level & pool)[bid + 1 :].any(axis=0)
    return found


def _against(keys: Sequence[Key], bid: int) -> tuple[Flags, Flags]:
    """Which bids, (B, T), are better than one bid, and which are level with it."""
    level = np.ones(keys[0].figure.shape, dtype=np.bool_)
    better = np.zeros(keys[0].figure.shape, dtype=np.bool_)
    for one in keys:
        above = one.figure > one.figure[bid] + one.tolerance
        below = one.figure < one.figure[bid] - one.tolerance
        better |= level & above
        level &= ~(above | below)
    return better, level
