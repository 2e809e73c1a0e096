"""What the pages show, where they lead, and that nothing typed is lost."""

import hashlib
import json
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from procurement.bids import services, vault
from procurement.bids.models import Bid
from procurement.core.time import database_now
from procurement.organisations.models import OrganisationGrant
from tests.factories import LotFactory, LotStageFactory, OrganisationGrantFactory, SupplierFactory

from .conftest import SECOND, SECRET_FILE, SECRET_NAME, SECRET_TEXT, World, make_world, publish
from .test_sealed import signed_in


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def page(name: str, bid: Bid, **more) -> str:
    return reverse(f"bids:{name}", kwargs={"bid_id": bid.pk, **more})


def content_of(world: World, bid: Bid):
    bid.refresh_from_db()
    return vault.draft_of(actor=world.writer, bid=bid).content


# --- for everybody --------------------------------------------------------------------------------


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
    with django_assert_num_queries(4):
        client.get(f"/opportunities/{world.tender.pk}/")


# --- starting -------------------------------------------------------------------------------------


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
    shown = text(signed_in(world.approver).get(f"/opportunities/{world.tender.pk}/lots/1/start/"))
    assert "You do not write bids for a supplier yet" in shown


# --- whose page it is -----------------------------------------------------------------------------


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
    with django_assert_num_queries(10):
        client.get("/bids/")


def test_the_list_says_what_is_missing_and_how_to_begin(world: World):
    client = signed_in(world.writer)
    assert "You have no bid yet" in text(client.get("/bids/"))
    world.start()
    listed = text(client.get("/bids/"))
    assert "4 things are missing" in listed
    assert "left</strong>" in listed
    assert "You do not write bids for a supplier" in text(signed_in(world.officer).get("/bids/"))


# --- writing --------------------------------------------------------------------------------------


def test_the_parts_of_a_bid_show_done_missing_and_check(world: World):
    bid = world.start()
    client = signed_in(world.writer)
    shown = text(client.get(page("bid", bid)))
    assert "4 things are missing" in shown
    client.post(page("answer", bid, criterion="Q2"), {"revision": 0, "text": "word " * 21})
    shown = text(client.get(page("bid", bid)))
    assert "3 things are missing" in shown
    assert "21 of 20 words: the last one will not be read" in shown
    assert "Check" in shown


def test_saving_leads_back_to_the_bid_or_to_the_next_part(world: World):
    bid = world.start()
    client = signed_in(world.writer)
    first = client.post(page("answer", bid, criterion="Q1"), {"revision": 0, "text": "One"})
    assert first.url == page("bid", bid)
    second = client.post(page("answer", bid, criterion="Q1"), {"revision": 1, "text": "One", "next": "1"})
    assert second.url == page("answer", bid, criterion="Q2")
    third = client.post(page("prices", bid), {"revision": 1, "price-P": "£480,000", "next": "1"})
    assert third.url == page("commitments", bid, criterion="SV")
    last = client.post(
        page("confirmations", bid), {"revision": 2, "answer-G1": "yes", "note-G1": "", "next": "1"}
    )
    assert last.url == page("files", bid)
    content = content_of(world, bid)
    assert content.prices == {"P": Decimal("480000.00")}
    assert content.passes["G1"].confirmed is True


def test_after_a_conflict_both_what_is_saved_and_what_was_typed_are_shown(world: World):
    bid = world.start()
    services.save_answer(actor=world.writer, bid=bid, revision=0, criterion="Q1", text="The saved words")
    client = signed_in(world.writer)
    address = page("answer", bid, criterion="Q1")
    refused = client.post(address, {"revision": 0, "text": "The typed words"})
    shown = text(refused)
    assert "The saved words" in shown
    assert "The typed words" in shown
    assert f"What is saved: by {world.writer.name}" in shown
    revision = re.search(r'name="revision" value="(\d+)"', shown)[1]
    assert revision == "1"
    client.post(address, {"revision": revision, "text": "The typed words"})
    assert content_of(world, bid).answers["Q1"] == "The typed words"


def test_after_a_conflict_the_saved_price_and_conditions_are_shown_too(world: World):
    bid = world.write(world.start())
    client = signed_in(world.writer)
    shown = text(client.post(page("prices", bid), {"revision": 0, "price-P": "1"}))
    assert "£561,413.37" in shown
    shown = text(client.post(page("confirmations", bid), {"revision": 0, "answer-G1": "no", "note-G1": "n"}))
    assert "What is saved" in shown


def test_what_was_typed_after_the_deadline_is_shown_and_not_saved(world: World):
    bid = world.start()
    world.pass_deadline(SECOND)
    shown = text(
        signed_in(world.writer).post(
            page("answer", bid, criterion="Q1"), {"revision": 0, "text": "Words too late"}
        )
    )
    assert "It was not saved" in shown
    assert "Words too late" in shown
    assert content_of(world, bid).answers == {}


@pytest.mark.parametrize(
    ("typed", "says"),
    [("0", "must be more than £0"), ("free", "must be a number"), ("-5", "must not be less than zero")],
)
def test_a_price_that_cannot_be_is_shown_again_with_why(world: World, typed, says):
    bid = world.start()
    shown = text(signed_in(world.writer).post(page("prices", bid), {"revision": 0, "price-P": typed}))
    assert says in shown
    assert f'value="{typed}"' in shown


