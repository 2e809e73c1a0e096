"""Who judges bids does not approve their award: the panel's roles exclude each other, the authority's are warned of."""

import pytest
from django.test import Client

from procurement.core.errors import Refused
from procurement.tenders.models import Lot, TenderGrant
from procurement.tenders.queries import panel_warnings
from procurement.tenders.services import grant_on_tender, revoke_on_tender
from tests.factories import OrganisationGrantFactory, PersonFactory
from tests.tenders.conftest import World, text, url

pytestmark = pytest.mark.django_db
JUDGES = ("evaluator", "social_value_reviewer", "moderator")


@pytest.mark.parametrize("judge", JUDGES)
@pytest.mark.parametrize("approver_first", [True, False])
def test_nobody_on_the_panel_judges_and_approves(world: World, judge: str, approver_first: bool) -> None:  # noqa: FBT001
    tender, person = world.draft(), PersonFactory(name="Grace Bell")
    first, second = ("approver", judge) if approver_first else (judge, "approver")
    grant = grant_on_tender(actor=world.officer, person=person, tender=tender, role=first)

    with pytest.raises(Refused, match=r"Grace Bell has the role of .* here") as refused:
        grant_on_tender(actor=world.officer, person=person, tender=tender, role=second)

    assert "take the other role away first" in str(refused.value)
    revoke_on_tender(actor=world.officer, grant=grant)
    grant_on_tender(actor=world.officer, person=person, tender=tender, role=second)
    assert TenderGrant.objects.get().role == second


def test_on_two_lots_the_roles_may_differ_but_not_on_one_that_both_reach(world: World) -> None:
    tender, person = world.draft(lots=2), PersonFactory()
    one, two = tender.lots.all()
    grant_on_tender(actor=world.officer, person=person, tender=tender, role="evaluator", lot=one)
    grant_on_tender(actor=world.officer, person=person, tender=tender, role="approver", lot=two)
    with pytest.raises(Refused, match="cannot approve its award"):
        grant_on_tender(actor=world.officer, person=person, tender=tender, role="moderator")


def test_the_same_people_may_judge_in_several_ways(world: World) -> None:
    tender, person = world.draft(), PersonFactory()
    for role in JUDGES:
        grant_on_tender(actor=world.officer, person=person, tender=tender, role=role)
    assert TenderGrant.objects.count() == len(JUDGES)


def test_a_refusal_on_the_page_keeps_what_was_typed(browser: Client, world: World, lot: Lot) -> None:
    person = PersonFactory(email="grace@example.org")
    grant_on_tender(actor=world.officer, person=person, tender=lot.tender, role="evaluator")
    page = text(browser.post(url("panel", lot), {"email": "grace@example.org", "role": "approver"}))
    assert "cannot approve its award" in page
    assert 'value="grace@example.org"' in page


def test_the_page_warns_of_an_approver_of_the_authority_who_judges(
    browser: Client, world: World, lot: Lot
) -> None:
    approver = world.person_with("approver")
    grant_on_tender(actor=world.officer, person=PersonFactory(), tender=lot.tender, role="evaluator")
    assert panel_warnings(lot) == []

    grant_on_tender(actor=world.officer, person=approver, tender=lot.tender, role="evaluator")
    page = text(browser.get(url("panel", lot)))
    assert f"{approver} is also an approver of Northmoor Council." in page
    assert "nobody is left to approve it. Add an approver." in page

    OrganisationGrantFactory(organisation=world.authority, role="approver")
    assert "another approver decides." in text(browser.get(url("panel", lot)))
