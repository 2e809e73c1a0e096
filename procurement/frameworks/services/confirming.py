"""A named officer confirms a measure whose source could not be read, for their authority's tenders."""

from django.db import transaction

from procurement.accounts.models import Person
from procurement.audit.models import AuditChain
from procurement.audit.services import record
from procurement.core.errors import Refused
from procurement.core.permissions import demand
from procurement.core.time import database_now
from procurement.organisations.models import Organisation

from .. import rules
from ..models import Measure, MeasureConfirmation
from ..queries import measures_of


def confirm_measure(
    *, actor: Person, measure: Measure, authority: Organisation, note: str
) -> MeasureConfirmation:
    """Confirm a measure for one authority; `note` says where it was read.

    Confirmed again, it gives the confirmation that there is. Raises Refused for a measure that needs none, for one of
    another authority, and without a note; NotPermitted for somebody who is no officer of the authority.
    """
    with transaction.atomic():
        demand(rules.CONFIRM_FOR, actor, authority)
        row = measures_of(authority).select_for_update(of=("self",)).filter(pk=measure.pk).first()
        if row is None or row.status != Measure.Status.TO_CONFIRM:
            raise Refused("This is no measure that waits for a confirmation of this authority.")
        found = MeasureConfirmation.objects.filter(measure=row, authority=authority).first()
        if found is not None:
            return found
        if not note.strip():
            raise Refused("Say where you read it: the document, its edition and the page.")
        made = MeasureConfirmation.objects.create(
            measure=row, authority=authority, person=actor, confirmed_at=database_now(), note=note.strip()
        )
        record(
            chain=AuditChain.GENERAL,
            action="measure.confirmed",
            subject=f"measure:{row.pk}",
            actor=actor,
            details={
                "framework": str(row.framework),
                "measure": row.code,
                "authority": authority.name,
                "note": made.note,
            },
        )
    return made
