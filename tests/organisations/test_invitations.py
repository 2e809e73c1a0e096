"""An invitation: to one address, for a while, once; and what everybody else who opens it is told."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as site
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from procurement.accounts.models import Person
from procurement.audit.queries import history
from procurement.core.errors import NotPermitted, Refused
from procurement.core.time import database_now
from procurement.organisations.models import Invitation, Organisation, OrganisationGrant
from procurement.organisations.queries import (
    invitation_by,
    invitations_of,
    organisations_to_invite_to,
    people_of,
)
from procurement.organisations.roles import roles_of
from procurement.organisations.services import accept, invite, send_again, withdraw
from tests.accounts.conftest import delivered
from tests.factories import AuthorityFactory, OrganisationGrantFactory, PersonFactory, SupplierFactory
from tests.second_factors import PASSWORD, sign_in, with_password

pytestmark = [pytest.mark.services, pytest.mark.django_db]
Role = OrganisationGrant.Role
EMAIL = "priya.nair@northmoor.example"


@pytest.fixture
def council(db: None) -> Organisation:
    return AuthorityFactory(name="Northmoor Council")


@pytest.fixture
def anita(council: Organisation) -> Person:
    """The council's administrator."""
    person = with_password(PersonFactory(email="anita@northmoor.example", name="Anita Dow"))
    OrganisationGrantFactory(person=person, organisation=council, role=Role.ADMINISTRATOR)
    return person


def invited(actor: Person, council: Organisation, **more: Any) -> Invitation:
    given = {"role": Role.OFFICER, "name": "Priya Nair", "email": EMAIL}
    return invite(actor=actor, organisation=council, **(given | more))


def posted_link() -> str:
    """The link in the newest mail."""
    found = re.search(rf"{site.SITE_URL}(/invitations/\S+)", delivered()[-1].body)
    assert found
    return found.group(1)


def made_here(client: Client, link: str, **more: str) -> Any:
    given = {"name": "Priya Nair", "password": PASSWORD, "again": PASSWORD}
    return client.post(link, given | more)


def actions() -> list[str]:
    return [
        event.action
        for event in history(chain="general").order_by("number")
        if event.action.startswith("invitation.")
    ]


def test_an_administrator_invites_by_the_page_and_the_mail_says_what_to(
    client: Client, anita: Person, council: Organisation
) -> None:
    sign_in(client, anita)
    page = reverse("organisations:invite", args=[council.pk])
    answer = client.post(page, {"name": "Priya Nair", "email": EMAIL.upper(), "role": "officer"})

    assert answer["Location"] == reverse("organisations:people", args=[council.pk])
    (mail,) = delivered()
    assert mail.to == [EMAIL]
    assert "Anita Dow invites you" in mail.subject
    assert "Procurement officer, Northmoor Council" in mail.body
    assert (Invitation.objects.get().ends_at - Invitation.objects.get().sent_at) == timedelta(days=7)
    listed = client.get(answer["Location"]).content.decode()
    assert "Waiting" in listed
    assert EMAIL in listed


def test_of_the_link_only_a_hash_is_kept(anita: Person, council: Organisation) -> None:
    invitation = invited(anita, council)
    token = posted_link().split("/")[2]

    held = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert token not in str(held)
    assert invitation_by(token) == invitation
    assert token not in str([event.details for event in history(chain="general")])


def test_who_accepts_has_an_account_a_confirmed_address_and_the_role(
    client: Client, anita: Person, council: Organisation
) -> None:
    invited(anita, council)
    link = posted_link()
    page = client.get(link).content.decode()
    assert "Procurement officer" in page
    assert 'value="Priya Nair"' in page

    assert made_here(client, link)["Location"] == "/"

    person = Person.objects.get(email=EMAIL)
    assert client.session["_auth_user_id"] == str(person.pk)
    assert person.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=person).verified
    assert roles_of(person, on=council) == {Role.OFFICER}
    assert actions() == ["invitation.made", "invitation.accepted"]


