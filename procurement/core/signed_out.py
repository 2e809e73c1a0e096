"""What was typed by somebody who is signed out by now: shown again to be copied, and not lost in the sign-in page."""

import re
from collections.abc import Callable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from .typed import Typed

_WORDS = re.compile(r"\S\s+\S")
_AMOUNT = re.compile(r"[^\w\s]?\d[\d.,]{2,}")


class SignedOutMiddleware:
    """Answers a form that would only be sent on to the sign-in page with what was typed into it.

    Stands outside whatever may redirect to the sign-in page, and inside the middleware that knows who asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sign_in = resolve_url(settings.LOGIN_URL)
        if request.user.is_authenticated or not response.get("Location", "").startswith(f"{sign_in}?"):
            return response
        typed = typed_by_nobody(request)
        if not typed:
            return response
        return render(
            request, "signed_out.html", {"typed": typed, "sign_in": response["Location"]}, status=403
        )


def typed_by_nobody(request: HttpRequest) -> tuple[Typed, ...]:
    """What a page of ours posted, where no form can be asked what its boxes are called: words and amounts, no secrets.

    Nothing of what another site posts: it would speak with our voice.
    """
    is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if request.method != "POST" or not is_ours or request.path.startswith("/account/"):
        return ()
    found = list(_kept(request))
    count = len(found)
    return tuple(
        Typed("What you typed" if count == 1 else f"What you typed, {number} of {count}", text)
        for number, text in enumerate(found, 1)
    )


def _kept(request: HttpRequest) -> Iterator[str]:
    for name, values in request.POST.lists():
        if "password" in name:
            continue
        for value in values:
            if (_WORDS.search(value) and not value.startswith("{")) or _AMOUNT.fullmatch(value.strip()):
                yield value.strip()
