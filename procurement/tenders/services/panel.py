"""Who evaluates, reviews, moderates and approves: grants on a tender or on one of its lots."""

from collections.abc import Callable

from django.db import transaction

from procurement.accounts.models import Person
from procurement.core.errors import Refused
from procurement.core.permissions import demand
from procurement.core.transitions import locked

from .. import rules
from ..models import Lot, LotStage, Tender, TenderGrant
from .drafting import note

Role = TenderGrant.Role
MARKERS = (Role.EVALUATOR, Role.SOCIAL_VALUE_REVIEWER)
SCORING = (LotStage.State.EVALUATING, LotStage.State.MODERATED, LotStage.State.AWARDED)
SCORED = (LotStage.State.MODERATED, LotStage.State.AWARDED)

Check = Callable[[Person, Tender], str | None]
"""Why a person cannot have any role on a tender, as a sentence; None when nothing stands against it."""

_checks: list[Check] = []


def refuse_grant_when(check: Check) -> None:
    """Let a higher app say who cannot have a role on a tender; called once, when the apps are ready."""
    _checks.append(check)


def grant_on_tender(
    *, actor: Person, person: Person, tender: Tender, role: str, lot: Lot | None = None
) -> TenderGrant:
    """Give a person a role on a tender, or on one lot of it; giving it twice changes nothing.

    Raises Refused for a role that a tender does not give, an account that is closed, a lot of another tender, a new
    evaluator or reviewer once moderation is closed, and a person against whom another app has a reason.
    """
    with transaction.atomic():
        row = locked(tender)
        demand(rules.MANAGE_PANEL, actor, row)
        _check(person, row, role, lot)
        grant, made = TenderGrant.objects.get_or_create(person=person, tender=row, role=role, lot=lot)
        if made:
            _record(actor, row, grant, "panel.granted")
    return grant


def revoke_on_tender(*, actor: Person, grant: TenderGrant) -> None:
    """Take a role on a tender or lot away again; taking it twice changes nothing.

    Raises Refused for an evaluator or a reviewer once scoring has begun: stepping aside is then a declaration, so
    that the record shows why.
    """
    with transaction.atomic():
        row = locked(grant.tender)
        demand(rules.MANAGE_PANEL, actor, row)
        present = TenderGrant.objects.select_related("person", "lot").filter(pk=grant.pk).first()
        if present is None:
            return
        if present.role in MARKERS and _lots_in(row, present.lot, SCORING):
            raise Refused(
                f"Scoring has begun, so {present.person} stays on the panel's record. Somebody who must step aside "
                "declares it on the conflicts page, so that the record shows why."
            )
        _record(actor, row, present, "panel.revoked")
        present.delete()


def _check(person: Person, tender: Tender, role: str, lot: Lot | None) -> None:
    if role not in Role.values:
        raise Refused("Choose one of the roles that are listed.")
    if lot is not None and lot.tender_id != tender.pk:
        raise Refused("This lot belongs to another tender.")
    if not person.is_active:
        raise Refused(
            f"The account of {person} is closed. Ask an administrator of your authority to open it."
        )
    if role in MARKERS and _lots_in(tender, lot, SCORED):
        raise Refused(
            "Moderation is closed here, so nobody joins those who mark. Marks reopen only for a recorded error."
        )
    reasons = [reason for reason in (check(person, tender) for check in _checks) if reason]
    if reasons:
        raise Refused(reasons)


def _lots_in(tender: Tender, lot: Lot | None, states: tuple[str, ...]) -> bool:
    stages = LotStage.objects.filter(lot__tender=tender, state__in=states)
    return (stages if lot is None else stages.filter(lot=lot)).exists()


def _record(actor: Person, tender: Tender, grant: TenderGrant, action: str) -> None:
    lot = grant.lot.number if grant.lot else None
    note(
        actor, tender, action, f"person:{grant.person_id}", person=str(grant.person), role=grant.role, lot=lot
    )
