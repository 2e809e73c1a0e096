"""Moves of a tender through its life, made by the demonstration's people with the same services as the pages."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from procurement.awards.services import approve_award, recommend_award
from procurement.bids.content import Commitment, Confirmation
from procurement.bids.models import Bid, BidCommitment
from procurement.bids.services import (
    confirm_opening,
    save_answer,
    save_commitment,
    save_confirmations,
    save_prices,
    start_bid,
    submit_bid,
)
from procurement.core.letters import by_letter
from procurement.core.time import database_now
from procurement.evaluation.services import (
    close_moderation,
    decide_pass,
    declare,
    lock_sheets,
    moderate,
    open_sheet,
    review_commitment,
    save_score,
    start_evaluation,
)
from procurement.organisations.models import Organisation
from procurement.tenders.models import LotStage, Tender, TenderGrant
from procurement.tenders.services import (
    LotSpec,
    apply_template,
    create_tender,
    grant_on_tender,
    publish_tender,
)

from . import people, texts
from .clock import end_deadline_now
from .world import World

Role = TenderGrant.Role
PANEL = (
    ("evaluator1", Role.EVALUATOR),
    ("evaluator2", Role.EVALUATOR),
    ("reviewer", Role.SOCIAL_VALUE_REVIEWER),
    ("moderator", Role.MODERATOR),
)
WRITERS = {people.HARBOUR: "harbour", people.NORTHGATE: "northgate", people.KESTREL: "kestrel"}


def drafted(
    world: World,
    *,
    reference: str,
    title: str,
    description: str,
    cpv: tuple[str, str],
    lots: tuple[LotSpec, ...],
    authority: Organisation | None = None,
    officer: str = "officer",
) -> Tender:
    """A draft with the ready-made tree on every lot, a deadline in two weeks, and a contract of three years."""
    actor = world.person(officer)
    deadline = (database_now() + timedelta(days=14)).replace(hour=12, minute=0, second=0, microsecond=0)
    begins, ends = contract_after(deadline)
    tender = create_tender(
        actor=actor,
        authority=authority or world.northmoor,
        title=title,
        reference=reference,
        description=description,
        cpv=cpv[0],
        cpv_title=cpv[1],
        value=sum((lot.value for lot in lots if lot.value), Decimal(0)),
        deadline=deadline,
        contract_start=begins,
        contract_end=ends,
        lots=lots,
    )
    for lot in tender.lots.all():
        apply_template(actor=actor, lot=lot)
    return tender


def contract_after(deadline: datetime) -> tuple[date, date]:
    """First and last day of three years from the first of a month, with two months for evaluation and standstill."""
    begins = (deadline.date() + timedelta(days=91)).replace(day=1)
    return begins, begins.replace(year=begins.year + 3) - timedelta(days=1)


def published(world: World, tender: Tender, *, officer: str = "officer") -> list[LotStage]:
    """The draft published, with its panel; its lots in their stage."""
    actor = world.person(officer)
    publish_tender(actor=actor, tender=tender)
    if officer == "officer":
        for key, role in PANEL:
            grant_on_tender(actor=actor, person=world.person(key), tender=tender, role=role)
    return list(LotStage.objects.filter(lot__tender=tender).select_related("lot__tender__authority", "stage"))


def bid_written(world: World, lot_stage: LotStage, supplier: str, *, upto: int | None = None) -> Bid:
    """A supplier's draft: every section, or the first `upto` answers alone."""
    actor = world.person(WRITERS[supplier])
    bid = start_bid(actor=actor, lot_stage=lot_stage, supplier=world.organisations[supplier])
    for code, text in list(texts.ANSWERS[supplier].items())[:upto]:
        bid = save_answer(actor=actor, bid=bid, revision=bid.revision, criterion=code, text=text)
    if upto is not None:
        return bid
    bid = save_prices(actor=actor, bid=bid, revision=bid.revision, prices={"P": texts.PRICES[supplier]})
    confirmation = Confirmation(confirmed=True, note=texts.INSURANCE[supplier])
    bid = save_confirmations(actor=actor, bid=bid, revision=bid.revision, confirmations={"INS": confirmation})
    for promise in texts.PROMISES[supplier]:
        commitment = Commitment(promise.measure, Decimal(promise.quantity), promise.year, promise.method)
        bid = save_commitment(
            actor=actor, bid=bid, revision=bid.revision, criterion="SV", commitment=commitment
        )
    return bid


