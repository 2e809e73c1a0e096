"""Asking for pages inside this process, as `django.test.Client` does: time of the server, and queries."""

import logging
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.db import connection
from django.test import Client

from .addresses import addresses
from .world import BenchWorld

PUBLIC = "public"
ROLES = (
    PUBLIC,
    "officer",
    "approver",
    "administrator",
    "evaluator",
    "social_value_reviewer",
    "moderator",
    "supplier",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One page as somebody got it at one stage: its queries, and what it took the server.

    `milliseconds` are of the clock, `processor` those of them in which this process worked.
    """

    stage: str
    name: str
    role: str
    queries: int
    milliseconds: float
    processor: float
    bytes: int


class Count:
    """Counts the statements that go to the database while it listens, at hardly any cost of time."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        self.queries += 1
        return execute(sql, params, many, context)


def clients_of(world: BenchWorld, roles: Collection[str]) -> dict[str, Client]:
    """A browser for each of the roles that there is by now."""
    found = {}
    for role in roles:
        if role == PUBLIC or role in world.people:
            found[role] = Client()
            if role != PUBLIC:
                found[role].force_login(world.people[role])
    return found


def ask(
    client: Client, url: str, *, warm: bool, again_above: float = 0
) -> tuple[int, float, float, int] | None:
    """Queries, milliseconds, processor milliseconds and bytes of a page; None when it is not shown to them.

    With `warm`, what counts is the second time, because the first reading of a bid is written down. One that takes
    more than `again_above` milliseconds is asked for three times more, and the quickest counts: this computer does
    other work too.
    """
    measured = _once(client, url)
    if measured is None or not warm:
        return measured
    warmed = [_once(client, url)]
    if again_above and warmed[0] and warmed[0][1] > again_above:
        warmed += [_once(client, url) for _ in range(3)]
    return min((one for one in warmed if one), key=lambda one: one[1], default=None)


def _once(client: Client, url: str) -> tuple[int, float, float, int] | None:
    count = Count()
    with connection.execute_wrapper(count):
        started, worked = time.perf_counter(), time.process_time()
        answer = client.get(url)
        took, work = time.perf_counter() - started, time.process_time() - worked
    if answer.status_code != HTTPStatus.OK or not answer.get("Content-Type", "").startswith("text/html"):
        if answer.streaming:
            answer.getvalue()  # read to its end, so that the file is closed
        return None
    return count.queries, took * 1000, work * 1000, len(answer.content)


def pages_at(
    world: BenchWorld,
    stage: str,
    *,
    roles: Collection[str] = ROLES,
    begins: tuple[str, ...] = ("",),
    warm: bool = False,
    again_above: float = 0,
) -> Iterator[Asked]:
    """Every page that each of the roles is shown at this stage, or those whose names begin with one of `begins`."""
    everything = {name: url for name, url in addresses(world).items() if name.startswith(begins)}
    # Most addresses are meant to refuse most people, and no worker runs.
    expected = [logging.getLogger(name) for name in ("django.request", "procurement.core.health")]
    for logger in expected:
        logger.disabled = True
    try:
        for role, client in clients_of(world, roles).items():
            for name, url in everything.items():
                answer = ask(client, url, warm=warm, again_above=again_above)
                if answer is not None:
                    yield Asked(stage, name, role, *answer)
    finally:
        for logger in expected:
            logger.disabled = False
