"""How long the scoring library takes: to be imported, and to score small and large tenders."""

import random
import subprocess
import sys
from typing import Any

import scoring

from .figures import Figure, median_milliseconds

SEED = 20261122  # any number: the same invented bids every time


def invented(bids: int, questions: int) -> dict[str, Any]:
    """An evaluation file: `questions` scored questions (60%), price (20%), one kind of commitment (20%)."""
    chance = random.Random(SEED)
    shares = [60 // questions] * questions
    shares[-1] += 60 - sum(shares)
    return {
        "format": "commonweal/evaluation/1",
        "model": {
            "title": "Invented for a measurement",
            "currency": "GBP",
            "award_method": {"type": "weighted_sum"},
            "weights": "of_total",
            "rounding": {"places": 2, "mode": "half_up"},
            "rank_on": "exact",
            "tie_break": ["quality", "price"],
            "scales": {
                "0-5": {"steps": [{"mark": str(m), "label": str(m), "descriptor": ""} for m in range(6)]}
            },
            "measures": {"M": {"title": "A job", "unit": "FTE", "value": "9800", "kind": "economic"}},
            "criteria": [
                *(
                    {"id": f"Q{n}", "title": f"Q{n}", "kind": "quality", "weight": str(share), "scale": "0-5"}
                    for n, share in enumerate(shares)
                ),
                {
                    "id": "P",
                    "title": "Price",
                    "kind": "price",
                    "weight": "20",
                    "formula": {"type": "lowest_over_price", "zero": "refuse"},
                },
                {
                    "id": "S",
                    "title": "Social value",
                    "kind": "social_value",
                    "weight": "20",
                    "formula": {"type": "relative_to_highest"},
                    "discount_rate": "0.035",
                    "first_year": 0,
                    "net": True,
                },
            ],
        },
        "bids": [
            {
                "id": f"B{b}",
                "name": f"Bidder {b}",
                "marks": {f"Q{n}": str(chance.randrange(6)) for n in range(questions)},
                "prices": {"P": str(chance.randrange(400_000, 600_000))},
                "passes": {},
                "commitments": [{"measure": "M", "quantity": str(chance.randrange(1, 20)), "year": 0}],
            }
            for b in range(bids)
        ],
    }


def measure() -> list[Figure]:
    """Import time in a fresh interpreter, then reading and scoring at three sizes."""
    fresh = [sys.executable, "-c", "import scoring"]
    bare = [sys.executable, "-c", "pass"]
    with_import = median_milliseconds(lambda: subprocess.run(fresh, check=True), times=5)
    without = median_milliseconds(lambda: subprocess.run(bare, check=True), times=5)
    figures = [Figure("import the scoring library in a fresh interpreter", with_import - without, "ms")]
    for bids, questions, times in ((5, 10, 15), (20, 40, 5), (200, 40, 3)):
        document = invented(bids, questions)
        took = median_milliseconds(
            lambda document=document: scoring.evaluate(scoring.parse_evaluation(document)), times
        )
        figures.append(
            Figure(f"read and score {bids} bids on {questions} questions, price, social value", took, "ms")
        )
    return figures
