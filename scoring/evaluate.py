"""evaluate(evaluation) -> Result, the only door to a result; and the reading of an evaluation file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.advice import price_year_warnings
from scoring.award import recommend, ties_of
from scoring.bids import Bid, Sheet, read_bids, read_sheets
from scoring.criteria import (
    Criterion,
    Group,
    PassFailLeaf,
)
from scoring.errors import EvaluationError, Problem
from scoring.figures import HUNDRED, ZERO, significant
from scoring.jsontext import JsonObject, key_path, load_json, sha256_of, structure_problems
from scoring.model import Model, read_model
from scoring.outcome import outcome_of
from scoring.pool import Pool
from scoring.reader import Report, Value
from scoring.result import ADMISSIBLE, BidResult, Result
from scoring.score import Score, total_of

EVALUATION_FORMAT = "commonweal/evaluation/1"
DISQUALIFIED = "disqualified"


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """A read and checked evaluation file: the model, the bids, the sheets, and the model's hash as it
    stands in the file."""

    model: Model
    bids: tuple[Bid, ...]
    sheets: tuple[Sheet, ...]
    model_hash: str
    path: str = ""


def read_evaluation(source: str | bytes) -> Evaluation:
    """The evaluation in a file's text. Raises EvaluationError with every problem."""
    return parse_evaluation(load_json(source))


def parse_evaluation(raw: object, path: str = "") -> Evaluation:
    """The evaluation in a JSON object; paths of problems start with `path`.

    Raises EvaluationError with every problem.
    """
    report = Report()
    report.problems.extend(structure_problems(raw, path))
    whole = Value(report, raw, path or "file")
    entry = whole.object()
    entry.path = path
    entry["format"].choice((EVALUATION_FORMAT,))
    reading = read_model(entry["model"])
    bids = read_bids(entry.optional("bids"), reading)
    sheets = read_sheets(entry.optional("sheets"), reading, bids)
    entry.close()
    report.raise_if_any()
    model_hash = sha256_of(raw["model"]) if isinstance(raw, dict) else ""
    return Evaluation(model=reading.model, bids=bids, sheets=sheets, model_hash=model_hash, path=path)


def check_file(raw: object) -> Model:
    """The model of an evaluation file, read alone: its bids, if there are any, are passed over."""
    if not isinstance(raw, dict):
        return parse_evaluation(raw).model
    alone = JsonObject({key: item for key, item in raw.items() if key not in ("bids", "sheets")})
    alone.repeated = raw.repeated if isinstance(raw, JsonObject) else ()
    return parse_evaluation(alone).model


def evaluate(evaluation: Evaluation) -> Result:
    """Score, exclude, rank and recommend (format 1).

    Raises EvaluationError where there are no bids, and where a formula would divide by a price of 0.
    """
    model = evaluation.model
    if not evaluation.bids:
        place = key_path(evaluation.path, "bids")
        raise EvaluationError([Problem(place, "no bids", "at least one bid to evaluate")])
    outcome = outcome_of(model, evaluation.bids)
    values, pool, totals, ranks = outcome.values, outcome.pool, outcome.totals, outcome.ranks
    order = [bid.id for bid in evaluation.bids]
    compared = {bid: total.compared for bid, total in totals.items()}
    recommended, undecided = recommend(model.winners, ranks, compared, order)
    warnings = [*price_year_warnings(model)]
    warnings += [text for value in values.values() for text in value.warnings]
    warnings += pool.warnings
    if not pool.inside:
        warnings.append("bids: no bid is admissible, so there is no winner")
    return Result(
        model=model,
        model_hash=evaluation.model_hash,
        winner=outcome.winner,
        recommended=recommended,
        undecided=undecided,
        ties=ties_of(ranks, order),
        warnings=tuple(warnings),
        bids=tuple(
            BidResult(
                id=bid.id,
                name=bid.name,
                status=_status(bid, pool),
                reasons=tuple(pool.reasons[bid.id]),
                rank=ranks.get(bid.id),
                total=totals.get(bid.id),
                scores=pool.scores[bid.id],
                **_groups(pool.scores[bid.id], model),
                marks=_marks(bid, model),
                prices=bid.prices,
                passes=bid.passes,
                value=values[bid.id] if model.value_leaves else None,
            )
            for bid in evaluation.bids
        ),
    )


def _marks(bid: Bid, model: Model) -> dict[str, str]:
    """The marks of a bid as its scales write them."""
    return {leaf: model.quality_leaves[leaf].scale.steps[at].mark for leaf, at in bid.marks.items()}


def _status(bid: Bid, pool: Pool) -> str:
    if bid.excluded is not None:
        return bid.excluded.kind
    return DISQUALIFIED if pool.reasons[bid.id] else ADMISSIBLE


def _groups(scores: Mapping[str, Score], model: Model) -> dict[str, Any]:
    """Points and percentage of each group all of whose leaves have points."""
    points: dict[str, Score] = {}
    percents: dict[str, Fraction] = {}
    for criterion in reversed(model.all_criteria):
        if isinstance(criterion, Group):
            parts = [_points_of(child, scores, points) for child in criterion.children]
            known = [part for part in parts if part is not None]
            if len(known) == len(parts):
                total = points[criterion.id] = total_of(known)
                if criterion.effective:
                    percent = HUNDRED * total.points / criterion.effective
                    percents[criterion.id] = percent if total.exact else significant(percent)
    return {"group_points": points, "percents": percents}


def _points_of(child: Criterion, scores: Mapping[str, Score], groups: Mapping[str, Score]) -> Score | None:
    """The points of a group's child, or None where they are not known; a condition has none to add."""
    if isinstance(child, PassFailLeaf):
        return Score(ZERO, "0")
    if isinstance(child, Group):
        return groups.get(child.id)
    return scores.get(child.id)
