"""Signing somebody in who has just made their account."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse

from .models import Person


def sign_in_new_person(request: HttpRequest, person: Person) -> HttpResponse:
    """Sign in somebody whose address is confirmed and who has just chosen a password; a redirect to their home page.

    The password counts as given again, so that a second factor can be set up at once.
    """
    record_authentication(request, person, "password", email=person.email, reauthenticated=True)
    answer: HttpResponse = perform_login(request, person)
    return answer
