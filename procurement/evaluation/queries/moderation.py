"""The spread of the evaluators' marks and the panel's consensus. Only for those who may read marks (see
rules).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import QuerySet

from procurement.bids.models import Bid
from procurement.tenders.models import LotStage
from procurement.tenders.published import Leaf, Step
from procurement.tenders.queries import current_rules
from scoring import spread

from ..models import ModeratedScore, Score, ScoreSheet
from ..panel import evaluators, scored_bids

FLAG_ABOVE = Fraction(2, 5)
"""A range above this share of the scale is marked as disagreement (format 1, `agreement`)."""


@dataclass(frozen=True)
class Spread:
    """One answer's locked marks in the order of the evaluators' names, how far they lie apart, and the consensus mark
    so far.
    """

    leaf: Leaf
    bid: Bid
    marks: tuple[str, ...]
    consensus: str | None

    @cached_property
    def share(self) -> Fraction:
        """The range as a share of the scale."""
        return range_share(self.leaf, self.marks)

    @property
    def percent(self) -> int:
        return round(self.share * 100)

    @property
    def flagged(self) -> bool:
        return self.share > FLAG_ABOVE

    @property
    def lowest(self) -> Step | None:
        return min(self._given, key=self._place, default=None)

    @property
    def highest(self) -> Step | None:
        return max(self._given, key=self._place, default=None)

    @property
    def _given(self) -> list[Step]:
        return [step for step in self.leaf.scale if step.mark in self.marks]

    def _place(self, step: Step) -> int:
        return self.leaf.scale.index(step)


@dataclass(frozen=True)
class ScoreMatrix:
    """A row a question, a cell a bid."""

    bids: tuple[Bid, ...]
    rows: tuple[tuple[Leaf, tuple[Spread, ...]], ...]

    @property
    def cells(self) -> tuple[Spread, ...]:
        return tuple(cell for _leaf, row in self.rows for cell in row)

    @property
    def agreed(self) -> int:
        return sum(cell.consensus is not None for cell in self.cells)

    @property
    def by_disagreement(self) -> tuple[Spread, ...]:
        """The answers with the widest spread first; equal ones in the order of the model."""
        return tuple(sorted(self.cells, key=lambda cell: -cell.share))


def range_share(leaf: Leaf, marks: Iterable[str]) -> Fraction:
    """The range of the marks as a share of the scale, by `scoring`; 0 for fewer than two. Marks of an earlier
    version's scale are left out.
    """
    return _range_share(leaf.scale, tuple(sorted(set(marks))))


@lru_cache(maxsize=4096)
def _range_share(scale: tuple[Step, ...], marks: tuple[str, ...]) -> Fraction:
    """Of each set of marks once: a panel gives the same few again and again."""
    steps = {step.mark for step in scale}
    return spread.range_share([mark for mark in marks if mark in steps], scale) or Fraction(0)


def score_matrix(lot_stage: LotStage) -> ScoreMatrix:
    """Every question and bid with its locked marks and consensus. Budget: 5 queries, whatever the size.

    Marks alone are read, without reasons and people: there are thousands.
    """
    bids = tuple(scored_bids(lot_stage))
    questions = current_rules(lot_stage.lot).of_kind("quality")
    marks = _locked_marks(lot_stage, bids)
    consensus = ModeratedScore.objects.filter(bid__in=bids).values_list("bid_id", "criterion", "mark")
    agreed = {(bid, criterion): mark for bid, criterion, mark in consensus}
    rows = tuple(
        (
            leaf,
            tuple(
                Spread(leaf, bid, tuple(marks[bid.pk, leaf.id]), agreed.get((bid.pk, leaf.id)))
                for bid in bids
            ),
        )
        for leaf in questions
    )
    return ScoreMatrix(bids, rows)


def first_marks(lot_stage: LotStage, bids: Iterable[Bid]) -> QuerySet[Score]:
    """The marks of some bids on locked sheets of the evaluators who take part, by their names. Budget: 1 query."""
    return (
        Score.objects.filter(
            sheet__bid__in=list(bids),
            sheet__is_current=True,
            sheet__state=ScoreSheet.State.LOCKED,
            sheet__evaluator__in=evaluators(lot_stage).order_by(),
        )
        .select_related("sheet__evaluator", "sheet__bid")
        .order_by("sheet__evaluator__name", "sheet__evaluator_id")
    )


def scores_of(lot_stage: LotStage, bid: Bid, leaf: Leaf) -> tuple[Score, ...]:
    """The locked marks and reasons of one answer, by the evaluators' names. Budget: 1 query."""
    return tuple(first_marks(lot_stage, [bid]).filter(criterion=leaf.id))


def _locked_marks(lot_stage: LotStage, bids: Iterable[Bid]) -> dict[tuple[Any, str], list[str]]:
    """Locked marks of those who take part, by bid and question, in the order of the evaluators' names."""
    marks: dict[tuple[Any, str], list[str]] = defaultdict(list)
    rows = first_marks(lot_stage, bids).values_list("sheet__bid_id", "criterion", "mark")
    for bid, criterion, mark in rows:
        marks[bid, criterion].append(mark)
    return marks
