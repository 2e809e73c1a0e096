"""Nothing that is saved goes without a word, nothing that is typed is lost, and a second click changes nothing."""

import re
from decimal import Decimal

import pytest

from procurement.bids import services
from procurement.bids.content import Commitment
from procurement.bids.models import Bid
from procurement.core.time import database_now
from procurement.tenders.services import end_lot
from tests.factories import OrganisationGrantFactory

from .conftest import SECOND, SECRET_METHOD, SECRET_PRICE, SECRET_TEXT, World, make_world, small_model
from .pages import content_of, opening, page, signed_in, text

TYPED = {"measure": "EMP1", "year": "0", "quantity": "2.5", "method": SECRET_METHOD}


def test_an_emptied_price_box_keeps_the_saved_price_and_says_what_to_do(world: World):
    bid = world.write(world.start())
    shown = text(
        signed_in(world.writer).post(
            page("prices", bid), {"revision": bid.revision, "price-P": " "}, follow=True
        )
    )
    assert content_of(world, bid).prices == {"P": SECRET_PRICE}
    assert "The box was empty, so your price, £561,413.37, is kept. Fill it in again, or tick" in shown
    assert "Remove your price, £561,413.37, from the bid" in shown
    assert "What is saved" in shown
    assert "is saved." not in shown


def test_a_tick_removes_the_saved_price_and_says_so(world: World):
    bid = world.write(world.start())
    typed = {"revision": bid.revision, "price-P": "", "remove-price-P": "on"}
    shown = text(signed_in(world.writer).post(page("prices", bid), typed, follow=True))
    assert content_of(world, bid).prices == {}
    assert "Your price is removed." in shown


def test_a_price_typed_beside_the_tick_that_removes_it_is_asked_about(world: World):
    bid = world.write(world.start())
    typed = {"revision": bid.revision, "price-P": "480,000", "remove-price-P": "on"}
    shown = text(signed_in(world.writer).post(page("prices", bid), typed))
    assert "Either empty the box above, or take this tick away" in shown
    assert 'value="480,000"' in shown
    assert content_of(world, bid).prices == {"P": SECRET_PRICE}


def test_of_two_prices_the_one_that_was_left_empty_is_kept_or_stays_open(world: World):
    model = small_model()
    (price,) = (criterion for criterion in model["criteria"] if criterion["id"] == "P")
    price["weight"] = "15"
    model["criteria"].append({**price, "id": "P2", "title": "Price of the second year"})
    world.published.pk, world.published.version, world.published.model = None, 2, model
    world.published.save()
    bid = world.start()
    client = signed_in(world.writer)
    client.post(page("prices", bid), {"revision": 0, "price-P": "100", "price-P2": ""})
    assert content_of(world, bid).prices == {"P": Decimal("100.00")}
    shown = text(client.post(page("prices", bid), {"revision": 1, "price-P": "", "price-P2": "50"}))
    assert "your price for Price, £100, is kept" in shown
    assert 'value="50"' in shown
    assert shown.index("Remove your price for Price") < shown.index('name="price-P2"')


def test_saving_an_empty_price_where_none_is_saved_asks_for_it(world: World):
    shown = text(signed_in(world.writer).post(page("prices", world.start()), {"revision": 0, "price-P": ""}))
    assert "Enter your price, or choose “Back without saving”" in shown
    assert "is saved" not in shown


def test_an_emptied_answer_keeps_the_saved_one_until_a_tick_removes_it(world: World):
    bid = world.write(world.start())
    client = signed_in(world.writer)
    address = page("answer", bid, criterion="Q1")
    shown = text(client.post(address, {"revision": bid.revision, "text": "  "}))
    assert "The box was empty, so your saved answer is kept." in shown
    assert SECRET_TEXT in shown
    assert content_of(world, bid).answers["Q1"] == SECRET_TEXT
    ticked = {"revision": bid.revision, "text": "", "remove-text": "on"}
    assert "is removed." in text(client.post(address, ticked, follow=True))
    assert "Q1" not in content_of(world, bid).answers


def test_an_answer_that_was_never_written_is_not_said_to_be_saved(world: World):
    bid = world.start()
    shown = text(
        signed_in(world.writer).post(
            page("answer", bid, criterion="Q1"), {"revision": 0, "text": ""}, follow=True
        )
    )
    assert "Write your answer, or choose “Back without saving”" in shown
    assert "is saved" not in shown


def test_conditions_without_an_answer_keep_the_saved_one_and_are_not_said_to_be_saved(world: World):
    bid = world.start()
    client = signed_in(world.writer)
    shown = text(client.post(page("confirmations", bid), {"revision": 0, "note-G1": ""}, follow=True))
    assert "Select yes or no for “Public liability insurance of £5 million”" in shown
    assert "are saved" not in shown
    bid = world.write(bid)
    client.post(page("confirmations", bid), {"revision": bid.revision, "note-G1": ""})
    assert content_of(world, bid).passes["G1"].confirmed is True


