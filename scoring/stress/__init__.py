"""Tests a published model on invented bids, before anyone bids: what do the rules really do?

`stress(raw_model)` gives the answer as JSON, `stress_table(answer)` as a text for people. Needs NumPy, so
nothing that evaluates or verifies an award imports this package. Invented bids must never feed an award.
"""

from __future__ import annotations

from scoring.stress.market import Market
from scoring.stress.run import stress
from scoring.stress.table import stress_table

__all__ = ["Market", "stress", "stress_table"]
