"""The organisation's own sign-in: set up by the environment, and for people who are known here only."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from procurement.accounts.models import Person
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
SERVER = "https://login.northmoor.example/tenant/v2.0"
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def provider(settings: Any) -> None:
    """A provider, as the environment sets one up."""
    app = {
        "provider_id": "oidc",
        "name": "Northmoor Council",
        "client_id": "commonweal",
        "secret": "unused",
        "settings": {"server_url": SERVER},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def asked_by(person: Person | None) -> HttpRequest:
    """A request as it comes back from the provider."""
    request = RequestFactory().get("/account/organisation/oidc/back/")
    SessionMiddleware(lambda _request: HttpResponse()).process_request(request)
    MessageMiddleware(lambda _request: HttpResponse()).process_request(request)
    request.user = person or AnonymousUser()
    return request


def back_from_the_provider(
    email: str, *, verified: bool = True, signed_in: Person | None = None
) -> tuple[HttpRequest, HttpResponse]:
    """What happens after the provider has said who somebody is. No provider is asked: there is no network."""
    request = asked_by(signed_in)
    with context.request_context(request):
        one = get_adapter(request).get_provider(request, "oidc")
        told = {"sub": f"id of {email}", "email": email, "email_verified": verified, "name": "Nia New"}
        login: SocialLogin = one.sociallogin_from_response(request, {"id_token": told, "userinfo": told})
        login.state = {"process": "connect" if signed_in else "login"}
        return request, complete_social_login(request, login)


@pytest.mark.usefixtures("provider")
class TestWithAProvider:
    def test_the_sign_in_page_offers_it(self, client: Client) -> None:
        page = client.get("/account/sign-in/").content.decode()
        assert "Sign in with Northmoor Council" in page
        assert 'href="/account/organisation/oidc/sign-in/' in page

    def test_somebody_with_an_account_of_that_address_is_signed_in_and_linked(self) -> None:
        person = PersonFactory(email="nia@northmoor.example")

        request, _answer = back_from_the_provider("nia@northmoor.example")

        assert request.user == person
        assert SocialAccount.objects.get().user == person
        assert EmailAddress.objects.get(user=person).verified

    def test_an_unknown_address_makes_no_account(self) -> None:
        request, answer = back_from_the_provider("stranger@northmoor.example")

        assert "Accounts are by invitation" in answer.content.decode()
        assert not request.user.is_authenticated
        assert not Person.objects.exists()
        assert not SocialAccount.objects.exists()

    def test_an_address_that_the_provider_has_not_confirmed_signs_nobody_in(self) -> None:
        PersonFactory(email="nia@northmoor.example")

        request, answer = back_from_the_provider("nia@northmoor.example", verified=False)

        assert "Accounts are by invitation" in answer.content.decode()
        assert not request.user.is_authenticated

    def test_a_closed_account_stays_closed(self) -> None:
        PersonFactory(email="nia@northmoor.example", is_active=False)

        request, _answer = back_from_the_provider("nia@northmoor.example")

        assert not request.user.is_authenticated

    def test_an_account_with_another_address_is_not_linked_to_who_is_signed_in(self) -> None:
        person = PersonFactory(email="nia@northmoor.example")

        _request, answer = back_from_the_provider("other@northmoor.example", signed_in=person)

        assert answer.status_code == 403
        assert "the two were not linked" in answer.content.decode()
        assert not SocialAccount.objects.exists()

    def test_the_refusal_comes_before_anything_is_linked(self) -> None:
        request = asked_by(PersonFactory(email="nia@northmoor.example"))
        with context.request_context(request):
            one = get_adapter(request).get_provider(request, "oidc")
            login = one.sociallogin_from_response(request, {"userinfo": {"sub": "1", "email": "x@y.example"}})
            login.state = {"process": "connect"}
            with pytest.raises(ImmediateHttpResponse):
                get_adapter(request).pre_social_login(request, login)


def test_without_a_provider_the_page_offers_none_and_its_addresses_are_not_there(client: Client) -> None:
    assert "Sign in with" not in client.get("/account/sign-in/").content.decode().replace(
        "Sign in with a passkey", ""
    )
    assert client.get("/account/organisation/oidc/sign-in/").status_code == 404


def test_the_environment_sets_the_provider_up() -> None:
    given = {
        "OIDC_SERVER_URL": SERVER,
        "OIDC_CLIENT_ID": "commonweal",
        "OIDC_CLIENT_SECRET": "shh",
        "OIDC_NAME": "Northmoor Council",
    }
    read = "import json; from tests import settings; print(json.dumps(settings.SOCIALACCOUNT_PROVIDERS))"
    ran = subprocess.run(
        [sys.executable, "-c", read],
        cwd=ROOT,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=True,
    )

    (app,) = json.loads(ran.stdout)["openid_connect"]["APPS"]
    assert app["settings"]["server_url"] == SERVER
    assert (app["client_id"], app["secret"], app["name"]) == ("commonweal", "shh", "Northmoor Council")
