"""Conflicts of interest: declared before anybody reads a bid, decided by an officer (Procurement Act 2023,
ss. 81-83).
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from procurement.accounts.models import Person
from procurement.audit.services import record
from procurement.core.errors import NotPermitted, Refused
from procurement.core.permissions import demand
from procurement.core.transitions import locked
from procurement.tenders.models import LotStage

from .. import notifications, rules
from ..models import ConflictDeclaration

Answer = ConflictDeclaration.Answer
Outcome = ConflictDeclaration.Outcome


def declare(*, actor: Person, lot_stage: LotStage, answer: str, details: str = "") -> ConflictDeclaration:
    """Record what a member of the panel declares. "none" takes part; "conflict" waits for an officer's
    decision.

    A declaration of none can be followed by one of a conflict (something came up later); nothing else is
    taken back. The same declaration twice changes nothing. Raises NotPermitted and Refused.
    """
    details = details.strip() if answer == Answer.CONFLICT else ""
    if answer not in Answer.values:
        raise Refused("Say whether you have a conflict of interest.")
    if answer == Answer.CONFLICT and not details:
        raise Refused("Describe the possible conflict of interest: with whom, what it is, and since when.")
    with transaction.atomic():
        stage = locked(lot_stage)
        demand(rules.DECLARE, actor, stage)
        earlier = (
            ConflictDeclaration.objects.select_for_update().filter(lot_stage=stage, person=actor).first()
        )
        if earlier and (earlier.answer, earlier.details) == (answer, details):
            return earlier
        if earlier and earlier.answer == Answer.CONFLICT:
            raise Refused(
                "You have declared a possible conflict of interest for this lot. "
                "A procurement officer decides about it: tell them what has changed."
            )
        declaration = earlier or ConflictDeclaration(lot_stage=stage, person=actor)
        before = _as_said(declaration) if earlier else None
        declaration.answer, declaration.details, declaration.declared_at = answer, details, timezone.now()
        declaration.outcome = Outcome.TAKES_PART if answer == Answer.NONE else Outcome.WAITING
        declaration.decided_by, declaration.decided_at, declaration.mitigation = None, None, ""
        declaration.save()
        record(
            chain=stage.audit_chain,
            action="conflict.declared",
            subject=f"declaration:{declaration.pk}",
            actor=actor,
            details={**_as_said(declaration), **({"earlier": before} if before else {})},
        )
    return declaration


def decide_conflict(
    *, actor: Person, declaration: ConflictDeclaration, outcome: str, mitigation: str
) -> ConflictDeclaration:
    """An officer's decision: the person takes part, with mitigation, or is recused. Recusal counts at once.

    Also for somebody who declared none (an officer may know more), and again when things change, until
    moderation is closed. Raises Refused without a reason, NotPermitted for one's own declaration.
    """
    mitigation = mitigation.strip()
    if outcome not in (Outcome.TAKES_PART, Outcome.RECUSED):
        raise Refused("Choose whether the person takes part or is recused.")
    if not mitigation:
        raise Refused("Give the reason for the decision and how the conflict is mitigated.")
    with transaction.atomic():
        stage = locked(declaration.lot_stage)
        row = locked(declaration)
        demand(rules.DECIDE_CONFLICT, actor, stage)
        if row.person_id == actor.pk:
            raise NotPermitted(
                "Nobody decides about their own conflict of interest. Ask another procurement officer."
            )
        if row.decided_by_id and (row.outcome, row.mitigation) == (outcome, mitigation):
            return row
        before = _as_said(row)
        row.outcome, row.mitigation = outcome, mitigation
        row.decided_by, row.decided_at = actor, timezone.now()
        row.save()
        record(
            chain=stage.audit_chain,
            action="conflict.decided",
            subject=f"declaration:{row.pk}",
            actor=actor,
            details={**_as_said(row), "earlier": before},
        )
        if outcome == Outcome.RECUSED and before["outcome"] != Outcome.RECUSED:
            notifications.tell_if_all_locked(lot_stage=stage)
    declaration.refresh_from_db()
    return row


def _as_said(declaration: ConflictDeclaration) -> dict[str, Any]:
    """A declaration for the audit log."""
    return {
        "person": str(declaration.person),
        "answer": declaration.answer,
        "details": declaration.details,
        "outcome": declaration.outcome,
        "mitigation": declaration.mitigation,
    }
