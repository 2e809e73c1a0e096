"""Section 4 at a glance: the agreed marks of all bids, question by question."""

from dataclasses import dataclass

from .bidder import Bidder
from .content import Answer, AwardReport, Question
from .parts import in_even_parts

BIDS_A_TABLE = 8


@dataclass(frozen=True, slots=True)
class MarksTable:
    """Some bids side by side: for each question the answer of each bid, None where it has no mark."""

    bidders: tuple[Bidder, ...]
    rows: tuple[tuple[Question, tuple[Answer | None, ...]], ...]


def marks_tables(report: AwardReport) -> tuple[MarksTable, ...]:
    """Every question with every bid that has a mark, in tables of at most `BIDS_A_TABLE` bids, in their order."""
    found = {
        answer.bidder.code: answer.bidder for question in report.questions for answer in question.answers
    }
    order = [row.bidder.code for row in report.ranking.bids]
    bidders = sorted(
        found.values(), key=lambda one: order.index(one.code) if one.code in order else len(order)
    )
    tables = []
    for shown in in_even_parts(bidders, BIDS_A_TABLE):
        rows = []
        for question in report.questions:
            answers = {answer.bidder.code: answer for answer in question.answers}
            rows.append((question, tuple(answers.get(bidder.code) for bidder in shown)))
        tables.append(MarksTable(shown, tuple(rows)))
    return tuple(tables)
