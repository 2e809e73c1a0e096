"""Inviting people: made, sent again, withdrawn and accepted, each with an event."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from procurement.accounts.models import Person
from procurement.accounts.services import confirm_email
from procurement.audit.models import AuditChain
from procurement.audit.services import record
from procurement.core.errors import NotPermitted, Refused
from procurement.core.formatting import london
from procurement.core.mail import post_mail
from procurement.core.notifications import written
from procurement.core.permissions import demand
from procurement.core.time import database_now

from .. import rules
from ..invitations import gift_of, hash_of, masked, new_token, place_in_words, role_in_words
from ..models import Invitation, Organisation, OrganisationGrant
from .roles import grant_role

State = Invitation.State
SAME_CLICK = timedelta(minutes=1)


def invite(*, actor: Person, organisation: Organisation, role: str, name: str, email: str) -> Invitation:
    """Invite somebody to a role on an organisation, by a mail with a link.

    A second click within a minute changes nothing. Raises NotPermitted where the actor may not give this role, and
    Refused where the person has it or is invited.
    """
    with transaction.atomic():
        # Two invitations of the same address at once would otherwise meet only in the constraint.
        row = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        demand(rules.INVITE, actor, row)
        if role not in rules.roles_to_give(actor, row):
            raise NotPermitted("You cannot give this role. An administrator of the organisation can.")
        held = OrganisationGrant.objects.filter(
            organisation=row, role=role, person__email__iexact=email
        ).first()
        if held is not None:
            raise Refused(f"{held.person} has this role already, so there is nothing to invite them to.")
        return _made(actor, Invitation(organisation=row, role=role, name=name, email=email))


def invite_about(*, actor: Person, invitation: Invitation) -> Invitation:
    """Make and send an invitation to what a higher app gives; its fields but those of the sending are filled.

    A second click within a minute changes nothing. Raises NotPermitted where that app does not let the actor give the
    role, and Refused where one stands already.
    """
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=invitation.organisation_id)
        demand(rules.MANAGE_INVITATION, actor, invitation)
        return _made(actor, invitation)


def send_again(*, actor: Person, invitation: Invitation, sent: str) -> Invitation:
    """Send a new link with a new end; the earlier one stops working.

    `sent` is the invitation's `sending` that the page was drawn from: where it was sent since, as by a second click,
    nothing changes. Raises Refused for an invitation that was accepted or withdrawn.
    """
    with transaction.atomic():
        row = _locked(invitation)
        demand(rules.MANAGE_INVITATION, actor, row)
        _refuse_if_settled(row)
        if sent != row.sending:
            return row
        _send(row)
        row.save(update_fields=["token_hash", "sent_at", "ends_at"])
        _record(actor, row, "invitation.sent_again")
    return row


def withdraw(*, actor: Person, invitation: Invitation) -> Invitation:
    """Take an invitation back; doing it twice changes nothing. Raises Refused for one that was accepted."""
    with transaction.atomic():
        row = _locked(invitation)
        demand(rules.MANAGE_INVITATION, actor, row)
        if row.withdrawn_at is not None:
            return row
        _refuse_if_settled(row)
        row.withdrawn_at = database_now()
        row.save(update_fields=["withdrawn_at"])
        _record(actor, row, "invitation.withdrawn")
    return row


def accept(*, actor: Person | None, invitation: Invitation, name: str = "", password: str = "") -> Person:
    """Give the role of an invitation to the person who opened its link, and confirm their address.

    `actor` None: nobody is signed in, and a new account is made with `name` and `password`. Raises NotPermitted for
    somebody with another address, and Refused for an invitation that does not stand any more, whose maker may not
    give the role any more, or whose address has an account by now.
    """
    with transaction.atomic():
        row = _locked(invitation)
        # The token stands for the right to accept. A newer link than the one that was opened has replaced it.
        if row.token_hash != invitation.token_hash or row.state_at(database_now()) != State.OPEN:
            raise Refused("This invitation does not stand any more. Open the link again to see why.")
        if actor is not None and actor.email.lower() != row.email.lower():
            raise NotPermitted(
                f"This invitation is for {masked(row.email)}, and you are signed in as somebody else."
            )
        if not row.made_by.is_active or not gift_of(row).may_give(row.made_by, row):
            raise Refused(
                f"{row.made_by} cannot give this role any more. Ask somebody else of {row.organisation} to invite you."
            )
        person = actor or _new_person(row, name, password)
        confirm_email(person=person, email=row.email)
        gift_of(row).give(row, person)
        row.accepted_at, row.accepted_by = database_now(), person
        row.save(update_fields=["accepted_at", "accepted_by"])
        _record(person, row, "invitation.accepted")
    return person


def give_on_organisation(invitation: Invitation, person: Person) -> None:
    """What an invitation to a role on an organisation gives."""
    grant_role(
        actor=invitation.made_by,
        person=person,
        organisation=invitation.organisation,
        role=invitation.role,
    )


def _new_person(invitation: Invitation, name: str, password: str) -> Person:
    if Person.objects.filter(email__iexact=invitation.email).exists():
        raise Refused("There is an account with this address by now. Sign in, then open the link again.")
    return Person.objects.create_user(invitation.email, password, name=name)


def _made(actor: Person, invitation: Invitation) -> Invitation:
    standing = Invitation.objects.filter(
        email__iexact=invitation.email,
        organisation=invitation.organisation,
        role=invitation.role,
        about=invitation.about,
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
    ).first()
    if standing is not None:
        if _same_click(standing, invitation, actor):
            return standing
        raise Refused(
            f"{standing.email} was invited to this on {london(standing.made_at)}. Send that invitation again instead."
        )
    invitation.email = invitation.email.strip().lower()
    invitation.made_by, invitation.made_at = actor, database_now()
    _send(invitation)
    invitation.save(force_insert=True)
    _record(actor, invitation, "invitation.made")
    return invitation


def _same_click(standing: Invitation, invitation: Invitation, actor: Person) -> bool:
    """Whether the same person has made the same invitation a moment ago, as a double click does."""
    same = (standing.made_by_id, standing.name) == (actor.pk, invitation.name)
    return same and database_now() - standing.made_at < SAME_CLICK


def _send(invitation: Invitation) -> None:
    """Give the invitation a new secret and a new end, and post its mail."""
    token = new_token()
    invitation.token_hash = hash_of(token)
    invitation.sent_at = database_now()
    invitation.ends_at = invitation.sent_at + timedelta(days=settings.INVITATION_DAYS)
    subject, text = written(
        "invitation",
        path=reverse("organisations:invitation", args=[token]),
        person=invitation.name,
        inviter=invitation.made_by,
        role=role_in_words(invitation),
        place=place_in_words(invitation),
        ends_at=invitation.ends_at,
    )
    post_mail(to=invitation.email, subject=subject, text=text)


def _locked(invitation: Invitation) -> Invitation:
    Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    return Invitation.objects.select_related("organisation__part_of", "made_by").get(pk=invitation.pk)


def _refuse_if_settled(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise Refused(f"{invitation.name} has accepted this invitation, so it cannot be changed any more.")
    if invitation.withdrawn_at is not None:
        raise Refused("This invitation was withdrawn. Invite the person again instead.")


def _record(actor: Person, invitation: Invitation, action: str) -> None:
    details: dict[str, Any] = {
        "to": invitation.name,
        "email": invitation.email,
        "role": invitation.role,
        "organisation": invitation.organisation.name,
    }
    if invitation.about:
        details["about"] = invitation.about_label
    record(
        chain=AuditChain.GENERAL,
        action=action,
        subject=f"invitation:{invitation.pk}",
        actor=actor,
        details=details,
    )
