"""The opening, as officers, approvers and moderators meet it."""

import pytest

from procurement.bids import services
from procurement.bids.models import Bid
from procurement.core.time import database_now
from tests.factories import OrganisationGrantFactory, SupplierFactory, TenderGrantFactory

from .conftest import World, make_world
from .pages import opening, page, signed_in, text


def test_the_opening_page_is_for_officers_approvers_and_moderators(world: World):
    for person, status in (
        (world.officer, 200),
        (world.approver, 200),
        (world.moderator, 200),
        (world.evaluator, 403),
        (world.writer, 404),
        (make_world().officer, 404),
    ):
        assert signed_in(person).get(opening(world)).status_code == status


def test_before_the_deadline_there_is_a_countdown_who_may_open_and_no_button(world: World):
    world.submitted()
    shown = text(signed_in(world.officer).get(opening(world)))
    assert "1 bid so far, sealed" in shown
    assert "Server clock" in shown
    assert world.moderator.name in shown
    assert "Confirm the opening" not in shown


def test_a_confirmation_posted_before_the_deadline_is_refused_with_when(world: World):
    response = signed_in(world.officer).post(opening(world), {"present": "on"})
    assert "can be opened after the deadline" in text(response)


def test_two_people_tick_that_they_are_there_and_the_bids_are_shown(world: World):
    bid = world.submitted()
    world.pass_deadline()
    officer, approver = signed_in(world.officer), signed_in(world.approver)
    assert "Tick the box" in text(officer.post(opening(world), {}))
    first = text(officer.post(opening(world), {"present": "on"}, follow=True))
    assert "A second person" in first
    assert world.supplier.name not in first
    second = text(approver.post(opening(world), {"present": "on"}, follow=True))
    assert "1 bid was opened" in second
    for words in (world.supplier.name, bid.versions.get().receipt, world.officer.name, world.approver.name):
        assert words in second
    assert "Admit" not in second
    assert "Admit all bids" in text(officer.get(opening(world)))


def test_an_officer_disregards_one_bid_with_a_reason_and_admits_the_other(world: World):
    world.submitted()
    world.submitted(world.other_supplier, world.other_writer)
    world.open()
    client = signed_in(world.officer)
    disregard = f"{opening(world)}A/disregard/"
    assert "Give the reason" in text(client.post(disregard, {"reason": ""}))
    assert client.post(disregard, {"reason": "Not signed"}).url == opening(world)
    shown = text(client.get(opening(world)))
    assert "Not signed" in shown
    assert "Admit the other bids" in shown
    assert "1 bid is admitted" in text(client.post(f"{opening(world)}admit/", follow=True))
    for person in (world.approver, world.evaluator):
        assert signed_in(person).get(disregard).status_code == 403
        assert signed_in(person).post(f"{opening(world)}admit/").status_code == 403
    assert client.get(f"{opening(world)}Z/disregard/").status_code == 404


def test_a_lot_without_bids_says_so_after_its_opening(world: World):
    world.open()
    shown = text(signed_in(world.officer).get(opening(world)))
    assert "no bid had been submitted" in shown
    assert "end the lot without award" in shown


def test_late_attempts_are_shown_after_the_opening_and_not_before(world: World):
    bid = world.write(world.start())
    world.submitted(world.other_supplier, world.other_writer)
    world.pass_deadline()
    signed_in(world.writer).post(page("check", bid), {"revision": bid.revision})
    assert world.supplier.name not in text(signed_in(world.officer).get(opening(world)))
    for person in (world.officer, world.approver):
        services.confirm_opening(actor=person, lot_stage=world.lot_stage, received_at=database_now())
    shown = text(signed_in(world.officer).get(opening(world)))
    assert "Came after the deadline" in shown
    assert f"{world.supplier.name} ({world.writer.name})" in shown


@pytest.mark.parametrize("size", [1, 3])
def test_the_opening_page_costs_the_same_for_one_bid_and_for_many(
    world: World, size, django_assert_num_queries
):
    for _ in range(size):
        grant = OrganisationGrantFactory(organisation=SupplierFactory(), role="bid_writer")
        world.submitted(grant.organisation, grant.person)
    world.open()
    client = signed_in(world.officer)
    client.get(opening(world))
    with django_assert_num_queries(23):
        client.get(opening(world))


def test_an_officer_who_also_evaluates_disregards_a_letter_and_not_a_name(world: World):
    world.submitted()
    world.open()
    disregard = f"{opening(world)}A/disregard/"
    assert world.supplier.name in text(signed_in(world.officer).get(disregard))
    TenderGrantFactory(tender=world.tender, lot=world.lot, role="evaluator", person=world.officer)
    shown = text(signed_in(world.officer).get(disregard))
    assert "Disregard bid A" in shown
    assert world.supplier.name not in shown


def test_bids_that_cannot_be_admitted_are_said_in_words(world: World, monkeypatch: pytest.MonkeyPatch):
    world.submitted()
    world.open()
    # A copy: what is taken out of the table itself would come back in another place.
    pair = (Bid.State.OPENED, Bid.State.ADMITTED)
    without = {key: name for key, name in Bid.TRANSITIONS.items() if key != pair}
    monkeypatch.setattr(Bid, "TRANSITIONS", without)
    shown = text(signed_in(world.officer).post(f"{opening(world)}admit/", follow=True))
    assert "reload the page to see where it stands" in shown
    assert Bid.objects.get().state == Bid.State.OPENED
