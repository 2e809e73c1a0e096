"""The result: exact figures with their workings, and the JSON in which they are published.

Format 1, "Result". Rounding happens here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.criteria import Group, PassFailLeaf, PriceLeaf, QualityLeaf, SocialValueLeaf
from scoring.figures import Rounding, exact_text, plain_text
from scoring.jsontext import sha256_of
from scoring.model import Model
from scoring.score import Score
from scoring.valuation import BidValue, CommitmentValue
from scoring.version import ENGINE_VERSION

RESULT_FORMAT = "commonweal/result/1"
ADMISSIBLE = "admissible"
UNHASHED = ("engine", "result_hash")


@dataclass(frozen=True, kw_only=True)
class BidResult:
    """A bid with all its figures, exact. A leaf whose score is absent has no points: it was not marked,
    or its points depend on a pool that the bid is not in. `percents` holds each group's percentage."""

    id: str
    name: str
    status: str
    reasons: tuple[str, ...]
    rank: int | None
    total: Score | None
    scores: Mapping[str, Score]
    group_points: Mapping[str, Score]
    percents: Mapping[str, Fraction]
    marks: Mapping[str, str]
    prices: Mapping[str, Fraction]
    passes: Mapping[str, bool]
    value: BidValue | None


@dataclass(frozen=True, kw_only=True)
class Result:
    """The outcome of an evaluation."""

    model: Model
    model_hash: str
    winner: tuple[str, ...]
    recommended: tuple[str, ...]
    undecided: tuple[str, ...]
    ties: tuple[tuple[str, ...], ...]
    warnings: tuple[str, ...]
    bids: tuple[BidResult, ...]

    def to_json(self) -> dict[str, Any]:
        """The published result (format 1, "Result"), with its hash."""
        figures = _Figures(self.model.rounding)
        published: dict[str, Any] = {
            "format": RESULT_FORMAT,
            "engine": ENGINE_VERSION,
            "model_hash": self.model_hash,
            "winner": list(self.winner),
            "recommended": list(self.recommended),
            "undecided": list(self.undecided),
            "ties": [list(tie) for tie in self.ties],
            "warnings": list(self.warnings),
            "bids": [_bid_json(bid, self.model, figures) for bid in self.bids],
        }
        published["result_hash"] = result_hash(published)
        return published


def result_hash(published: Mapping[str, Any]) -> str:
    """The hash of a published result, over everything but `engine` and `result_hash`."""
    return sha256_of({key: value for key, value in published.items() if key not in UNHASHED})


class _Figures:
    """Writes figures as they are published. Bids share the scores of a scale's steps, so each is written once."""

    def __init__(self, rounding: Rounding) -> None:
        self.rounding = rounding
        self._points: dict[int, dict[str, str | None]] = {}

    def points(self, score: Score | None) -> dict[str, str | None]:
        """The points of a leaf or a group."""
        if score is None:
            return self.figure("points", None)
        known = self._points.get(id(score))
        if known is None:
            known = self._points[id(score)] = self.figure("points", score)
        return known

    def figure(self, name: str, score: Score | None) -> dict[str, str | None]:
        """A figure with its exact value; one that holds a root or a logarithm has none, and comes with 40
        significant digits instead."""
        if score is None:
            return {name: None, "exact": None}
        exact = exact_text(score.points) if score.exact else None
        published = {name: self.rounding.text(score.compared), "exact": exact}
        if not score.exact:
            published["approx"] = plain_text(score.compared)
        return published


def _bid_json(bid: BidResult, model: Model, figures: _Figures) -> dict[str, Any]:
    return {
        "id": bid.id,
        "status": bid.status,
        "reasons": list(bid.reasons),
        "rank": bid.rank,
        **figures.figure("total", bid.total),
        "working": None if bid.total is None else bid.total.working,
        "social_value": None if bid.value is None else _value_json(bid.value, model.rounding),
        "criteria": {
            criterion.id: _criterion_json(criterion, bid, figures) for criterion in model.all_criteria
        },
    }


def _criterion_json(criterion: object, bid: BidResult, figures: _Figures) -> dict[str, Any]:
    text = figures.rounding.text
    if isinstance(criterion, Group):
        percent = bid.percents.get(criterion.id)
        return {
            **figures.points(bid.group_points.get(criterion.id)),
            "percent": None if percent is None else text(percent),
        }
    if isinstance(criterion, PassFailLeaf):
        return {"pass": bid.passes.get(criterion.id)}
    if isinstance(criterion, QualityLeaf):
        return {"mark": bid.marks.get(criterion.id), **_score_json(bid, criterion.id, figures)}
    if isinstance(criterion, PriceLeaf):
        price = bid.prices.get(criterion.id)
        shown = None if price is None else text(price)
        return {"price": shown, **_score_json(bid, criterion.id, figures)}
    if isinstance(criterion, SocialValueLeaf) and bid.value is not None:
        value = bid.value.by_leaf[criterion.id]
        return {"value": text(value), **_score_json(bid, criterion.id, figures)}
    raise TypeError(f"no such criterion: {criterion!r}")


def _score_json(bid: BidResult, leaf: str, figures: _Figures) -> dict[str, str | None]:
    score = bid.scores.get(leaf)
    working = None if score is None else score.working
    return {**figures.points(score), "working": working}


def _value_json(value: BidValue, rounding: Rounding) -> dict[str, Any]:
    return {
        "total": rounding.text(value.total),
        "by_kind": {kind: rounding.text(figure) for kind, figure in value.by_kind.items()},
        "not_valued": list(value.not_valued),
        "commitments": [_commitment_json(entry, rounding) for entry in value.commitments],
    }


def _commitment_json(entry: CommitmentValue, rounding: Rounding) -> dict[str, Any]:
    return {
        "measure": entry.measure,
        "year": entry.year,
        "promised": plain_text(entry.promised),
        "counted": plain_text(entry.counted),
        "value": None if entry.value is None else rounding.text(entry.value),
        "exact": None if entry.value is None else exact_text(entry.value),
        "working": entry.working,
    }
