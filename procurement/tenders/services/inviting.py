"""Inviting somebody who has no account yet to a panel: the role is given when they accept."""

from procurement.accounts.models import Person
from procurement.core.errors import Refused
from procurement.core.permissions import allowed, demand
from procurement.organisations.invitations import Gift
from procurement.organisations.models import Invitation
from procurement.organisations.services import invite_about

from .. import rules
from ..models import Lot, Tender, TenderGrant
from ..queries import INVITED_ON_TENDER, invited_about
from .panel import grant_on_tender

Role = TenderGrant.Role
INVITED_TO = (Role.EVALUATOR, Role.SOCIAL_VALUE_REVIEWER, Role.MODERATOR, Role.APPROVER)


def invite_to_panel(
    *,
    actor: Person,
    tender: Tender,
    role: str,
    lot: Lot | None = None,
    name: str,
    email: str,
) -> Invitation:
    """Invite an address that has no account to a role on a tender, or on one lot of it.

    Raises Refused for a role that is not one of a panel, an address that has an account, and one that is invited.
    """
    demand(rules.MANAGE_PANEL, actor, tender)
    if role not in INVITED_TO:
        raise Refused("Choose one of the roles that are listed.")
    if Person.objects.filter(email__iexact=email).exists():
        raise Refused("There is an account with this address by now. Add it to the panel without a name.")
    return invite_about(
        actor=actor,
        invitation=Invitation(
            organisation=tender.authority,
            role=role,
            about=invited_about(tender, lot),
            about_label=f"{lot} of “{tender}”" if lot else f"every lot of “{tender}”",
            name=name,
            email=email,
        ),
    )


def panel_gift() -> Gift:
    """What invitations to a panel give, to whom their maker may still give it."""
    return Gift(label=_role_in_words, may_give=_may_give, give=_give)


def _role_in_words(role: str) -> str:
    return str(Role(role).label)


def _may_give(person: Person, invitation: Invitation) -> bool:
    tender, _lot = _place_of(invitation)
    return allowed(rules.MANAGE_PANEL, person, tender)


def _give(invitation: Invitation, person: Person) -> None:
    tender, lot = _place_of(invitation)
    grant_on_tender(actor=invitation.made_by, person=person, tender=tender, role=invitation.role, lot=lot)


def _place_of(invitation: Invitation) -> tuple[Tender, Lot | None]:
    """The tender of an invitation and, where it is to a single lot, that lot. Raises Refused where the lot is gone."""
    kind, _, key = invitation.about.partition(":")
    if kind == INVITED_ON_TENDER:
        return Tender.objects.select_related("authority").get(pk=key), None
    lot = Lot.objects.select_related("tender__authority").filter(pk=key).first()
    if lot is None:
        raise Refused("The lot of this invitation was removed, so there is nothing to accept.")
    return lot.tender, lot
