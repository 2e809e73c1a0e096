"""The opening by two people, what it makes, and what stays sealed."""

import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from procurement.audit.models import AuditChain, AuditEvent
from procurement.audit.queries import faults
from procurement.bids import services, vault
from procurement.bids.models import Bid, BidAnswer, BidVersion, OpeningConfirmation
from procurement.bids.queries import openers_of
from procurement.bids.sealing import SealBroken
from procurement.core.errors import NotPermitted, Refused
from procurement.core.formatting import london
from procurement.core.time import database_now
from procurement.tenders.models import LotStage, TenderGrant
from procurement.tenders.services import revoke_on_tender
from tests.factories import OrganisationGrantFactory

from .conftest import SECRET_FILE, SECRET_METHOD, SECRET_PRICE, SECRET_TEXT, World, make_world


def confirm(world: World, person) -> bool:
    return services.confirm_opening(actor=person, lot_stage=world.lot_stage, received_at=database_now())


def test_before_the_deadline_nobody_opens_and_the_refusal_says_when(world: World):
    world.submitted()
    for person in (world.officer, world.approver, world.moderator):
        with pytest.raises(NotPermitted, match=re.escape(london(world.stage.deadline))):
            confirm(world, person)
    assert OpeningConfirmation.objects.count() == 0


def test_two_different_people_open_the_bids(world: World):
    world.submitted()
    world.submitted(world.other_supplier, world.other_writer)
    world.pass_deadline()
    assert confirm(world, world.officer) is False
    assert not BidAnswer.objects.exists()
    assert confirm(world, world.moderator) is True
    world.lot_stage.refresh_from_db()
    assert world.lot_stage.state == LotStage.State.OPENED
    assert world.lot_stage.opened_at is not None
    assert sorted(Bid.objects.values_list("code", flat=True)) == ["A", "B"]


def test_one_person_twice_is_one_person(world: World):
    world.submitted()
    world.pass_deadline()
    assert confirm(world, world.officer) is False
    assert confirm(world, world.officer) is False
    assert OpeningConfirmation.objects.count() == 1
    assert not BidAnswer.objects.exists()


def test_an_evaluator_a_bid_writer_and_a_stranger_cannot_open(world: World):
    world.submitted()
    world.pass_deadline()
    for person in (world.evaluator, world.writer, make_world().officer):
        with pytest.raises(NotPermitted, match="officers, approvers and moderators"):
            confirm(world, person)


def test_somebody_who_writes_for_a_bidder_cannot_open(world: World):
    world.submitted()
    OrganisationGrantFactory(person=world.officer, organisation=world.supplier, role="bid_writer")
    world.pass_deadline()
    with pytest.raises(NotPermitted, match="You write the bid"):
        confirm(world, world.officer)


def test_confirming_an_open_lot_again_changes_nothing(world: World):
    world.submitted()
    world.open()
    assert confirm(world, world.moderator) is True
    assert OpeningConfirmation.objects.count() == 2


def test_a_lot_without_bids_opens_too_and_the_event_says_so(world: World):
    world.open()
    assert world.lot_stage.state == LotStage.State.OPENED
    assert AuditEvent.objects.get(action="lotstage.opened").details["bids"] == 0


def test_the_standing_version_becomes_rows(world: World):
    bid = world.submitted()
    services.save_answer(
        actor=world.writer, bid=bid, revision=bid.revision, criterion="Q1", text="Not submitted"
    )
    world.open()
    bid.refresh_from_db()
    assert bid.state == Bid.State.OPENED
    assert {row.criterion: row.text for row in bid.answers.all()} == {
        "Q1": SECRET_TEXT,
        "Q2": "Everybody is trained every year.",
    }
    assert bid.prices.get().amount == SECRET_PRICE
    assert bid.passes.get().confirmed is True
    commitment = bid.commitments.get()
    assert (commitment.measure, str(commitment.quantity), commitment.year, commitment.method) == (
        "EMP1",
        "2.5000",
        0,
        SECRET_METHOD,
    )
    assert vault.attachment_bytes(bid.attachments.get()) == SECRET_FILE