def test_an_officer_who_accepts_is_led_to_a_second_factor_without_typing_the_password_again(
    client: Client, anita: Person, council: Organisation, settings: Any
) -> None:
    settings.DEMO = False
    invited(anita, council)
    made_here(client, posted_link())

    assert client.get("/")["Location"] == "/account/second-factor/needed/"
    assert client.get("/account/second-factor/app/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"again": "something-quite-different"}, "The two passwords differ"),
        ({"password": "short", "again": "short"}, "at least 12 characters"),
        ({"name": ""}, "Enter your full name"),
    ],
)
def test_what_is_wrong_with_the_form_is_said_and_nothing_is_made(
    client: Client, anita: Person, council: Organisation, typed: dict[str, str], words: str
) -> None:
    invited(anita, council)

    page = made_here(client, posted_link(), **typed).content.decode()

    assert words in page
    assert not Person.objects.filter(email=EMAIL).exists()


def test_opened_by_somebody_else_it_says_whom_it_is_for_and_gives_nothing(
    client: Client, anita: Person, council: Organisation
) -> None:
    invited(anita, council)
    link = posted_link()
    other = with_password(PersonFactory(email="other@northmoor.example"))
    sign_in(client, other)

    for answer in (client.get(link), client.post(link), made_here(client, link)):
        assert answer.status_code == 403
        page = answer.content.decode()
        assert "p•••@northmoor.example" in page
        assert EMAIL not in page
        assert "Sign out and open it again" in page
    assert roles_of(other, on=council) == frozenset()
    assert Invitation.objects.get().accepted_at is None
    assert client.post("/account/sign-out/", {"next": link})["Location"] == link
    assert client.get(link).status_code == 200


def test_a_service_refuses_somebody_else_too(anita: Person, council: Organisation) -> None:
    invitation = invited(anita, council)

    with pytest.raises(NotPermitted, match=r"for p•••@northmoor\.example"):
        accept(actor=PersonFactory(), invitation=invitation)


def test_used_twice_it_says_so_and_what_to_do(client: Client, anita: Person, council: Organisation) -> None:
    invited(anita, council)
    link = posted_link()
    made_here(client, link)

    for answer in (Client().get(link), made_here(Client(), link), client.get(link)):
        assert answer.status_code == 410
        assert "This invitation has been used" in answer.content.decode()
    assert "choose a new password" in Client().get(link).content.decode()
    assert Person.objects.filter(email=EMAIL).count() == 1


def test_after_its_end_it_says_so_and_is_sent_again_with_a_new_link(
    client: Client, anita: Person, council: Organisation
) -> None:
    invitation = invited(anita, council)
    old = posted_link()
    past = database_now() - timedelta(days=8)
    Invitation.objects.update(made_at=past, sent_at=past, ends_at=past + timedelta(days=7))
    invitation.refresh_from_db()

    answer = client.get(old)
    assert answer.status_code == 410
    assert "Ask Anita Dow of Northmoor Council to send it again" in answer.content.decode()
    assert made_here(client, old).status_code == 410

    send_again(actor=anita, invitation=invitation, sent=invitation.sending)
    new = posted_link()
    assert client.get(old).status_code == 404
    assert "only the link in the newest mail works" in client.get(old).content.decode()
    assert made_here(client, new)["Location"] == "/"
    assert actions() == ["invitation.made", "invitation.sent_again", "invitation.accepted"]


def test_withdrawn_it_says_so_and_stays_withdrawn(
    client: Client, anita: Person, council: Organisation
) -> None:
    invitation = invited(anita, council)
    link = posted_link()
    sign_in(client, anita)
    where = reverse("organisations:withdraw", args=[council.pk, invitation.pk])
    client.post(where)
    client.post(where)

    answer = Client().get(link)
    assert answer.status_code == 410
    assert "This invitation was withdrawn" in answer.content.decode()
    assert actions() == ["invitation.made", "invitation.withdrawn"]
    with pytest.raises(Refused, match="was withdrawn"):
        send_again(actor=anita, invitation=invitation, sent=invitation.sending)


def test_who_has_an_account_signs_in_and_accepts(
    client: Client, anita: Person, council: Organisation
) -> None:
    person = with_password(PersonFactory(email=EMAIL))
    invited(anita, council)
    link = posted_link()
    assert f"/account/sign-in/?next={link}" in client.get(link).content.decode()
    assert made_here(client, link).status_code == 200
    assert roles_of(person, on=council) == frozenset()

    sign_in(client, person)
    assert client.post(link)["Location"] == "/"
    assert roles_of(person, on=council) == {Role.OFFICER}


