"""Commonweal scoring: a published evaluation model and the bids in, a result that explains itself out.

Pure Python, standard library only; no clock, no network, no database. The contract is evaluation format 1:
`python -m scoring evaluate FILE` or, from Python, `evaluate(read_evaluation(text)).to_json()`.
"""

from __future__ import annotations

from collections.abc import Mapping

from scoring.advice import model_warnings
from scoring.allocation import allocate_lots
from scoring.bundle import make_bundle, verify_bundle
from scoring.errors import EvaluationError, Problem
from scoring.evaluate import Evaluation, evaluate, parse_evaluation, read_evaluation
from scoring.jsontext import canonical_json, sha256_of
from scoring.model import Model, parse_model
from scoring.result import Result
from scoring.version import ENGINE_VERSION

__version__ = ENGINE_VERSION

__all__ = [
    "ENGINE_VERSION",
    "Evaluation",
    "EvaluationError",
    "Model",
    "Problem",
    "Result",
    "allocate_lots",
    "canonical_json",
    "check_model",
    "evaluate",
    "make_bundle",
    "parse_evaluation",
    "parse_model",
    "read_evaluation",
    "sha256_of",
    "verify_bundle",
]


def check_model(model: Mapping[str, object]) -> list[str]:
    """What to warn of in a model (the `model` object of a file).

    Raises EvaluationError with every problem where it is faulty.
    """
    return model_warnings(parse_model(model))
