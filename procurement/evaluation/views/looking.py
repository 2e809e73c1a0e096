"""While a page is drawn, the same question to the database is asked once."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from procurement.tenders.roles import remembered_roles

from ..panel import remembered_panel

View = Callable[..., HttpResponse]


def looking(view: View) -> View:
    """Remember roles, declarations and locking while a GET lasts; a POST changes them, so it asks anew."""

    @wraps(view)
    def drawn(request: HttpRequest, **arguments: Any) -> HttpResponse:
        if request.method != "GET":
            return view(request, **arguments)
        with remembered_roles(), remembered_panel():
            return view(request, **arguments)

    return drawn
