"""The rules as bidders will see them, before they are frozen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import scoring

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
        return tuple(scoring.check_model(frozen.model))
    except scoring.EvaluationError:
        return ()  # what is faulty stands among the things in the way
