"""All that an award report says, as plain values: what the database holds, turned into words by the caller.

Points, totals and marks are published figures as text, as the scoring result gives them ("24.00"); money is
Decimal, in the currency of the report; moments are aware datetimes. Free text may be of any length and hold any
characters; blank lines part its paragraphs. Where something does not apply, leave the default: the report leaves
it out, or says "none".
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .bidder import Bidder
from .social_value import BidCommitments


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One of the four figures under the decision: "85.56", "points of 100; the next bid has 84.00"."""

    figure: str
    words: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Section 1, one page: `headline` is the decision in a few words, `detail` goes on in the same box.

    `finding` is the title of the chart ("Bid B leads by 1.56 points"); `why` and `how_safe` are paragraphs.
    """

    headline: str
    detail: str
    figures: tuple[KeyFigure, ...]
    finding: str
    why: tuple[str, ...]
    how_safe: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of the published criteria, in the tree's order; `depth` 0 is the top level.

    `how_scored` says it in words: "Marked 0 to 5", "Lowest price divided by this price (F01)".
    """

    title: str
    weight: Decimal
    depth: int = 0
    how_scored: str = ""
    minimum: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of the timetable: what happened, when, by whom, and its number in the audit chain if it has one."""

    step: str
    at: datetime
    by: str = ""
    record: int | None = None


@dataclass(frozen=True, slots=True)
class Procurement:
    """Section 2: what was asked, how, and when."""

    procedure: str
    published_at: datetime
    deadline: datetime
    opened_at: datetime
    opened_by: tuple[str, ...]
    model_version: int
    model_frozen_at: datetime
    model_hash: str
    criteria: tuple[Criterion, ...]
    value: Decimal | None = None
    value_note: str = ""
    cpv: tuple[str, ...] = ()
    notice: str = ""
    rules: tuple[str, ...] = ()
    contract_start: date | None = None
    contract_end: date | None = None
    timetable: tuple[Milestone, ...] = ()


@dataclass(frozen=True, slots=True)
class TopCriterion:
    """A column of the ranking: a top-level criterion and its points at most ("45")."""

    title: str
    maximum: str


@dataclass(frozen=True, slots=True)
class RankedBid:
    """A row of the ranking: points in the order of the criteria, None where a criterion gives none."""

    bidder: Bidder
    rank: int
    points: tuple[str | None, ...]
    total: str
    recommended: bool = False


@dataclass(frozen=True, slots=True)
class FormulaLine:
    """One bid under a formula: the figure that went in, the working as `scoring` gives it, the points."""

    bidder: Bidder
    figure: Decimal
    working: str
    points: str


@dataclass(frozen=True, slots=True)
class FormulaTable:
    """A criterion that a formula scores: "Price", its points at most, the formula in words with its id."""

    title: str
    maximum: str
    formula: str
    figure_title: str
    lines: tuple[FormulaLine, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Section 3: all bids in rank order, then each formula with its working."""

    criteria: tuple[TopCriterion, ...]
    bids: tuple[RankedBid, ...]
    maximum: str = "100"
    notes: tuple[str, ...] = ()
    prices: tuple[FormulaTable, ...] = ()
    social_value: tuple[FormulaTable, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstMark:
    """What one evaluator gave before the panel met."""

    evaluator: str
    mark: str


@dataclass(frozen=True, slots=True)
class Dissent:
    """A panel member who does not share the consensus, and why."""

    person: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One bid's answer to one question: the consensus with its reason, and how the panel got there.

    `spread` is said in words: "one step of the scale". `agreed` names who signed the consensus.
    """

    bidder: Bidder
    mark: str
    mark_label: str
    points: str
    working: str
    reason: str
    first_marks: tuple[FirstMark, ...] = ()
    spread: str = ""
    agreed: tuple[str, ...] = ()
    dissent: tuple[Dissent, ...] = ()

    @property
    def all_agree(self) -> bool:
        """Whether just those who gave the first marks signed the consensus, so that one word says it."""
        marked = {first.evaluator for first in self.first_marks}
        return bool(marked) and not self.dissent and marked == set(self.agreed)


@dataclass(frozen=True, slots=True)
class Question:
    """Section 4, one question: `number` as published ("3"), `steps` the scale's marks from the lowest up."""

    number: str
    title: str
    text: str
    maximum: str
    steps: tuple[str, ...]
    answers: tuple[Answer, ...]
    scale: str = ""
    minimum: str = ""

    @property
    def highest(self) -> str:
        """The highest mark, where marks are numbers: "4 of 5" is said of no others."""
        return self.steps[-1] if self.steps and self.steps[-1].isdecimal() else ""


@dataclass(frozen=True, slots=True)
class ConditionOutcome:
    """Whether one bid met a pass or fail criterion: "Pass" or "Fail", who decided it, and why."""

    bidder: Bidder
    outcome: str
    decided_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Section 4, after the questions: a pass or fail criterion with what was decided for each bid."""

    title: str
    text: str
    outcomes: tuple[ConditionOutcome, ...]


@dataclass(frozen=True, slots=True)
class NotRanked:
    """Section 6, a bid outside the ranking: what became of it ("Disqualified"), why, by whom, when."""

    bidder: Bidder
    outcome: str
    reason: str
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """Section 7, one step: "Recommended", "Approved"."""

    step: str
    person: str
    position: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """Section 8: one person, their part in the award, what they declared and when, and what was done about it.

    `at` is None for somebody who declared nothing; `declared` then says why none was asked for.
    """

    person: str
    role: str
    at: datetime | None
    declared: str
    action: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Section 9: the hashes that tie this report to the record."""

    bundle_name: str
    result_hash: str
    model_hash: str
    chain_records: int
    chain_hash: str
    engine_version: str


@dataclass(frozen=True, slots=True)
class AwardReport:
    """The whole report on one lot (or a tender without lots). `reference` is the tender's."""

    authority: str
    tender: str
    reference: str
    dated: date
    summary: Summary
    procurement: Procurement
    ranking: Ranking
    questions: tuple[Question, ...]
    commitments: tuple[BidCommitments, ...]
    not_ranked: tuple[NotRanked, ...]
    approvals: tuple[Approval, ...]
    declarations: tuple[Declaration, ...]
    evidence: Evidence
    conditions: tuple[Condition, ...] = ()
    lot: str = ""
    lot_number: str = ""
    shared_service: str = ""
    currency: str = "GBP"
