"""A passkey in a real browser: added, used in place of a password, and used as a second factor."""

from typing import Any

import pytest

from procurement.accounts.models import Person
from tests.factories import PersonFactory
from tests.second_factors import PASSWORD, with_password

from .conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_a_device(visitor: Visitor) -> Any:
    """Give the visitor's browser a device that keeps passkeys; returns the connection and the device's name."""
    devtools = visitor.context.new_cdp_session(visitor.page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return devtools, made["authenticatorId"]


def with_the_password(visitor: Visitor, person: Person) -> None:
    visitor.go("/account/sign-in/")
    visitor.fill("E-mail address", person.email)
    visitor.fill("Password", PASSWORD)
    visitor.press("Sign in", exact=True)


def add_a_passkey(visitor: Visitor) -> None:
    visitor.go("/account/second-factor/passkeys/add/")
    visitor.fill("Password", PASSWORD)
    visitor.press("Go on")
    visitor.choose("Let this passkey sign me in by itself")
    visitor.press("Add the passkey")
    visitor.reads("Recovery codes")


@pytest.fixture
def hana(transactional_db: None) -> Person:
    return with_password(PersonFactory(email="hana@harbour.example", name="Hana Price"))


def test_a_passkey_signs_in_by_itself_and_after_a_password_and_says_when_it_was_not_used(
    visitor_at: Any, hana: Person
) -> None:
    visitor = visitor_at(390)
    devtools, device = with_a_device(visitor)
    with_the_password(visitor, hana)
    add_a_passkey(visitor)
    visitor.press("Sign out")

    visitor.go("/account/sign-in/")
    visitor.press("Sign in with a passkey")
    visitor.reads("You are signed in as Hana Price")
    visitor.press("Sign out")

    with_the_password(visitor, hana)
    visitor.reads("Show your second factor")
    visitor.press("Use a passkey")
    visitor.reads("You are signed in as Hana Price")
    visitor.press("Sign out")

    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    visitor.go("/account/sign-in/")
    visitor.page.get_by_role("button", name="Sign in with a passkey").click()
    visitor.reads("No passkey was used")
