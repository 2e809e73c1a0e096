"""Who asks for a page."""

from django.http import HttpRequest

from .models import Person


def person_of(request: HttpRequest) -> Person:
    """Who is signed in; the access decorators have seen to it that somebody is."""
    return request.user  # type: ignore[return-value]


def myself(person: Person) -> Person:
    """For `requires()` on pages that are about nothing yet but who asks."""
    return person
