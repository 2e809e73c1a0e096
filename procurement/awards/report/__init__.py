"""The award report: a designed, tagged PDF that carries its own evidence.

`render_award_report` turns `AwardReport` (plain values, see `content`) into PDF bytes; `pdf_problems` says
what a reader with assistive technology, or an archive, would find wrong with them.
"""

from .bidder import Bidder
from .checking import pdf_problems
from .content import (
    Answer,
    Approval,
    AwardReport,
    Condition,
    ConditionOutcome,
    Criterion,
    Declaration,
    Dissent,
    Evidence,
    FirstMark,
    FormulaLine,
    FormulaTable,
    KeyFigure,
    Milestone,
    NotRanked,
    Procurement,
    Question,
    RankedBid,
    Ranking,
    Summary,
    TopCriterion,
)
from .render import render_award_report
from .social_value import BidCommitments, CommitmentLine
from .tagging import AttachedFile

__all__ = [
    "Answer",
    "Approval",
    "AttachedFile",
    "AwardReport",
    "BidCommitments",
    "Bidder",
    "CommitmentLine",
    "Condition",
    "ConditionOutcome",
    "Criterion",
    "Declaration",
    "Dissent",
    "Evidence",
    "FirstMark",
    "FormulaLine",
    "FormulaTable",
    "KeyFigure",
    "Milestone",
    "NotRanked",
    "Procurement",
    "Question",
    "RankedBid",
    "Ranking",
    "Summary",
    "TopCriterion",
    "pdf_problems",
    "render_award_report",
]
