"""Sign-in at an organisation's own provider, from the button to the page after it, over real connections."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.http import HttpResponse
from django.test import Client

from procurement.accounts.models import Person
from tests.factories import PersonFactory

from .openid_provider import CLIENT, SECRET, Provider, provider

pytestmark = pytest.mark.django_db
NIA = {"sub": "7", "email": "nia@northmoor.example", "email_verified": True, "name": "Nia New"}


@pytest.fixture
def theirs(settings: Any) -> Iterator[Provider]:
    """The provider of Northmoor Council, as the environment sets one up."""
    with provider() as server:
        app = {
            "provider_id": "oidc",
            "name": "Northmoor Council",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": server.issuer},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield server


def back_at(client: Client) -> str:
    """Press the button, sign in at the provider; the address with which the browser comes back."""
    sent = client.post("/account/organisation/oidc/sign-in/")
    assert sent.status_code == 302
    at_provider = requests.get(sent["Location"], allow_redirects=False, timeout=5)
    return at_provider.headers["Location"]


def come_back(client: Client, address: str) -> HttpResponse:
    parts = urlsplit(address)
    assert (parts.netloc, parts.path) == ("testserver", "/account/organisation/oidc/back/")
    return client.get(parts.path, parse_qs(parts.query))  # type: ignore[return-value]


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_somebody_who_is_known_here_is_signed_in_and_again_the_next_time(theirs: Provider) -> None:
    person, theirs.person = PersonFactory(email=NIA["email"]), NIA
    for _ in range(2):
        client = Client()
        answer = come_back(client, back_at(client))
        assert answer.status_code == 302
        assert client.session["_auth_user_id"] == str(person.pk)
    assert SocialAccount.objects.get().user == person
    assert {"/.well-known/openid-configuration", "/authorize", "/token", "/userinfo"} <= set(theirs.asked)


def test_somebody_unknown_is_refused_with_the_page_that_says_why_and_gets_no_account(
    theirs: Provider,
) -> None:
    theirs.person = NIA
    client = Client()
    answer = come_back(client, back_at(client))
    assert "Accounts are by invitation" in answer.content.decode()
    assert not signed_in(client)
    assert not Person.objects.exists()


def test_a_token_for_another_site_a_used_code_and_another_browser_s_answer_sign_nobody_in(
    theirs: Provider,
) -> None:
    PersonFactory(email=NIA["email"])
    theirs.person, theirs.audience = NIA, "another site"
    client = Client()
    assert "You could not be signed in" in come_back(client, back_at(client)).content.decode()
    assert not signed_in(client)

    theirs.audience = CLIENT
    used = back_at(client)
    requests.post(f"{theirs.issuer}/token", {"code": parse_qs(urlsplit(used).query)["code"][0]}, timeout=5)
    come_back(client, used)
    assert not signed_in(client)

    other = Client()
    come_back(other, back_at(client))
    assert not signed_in(other)


def test_a_provider_that_does_not_answer_gives_a_page_that_says_so(theirs: Provider) -> None:
    theirs.shutdown()
    theirs.server_close()
    answer = Client().post("/account/organisation/oidc/sign-in/")
    assert "You could not be signed in" in answer.content.decode()
