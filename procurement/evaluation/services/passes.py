"""Pass or fail: a named person decides, with a reason, whether a bid meets a criterion."""

from django.db import transaction
from django.utils import timezone

from procurement.accounts.models import Person
from procurement.audit.services import record
from procurement.bids.models import Bid
from procurement.core.errors import Refused
from procurement.core.permissions import demand
from procurement.core.transitions import locked

from .. import rules
from ..models import PassDecision
from ..panel import SCORED
from .saving import check_revision, published_leaf


def decide_pass(
    *, actor: Person, bid: Bid, criterion: str, passed: bool, reason: str, revision: int | None = None
) -> PassDecision:
    """Record whether a bid passes a pass or fail criterion, and why. Can be decided again until moderation is
    closed.

    Raises Refused, Conflict, NotPermitted.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("Say why the bid passes or fails.")
    with transaction.atomic():
        row = locked(bid)
        demand(rules.DECIDE_PASS, actor, row)
        if row.state not in SCORED:
            raise Refused(f"Bid {row.code} is not evaluated: it was disregarded.")
        leaf = published_leaf(row.lot_stage, criterion, "pass_fail")
        decision = PassDecision.objects.select_for_update().filter(bid=row, criterion=leaf.id).first()
        if decision is not None and (decision.passed, decision.reason) == (passed, reason):
            return decision
        check_revision(decision, revision)
        earlier = {"passed": decision.passed, "reason": decision.reason} if decision else None
        decision = decision or PassDecision(bid=row, criterion=leaf.id)
        decision.passed, decision.reason, decision.decided_by = passed, reason, actor
        decision.decided_at, decision.revision = timezone.now(), decision.revision + 1
        decision.save()
        record(
            chain=row.audit_chain,
            action="pass.decided",
            subject=f"pass_decision:{decision.pk}",
            actor=actor,
            details={
                "bid": row.code,
                "criterion": leaf.id,
                "passed": passed,
                "reason": reason,
                **({"earlier": earlier} if earlier else {}),
            },
        )
    return decision
