"""Who may reach a view. Every view carries one of these decorators; a test walks the URL conf and checks."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .errors import NotPermitted, Refused
from .permissions import demand

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Anyone, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anyone with an account; the view itself shows only what is theirs."""
    guarded = login_required(view)
    guarded.access = "signed in"
    return guarded  # type: ignore[no-any-return]


def requires(permission: str, *, find: Callable[..., Any]) -> Callable[[View], View]:
    """Who holds `permission` on the thing that `find(person, **url_arguments)` returns.

    `find` is a query that starts from the person and raises Http404 for what is not theirs; the view gets the thing
    in place of the URL's arguments: `view(request, thing)`. Visible but not permitted is a 403 page with the reason.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: HttpRequest, **arguments: Any) -> HttpResponse:
            thing = find(request.user, **arguments)
            demand(permission, request.user, thing)
            return view(request, thing)

        guarded.access = permission
        return guarded  # type: ignore[no-any-return]

    return decorate


class RefusalMiddleware:
    """Shows a refusal that no view answered as a page with its reasons: 403, or 409 where the state is against it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        status = 403 if isinstance(exception, NotPermitted) else 409
        return render(request, "403.html", {"reasons": exception.reasons}, status=status)
