"""The rules as bidders will see them, before they are frozen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import scoring

from .formulas import warning_words
from .freezing import Frozen, freeze
from .models import Lot, PublishedModel
from .published import Rules, published_rules
from .tree import Node


@dataclass(frozen=True)
class Preview:
    """One lot's rules, the hash that they will have, and what `scoring` warns of."""

    lot: Lot
    rules: Rules
    model_hash: str
    warnings: tuple[str, ...]


def previews_of(lots: Iterable[tuple[Lot, Sequence[Node]]]) -> list[Preview]:
    """The rules of each lot that has criteria. No query if the trees' scales and measures are prefetched."""
    return [_preview(freeze(lot, tree)) for lot, tree in lots if tree]


def _preview(frozen: Frozen) -> Preview:
    unsaved = PublishedModel(
        lot=frozen.lot,
        version=1,
        model=frozen.model,
        model_hash=frozen.model_hash,
        questions=frozen.questions,
    )
    return Preview(frozen.lot, published_rules(unsaved), frozen.model_hash, _warnings(frozen))


def _warnings(frozen: Frozen) -> tuple[str, ...]:
    try:
        warnings = scoring.check_model(frozen.model)
    except scoring.EvaluationError:
        return ()  # what is faulty stands among the things in the way
    return tuple(_in_words(warning, frozen.model) for warning in warnings)


def _in_words(warning: str, model: Mapping[str, Any]) -> str:
    """A warning of `scoring` with the criterion's title for its id, and the formula's words for its name."""
    code, _, text = warning.partition(": ")
    titles = dict(_titles(model["criteria"]))
    return f"{titles[code]} ({code}): {warning_words(text)}" if code in titles else warning


def _titles(nodes: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        yield node["id"], node["title"]
        yield from _titles(node.get("children", ()))
