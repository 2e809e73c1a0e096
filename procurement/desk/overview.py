"""A lot's next step and a tender's facts, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from procurement.core.formatting import LONDON, day, london, money
from procurement.tenders.models import LotStage, Tender

IN_PREPARATION = (Tender.State.PLANNING, Tender.State.DRAFT)


@dataclass(frozen=True)
class NextStep:
    """What comes next for a lot: a heading, what it means, and where it is done (an empty url: nothing to do)."""

    heading: str
    text: str
    url: str = ""
    action: str = ""


def next_step(lot_stage: LotStage, *, now: datetime) -> NextStep:
    """The next step of a lot, whoever takes it. No query."""
    tender = lot_stage.lot.tender

    def url(name: str) -> str:
        return reverse(name, kwargs={"tender_id": tender.pk, "lot_number": lot_stage.lot.number})

    if tender.state == Tender.State.CANCELLED:
        return NextStep("The tender was cancelled", "Nothing more happens here. The history stays.")
    if tender.state in IN_PREPARATION:
        return NextStep(
            "In preparation",
            "A procurement officer builds the criteria and publishes them. Until then everything can be changed.",
            url("tenders:criteria"),
            "See the criteria",
        )
    if lot_stage.state == LotStage.State.WAITING:
        deadline = london(lot_stage.stage.deadline)
        if lot_stage.stage.is_closed(now):
            return NextStep(
                "Open the bids",
                f"The deadline was {deadline}. Two named people confirm the opening.",
                url("bids:opening"),
                "Go to the opening",
            )
        return NextStep(
            "Suppliers are bidding",
            f"Bids stay sealed until two named people open them after {deadline}.",
            url("bids:opening"),
            "See how many bids there are",
        )
    return _after_opening(lot_stage, url)


def _after_opening(lot_stage: LotStage, url: object) -> NextStep:
    assert callable(url)  # noqa: S101 - the function above
    steps = {
        LotStage.State.OPENED: NextStep(
            "Start the evaluation",
            "The panel declares conflicts of interest, and the officer starts the evaluation.",
            url("evaluation:conflicts"),
            "Go to conflicts of interest",
        ),
        LotStage.State.EVALUATING: NextStep(
            "Score, judge and moderate",
            "Evaluators score blind and lock. The reviewer judges commitments. Then the panel agrees consensus marks.",
            url("evaluation:moderation"),
            "Go to moderation",
        ),
        LotStage.State.MODERATED: NextStep(
            "Recommend an award",
            "The result is calculated. An officer recommends, and another person approves.",
            url("awards:recommendation"),
            "Go to the recommendation",
        ),
        LotStage.State.AWARDED: NextStep(
            "The lot is awarded",
            "The award report holds the whole evidence.",
            url("awards:report"),
            "See the report",
        ),
        LotStage.State.ENDED: NextStep("The lot ended without award", lot_stage.ended_reason),
    }
    return steps[LotStage.State(lot_stage.state)]


def next_date(tender: Tender, deadline: datetime | None, *, now: datetime) -> str:
    """The next date of a tender, in words: bids are due, then the contract begins. No query."""
    if deadline is not None and deadline > now:
        return f"Bids until {london(deadline)}"
    if deadline is None and tender.state in IN_PREPARATION:
        return "No deadline for bids yet"
    begins = tender.contract_start
    if begins is None:
        return f"The deadline was {london(deadline)}" if deadline else ""
    is_ahead = begins >= now.astimezone(LONDON).date()
    return f"The contract {'begins' if is_ahead else 'was to begin'} on {day(begins)}"


def tender_facts(tender: Tender, lot_stages: Iterable[LotStage]) -> list[dict[str, str]]:
    """The rows of a tender's summary list. Needs the stages loaded; no query."""
    deadlines = sorted({stage.stage.deadline for stage in lot_stages if stage.stage.deadline})
    period = " to ".join(day(moment) for moment in (tender.contract_start, tender.contract_end) if moment)
    rows = [
        ("Contracting authority", tender.authority.name),
        ("Reference", tender.reference),
        ("What is bought", f"{tender.cpv} {tender.cpv_title}".strip()),
        (
            "Estimated value",
            money(tender.value, tender.currency) if tender.value is not None else "Not given",
        ),
        ("Contract", period),
        ("Deadline for bids", "\n".join(london(moment) for moment in deadlines) or "Not set yet"),
        ("Published", london(tender.published_at) if tender.published_at else "Not yet"),
        ("Notice", tender.ocid),
        ("Description", tender.description),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]
