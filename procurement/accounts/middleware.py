"""What is asked of every request of somebody who is signed in: a second factor where it is needed, and when it came."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode

from .second_factor import is_shown, standing_of

ALWAYS = {"account_logout", "account_inactive"}
"""Where nothing is asked."""

TO_SHOW = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
"""Where somebody shows the second factor that they have."""

TO_SET_UP = {
    "account_second_factor",
    "account_reauthenticate",
    "account_set_password",
    "account_reset_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}
"""Where somebody sets up the second factor that they need."""

SEEN = "last_seen"
SEEN_EVERY_SECONDS = 300

Next = Callable[[HttpRequest], HttpResponse]


class SecondFactorMiddleware:
    """Leads who needs a second factor to set it up, and who has one to show it, before anything else.

    Costs one query a request, and none once the session has shown a second factor. The demonstration asks nobody.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if settings.DEMO or not request.user.is_authenticated:
            return None
        place = request.resolver_match.view_name if request.resolver_match else ""
        if place in ALWAYS or is_shown(request):
            return None
        standing = standing_of(request.user)
        if standing.set_up:
            return None if place in TO_SHOW else _to_show(request)
        if standing.required:
            return None if place in TO_SET_UP else redirect("account_second_factor")
        return None


class LastSeenMiddleware:
    """Notes every few minutes when and from where a session was last used, for the person's list of their sessions."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen = request.session.get(SEEN)
        if seen is not None and time.time() - seen >= SEEN_EVERY_SECONDS:
            UserSession.objects.filter(session_key=request.session.session_key).update(
                last_seen_at=timezone.now(), ip=get_adapter().get_client_ip(request)
            )
            request.session[SEEN] = int(time.time())
        return self.get_response(request)


def _to_show(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    first = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    return redirect(f"{first}?{urlencode({'next': back})}")