@pytest.mark.parametrize(
    ("box", "says"),
    [
        ("quantity", "Enter how much you promise"),
        ("method", "Write the method statement"),
        ("year", "contract year"),
    ],
)
def test_an_emptied_quantity_method_or_year_keeps_the_saved_commitment(world: World, box, says):
    bid = world.write(world.start())
    change = page("change_commitment", bid, criterion="SV", measure="EMP1", year=1)
    shown = text(signed_in(world.writer).post(change, {"revision": bid.revision, **TYPED, box: ""}))
    assert says in shown
    assert content_of(world, bid).commitments["SV"] == (Commitment("EMP1", Decimal("2.5"), 0, SECRET_METHOD),)


# --- when nothing can be changed any more -------------------------------------------------------------


def parts_of(bid: Bid) -> dict[str, tuple[str, dict[str, str]]]:
    """Every page on which a bid is written, with something typed into it."""
    promise = {"criterion": "SV", "measure": "EMP1", "year": 1}
    return {
        "Words too late": (page("answer", bid, criterion="Q1"), {"text": "Words too late"}),
        "123,456.78": (page("prices", bid), {"price-P": "123,456.78"}),
        "A note too late": (page("confirmations", bid), {"answer-G1": "no", "note-G1": "A note too late"}),
        "A method too late": (
            page("add_commitment", bid, criterion="SV"),
            TYPED | {"method": "A method too late"},
        ),
        "Another method": (page("change_commitment", bid, **promise), TYPED | {"method": "Another method"}),
        "This commitment stays in the bid": (page("remove_commitment", bid, **promise), {}),
        "Files": (page("files", bid), {}),
    }


def buttons_on(shown: str) -> list[str]:
    main = shown.partition("<main")[2].partition("</main>")[0]
    return re.findall(r"<(?:button|input|textarea|select)\b", main)


def test_after_the_deadline_every_part_can_be_read_says_why_and_offers_nothing_to_save(world: World):
    bid = world.write(world.start())
    world.pass_deadline(SECOND)
    client = signed_in(world.writer)
    for address, _typed in parts_of(bid).values():
        shown = text(client.get(address))
        assert "Nothing can be changed any more." in shown
        assert buttons_on(shown) == []


def test_what_is_sent_after_the_deadline_is_shown_to_copy_without_a_button_that_could_save_it(world: World):
    bid = world.write(world.start())
    world.pass_deadline(SECOND)
    client = signed_in(world.writer)
    before = content_of(world, bid)
    for words, (address, typed) in parts_of(bid).items():
        shown = text(client.post(address, {"revision": bid.revision, **typed}))
        assert words in shown
        assert buttons_on(shown) == []
        assert "The deadline" in shown
        assert ("What you typed is not saved" in shown) is bool(typed)
    assert content_of(world, bid) == before


@pytest.mark.parametrize(
    ("name", "typed"), [("prices", {"price-P": ""}), ("prices", {"price-P": "x"}), ("files", {})]
)
def test_of_what_is_wrong_and_too_late_only_that_it_is_too_late_is_said(world: World, name, typed):
    bid = world.write(world.start())
    world.pass_deadline(SECOND)
    shown = text(signed_in(world.writer).post(page(name, bid), {"revision": bid.revision, **typed}))
    summary = shown.partition("There is a problem")[2].partition("<h1")[0]
    assert "Nothing can be changed any more." in summary
    assert [words for words in ("tick", "must be a number", "Choose a file") if words in shown] == []


def test_after_a_lot_was_ended_before_its_deadline_the_parts_say_so(world: World):
    bid = world.write(world.start())
    end_lot(actor=world.officer, lot_stage=world.lot_stage, reason="The grant was withdrawn.")
    client = signed_in(world.writer)
    shown = text(client.get(page("prices", bid)))
    assert "This lot was ended, or its tender was cancelled. Nothing can be changed any more." in shown
    assert buttons_on(shown) == []
    assert "You cannot withdraw this bid" in text(client.get(page("withdraw", bid)))


def test_a_bid_writer_who_came_to_work_for_the_authority_reads_the_bid_and_keeps_what_they_typed(
    world: World,
):
    bid = world.write(world.start())
    OrganisationGrantFactory(person=world.evaluator, organisation=world.supplier, role="bid_writer")
    client = signed_in(world.evaluator)
    for name in ("prices", "check", "bid"):
        shown = text(client.get(page(name, bid)))
        assert "You work on this tender for the contracting authority" in shown
        assert buttons_on(shown) == []
    typed = {"revision": bid.revision, "text": "Words of somebody else"}
    shown = text(client.post(page("answer", bid, criterion="Q1"), typed))
    assert "Words of somebody else" in shown
    assert content_of(world, bid).answers["Q1"] == SECRET_TEXT


