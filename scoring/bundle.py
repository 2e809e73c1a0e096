"""The evidence bundle: an evaluation with its result, to be computed again by anyone (format 1, `verify`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.errors import EvaluationError, Problem
from scoring.evaluate import evaluate, parse_evaluation
from scoring.jsontext import key_path, repeated_keys, show, structure_problems
from scoring.version import ENGINE_VERSION, changes_since

BUNDLE_FORMAT = "commonweal/bundle/1"
_ABSENT = object()


def make_bundle(evaluation: Mapping[str, Any], result: Mapping[str, Any], **extra: Any) -> dict[str, Any]:
    """A bundle of an evaluation file and its result; `extra` keys are kept with it."""
    return {**extra, "format": BUNDLE_FORMAT, "evaluation": dict(evaluation), "result": dict(result)}


def verify_bundle(bundle: object) -> list[str]:
    """Every difference between the result in a bundle and the one computed again; empty: verified.

    The engine's version is no difference; where there are others, and the bundle was made by another version,
    what changed since then is said last. Raises EvaluationError where the bundle cannot be read.
    """
    problems = _bundle_problems(bundle)
    if problems or not isinstance(bundle, dict):
        raise EvaluationError(problems)
    computed = evaluate(parse_evaluation(bundle["evaluation"], "evaluation")).to_json()
    differences: list[str] = []
    _compare(bundle["result"], computed, "result", differences)
    if differences and bundle["result"].get("engine") != ENGINE_VERSION:
        differences += changes_since(bundle["result"].get("engine"))
    return differences


def _bundle_problems(bundle: object) -> list[Problem]:
    if not isinstance(bundle, dict):
        return [Problem("file", show(bundle), "an object")]
    problems = []
    if bundle.get("format") != BUNDLE_FORMAT:
        found = show(bundle["format"]) if "format" in bundle else "nothing"
        problems.append(Problem("format", found, BUNDLE_FORMAT))
    for key in ("evaluation", "result"):
        if not isinstance(bundle.get(key), dict):
            found = show(bundle[key]) if key in bundle else "nothing"
            problems.append(Problem(key, found, "an object"))
    # A figure that stands twice in the result would be shown by one reader and compared by another.
    return [*problems, *repeated_keys(bundle), *structure_problems(bundle.get("result"), "result")]


def _compare(stated: object, computed: object, path: str, differences: list[str]) -> None:
    """Add the places where two JSON values differ."""
    if isinstance(stated, dict) and isinstance(computed, dict):
        for key in [*stated, *(key for key in computed if key not in stated)]:
            if path == "result" and key == "engine":
                continue
            _compare(stated.get(key, _ABSENT), computed.get(key, _ABSENT), key_path(path, key), differences)
    elif isinstance(stated, list) and isinstance(computed, list):
        for at in range(max(len(stated), len(computed))):
            pair = [row[at] if at < len(row) else _ABSENT for row in (stated, computed)]
            _compare(pair[0], pair[1], f"{path}[{at}]", differences)
    elif type(stated) is not type(computed) or stated != computed:
        differences.append(f"{path}: the bundle says {_shown(stated)}; computed {_shown(computed)}")


def _shown(value: object) -> str:
    return "nothing" if value is _ABSENT else show(value)
