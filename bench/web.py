"""How fast the site answers over HTTP, with the web process and the demonstration as `make run` has them."""

import http.client
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from .figures import Figure, median_milliseconds

ROOT = Path(__file__).resolve().parent.parent
PAGES = {"the help page": "/help/", "the front page": "/", "the sign-in page": "/account/sign-in/"}
READERS, REQUESTS_EACH = 8, 40


def fetch(port: int, path: str) -> None:
    """One page, as a browser without a connection would ask for it; anything but a page is an error."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{path} answered {answer.status}, so its speed says nothing")


@contextmanager
def demonstration() -> Iterator[tuple[int, float]]:
    """The site on a free port, with its own database; gives the port and the seconds to the first answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="commonweal-bench-") as folder:
        settings = {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "BROKER_DIR": f"{folder}/broker",
            "DEMO": "1",
            "HOST": "127.0.0.1",
            "PORT": str(port),
        }
        environment = {**os.environ, **settings}
        release = ["scripts/process.sh", "release"]
        subprocess.run(release, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        started = time.perf_counter()
        web = subprocess.Popen(
            ["scripts/process.sh", "web"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
        )
        try:
            subprocess.run(
                ["python", "scripts/healthcheck.py", "--wait", "60"], cwd=ROOT, env=environment, check=True
            )
            yield port, time.perf_counter() - started
        finally:
            web.terminate()
            web.wait()


def requests_a_second(port: int, path: str) -> float:
    """How many pages a second READERS people get who each ask for the next as soon as they have one."""

    def read(_reader: int) -> None:
        for _ in range(REQUESTS_EACH):
            fetch(port, path)

    started = time.perf_counter()
    with ThreadPoolExecutor(READERS) as readers:
        list(readers.map(read, range(READERS)))
    return READERS * REQUESTS_EACH / (time.perf_counter() - started)


def measure() -> list[Figure]:
    """Start-up, then each page for one reader and for several."""
    with demonstration() as (port, seconds):
        figures = [Figure("web process: start to first answer", "demonstration on SQLite", seconds, "s")]
        for name, path in PAGES.items():
            figures.append(
                Figure(name, "one reader", median_milliseconds(partial(fetch, port, path), 30), "ms")
            )
            figures.append(Figure(name, f"{READERS} readers", requests_a_second(port, path), "requests/s"))
    return figures