def test_drafts_and_withdrawn_bids_stay_sealed(world: World):
    draft = world.write(world.start())
    withdrawn = world.submitted(world.other_supplier, world.other_writer)
    services.withdraw_bid(actor=world.other_writer, bid=withdrawn, version=1, received_at=database_now())
    world.open()
    assert not BidAnswer.objects.exists()
    for bid in (draft, withdrawn):
        bid.refresh_from_db()
        assert bid.is_sealed
        with pytest.raises(NotPermitted):
            vault.draft_of(actor=world.officer, bid=bid)
        with pytest.raises(Refused, match="sealed"):
            services.note_reading(actor=world.officer, bid=bid)


def test_letters_are_given_at_random_and_recorded(world: World, monkeypatch):
    world.submitted()
    world.submitted(world.other_supplier, world.other_writer)
    world.open()
    letters = AuditEvent.objects.get(action="lotstage.opened").details["letters in random order"]
    receipts = dict(BidVersion.objects.values_list("receipt", "bid__code"))
    assert {receipt: letter for letter, receipt in letters.items()} == receipts


def test_letters_follow_the_drawn_order_and_not_that_of_receipt(world: World, monkeypatch):
    first = world.submitted()
    second = world.submitted(world.other_supplier, world.other_writer)

    def draw(_source, bids):
        bids.sort(key=lambda bid: bid.created_at, reverse=True)

    monkeypatch.setattr("secrets.SystemRandom.shuffle", draw)
    world.open()
    assert list(Bid.objects.order_by("code").values_list("pk", flat=True)) == [second.pk, first.pk]


def test_a_version_that_was_tampered_with_stops_the_whole_opening(world: World, monkeypatch):
    bid = world.submitted()
    other = world.submitted(world.other_supplier, world.other_writer)
    monkeypatch.setattr(vault, "_version", _broken_for(bid, vault._version))
    world.pass_deadline()
    confirm(world, world.officer)
    with pytest.raises(Refused, match=bid.versions.get().receipt):
        confirm(world, world.approver)
    world.lot_stage.refresh_from_db()
    other.refresh_from_db()
    assert (world.lot_stage.state, other.state) == (LotStage.State.WAITING, Bid.State.SUBMITTED)
    assert OpeningConfirmation.objects.count() == 1


def _broken_for(bid, read):
    """The trigger keeps a test from changing a version's row, so the damage is done where it is read."""

    def broken(version):
        if version.bid_id == bid.pk:
            version.sealed = bytes(version.sealed)[:-1] + b"x"
        return read(version)

    return broken


def test_the_names_of_bid_writers_are_not_in_the_tenders_chain_before_the_opening(world: World):
    world.submitted()
    sealed = AuditChain.objects.get(key=f"bids:{world.lot_stage.pk}")
    assert [event.action for event in sealed.events.all()] == ["bid.started", "bid.submitted"]
    assert not AuditEvent.objects.filter(chain__key=world.tender.audit_chain).exists()
    world.open()
    opened = AuditEvent.objects.get(action="lotstage.opened")
    sealed.refresh_from_db()
    assert opened.details["sealed chain"] == {
        "key": sealed.key,
        "length": sealed.length,
        "head": sealed.head,
    }
    for chain in AuditChain.objects.all():
        assert list(faults(chain=chain)) == []


def test_reading_an_opened_bid_is_an_event_once_for_each_person_and_day(world: World):
    bid = world.submitted()
    world.open()
    bid.refresh_from_db()
    assert services.note_reading(actor=world.evaluator, bid=bid) is True
    assert services.note_reading(actor=world.evaluator, bid=bid) is False
    assert services.note_reading(actor=world.moderator, bid=bid) is True
    assert AuditEvent.objects.filter(action="bid.read").count() == 2


def test_a_page_that_shows_several_bids_notes_each_reading_once_and_then_asks_one_question(world: World):
    bids = [world.submitted(), world.submitted(world.other_supplier, world.other_writer)]
    world.open()
    for bid in bids:
        bid.refresh_from_db()
    services.note_reading(actor=world.evaluator, bid=bids[0])
    assert services.note_readings(actor=world.evaluator, bids=bids) == 1
    with CaptureQueriesContext(connection) as queries:
        assert services.note_readings(actor=world.evaluator, bids=bids) == 0
    assert len(queries) == 1
    subjects = AuditEvent.objects.filter(action="bid.read").values_list("subject", flat=True)
    assert sorted(subjects) == sorted(f"bid:{bid.pk}" for bid in bids)


