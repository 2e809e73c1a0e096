"""Who evaluates, reviews, moderates and approves: grants on a tender or on one of its lots."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Q

from procurement.accounts.models import Person
from procurement.core.errors import Refused
from procurement.core.permissions import demand
from procurement.core.transitions import locked

from .. import notifications, rules
from ..models import Lot, LotStage, Tender, TenderGrant
from ..queries import JUDGES
from .drafting import note

Role = TenderGrant.Role
MARKERS = (Role.EVALUATOR, Role.SOCIAL_VALUE_REVIEWER)
SCORING = (LotStage.State.EVALUATING, LotStage.State.MODERATED, LotStage.State.AWARDED)
SCORED = (LotStage.State.MODERATED, LotStage.State.AWARDED)

Check = Callable[[TenderGrant], str | None]
"""Why a role that is not given yet cannot be given, as a sentence; None when nothing stands against it."""

_checks: list[Check] = []


def refuse_grant_when(check: Check) -> None:
    """Let a higher app say who cannot have which role; called once, when the apps are ready."""
    _checks.append(check)


def grant_on_tender(
    *, actor: Person, person: Person, tender: Tender, role: str, lot: Lot | None = None
) -> TenderGrant:
    """Give a person a role on a tender, or on one lot of it; giving it twice changes nothing.

    Raises Refused for a role that a tender does not give, an account that is closed, a lot of another tender, a new
    evaluator or reviewer once moderation is closed, an approver who would judge the bids as well, and a person
    against whom another app has a reason.
    """
    with transaction.atomic():
        row = locked(tender)
        demand(rules.MANAGE_PANEL, actor, row)
        _check(TenderGrant(person=person, tender=row, role=role, lot=lot))
        grant, made = TenderGrant.objects.get_or_create(person=person, tender=row, role=role, lot=lot)
        if made:
            notifications.tell_role(actor=actor, tender=row, grant=grant)
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


def _check(grant: TenderGrant) -> None:
    person, role, lot = grant.person, grant.role, grant.lot
    if role not in Role.values:
        raise Refused("Choose one of the roles that are listed.")
    if lot is not None and lot.tender_id != grant.tender_id:
        raise Refused("This lot belongs to another tender.")
    if not person.is_active:
        raise Refused(
            f"The account of {person} is closed. Ask an administrator of your authority to open it."
        )
    if role in MARKERS and _lots_in(grant.tender, lot, SCORED):
        raise Refused(
            "Moderation is closed here, so nobody joins those who mark. Marks reopen only for a recorded error."
        )
    reasons = [reason for reason in (check(grant) for check in (_why_not_both, *_checks)) if reason]
    if reasons:
        raise Refused(reasons)


def _why_not_both(grant: TenderGrant) -> str | None:
    """Why the panel's own roles keep somebody from another: who judges the bids of a lot cannot approve its award."""
    opposite = JUDGES if grant.role == Role.APPROVER else (Role.APPROVER,) if grant.role in JUDGES else ()
    held = TenderGrant.objects.filter(person=grant.person, tender=grant.tender, role__in=opposite)
    if grant.lot is not None:
        held = held.filter(Q(lot=None) | Q(lot=grant.lot))
    other = held.first()
    if other is None:
        return None
    return (
        f"{grant.person} has the role of {other.get_role_display().lower()} here. Whoever marks, judges or moderates "
        "the bids of a lot cannot approve its award. Choose somebody else, or take the other role away first."
    )


def _lots_in(tender: Tender, lot: Lot | None, states: tuple[str, ...]) -> bool:
    stages = LotStage.objects.filter(lot__tender=tender, state__in=states)
    return (stages if lot is None else stages.filter(lot=lot)).exists()


def _record(actor: Person, tender: Tender, grant: TenderGrant, action: str) -> None:
    lot = grant.lot.number if grant.lot else None
    note(
        actor, tender, action, f"person:{grant.person_id}", person=str(grant.person), role=grant.role, lot=lot
    )
