"""The people of an organisation and its invitations, for those who invite."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from procurement.accounts.asking import person_of
from procurement.core.access import requires, signed_in
from procurement.core.formatting import london
from procurement.core.refusals import done_or_said, refusals_on
from procurement.core.time import database_now
from procurement.core.typed import keeps_typed

from .. import rules, services
from ..forms import InviteForm
from ..invitations import role_in_words
from ..models import Invitation, Organisation
from ..queries import (
    invitation_or_404,
    invitations_of,
    organisation_or_404,
    organisations_to_invite_to,
    people_of,
)

State = Invitation.State
KINDS = {State.OPEN: "waiting", State.ENDED: "check", State.ACCEPTED: "done", State.WITHDRAWN: ""}


@dataclass(frozen=True)
class ShownInvitation:
    """An invitation as a list shows it: its state in words, the kind of its tag, and whether it can be changed."""

    id: object
    name: str
    email: str
    role: str
    state: str
    kind: str
    said: str
    standing: bool
    sending: str


def shown(invitation: Invitation, now: datetime, *, changes: bool = True) -> ShownInvitation:
    """An invitation in words; `changes` says whether the reader may withdraw it and send it again."""
    state = invitation.state_at(now)
    said = {
        State.OPEN: f"until {london(invitation.ends_at)}",
        State.ENDED: london(invitation.ends_at),
        State.ACCEPTED: london(invitation.accepted_at),
        State.WITHDRAWN: london(invitation.withdrawn_at),
    }[state]
    return ShownInvitation(
        id=invitation.pk,
        name=invitation.name,
        email=invitation.email,
        role=role_in_words(invitation),
        state=str(state.label),
        kind=KINDS[state],
        said=f"{said}. Invited by {invitation.made_by}",
        standing=changes and state in (State.OPEN, State.ENDED),
        sending=invitation.sending,
    )


@require_safe
@signed_in
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations that somebody invites people to; where there is only one, its people."""
    found = list(organisations_to_invite_to(person_of(request)))
    if len(found) == 1:
        return redirect("organisations:people", organisation_id=found[0].pk)
    return render(request, "organisations/list.html", {"organisations": found})


@require_safe
@requires(rules.INVITE, find=organisation_or_404)
def people(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Who holds which role, and every invitation with its state."""
    now = database_now()
    context = {
        "organisation": organisation,
        "grants": people_of(organisation),
        "invitations": [shown(invitation, now) for invitation in invitations_of(organisation)],
    }
    return render(request, "organisations/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(InviteForm)
@requires(rules.INVITE, find=organisation_or_404)
def invite(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Invite somebody by name, address and role."""
    roles = rules.roles_to_give(person_of(request), organisation)
    form = InviteForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.invite(
                actor=person_of(request),
                organisation=organisation,
                **form.cleaned_data,
            )
        if form.is_valid():
            messages.success(request, f"An invitation is on its way to {form.cleaned_data['email']}.")
            return redirect("organisations:people", organisation_id=organisation.pk)
    context = {"form": form, "organisation": organisation, "days": settings.INVITATION_DAYS}
    return render(request, "organisations/invite.html", context)


@require_POST
@requires(rules.MANAGE_INVITATION, find=invitation_or_404)
def withdraw(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Take an invitation back."""
    done_or_said(
        request,
        lambda: services.withdraw(actor=person_of(request), invitation=invitation),
        success=f"The invitation of {invitation.name} is withdrawn. Its link no longer works.",
    )
    return _back(request, invitation)


@require_POST
@requires(rules.MANAGE_INVITATION, find=invitation_or_404)
def send_again(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Send an invitation again, with a new link and a new end."""
    done_or_said(
        request,
        lambda: services.send_again(
            actor=person_of(request), invitation=invitation, sent=request.POST.get("sent", "")
        ),
        success=f"A new link is on its way to {invitation.email}. The earlier one no longer works.",
    )
    return _back(request, invitation)


def _back(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """To the page of ours that the button stood on, or to the organisation's people."""
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect(back)
    return redirect("organisations:people", organisation_id=invitation.organisation_id)
