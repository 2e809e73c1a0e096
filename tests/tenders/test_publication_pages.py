"""The pages around publication: preview, the frozen rules, the panel, and the ends of lots and tenders."""

import json
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

import scoring
from procurement.tenders.models import Lot, PublishedModel, Tender, TenderGrant
from procurement.tenders.services import add_criterion, grant_on_tender, publish_tender, update_criterion
from tests.factories import PersonFactory
from tests.tenders.conftest import World, criterion, text, url

pytestmark = pytest.mark.django_db


def test_the_publication_page_links_to_everything_that_stands_in_the_way(
    browser: Client, world: World, lot: Lot
) -> None:
    lot.tender.stages.update(deadline=None)
    one = add_criterion(actor=world.officer, lot=lot, kind="quality", title="Method", weight=Decimal(60))
    value = add_criterion(
        actor=world.officer, lot=lot, kind="social_value", title="Promises", weight=Decimal(30)
    )
    page = text(browser.get(url("publish", lot)))
    for target in (
        reverse("tenders:timetable", args=[lot.tender_id]),
        url("criteria", lot),
        url("criterion_edit", lot, criterion_id=one.pk),
        url("criterion_measures", lot, criterion_id=value.pk),
    ):
        assert f'href="{target}"' in page
    assert "Publish the tender" not in page


def test_a_tender_is_published_from_the_preview(browser: Client, world: World) -> None:
    tender = world.ready(lots=2)
    lot = tender.lots.get(number=1)
    page = text(browser.get(url("publish", lot)))
    assert "Price (P): scoring by the lowest price (formula F01)" in page
    assert "lowest_over_price" not in page
    seen = _hidden(page, "seen")
    assert "Tick the box" in text(browser.post(url("publish", lot), {"seen": seen}))
    for _click in range(2):
        answer = browser.post(url("publish", lot), {"seen": seen, "confirm": "on"})
        assert answer["Location"] == url("publish", lot)
    assert PublishedModel.objects.count() == 2
    after = text(browser.get(url("publish", lot)))
    assert json.loads(seen)["1"] in after
    assert "What was published" in after


def test_a_contract_that_starts_before_bids_are_due_is_pointed_out_and_keeps_nothing_back(
    browser: Client, world: World
) -> None:
    tender = world.ready()
    lot = tender.lots.get()
    words = "which is not after the deadline for bids"
    deadline = tender.stages.get().deadline
    assert deadline is not None
    for start, said in (
        (None, False),
        (deadline.date() + timedelta(days=1), False),
        (date(2020, 4, 1), True),
    ):
        Tender.objects.filter(pk=tender.pk).update(contract_start=start, contract_end=None)
        page = text(browser.get(url("publish", lot)))
        assert (words in page) is said
        assert "Publish the tender" in page
    assert "The contract starts on 1 April 2020" in page


def _hidden(page: str, name: str) -> str:
    start = page.index(f'name="{name}" value="') + len(f'name="{name}" value="')
    return unescape(page[start : page.index('"', start)])


def test_rules_that_changed_after_the_preview_are_not_published(
    browser: Client, world: World, ready_lot: Lot
) -> None:
    seen = _hidden(text(browser.get(url("publish", ready_lot))), "seen")
    update_criterion(actor=world.officer, criterion=criterion(ready_lot, "Q1"), title="Another title")
    page = text(browser.post(url("publish", ready_lot), {"seen": seen, "confirm": "on"}))
    assert "The criteria have changed since you looked at the preview" in page
    assert not PublishedModel.objects.exists()
    assert _hidden(page, "seen") != seen
    assert "no longer complete" in text(
        browser.post(url("publish", ready_lot), {"seen": "[]", "confirm": "on"})
    )


def test_the_frozen_model_is_downloaded_in_the_bytes_of_its_hash(
    browser: Client, world: World, ready_lot: Lot
) -> None:
    assert browser.get(url("model_file", ready_lot)).status_code == 404
    (published,) = publish_tender(actor=world.officer, tender=ready_lot.tender)
    answer = browser.get(url("model_file", ready_lot))
    assert scoring.sha256_of(json.loads(answer.content)) == published.model_hash
    assert "attachment" in answer["Content-Disposition"]


def test_after_publication_the_criteria_page_shows_the_frozen_rules(
    browser: Client, world: World, ready_lot: Lot
) -> None:
    publish_tender(actor=world.officer, tender=ready_lot.tender)
    page = text(browser.get(url("criteria", ready_lot)))
    for words in (
        "Frozen",
        "How will you have the service ready",
        "0 to 5",
        "£13,551.46",
        "£306.32",
        "in year 10",
        "JOB1, JOB2, JOB3 may count one thing twice",
        "not valued",
        "at most",
        "A bid below 2",
    ):
        assert words.lower() in page.lower()
    assert "Add a criterion" not in page
    refused = browser.get(url("criterion_add", ready_lot))
    assert refused.status_code == 403
    assert "Its rules are frozen" in text(refused)


def test_the_panel_is_chosen_by_e_mail_address(browser: Client, world: World) -> None:
    tender = world.draft(lots=2)
    lot = tender.lots.get(number=1)
    person = PersonFactory(name="Ben Osei", email="ben@example.org")
    form = {"email": "BEN@example.org", "role": "evaluator", "where": "lot"}
    for _click in range(2):
        assert browser.post(url("panel", lot), form).status_code == 302
    grant = TenderGrant.objects.get()
    assert (grant.person, grant.lot, grant.role) == (person, lot, "evaluator")
    page = text(browser.get(url("panel", lot)))
    assert "Ben Osei" in page
    assert "ben@example.org" in page
    unknown = text(browser.post(url("panel", lot), {**form, "email": "nobody@example.org"}))
    assert "Nobody with this e-mail address has an account here" in unknown
    assert "nobody@example.org" in unknown
    assert "enter their name to invite them" in unknown
    browser.post(url("panel", lot), {**form, "role": "moderator", "where": "tender"})
    assert TenderGrant.objects.get(role="moderator").lot is None
    removed = browser.post(url("panel_remove", lot, grant_id=grant.pk), follow=True)
    assert "Ben Osei is no longer evaluator here" in text(removed)
    assert not TenderGrant.objects.filter(role="evaluator").exists()


def test_a_lot_ends_and_a_tender_is_cancelled_with_a_reason(browser: Client, world: World) -> None:
    tender = world.ready(lots=2)
    publish_tender(actor=world.officer, tender=tender)
    lot = tender.lots.get(number=1)
    assert "Give the reason" in text(browser.post(url("lot_end", lot), {"reason": ""}))
    assert browser.post(url("lot_end", lot), {"reason": "No budget."}).status_code == 302
    assert lot.stages.get().state == "ended"
    answer = browser.post(reverse("tenders:cancel", args=[tender.pk]), {"reason": "Not needed."})
    assert urlsplit(answer["Location"]).path == reverse("tenders:list")
    tender.refresh_from_db()
    assert (tender.state, tender.cancelled_reason) == ("cancelled", "Not needed.")


def test_a_panel_member_reads_the_criteria_but_edits_nothing(
    client: Client, world: World, ready_lot: Lot
) -> None:
    person = PersonFactory()
    grant_on_tender(
        actor=world.officer, person=person, tender=ready_lot.tender, role="evaluator", lot=ready_lot
    )
    client.force_login(person)
    page = text(client.get(url("criteria", ready_lot)))
    assert "Starting the service" in page
    assert "Add a criterion" not in page
    assert "Remove" not in page
    assert ready_lot.tender.title in text(client.get(reverse("tenders:list")))
