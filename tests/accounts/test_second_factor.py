"""A second factor: asked of who decides about bids, shown with real codes, and never passed by."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from procurement.accounts.models import Person
from procurement.accounts.second_factor import standing_of
from procurement.audit.queries import history
from procurement.organisations.models import OrganisationGrant
from procurement.tenders.models import TenderGrant
from tests.factories import (
    LotFactory,
    OrganisationGrantFactory,
    PersonFactory,
    SupplierFactory,
    TenderGrantFactory,
)
from tests.second_factors import PASSWORD, code_of, set_up_app, sign_in, with_password

from .conftest import delivered

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db,
    pytest.mark.usefixtures("outside_demo"),
]
NEEDED, HOME, REAUTHENTICATE = "/account/second-factor/needed/", "/", "/account/confirm/code/"
OnOrganisation, OnTender = OrganisationGrant.Role, TenderGrant.Role


def with_role(role: Any) -> Person:
    """Somebody with a password and one role, wherever such a role is given."""
    if isinstance(role, OnTender):
        lot = LotFactory() if role == OnTender.MODERATOR else None
        tender = {"tender": lot.tender, "lot": lot} if lot else {}
        return with_password(TenderGrantFactory(role=role, **tender).person)
    on = {"organisation": SupplierFactory()} if role == OnOrganisation.BID_WRITER else {}
    return with_password(OrganisationGrantFactory(role=role, **on).person)


def answer(client: Client, path: str = "/tenders/") -> str:
    """Where somebody comes to who asks for a page: the page itself, or where they are led."""
    got = client.get(path)
    return str(got["Location"]) if got.status_code == 302 else path


@pytest.mark.parametrize(
    "role",
    [
        OnOrganisation.OFFICER,
        OnOrganisation.APPROVER,
        OnTender.OFFICER,
        OnTender.APPROVER,
        OnTender.MODERATOR,
    ],
)
def test_who_decides_about_bids_is_led_to_set_up_a_second_factor_before_anything_else(
    client: Client, role: Any
) -> None:
    sign_in(client, with_role(role))

    for path in (HOME, "/tenders/", "/account/", "/account/email/"):
        assert answer(client, path) == NEEDED
    assert client.post("/tenders/new/", {})["Location"] == NEEDED
    page = client.get(NEEDED).content.decode()
    assert "/account/second-factor/app/" in page
    assert "/account/second-factor/passkeys/add/" in page


@pytest.mark.parametrize(
    "role",
    [
        None,
        OnOrganisation.ADMINISTRATOR,
        OnOrganisation.BID_WRITER,
        OnTender.EVALUATOR,
        OnTender.SOCIAL_VALUE_REVIEWER,
    ],
)
def test_nobody_else_has_to_have_one(client: Client, role: Any) -> None:
    person = with_password(PersonFactory()) if role is None else with_role(role)
    sign_in(client, person)

    assert answer(client, HOME) == HOME
    assert answer(client, "/account/") == "/account/"


def test_the_demonstration_asks_nobody(client: Client, settings: Any) -> None:
    settings.DEMO = True
    sign_in(client, with_role(OnOrganisation.OFFICER))

    assert answer(client) == "/tenders/"


def set_up(client: Client) -> str:
    """Set up an authenticator app by the pages, from where the second factor is asked for; returns its secret."""
    again = client.get("/account/second-factor/app/")
    assert again["Location"].startswith("/account/confirm/")
    client.post(again["Location"], {"password": PASSWORD})
    page = client.get("/account/second-factor/app/").content.decode()
    secret: str = client.session["mfa.totp.secret"]
    assert secret in page
    assert "<svg class=" in page
    assert 'src="data:' not in page
    done = client.post("/account/second-factor/app/", {"code": code_of(secret)})
    assert done["Location"] == "/account/second-factor/codes/"
    return secret


@pytest.mark.django_db(transaction=True)
def test_an_officer_sets_up_an_app_and_goes_on_then_signs_in_with_its_codes(client: Client) -> None:
    officer = with_role(OnOrganisation.OFFICER)
    sign_in(client, officer)
    secret = set_up(client)
    codes = client.get("/account/second-factor/codes/").context["unused_codes"]
    assert len(codes) == 10
    assert answer(client) == "/tenders/"
    assert "An authenticator app was set up" in [mail.subject for mail in delivered()]

    later = Client()
    assert sign_in(later, officer) == "/account/sign-in/code/"
    assert answer(later) == "/account/sign-in/?next=/tenders/"
    wrong = later.post("/account/sign-in/code/", {"code": "000000"})
    assert "This code is not right" in wrong.content.decode()
    assert later.post("/account/sign-in/code/", {"code": code_of(secret, later=1)})["Location"] == HOME
    assert answer(later) == "/tenders/"

    with_recovery_code = Client()
    sign_in(with_recovery_code, officer)
    assert with_recovery_code.post("/account/sign-in/code/", {"code": codes[0]})["Location"] == HOME
    once_more = Client()
    sign_in(once_more, officer)
    assert once_more.post("/account/sign-in/code/", {"code": codes[0]}).status_code == 200


def test_a_session_from_before_the_second_factor_has_to_show_it(client: Client) -> None:
    officer = with_role(OnOrganisation.OFFICER)
    sign_in(client, officer)
    secret = set_up_app(officer)

    assert answer(client) == f"{REAUTHENTICATE}?next=%2Ftenders%2F"
    for elsewhere in ("/account/second-factor/app/remove/", "/account/confirm/", NEEDED, "/account/"):
        assert answer(client, elsewhere).startswith(REAUTHENTICATE)
    assert "/account/confirm/?" not in client.get(f"{REAUTHENTICATE}?next=/tenders/").content.decode()
    shown = client.post(f"{REAUTHENTICATE}?next=/tenders/", {"code": code_of(secret), "next": "/tenders/"})
    assert shown["Location"] == "/tenders/"
    assert answer(client) == "/tenders/"


def test_somebody_without_such_a_role_who_has_one_shows_it_too(client: Client, hana: Person) -> None:
    sign_in(client, hana)
    set_up_app(hana)

    assert answer(client, HOME).startswith(REAUTHENTICATE)


def test_the_only_second_factor_of_who_needs_one_stays(client: Client) -> None:
    officer = with_role(OnOrganisation.OFFICER)
    secret = set_up_app(officer)
    sign_in(client, officer)
    client.post("/account/sign-in/code/", {"code": code_of(secret)})
    client.post(REAUTHENTICATE, {"code": code_of(secret, later=1)})

    page = client.post("/account/second-factor/app/remove/").content.decode()

    assert "Your role needs a second factor, and this is your only one" in page
    assert standing_of(officer).set_up


def test_who_needs_none_takes_theirs_away_and_the_session_has_shown_none_any_more(
    client: Client, hana: Person
) -> None:
    secret = set_up_app(hana)
    sign_in(client, hana)
    client.post("/account/sign-in/code/", {"code": code_of(secret)})
    client.post(REAUTHENTICATE, {"code": code_of(secret, later=1)})
    client.post("/account/second-factor/app/remove/")
    assert not Authenticator.objects.filter(user=hana).exists()

    OrganisationGrantFactory(person=hana, role=OnOrganisation.OFFICER)
    assert answer(client) == NEEDED


def test_a_role_that_is_given_during_a_session_asks_at_once(client: Client, hana: Person) -> None:
    sign_in(client, hana)
    assert answer(client, HOME) == HOME
    TenderGrantFactory(person=hana, role=OnTender.MODERATOR)

    assert answer(client, HOME) == NEEDED


def queries_about_second_factors(client: Client) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get("/account/name/")
    return sum("mfa_authenticator" in query["sql"] for query in seen.captured_queries)


def test_it_costs_one_query_a_request_and_none_once_it_was_shown(client: Client, hana: Person) -> None:
    sign_in(client, hana)
    assert queries_about_second_factors(client) == 1

    secret = set_up_app(hana)
    client.post(REAUTHENTICATE, {"code": code_of(secret)})
    assert queries_about_second_factors(client) == 0


def test_after_five_wrong_codes_the_right_one_has_to_wait(client: Client, hana: Person) -> None:
    secret = set_up_app(hana)
    sign_in(client, hana)
    for _ in range(5):
        client.post("/account/sign-in/code/", {"code": "000000"})

    refused = client.post("/account/sign-in/code/", {"code": code_of(secret)})

    assert "too many attempts" in refused.content.decode()


def test_secrets_of_second_factors_are_unreadable_in_the_database_and_survive_a_new_key(
    client: Client, hana: Person, settings: Any, capsys: Any
) -> None:
    secret = set_up_app(hana)
    old = Authenticator.objects.get(user=hana, type="totp").data["secret"]
    assert secret not in old

    newest = Fernet.generate_key().decode()
    settings.SEALING_KEYS = [newest, *settings.SEALING_KEYS]
    call_command("rewrap_keys")
    settings.SEALING_KEYS = [newest]

    assert "2 second factors now encrypted with the newest key." in capsys.readouterr().out
    sign_in(client, hana)
    assert client.post("/account/sign-in/code/", {"code": code_of(secret)})["Location"] == HOME


def test_who_has_lost_everything_is_helped_on_the_command_line_with_an_event(
    client: Client, capsys: Any
) -> None:
    officer = with_role(OnOrganisation.OFFICER)
    secret = set_up_app(officer)
    sign_in(client, officer)
    client.post("/account/sign-in/code/", {"code": code_of(secret)})

    call_command("remove_second_factor", officer.email)

    assert "had 1; none is left" in capsys.readouterr().out
    assert answer(client).startswith("/account/sign-in/")
    assert history(chain="general").filter(action="person.second_factors_removed").count() == 1
    assert sign_in(client, officer) == HOME
    assert answer(client) == NEEDED


@pytest.mark.parametrize("size", [1, 3])
def test_what_somebody_needs_is_one_question_whatever_they_hold(
    size: int, django_assert_num_queries: Any
) -> None:
    person = PersonFactory()
    for _ in range(size):
        TenderGrantFactory(person=person, role=OnTender.MODERATOR)
        OrganisationGrantFactory(person=person, role=OnOrganisation.APPROVER)

    with django_assert_num_queries(1):
        standing = standing_of(person)
    assert (standing.required, standing.set_up) == (True, False)
