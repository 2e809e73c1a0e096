"""Submitting and withdrawing: the deadline, versions, receipts, and who was first."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from procurement.audit.models import AuditEvent
from procurement.bids import services, vault
from procurement.bids.content import Commitment
from procurement.bids.models import Bid, BidVersion
from procurement.core.errors import Conflict, NotPermitted, Refused
from procurement.core.time import database_now
from procurement.tenders.models import Stage, Tender

from .conftest import DAY, SECOND, SECRET_TEXT, World


def actions(lot_stage, prefix="bid."):
    events = AuditEvent.objects.filter(action__startswith=prefix).order_by("pk")
    return [event.action for event in events]


def test_a_submitted_bid_has_a_receipt_that_says_when_it_arrived(world: World):
    bid = world.write(world.start())
    arrived = database_now()
    version = services.submit_bid(actor=world.writer, bid=bid, revision=bid.revision, received_at=arrived)
    content = vault.version_of(actor=world.writer, version=version)
    assert (version.number, version.received_at, version.submitted_by) == (1, arrived, world.writer)
    assert version.receipt.startswith("CW-")
    assert version.content_sha256 == content.sha256()
    assert content.answers["Q1"] == SECRET_TEXT
    bid.refresh_from_db()
    assert bid.state == Bid.State.SUBMITTED


def test_a_bid_that_arrives_at_the_very_deadline_is_in_time(world: World):
    bid = world.write(world.start())
    version = services.submit_bid(
        actor=world.writer, bid=bid, revision=bid.revision, received_at=world.stage.deadline
    )
    assert version.number == 1


def test_a_bid_that_arrives_a_second_late_is_refused_kept_and_logged(world: World):
    bid = world.write(world.start())
    late = world.stage.deadline + SECOND
    with pytest.raises(Refused) as refused:
        services.submit_bid(actor=world.writer, bid=bid, revision=bid.revision, received_at=late)
    assert "1 second later" in refused.value.reasons[0]
    assert "Your draft is kept" in refused.value.reasons[2]
    bid.refresh_from_db()
    assert bid.state == Bid.State.DRAFT
    assert vault.draft_of(actor=world.writer, bid=bid).content.answers["Q1"] == SECRET_TEXT
    event = AuditEvent.objects.get(action="bid.came_late")
    assert event.details["received_at"] == late.isoformat()
    assert event.details["supplier"] == world.supplier.name


def test_after_a_late_try_the_version_that_was_in_time_stands(world: World):
    bid = world.submitted()
    services.save_answer(actor=world.writer, bid=bid, revision=bid.revision, criterion="Q1", text="Another")
    bid.refresh_from_db()
    with pytest.raises(Refused) as refused:
        services.submit_bid(
            actor=world.writer, bid=bid, revision=bid.revision, received_at=world.stage.deadline + SECOND
        )
    assert refused.value.reasons[1].startswith("Version 1 stands")
    assert bid.versions.count() == 1


def test_a_deadline_that_was_put_off_counts_and_one_brought_forward_too(world: World):
    bid = world.write(world.start())
    arrived = world.stage.deadline + SECOND
    Stage.objects.filter(pk=world.stage.pk).update(deadline=arrived + DAY)
    assert services.submit_bid(actor=world.writer, bid=bid, revision=bid.revision, received_at=arrived)
    Stage.objects.filter(pk=world.stage.pk).update(deadline=arrived - DAY)
    with pytest.raises(Refused, match="No new bid can be started"):
        services.start_bid(
            actor=world.other_writer,
            lot_stage=world.lot_stage,
            supplier=world.other_supplier,
            received_at=arrived,
        )


def test_a_second_submission_makes_a_new_version_and_the_first_stays_as_it_was(world: World):
    bid = world.submitted()
    first = bid.versions.get()
    services.save_answer(
        actor=world.writer, bid=bid, revision=bid.revision, criterion="Q1", text="Better words"
    )
    assert vault.version_of(actor=world.writer, version=first).answers["Q1"] == SECRET_TEXT
    second = world.submit(bid)
    assert second.number == 2
    assert second.receipt != first.receipt
    assert vault.version_of(actor=world.writer, version=second).answers["Q1"] == "Better words"
    assert vault.version_of(actor=world.writer, version=first).answers["Q1"] == SECRET_TEXT
    assert actions(world.lot_stage) == ["bid.started", "bid.submitted", "bid.submitted_again"]


def test_a_double_click_gives_the_same_receipt(world: World):
    bid = world.write(world.start())
    first = services.submit_bid(
        actor=world.writer, bid=bid, revision=bid.revision, received_at=database_now()
    )
    again = services.submit_bid(
        actor=world.writer, bid=bid, revision=bid.revision, received_at=database_now()
    )
    assert first == again
    assert BidVersion.objects.count() == 1


def test_the_second_click_may_arrive_after_the_deadline_when_the_first_was_in_time(world: World):
    bid = world.write(world.start())
    first = services.submit_bid(
        actor=world.writer, bid=bid, revision=bid.revision, received_at=world.stage.deadline
    )
    again = services.submit_bid(
        actor=world.writer, bid=bid, revision=bid.revision, received_at=world.stage.deadline + SECOND
    )
    assert first == again
    assert not AuditEvent.objects.filter(action="bid.came_late").exists()


def test_words_changed_and_changed_back_give_the_existing_receipt(world: World):
    bid = world.submitted()
    for text in ("Other words", SECRET_TEXT):
        bid = services.save_answer(
            actor=world.writer, bid=bid, revision=bid.revision, criterion="Q1", text=text
        )
    assert world.submit(bid).number == 1


def test_a_bid_changed_after_it_was_checked_is_not_submitted_and_says_what_stands(world: World):
    bid = world.submitted()
    receipt = bid.versions.get().receipt
    checked = bid.revision
    services.save_answer(actor=world.writer, bid=bid, revision=checked, criterion="Q1", text="From elsewhere")
    with pytest.raises(Conflict, match=receipt):
        services.submit_bid(actor=world.writer, bid=bid, revision=checked, received_at=database_now())
    assert bid.versions.count() == 1


def test_two_browsers_that_checked_different_drafts_make_one_version_and_both_are_told(world: World):
    bid = world.write(world.start())
    first_browser = bid.revision
    second_browser = services.save_answer(
        actor=world.writer, bid=bid, revision=bid.revision, criterion="Q1", text="The later words"
    ).revision
    won = services.submit_bid(
        actor=world.writer, bid=bid, revision=second_browser, received_at=database_now()
    )
    with pytest.raises(Conflict) as told:
        services.submit_bid(actor=world.writer, bid=bid, revision=first_browser, received_at=database_now())
    assert "Version 1 stands" in told.value.reasons[0]
    assert won.receipt in told.value.reasons[0]
    assert bid.versions.count() == 1


def test_what_is_missing_is_listed_and_nothing_is_submitted(world: World):
    bid = world.start()
    with pytest.raises(Refused) as refused:
        world.submit(bid)
    assert refused.value.reasons == (
        "4 things are missing.",
        "Answer “Mobilisation”.",
        "Answer “Safeguarding”.",
        "Answer yes or no to “Public liability insurance of £5 million”.",
        "Enter your price.",
    )
    assert bid.versions.count() == 0


def test_a_withdrawn_bid_can_be_submitted_again_until_the_deadline(world: World):
    bid = world.submitted()
    results = [
        services.withdraw_bid(actor=world.writer, bid=bid, version=1, received_at=database_now())
        for _ in range(2)
    ]
    assert results == [True, False]
    bid.refresh_from_db()
    assert bid.state == Bid.State.WITHDRAWN
    again = world.submit(bid)
    assert again.number == 2
    bid.refresh_from_db()
    assert bid.state == Bid.State.SUBMITTED


def test_a_bid_is_not_withdrawn_after_the_deadline(world: World):
    bid = world.submitted()
    with pytest.raises(Refused, match="what you submitted stands"):
        services.withdraw_bid(
            actor=world.writer, bid=bid, version=1, received_at=world.stage.deadline + SECOND
        )
    bid.refresh_from_db()
    assert bid.state == Bid.State.SUBMITTED


def test_a_draft_cannot_be_withdrawn(world: World):
    with pytest.raises(Refused, match="is draft"):
        services.withdraw_bid(actor=world.writer, bid=world.start(), version=0, received_at=database_now())


def test_a_version_that_was_submitted_meanwhile_is_not_withdrawn_with_the_older_one(world: World):
    bid = world.submitted()
    bid = services.save_answer(
        actor=world.writer, bid=bid, revision=bid.revision, criterion="Q1", text="Better words"
    )
    newer = world.submit(bid)
    with pytest.raises(Conflict, match=newer.receipt):
        services.withdraw_bid(actor=world.writer, bid=bid, version=1, received_at=database_now())
    bid.refresh_from_db()
    assert bid.state == Bid.State.SUBMITTED
    assert services.withdraw_bid(actor=world.writer, bid=bid, version=2, received_at=database_now())


def test_nothing_of_a_bid_can_be_changed_after_the_deadline(world: World):
    bid = world.submitted()
    world.pass_deadline()
    bid.refresh_from_db()
    now = database_now()
    with pytest.raises(Refused, match="It was not saved"):
        services.save_answer(
            actor=world.writer, bid=bid, revision=bid.revision, criterion="Q1", text="Late", received_at=now
        )
    with pytest.raises(Refused, match="The file was not added"):
        services.add_file(actor=world.writer, bid=bid, name="a.txt", data=b"late", received_at=now)
    with pytest.raises(Refused, match="It was not saved"):
        services.remove_file(actor=world.writer, bid=bid, file_id=bid.files.get().pk, received_at=now)


def test_the_others_of_the_two_suppliers_cannot_touch_the_bid(world: World):
    bid = world.submitted()
    stranger = world.other_writer
    now = database_now()
    commitment = Commitment("EMP1", Decimal(1), 1, "A method")
    for attempt in (
        lambda: services.submit_bid(actor=stranger, bid=bid, revision=bid.revision, received_at=now),
        lambda: services.withdraw_bid(actor=stranger, bid=bid, version=1, received_at=now),
        lambda: services.save_answer(actor=stranger, bid=bid, revision=99, criterion="Q1", text="x"),
        lambda: services.save_commitment(
            actor=stranger, bid=bid, revision=99, criterion="SV", commitment=commitment
        ),
        lambda: services.add_file(actor=stranger, bid=bid, name="a.txt", data=b"x"),
        lambda: services.remove_file(actor=stranger, bid=bid, file_id=bid.files.get().pk),
        lambda: services.start_bid(actor=stranger, lot_stage=world.lot_stage, supplier=world.supplier),
    ):
        with pytest.raises(NotPermitted):
            attempt()


def test_somebody_of_the_authority_cannot_write_a_bid_for_its_tender(world: World):
    from tests.factories import OrganisationGrantFactory  # noqa: PLC0415 - used by this test alone

    OrganisationGrantFactory(person=world.evaluator, organisation=world.supplier, role="bid_writer")
    with pytest.raises(NotPermitted, match="somebody else must write this bid"):
        services.start_bid(actor=world.evaluator, lot_stage=world.lot_stage, supplier=world.supplier)


def test_starting_twice_gives_the_same_bid(world: World):
    assert world.start() == world.start()
    assert actions(world.lot_stage) == ["bid.started"]


def test_no_bid_is_started_for_a_tender_that_is_not_published(world: World):
    Tender.objects.filter(pk=world.tender.pk).update(state=Tender.State.FINISHED)
    with pytest.raises(Refused, match="takes no bids"):
        world.start()


def test_the_database_refuses_to_change_or_delete_a_submitted_version(world: World):
    version = world.submitted().versions.get()
    for change in (
        lambda: BidVersion.objects.filter(pk=version.pk).update(received_at=database_now() - DAY),
        lambda: BidVersion.objects.filter(pk=version.pk).update(sealed=b"other"),
        lambda: BidVersion.objects.filter(pk=version.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
            change()


def test_a_supplier_has_one_bid_for_a_lot_whoever_asks_the_database(world: World):
    world.start()
    with pytest.raises(IntegrityError), transaction.atomic():
        Bid.objects.create(supplier=world.supplier, lot_stage=world.lot_stage, draft=b"")


def test_the_receipt_s_hash_gives_no_price_away(world: World):
    """Two bids with the same words and the same price have different hashes, so none can be found by
    trying.
    """
    mine, theirs = world.submitted(), world.submitted(world.other_supplier, world.other_writer)
    assert mine.versions.get().content_sha256 != theirs.versions.get().content_sha256
