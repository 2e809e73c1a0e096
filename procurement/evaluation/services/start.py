"""The start of an evaluation: from here the panel reads bids."""

from django.db import transaction

from procurement.accounts.models import Person
from procurement.bids.models import Bid
from procurement.bids.services import admit_bids
from procurement.core.errors import Refused
from procurement.core.permissions import demand
from procurement.core.transitions import locked, transition
from procurement.tenders.models import LotStage

from .. import notifications, rules


def start_evaluation(*, actor: Person, lot_stage: LotStage) -> bool:
    """Move an opened lot to evaluating and admit every bid that was not disregarded. False when it has
    started already.

    Raises NotPermitted (an officer starts it) and Refused when no bid is left to evaluate.
    """
    with transaction.atomic():
        row = locked(lot_stage)
        demand(rules.START, actor, row)
        if row.state == LotStage.State.EVALUATING:
            lot_stage.refresh_from_db()
            return False
        if row.bids.filter(state=Bid.State.OPENED).exists():
            admit_bids(actor=actor, lot_stage=row)
        if not row.bids.filter(state=Bid.State.ADMITTED).exists():
            raise Refused(
                "There is no bid to evaluate: none was submitted, or all are disregarded. "
                "End the lot without award, and say why."
            )
        transition(row, to=LotStage.State.EVALUATING, actor=actor)
        notifications.tell_started(actor=actor, lot_stage=row)
    lot_stage.refresh_from_db()
    return True
