"""Checking, submitting, receipts and withdrawing, as the supplier meets them."""

import hashlib
import json
import re
from datetime import timedelta

from procurement.bids import services
from procurement.core.formatting import LONDON, day
from procurement.core.time import database_now
from procurement.tenders.models import Stage

from .conftest import SECOND, SECRET_FILE, SECRET_TEXT, World
from .pages import page, signed_in, text


def test_the_check_lists_what_is_missing_with_links_and_has_no_button(world: World):
    bid = world.start()
    shown = text(signed_in(world.writer).get(page("check", bid)))
    assert "Answer “Mobilisation”." in shown
    assert page("answer", bid, criterion="Q1") in shown
    assert "Submit this bid" not in shown


def test_submitting_leads_to_a_receipt_that_can_be_checked(world: World):
    bid = world.write(world.start())
    client = signed_in(world.writer)
    assert "Submit this bid" in text(client.get(page("check", bid)))
    response = client.post(page("check", bid), {"revision": bid.revision})
    assert (response.status_code, response.url) == (302, page("receipt", bid, number=1))
    version = bid.versions.get()
    shown = text(client.get(response.url))
    for words in (version.receipt, version.content_sha256, "(London time)", "Version 1 stands"):
        assert words in shown
    assert hashlib.sha256(SECRET_FILE).hexdigest() in shown
    document = client.get(page("version", bid, number=1))
    assert hashlib.sha256(document.content).hexdigest() == version.content_sha256
    assert json.loads(document.content)["answers"]["Q1"] == SECRET_TEXT


def test_posting_twice_leads_to_the_same_receipt(world: World):
    bid = world.write(world.start())
    client = signed_in(world.writer)
    urls = {client.post(page("check", bid), {"revision": bid.revision}).url for _ in range(2)}
    assert urls == {page("receipt", bid, number=1)}


def test_a_late_submission_says_when_it_arrived_and_what_stands(world: World):
    bid = world.write(world.start())
    world.pass_deadline(SECOND)
    shown = text(signed_in(world.writer).post(page("check", bid), {"revision": bid.revision}))
    assert "The bid was not submitted." in shown
    assert "No version of this bid stands." in shown
    assert "There is a problem" in shown


def test_submitting_what_somebody_changed_meanwhile_shows_the_bid_as_it_is_now(world: World):
    bid = world.write(world.start())
    services.save_answer(actor=world.writer, bid=bid, revision=bid.revision, criterion="Q1", text="Meanwhile")
    shown = text(signed_in(world.writer).post(page("check", bid), {"revision": bid.revision}))
    assert "nothing was submitted now" in shown
    assert "Meanwhile" in shown
    assert f'name="revision" value="{bid.revision + 1}"' in shown


def test_changes_after_submitting_are_said_not_to_be_part_of_it(world: World):
    bid = world.submitted()
    client = signed_in(world.writer)
    assert "You can change it, submit it again or withdraw it until the deadline" in text(
        client.get(page("bid", bid))
    )
    assert "Nothing has changed since" in text(client.get(page("check", bid)))
    services.save_answer(actor=world.writer, bid=bid, revision=bid.revision, criterion="Q1", text="Other")
    assert "are not part of it until you submit again" in text(client.get(page("bid", bid)))


def test_an_older_receipt_says_which_version_stands(world: World):
    bid = world.submitted()
    bid = services.save_answer(
        actor=world.writer, bid=bid, revision=bid.revision, criterion="Q1", text="Other"
    )
    world.submit(bid)
    shown = text(signed_in(world.writer).get(page("receipt", bid, number=1)))
    assert "This version does not stand: version 2 was submitted after it." in shown


def test_withdrawing_asks_first_and_says_so_afterwards(world: World):
    bid = world.submitted()
    client = signed_in(world.writer)
    assert "Withdraw your bid?" in text(client.get(page("withdraw", bid)))
    shown = text(client.post(page("withdraw", bid), {"revision": 1}, follow=True))
    assert "The bid is withdrawn" in shown
    assert "nothing stands" in shown
    assert "the bid was withdrawn" in text(client.get(page("receipt", bid, number=1)))
    assert "There is nothing to withdraw" in text(client.get(page("withdraw", bid)))


def test_a_receipt_after_a_withdrawal_says_nothing_of_a_place_that_was_taken(world: World):
    bid = world.submitted()
    client = signed_in(world.writer)
    client.post(page("withdraw", bid), {"revision": 1})
    world.submit(bid)
    shown = text(client.get(page("receipt", bid, number=2)))
    assert "Version 2 stands, and no earlier version does." in shown
    assert "place" not in shown.partition("<main")[2].partition("</main")[0]


def test_a_receipt_names_the_deadline_as_the_end_of_changes_and_not_the_opening(world: World):
    noon = (
        (database_now() + timedelta(days=3))
        .astimezone(LONDON)
        .replace(hour=12, minute=0, second=0, microsecond=0)
    )
    Stage.objects.filter(pk=world.stage.pk).update(deadline=noon)
    bid = world.submitted()
    client = signed_in(world.writer)
    shown = text(client.get(page("receipt", bid, number=1)))
    assert f"withdraw it until the deadline, {day(noon)} at 12 noon (London time)." in shown
    assert f"<dd>{day(noon)} at 12 noon (London time)</dd>" in shown
    assert "until then" not in shown
    world.pass_deadline()
    shown = text(client.get(page("receipt", bid, number=1)))
    assert "it can no longer be withdrawn" in shown
    assert "You can change it" not in shown


def test_withdrawing_when_a_newer_version_was_submitted_meanwhile_asks_again(world: World):
    bid = world.submitted()
    client = signed_in(world.writer)
    bid = services.save_answer(
        actor=world.writer, bid=bid, revision=bid.revision, criterion="Q1", text="Better words"
    )
    world.submit(bid)
    shown = text(client.post(page("withdraw", bid), {"revision": 1}))
    assert "so nothing was withdrawn" in shown
    assert "Version 2 will no longer stand" in shown
    client.post(page("withdraw", bid), {"revision": re.search(r'name="revision" value="(\d+)"', shown)[1]})
    bid.refresh_from_db()
    assert bid.state == "withdrawn"


def test_after_the_deadline_the_bid_can_be_read_and_not_changed(world: World):
    bid = world.submitted()
    world.pass_deadline()
    client = signed_in(world.writer)
    shown = text(client.get(page("bid", bid)))
    assert "It stays sealed until two named people" in shown
    assert "Check and submit" not in shown
    assert "Submit this bid" not in text(client.get(page("check", bid)))
    assert "Nothing can be changed any more" in text(client.get(page("answer", bid, criterion="Q1")))
    assert "The deadline is over" in text(client.get(page("withdraw", bid)))


def test_after_the_opening_the_supplier_still_reads_its_bid(world: World):
    bid = world.submitted()
    world.open()
    shown = text(signed_in(world.writer).get(page("bid", bid)))
    assert f"{world.tender.authority} opened it." in shown
    bid.refresh_from_db()
    services.disregard_bid(actor=world.officer, bid=bid, reason="Not signed")
    assert "The reason given: Not signed" in text(signed_in(world.writer).get(page("bid", bid)))
