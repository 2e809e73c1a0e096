"""Whoever removes something removes that and nothing else, with one click or two; a number alone names no lot."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from procurement.accounts.models import Person
from procurement.audit.models import AuditEvent
from procurement.core.errors import Refused
from procurement.tenders.models import Lot, Tender, TenderGrant
from procurement.tenders.services import add_scale, grant_on_tender, remove_lot, update_criterion, update_lot
from procurement.tenders.specs import StepSpec
from tests.factories import PersonFactory
from tests.tenders.conftest import World, criterion, text, url

pytestmark = pytest.mark.django_db

STEPS = [StepSpec("0", "No", "Nothing."), StepSpec("1", "Yes", "All of it.")]


def titles(tender: Tender) -> list[str]:
    return list(tender.lots.order_by("number").values_list("title", flat=True))


@pytest.mark.parametrize("number", [1, 3])
def test_a_double_click_removes_the_lot_that_was_asked_about_and_not_the_next(
    browser: Client, world: World, number: int
) -> None:
    tender = world.draft(lots=3)
    lot = tender.lots.get(number=number)
    asked = text(browser.get(url("lot_remove", lot)))
    assert f'name="key" value="{lot.pk}"' in asked

    answers = [browser.post(url("lot_remove", lot), {"key": str(lot.pk)}) for _click in range(2)]

    lots = reverse("tenders:lots", args=[tender.pk])
    assert [answer["Location"] for answer in answers] == [lots, lots]
    assert titles(tender) == [f"Area {one}" for one in (1, 2, 3) if one != number]
    assert AuditEvent.objects.filter(action="lot.removed").count() == 1


def test_a_lot_is_removed_from_its_own_page_after_another_took_its_number(
    browser: Client, world: World
) -> None:
    tender = world.draft(lots=3)
    second = tender.lots.get(number=2)
    remove_lot(actor=world.officer, lot=tender.lots.get(number=1))

    browser.post(url("lot_remove", second), {"key": str(second.pk)})

    assert titles(tender) == ["Area 3"]


def test_no_lot_is_removed_by_an_address_alone(browser: Client, world: World) -> None:
    tender = world.draft(lots=2)

    assert "Remove lot 1, Area 1?" in text(browser.post(url("lot_remove", tender.lots.get(number=1))))

    assert titles(tender) == ["Area 1", "Area 2"]


def test_what_is_typed_about_a_lot_is_saved_in_it_whatever_its_number_became(
    browser: Client, world: World
) -> None:
    tender = world.draft(lots=3)
    second = tender.lots.get(number=2)
    page = text(browser.get(url("lot_edit", second)))
    assert f'name="key" value="{second.pk}"' in page
    remove_lot(actor=world.officer, lot=tender.lots.get(number=1))

    typed = {"name": "The middle", "revision": "0", "key": str(second.pk)}
    assert browser.post(url("lot_edit", second), typed).status_code == 302

    assert titles(tender) == ["The middle", "Area 3"]


def test_criteria_are_replaced_in_the_lot_of_the_page_whatever_its_number_became(
    browser: Client, world: World
) -> None:
    tender = world.ready(lots=3)
    second, third = tender.lots.get(number=2), tender.lots.get(number=3)
    for lot in (second, third):
        update_criterion(actor=world.officer, criterion=criterion(lot, "P"), title="Ours")
    page = text(browser.get(url("criteria_ready_made", second)))
    assert f'name="key" value="{second.pk}"' in page
    remove_lot(actor=world.officer, lot=tender.lots.get(number=1))

    replace = {"tree": "council", "replace": "1", "key": str(second.pk)}
    answer = browser.post(url("criteria_ready_made", second), replace)

    second.refresh_from_db()
    assert answer["Location"] == url("criteria", second)
    assert criterion(second, "P").title != "Ours"
    assert criterion(third, "P").title == "Ours"


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_typed_about_a_lot_that_was_removed_comes_back(
    browser: Client, world: World, number: int
) -> None:
    tender = world.draft(lots=2)
    lot = tender.lots.get(number=number)
    remove_lot(actor=world.officer, lot=lot)

    typed = {"name": "Words to keep", "revision": "0", "key": str(lot.pk)}
    answer = browser.post(url("lot_edit", lot), typed)

    page = text(answer)
    assert answer.status_code == 404
    assert "Words to keep" in page
    assert "removed" in page
    assert titles(tender) == [f"Area {3 - number}"]


def test_a_lot_that_is_removed_while_a_change_of_it_waits_is_refused_with_the_reason(world: World) -> None:
    lot = world.draft(lots=2).lots.get(number=2)
    remove_lot(actor=world.officer, lot=Lot.objects.get(pk=lot.pk))

    with pytest.raises(Refused, match="Somebody removed this lot"):
        update_lot(actor=world.officer, lot=lot, title="Too late", revision=0)


def some_of(world: World, lot: Lot) -> dict[str, tuple[str, str]]:
    """What can be removed: its address, and the page that follows."""
    scale = add_scale(actor=world.officer, tender=lot.tender, name="Yes or no", steps=STEPS)
    grant = grant_on_tender(
        actor=world.officer, person=PersonFactory(), tender=lot.tender, role=TenderGrant.Role.EVALUATOR
    )
    return {
        "criterion": (
            url("criterion_remove", lot, criterion_id=criterion(lot, "Q1").pk),
            url("criteria", lot),
        ),
        "scale": (url("scale_remove", lot, scale_id=scale.pk), url("scales", lot)),
        "role": (url("panel_remove", lot, grant_id=grant.pk), url("panel", lot)),
    }


@pytest.mark.parametrize("what", ["criterion", "scale", "role"])
def test_a_second_click_on_remove_leads_where_the_first_did(
    browser: Client, world: World, ready_lot: Lot, what: str
) -> None:
    address, after = some_of(world, ready_lot)[what]

    answers = [browser.post(address) for _click in range(2)]

    assert [answer["Location"] for answer in answers] == [after, after]
    assert "It is removed." in text(browser.get(after))
    removed = AuditEvent.objects.filter(action__in=["criterion.removed", "scale.removed", "panel.revoked"])
    assert removed.count() == 1


@pytest.mark.parametrize("what", ["criterion", "scale", "role"])
def test_nobody_else_hears_that_something_is_gone(
    client: Client, world: World, ready_lot: Lot, what: str
) -> None:
    stranger: Person = world.other_officer
    client.force_login(stranger)
    gone = {
        "criterion": url("criterion_remove", ready_lot, criterion_id=uuid4()),
        "scale": url("scale_remove", ready_lot, scale_id=10**6),
        "role": url("panel_remove", ready_lot, grant_id=10**6),
    }

    assert client.post(gone[what]).status_code == 404
