"""The Celery tasks of the outbox and of the worker's heartbeat. Ids only, one line into where the work is done."""

from collections.abc import Callable
from typing import Any

from celery import shared_task

from .heartbeats import beat
from .models import Heartbeat
from .outbox import deliver, sweep


def task(name: str) -> Callable[[Callable[..., Any]], Any]:
    """The project's one task decorator: named, keyword arguments only, no stored result."""
    return shared_task(name=name, ignore_result=True, acks_late=True)  # type: ignore[no-any-return]


@task("core.deliver_message")
def deliver_message(*, message_id: int) -> None:
    deliver(message_id)


@task("core.sweep_outbox")
def sweep_outbox() -> None:
    sweep()
    beat(Heartbeat.SWEEP)


@task("core.heartbeat")
def heartbeat() -> None:
    beat(Heartbeat.WORKER)
