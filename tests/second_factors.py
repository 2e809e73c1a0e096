"""Real codes of an authenticator app, and sessions that have shown a second factor."""

import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from procurement.accounts.models import Person
from procurement.accounts.services import confirm_email

PASSWORD = "three-unrelated-words"
HALF_MINUTE = 30


def code_of(secret: str, *, later: int = 0) -> str:
    """What an app shows: now, or a few half minutes later. A code is taken once, so a second one is a later one."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // HALF_MINUTE + later))


def set_up_app(person: Person) -> str:
    """Give somebody an authenticator app and recovery codes; returns the app's secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def with_password(person: Person) -> Person:
    """Somebody who has confirmed their address and signs in with PASSWORD."""
    person.set_password(PASSWORD)
    person.save()
    confirm_email(person=person, email=person.email)
    return person


def sign_in(client: Client, person: Person) -> str:
    """Sign in by the page with the password; returns where it leads."""
    answer = client.post("/account/sign-in/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"])


def has_shown(client: Client, person: Person) -> None:
    """Make a session that was signed in by force one that has shown a second factor."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
