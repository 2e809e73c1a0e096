"""Writing a bid: sections saved one by one, commitments, prices, and two people at once."""

from decimal import Decimal

import pytest

from procurement.bids import services, vault
from procurement.bids.content import Commitment, Confirmation, Content, Draft
from procurement.bids.sections import SectionState, missing, sections
from procurement.core.errors import Conflict, Refused
from procurement.tenders.published import published_rules

from .conftest import World


def content_of(world: World, bid) -> Content:
    bid.refresh_from_db()
    return vault.draft_of(actor=world.writer, bid=bid).content


def states(world: World, bid) -> dict[str, tuple[str, str]]:
    found = sections(content_of(world, bid), published_rules(world.published))
    return {section.title: (section.state, section.note) for section in found}


def test_a_document_is_the_same_after_sealing_and_reading():
    content = Content(
        answers={"Q1": "Zwölf Wörter ✓"},
        prices={"P": Decimal("480000.00")},
        passes={"G": Confirmation(confirmed=False, note="From April")},
        commitments={"SV": (Commitment("EMP1", Decimal("2.5"), 3, "How"),)},
    )
    assert Content.from_bytes(content.canonical()) == content
    assert Content.from_bytes(content.canonical()).sha256() == content.sha256()
    assert Draft.from_bytes(Draft(content).to_bytes()) == Draft(content)


def test_a_document_of_another_format_is_refused():
    with pytest.raises(ValueError, match=r"commonweal/bid/1"):
        Content.from_json({**Content().to_json(), "format": "commonweal/bid/9"})
    with pytest.raises(ValueError, match=r"commonweal/draft/1"):
        Draft.from_bytes(Content().canonical())


def test_a_section_saved_by_somebody_in_between_is_a_conflict_and_nothing_is_overwritten(world: World):
    bid = world.start()
    services.save_answer(actor=world.writer, bid=bid, revision=0, criterion="Q1", text="Saved first")
    with pytest.raises(Conflict, match=world.writer.name):
        services.save_answer(actor=world.writer, bid=bid, revision=0, criterion="Q1", text="Saved second")
    assert content_of(world, bid).answers == {"Q1": "Saved first"}


def test_two_people_write_different_answers_at_once(world: World):
    bid = world.start()
    services.save_answer(actor=world.writer, bid=bid, revision=0, criterion="Q1", text="One")
    services.save_answer(actor=world.writer, bid=bid, revision=0, criterion="Q2", text="Two")
    assert content_of(world, bid).answers == {"Q1": "One", "Q2": "Two"}


def test_saving_the_same_words_again_changes_nothing(world: World):
    bid = world.start()
    first = services.save_answer(actor=world.writer, bid=bid, revision=0, criterion="Q1", text="One")
    again = services.save_answer(actor=world.writer, bid=first, revision=1, criterion="Q1", text="One")
    assert (first.revision, again.revision) == (1, 1)


def test_line_ends_are_plain_and_the_character_that_no_database_keeps_is_left_out(world: World):
    bid = world.start()
    services.save_answer(actor=world.writer, bid=bid, revision=0, criterion="Q1", text="One\r\ntwo\0\rthree")
    assert content_of(world, bid).answers["Q1"] == "One\ntwo\nthree"


def test_words_over_the_limit_are_kept_and_the_section_says_check(world: World):
    bid = world.start()
    services.save_answer(actor=world.writer, bid=bid, revision=0, criterion="Q2", text="word " * 23)
    assert states(world, bid)["Safeguarding"] == (
        SectionState.CHECK,
        "23 of 20 words: the last 3 will not be read",
    )


def test_an_empty_bid_says_what_each_part_needs(world: World):
    assert states(world, world.start()) == {
        "Mobilisation": (SectionState.MISSING, "Up to 500 words"),
        "Safeguarding": (SectionState.MISSING, "Minimum mark 1, or the bid fails"),
        "Price": (SectionState.MISSING, "No price yet"),
        "Social value commitments": (
            SectionState.CHECK,
            "No commitments: this part of the bid would score 0",
        ),
        "Conditions to meet": (SectionState.MISSING, "0 of 1 answered"),
        "Files": (SectionState.OPTIONAL, "None added"),
    }


def test_a_whole_bid_has_nothing_missing(world: World):
    bid = world.write(world.start())
    assert missing(content_of(world, bid), published_rules(world.published)) == ()
    assert {state for state, _note in states(world, bid).values()} == {SectionState.DONE}


def test_a_no_to_a_condition_and_a_price_over_the_ceiling_are_pointed_out(world: World):
    bid = world.start()
    bid = services.save_confirmations(
        actor=world.writer,
        bid=bid,
        revision=0,
        confirmations={"G1": Confirmation(confirmed=False, note="Not yet")},
    )
    services.save_prices(actor=world.writer, bid=bid, revision=1, prices={"P": Decimal(900001)})
    assert states(world, bid)["Conditions to meet"] == (
        SectionState.CHECK,
        "You answered no: the bid may fail",
    )
    assert states(world, bid)["Price"] == (
        SectionState.CHECK,
        "£900,001: above the published ceiling, so the bid would fail",
    )


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "100000000000000"])
def test_a_price_that_cannot_be_is_refused(world: World, amount):
    with pytest.raises(Refused, match="more than £0"):
        services.save_prices(actor=world.writer, bid=world.start(), revision=0, prices={"P": Decimal(amount)})


def test_a_question_that_was_not_published_cannot_be_answered(world: World):
    with pytest.raises(Refused, match="not part of the published tender"):
        services.save_answer(actor=world.writer, bid=world.start(), revision=0, criterion="Q9", text="x")


def promise(measure="EMP1", quantity="1", year=0, method="A method"):
    return Commitment(measure, Decimal(quantity), year, method)


def save(world: World, bid, commitment, **more):
    bid.refresh_from_db()
    return services.save_commitment(
        actor=world.writer, bid=bid, revision=bid.revision, criterion="SV", commitment=commitment, **more
    )


@pytest.mark.parametrize(
    ("commitment", "says"),
    [
        (promise(method="  \n "), "Write the method statement"),
        (promise(quantity="0"), "must be more than 0"),
        (promise(quantity="-3"), "must be more than 0"),
        (promise(quantity="0.00001"), "4 decimal places"),
        (promise(measure="XYZ"), "measures published"),
        (promise(year=-1), "contract year"),
    ],
)
def test_a_commitment_that_cannot_be_judged_is_refused_in_words(world: World, commitment, says):
    bid = world.start()
    with pytest.raises(Refused, match=says):
        save(world, bid, commitment)
    assert content_of(world, bid).commitments == {}


def test_commitments_are_added_changed_and_removed(world: World):
    bid = world.start()
    save(world, bid, promise())
    save(world, bid, promise(year=1))
    save(world, bid, promise(quantity="4", year=2), replaces=("EMP1", 0))
    assert [item.year for item in content_of(world, bid).commitments["SV"]] == [2, 1]
    services.remove_commitment(
        actor=world.writer, bid=bid, revision=bid.revision, criterion="SV", key=("EMP1", 1)
    )
    assert [item.year for item in content_of(world, bid).commitments["SV"]] == [2]


def test_one_measure_has_one_commitment_in_a_year(world: World):
    bid = world.start()
    save(world, bid, promise())
    with pytest.raises(Refused, match="in year 1 already"):
        save(world, bid, promise(quantity="7"))
    save(world, bid, promise(year=1))
    with pytest.raises(Refused, match="in year 1 already"):
        save(world, bid, promise(), replaces=("EMP1", 1))