def test_a_price_can_be_taken_out_again(world: World):
    bid = world.write(world.start())
    signed_in(world.writer).post(page("prices", bid), {"revision": bid.revision, "price-P": ""})
    assert content_of(world, bid).prices == {}


def test_a_note_without_yes_or_no_is_asked_about(world: World):
    bid = world.start()
    shown = text(
        signed_in(world.writer).post(page("confirmations", bid), {"revision": 0, "note-G1": "In March"})
    )
    assert "Select yes or no" in shown
    assert "In March" in shown


def test_a_commitment_without_a_method_is_refused_and_everything_typed_stays(world: World):
    bid = world.start()
    shown = text(
        signed_in(world.writer).post(
            page("add_commitment", bid, criterion="SV"),
            {"revision": 0, "measure": "EMP1", "year": "1", "quantity": "12", "method": " "},
        )
    )
    assert "A quantity without one cannot be judged" in shown
    assert 'value="12"' in shown
    assert content_of(world, bid).commitments == {}


def test_commitments_are_added_shown_with_their_value_changed_and_removed(world: World):
    bid = world.start()
    client = signed_in(world.writer)
    typed = {"measure": "EMP1", "year": "1", "quantity": "2.5", "method": "By our workshop."}
    client.post(page("add_commitment", bid, criterion="SV"), {"revision": 0, **typed})
    listed = text(client.get(page("commitments", bid, criterion="SV")))
    assert "1 commitment, worth £24,500" in listed
    assert "2.5 full-time years in year 2" in listed
    change = page("change_commitment", bid, criterion="SV", measure="EMP1", year=2)
    assert 'value="2.5"' in text(client.get(change))
    client.post(change, {"revision": 1, **typed, "measure": "VOL1", "quantity": "40"})
    listed = text(client.get(page("commitments", bid, criterion="SV")))
    assert "40 hours in year 2" in listed
    assert "Not valued" in listed
    remove = page("remove_commitment", bid, criterion="SV", measure="VOL1", year=2)
    client.post(remove, {"revision": 2})
    assert "No commitments yet" in text(client.get(page("commitments", bid, criterion="SV")))


def test_a_second_commitment_on_a_measure_and_year_is_refused_beside_what_was_typed(world: World):
    bid = world.write(world.start())
    shown = text(
        signed_in(world.writer).post(
            page("add_commitment", bid, criterion="SV"),
            {"revision": bid.revision, "measure": "EMP1", "year": "0", "quantity": "7", "method": "Again"},
        )
    )
    assert "in year 1 already" in shown
    assert "Again" in shown


def test_files_are_added_replaced_downloaded_and_removed(world: World):
    bid = world.start()
    client = signed_in(world.writer)
    upload = SimpleUploadedFile(SECRET_NAME, SECRET_FILE)
    assert client.post(page("files", bid), {"file": upload}).status_code == 302
    upload.seek(0)
    assert "replaces the older one" in text(client.post(page("files", bid), {"file": upload}, follow=True))
    (entry,) = content_of(world, bid).files
    response = client.get(page("file", bid, file_id=entry.id))
    assert response.content == SECRET_FILE
    assert response["Content-Disposition"].startswith("attachment;")
    client.post(page("remove_file", bid, file_id=entry.id))
    assert content_of(world, bid).files == ()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("Plan.pdf", b"", "is empty"),
        ("Plan.pdf", b"no PDF", "does not hold a PDF"),
        ("Plan.exe", b"MZ", "not of a kind that can be taken"),
    ],
)
def test_a_file_that_is_not_taken_says_what_to_do(world: World, name, data, says):
    bid = world.start()
    response = signed_in(world.writer).post(page("files", bid), {"file": SimpleUploadedFile(name, data)})
    assert says in text(response)
    assert "Choose a file first" in text(signed_in(world.writer).post(page("files", bid), {}))


# --- submitting -----------------------------------------------------------------------------------


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
    assert "You can change the bid and submit again" in text(client.get(page("bid", bid)))
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
    assert "Version 2 has taken its place" in shown


def test_withdrawing_asks_first_and_says_so_afterwards(world: World):
    bid = world.submitted()
    client = signed_in(world.writer)
    assert "Withdraw your bid?" in text(client.get(page("withdraw", bid)))
    shown = text(client.post(page("withdraw", bid), {"revision": bid.revision}, follow=True))
    assert "The bid is withdrawn" in shown
    assert "nothing stands" in shown
    assert "the bid was withdrawn" in text(client.get(page("receipt", bid, number=1)))
    assert "There is nothing to withdraw" in text(client.get(page("withdraw", bid)))


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
    assert f"has been opened by {world.tender.authority}" in shown
    bid.refresh_from_db()
    services.disregard_bid(actor=world.officer, bid=bid, reason="Not signed")
    assert "The reason given: Not signed" in text(signed_in(world.writer).get(page("bid", bid)))


# --- the opening ----------------------------------------------------------------------------------


def opening(world: World) -> str:
    return reverse("bids:opening", kwargs={"tender_id": world.tender.pk, "lot_number": 1})


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
    with django_assert_num_queries(29):
        client.get(opening(world))
