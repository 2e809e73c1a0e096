"""Reading a published model: the leaves of its tree with what pages and forms need to know about each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

from procurement.core import formatting

from .models import PublishedModel


@dataclass(frozen=True)
class Step:
    """One mark of a scale, with its words."""

    mark: str
    label: str
    descriptor: str
    points: str | None

    @property
    def share(self) -> str:
        """The share of the weighting that the scale gives this mark; empty when marks count in proportion."""
        return (
            "" if self.points is None else f"{formatting.weight(Decimal(self.points) * 100)} of the weighting"
        )


@dataclass(frozen=True)
class Leaf:
    """A criterion that bidders answer, price, commit to or confirm.

    `weight` is the effective weight in points of 100; `trail` the titles of the groups above it, topmost first;
    `aspect` is `social_value` for a social value method question, and `answers_to` names the criteria of a social
    value model that it answers to.
    """

    id: str
    title: str
    kind: str
    weight: Fraction
    trail: tuple[str, ...]
    top: str
    aspect: str | None
    minimum: str | None
    maximum: str | None
    scale: tuple[Step, ...]
    measures: tuple[str, ...]
    question: str
    guidance: str
    word_limit: int | None
    answers_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeasureWords:
    """What counts as one unit of a measure, the evidence asked for, the baseline, and its place in its framework.

    `level` is "activity", "output", "outcome" or empty. What was frozen before the place was kept has none.
    """

    definition: str = ""
    evidence: str = ""
    baseline: str = ""
    framework: str = ""
    theme: str = ""
    outcome: str = ""
    level: str = ""


_MEASURE_WORDS = tuple(one.name for one in fields(MeasureWords))


@dataclass(frozen=True)
class Rules:
    """One lot's published rules, ready to show. Build with `published_rules`.

    `measures` is as the model has them, by code; `measure_words` what was published about each beside the model.
    """

    title: str
    version: int
    model_hash: str
    leaves: tuple[Leaf, ...]
    tops: tuple[tuple[str, str, Fraction], ...]
    measures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    scales: tuple[tuple[str, tuple[Step, ...]], ...] = ()
    measure_words: Mapping[str, MeasureWords] = field(default_factory=dict)
    currency: str = "GBP"
    double_count: tuple[Mapping[str, Any], ...] = ()

    def of_kind(self, *kinds: str) -> tuple[Leaf, ...]:
        """The leaves of the given kinds (`quality`, `price`, `social_value`, `pass_fail`) in the tree's order."""
        return tuple(leaf for leaf in self.leaves if leaf.kind in kinds)

    def leaf(self, criterion: str) -> Leaf:
        """The leaf with this id; KeyError when the published model has none."""
        for leaf in self.leaves:
            if leaf.id == criterion:
                return leaf
        raise KeyError(criterion)


def published_rules(published: PublishedModel) -> Rules:
    """The rules that were frozen in `published`. No query."""
    model, questions = published.model, published.questions["questions"]
    of_total = model["weights"] == "of_total"
    return Rules(
        title=model["title"],
        version=published.version,
        model_hash=published.model_hash,
        leaves=tuple(
            leaf
            for node in model["criteria"]
            for leaf in _leaves(
                node, model, questions, trail=(), share=Fraction(1), top=node["id"], of_total=of_total
            )
        ),
        tops=tuple((node["id"], node["title"], Fraction(node["weight"])) for node in model["criteria"]),
        measures=model.get("measures") or {},
        currency=model["currency"],
        double_count=tuple(model.get("double_count") or ()),
        scales=tuple((name, _steps(scale)) for name, scale in model["scales"].items()),
        measure_words={
            code: MeasureWords(**{name: words.get(name, "") for name in _MEASURE_WORDS})
            for code, words in published.questions.get("measures", {}).items()
        },
    )


def _steps(scale: Mapping[str, Any]) -> tuple[Step, ...]:
    return tuple(Step(s["mark"], s["label"], s["descriptor"], s.get("points")) for s in scale["steps"])


def _leaves(
    node: Mapping[str, Any],
    model: Mapping[str, Any],
    questions: Mapping[str, Any],
    *,
    trail: tuple[str, ...],
    share: Fraction,
    top: str,
    of_total: bool,
) -> Iterator[Leaf]:
    weight = Fraction(node["weight"])
    if node["kind"] == "group":
        inner = share if of_total else share * weight / 100
        for child in node["children"]:
            yield from _leaves(
                child,
                model,
                questions,
                trail=(*trail, node["title"]),
                share=inner,
                top=top,
                of_total=of_total,
            )
        return
    words = questions.get(node["id"], {})
    yield Leaf(
        id=node["id"],
        title=node["title"],
        kind=node["kind"],
        weight=weight * share,
        trail=trail,
        top=top,
        aspect=node.get("aspect"),
        minimum=node.get("minimum"),
        maximum=node.get("maximum"),
        scale=_steps(model["scales"][node["scale"]]) if node.get("scale") else (),
        measures=tuple(node.get("measures") or (model.get("measures") or {}))
        if node["kind"] == "social_value"
        else (),
        question=words.get("question", ""),
        guidance=words.get("guidance", ""),
        word_limit=words.get("word_limit"),
        answers_to=tuple(words.get("answers_to", ())),
    )
