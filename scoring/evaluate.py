"""evaluate(evaluation) -> Result, the only door to a result; and the reading of an evaluation file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.advice import price_year_warnings
from scoring.award import AwardRound, Contender, Standing, ranks_of, recommend, ties_of
from scoring.bids import Bid, Sheet, read_bids, read_sheets
from scoring.criteria import (
    Criterion,
    Group,
    PassFailLeaf,
    QualityLeaf,
    SocialValueLeaf,
    leaves_of,
)
from scoring.errors import EvaluationError, Problem
from scoring.figures import HUNDRED, ONE, ZERO, exact_sum, plain_text, working_number
from scoring.jsontext import JsonObject, key_path, load_json, sha256_of, structure_problems
from scoring.model import Model, read_model
from scoring.pool import Pool
from scoring.reader import Report, Value
from scoring.result import ADMISSIBLE, BidResult, Result
from scoring.score import Score, total_of
from scoring.valuation import value_of_bid

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
    values = {bid.id: value_of_bid(bid, model) for bid in evaluation.bids}
    pool = Pool(model, evaluation.bids, values)
    pool.settle()
    totals = _totals(evaluation, pool) if pool.inside else {}
    ranks = ranks_of(_standings(evaluation, pool, totals))
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
        winner=tuple(bid for bid in order if ranks.get(bid) == 1),
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


def _totals(evaluation: Evaluation, pool: Pool) -> dict[str, Score]:
    """The award method's figure of each bid in the pool."""
    model = evaluation.model
    bids = {bid.id: bid for bid in evaluation.bids}
    refused: list[Problem] = []

    def refuse_price(bid: str, allowed: str) -> None:
        refused.append(Problem(f"{bids[bid].path}.prices", "prices that sum to 0", allowed))

    def refuse_quality(bid: str, allowed: str) -> None:
        found = f"{plain_text(contenders[bid].quality)} quality points"
        refused.append(Problem(f"{bids[bid].path}.marks", found, allowed))

    contenders = {bid: _contender(bids[bid], pool.scores[bid], model) for bid in pool.inside}
    method = model.award_method
    weights = (model.quality_weight, model.price_weight)
    totals = method.type.calculate(
        method.parameters, AwardRound(contenders, *weights, refuse_price, refuse_quality)
    )
    if refused:
        raise EvaluationError(refused)
    return totals


def _contender(bid: Bid, scores: Mapping[str, Score], model: Model) -> Contender:
    """A bid as the award method sees it; money counts by the share that each leaf with a money value earns."""
    return Contender(
        scores=[scores[leaf.id] for leaf in model.leaves if leaf.id in scores],
        quality=exact_sum(scores[leaf.id].points for leaf in model.quality_side),
        price=exact_sum(bid.prices.values()),
        money=[
            (leaf.money, _share(leaf, bid, scores))
            for leaf in model.quality_side
            if isinstance(leaf, QualityLeaf | SocialValueLeaf) and leaf.money is not None
        ],
    )


def _share(leaf: QualityLeaf | SocialValueLeaf, bid: Bid, scores: Mapping[str, Score]) -> Score:
    """The share of a leaf's weight that a bid earns."""
    if isinstance(leaf, QualityLeaf):
        return leaf.scale.share(bid.marks[leaf.id])
    points = scores[leaf.id].points
    working = f"{working_number(points)}/{working_number(leaf.effective)}"
    return Score(points / leaf.effective, working)


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
                points[criterion.id] = total_of(known)
                if criterion.effective:
                    percents[criterion.id] = HUNDRED * points[criterion.id].points / criterion.effective
    return {"group_points": points, "percents": percents}


def _points_of(child: Criterion, scores: Mapping[str, Score], groups: Mapping[str, Score]) -> Score | None:
    """The points of a group's child, or None where they are not known; a condition has none to add."""
    if isinstance(child, PassFailLeaf):
        return Score(ZERO, "0")
    if isinstance(child, Group):
        return groups.get(child.id)
    return scores.get(child.id)


def _standings(evaluation: Evaluation, pool: Pool, totals: Mapping[str, Score]) -> list[Standing]:
    """What each bid is ranked by, lower first: whether it stands outside the corridor, its total (exact, or
    as published), then the ladder on exact values. Inside a corridor the deciding key comes first."""
    model = evaluation.model
    sign = 1 if model.award_method.type.lowest_wins else -1
    figures = {bid: total.compared for bid, total in totals.items()}
    if model.rank_on == "rounded":
        figures = {bid: model.rounding.apply(figure) for bid, figure in figures.items()}
    corridor = model.award_method.parameters.get("corridor")
    reach, decide_by = (
        (None, "")
        if corridor is None
        else (max(figures.values(), default=ZERO) * (1 - corridor[0]), corridor[1])
    )
    standings = []
    for bid in evaluation.bids:
        if bid.id not in figures:
            continue
        scores = pool.scores[bid.id]
        inside = reach is not None and figures[bid.id] >= reach
        first = _ladder_figure(decide_by, bid, scores, model) if inside else sign * figures[bid.id]
        ladder = (_ladder_figure(key, bid, scores, model) for key in model.tie_break)
        standings.append(Standing(bid.id, (ZERO if inside else ONE, first, *ladder)))
    return standings


def _ladder_figure(key: str, bid: Bid, scores: Mapping[str, Score], model: Model) -> Fraction:
    """The figure of a key of the ladder, turned so that lower is better (format 1, "tie_break")."""
    if key == "price":
        return exact_sum(bid.prices.values())
    if key in ("quality", "social_value"):
        wanted = [leaf for leaf in model.leaves if _aspect(leaf) == key]
    else:
        wanted = list(leaves_of(model.by_id[key]))
    return -total_of(scores[leaf.id] for leaf in wanted).compared


def _aspect(leaf: Criterion) -> str:
    """Which key of the ladder counts a leaf's points."""
    if isinstance(leaf, QualityLeaf):
        return leaf.aspect or "quality"
    return "social_value" if isinstance(leaf, SocialValueLeaf) else "price"
