"""One word for how far a bid has come, wherever its supplier sees it, and nothing that only the authority may know."""

import re

import pytest

from procurement.bids import services
from procurement.bids.models import Bid
from procurement.core.time import database_now
from procurement.tenders.models import LotStage
from procurement.tenders.services import cancel_tender, end_lot
from tests.factories import OrganisationGrantFactory

from .conftest import World, make_world
from .pages import page, signed_in, text

HIDDEN = ("Admitted", "Assessed", "Disqualified", "Moderated", "Evaluating")


def words_for(world: World, bid: Bid) -> set[str]:
    """The word for a bid on the home page, in the list of bids, on its own page and at the opportunity."""
    client = signed_in(world.writer)
    tags = [
        re.findall(r'class="govuk-tag[^"]*">([^<]+)<', _main(client, url))
        for url in ("/", "/bids/", page("bid", bid))
    ]
    (beside,) = re.findall(
        r"The bid of [^(]+\(([^)]+)\)", _main(client, f"/opportunities/{world.tender.pk}/")
    )
    # The parts of the bid have tags of their own, after the bid's.
    return {tags[0][0], tags[1][0], tags[2][0], beside.capitalize()}


def _main(client, url: str) -> str:
    return text(client.get(url)).partition("<main")[2]


def own_page(world: World, bid: Bid) -> str:
    return _main(signed_in(world.writer), page("bid", bid))


def decided(world: World, state: str) -> Bid:
    """An opened and admitted bid whose lot has come so far."""
    bid = world.submitted()
    world.submitted(world.other_supplier, world.other_writer)
    world.open()
    services.admit_bids(actor=world.officer, lot_stage=world.lot_stage)
    LotStage.objects.filter(pk=world.lot_stage.pk).update(state=state)
    bid.refresh_from_db()
    return bid


def test_a_draft_a_submission_and_a_withdrawal_have_one_word_each(world: World):
    bid = world.write(world.start())
    assert words_for(world, bid) == {"Draft"}
    world.submit(bid)
    assert words_for(world, bid) == {"Submitted"}
    services.withdraw_bid(actor=world.writer, bid=bid, version=1, received_at=database_now())
    assert words_for(world, bid) == {"Withdrawn"}


def test_the_home_page_lists_first_what_can_still_be_done(world: World):
    world.start()
    other = make_world(title="A tender of the past")
    OrganisationGrantFactory(person=world.writer, organisation=other.supplier, role="bid_writer")
    other.start()
    other.pass_deadline()
    shown = _main(signed_in(world.writer), "/")
    assert shown.index(world.tender.title) < shown.index("A tender of the past")


def test_a_draft_that_was_never_submitted_is_called_so_after_the_deadline(world: World):
    bid = world.start()
    world.pass_deadline()
    assert words_for(world, bid) == {"Not submitted"}
    assert "so it does not take part" in own_page(world, bid)


@pytest.mark.parametrize("state", ["opened", "evaluating", "moderated"])
@pytest.mark.parametrize("of_bid", ["opened", "admitted", "assessed", "disqualified"])
def test_between_opening_and_award_every_bid_is_called_opened_whatever_the_panel_found(
    world: World, state, of_bid
):
    bid = decided(world, state)
    Bid.objects.filter(pk=bid.pk).update(state=of_bid)
    assert words_for(world, bid) == {"Opened"}
    shown = own_page(world, bid)
    assert "It is assessed by the published rules." in shown
    assert [word for word in HIDDEN if word in shown] == []


@pytest.mark.parametrize("of_bid", ["assessed", "disqualified"])
def test_after_the_award_the_supplier_reads_that_it_is_decided_and_who_tells_the_outcome(
    world: World, of_bid
):
    bid = decided(world, "awarded")
    Bid.objects.filter(pk=bid.pk).update(state=of_bid)
    assert words_for(world, bid) == {"Award decided"}
    shown = own_page(world, bid)
    assert "The award of this lot is decided." in shown
    assert f"{world.tender.authority} sends each bidder an assessment summary" in shown
    assert world.other_supplier.name not in shown
    assert [word for word in HIDDEN if word in shown] == []
    assert "The award of this lot is decided." in text(
        signed_in(world.writer).get(page("receipt", bid, number=1))
    )


def test_of_a_lot_that_ended_without_award_the_supplier_reads_the_reason(world: World):
    bid = decided(world, "evaluating")
    world.lot_stage.refresh_from_db()
    end_lot(actor=world.officer, lot_stage=world.lot_stage, reason="Every price was above the budget.")
    assert words_for(world, bid) == {"Ended without award"}
    shown = own_page(world, bid)
    assert f"{world.tender.authority} opened it." in shown
    assert "ended this lot without award. The reason given: Every price was above the budget." in shown


def test_a_bid_whose_tender_was_cancelled_before_the_opening_is_said_to_be_unopened(world: World):
    bid = world.submitted()
    cancel_tender(actor=world.officer, tender=world.tender, reason="The building was sold.")
    assert words_for(world, bid) == {"Tender cancelled"}
    shown = own_page(world, bid)
    assert "It was not opened." in shown
    assert "cancelled the tender. The reason given: The building was sold." in shown
    assert "stays sealed until" not in shown


def test_a_disregarded_bid_is_called_so_with_the_reason(world: World):
    bid = world.submitted()
    world.open()
    bid.refresh_from_db()
    services.disregard_bid(actor=world.officer, bid=bid, reason="Not signed")
    assert words_for(world, bid) == {"Disregarded"}
    assert "The reason given: Not signed" in own_page(world, bid)
