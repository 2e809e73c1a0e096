"""Moving a demonstration's deadline. There is no such service outside the demonstration."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from procurement.accounts.models import Person
from procurement.audit.services import record
from procurement.core.permissions import Condition, permission
from procurement.core.time import database_now
from procurement.core.transitions import locked
from procurement.organisations.roles import roles_of
from procurement.tenders.models import LotStage, Tender

EDIT_CLOCK = permission(
    "desk.end_deadline",
    Condition(
        lambda _person, _lot_stage: settings.DEMO, "Deadlines are moved like this in the demonstration only."
    ),
    Condition(
        lambda person, lot_stage: "officer" in roles_of(person, on=lot_stage),
        "A procurement officer of the contracting authority does this.",
    ),
    Condition(
        lambda _person, lot_stage: (
            lot_stage.state == LotStage.State.WAITING
            and lot_stage.lot.tender.state == Tender.State.PUBLISHED
            and not lot_stage.stage.is_closed(database_now())
        ),
        "Only the deadline of a published tender that still takes bids can be ended.",
    ),
)


def end_deadline_now(*, actor: Person, lot_stage: LotStage) -> datetime:
    """Set the deadline of a lot's stage to a second ago; says so in the tender's history."""
    with transaction.atomic():
        stage = locked(lot_stage.stage)
        stage.deadline = database_now() - timedelta(seconds=1)
        stage.save(update_fields=["deadline"])
        record(
            chain=lot_stage.audit_chain,
            action="stage.deadline_ended_in_demonstration",
            subject=f"stage:{stage.pk}",
            actor=actor,
            details={"deadline": stage.deadline.isoformat()},
        )
    return stage.deadline