# --- a second click, a second browser -------------------------------------------------------------------


def test_a_second_click_on_save_ends_as_the_first_did(world: World):
    bid = world.start()
    client = signed_in(world.writer)
    for address, typed in (
        (page("answer", bid, criterion="Q1"), {"text": "One"}),
        (page("prices", bid), {"price-P": "480,000"}),
        (page("confirmations", bid), {"answer-G1": "yes", "note-G1": ""}),
        (page("add_commitment", bid, criterion="SV"), TYPED),
    ):
        first, second = (client.post(address, {"revision": 0, **typed}) for _ in range(2))
        assert (first.status_code, second.status_code, second["Location"]) == (302, 302, first["Location"])
    bid.refresh_from_db()
    assert bid.revision == 4


def test_a_second_click_on_changing_and_removing_a_commitment_ends_as_the_first_did(world: World):
    bid = world.write(world.start())
    client = signed_in(world.writer)
    change = page("change_commitment", bid, criterion="SV", measure="EMP1", year=1)
    for _click in range(2):
        assert client.post(change, {"revision": bid.revision, **TYPED, "year": "1"}).status_code == 302
    assert [item.key for item in content_of(world, bid).commitments["SV"]] == [("EMP1", 1)]
    remove = page("remove_commitment", bid, criterion="SV", measure="EMP1", year=2)
    for _click in range(2):
        assert client.post(remove, {"revision": bid.revision}).status_code == 302
    assert content_of(world, bid).commitments == {}


def test_a_second_click_on_removing_a_file_ends_as_the_first_did(world: World):
    bid = world.write(world.start())
    client = signed_in(world.writer)
    remove = page("remove_file", bid, file_id=bid.files.get().pk)
    assert [client.post(remove).status_code for _click in range(2)] == [302, 302]
    assert content_of(world, bid).files == ()


def test_a_second_click_on_withdrawing_ends_as_the_first_did(world: World):
    bid = world.submitted()
    client = signed_in(world.writer)
    urls = [client.post(page("withdraw", bid), {"revision": 1}).url for _click in range(2)]
    assert urls == [page("bid", bid)] * 2


def test_what_was_typed_about_a_commitment_that_a_colleague_removed_is_kept_and_can_be_saved(world: World):
    bid = world.write(world.start())
    services.remove_commitment(
        actor=world.writer, bid=bid, revision=bid.revision, criterion="SV", key=("EMP1", 0)
    )
    client = signed_in(world.writer)
    change = page("change_commitment", bid, criterion="SV", measure="EMP1", year=1)
    assert client.get(change).status_code == 404
    shown = text(client.post(change, {"revision": bid.revision, **TYPED, "quantity": "7"}))
    assert "Nothing was overwritten" in shown
    assert 'value="7"' in shown
    revision = re.search(r'name="revision" value="(\d+)"', shown)[1]
    assert client.post(change, {"revision": revision, **TYPED, "quantity": "7"}).status_code == 302
    assert [item.quantity for item in content_of(world, bid).commitments["SV"]] == [7]


def test_changing_a_commitment_into_one_that_is_there_is_refused_and_keeps_both(world: World):
    bid = world.write(world.start())
    second = Commitment("EMP1", Decimal("2.5"), 1, SECRET_METHOD)
    bid = services.save_commitment(
        actor=world.writer, bid=bid, revision=bid.revision, criterion="SV", commitment=second
    )
    change = page("change_commitment", bid, criterion="SV", measure="EMP1", year=1)
    shown = text(signed_in(world.writer).post(change, {"revision": bid.revision, **TYPED, "year": "1"}))
    assert "in year 2 already" in shown
    assert len(content_of(world, bid).commitments["SV"]) == 2


def test_admitting_a_second_time_says_that_every_bid_is_decided(world: World):
    world.submitted()
    world.open()
    client = signed_in(world.officer)
    admit = f"{opening(world)}admit/"
    assert "1 bid is admitted" in text(client.post(admit, follow=True))
    assert "Every bid is decided already" in text(client.post(admit, follow=True))


def test_no_page_of_bids_refuses_the_question_for_its_head(world: World):
    bid = world.submitted()
    supplier, officer = signed_in(world.writer), signed_in(world.officer)
    start = f"/opportunities/{make_world().tender.pk}/lots/1/start/"
    assert [supplier.head(address).status_code for address in (start, page("files", bid))] == [200, 200]
    assert officer.head(opening(world)).status_code == 200
    world.open()
    bid.refresh_from_db()
    assert officer.head(f"{opening(world)}{bid.code}/disregard/").status_code == 200
    assert database_now() > world.lot_stage.stage.deadline
