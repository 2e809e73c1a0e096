"""A person's own account: what it holds, its name, where it is signed in, and the second factor that a role needs."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.adapter import get_adapter as get_sessions_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from procurement.accounts.asking import person_of
from procurement.core.access import signed_in
from procurement.core.navigation import account as navigation

from ..forms import NameForm
from ..queries import is_linked, pending_address_of, second_factors_of, sessions_of
from ..second_factor import standing_of
from ..services import rename


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Everything about the account on one page, each with a link to change it."""
    person = person_of(request)
    pending = pending_address_of(person)
    context = {
        "person": person,
        "pending_words": f"Changing to {pending} when you follow the link in the mail there"
        if pending
        else "",
        "factors": second_factors_of(person),
        "required": standing_of(person).required,
        "sessions": sessions_of(person, current=request.session.session_key),
        "provider": _provider(),
        "linked": is_linked(person) if _provider() else False,
        "links": navigation.links(person, request.path),
    }
    return render(request, "account/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def name(request: HttpRequest) -> HttpResponse:
    """The person's name."""
    form = NameForm(request.POST or None, initial={"name": person_of(request).name})
    if request.method == "POST" and form.is_valid():
        rename(actor=person_of(request), name=form.cleaned_data["name"])
        messages.success(request, "Your name is changed.")
        return redirect("account_home")
    return render(request, "account/name.html", {"form": form})


@require_safe
@signed_in
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where somebody is led whose role needs a second factor that they have not set up."""
    return render(request, "account/second_factor.html", {"factors": second_factors_of(person_of(request))})


@require_safe
@signed_in
def second_factors(request: HttpRequest) -> HttpResponse:
    """The second factors that the person has, each with what can be done about it."""
    return render(request, "mfa/index.html", {"factors": second_factors_of(person_of(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the person is signed in; a POST signs them out everywhere else."""
    person, current = person_of(request), request.session.session_key
    if request.method == "POST":
        others = UserSession.objects.filter(user=person).exclude(session_key=current)
        get_sessions_adapter().end_sessions(others)
        messages.success(request, "You are signed out everywhere else.")
        return redirect("usersessions_list")
    return render(request, "account/sessions.html", {"sessions": sessions_of(person, current=current)})


@require_POST
@signed_in
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of the person's sessions; ending the present one is signing out."""
    session = get_object_or_404(UserSession, pk=session_id, user=person_of(request))
    if session.session_key == request.session.session_key:
        get_adapter().logout(request)
        return redirect("account_login")
    get_sessions_adapter().end_sessions([session])
    messages.success(request, "That session is ended.")
    return redirect("usersessions_list")


def _provider() -> str:
    """The name of the organisation's own sign-in; empty where none is set up."""
    apps: list[dict[str, Any]] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return apps[0]["name"] if apps else ""
