"""How a lot and a tender end: without award, cancelled, or finished because every lot is over."""

from collections.abc import Callable

from django.db import transaction

from procurement.accounts.models import Person
from procurement.core.errors import Refused
from procurement.core.transitions import locked, transition

from ..models import LotStage, Tender

OVER = (LotStage.State.AWARDED, LotStage.State.ENDED)

Sequel = Callable[[Person, LotStage], object]
"""What has to happen with a lot that has just ended without award, in the same transaction."""

_sequels: list[Sequel] = []


def when_lot_ends(sequel: Sequel) -> None:
    """Let a higher app end what it has going for a lot that ends; called once, when the apps are ready."""
    _sequels.append(sequel)


def end_lot(*, actor: Person, lot_stage: LotStage, reason: str) -> LotStage:
    """End a lot of a published tender without award, for a reason that bidders will be told.

    A repeated click changes nothing. When it was the last lot still going, the tender is finished.
    """
    words = reason.strip()
    if not words:
        raise Refused("Give the reason why this lot ends without award. Bidders will be told.")
    with transaction.atomic():
        locked(lot_stage.lot.tender)
        if _ended(lot_stage, actor, words):
            finish_if_over(actor=actor, tender=lot_stage.lot.tender)
    return lot_stage


def _ended(lot_stage: LotStage, actor: Person, reason: str) -> bool:
    """End a lot, with all that goes on for it; False when it has ended already."""
    changes = {"ended_reason": reason}
    if not transition(lot_stage, to=LotStage.State.ENDED, actor=actor, reason=reason, changes=changes):
        return False
    for sequel in _sequels:
        sequel(actor, lot_stage)
    return True


def cancel_tender(*, actor: Person, tender: Tender, reason: str) -> Tender:
    """Cancel a tender before it is finished, for a reason; what still goes on in its lots ends with it.

    Raises Refused without a reason, and when a lot is awarded: the other lots can then be ended one by one.
    """
    words = reason.strip()
    if not words:
        raise Refused(
            "Give the reason for the cancellation. It is kept in the history, and bidders will be told."
        )
    with transaction.atomic():
        row = locked(tender)
        # All lots at once, before the first event locks the audit chain: so nobody holds one and waits for the other.
        lot_stages = list(
            LotStage.objects.select_for_update(of=("self",), no_key=True)
            .select_related("lot")
            .filter(lot__tender=row)
            .order_by("pk")
        )
        awarded = [str(stage.lot) for stage in lot_stages if stage.state == LotStage.State.AWARDED]
        if awarded:
            raise Refused(
                f"{awarded[0]} is awarded, so the tender is not cancelled as a whole. End the other lots instead."
            )
        if row.state == Tender.State.PUBLISHED:
            for lot_stage in lot_stages:
                if lot_stage.state not in OVER:
                    _ended(lot_stage, actor, f"The tender was cancelled: {words}")
        transition(
            tender, to=Tender.State.CANCELLED, actor=actor, reason=words, changes={"cancelled_reason": words}
        )
    return tender


def reopen_if_not_over(*, actor: Person, tender: Tender, reason: str) -> bool:
    """Take a finished tender back to published when one of its lots goes on again; True when it was finished."""
    with transaction.atomic():
        row = locked(tender)
        if (
            row.state != Tender.State.FINISHED
            or not LotStage.objects.filter(lot__tender=row).exclude(state__in=OVER).exists()
        ):
            return False
        return transition(tender, to=Tender.State.PUBLISHED, actor=actor, reason=reason)


def finish_if_over(*, actor: Person, tender: Tender) -> bool:
    """Finish a published tender when each of its lots is awarded or has ended; True when it is finished by this."""
    with transaction.atomic():
        row = locked(tender)
        if (
            row.state != Tender.State.PUBLISHED
            or LotStage.objects.filter(lot__tender=row).exclude(state__in=OVER).exists()
        ):
            return False
        return transition(tender, to=Tender.State.FINISHED, actor=actor)
