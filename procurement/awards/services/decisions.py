"""Recommending, approving, returning and setting aside an award."""

from django.db import transaction
from django.utils import timezone

from procurement.accounts.models import Person
from procurement.bids.models import Bid
from procurement.core.errors import Conflict, Refused
from procurement.core.permissions import demand
from procurement.core.transitions import locked, transition
from procurement.evaluation.queries import latest_result
from procurement.tenders.models import LotStage
from procurement.tenders.services import finish_if_over, reopen_if_not_over

from .. import notifications, rules
from ..models import Approval, AwardDecision
from .documents import queue_report

State = AwardDecision.State


def recommend_award(*, actor: Person, lot_stage: LotStage, winner: Bid, reason: str) -> AwardDecision:
    """Recommend `winner`, which the lot's result must have put first, with the reasons for it.

    Made again by the same person with the same words, it changes nothing. Raises Refused where the result recommends
    another bid or leaves a tie, where a recommendation waits or an award stands already, and without a reason.
    """
    with transaction.atomic():
        lot_stage = locked(lot_stage)
        demand(rules.RECOMMEND, actor, lot_stage)
        decision = live_decision(lot_stage)
        if decision is not None and decision.state != State.DRAFT:
            return _same_or_refused(decision, winner=winner, reason=reason, actor=actor)
        if not reason.strip():
            raise Refused(
                "Give the reasons for the recommendation; the approver and the award report show them."
            )
        result = latest_result(lot_stage)
        if result.result["recommended"] != [winner.code]:
            raise Refused(
                f"The result does not put bid {winner.code} alone in first place, so it cannot be recommended. "
                "Reload the result page to see the ranking."
            )
        if decision is None:
            decision = AwardDecision.objects.create(
                lot_stage=lot_stage, result=result, winner=winner, reason=reason.strip()
            )
        transition(
            decision,
            to=State.RECOMMENDED,
            actor=actor,
            changes={
                "winner": winner,
                "result": result,
                "reason": reason.strip(),
                "recommended_by": actor,
                "recommended_at": timezone.now(),
            },
            details={"bid": winner.code, "result_hash": result.result_hash, "reason": reason.strip()},
        )
        notifications.tell_waiting(actor=actor, decision=decision)
    return decision


def approve_award(
    *, actor: Person, decision: AwardDecision, reason: str, answers: int | None = None
) -> AwardDecision:
    """Approve a recommended award; the lot is awarded and the award report queued in the same transaction.

    A repeated approval by the same person changes nothing; a second approver is told who approved it. `answers` is how
    many answers the page showed: Conflict is raised when the recommendation was answered since and made again.
    """
    with transaction.atomic():
        locked(decision.lot_stage.lot.tender)
        lot_stage = locked(decision.lot_stage)
        decision = locked(decision)
        if decision.state == State.APPROVED:
            approval = decision.approvals.get(verdict=Approval.Verdict.APPROVED)
            if approval.approver_id == actor.pk:
                return decision
            raise Refused(
                f"{approval.approver} has approved this award already. Nothing more is needed from you."
            )
        demand(rules.APPROVE, actor, decision)
        now = timezone.now()
        _answer(decision, actor=actor, verdict=Approval.Verdict.APPROVED, reason=reason, answers=answers)
        transition(
            decision,
            to=State.APPROVED,
            actor=actor,
            changes={"approved_at": now},
            details={"reason": reason.strip()},
        )
        transition(lot_stage, to=LotStage.State.AWARDED, actor=actor, details={"bid": decision.winner.code})
        queue_report(decision=decision, asked_by=actor)
        finish_if_over(actor=actor, tender=lot_stage.lot.tender)
        notifications.tell_approved(actor=actor, decision=decision)
    return decision


def return_award(
    *, actor: Person, decision: AwardDecision, reason: str, answers: int | None = None
) -> AwardDecision:
    """Send a recommendation back to the officer with the reason; the officer may recommend again.

    `answers` as for `approve_award`.
    """
    with transaction.atomic():
        locked(decision.lot_stage)
        decision = locked(decision)
        if decision.state == State.DRAFT:
            return decision
        demand(rules.RETURN, actor, decision)
        _answer(decision, actor=actor, verdict=Approval.Verdict.RETURNED, reason=reason, answers=answers)
        transition(decision, to=State.DRAFT, actor=actor, details={"reason": reason.strip()})
        notifications.tell_returned(actor=actor, decision=decision)
    return decision


def set_aside_award(*, actor: Person, decision: AwardDecision, reason: str) -> AwardDecision:
    """Set a decision aside, with the reason; the lot can then be decided again."""
    if not reason.strip():
        raise Refused("Give the reason for setting the decision aside.")
    with transaction.atomic():
        tender = locked(decision.lot_stage.lot.tender)
        lot_stage = locked(decision.lot_stage)
        transition(
            decision,
            to=State.SET_ASIDE,
            actor=actor,
            changes={"set_aside_reason": reason.strip()},
            details={"reason": reason.strip()},
        )
        if lot_stage.state == LotStage.State.AWARDED:
            transition(lot_stage, to=LotStage.State.MODERATED, actor=actor, reason="The award was set aside.")
            reopen_if_not_over(actor=actor, tender=tender, reason="The award was set aside.")
    return decision


def set_aside_with_lot(actor: Person, lot_stage: LotStage) -> None:
    """Set aside what was decided on a lot that has just ended without award; call in the transaction that ended it."""
    decision = live_decision(lot_stage)
    if decision is None:
        return
    reason = f"The lot ended without award. {lot_stage.ended_reason}"
    transition(
        decision,
        to=State.SET_ASIDE,
        actor=actor,
        changes={"set_aside_reason": reason},
        details={"bid": decision.winner.code, "reason": reason},
    )


def live_decision(lot_stage: LotStage) -> AwardDecision | None:
    """The lot's decision that is not set aside, if there is one."""
    return (
        AwardDecision.objects.filter(lot_stage=lot_stage)
        .exclude(state=State.SET_ASIDE)
        .select_related("winner", "recommended_by")
        .first()
    )


def _same_or_refused(decision: AwardDecision, *, winner: Bid, reason: str, actor: Person) -> AwardDecision:
    same = (decision.winner_id, decision.reason, decision.recommended_by_id) == (
        winner.pk,
        reason.strip(),
        actor.pk,
    )
    if same:
        return decision
    raise Refused(
        f"{decision.recommended_by} has recommended bid {decision.winner.code} already. "
        "An approver must approve or return that recommendation before there can be another."
    )


def _answer(
    decision: AwardDecision, *, actor: Person, verdict: str, reason: str, answers: int | None
) -> None:
    if not reason.strip():
        raise Refused("Give the reason for your answer; it is kept in the award report.")
    if decision.state != State.RECOMMENDED or decision.recommended_by is None:
        raise Refused("There is no recommendation to answer. Reload the page to see where the award stands.")
    if answers is not None and answers != decision.approvals.count():
        raise Conflict(
            "The recommendation was returned and made again since you opened this page. Read it as it is now, then "
            "answer it. What you typed is still in the form."
        )
    Approval.objects.create(
        decision=decision,
        approver=actor,
        recommender=decision.recommended_by,
        verdict=verdict,
        reason=reason.strip(),
        at=timezone.now(),
    )
