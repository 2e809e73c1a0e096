"""Notifications about a tender's panel, and what every notification about a lot says of it."""

from typing import Any

from django.urls import reverse

from procurement.accounts.models import Person
from procurement.core.notifications import notify

from .models import LotStage, Tender, TenderGrant


def about(lot_stage: LotStage) -> dict[str, Any]:
    """The variables of `templates/mail/tender.txt` for a lot; a tender of one lot is named without it."""
    tender = lot_stage.lot.tender
    several = tender.lots.count() > 1
    return {
        "tender": tender,
        "lot": lot_stage.lot if several else None,
        "deadline": lot_stage.stage.deadline,
    }


def lot_path(lot_stage: LotStage, name: str) -> str:
    """The address of one of a lot's pages, by the name of its view."""
    return reverse(name, kwargs={"tender_id": lot_stage.lot.tender_id, "lot_number": lot_stage.lot.number})


def tell_role(*, actor: Person, tender: Tender, grant: TenderGrant) -> None:
    """Tell a person of the role that somebody else gave them; call in the transaction that gives it."""
    if grant.person_id == actor.pk or not grant.person.is_active:
        return
    role = str(grant.get_role_display()).lower()
    notify(
        [grant.person],
        "panel_role",
        path=reverse("desk:tender", kwargs={"tender_id": tender.pk}),
        tender=tender,
        lot=grant.lot,
        role=f"{'an' if role[0] in 'aeiou' else 'a'} {role}",
        who=actor,
        published=tender.published_at is not None,
    )
