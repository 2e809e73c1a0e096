"""Somebody without an account is invited to a panel, and joins it when they accept."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from procurement.accounts.models import Person
from procurement.core.errors import Refused
from procurement.organisations.models import Invitation
from procurement.organisations.services import accept
from procurement.tenders.models import Lot, TenderGrant
from procurement.tenders.services import cancel_tender, invite_to_panel, remove_lot
from tests.accounts.conftest import delivered
from tests.factories import PersonFactory
from tests.second_factors import PASSWORD

from .conftest import World

pytestmark = pytest.mark.django_db
FORM = {"email": "Nia@expert.example", "name": "Nia Okoro", "role": "evaluator", "where": "lot"}


@pytest.fixture
def lot(world: World) -> Lot:
    return world.draft(lots=2).lots.get(number=1)


@pytest.fixture
def officer(client: Client, world: World) -> Client:
    client.force_login(world.officer)
    return client


def panel(lot: Lot) -> str:
    return reverse("tenders:panel", args=[lot.tender_id, lot.number])


def invited(world: World, lot: Lot, **more: Any) -> Invitation:
    given = {"role": "evaluator", "name": "Nia Okoro", "email": "nia@expert.example"}
    return invite_to_panel(actor=world.officer, tender=lot.tender, lot=lot, **(given | more))


def test_an_unknown_address_with_a_name_is_invited_and_joins_by_accepting(officer: Client, lot: Lot) -> None:
    assert officer.post(panel(lot), FORM).status_code == 302
    page = officer.get(panel(lot)).content.decode()
    assert "Invited, and not here yet" in page
    assert "nia@expert.example" in page
    assert not TenderGrant.objects.exists()

    (mail,) = delivered()
    assert f"Evaluator, Lot 1: {lot.title} of" in mail.body
    link = re.search(r"/invitations/\S+", mail.body).group()  # type: ignore[union-attr]
    Client().post(link, {"name": "Nia Okoro", "password": PASSWORD, "again": PASSWORD})

    grant = TenderGrant.objects.get()
    assert (grant.person.email, grant.role, grant.lot) == ("nia@expert.example", "evaluator", lot)
    assert "Invited, and not here yet" not in officer.get(panel(lot)).content.decode()


def test_whoever_made_it_withdraws_it_from_the_panel_page(officer: Client, lot: Lot) -> None:
    officer.post(panel(lot), FORM)
    invitation = Invitation.objects.get()
    where = reverse("organisations:withdraw", args=[lot.tender.authority_id, invitation.pk])

    assert officer.post(where, {"back": panel(lot)})["Location"] == panel(lot)
    assert officer.post(where, {"back": "https://elsewhere.example/"})["Location"].startswith(
        "/organisations/"
    )
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


def test_an_address_with_an_account_is_added_at_once(officer: Client, lot: Lot) -> None:
    person = PersonFactory(email="nia@expert.example")
    officer.post(panel(lot), FORM)

    assert TenderGrant.objects.get().person == person
    assert not Invitation.objects.exists()


def test_a_role_that_cannot_be_given_any_more_is_not(world: World, lot: Lot) -> None:
    invitation = invited(world, lot)
    cancel_tender(actor=world.officer, tender=lot.tender, reason="The need has gone.")

    with pytest.raises(Refused, match="cannot give this role any more"):
        accept(actor=None, invitation=invitation, name="Nia Okoro", password=PASSWORD)
    assert not Person.objects.filter(email="nia@expert.example").exists()


def test_a_removed_lot_takes_its_invitations_with_it(world: World, lot: Lot) -> None:
    invitation = invited(world, lot)
    remove_lot(actor=world.officer, lot=lot)

    with pytest.raises(Refused, match="The lot of this invitation was removed"):
        accept(actor=None, invitation=invitation, name="Nia Okoro", password=PASSWORD)


def test_nobody_is_invited_to_be_the_officer_of_a_tender(world: World, lot: Lot) -> None:
    with pytest.raises(Refused, match="Choose one of the roles"):
        invited(world, lot, role="officer")
