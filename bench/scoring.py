"""How long the scoring library takes: to be imported, to score, and to study an award."""

import subprocess
import sys
import warnings
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

import scoring
from scoring.agreement import agreement
from scoring.robustness import matrix_of
from scoring.simplex import acceptability
from scoring.stress import stress

from .figures import Figure, median_milliseconds, medians_in_turn
from .invented import invented, model

DRAWS = 100_000
LOOP_DRAWS = 100


def measure() -> list[Figure]:
    """Everything of the library, in the order of the document."""
    return [*importing(), *scoring_bids(), *agreeing(), *drawing(), *stressing()]


def importing() -> list[Figure]:
    """Import in a fresh interpreter, less the start of the interpreter itself."""
    fresh = [sys.executable, "-c", "import scoring"]
    bare = [sys.executable, "-c", "pass"]
    with_import, without = medians_in_turn(
        [lambda: subprocess.run(fresh, check=True), lambda: subprocess.run(bare, check=True)], times=7
    )
    return [Figure("import scoring", "fresh interpreter", with_import - without, "ms", bound=150)]


def scoring_bids() -> list[Figure]:
    """Evaluation on validated objects, reading and writing, and how both grow."""
    figures = []
    small, more_bids, more_questions = (
        scoring.parse_evaluation(invented(bids, questions))
        for bids, questions in ((100, 148), (200, 148), (100, 298))
    )
    once, by_bids, by_questions = medians_in_turn(
        [partial(scoring.evaluate, given) for given in (small, more_bids, more_questions)],
        times=7,
    )
    figures.append(Figure("evaluate", "100 bids x 150 criteria", once, "ms", bound=250))
    figures.append(
        Figure("evaluate: twice the bids", "200 x 150 to 100 x 150", by_bids / once, "x", bound=2.5)
    )
    figures.append(
        Figure("evaluate: twice the criteria", "100 x 300 to 100 x 150", by_questions / once, "x", bound=2.5)
    )
    raw = invented(100, 148)
    reading, writing = medians_in_turn(
        [lambda: scoring.parse_evaluation(raw), lambda: scoring.evaluate(small).to_json()], times=5
    )
    figures.append(Figure("read and check the file", "100 bids x 150 criteria", reading, "ms"))
    figures.append(Figure("evaluate and write the result", "100 bids x 150 criteria", writing, "ms"))
    return figures


def agreeing() -> list[Figure]:
    """Statistics of the evaluators' sheets."""
    given = scoring.parse_evaluation(invented(100, 148, evaluators=8))
    took = median_milliseconds(lambda: agreement(given), times=3)
    return [Figure("agreement", "8 evaluators, 100 bids x 148 questions", took, "ms", bound=500)]


def drawing() -> list[Figure]:
    """Random weights, beside the bare matrix product and sorting, and beside a loop over another library."""
    result = scoring.evaluate(scoring.parse_evaluation(invented(20, 28)))
    partials = matrix_of(result, "leaf").partials
    scores = np.array([[float(score) for score in row] for row in partials])
    weights = np.random.default_rng(1).standard_exponential((DRAWS, scores.shape[1]))
    ours, bare = medians_in_turn(
        [
            lambda: acceptability(partials, draws=DRAWS, seed=1),
            lambda: np.argsort(weights @ scores.T, axis=1),
        ],
        times=9,
    )
    loop = _loop_milliseconds(scores, weights[:LOOP_DRAWS]) / LOOP_DRAWS * DRAWS
    size = f"{DRAWS:,} draws, 20 bids x 30 criteria"
    return [
        Figure("rank acceptability", size, ours / 1000, "s", bound=0.6),
        Figure("rank acceptability to bare product and argsort", size, ours / bare, "x", bound=2),
        Figure(
            f"a loop over scikit-criteria ({LOOP_DRAWS} draws timed) to rank acceptability",
            size,
            loop / ours,
            "x",
            bound=500,
            at_least=True,
        ),
    ]


def _loop_milliseconds(scores: Any, weights: Any) -> float:
    """As many weighted sums of scikit-criteria as there are draws."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it imports warns of its own affairs
        # Loaded only here because it takes seconds, which no other measurement should wait for.
        skcriteria = import_module("skcriteria")
        simple = import_module("skcriteria.agg.simple")
    decide = simple.WeightedSumModel()
    objectives = [max] * scores.shape[1]

    def loop() -> None:
        for row in weights:
            # Its model takes no 0, and shifting all scores alike changes no rank.
            decide.evaluate(skcriteria.mkdm(scores + 1, objectives, weights=row))

    return median_milliseconds(loop, times=1)


def stressing() -> list[Figure]:
    """Invented tenders under a model of 12 criteria."""
    given = model(10)
    took = median_milliseconds(lambda: stress(given, tenders=2000, bidders=6, seed=1), times=3)
    return [Figure("stress test", "2,000 tenders x 6 bidders, 12 criteria", took / 1000, "s", bound=5)]
