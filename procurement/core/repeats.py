"""A second click, which finds done what it asks for: it is answered as the first was, and not refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse

from .errors import NotPermitted

View = Callable[..., HttpResponse]


def repeat_is_done(
    *, find: Callable[..., Any], done: Callable[[HttpRequest, Any], bool], to: Callable[..., HttpResponse]
) -> Callable[[View], View]:
    """For a view that can no longer do what it has done: a click that asks for just that again leads `to(thing)`.

    `find(person, **url_arguments)` is a query as `requires()` has it, and finds the thing also afterwards;
    `done(request, thing)` says whether it is what this click asks for. Stands directly outside `requires()`, so only
    who is signed in and sees the thing is told. A page that is only looked at is answered as everywhere else.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def forgiving(request: HttpRequest, **arguments: Any) -> HttpResponse:
            try:
                return view(request, **arguments)
            except (NotPermitted, Http404):
                if request.method != "POST":
                    raise
                thing = find(request.user, **arguments)
                if not done(request, thing):
                    raise
                return to(thing)

        return forgiving

    return decorate


def gave_reason(form: type[forms.Form], kept: Callable[[Any], str]) -> Callable[[HttpRequest, Any], bool]:
    """Whether the reason in a posted `form` is the one that the thing keeps already."""

    def gave(request: HttpRequest, thing: Any) -> bool:
        posted = form(request.POST)
        return posted.is_valid() and posted.cleaned_data["reason"].strip() == kept(thing)

    return gave
