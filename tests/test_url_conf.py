"""Every view says who may reach it, and refuses everybody else."""

import uuid

import pytest
from django.test import Client
from django.urls import URLPattern

from procurement.core.permissions import permission_names
from tests.routes import routes

# What strangers may see. A new public view is added here, on purpose, or it is a hole.
PUBLIC = {
    "account_confirm_email",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "bids:opportunities",
    "bids:opportunity",
    "bids:model",
    "desk:accessibility",
    "desk:demo_sign_in",
    "desk:glossary",
    "desk:guide",
    "desk:healthz",
    "desk:help",
    "desk:home",
    "desk:metrics",
    "desk:privacy",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "openid_connect_callback",
    "openid_connect_login",
    "organisations:invitation",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "tenders:public_archive",
    "tenders:public_file",
}


ALL = routes()


def address(route: str) -> str:
    for converter in ("uuid", "int", "str", "slug"):
        value = str(uuid.uuid4()) if converter == "uuid" else "1"
        while f"<{converter}:" in route:
            start = route.index(f"<{converter}:")
            route = route[:start] + value + route[route.index(">", start) + 1 :]
    while "<" in route:
        start = route.index("<")
        route = route[:start] + "1" + route[route.index(">", start) + 1 :]
    return "/" + route


def test_the_site_has_addresses() -> None:
    assert len(ALL) > 60


@pytest.mark.parametrize(("name", "pattern"), [(name, pattern) for name, _route, pattern in ALL])
def test_a_view_carries_its_access_rule(name: str, pattern: URLPattern) -> None:
    access = getattr(pattern.callback, "access", None)

    assert access is not None, f"{name} has no access decorator"
    assert access in {"public", "signed in", *permission_names()}
    assert (access == "public") == (name in PUBLIC)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "route"), [(name, route) for name, route, _pattern in ALL])
def test_what_answers_get_answers_head(client: Client, name: str, route: str) -> None:
    if client.get(address(route)).status_code != 405:
        assert client.head(address(route)).status_code != 405, name


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "route"), [(name, route) for name, route, _pattern in ALL if name not in PUBLIC]
)
def test_a_stranger_is_sent_to_sign_in(client: Client, name: str, route: str) -> None:
    for method in (client.get, client.post):
        response = method(address(route))
        assert response.status_code in (302, 405), name
        if response.status_code == 302:
            assert response["Location"].startswith("/account/sign-in/"), name