def bid_submitted(world: World, lot_stage: LotStage, supplier: str) -> Bid:
    """A supplier's complete bid, submitted."""
    bid = bid_written(world, lot_stage, supplier)
    actor = world.person(WRITERS[supplier])
    submit_bid(actor=actor, bid=bid, revision=bid.revision, received_at=database_now())
    return bid


def opened(world: World, lot_stage: LotStage) -> None:
    """The deadline over, and the bids opened by two people."""
    end_deadline_now(actor=world.person("officer"), lot_stage=lot_stage)
    for key in ("officer", "approver"):
        confirm_opening(actor=world.person(key), lot_stage=lot_stage, received_at=database_now())
    lot_stage.refresh_from_db()


def evaluating(world: World, lot_stage: LotStage) -> None:
    """Everybody has declared, and the evaluation has begun."""
    for key, _role in PANEL:
        declare(actor=world.person(key), lot_stage=lot_stage, answer="none", details="")
    start_evaluation(actor=world.person("officer"), lot_stage=lot_stage)
    lot_stage.refresh_from_db()


def scored(world: World, lot_stage: LotStage, evaluator: str, *, lock: bool = True) -> None:
    """One evaluator's marks with their reasons, locked unless said otherwise."""
    actor, place = world.person(evaluator), 0 if evaluator == "evaluator1" else 1
    for bid in _bids(lot_stage):
        sheet = open_sheet(actor=actor, bid=bid)
        for code, marks in texts.MARKS[bid.supplier.name].items():
            save_score(actor=actor, sheet=sheet, criterion=code, mark=marks[place], reason=texts.WHY[code])
    if lock:
        lock_sheets(actor=actor, lot_stage=lot_stage)


def judged(world: World, lot_stage: LotStage) -> None:
    """Every commitment judged by the social value reviewer, and every insurance answer by the moderator."""
    for row in BidCommitment.objects.filter(bid__lot_stage=lot_stage).select_related(
        "bid__supplier", "bid__lot_stage"
    ):
        counted, reason = texts.COUNTED_LESS.get(
            (row.bid.supplier.name, row.measure), (str(row.quantity), texts.COUNTED_IN_FULL)
        )
        review_commitment(
            actor=world.person("reviewer"), commitment=row, counted=Decimal(counted), reason=reason
        )
    for bid in _bids(lot_stage):
        reason = "The cover asked for is confirmed, with dates."
        decide_pass(actor=world.person("moderator"), bid=bid, criterion="INS", passed=True, reason=reason)


def moderated(world: World, lot_stage: LotStage) -> None:
    """Consensus marks for every answer, and moderation closed: the result stands."""
    panel = [world.person("evaluator1"), world.person("evaluator2")]
    for bid in _bids(lot_stage):
        for code, marks in texts.MARKS[bid.supplier.name].items():
            moderate(
                actor=world.person("moderator"),
                bid=bid,
                criterion=code,
                mark=marks[2],
                reason=texts.CONSENSUS_WHY[code],
                agreed_by=panel,
            )
    close_moderation(actor=world.person("moderator"), lot_stage=lot_stage)
    lot_stage.refresh_from_db()


def awarded(world: World, lot_stage: LotStage) -> None:
    """The leading bid recommended by the officer and approved by the approver; the report is queued."""
    from_result = lot_stage.results.latest("number").result["recommended"][0]
    winner = Bid.objects.select_related("supplier").get(lot_stage=lot_stage, code=from_result)
    decision = recommend_award(
        actor=world.person("officer"),
        lot_stage=lot_stage,
        winner=winner,
        reason=f"Bid {winner.code} was strongest on starting and running the service, with evidence for each "
        "point that the questions asked for.\n\nIts commitments were counted in full, and its price is within "
        "the estimate.",
    )
    approve_award(
        actor=world.person("approver"),
        decision=decision,
        reason="I read the consensus reasons and the workings, and the ranking follows from the published rules.",
    )


def _bids(lot_stage: LotStage) -> list[Bid]:
    return list(
        Bid.objects.filter(lot_stage=lot_stage)
        .exclude(code="")
        .select_related("supplier", "lot_stage__lot__tender__authority", "lot_stage__stage")
        .order_by(*by_letter())
    )
