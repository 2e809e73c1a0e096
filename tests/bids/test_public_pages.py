"""Opportunities for everybody, starting a bid, and whose pages a bid's pages are."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from procurement.bids.models import Bid
from procurement.organisations.models import OrganisationGrant
from tests.factories import (
    LotFactory,
    LotStageFactory,
    OrganisationGrantFactory,
    PersonFactory,
    SupplierFactory,
)

from .conftest import World, make_world, publish
from .pages import page, signed_in, text


def test_a_stranger_reads_the_opportunities_and_the_rules_as_they_were_published(world: World):
    listed = text(Client().get("/opportunities/"))
    assert world.tender.title in listed
    shown = text(Client().get(f"/opportunities/{world.tender.pk}/"))
    for words in (
        "Mobilisation",
        "30%",
        "How do you keep young people safe?",
        "Meets every point with evidence.",
        "People in work who were out of it",
        "£9,800",
        "A person who was out of work for six months is in work for a year.",
        "Payroll records without names.",
        "At most £900,000",
        world.published.model_hash,
        "Server clock",
    ):
        assert words in shown


def test_the_model_can_be_downloaded_and_is_what_was_frozen(world: World):
    response = Client().get(f"/opportunities/{world.tender.pk}/lots/1/model.json")
    assert response["Content-Disposition"] == 'attachment; filename="model-lot-1-version-1.json"'
    assert json.loads(response.content)["model"] == world.published.model


def test_a_tender_that_is_not_published_is_not_found(world: World):
    type(world.tender).objects.filter(pk=world.tender.pk).update(state="draft")
    for address in ("", "lots/1/model.json"):
        assert Client().get(f"/opportunities/{world.tender.pk}/{address}").status_code == 404
    assert world.tender.title not in text(Client().get("/opportunities/"))


def test_a_tender_whose_deadline_is_over_leaves_the_list_and_says_closed(world: World):
    world.pass_deadline()
    assert "No tender takes bids now" in text(Client().get("/opportunities/"))
    shown = text(Client().get(f"/opportunities/{world.tender.pk}/"))
    assert "Closed" in shown
    assert "Start a bid" not in shown


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_of_opportunities_costs_the_same_for_one_and_for_many(db, size, django_assert_num_queries):
    for _ in range(size):
        make_world()
    client = Client()
    client.get("/opportunities/")
    with django_assert_num_queries(3):
        client.get("/opportunities/")


@pytest.mark.parametrize("size", [1, 3])
def test_a_tender_s_page_costs_the_same_for_one_lot_and_for_many(
    world: World, size, django_assert_num_queries
):
    for number in range(2, size + 1):
        lot = LotFactory(tender=world.tender, number=number)
        LotStageFactory(lot=lot, stage=world.stage)
        publish(lot, world.officer)
    client = Client()
    with django_assert_num_queries(5):
        client.get(f"/opportunities/{world.tender.pk}/")


def test_a_stranger_is_asked_to_sign_in_before_starting(world: World):
    response = Client().get(f"/opportunities/{world.tender.pk}/lots/1/start/")
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_a_writer_of_one_supplier_starts_with_one_button(world: World):
    client = signed_in(world.writer)
    address = f"/opportunities/{world.tender.pk}/lots/1/start/"
    assert world.supplier.name in text(client.get(address))
    response = client.post(address, {"supplier": str(world.supplier.pk)})
    bid = Bid.objects.get()
    assert (response.status_code, response.url) == (302, page("bid", bid))
    assert bid.supplier == world.supplier


def test_a_writer_of_two_charities_chooses_one_and_then_the_other(world: World):
    second = SupplierFactory(name="Moorside Care CIO")
    OrganisationGrantFactory(person=world.writer, organisation=second, role=OrganisationGrant.Role.BID_WRITER)
    client = signed_in(world.writer)
    address = f"/opportunities/{world.tender.pk}/lots/1/start/"
    empty = client.post(address, {})
    assert "Select the organisation that is bidding" in text(empty)
    client.post(address, {"supplier": str(second.pk)})
    client.post(address, {"supplier": str(world.supplier.pk)})
    assert set(Bid.objects.values_list("supplier__name", flat=True)) == {
        "Moorside Care CIO",
        world.supplier.name,
    }
    assert "Each of your organisations has a bid for this lot" in text(client.get(address))


def test_another_supplier_cannot_be_chosen(world: World):
    response = signed_in(world.writer).post(
        f"/opportunities/{world.tender.pk}/lots/1/start/", {"supplier": str(world.other_supplier.pk)}
    )
    assert response.status_code == 200
    assert Bid.objects.count() == 0


def test_a_person_without_a_supplier_is_told_who_can_help(world: World):
    shown = text(signed_in(PersonFactory()).get(f"/opportunities/{world.tender.pk}/lots/1/start/"))
    assert "You do not write bids for a supplier yet" in shown


@pytest.mark.parametrize("role", ["officer", "approver", "moderator", "evaluator"])
def test_who_works_on_the_tender_reads_why_they_cannot_bid_and_has_no_button(world: World, role):
    person = getattr(world, role)
    OrganisationGrantFactory(person=person, organisation=SupplierFactory(), role="bid_writer")
    client = signed_in(person)
    why = "You work on this tender for the contracting authority, so somebody else must write this bid."
    shown = text(client.get(f"/opportunities/{world.tender.pk}/lots/1/start/"))
    assert why in shown
    assert "Start this bid" not in shown
    shown = text(client.get(f"/opportunities/{world.tender.pk}/"))
    assert why in shown
    assert "Start a bid" not in shown


def test_a_role_on_another_lot_keeps_nobody_from_bidding_for_this_one(world: World):
    second = LotFactory(tender=world.tender, number=2)
    LotStageFactory(lot=second, stage=world.stage)
    publish(second, world.officer)
    OrganisationGrantFactory(person=world.evaluator, organisation=world.supplier, role="bid_writer")
    client = signed_in(world.evaluator)
    shown = text(client.get(f"/opportunities/{world.tender.pk}/"))
    assert f"/opportunities/{world.tender.pk}/lots/2/start/" in shown
    assert f"/opportunities/{world.tender.pk}/lots/1/start/" not in shown
    client.post(f"/opportunities/{world.tender.pk}/lots/2/start/", {"supplier": str(world.supplier.pk)})
    assert Bid.objects.get().lot_stage.lot == second


@pytest.mark.parametrize("size", [1, 3])
def test_a_tender_s_page_costs_the_same_for_a_panel_member_whatever_the_lots(
    world: World, size, django_assert_num_queries
):
    for number in range(2, size + 1):
        lot = LotFactory(tender=world.tender, number=number)
        LotStageFactory(lot=lot, stage=world.stage)
        publish(lot, world.officer)
    client = signed_in(world.evaluator)
    client.get(f"/opportunities/{world.tender.pk}/")
    with django_assert_num_queries(17):
        client.get(f"/opportunities/{world.tender.pk}/")


def test_starting_twice_leads_to_the_one_bid(world: World):
    client = signed_in(world.writer)
    address = f"/opportunities/{world.tender.pk}/lots/1/start/"
    urls = {client.post(address, {"supplier": str(world.supplier.pk)}).url for _ in range(2)}
    assert urls == {page("bid", Bid.objects.get())}


def test_every_page_of_a_bid_is_there_for_its_writers_and_not_found_for_anybody_else(world: World):
    bid = world.submitted()
    addresses = [
        page("bid", bid),
        page("answer", bid, criterion="Q1"),
        page("prices", bid),
        page("confirmations", bid),
        page("commitments", bid, criterion="SV"),
        page("add_commitment", bid, criterion="SV"),
        page("change_commitment", bid, criterion="SV", measure="EMP1", year=1),
        page("remove_commitment", bid, criterion="SV", measure="EMP1", year=1),
        page("files", bid),
        page("file", bid, file_id=bid.files.get().pk),
        page("check", bid),
        page("receipt", bid, number=1),
        page("version", bid, number=1),
        page("withdraw", bid),
    ]
    writer = signed_in(world.writer)
    assert [address for address in addresses if writer.get(address).status_code != 200] == []
    assert [address for address in addresses if writer.head(address).status_code != 200] == []
    for person in (world.other_writer, world.officer, world.evaluator):
        client = signed_in(person)
        assert [address for address in addresses if client.get(address).status_code != 404] == []
        assert client.post(page("remove_file", bid, file_id=bid.files.get().pk)).status_code == 404
        assert client.post(page("check", bid), {"revision": bid.revision}).status_code == 404


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("answer", {"criterion": "P"}),
        ("answer", {"criterion": "Q9"}),
        ("commitments", {"criterion": "Q1"}),
        ("change_commitment", {"criterion": "SV", "measure": "EMP1", "year": 4}),
        ("receipt", {"number": 2}),
        ("file", {"file_id": "6a3a1a4e-98a5-4a19-a1d9-1f5f0f2b7f4e"}),
    ],
)
def test_what_a_bid_does_not_have_is_not_found(world: World, name, more):
    bid = world.submitted()
    assert signed_in(world.writer).get(page(name, bid, **more)).status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_of_bids_costs_the_same_for_one_and_for_many(world: World, size, django_assert_num_queries):
    for _ in range(size):
        other = make_world()
        OrganisationGrantFactory(person=world.writer, organisation=other.supplier, role="bid_writer")
        other.submitted()
    client = signed_in(world.writer)
    client.get("/bids/")
    with django_assert_num_queries(11):
        client.get("/bids/")


def test_the_list_says_what_is_missing_and_how_to_begin(world: World):
    client = signed_in(world.writer)
    assert "You have no bid yet" in text(client.get("/bids/"))
    world.start()
    listed = text(client.get("/bids/"))
    assert "4 things are missing" in listed
    assert "left</strong>" in listed
    assert "You do not write bids for a supplier" in text(signed_in(world.officer).get("/bids/"))
