"""How tenders end: bids and whole tenders kept out by a minimum, formulas that refuse, ties."""

from __future__ import annotations

from typing import Any

import numpy as np

from scoring.stress.arrays import Flags, anywhere
from scoring.stress.engine import Engine, Outcome, Scored
from scoring.stress.ranking import any_equal, best_on, first
from scoring.stress.specimens import Drawer, Specimen
from scoring.stress.text import share


class Outcomes:
    """Counts over blocks of tenders, with tenders kept as evidence of each bad end."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.tenders = self.decided = self.refused = self.nobody = self.single = 0
        self.ties_on_total = self.ties_for_first = self.ties_anywhere = 0
        self._rules: dict[tuple[str, str], list[int]] = {}
        self.nobody_drawer, self.refused_drawer, self.tie_drawer = Drawer(), Drawer(), Drawer()

    def add(self, scored: Scored, outcome: Outcome) -> None:
        """Count a block of tenders."""
        nobody = ~anywhere(outcome.pool) & ~outcome.refused
        decided = outcome.decided
        self.tenders += len(decided)
        self.decided += int(decided.sum())
        self.refused += int(outcome.refused.sum())
        self.nobody += int(nobody.sum())
        self.single += int((decided & (outcome.pool.sum(axis=0) == 1)).sum())
        for one in (*scored.failures, *outcome.failures):
            counts = self._rules.setdefault((one.criterion, one.rule), [0, 0])
            counts[0] += int(one.bids.sum())
            counts[1] += int(np.logical_and.reduce(one.bids, axis=0).sum())
        self._keep(scored, self.nobody_drawer, nobody)
        self._keep(scored, self.refused_drawer, outcome.refused)
        self._count_ties(scored, outcome, decided)

    def _count_ties(self, scored: Scored, outcome: Outcome, decided: Flags) -> None:
        pool = outcome.pool & decided
        level = best_on(outcome.ranked.total, pool).sum(axis=0) > 1
        leading = first(outcome.ranked.keys, pool)
        tied = leading.sum(axis=0) > 1
        self.ties_on_total += int((level & decided).sum())
        self.ties_for_first += int(tied.sum())
        self.ties_anywhere += int(any_equal(outcome.ranked.keys, pool).sum())
        for tender in np.flatnonzero(tied)[: self.tie_drawer.most]:
            if not self.tie_drawer.would_keep(0.0):
                break
            two = np.flatnonzero(leading[:, tender])[:2].tolist()
            self.tie_drawer.keep(0.0, Specimen.of(self._engine.inventor, scored.given.sets, int(tender), two))

    def _keep(self, scored: Scored, drawer: Drawer, tenders: Flags) -> None:
        inventor = self._engine.inventor
        three = range(min(3, inventor.bidders))
        for tender in np.flatnonzero(tenders)[: drawer.most]:
            if drawer.would_keep(0.0):
                drawer.keep(0.0, Specimen.of(inventor, scored.given.sets, int(tender), three))

    @property
    def nobody_share(self) -> float | None:
        """The share of all tenders without an admissible bid."""
        return share(self.nobody, self.tenders)

    @property
    def refused_share(self) -> float | None:
        """The share of all tenders that a formula refuses."""
        return share(self.refused, self.tenders)

    @property
    def tie_share(self) -> float | None:
        """The share of decided tenders with a tie for first place at the end."""
        return share(self.ties_for_first, self.decided)

    @property
    def level_share(self) -> float | None:
        """The share of decided tenders in which the best total is shared by several bids."""
        return share(self.ties_on_total, self.decided)

    @property
    def several_rules(self) -> bool:
        """Whether more than one rule can keep a bid out."""
        return len(self._rules) > 1

    @property
    def strictest(self) -> tuple[str, str, float] | None:
        """The rule that keeps out most bids: its criterion, its kind and the share of all bids."""
        if not self._rules:
            return None
        (criterion, rule), (bids, _) = max(self._rules.items(), key=lambda entry: entry[1][0])
        return criterion, rule, bids / (self.tenders * self._engine.inventor.bidders)

    def to_json(self) -> dict[str, Any]:
        """Shares of all invented tenders, and of the bids that each rule keeps out on its own."""
        bids = self.tenders * self._engine.inventor.bidders
        return {
            "decided": share(self.decided, self.tenders),
            "no_bid_admissible": self.nobody_share,
            "one_bid_admissible": share(self.single, self.tenders),
            "refused": self.refused_share,
            "rules": [
                {
                    "criterion": criterion,
                    "rule": rule,
                    "bids_out": share(out, bids),
                    "tenders_empty": share(empty, self.tenders),
                }
                for (criterion, rule), (out, empty) in self._rules.items()
            ],
        }

    def ties_json(self) -> dict[str, Any]:
        """Shares of the decided tenders."""
        return {
            "best_total": self.level_share,
            "first_place": self.tie_share,
            "any_place": share(self.ties_anywhere, self.decided),
        }
