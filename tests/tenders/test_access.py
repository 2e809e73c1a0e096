"""Who reaches which page: every role, from both sides, in every state; and how many queries a page costs."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procurement.accounts.models import Person
from procurement.core.permissions import allowed, refusal
from procurement.tenders.models import Lot, Tender
from procurement.tenders.queries import (
    criteria_tree,
    lots_with_trees,
    obstacles,
    tenders_for,
    works_for_an_authority,
)
from procurement.tenders.services import add_criterion, cancel_tender, grant_on_tender, publish_tender
from tests.factories import OrganisationGrantFactory, PersonFactory, SupplierFactory
from tests.tenders.conftest import World, criterion, lot_stage_of

pytestmark = pytest.mark.django_db

MOST_QUERIES = 45
PANEL = ("evaluator", "social_value_reviewer", "moderator")


def people(world: World, lot: Lot) -> dict[str, Person]:
    """Somebody in each role, and the strangers."""
    found = {
        "officer": world.officer,
        "approver": world.person_with("approver"),
        "administrator": world.person_with("administrator"),
        "other officer": world.other_officer,
        "nobody": PersonFactory(),
        "supplier": OrganisationGrantFactory(organisation=SupplierFactory(), role="bid_writer").person,
    }
    for role in PANEL:
        found[role] = PersonFactory()
        grant_on_tender(actor=world.officer, person=found[role], tender=lot.tender, role=role, lot=lot)
    return found


OURS = {"officer", "approver", "administrator", *PANEL}

EXPECTED: dict[tuple[str, str], set[str]] = {
    ("tenders.view", "draft"): OURS,
    ("tenders.view", "published"): OURS,
    ("tenders.view", "cancelled"): OURS,
    ("tenders.see_panel", "draft"): {"officer", "approver", "administrator", "moderator"},
    ("tenders.see_panel", "cancelled"): {"officer", "approver", "administrator", "moderator"},
    ("tenders.history", "published"): {"officer", "approver", "administrator"},
    ("tenders.edit", "draft"): {"officer"},
    ("tenders.edit", "published"): set(),
    ("tenders.edit", "cancelled"): set(),
    ("tenders.publish", "draft"): {"officer"},
    ("tenders.publish", "published"): set(),
    ("tenders.publish", "cancelled"): set(),
    ("tenders.cancel", "draft"): {"officer"},
    ("tenders.cancel", "published"): {"officer"},
    ("tenders.cancel", "cancelled"): set(),
    ("tenders.end_lot", "draft"): set(),
    ("tenders.end_lot", "published"): {"officer"},
    ("tenders.end_lot", "cancelled"): set(),
    ("tenders.manage_panel", "draft"): {"officer"},
    ("tenders.manage_panel", "published"): {"officer"},
    ("tenders.manage_panel", "cancelled"): set(),
}


def bring(world: World, tender: Tender, state: str) -> None:
    if state == "published":
        publish_tender(actor=world.officer, tender=tender)
    elif state == "cancelled":
        cancel_tender(actor=world.officer, tender=tender, reason="Not needed.")


@pytest.mark.parametrize("state", ["draft", "published", "cancelled"])
def test_each_permission_is_held_by_exactly_whom_it_should(world: World, ready_lot: Lot, state: str) -> None:
    everybody = people(world, ready_lot)
    bring(world, ready_lot.tender, state)
    lot_stage = lot_stage_of(ready_lot)
    for (permission, when), holders in EXPECTED.items():
        if when != state:
            continue
        held = {name for name, person in everybody.items() if allowed(permission, person, lot_stage)}
        assert held == holders, permission
        for name in everybody.keys() - holders:
            assert refusal(permission, everybody[name], lot_stage), permission


def test_a_refusal_says_who_could_or_when(world: World, ready_lot: Lot) -> None:
    everybody = people(world, ready_lot)
    assert refusal("tenders.edit", everybody["approver"], ready_lot) == (
        "A procurement officer of the contracting authority does this."
    )
    publish_tender(actor=world.officer, tender=ready_lot.tender)
    ready_lot.tender.refresh_from_db()
    assert refusal("tenders.edit", world.officer, ready_lot) == (
        "This tender is published. Its rules are frozen: what bidders were told is never edited."
    )


def addresses(lot: Lot) -> dict[str, str]:
    """Every page of a lot, or of its tender, by the permission that it needs."""
    here = {"tender_id": lot.tender_id, "lot_number": lot.number}
    one = {**here, "criterion_id": criterion(lot, "SV").pk}
    scale = {**here, "scale_id": lot.tender.scales.get().pk}
    grant = {**here, "grant_id": lot.grants.first().pk}  # type: ignore[union-attr]
    tender = {"tender_id": lot.tender_id}
    return {
        reverse(f"tenders:{name}", kwargs=arguments): permission
        for name, arguments, permission in (
            ("lots", tender, "tenders.view"),
            ("criteria", here, "tenders.view"),
            ("publish", here, "tenders.view"),
            ("edit", tender, "tenders.edit"),
            ("timetable", tender, "tenders.edit"),
            ("lot_add", tender, "tenders.edit"),
            ("lot_edit", here, "tenders.edit"),
            ("lot_remove", here, "tenders.edit"),
            ("criterion_add", here, "tenders.edit"),
            ("criteria_ready_made", here, "tenders.edit"),
            ("criteria_copy", here, "tenders.edit"),
            ("criterion_edit", one, "tenders.edit"),
            ("criterion_remove", one, "tenders.edit"),
            ("criterion_measures", one, "tenders.edit"),
            ("scales", here, "tenders.edit"),
            ("scale_add", here, "tenders.edit"),
            ("scale_edit", scale, "tenders.edit"),
            ("cancel", tender, "tenders.cancel"),
            ("lot_end", here, "tenders.end_lot"),
            ("panel", here, "tenders.see_panel"),
            ("criterion_move", one, "POST tenders.edit"),
            ("scale_remove", scale, "POST tenders.edit"),
            ("scale_use", scale, "POST tenders.edit"),
            ("panel_remove", grant, "POST tenders.manage_panel"),
        )
    }


@pytest.mark.parametrize("state", ["draft", "published"])
def test_every_page_answers_each_role_as_its_permission_says(
    client: Client, world: World, ready_lot: Lot, state: str
) -> None:
    everybody = people(world, ready_lot)
    pages = addresses(ready_lot)
    bring(world, ready_lot.tender, state)
    for name, person in everybody.items():
        client.force_login(person)
        for page, needed in pages.items():
            post = needed.startswith("POST ")
            if name not in OURS:
                expected = 404
            elif (
                name
                in EXPECTED[(needed.removeprefix("POST "), state if "see_panel" not in needed else "draft")]
            ):
                expected = 302 if post else 200
            else:
                expected = 403
            if post and expected == 302:
                continue  # changes something; tried page by page elsewhere
            answer = client.post(page) if post else client.get(page)
            assert answer.status_code == expected, (name, page)


def test_a_person_of_one_lot_does_not_reach_the_other(client: Client, world: World) -> None:
    tender = world.ready(lots=2)
    one, two = tender.lots.all()
    person = PersonFactory()
    grant_on_tender(actor=world.officer, person=person, tender=tender, role="evaluator", lot=two)
    client.force_login(person)
    there = {"tender_id": tender.pk}
    assert client.get(reverse("tenders:criteria", kwargs={**there, "lot_number": 2})).status_code == 200
    assert client.get(reverse("tenders:criteria", kwargs={**there, "lot_number": 1})).status_code == 404
    listed = client.get(reverse("tenders:list")).content.decode()
    assert str(two) in listed
    assert str(one) not in listed


def test_strangers_are_sent_to_sign_in(client: Client, ready_lot: Lot) -> None:
    for name in ("list", "new"):
        assert client.get(reverse(f"tenders:{name}"))["Location"].startswith("/account/")


def test_only_officers_get_the_form_for_a_new_tender(client: Client, world: World) -> None:
    for person, status in (
        (world.officer, 200),
        (world.person_with("approver"), 403),
        (PersonFactory(), 403),
    ):
        client.force_login(person)
        assert client.get(reverse("tenders:new")).status_code == status


def test_tenders_of_another_authority_are_not_found(world: World) -> None:
    tender = world.draft()
    assert list(tenders_for(world.officer)) == [tender]
    assert list(tenders_for(world.other_officer)) == []


def test_the_entry_in_the_navigation_is_for_people_of_authorities_and_panels(world: World, lot: Lot) -> None:
    everybody = people(world, lot)
    assert {name for name, person in everybody.items() if works_for_an_authority(person)} == {
        *OURS,
        "other officer",
    }


def cost(client: Client, page: str) -> int:
    """How many queries a page makes."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def lot_page(name: str, tender: Tender) -> str:
    return reverse(f"tenders:{name}", kwargs={"tender_id": tender.pk, "lot_number": 1})


