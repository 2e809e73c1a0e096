"""The full evidence bundle: everything that a court needs to compute a result again, and the panel's record
beside it.
"""

from typing import Any

import scoring
from procurement.accounts.models import Person
from procurement.audit.queries import chain_head
from procurement.bids.models import Bid, BidAnswer, BidAttachment
from procurement.core.formatting import london_exact
from procurement.core.letters import by_letter
from procurement.tenders.models import LotStage

from ..models import (
    CommitmentReview,
    ConflictDeclaration,
    ModeratedScore,
    PassDecision,
    Result,
    Score,
    ScoreSheet,
)
from ..panel import scored_bids


def full_bundle(result: Result) -> dict[str, Any]:
    """The bundle of a result with what the bids said, sheets, moderation, declarations and the audit chain's
    head. Budget: 13 queries.

    `answers` is the text of each scored bid by letter and criterion; `attachments` its files by letter, each with
    name, size in bytes and digest, for comparing with the files themselves.

    For the authority, an auditor or a court: it names everybody and holds every bid. `python -m scoring
    verify` computes it again, offline.
    """
    lot_stage = result.lot_stage
    sheets = list(
        ScoreSheet.objects.filter(lot_stage=lot_stage, state=ScoreSheet.State.LOCKED)
        .select_related("evaluator", "bid")
        .order_by("evaluator__name", "evaluator_id", *by_letter("bid__code"), "version")
    )
    bids = list(scored_bids(lot_stage))
    head = chain_head(chain=lot_stage.audit_chain)
    return scoring.make_bundle(
        result.evaluation,
        result.result,
        published={
            "version": result.published_model.version,
            "model_hash": result.published_model.model_hash,
            "published_at": london_exact(result.published_model.published_at),
        },
        answers=_answers(bids),
        attachments=_attachments(bids),
        calculated={"by": result.calculated_by.name, "at": london_exact(result.calculated_at)},
        sheets=_sheets(sheets),
        moderation=_moderation(lot_stage),
        passes=_passes(lot_stage),
        commitments=_commitments(lot_stage),
        declarations=_declarations(lot_stage),
        audit={"chain": head.key, "events": head.length, "head": head.digest},
    )


def _answers(bids: list[Bid]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {bid.code: {} for bid in bids}
    for answer in BidAnswer.objects.filter(bid__in=bids).select_related("bid").order_by("criterion"):
        found[answer.bid.code][answer.criterion] = answer.text
    return found


def _attachments(bids: list[Bid]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {bid.code: [] for bid in bids}
    for file in BidAttachment.objects.filter(bid__in=bids).select_related("bid").order_by("name", "pk"):
        found[file.bid.code].append({"name": file.name, "sha256": file.sha256, "size": file.size})
    return found


def _sheets(sheets: list[ScoreSheet]) -> list[dict[str, Any]]:
    numbers: dict[Person, int] = {}
    scores: dict[Any, list[Score]] = {}
    for score in Score.objects.filter(sheet__in=sheets).order_by("criterion"):
        scores.setdefault(score.sheet_id, []).append(score)
    return [
        {
            "evaluator": f"E{numbers.setdefault(sheet.evaluator, len(numbers) + 1)}",
            "name": sheet.evaluator.name,
            "bid": sheet.bid.code,
            "version": sheet.version,
            "current": sheet.is_current,
            "locked_at": london_exact(sheet.locked_at),
            "marks": {score.criterion: score.mark for score in scores.get(sheet.pk, [])},
            "reasons": {score.criterion: score.reason for score in scores.get(sheet.pk, [])},
        }
        for sheet in sheets
    ]


def _moderation(lot_stage: LotStage) -> list[dict[str, Any]]:
    found = ModeratedScore.objects.filter(bid__lot_stage=lot_stage).select_related("bid", "moderator")
    return [
        {
            "bid": score.bid.code,
            "criterion": score.criterion,
            "mark": score.mark,
            "reason": score.reason,
            "agreed_by": sorted(person.name for person in score.agreed_by.all()),
            "dissent": score.dissent,
            "moderator": score.moderator.name,
            "recorded_at": london_exact(score.recorded_at),
        }
        for score in found.prefetch_related("agreed_by").order_by(*by_letter("bid__code"), "criterion")
    ]


def _passes(lot_stage: LotStage) -> list[dict[str, Any]]:
    found = PassDecision.objects.filter(bid__lot_stage=lot_stage).select_related("bid", "decided_by")
    return [
        {
            "bid": decision.bid.code,
            "criterion": decision.criterion,
            "passed": decision.passed,
            "reason": decision.reason,
            "decided_by": decision.decided_by.name,
            "decided_at": london_exact(decision.decided_at),
        }
        for decision in found.order_by(*by_letter("bid__code"), "criterion")
    ]


def _commitments(lot_stage: LotStage) -> list[dict[str, Any]]:
    found = CommitmentReview.objects.filter(commitment__bid__lot_stage=lot_stage).select_related(
        "commitment__bid", "reviewer"
    )
    return [
        {
            "bid": review.commitment.bid.code,
            "measure": review.commitment.measure,
            "year": review.commitment.year,
            "promised": f"{review.commitment.quantity:f}",
            "counted": f"{review.counted:f}",
            "reason": review.reason,
            "method": review.commitment.method,
            "reviewer": review.reviewer.name,
            "decided_at": london_exact(review.decided_at),
        }
        for review in found.order_by(*by_letter("commitment__bid__code"), "commitment__position")
    ]


def _declarations(lot_stage: LotStage) -> list[dict[str, Any]]:
    found = ConflictDeclaration.objects.filter(lot_stage=lot_stage).select_related("person", "decided_by")
    return [
        {
            "person": declaration.person.name,
            "answer": declaration.get_answer_display(),
            "details": declaration.details,
            "declared_at": london_exact(declaration.declared_at),
            "outcome": declaration.get_outcome_display(),
            "decided_by": declaration.decided_by.name if declaration.decided_by else None,
            "mitigation": declaration.mitigation,
        }
        for declaration in found.order_by("person__name", "person_id")
    ]
