"""Sign-in at an organisation's own provider, which may not answer."""

import logging
from typing import Any

from allauth.socialaccount.providers.openid_connect import views as oidc
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

from procurement.core.access import public

logger = logging.getLogger(__name__)


@public
def sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider."""
    return _asked(oidc.login, request, provider_id)


@public
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from it."""
    return _asked(oidc.callback, request, provider_id)


def _asked(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    """allauth's view, or the page and status of its other failures when the provider does not say who it is.

    allauth does not catch that itself.
    """
    try:
        answer: HttpResponse = view(request, provider_id)
    except RequestException as error:
        logger.warning("The OpenID Connect provider did not answer: %s", type(error).__name__)
        return render(request, "socialaccount/authentication_error.html", status=401)
    return answer
