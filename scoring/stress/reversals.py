"""How often a losing bid decides between others: each losing bid taken away, one at a time.

A losing bid is one that is not chosen; chosen are the bids that the rules recommend, and those tied across the cut
(with one winner: every bid of rank 1). The choice changes where taking it away alters who of the others is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.stress.arrays import Flags, Floats, anywhere
from scoring.stress.engine import Engine, Outcome, Scored
from scoring.stress.specimens import Drawer, Specimen
from scoring.stress.text import share


@dataclass(frozen=True, slots=True)
class ReversalFigures:
    """Shares of the decided tenders and of the losing bids taken away, and how many of each there were."""

    tenders: int
    tenders_changed: int
    removals: int
    removals_changed: int
    removals_refused: int

    @property
    def tenders_share(self) -> float | None:
        """The share of tenders in which at least one losing bid decides who is chosen."""
        return share(self.tenders_changed, self.tenders)

    def to_json(self) -> dict[str, Any]:
        """The figures as shares."""
        return {
            "tenders": self.tenders,
            "tenders_changed": self.tenders_share,
            "removals": self.removals,
            "removals_changed": share(self.removals_changed, self.removals),
            "removals_refused": share(self.removals_refused, self.removals),
        }


class Reversals:
    """Counts over blocks of tenders, and the clearest tenders seen."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._tenders = self._changed = self._removals = self._removed = self._refused = 0
        self.drawer = Drawer()

    def add(self, scored: Scored, outcome: Outcome) -> None:
        """Take away each losing bid of each decided tender."""
        ever_lost = np.zeros(outcome.decided.shape, dtype=np.bool_)
        ever_changed = np.zeros(outcome.decided.shape, dtype=np.bool_)
        chosen = outcome.ranked.chosen
        for bid in range(len(chosen)):
            entered = np.ones(chosen.shape, dtype=np.bool_)
            entered[bid] = False
            without = self._engine.decide(scored, entered)
            losing = outcome.decided & ~chosen[bid]
            usable = losing & ~without.refused
            changed = usable & anywhere(without.ranked.chosen != chosen)
            self._removals += int(losing.sum())
            self._removed += int(changed.sum())
            self._refused += int((losing & without.refused).sum())
            ever_lost |= losing
            ever_changed |= changed
            self._keep(scored, outcome, without, changed, bid)
        self._tenders += int(ever_lost.sum())
        self._changed += int(ever_changed.sum())

    def _keep(self, scored: Scored, outcome: Outcome, without: Outcome, changed: Flags, removed: int) -> None:
        if not changed.any():
            return
        before, after = outcome.ranked.chosen, without.ranked.chosen
        old, new = before & ~after, after & ~before
        pairs = anywhere(old) & anywhere(new) & changed
        clear = np.where(pairs, _clearness(outcome, without, old, new), 0.0)
        for tender in np.flatnonzero(changed)[np.argsort(-clear[changed], kind="stable")][: self.drawer.most]:
            if not self.drawer.would_keep(float(clear[tender])):
                break
            first = [removed]
            if pairs[tender]:
                first = [int(old[:, tender].argmax()), int(new[:, tender].argmax()), removed]
            specimen = Specimen.of(self._engine.inventor, scored.given.sets, int(tender), first)
            self.drawer.keep(float(clear[tender]), specimen)

    @property
    def figures(self) -> ReversalFigures:
        """What was counted."""
        return ReversalFigures(self._tenders, self._changed, self._removals, self._removed, self._refused)


def _clearness(outcome: Outcome, without: Outcome, old: Flags, new: Flags) -> Floats:
    """How clearly the old winner leads the new one before, and trails it after, (T,), as a share of its
    figure."""

    def lead(one: Outcome) -> Floats:
        figure = one.ranked.total.figure
        tenders = np.arange(figure.shape[1])
        first, second = (figure[bids.argmax(axis=0), tenders] for bids in (old, new))
        found: Floats = np.nan_to_num((first - second) / np.abs(first), posinf=0.0, neginf=0.0)
        return found

    with np.errstate(invalid="ignore", divide="ignore"):
        return np.minimum(lead(outcome), -lead(without))
