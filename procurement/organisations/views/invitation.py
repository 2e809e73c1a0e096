"""The page behind the link of an invitation, for whoever opens it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from procurement.accounts.models import Person
from procurement.accounts.sign_in import sign_in_new_person
from procurement.core.access import public
from procurement.core.refusals import refusals_on
from procurement.core.time import database_now

from .. import services
from ..forms import AcceptForm
from ..invitations import masked, place_in_words, role_in_words
from ..models import Invitation
from ..queries import invitation_by

State = Invitation.State
NOT_FOUND, GONE, NOT_YOURS = 404, 410, 403


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation, or read why it cannot be accepted and what to do."""
    found = invitation_by(token)
    if found is None:
        return render(request, "organisations/invitation_unknown.html", status=NOT_FOUND)
    context = {
        "invitation": found,
        "role": role_in_words(found),
        "place": place_in_words(found),
        "masked": masked(found.email),
    }
    state = found.state_at(database_now())
    if state != State.OPEN:
        return render(request, f"organisations/invitation_{state}.html", context, status=GONE)
    if not request.user.is_authenticated:
        return _by_a_stranger(request, found, context)
    if request.user.email.lower() != found.email.lower():
        return render(request, "organisations/invitation_not_yours.html", context, status=NOT_YOURS)
    return _by_its_person(request, found, request.user, context)


def _by_its_person(
    request: HttpRequest, found: Invitation, person: Person, context: dict[str, Any]
) -> HttpResponse:
    """For whom it is, signed in already: one button."""
    if request.method != "POST":
        return render(request, "organisations/invitation_yours.html", context)
    services.accept(actor=person, invitation=found)
    messages.success(request, f"You are now {context['role']}, {context['place']}.")
    return redirect("desk:home")


def _by_a_stranger(request: HttpRequest, found: Invitation, context: dict[str, Any]) -> HttpResponse:
    """Nobody is signed in: whose address has an account signs in first, everybody else makes theirs here."""
    if Person.objects.filter(email__iexact=found.email).exists():
        return render(request, "organisations/invitation_sign_in.html", context)
    form = AcceptForm(request.POST or None, email=found.email, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form) as refused:
            person = services.accept(
                actor=None,
                invitation=found,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
            )
        if not refused:
            return sign_in_new_person(request, person)
    return render(request, "organisations/invitation_accept.html", context | {"form": form})
