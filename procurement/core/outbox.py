"""Sending by the outbox: write the row, dispatch on commit, and let the sweep find what a broker or worker lost."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery import current_app
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from .models import OutboxMessage
from .request_ids import caused_by, request_id

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
HEARTBEAT_SECONDS = 5
STALE_AFTER = timedelta(seconds=20)
"""A taken message that has shown no heartbeat for this long was lost with its worker; the sweep gives it out again."""


@dataclass(frozen=True)
class _Handlers:
    deliver: str
    gave_up: str | None
    erase: bool


_handlers: dict[str, _Handlers] = {}


def on_topic(topic: str, handler: str, *, gave_up: str | None = None, erase: bool = False) -> None:
    """Register a handler, called as `handler(**ids)`, for a topic; called in an app's `ready`. Handlers are idempotent.

    `gave_up(error=..., **ids)` is told when the last attempt has failed, so that who waits can be told. Both are named
    by dotted path and imported when first needed, so that web processes do not load what only the worker needs.
    `erase`: the row's payload is emptied once it is delivered or given up.
    """
    _handlers[topic] = _Handlers(handler, gave_up, erase)


def send(topic: str, **ids: Any) -> OutboxMessage:
    """Write a message in the present transaction; it is dispatched to the worker when the transaction commits."""
    message = OutboxMessage.objects.create(topic=topic, payload=ids, request_id=request_id())
    transaction.on_commit(lambda: dispatch(message.pk))
    return message


def dispatch(message_id: int) -> None:
    """Hand a message to the broker. A broker that is down is no error: the sweep tries again."""
    try:
        current_app.send_task("core.deliver_message", kwargs={"message_id": message_id}, retry=False)
    except (OSError, OperationalError):
        logger.warning("The broker did not take outbox message %s; the sweep will send it.", message_id)


def take(message_id: int) -> OutboxMessage | None:
    """Claim a waiting message for this worker; None when it is done, failed, or in another worker's hands."""
    now = timezone.now()
    free = Q(taken_at__isnull=True) | Q(taken_at__lt=now - STALE_AFTER)
    with transaction.atomic():
        message = (
            OutboxMessage.objects.select_for_update()
            .filter(free, pk=message_id, state=OutboxMessage.State.WAITING)
            .first()
        )
        if message is None:
            return None
        message.taken_at = now
        message.attempts += 1
        message.save(update_fields=["taken_at", "attempts"])
    return message


@contextmanager
def _heartbeat(message_id: int) -> Iterator[None]:
    """Say every few seconds that this worker is alive and still has the message, however long the handler takes."""
    stopped = threading.Event()

    def beat() -> None:
        while not stopped.wait(HEARTBEAT_SECONDS):
            try:
                OutboxMessage.objects.filter(pk=message_id).update(taken_at=timezone.now())
            except DatabaseError:
                logger.warning("Outbox message %s missed a heartbeat.", message_id)
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def deliver(message_id: int) -> bool:
    """Run a message's handler once. An error is kept on the row and tried again until MAX_ATTEMPTS."""
    message = take(message_id)
    if message is None:
        return False
    with caused_by(message.request_id):
        return _deliver(message)


def _deliver(message: OutboxMessage) -> bool:
    if message.attempts > MAX_ATTEMPTS:
        _give_up(message, message.error or "The worker stopped in the middle of it, every time.")
        return False
    try:
        with _heartbeat(message.pk):
            import_string(_handlers[message.topic].deliver)(**message.payload)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises is kept on its row, never lost
        logger.warning("Outbox message %s (%s) failed: %s", message.pk, message.topic, type(error).__name__)
        message.error = f"{type(error).__name__}: {error}"
        message.save(update_fields=["error"])
        if message.attempts >= MAX_ATTEMPTS:
            _give_up(message, message.error)
        return False
    _end(message, OutboxMessage.State.DONE)
    return True


def _give_up(message: OutboxMessage, error: str) -> None:
    message.error, payload = error, message.payload
    _end(message, OutboxMessage.State.FAILED)
    told = _handlers[message.topic].gave_up
    if told:
        import_string(told)(error=error, **payload)


def _end(message: OutboxMessage, state: OutboxMessage.State) -> None:
    message.state = state
    message.done_at = timezone.now() if state == OutboxMessage.State.DONE else None
    if _handlers[message.topic].erase:
        message.payload = {}
    message.save(update_fields=["state", "done_at", "error", "payload"])


def sweep() -> int:
    """Dispatch every waiting message that nobody has taken, or that was taken too long ago. Returns how many."""
    now = timezone.now()
    lost = Q(taken_at__isnull=True, created_at__lt=now - timedelta(seconds=5)) | Q(
        taken_at__lt=now - STALE_AFTER
    )
    ids = list(
        OutboxMessage.objects.filter(lost, state=OutboxMessage.State.WAITING).values_list("pk", flat=True)[
            :500
        ]
    )
    for message_id in ids:
        dispatch(message_id)
    return len(ids)
