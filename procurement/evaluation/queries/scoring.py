"""What one evaluator has done and has left: their own marks only, bids by letter only."""

from dataclasses import dataclass
from functools import cached_property

from procurement.accounts.models import Person
from procurement.bids.models import Bid
from procurement.tenders.models import LotStage
from procurement.tenders.published import Leaf
from procurement.tenders.queries import current_rules

from ..models import Score, ScoreSheet
from ..panel import scored_bids


@dataclass(frozen=True)
class BoardCell:
    """One answer: the bid's letter, and the evaluator's own mark and reason so far."""

    leaf: Leaf
    code: str
    score: Score | None

    @property
    def mark(self) -> str:
        return self.score.mark if self.score else ""

    @property
    def done(self) -> bool:
        return bool(self.score and self.score.mark and self.score.reason)

    @property
    def begun(self) -> bool:
        return bool(self.score and (self.score.mark or self.score.reason))

    @property
    def missing(self) -> tuple[str, ...]:
        """What the sheet cannot be locked without: "mark", "reason"."""
        given = (("mark", self.score and self.score.mark), ("reason", self.score and self.score.reason))
        return tuple(name for name, value in given if not value)

    @property
    def lacks(self) -> str:
        """What is still missing, in words."""
        if not self.begun:
            return "Not started"
        return f"{self.missing[0].capitalize()} missing" if self.missing else ""


@dataclass(frozen=True)
class Scoreboard:
    """An evaluator's answers to mark, question by question: a row a question, a cell a bid."""

    bids: tuple[Bid, ...]
    rows: tuple[tuple[Leaf, tuple[BoardCell, ...]], ...]
    locked: bool

    @cached_property
    def cells(self) -> tuple[BoardCell, ...]:
        """Every answer, in the order in which they are marked: by question, then by bid."""
        return tuple(cell for _leaf, row in self.rows for cell in row)

    @property
    def total(self) -> int:
        return len(self.cells)

    @property
    def done(self) -> int:
        return sum(cell.done for cell in self.cells)

    @property
    def complete(self) -> bool:
        return bool(self.cells) and self.done == self.total

    @property
    def left(self) -> tuple[BoardCell, ...]:
        return tuple(cell for cell in self.cells if not cell.done)

    def position(self, criterion: str, code: str) -> int | None:
        """Where an answer stands among all, from 0; None when it is not to be marked."""
        for index, cell in enumerate(self.cells):
            if (cell.leaf.id, cell.code) == (criterion, code):
                return index
        return None

    def cell(self, criterion: str, code: str) -> BoardCell | None:
        """An answer; None when it is not to be marked."""
        position = self.position(criterion, code)
        return None if position is None else self.cells[position]


def scoreboard(person: Person, lot_stage: LotStage) -> Scoreboard:
    """One evaluator's own board. Budget: 4 queries, whatever the number of questions and bids."""
    bids = tuple(scored_bids(lot_stage))
    questions = current_rules(lot_stage.lot).of_kind("quality")
    sheets = list(ScoreSheet.objects.filter(bid__in=bids, evaluator=person, is_current=True))
    own = {
        (score.sheet.bid_id, score.criterion): score
        for score in Score.objects.filter(sheet__in=sheets).select_related("sheet")
    }
    rows = tuple(
        (leaf, tuple(BoardCell(leaf, bid.code, own.get((bid.pk, leaf.id))) for bid in bids))
        for leaf in questions
    )
    locked_bids = {sheet.bid_id for sheet in sheets if sheet.state == ScoreSheet.State.LOCKED}
    return Scoreboard(bids, rows, locked=bool(bids) and all(bid.pk in locked_bids for bid in bids))
