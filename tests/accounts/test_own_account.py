"""A person's own account: what it shows, where they are signed in, and how they end it."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from procurement.accounts.middleware import SEEN, SEEN_EVERY_SECONDS
from procurement.accounts.models import Person
from procurement.accounts.queries import device_of
from tests.factories import PersonFactory
from tests.second_factors import PASSWORD, set_up_app, sign_in, with_password

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36 Edg/140"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"


def at(agent: str, person: Person) -> Client:
    """Somebody signed in with a browser that says this of itself."""
    client = Client(headers={"user-agent": agent})
    sign_in(client, person)
    return client


def is_in(client: Client) -> bool:
    return bool(client.get("/account/").status_code == 200)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (CHROME, "Chrome on an Android device"),
        (EDGE, "Edge on Windows"),
        (SAFARI, "Safari on an iPhone"),
        ("curl/8", "A browser"),
    ],
)
def test_a_device_is_named_in_words(agent: str, words: str) -> None:
    assert device_of(agent) == words


def test_the_account_page_shows_the_person_their_factors_and_their_sessions(hana: Person) -> None:
    client = at(FIREFOX, hana)
    page = client.get("/account/").content.decode()

    for words in ("Hana Price", "hana@harbour.example", "Not set up", "Firefox on Windows", "127.0.0.1"):
        assert words in page


def test_a_name_is_changed_and_an_empty_one_refused(hana: Person) -> None:
    client = at(FIREFOX, hana)
    assert "Enter your full name" in client.post("/account/name/", {"name": " "}).content.decode()

    assert client.post("/account/name/", {"name": "Hana Price-Young"})["Location"] == "/account/"
    hana.refresh_from_db()
    assert hana.name == "Hana Price-Young"


def test_sessions_are_listed_and_one_of_them_is_ended(hana: Person) -> None:
    here, there = at(FIREFOX, hana), at(SAFARI, hana)
    listed = here.get("/account/sessions/").context["sessions"]
    assert [(one.device, one.current) for one in listed] == [
        ("Firefox on Windows", True),
        ("Safari on an iPhone", False),
    ]

    here.post(f"/account/sessions/{listed[1].id}/end/")

    assert (is_in(here), is_in(there)) == (True, False)


def test_all_other_sessions_are_ended_at_once(hana: Person) -> None:
    here, there, elsewhere = (at(agent, hana) for agent in (FIREFOX, SAFARI, EDGE))
    here.post("/account/sessions/")

    assert [is_in(client) for client in (here, there, elsewhere)] == [True, False, False]


def test_nobody_ends_the_session_of_somebody_else(hana: Person) -> None:
    theirs = at(FIREFOX, hana)
    other = at(SAFARI, with_password(PersonFactory()))
    session = UserSession.objects.get(user=hana)

    assert other.post(f"/account/sessions/{session.pk}/end/").status_code == 404
    assert is_in(theirs)


def test_a_changed_password_ends_the_others_and_keeps_this_one(hana: Person) -> None:
    here, there = at(FIREFOX, hana), at(SAFARI, hana)
    new = "four-other-unrelated-words"
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert (is_in(here), is_in(there)) == (True, False)
    assert len(here.get("/account/sessions/").context["sessions"]) == 1


def test_when_a_session_was_last_used_is_noted_every_few_minutes_and_not_each_time(
    hana: Person, django_assert_num_queries: Any
) -> None:
    client = at(FIREFOX, hana)
    long_ago = timezone.now() - timedelta(hours=1)
    UserSession.objects.update(last_seen_at=long_ago)
    client.get("/account/name/")
    assert UserSession.objects.get().last_seen_at == long_ago

    session = client.session
    session[SEEN] -= SEEN_EVERY_SECONDS
    session.save()
    client.get("/account/name/", REMOTE_ADDR="198.51.100.4")

    seen = UserSession.objects.get()
    assert (seen.ip, seen.last_seen_at > long_ago) == ("198.51.100.4", True)


def test_the_demonstrations_sign_ins_are_listed_and_may_set_up_an_app(client: Client, db: None) -> None:
    person = Person.objects.create_user("officer@demonstration.example", name="Olivia Marsh")
    client.post("/demo/sign-in/", {"email": person.email})

    assert len(client.get("/account/sessions/").context["sessions"]) == 1
    assert "Secret key" in client.get("/account/second-factor/app/").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/account/second-factor/app/",
        "/account/second-factor/passkeys/add/",
        "/account/second-factor/codes/new/",
    ],
)
def test_what_protects_the_account_is_changed_only_by_who_shows_again_that_it_is_them(
    hana: Person, path: str
) -> None:
    client = at(FIREFOX, hana)

    assert client.get(path)["Location"].startswith("/account/confirm/")


def test_recovery_codes_are_not_shown_to_a_session_that_was_left_open(hana: Person, client: Client) -> None:
    set_up_app(hana)
    client.force_login(hana)

    for path in ("/account/second-factor/codes/", "/account/second-factor/codes/download/"):
        assert client.get(path)["Location"].startswith("/account/confirm/code/")