def test_what_its_maker_may_not_give_any_more_is_not_given(anita: Person, council: Organisation) -> None:
    invitation = invited(anita, council)
    anita.organisation_grants.all().delete()

    with pytest.raises(Refused, match="Anita Dow cannot give this role any more"):
        accept(actor=None, invitation=invitation, name="Priya Nair", password=PASSWORD)
    assert not Person.objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPROVER])
def test_only_administrators_invite_to_an_authority(council: Organisation, role: str) -> None:
    person = OrganisationGrantFactory(organisation=council, role=role).person

    with pytest.raises(NotPermitted, match="Administrators invite people"):
        invited(person, council)


def test_an_administrator_of_a_shared_service_invites_to_its_authorities_and_no_others() -> None:
    service = Organisation.objects.create(kind=Organisation.Kind.SHARED_SERVICE, name="Shared")
    inside, outside = AuthorityFactory(part_of=service), AuthorityFactory()
    person = OrganisationGrantFactory(organisation=service, role=Role.ADMINISTRATOR).person

    assert set(organisations_to_invite_to(person)) == {service, inside}
    invited(person, inside)
    with pytest.raises(NotPermitted):
        invited(person, outside)


def test_a_bid_writer_invites_bid_writers_to_their_supplier_and_to_nothing_else(
    council: Organisation,
) -> None:
    supplier = SupplierFactory()
    writer = OrganisationGrantFactory(organisation=supplier, role=Role.BID_WRITER).person

    invited(writer, supplier, role=Role.BID_WRITER)
    with pytest.raises(NotPermitted, match="You cannot give this role"):
        invited(writer, supplier, role=Role.ADMINISTRATOR)
    with pytest.raises(NotPermitted):
        invited(writer, council, role=Role.BID_WRITER)


def test_nobody_is_invited_twice_to_the_same_or_to_what_they_have(
    anita: Person, council: Organisation
) -> None:
    invited(anita, council)
    with pytest.raises(Refused, match="Send that invitation again instead"):
        invited(anita, council, email=EMAIL.upper(), name="Priya N.")
    Invitation.objects.update(made_at=database_now() - timedelta(minutes=2))
    with pytest.raises(Refused, match="Send that invitation again instead"):
        invited(anita, council)

    has = OrganisationGrantFactory(organisation=council, role=Role.OFFICER).person
    with pytest.raises(Refused, match="has this role already"):
        invited(anita, council, email=has.email)


def test_a_second_click_sends_no_second_mail(anita: Person, council: Organisation) -> None:
    invitation = invited(anita, council)
    assert invited(anita, council) == invitation
    for _click in range(2):
        send_again(actor=anita, invitation=invitation, sent=invitation.sending)

    assert len(delivered()) == 2
    assert actions() == ["invitation.made", "invitation.sent_again"]


def test_the_database_keeps_one_standing_invitation_and_an_end_to_it(
    anita: Person, council: Organisation
) -> None:
    one = invited(anita, council)
    one.pk, one.token_hash = None, "0" * 64
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.update(accepted_at=database_now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.update(ends_at=database_now() - timedelta(days=1))


def test_an_accepted_invitation_is_not_withdrawn(anita: Person, council: Organisation) -> None:
    invitation = invited(anita, council)
    accept(actor=None, invitation=invitation, name="Priya Nair", password=PASSWORD)

    with pytest.raises(Refused, match="Priya Nair has accepted this invitation"):
        withdraw(actor=anita, invitation=invitation)


@pytest.mark.parametrize("size", [1, 3])
def test_the_people_page_asks_the_same_questions_at_every_size(
    client: Client, anita: Person, council: Organisation, size: int, django_assert_num_queries: Any
) -> None:
    for number in range(size):
        invited(anita, council, email=f"new{number}@northmoor.example")
        OrganisationGrantFactory(organisation=council, role=Role.APPROVER)

    with django_assert_num_queries(2):
        assert len(people_of(council)) == size + 1
        assert [str(one.made_by) for one in invitations_of(council)] == ["Anita Dow"] * size
