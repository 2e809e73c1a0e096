"""A draft says on its pages and at home what is missing before publication, and which step comes next."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procurement.core.time import database_now
from procurement.tenders.models import Lot, Tender, TenderGrant
from procurement.tenders.services import add_criterion, apply_template, grant_on_tender, update_tender
from tests.factories import PersonFactory
from tests.tenders.conftest import World, lot, text, url, world

__all__ = ["lot", "world"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, world: World) -> Client:
    client.force_login(world.officer)
    return client


def page_of(browser: Client, thing: Tender | Lot) -> str:
    if isinstance(thing, Tender):
        return text(browser.get(reverse("desk:tender", args=[thing.pk])))
    return text(browser.get(reverse("desk:lot", args=[thing.tender_id, thing.number])))


def button(page: str) -> tuple[str, str]:
    """Where the page's one primary button leads, and its words."""
    assert page.count('class="govuk-button"') == 1
    before, after = page.split('class="govuk-button"')
    words = after.split(">", 1)[1].split("<")[0]
    return before.rsplit('href="', 1)[1].split('"')[0], words


def test_a_draft_lists_all_that_is_missing_with_links_and_leads_to_the_criteria(
    browser: Client, world: World, lot: Lot
) -> None:
    lot.tender.stages.update(deadline=None)
    method = add_criterion(actor=world.officer, lot=lot, kind="quality", title="Method", weight=Decimal(60))

    for page in (page_of(browser, lot), page_of(browser, lot.tender)):
        for words in (
            "things missing before publication",
            "The tender has no deadline for bids yet",
            "The top level adds up to 60, which is 40 short of 100",
            "Method (Q1) has no question for bidders",
            "There is no price criterion",
        ):
            assert words in page
        for address in (
            reverse("tenders:timetable", args=[lot.tender_id]),
            url("criterion_edit", lot, criterion_id=method.pk),
        ):
            assert f'href="{address}"' in page
        assert button(page) == (url("criteria", lot), "Complete the criteria")


def test_with_criteria_the_next_thing_is_the_deadline_and_then_publication(
    browser: Client, world: World, lot: Lot
) -> None:
    apply_template(actor=world.officer, lot=lot)
    lot.tender.stages.update(deadline=None)
    page = page_of(browser, lot)
    assert "1 thing missing before publication" in page
    assert button(page) == (reverse("tenders:timetable", args=[lot.tender_id]), "Set the deadline")

    lot.tender.stages.update(deadline=database_now() + timedelta(days=9))
    page = page_of(browser, lot)
    assert "Nothing: the tender can be published." in page
    assert button(page) == (url("publish", lot), "Read the rules and publish")


def test_of_many_lots_the_others_are_counted_once_much_is_missing(browser: Client, world: World) -> None:
    tender = world.draft(lots=3)
    one, two, three = tender.lots.order_by("number")
    apply_template(actor=world.officer, lot=one)
    page = page_of(browser, one)
    assert "Lot 2: There are no award criteria yet" in page
    assert button(page) == (url("criteria", two), "Complete the criteria of lot 2")

    for number in range(11):
        add_criterion(actor=world.officer, lot=two, kind="quality", title=f"Question {number}")
    page = page_of(browser, three)
    assert "Lot 3: There are no award criteria yet" in page
    assert "Lot 2: Area 2: 35 things missing" in page
    assert "Question 4" not in page
    assert f'href="{reverse("desk:lot", args=[tender.pk, 2])}"' in page
    assert "Question 4" in page_of(browser, two)


def test_who_cannot_edit_the_tender_is_shown_no_work_on_it(client: Client, world: World) -> None:
    tender = world.draft(lots=2)
    west = tender.lots.get(number=2)
    on_one_lot = PersonFactory()
    grant_on_tender(
        actor=world.officer, person=on_one_lot, tender=tender, role=TenderGrant.Role.OFFICER, lot=west
    )
    for person in (world.person_with("approver"), on_one_lot):
        client.force_login(person)
        page = page_of(client, west)
        assert "In preparation" in page
        assert "Area 1" not in page
        assert "What is missing" not in page
        assert reverse("tenders:edit", args=[tender.pk]) not in page_of(client, tender)


def test_the_button_is_there_only_for_who_may_go_where_it_leads(client: Client, world: World) -> None:
    tender = world.ready()
    evaluator = PersonFactory()
    grant_on_tender(actor=world.officer, person=evaluator, tender=tender, role="evaluator")
    Tender.objects.update(state="published", published_at=database_now())
    lot = tender.lots.get()
    opening = reverse("bids:opening", args=[tender.pk, 1])
    client.force_login(evaluator)
    assert opening not in page_of(client, lot)
    client.force_login(world.officer)
    assert button(page_of(client, lot))[0] == opening


def test_home_shows_a_draft_once_with_its_next_date_and_what_is_missing(
    browser: Client, world: World
) -> None:
    tender = world.draft(lots=3)
    page = text(browser.get("/"))
    assert page.count(tender.title) == 1
    assert "3 things missing before publication" in page
    assert "Bids until" in page
    assert f'href="{reverse("desk:tender", args=[tender.pk])}"' in page

    tender.stages.update(deadline=None)
    assert "No deadline for bids yet. 4 things missing before publication." in text(browser.get("/"))


def test_home_says_that_a_draft_can_be_published(browser: Client, world: World) -> None:
    world.ready()
    page = text(browser.get("/"))
    assert "Nothing is missing." in page
    assert "To publish" in page


def test_after_the_deadline_the_next_date_is_the_beginning_of_the_contract(
    browser: Client, world: World
) -> None:
    tender = world.draft()
    tender.stages.update(deadline=database_now() - timedelta(days=1))
    update_tender(actor=world.officer, tender=tender, contract_start=date(2040, 4, 1))
    assert "The contract begins on 1 April 2040" in text(browser.get("/"))
    update_tender(actor=world.officer, tender=tender, contract_start=date(2020, 4, 1))
    assert "The contract was to begin on 1 April 2020" in text(browser.get("/"))


def test_home_and_the_page_of_a_tender_cost_the_same_for_one_lot_and_for_three(
    browser: Client, world: World, django_assert_num_queries: Any
) -> None:
    small = world.ready()
    pages = ["/", reverse("desk:tender", args=[small.pk]), reverse("desk:lot", args=[small.pk, 1])]
    counts = []
    for page in pages:
        browser.get(page)
        with CaptureQueriesContext(connection) as queries:
            browser.get(page)
        counts.append(len(queries))
    large = world.ready(lots=3)
    world.ready(lots=3)
    pages[1:] = [reverse("desk:tender", args=[large.pk]), reverse("desk:lot", args=[large.pk, 1])]
    for page, count in zip(pages, counts, strict=True):
        with django_assert_num_queries(count):
            browser.get(page)