def test_several_readings_are_refused_while_one_bid_is_sealed(world: World):
    bids = [world.submitted(), world.submitted(world.other_supplier, world.other_writer)]
    with pytest.raises(Refused, match="sealed"):
        services.note_readings(actor=world.evaluator, bids=bids)
    assert not AuditEvent.objects.filter(action="bid.read").exists()


def test_bids_are_admitted_and_disregarded_by_an_officer_with_a_reason(world: World):
    bid = world.submitted()
    world.submitted(world.other_supplier, world.other_writer)
    world.open()
    bid.refresh_from_db()
    with pytest.raises(Refused, match="Give the reason"):
        services.disregard_bid(actor=world.officer, bid=bid, reason="  ")
    for person in (world.approver, world.evaluator, world.writer, make_world().officer):
        with pytest.raises(NotPermitted, match="procurement officers"):
            services.disregard_bid(actor=person, bid=bid, reason="Why")
        with pytest.raises(NotPermitted, match="procurement officers"):
            services.admit_bids(actor=person, lot_stage=world.lot_stage)
    assert services.disregard_bid(actor=world.officer, bid=bid, reason="Unsigned tender form") is True
    assert services.disregard_bid(actor=world.officer, bid=bid, reason="Unsigned tender form") is False
    assert services.admit_bids(actor=world.officer, lot_stage=world.lot_stage) == 1
    assert services.admit_bids(actor=world.officer, lot_stage=world.lot_stage) == 0
    states = set(Bid.objects.values_list("state", "disregarded_reason"))
    assert states == {("admitted", ""), ("disregarded", "Unsigned tender form")}


def test_nothing_is_decided_on_bids_after_moderation_is_closed(world: World):
    bid = world.submitted()
    world.open()
    LotStage.objects.filter(pk=world.lot_stage.pk).update(state=LotStage.State.MODERATED)
    bid.refresh_from_db()
    with pytest.raises(NotPermitted, match="until moderation is closed"):
        services.disregard_bid(actor=world.officer, bid=bid, reason="Too late for this")


def test_the_database_keeps_confirmations_as_they_were_made(world: World):
    world.open()
    for change in (
        lambda: OpeningConfirmation.objects.update(person=world.evaluator),
        lambda: OpeningConfirmation.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
            change()


def test_a_bid_that_is_sealed_has_no_attachments_to_read(world: World):
    bid = world.submitted()
    world.open()
    bid.refresh_from_db()
    attachment = bid.attachments.get()
    attachment.bid.state = Bid.State.SUBMITTED
    with pytest.raises(SealBroken):
        vault.attachment_bytes(attachment)


def test_the_confirmation_of_somebody_whose_role_was_taken_away_since_does_not_count(world: World):
    world.submitted()
    world.pass_deadline()
    assert confirm(world, world.moderator) is False
    revoke_on_tender(actor=world.officer, grant=TenderGrant.objects.get(person=world.moderator))
    assert confirm(world, world.officer) is False
    assert not BidAnswer.objects.exists()
    assert confirm(world, world.approver) is True
    opened = AuditEvent.objects.get(action="lotstage.opened")
    assert sorted(opened.details["openers"]) == sorted([str(world.officer), str(world.approver)])
    assert sorted(openers_of(world.lot_stage)) == sorted([str(world.officer), str(world.approver)])


def test_the_bids_are_locked_before_the_confirmation_locks_the_audit_chain(
    world: World,
):
    world.submitted()
    world.pass_deadline()
    confirm(world, world.officer)
    with CaptureQueriesContext(connection) as made:
        confirm(world, world.approver)
    said = [query["sql"] for query in made.captured_queries]
    bids = next(place for place, sql in enumerate(said) if 'FROM "bids_bid"' in sql and "submitted" in sql)
    chain = next(place for place, sql in enumerate(said) if 'FROM "audit_auditchain"' in sql)
    assert bids < chain
