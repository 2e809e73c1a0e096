"""Who may see how the service itself is doing."""

from typing import Any

from procurement.accounts.models import Person
from procurement.core.permissions import Condition, permission
from procurement.core.remembering import once
from procurement.evaluation.rules import NOT_KEPT_OUT
from procurement.organisations.models import OrganisationGrant
from procurement.tenders.models import LotStage

AUTHORITY_ROLES = ("officer", "approver", "administrator")


def works_for_an_authority(person: Any, _thing: Any = None) -> bool:
    """Whether somebody is an officer, approver or administrator of any authority. 1 query, once a page."""
    if not person.is_authenticated:
        return False
    grants = OrganisationGrant.objects.filter(person=person, role__in=AUTHORITY_ROLES)
    return once(("works for an authority", person.pk), grants.exists)


def themselves(person: Person) -> Person:
    """For pages that are about nothing but the person who looks."""
    return person


SEE_JUDGEMENTS = permission(
    "desk.see_judgements",
    Condition(
        lambda _person, lot_stage: (
            lot_stage.state in (LotStage.State.MODERATED, LotStage.State.AWARDED, LotStage.State.ENDED)
        ),
        "What the panel decides is shown when moderation is closed.",
    ),
    NOT_KEPT_OUT,
)

SEE_STATUS = permission(
    "desk.see_status",
    Condition(
        works_for_an_authority,
        "Officers, approvers and administrators of a contracting authority see this: it says when documents are made.",
    ),
)
