"""What must leave the database is a row first; nothing is lost and nothing is done twice."""

import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
from celery import Celery
from django.db import transaction
from django.utils import timezone

from procurement import celery_app
from procurement.core import outbox
from procurement.core.models import OutboxMessage
from tests.core import sample_handlers

State = OutboxMessage.State


@pytest.fixture(autouse=True)
def _topics() -> Iterator[None]:
    outbox.on_topic("test.note", "tests.core.sample_handlers.write_down")
    outbox.on_topic("test.fail", "tests.core.sample_handlers.fail")
    sample_handlers.received.clear()
    yield
    sample_handlers.received.clear()


@pytest.mark.django_db
def test_a_message_is_delivered_once_however_often_it_is_dispatched() -> None:
    with transaction.atomic():
        message = outbox.send("test.note", document_id="7")

    assert outbox.deliver(message.pk) is True
    assert outbox.deliver(message.pk) is False
    assert sample_handlers.received == [{"document_id": "7"}]
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.DONE, 1)


@pytest.mark.django_db
def test_a_message_in_another_workers_hands_is_left_to_it() -> None:
    message = OutboxMessage.objects.create(topic="test.note", taken_at=timezone.now())

    assert outbox.deliver(message.pk) is False
    assert sample_handlers.received == []


@pytest.mark.django_db
def test_a_message_whose_worker_shows_no_heartbeat_is_taken_over() -> None:
    lost = timezone.now() - outbox.STALE_AFTER - timedelta(seconds=1)
    message = OutboxMessage.objects.create(topic="test.note", taken_at=lost, attempts=1)

    assert outbox.deliver(message.pk) is True
    message.refresh_from_db()
    assert message.attempts == 2


@pytest.mark.django_db
def test_a_handler_that_fails_is_tried_again_and_then_given_up_with_its_reason() -> None:
    message = OutboxMessage.objects.create(topic="test.fail")

    for _ in range(outbox.MAX_ATTEMPTS):
        OutboxMessage.objects.update(taken_at=None)
        assert outbox.deliver(message.pk) is False

    message.refresh_from_db()
    assert (message.state, message.error) == (State.FAILED, "ValueError: the printer is on fire")


@pytest.mark.django_db
def test_who_waits_is_told_when_a_message_is_given_up() -> None:
    outbox.on_topic(
        "test.fail", "tests.core.sample_handlers.fail", gave_up="tests.core.sample_handlers.write_down"
    )
    message = OutboxMessage.objects.create(topic="test.fail", attempts=outbox.MAX_ATTEMPTS - 1)

    assert outbox.deliver(message.pk) is False
    assert sample_handlers.received == [{"error": "ValueError: the printer is on fire"}]


@pytest.mark.django_db
def test_a_message_whose_workers_all_died_is_given_up_without_another_try() -> None:
    message = OutboxMessage.objects.create(topic="test.note", attempts=outbox.MAX_ATTEMPTS)

    assert outbox.deliver(message.pk) is False
    message.refresh_from_db()
    assert (message.state, message.error) == (
        State.FAILED,
        "The worker stopped in the middle of it, every time.",
    )
    assert sample_handlers.received == []


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_is_no_error_for_the_person_who_waits() -> None:
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        port = nobody_listens.getsockname()[1]
        dead = Celery("dead", broker=f"redis://127.0.0.1:{port}/0", set_as_current=True)
        try:
            with transaction.atomic():
                message = outbox.send("test.note")
        finally:
            dead.close()
            celery_app.set_current()
    message.refresh_from_db()
    assert message.state == State.WAITING


@pytest.mark.django_db
def test_the_sweep_finds_what_the_broker_or_a_worker_lost_and_nothing_else() -> None:
    now = timezone.now()
    OutboxMessage.objects.create(topic="test.note", created_at=now - timedelta(seconds=30))
    OutboxMessage.objects.create(topic="test.note", taken_at=now - timedelta(minutes=5))
    OutboxMessage.objects.create(topic="test.note", created_at=now)
    OutboxMessage.objects.create(topic="test.note", taken_at=now)
    OutboxMessage.objects.create(
        topic="test.note", state=State.DONE, done_at=now, taken_at=now - timedelta(hours=1)
    )

    assert outbox.sweep() == 2
