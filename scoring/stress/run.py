"""The stress test: invents tenders block by block, adds up what they show, and puts the answer together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from scoring.figures import plain_text
from scoring.jsontext import sha256_of
from scoring.model import parse_model
from scoring.stress.assumptions import assumptions
from scoring.stress.built import Built
from scoring.stress.engine import Engine, Outcome, Scored
from scoring.stress.exact import Exact
from scoring.stress.inventing import Inventor
from scoring.stress.limits import Limits
from scoring.stress.market import Market, check_parameters
from scoring.stress.outcomes import Outcomes
from scoring.stress.reversals import Reversals
from scoring.stress.seen import findings_seen
from scoring.stress.shapes import Levels, Shapes
from scoring.stress.text import PLACES
from scoring.stress.typical import Typical
from scoring.stress.weights import Weights
from scoring.stress.worth import Worth
from scoring.version import ENGINE_VERSION

STRESS_FORMAT = "commonweal/stress/1"
CAUTION = (
    "These bids are invented. They show what the rules do, they are no evidence about real bidders, and they must "
    "never feed an award."
)
TWO_SIDED_95 = 1.96


class _Study(Protocol):
    """What is added up over blocks of tenders."""

    def add(self, scored: Scored, outcome: Outcome) -> None:
        """Count a block."""


def stress(
    raw_model: Mapping[str, Any],
    *,
    tenders: int = 2000,
    bidders: int = 5,
    seed: int = 1,
    market: Market | None = None,
) -> dict[str, Any]:
    """What the rules of a model really do, tried on invented bids (`docs/scoring/stress.md`), as JSON.

    `raw_model` is the model as it stands in its file: the answer carries its hash. `market` says how bids are
    invented. Shares are JSON numbers of 6 places, counts whole numbers, everything else text; the same arguments
    give the same answer. Raises EvaluationError where the model is faulty or a parameter cannot be used.
    """
    model = parse_model(raw_model)
    market = market or Market()
    check_parameters(model, tenders, bidders, seed, market)
    inventor = Inventor(model, market, bidders=bidders, seed=seed)
    engine = Engine(inventor)
    outcomes, reversals, weights = Outcomes(engine), Reversals(engine), Weights(engine)
    shapes, levels, limits = Shapes(engine), Levels(engine), Limits(engine)
    studies: tuple[_Study, ...] = (outcomes, reversals, weights, shapes, levels, limits)
    for number, size in inventor.blocks(tenders):
        scored = engine.score(inventor.block(number, size))
        outcome = engine.decide(scored, np.ones((bidders, size), dtype=np.bool_))
        for study in studies:
            study.add(scored, outcome)
    worth = Worth(engine, levels)
    exact = Exact(model, raw_model)
    built = Built(exact, Typical(inventor, levels))
    findings = [
        *findings_seen(exact, reversals, outcomes, limits),
        *built.findings(weights.figures(weights.leaves), worth.marks),
    ]
    return {
        "format": STRESS_FORMAT,
        "engine": ENGINE_VERSION,
        "model_hash": sha256_of(raw_model),
        "title": model.title,
        "caution": CAUTION,
        "parameters": {"tenders": tenders, "bidders": bidders, "seed": seed, "market": market.to_json()},
        "assumptions": assumptions(inventor),
        "prices": [
            {"criterion": median.leaf, "median": plain_text(median.amount), "source": median.source}
            for median in inventor.medians
        ],
        "quantities": [
            {"measure": measure.id, "median": plain_text(unit.exact(unit.nearest(unit.median)))}
            for measure, unit in zip(inventor.commitments.measures, inventor.quantity_units, strict=True)
        ],
        "uncertainty": round(TWO_SIDED_95 * math.sqrt(0.25 / tenders), PLACES),
        "outcomes": outcomes.to_json(),
        "ties": outcomes.ties_json(),
        "reversals": reversals.figures.to_json(),
        "weights": weights.to_json(),
        "mark_worth": worth.to_json(),
        "shapes": shapes.to_json(),
        "flat_prices": limits.to_json(),
        "findings": [finding.to_json() for finding in findings],
    }
