"""Signing in with a password: confirmed addresses, forgotten passwords, and how often somebody may try."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.test import Client

from procurement.accounts.models import Person
from procurement.core.models import OutboxMessage
from tests.factories import PersonFactory
from tests.second_factors import PASSWORD, sign_in, with_password

from .conftest import delivered

pytestmark = pytest.mark.django_db
WRONG = "wrong-on-purpose"
NEW = "four-other-unrelated-words"


def link_in(text: str) -> str:
    found = re.search(r"http://testserver(\S+)", text)
    assert found, text
    return found.group(1)


def attempt(client: Client, email: str, password: str = WRONG) -> Any:
    return client.post("/account/sign-in/", {"login": email, "password": password})


def reset_link(client: Client, person: Person) -> str:
    client.post("/account/password/reset/", {"email": person.email})
    (mail,) = delivered()
    assert mail.to == [person.email]
    return link_in(mail.body)


def choose(client: Client, link: str) -> Any:
    """Follow a reset link to its form, and choose a new password there."""
    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(form, {"password1": NEW, "password2": NEW}, follow=True)


def test_who_has_confirmed_their_address_is_signed_in_with_the_password(client: Client, hana: Person) -> None:
    assert sign_in(client, hana) == "/"
    assert client.session["_auth_user_id"] == str(hana.pk)


def test_who_has_not_confirmed_their_address_gets_a_link_first(client: Client) -> None:
    person = PersonFactory(email="new@northmoor.example")
    person.set_password(PASSWORD)
    person.save()

    assert sign_in(client, person) == "/account/email/sent/"
    assert "_auth_user_id" not in client.session
    (mail,) = delivered()
    confirm = link_in(mail.body)
    assert "new@northmoor.example" in client.get(confirm).content.decode()
    client.post(confirm)

    assert EmailAddress.objects.get(user=person).verified
    assert sign_in(client, person) == "/"
    assert "has been used" in client.get(confirm).content.decode()


def test_no_request_waits_for_a_mail_server(client: Client, hana: Person, mailoutbox: list[Any]) -> None:
    client.post("/account/password/reset/", {"email": hana.email})

    assert mailoutbox == []
    assert OutboxMessage.objects.filter(topic="core.mail").count() == 1


def test_a_reset_link_works_once_and_says_so_the_second_time(client: Client, hana: Person) -> None:
    link = reset_link(client, hana)

    done = choose(client, link)
    hana.refresh_from_db()
    assert hana.check_password(NEW)
    assert "Your password is changed" in done.content.decode()

    again = Client().get(link, follow=True).content.decode()
    assert "This link has been used or is too old" in again
    assert 'type="password"' not in again
    assert "/account/password/reset/" in again


def test_a_new_password_by_a_link_ends_every_session(client: Client, hana: Person) -> None:
    elsewhere = Client()
    sign_in(elsewhere, hana)
    choose(client, reset_link(client, hana))

    assert elsewhere.get("/account/").status_code == 302


def test_who_was_made_without_a_password_confirms_their_address_by_choosing_one(client: Client) -> None:
    council = "Northmoor Council"
    given = [
        "new@northmoor.example",
        "Nia New",
        "--role",
        "bid_writer",
        "--on",
        council,
        "--kind",
        "supplier",
    ]
    call_command("add_person", *given, verbosity=0)
    person = Person.objects.get(email="new@northmoor.example")

    choose(client, reset_link(client, person))

    assert EmailAddress.objects.get(user=person, primary=True).verified
    assert attempt(client, person.email, NEW)["Location"] == "/"


def test_an_address_that_nobody_has_is_answered_like_one_that_somebody_has(
    client: Client, hana: Person
) -> None:
    known = client.post("/account/password/reset/", {"email": hana.email}, follow=True)
    delivered()
    unknown = client.post("/account/password/reset/", {"email": "nobody@example.org"}, follow=True)

    assert unknown.redirect_chain == known.redirect_chain
    assert "If there is an account with that address" in unknown.content.decode()
    assert delivered() == []


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(client: Client, hana: Person) -> None:
    wrong, unknown = attempt(client, hana.email), attempt(client, "nobody@example.org")
    words = "The e-mail address and the password do not belong together"
    assert words in wrong.content.decode()
    assert words in unknown.content.decode()


def test_after_five_wrong_passwords_the_right_one_has_to_wait(client: Client, hana: Person) -> None:
    for _ in range(5):
        attempt(client, hana.email)

    refused = Client().post("/account/sign-in/", {"login": hana.email, "password": PASSWORD})

    assert "too many attempts to sign in" in refused.content.decode()
    assert attempt(Client(), "somebody.else@example.org").status_code == 200


def test_attempts_are_counted_where_every_process_sees_them_and_nobody_pushes_them_out() -> None:
    cache = caches["default"]
    assert isinstance(cache, DatabaseCache)
    assert cache._max_entries >= 100_000


def test_behind_a_proxy_attempts_are_counted_by_the_visitors_address(client: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(10):
        client.post(
            "/account/sign-in/",
            {"login": f"guess{number}@example.org", "password": "wrong"},
            headers={"x-forwarded-for": "203.0.113.7"},
        )
    there = {"login": "guess@example.org", "password": "wrong"}
    same = client.post("/account/sign-in/", there, headers={"x-forwarded-for": "203.0.113.7"})
    other = client.post("/account/sign-in/", there, headers={"x-forwarded-for": "203.0.113.8"})

    assert "too many attempts" in same.content.decode()
    assert "too many attempts" not in other.content.decode()


def test_too_many_reset_mails_are_refused_with_a_page_that_says_what_to_do(
    client: Client, hana: Person
) -> None:
    answers = [client.post("/account/password/reset/", {"email": hana.email}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Wait five minutes" in answers[-1].content.decode()


def test_nobody_signs_themselves_up(client: Client) -> None:
    given = {"email": "me@example.org", "password1": NEW, "password2": NEW}
    answer = client.post("/account/by-invitation/", given)

    assert "Accounts are by invitation" in answer.content.decode()
    assert not Person.objects.exists()


def test_an_address_is_changed_only_when_the_new_one_is_confirmed(client: Client, hana: Person) -> None:
    sign_in(client, hana)
    asked = client.post("/account/email/", {"email": "hana@new.example", "action_add": "yes"})
    assert asked["Location"].startswith("/account/confirm/")
    client.post(asked["Location"], {"password": PASSWORD})

    hana.refresh_from_db()
    assert hana.email == "hana@harbour.example"
    assert "Changing to hana@new.example" in client.get("/account/").content.decode()
    (mail,) = [one for one in delivered() if one.to == ["hana@new.example"]]
    client.post(link_in(mail.body))

    hana.refresh_from_db()
    assert hana.email == "hana@new.example"
    told = [one.to for one in delivered() if "was changed from" in one.body]
    assert told == [["hana@harbour.example"]]


def test_an_address_that_somebody_else_has_is_not_given_away(client: Client, hana: Person) -> None:
    other = with_password(PersonFactory(email="other@northmoor.example"))
    sign_in(client, other)
    asked = client.post("/account/email/", {"email": hana.email, "action_add": "yes"})
    client.post(asked["Location"], {"password": PASSWORD})

    other.refresh_from_db()
    assert other.email == "other@northmoor.example"
    assert [one.subject for one in delivered() if one.to == [hana.email]] == [
        "An account has this address already"
    ]


def test_mail_says_whose_site_it_is_and_nothing_in_another_voice(client: Client, hana: Person) -> None:
    client.post("/account/password/reset/", {"email": hana.email})
    (mail,) = delivered()

    assert mail.subject == "Choose a new password"
    assert mail.body.endswith(settings.SITE_NAME)
    assert "testserver!" not in mail.body