def test_the_list_of_tenders_costs_the_same_at_any_length(
    client: Client, world: World, django_assert_num_queries: Any
) -> None:
    client.force_login(world.officer)
    world.draft()
    for _size in (1, 3):
        with django_assert_num_queries(13):
            client.get(reverse("tenders:list"))
        world.draft(lots=3)
        world.draft(lots=3)


def test_the_criteria_page_costs_the_same_at_any_length(client: Client, world: World) -> None:
    small, large = world.ready(), world.ready()
    lot = large.lots.get()
    for number in range(3):
        group = add_criterion(actor=world.officer, lot=lot, kind="group", title=f"Group {number}")
        scale = large.scales.get()
        add_criterion(actor=world.officer, lot=lot, kind="quality", title="Q", parent=group, scale=scale)
    client.force_login(world.officer)
    assert (
        cost(client, lot_page("criteria", small)) == cost(client, lot_page("criteria", large)) < MOST_QUERIES
    )


def test_the_publication_page_costs_the_same_for_any_number_of_lots(client: Client, world: World) -> None:
    small, large = world.ready(), world.ready(lots=3)
    client.force_login(world.officer)
    assert cost(client, lot_page("publish", small)) == cost(client, lot_page("publish", large)) < MOST_QUERIES


def test_the_panel_page_costs_the_same_for_any_number_of_people(client: Client, world: World) -> None:
    small, large = world.draft(), world.draft()
    for tender, size in ((small, 1), (large, 3)):
        for _number in range(size):
            grant_on_tender(actor=world.officer, person=PersonFactory(), tender=tender, role="evaluator")
    client.force_login(world.officer)
    assert cost(client, lot_page("panel", small)) == cost(client, lot_page("panel", large)) < MOST_QUERIES


def test_the_list_of_lots_costs_the_same_at_any_length(client: Client, world: World) -> None:
    small, large = world.draft(), world.draft(lots=3)
    client.force_login(world.officer)
    pages = [reverse("tenders:lots", args=[tender.pk]) for tender in (small, large)]
    assert cost(client, pages[0]) == cost(client, pages[1]) < MOST_QUERIES


@pytest.mark.parametrize("size", [1, 3])
def test_reading_trees_and_obstacles_costs_the_same_for_any_number_of_lots(
    world: World, size: int, django_assert_num_queries: Any
) -> None:
    tender = world.ready(lots=size)
    lot = tender.lots.earliest("number")
    with django_assert_num_queries(4):
        assert len(lots_with_trees(tender)) == size
    with django_assert_num_queries(6):
        assert obstacles(tender) == ()
    with django_assert_num_queries(3):
        criteria_tree(lot)
