"""A made-up award of Northmoor Council for the tests of the report: every sum in it is right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from procurement.awards.report import (
    Answer,
    Approval,
    AttachedFile,
    AwardReport,
    BidCommitments,
    Bidder,
    CommitmentLine,
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

MADE_AT = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
DETAIL = (
    "at £540,000 over three years. Recommended on 19 November 2026; approved on 20 November 2026 by a "
    "different person. Nobody who scored approved."
)
WHY = (
    "It was the strongest on mobilisation and on keeping tenancies going, with evidence for each "
    "point that the questions asked for (section 4). Its price is 12.5% above the lowest admissible "
    "price, which cost it 2.78 of 25 points. It promised less social value than bid D; all but one "
    "post and half of the sessions were counted (section 5)."
)
HOW_SAFE = (
    "Bid B stays first while the price counts for no more than 31.4% (published: 25%), and in 82% of "
    "all possible weightings. One mark more for bid A on question 2 would change the order; that "
    "answer was read again by the panel before prices were opened."
)
BUNDLE = AttachedFile(
    "bundle.json",
    b'{"format": "commonweal/bundle/1", "evaluation": {}, "result": {}}\n' * 400,
    "Evidence bundle: model, bids as scored, marks, consensus and result",
    "application/json",
)
PANEL = ("Aisha Khan", "Tom Reid", "Siobhán O'Neill")
LABELS = {0: "no answer", 1: "poor", 2: "weak", 3: "fair", 4: "good", 5: "excellent"}
SCALE = "Marked 0 (no answer) to 5 (excellent); each mark is worth a fifth of the points."


@dataclass(frozen=True)
class SampleBid:
    bidder: Bidder
    price: int
    marks: tuple[int, ...]
    jobs: int
    hours: int


@dataclass(frozen=True)
class _Asked:
    title: str
    text: str
    points: int
    criterion: str


ASKED = (
    _Asked(
        "Mobilisation",
        "Describe how the service will be ready for its first residents, week by week, and who is "
        "responsible.",
        15,
        "Quality",
    ),
    _Asked(
        "Keeping tenancies going",
        "Describe how you will help young people to keep their home in their first year, with "
        "evidence that what you propose has worked elsewhere.\n\nAnswers should say how arrears are "
        "found early and what follows.",
        20,
        "Quality",
    ),
    _Asked("Safeguarding", "Describe how concerns are recognised, recorded and passed on.", 10, "Quality"),
    _Asked(
        "Social value method", "Describe how the commitments will be delivered and shown.", 8, "Social value"
    ),
    _Asked("Environment", "Describe how the homes will use less energy.", 10, "Environment"),
)
BIDS = (
    SampleBid(Bidder("B", "Harbour Homes"), 540_000, (5, 4, 4, 4, 3), 9, 900),
    SampleBid(Bidder("A", "Northgate Living"), 480_000, (4, 4, 4, 3, 4), 8, 700),
    SampleBid(
        Bidder("D", "Kestrel Trust, Ymddiriedolaeth Tŵr y Cudyll"), 600_000, (4, 3, 4, 5, 4), 12, 1_200
    ),
    SampleBid(
        Bidder("E", "O'Malley & Daughters “Moorside” <Care> Partnership"), 500_000, (3, 3, 3, 2, 3), 4, 650
    ),
)
REASONS = {
    5: "Every point asked for is answered with evidence. The plan names the person responsible for "
    "each week, the date on which each home is ready and what happens if it is not (“a vacant flat is "
    "held in reserve until week 12”, page 3). References from two councils confirm that the last "
    "three services opened on time.",
    4: "The first thirty days and the response to arrears are specific and staffed (“the worker "
    "visits twice a week and completes a money plan”, page 3). The out of hours service is proven. "
    "How the bidder knows that the service works is left open until month three, which is why the "
    "mark is not 5.",
    3: "The answer covers what was asked in general terms. Staffing is described but not matched to "
    "the number of residents, and the evidence is of a service for older people (page 7). The panel "
    "could not tell how problems in the first weeks would come to light.",
    2: "The answer repeats the specification in large part. Two of the five points asked for are not "
    "addressed, and the only evidence is a statement of intent (page 11).",
}


def _points(value: Fraction | int) -> str:
    exact = Decimal(Fraction(value).numerator) / Decimal(Fraction(value).denominator)
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP)}"


def _social_value(bid: SampleBid) -> Fraction:
    return Fraction(bid.jobs * 15_400 + bid.hours * 16)


def _price_points(bid: SampleBid, bids: Sequence[SampleBid]) -> Fraction:
    return Fraction(25 * min(other.price for other in bids), bid.price)


def _commitment_points(bid: SampleBid, bids: Sequence[SampleBid]) -> Fraction:
    return 12 * _social_value(bid) / max(_social_value(other) for other in bids)


def _asked_points(bid: SampleBid, criterion: str) -> Fraction:
    asked = zip(ASKED, bid.marks, strict=True)
    return sum((Fraction(q.points * m, 5) for q, m in asked if q.criterion == criterion), Fraction(0))


def _row(bid: SampleBid, bids: Sequence[SampleBid]) -> tuple[Fraction, ...]:
    return (
        _asked_points(bid, "Quality"),
        _price_points(bid, bids),
        _asked_points(bid, "Social value") + _commitment_points(bid, bids),
        _asked_points(bid, "Environment"),
    )


def _answer(bid: SampleBid, index: int, reason: str) -> Answer:
    mark, asked = bid.marks[index], ASKED[index]
    first = (mark, max(mark - 1, 0), mark) if (index + bid.jobs) % 2 else (mark, mark, mark)
    split = index == 1 and bid.bidder.code == "A"
    told = Dissent(
        PANEL[1],
        "The arrears process depends on a post that is not funded after the first year. I would have "
        "given 3: the answer does not say what follows.",
    )
    return Answer(
        bidder=bid.bidder,
        mark=str(mark),
        mark_label=LABELS[mark],
        points=_points(Fraction(asked.points * mark, 5)),
        working=f"{asked.points} x {mark}/5",
        reason=reason or REASONS[mark],
        first_marks=tuple(FirstMark(person, str(value)) for person, value in zip(PANEL, first, strict=True)),
        spread="one step of the scale" if len(set(first)) > 1 else "none",
        agreed=(PANEL[0], PANEL[2]) if split else PANEL,
        dissent=(told,) if split else (),
    )


def _ranking(bids: Sequence[SampleBid]) -> Ranking:
    ordered = sorted(bids, key=lambda bid: -sum(_row(bid, bids)))
    lowest = min(bid.price for bid in bids)
    most = max(_social_value(bid) for bid in bids)
    rows = tuple(
        RankedBid(bid.bidder, rank, tuple(map(_points, row)), _points(sum(row)), rank == 1)
        for rank, bid in enumerate(ordered, start=1)
        for row in [_row(bid, bids)]
    )
    price = FormulaTable(
        "Price",
        "25",
        "Formula F01, as published in section 6.2: weighting x lowest admissible price / this price. "
        "The lowest admissible price is £480,000.",
        "Evaluated price",
        tuple(
            FormulaLine(
                bid.bidder,
                Decimal(bid.price),
                f"25 x {lowest}/{bid.price}",
                _points(_price_points(bid, bids)),
            )
            for bid in ordered
        ),
    )
    commitments = FormulaTable(
        "Social value commitments",
        "12",
        "Relative to the highest, as published in section 6.4: weighting x value counted in this bid "
        "/ highest value counted in any bid.",
        "Value counted",
        tuple(
            FormulaLine(
                bid.bidder,
                Decimal(int(_social_value(bid))),
                f"12 x {_social_value(bid)}/{most}",
                _points(_commitment_points(bid, bids)),
            )
            for bid in ordered
        ),
    )
    criteria = (
        TopCriterion("Quality", "45"),
        TopCriterion("Price", "25"),
        TopCriterion("Social value", "20"),
        TopCriterion("Environment", "10"),
    )
    return Ranking(criteria, rows, prices=(price,), social_value=(commitments,))


def _commitments(bid: SampleBid) -> BidCommitments:
    promised = bid.jobs + 1
    lines = (
        CommitmentLine(
            "Jobs for people who have left care, for at least a year",
            "full-time equivalent",
            Decimal(promised),
            Decimal(bid.jobs),
            Decimal(bid.jobs * 15_400),
            "One post is filled already and is no new job; the published rules count only new ones.",
            f"{bid.jobs} x 15400",
            "Employment",
            "More young people have work that lasts",
            "outcome",
            Decimal(promised * 15_400),
        ),
        CommitmentLine(
            "Volunteering by staff in local schools",
            "hours",
            Decimal(bid.hours),
            Decimal(bid.hours),
            Decimal(bid.hours * 16),
            "All counted: the schools are named and have agreed in writing.",
            f"{bid.hours} x 16",
            "Strong communities",
            "Schools and community groups have the help that they ask for",
            "activity",
            Decimal(bid.hours * 16),
        ),
        CommitmentLine(
            "Space offered to community groups",
            "sessions",
            Decimal(24),
            Decimal(12),
            None,
            "Half of the sessions fall before the contract starts. The measure has no published value.",
            theme="Strong communities",
            outcome="Schools and community groups have the help that they ask for",
            level="output",
        ),
    )
    value = Decimal(int(_social_value(bid)))
    return BidCommitments(bid.bidder, value, lines, value + 15_400)


def _procurement() -> Procurement:
    marked, lowest = "Marked 0 to 5 by the panel", "Lowest price divided by this price (F01)"
    return Procurement(
        procedure="Open procedure under the Procurement Act 2023, one stage",
        published_at=datetime(2026, 10, 3, 8, 0, tzinfo=UTC),
        deadline=datetime(2026, 11, 3, 12, 0, tzinfo=UTC),
        opened_at=datetime(2026, 11, 3, 12, 9, tzinfo=UTC),
        opened_by=("Grace Adeyemi", "Peter Holt"),
        model_version=2,
        model_frozen_at=datetime(2026, 10, 3, 7, 55, tzinfo=UTC),
        model_hash="sha256:9f2c41ab77e0d1c2b3a4958677e0d1c2b3a4958677e0d1c2b3a4958677e0d1c2",
        criteria=(
            Criterion("Quality", Decimal(45)),
            Criterion("Question 1, mobilisation", Decimal(15), 1, marked),
            Criterion("Question 2, keeping tenancies going", Decimal(20), 1, marked),
            Criterion("Question 3, safeguarding", Decimal(10), 1, marked, "2 of 5"),
            Criterion("Price", Decimal(25), 0, lowest),
            Criterion("Social value", Decimal(20)),
            Criterion("Question 4, method", Decimal(8), 1, marked),
            Criterion("Commitments", Decimal(12), 1, "Value counted, relative to the highest"),
            Criterion("Environment", Decimal(10), 0, marked),
        ),
        value=Decimal(930_000),
        value_note="including VAT, over three years",
        cpv=("85311000 Social work services with accommodation", "98000000 Other community services"),
        notice="074866-2026",
        rules=(
            "Points are rounded half up to two decimal places; the ranking uses the exact figures.",
            "Equal totals would be decided by quality, then social value, then price.",
        ),
        contract_start=date(2027, 1, 11),
        contract_end=date(2030, 1, 10),
        timetable=(
            Milestone(
                "Published, and its rules frozen",
                datetime(2026, 10, 3, 8, 0, tzinfo=UTC),
                "Grace Adeyemi",
                12,
            ),
            Milestone("Deadline for bids", datetime(2026, 11, 3, 12, 0, tzinfo=UTC)),
            Milestone("Bids opened", datetime(2026, 11, 3, 12, 9, tzinfo=UTC), "Peter Holt", 41),
            Milestone(
                "Moderation closed, prices opened, result calculated",
                datetime(2026, 11, 17, 15, 5, tzinfo=UTC),
                "Maya Sand",
                290,
            ),
            Milestone("Award approved", datetime(2026, 11, 20, 14, 0, tzinfo=UTC), "Marcus Bell", 317),
        ),
    )


def sample_report(
    *, bids: Sequence[SampleBid] = BIDS, reason: str = "", questions: int = len(ASKED)
) -> AwardReport:
    """Five bids, one of them disqualified; `reason` replaces the panel's reasons."""
    ranking = _ranking(bids)
    order = {row.bidder: row.rank for row in ranking.bids}
    ordered = sorted(bids, key=lambda bid: order[bid.bidder])
    first, second = ranking.bids[0], ranking.bids[1]
    lead = _points(sum(_row(ordered[0], bids)) - sum(_row(ordered[1], bids)))
    return AwardReport(
        authority="Northmoor Council",
        shared_service="the Northern Shared Procurement Service",
        tender="Supported accommodation for care leavers",
        reference="NMC-2026-014",
        lot="Lot 2: North of the city",
        lot_number="2",
        dated=date(2026, 11, 23),
        summary=Summary(
            headline=f"Award to bid {first.bidder.code}, {first.bidder.name},",
            detail=DETAIL,
            figures=(
                KeyFigure(first.total, f"points of 100; the next bid has {second.total}"),
                KeyFigure(
                    f"{len(bids) + 1} bids", f"{len(bids)} assessed, 1 disqualified by the published method"
                ),
                KeyFigure("£153,000", "social value counted, of £168,400 promised"),
                KeyFigure("3 December", "standstill ends (8 working days)"),
            ),
            finding=f"Bid {first.bidder.code} leads by {lead} points",
            why=(WHY,),
            how_safe=(HOW_SAFE,),
        ),
        procurement=_procurement(),
        ranking=ranking,
        questions=tuple(
            Question(
                number=str(index + 1),
                title=asked.title,
                text=asked.text,
                maximum=str(asked.points),
                steps=tuple("012345"),
                scale=SCALE,
                minimum="The lowest mark that passes is 2." if asked.title == "Safeguarding" else "",
                answers=tuple(_answer(bid, index, reason) for bid in ordered),
            )
            for index, asked in enumerate(ASKED[:questions])
        ),
        commitments=tuple(_commitments(bid) for bid in ordered),
        not_ranked=(
            NotRanked(
                Bidder("C", "Alderley Support"),
                "Disqualified",
                "Question 3, safeguarding: consensus 1, where the published minimum is 2 (rule 6.3). "
                "It left before any price was compared.",
                "By the published method, confirmed by Grace Adeyemi",
                datetime(2026, 11, 17, 15, 5, tzinfo=UTC),
            ),
        ),
        approvals=(
            Approval(
                "Recommended",
                "Grace Adeyemi",
                "Procurement officer",
                datetime(2026, 11, 19, 10, 20, tzinfo=UTC),
                "Bid B has the highest total by the published model. The consensus marks and reasons "
                "were read through once more; no error was found.",
            ),
            Approval(
                "Approved",
                "Marcus Bell",
                "Director of Children's Services",
                datetime(2026, 11, 20, 14, 0, tzinfo=UTC),
                "The reasons support the marks, and the lead is small but does not rest on one reading.",
            ),
        ),
        declarations=(
            Declaration(
                PANEL[0], "Evaluator", datetime(2026, 11, 4, 9, 0, tzinfo=UTC), "No interest in any bidder."
            ),
            Declaration(
                PANEL[1], "Evaluator", datetime(2026, 11, 4, 9, 30, tzinfo=UTC), "No interest in any bidder."
            ),
            Declaration(
                "Helen Marsh",
                "Evaluator",
                datetime(2026, 11, 4, 11, 45, tzinfo=UTC),
                "A member of my household works for Kestrel Trust, in another region.",
                "Recused on 4 November 2026 before any answer was shown; replaced by Siobhán O'Neill.",
            ),
            Declaration(
                PANEL[2], "Evaluator", datetime(2026, 11, 5, 8, 0, tzinfo=UTC), "No interest in any bidder."
            ),
        ),
        evidence=Evidence(
            bundle_name="bundle.json",
            result_hash="sha256:3b1f9a70c2d40e5b8fa1c09e7d2244b51c9d8e7f6a5b4c3d2e1f00112233aabb",
            model_hash="sha256:9f2c41ab77e0d1c2b3a4958677e0d1c2b3a4958677e0d1c2b3a4958677e0d1c2",
            chain_records=318,
            chain_hash="sha256:77e041ab9f2c5d180e5bc2d49a703b1f77e041ab9f2c5d180e5bc2d49a703b1f",
            engine_version="1.0.0",
        ),
    )
