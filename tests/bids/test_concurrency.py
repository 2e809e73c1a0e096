"""Two connections at once: the deadline against a lock, double submissions, and two openers in the same
moment.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from procurement.audit.models import AuditChain, AuditEvent
from procurement.audit.queries import faults
from procurement.bids import services, vault
from procurement.bids.models import Bid, BidAnswer, BidVersion
from procurement.core.errors import Conflict, Refused
from procurement.core.time import database_now
from procurement.core.transitions import locked
from procurement.tenders.models import LotStage, Stage
from procurement.tenders.services import end_lot

from .conftest import SECOND, World, make_world
from .pages import signed_in

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Make every call at the same moment, each on a connection of its own. Returns results or refusals,
    in order.
    """
    results: list[Any] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=10)
            results[place] = call()
        except Refused as refused:
            results[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def hold_the_lot(world: World, seconds: float, held: threading.Event) -> None:
    """Keep the lot's row locked for so long, on a connection of its own."""
    try:
        with transaction.atomic():
            LotStage.objects.select_for_update().get(pk=world.lot_stage.pk)
            held.set()
            time.sleep(seconds)
    finally:
        connection.close()


def submit_while_locked(world: World, bid: Bid) -> tuple[Any, float]:
    """Post the submission while another connection holds the lot for 3 seconds. Returns the answer and
    the wait.
    """
    client = signed_in(world.writer)
    held = threading.Event()
    holder = threading.Thread(target=hold_the_lot, args=(world, 3, held))
    holder.start()
    held.wait(timeout=10)
    began = time.monotonic()
    response = client.post(f"/bids/{bid.pk}/check/", {"revision": bid.revision})
    waited = time.monotonic() - began
    holder.join()
    return response, waited


def test_a_bid_that_arrived_before_the_deadline_and_waited_three_seconds_for_a_lock_is_accepted(world: World):
    bid = world.write(world.start())
    Stage.objects.filter(pk=world.stage.pk).update(deadline=database_now() + SECOND * 2)
    response, waited = submit_while_locked(world, bid)
    deadline = Stage.objects.get(pk=world.stage.pk).deadline
    assert response.status_code == 302
    assert waited > 2
    assert database_now() > deadline
    assert BidVersion.objects.get().received_at <= deadline


def test_a_bid_that_arrived_a_second_late_is_refused_whatever_it_waited_for_and_the_attempt_is_kept(
    world: World,
):
    bid = world.write(world.start())
    Stage.objects.filter(pk=world.stage.pk).update(deadline=database_now() - SECOND)
    response, _waited = submit_while_locked(world, bid)
    assert response.status_code == 200
    assert "The bid was not submitted." in response.content.decode()
    assert BidVersion.objects.count() == 0
    event = AuditEvent.objects.get(action="bid.came_late")
    assert event.details["supplier"] == world.supplier.name
    assert list(faults(chain=AuditChain.objects.get(key=f"bids:{world.lot_stage.pk}"))) == []


def test_a_double_click_on_two_connections_makes_one_version_and_one_receipt(world: World):
    bid = world.write(world.start())
    now = database_now()

    def submit() -> BidVersion:
        return services.submit_bid(actor=world.writer, bid=bid, revision=bid.revision, received_at=now)

    first, second = at_once(submit, submit)
    assert first.receipt == second.receipt
    assert BidVersion.objects.count() == 1
    assert AuditEvent.objects.filter(action="bid.submitted").count() == 1


def test_of_two_browsers_with_different_drafts_one_version_wins_and_the_other_is_told(world: World):
    bid = world.write(world.start())
    checked = bid.revision
    newer = services.save_answer(
        actor=world.writer, bid=bid, revision=checked, criterion="Q1", text="The newer words"
    )
    now = database_now()
    results = at_once(
        lambda: services.submit_bid(actor=world.writer, bid=bid, revision=checked, received_at=now),
        lambda: services.submit_bid(actor=world.writer, bid=bid, revision=newer.revision, received_at=now),
    )
    assert isinstance(results[0], Conflict)
    assert isinstance(results[1], BidVersion)
    content = vault.version_of(actor=world.writer, version=BidVersion.objects.get())
    assert content.answers["Q1"] == "The newer words"


def test_two_people_who_start_a_bid_at_once_get_the_same_one(world: World):
    first, second = at_once(world.start, world.start)
    assert first == second
    assert Bid.objects.count() == 1


def test_of_two_saves_of_one_answer_at_once_one_is_kept_and_the_other_is_told(world: World):
    bid = world.start()

    def save(text: str) -> Bid:
        return services.save_answer(actor=world.writer, bid=bid, revision=0, criterion="Q1", text=text)

    results = at_once(lambda: save("One"), lambda: save("Two"))
    assert sorted(type(result).__name__ for result in results) == ["Bid", "Conflict"]
    bid.refresh_from_db()
    kept = vault.draft_of(actor=world.writer, bid=bid).content.answers["Q1"]
    assert kept == ("One" if isinstance(results[0], Bid) else "Two")


def test_answers_to_different_questions_saved_at_once_are_both_kept(world: World):
    bid = world.start()

    def save(criterion: str) -> Bid:
        return services.save_answer(
            actor=world.writer, bid=bid, revision=0, criterion=criterion, text=criterion
        )

    at_once(lambda: save("Q1"), lambda: save("Q2"))
    bid.refresh_from_db()
    assert vault.draft_of(actor=world.writer, bid=bid).content.answers == {"Q1": "Q1", "Q2": "Q2"}


def test_two_openers_in_the_same_moment_open_once(world: World):
    world.submitted()
    world.submitted(world.other_supplier, world.other_writer)
    world.pass_deadline(timedelta(minutes=1))
    now = database_now()

    def confirm(person: Any) -> bool:
        return services.confirm_opening(actor=person, lot_stage=world.lot_stage, received_at=now)

    results = at_once(lambda: confirm(world.officer), lambda: confirm(world.approver))
    assert sorted(results) == [False, True]
    assert sorted(Bid.objects.values_list("code", flat=True)) == ["A", "B"]
    assert BidAnswer.objects.count() == 4
    assert AuditEvent.objects.filter(action="lotstage.opened").count() == 1
    for chain in AuditChain.objects.all():
        assert list(faults(chain=chain)) == []


def test_ending_a_lot_beside_the_first_bid_for_it_leaves_neither_waiting_for_the_other(world: World):
    results = at_once(
        world.start,
        lambda: end_lot(actor=world.officer, lot_stage=world.lot_stage, reason="The need has gone."),
    )
    assert isinstance(results[0], Bid | Refused)
    assert isinstance(results[1], LotStage)
    world.lot_stage.refresh_from_db()
    assert world.lot_stage.state == LotStage.State.ENDED


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock, not one for each row")
def test_the_first_bid_s_key_does_not_wait_for_somebody_who_holds_the_tender(world: World):
    held = threading.Event()

    def hold_the_tender() -> None:
        try:
            with transaction.atomic():
                locked(world.tender)
                held.set()
                time.sleep(2)
        finally:
            connection.close()

    holder = threading.Thread(target=hold_the_tender)
    holder.start()
    held.wait(timeout=10)
    began = time.monotonic()
    world.start()
    waited = time.monotonic() - began
    holder.join()
    assert waited < 1


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock, not one for each row")
def test_writing_one_bid_does_not_wait_while_another_lot_s_bids_are_locked(world: World):
    other = make_world()
    bid = other.start()
    held = threading.Event()
    holder = threading.Thread(target=hold_the_lot, args=(world, 2, held))
    holder.start()
    held.wait(timeout=10)
    began = time.monotonic()
    services.save_answer(actor=other.writer, bid=bid, revision=0, criterion="Q1", text="At once")
    waited = time.monotonic() - began
    holder.join()
    assert waited < 1
