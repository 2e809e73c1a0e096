"""Saving, or removing, what somebody else may have saved or removed in the meantime."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from procurement.core.errors import Conflict, Refused

from ..forms import saved_now
from ..queries import NoLonger

View = Callable[..., HttpResponse]


def what_is_saved(
    form: Any, refused: Iterable[Refused], read_again: Callable[[], Any]
) -> list[dict[str, str]]:
    """After a Conflict: what is saved now where it differs from what was typed, and the form ready for another try.

    `form` has a revision; `read_again` gives the same form, drawn from the row as it is now. Nothing without a
    Conflict.
    """
    if not any(isinstance(one, Conflict) for one in refused):
        return []
    saved = read_again()
    form.renew(saved["revision"].initial)
    return saved_now(form, saved)


def gone_is_done(page: str, *place: str) -> Callable[[View], View]:
    """For a view that removes something: a click that finds it gone leads where the click that removed it did.

    `page` is the name of that address and `place` the arguments that it has of the view's own. Stands outside
    `requires()`, whose query says that something is gone to nobody but those whose tender it is.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def forgiving(request: HttpRequest, **arguments: Any) -> HttpResponse:
            try:
                return view(request, **arguments)
            except NoLonger:
                if request.method != "POST":
                    raise
                messages.success(request, "It is removed.")
                return redirect(page, **{name: arguments[name] for name in place})

        return forgiving

    return decorate
