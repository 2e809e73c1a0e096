"""What publication freezes: a lot's draft criteria as a `scoring` model (format 1), and its questions in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import scoring
from procurement.core.formatting import plain_number
from procurement.frameworks.models import DEDUCTIONS, Measure

from .models import Lot, MarkingScale
from .tree import MARKED, Kind, Node, leaves

QUESTIONS_FORMAT = "commonweal/questions/1"


@dataclass(frozen=True)
class Frozen:
    """One lot's rules, ready to publish: the model, its hash as bidders will see it, and the questions."""

    lot: Lot
    model: dict[str, Any]
    model_hash: str
    questions: dict[str, Any]


def freeze(lot: Lot, tree: Sequence[Node]) -> Frozen:
    """A lot's rules as publication would store them. No query if the tree's scales and measures are prefetched.

    Missing parts are left out, so a draft can be previewed; `faults` says what keeps it from being published.
    """
    model = build_model(lot, tree)
    return Frozen(lot, model, scoring.sha256_of(model), build_questions(tree))


def build_model(lot: Lot, tree: Sequence[Node]) -> dict[str, Any]:
    """The model of format 1: weights of the whole, two places rounded half up, ranked on exact values."""
    scales = {s.name: s for s in (node.criterion.scale for node in leaves(tree)) if s is not None}
    measures = {m.code: m for node in leaves(tree) for m in _measures(node)}
    return {
        "title": f"{lot.tender.title}, lot {lot.number}: {lot.title}",
        "currency": lot.tender.currency,
        "award_method": {"type": "weighted_sum"},
        "weights": "of_total",
        "rounding": {"places": 2, "mode": "half_up"},
        "rank_on": "exact",
        "tie_break": ["quality", "social_value", "price"],
        "scales": {name: _scale(scale) for name, scale in sorted(scales.items())},
        "measures": {code: _measure(measure) for code, measure in sorted(measures.items())},
        "criteria": [_node(node) for node in tree],
    }


def build_questions(tree: Sequence[Node]) -> dict[str, Any]:
    """The words of every leaf that has any, by the id of the criterion in the model, and those of its measures.

    What counts, the evidence, and the place in a framework (its themes and outcomes) are no part of what is
    calculated, so they are here and not in the model.
    """
    measures = {measure.code: measure for node in leaves(tree) for measure in _measures(node)}
    return {
        "format": QUESTIONS_FORMAT,
        "questions": {
            node.criterion.code: {
                "question": node.criterion.question,
                "guidance": node.criterion.guidance,
                "word_limit": node.criterion.word_limit,
            }
            for node in leaves(tree)
            if node.criterion.question or node.criterion.guidance or node.criterion.word_limit
        },
        "measures": {code: _measure_words(measure) for code, measure in sorted(measures.items())},
    }


def _measure_words(measure: Measure) -> dict[str, str]:
    """What counts and where the measure stands in its framework, which a report is arranged by."""
    theme = measure.outcome.theme
    return {
        "definition": measure.definition,
        "evidence": measure.evidence,
        "framework": str(theme.framework),
        "theme": theme.title,
        "outcome": measure.outcome.title,
        # A framework need not say whether a measure is an activity, an output or an outcome.
        "level": getattr(measure, "level", ""),
    }


def faults(frozen: Frozen, tree: Sequence[Node]) -> tuple[str, ...]:
    """What `scoring` finds wrong with the model, in the words of the criteria; none when it can be published."""
    try:
        scoring.parse_model(frozen.model)
    except scoring.EvaluationError as error:
        places = dict(_paths(tree, "model.criteria"))
        return tuple(_in_words(problem, places) for problem in error.errors)
    return ()


def _in_words(problem: scoring.Problem, places: Mapping[str, Node]) -> str:
    path = problem.path
    while path and path not in places:
        path = path.rpartition(".")[0]
    if not path:
        return f"The rules of this lot: found {problem.found}; allowed: {problem.allowed}"
    what = problem.path[len(path) :].lstrip(".").replace("_", " ")
    return (
        f"{places[path].name}{f', {what}' if what else ''}: found {problem.found}; allowed: {problem.allowed}"
    )


def _paths(nodes: Iterable[Node], path: str) -> Iterator[tuple[str, Node]]:
    for index, node in enumerate(nodes):
        here = f"{path}[{index}]"
        yield here, node
        yield from _paths(node.children, f"{here}.children")


def _node(node: Node) -> dict[str, Any]:
    criterion = node.criterion
    weight = Decimal(0) if node.is_condition else criterion.weight or Decimal(0)
    common = {"id": criterion.code, "title": criterion.title, "weight": plain_number(weight)}
    if node.is_group:
        return {**common, "kind": "group", "children": [_node(child) for child in node.children]}
    if criterion.kind in MARKED:
        return {**common, **_marked(node)}
    if criterion.kind == Kind.PRICE:
        maximum = criterion.price_maximum
        return {
            **common,
            "kind": "price",
            "formula": {"type": "lowest_over_price", "zero": "refuse"},
            **({} if maximum is None else {"maximum": plain_number(maximum)}),
        }
    if criterion.kind == Kind.SOCIAL_VALUE:
        return {
            **common,
            "kind": "social_value",
            "formula": {"type": "relative_to_highest"},
            "discount_rate": plain_number(criterion.discount_rate / 100),
            "first_year": 0,
            "net": True,
            "measures": sorted(measure.code for measure in _measures(node)),
        }
    return {**common, "kind": "pass_fail"}


def _marked(node: Node) -> dict[str, Any]:
    criterion = node.criterion
    return {
        "kind": "quality",
        "scale": criterion.scale.name if criterion.scale else "",
        "minimum": criterion.minimum_mark or None,
        **({"aspect": "social_value"} if criterion.kind == Kind.METHOD else {}),
    }


def _measures(node: Node) -> list[Measure]:
    return list(node.criterion.measures.all()) if node.criterion.kind == Kind.SOCIAL_VALUE else []


def _scale(scale: MarkingScale) -> dict[str, Any]:
    return {
        "steps": [
            {
                "mark": step.mark,
                "label": step.label,
                "descriptor": step.descriptor,
                **({} if step.points is None else {"points": plain_number(step.points)}),
            }
            for step in scale.steps.all()
        ]
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "title": measure.title,
        "unit": measure.unit,
        "value": None if measure.proxy_value is None else plain_number(measure.proxy_value),
        "kind": measure.kind,
        "source": measure.source,
        "price_year": measure.price_year or None,
        **{name: plain_number(getattr(measure, name)) for name in DEDUCTIONS},
        "cap": None,
    }
