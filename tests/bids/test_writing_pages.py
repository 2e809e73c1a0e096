"""Writing a bid: each part is saved by itself, and nothing typed is lost."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from procurement.bids import services

from .conftest import SECOND, SECRET_FILE, SECRET_NAME, World
from .pages import content_of, page, signed_in, text


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


def test_the_largest_size_the_number_and_the_kinds_of_files_are_said_before_one_is_chosen(
    world: World, settings
):
    settings.MAX_BID_FILE_BYTES = 20 * 1024 * 1024
    shown = text(signed_in(world.writer).get(page("files", world.start())))
    hint = "Up to 20 MB each, and at most 30 files in a bid: PDF, Word (docx), Excel (xlsx), OpenDocument (odt, ods)"
    assert hint in shown
    assert shown.index(hint) < shown.index('type="file"')


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


def test_a_file_that_was_damaged_in_the_storage_says_so_and_what_to_do(world: World, settings):
    bid = world.start()
    entry = services.add_file(actor=world.writer, bid=bid, name="Plan.txt", data=b"plan")
    (stored,) = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    stored.unlink()
    shown = text(signed_in(world.writer).get(page("file", bid, file_id=entry.id), follow=True))
    assert "This file cannot be read." in shown
    assert "Remove it and add it again." in shown


def test_the_form_of_a_commitment_says_what_counts_and_which_evidence_is_asked_for(world: World):
    shown = text(signed_in(world.writer).get(page("add_commitment", world.start(), criterion="SV")))
    assert "A person who was out of work for six months is in work for a year." in shown
    assert "Payroll records without names." in shown
