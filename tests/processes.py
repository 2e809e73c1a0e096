"""The project's own processes, started on the test's database, broker and folders."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """The address of the database that the test is using right now."""
    now = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{now['NAME']}"
    credentials = quote(now["USER"] or "")
    if now["PASSWORD"]:
        credentials += f":{quote(now['PASSWORD'])}"
    return f"postgres://{credentials}@{now['HOST'] or 'localhost'}:{now['PORT'] or 5432}/{now['NAME']}"


def environment(**more: str) -> dict[str, str]:
    """What a process of the project needs to share the test's world."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "procurement.settings",
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "SEALING_KEYS": ",".join(settings.SEALING_KEYS),
        "CELERY_BROKER_URL": settings.CELERY_BROKER_URL,
        "PYTHONWARNINGS": "default",
        **more,
    }


@contextmanager
def running(*command: str, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own, ended with everything that it started."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment(**more), start_new_session=True
    )
    try:
        yield process
    finally:
        kill(process, signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            kill(process, signal.SIGKILL)
            process.wait(timeout=5)


def kill(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Send a signal to a process and everything that it started; one that is gone already is left in peace."""
    if process.poll() is None:
        os.killpg(process.pid, how)


def worker(**more: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """The Celery worker with one child, as in the Procfile but smaller."""
    return running(
        "celery", "-A", "procurement.worker", "worker", "--concurrency", "1", "--loglevel", "WARNING", **more
    )


def scheduler(folder: Path, **more: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """The Celery beat, whose sweep finds what was lost."""
    schedule = str(folder / "beat")
    return running(
        "celery", "-A", "procurement.worker", "beat", "--schedule", schedule, "--loglevel", "WARNING", **more
    )


def until(condition: Callable[[], object], *, seconds: float, what: str) -> float:
    """Wait until something is true; says how long it took, or fails with what did not happen."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if condition():
            return time.monotonic() - start
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within {seconds:g} seconds")
