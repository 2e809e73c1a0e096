"""Invented evaluation files of any size, the same every time."""

import random
from typing import Any

SEED = 20261122  # any number


def invented(bids: int, questions: int, *, evaluators: int = 0) -> dict[str, Any]:
    """An evaluation file: `questions` scored questions (60%), price (20%), one kind of commitment (20%), and the
    sheets of `evaluators` people."""
    chance = random.Random(SEED)
    return {
        "format": "commonweal/evaluation/1",
        "model": model(questions),
        "bids": [
            {
                "id": f"B{b}",
                "name": f"Bidder {b}",
                "marks": marks(questions, chance),
                "prices": {"P": str(chance.randrange(400_000, 600_000))},
                "passes": {},
                "commitments": [{"measure": "M", "quantity": str(chance.randrange(1, 20)), "year": 0}],
            }
            for b in range(bids)
        ],
        "sheets": [
            {"evaluator": f"E{e}", "bid": f"B{b}", "marks": marks(questions, chance)}
            for e in range(evaluators)
            for b in range(bids)
        ],
    }


def marks(questions: int, chance: random.Random) -> dict[str, str]:
    """A mark from 0 to 5 for each question."""
    return {f"Q{n}": str(chance.randrange(6)) for n in range(questions)}


def model(questions: int) -> dict[str, Any]:
    """A model with so many questions; their weights are whole thousandths."""
    shares = [60_000 // questions] * questions
    shares[-1] += 60_000 - sum(shares)
    return {
        "title": "Invented for a measurement",
        "currency": "GBP",
        "award_method": {"type": "weighted_sum"},
        "weights": "of_total",
        "rounding": {"places": 2, "mode": "half_up"},
        "rank_on": "exact",
        "tie_break": ["quality", "price"],
        "scales": {"0-5": {"steps": [{"mark": str(m), "label": str(m), "descriptor": ""} for m in range(6)]}},
        "measures": {"M": {"title": "A job", "unit": "FTE", "value": "9800", "kind": "economic"}},
        "criteria": [
            *(
                {
                    "id": f"Q{n}",
                    "title": f"Q{n}",
                    "kind": "quality",
                    "weight": f"{share / 1000:.3f}",
                    "scale": "0-5",
                }
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
    }
