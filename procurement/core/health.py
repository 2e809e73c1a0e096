"""Whether the service is well: database, broker, worker and disk, each asked quickly and seldom."""

import logging
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.db import connection
from django.utils import timezone

from .formatting import counted
from .heartbeats import last_beat
from .models import Heartbeat

logger = logging.getLogger(__name__)
KEEP_SECONDS = 5
"""However often it is asked, the checks are made once in so many seconds by each web process."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, whether it is well, and that in words. Never an address, a name or a password.

    `cause` is for the log alone: the kind of error that kept the check from answering.
    """

    name: str
    well: bool
    words: str
    cause: str = ""


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "It answers."


def _broker() -> str:
    with current_app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
    return "It answers."


def _worker() -> str:
    last = last_beat(Heartbeat.WORKER)
    if last is None:
        raise Unwell("It has never run. Start worker and scheduler.")
    age = timezone.now() - last
    if age > timedelta(seconds=settings.WORKER_STALE_SECONDS):
        raise Unwell(f"Its last heartbeat is {counted(int(age.total_seconds()), 'second')} old.")
    return f"Its last heartbeat is {counted(int(age.total_seconds()), 'second')} old."


def _disk() -> str:
    places = [Path(settings.MEDIA_ROOT)]
    if connection.vendor == "sqlite":
        places.append(Path(str(connection.settings_dict["NAME"])).parent)
    free = min(shutil.disk_usage(_existing(place)).free for place in places) // 1_000_000
    if free < settings.MIN_FREE_MEGABYTES:
        raise Unwell(f"Only {free:,} MB are free; {settings.MIN_FREE_MEGABYTES:,} MB are wanted.")
    return f"{free:,} MB are free."


def _existing(place: Path) -> Path:
    """The place, or the nearest folder above it that exists."""
    return next(folder for folder in (place, *place.parents) if folder.exists())


class Unwell(Exception):  # noqa: N818 - a finding
    """What a check found, in words that anybody may read."""


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "broker": _broker,
    "worker": _worker,
    "disk": _disk,
}


def look() -> tuple[Check, ...]:
    """Make every check now. Budget: 2 queries."""
    return tuple(_made(name, check) for name, check in CHECKS.items())


def _made(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, well=True, words=check())
    except Unwell as found:
        return Check(name, well=False, words=str(found))
    except Exception as error:  # noqa: BLE001 - whatever keeps a check from answering is its answer
        return Check(name, well=False, words="It does not answer.", cause=type(error).__name__)


_lock = threading.Lock()
_known: tuple[float, tuple[Check, ...]] | None = None


def health() -> tuple[Check, ...]:
    """What `look` found, at most KEEP_SECONDS ago; who asks meanwhile waits for the one that looks."""
    global _known  # noqa: PLW0603 - the one thing that this process remembers
    with _lock:
        now = time.monotonic()
        if _known is None or now - _known[0] > KEEP_SECONDS:
            before, found = _known[1] if _known else (), look()
            _note_changes({check.name for check in before if not check.well}, found)
            _known = (now, found)
        return _known[1]


def _note_changes(were_unwell: set[str], found: tuple[Check, ...]) -> None:
    """Write a line when a part stops being well and when it is well again, however often a monitor asks meanwhile."""
    for check in found:
        if not check.well and check.name not in were_unwell:
            logger.error("Not well: %s. %s", check.name, f"{check.words} {check.cause}".rstrip())
        elif check.well and check.name in were_unwell:
            logger.warning("Well again: %s. %s", check.name, check.words)


def forget() -> None:
    """Look afresh the next time."""
    global _known  # noqa: PLW0603 - the same
    with _lock:
        _known = None
