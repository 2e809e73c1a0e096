"""The process that `bench.pages` starts: makes two worlds in the database of DATABASE_URL and asks for every page.

What was measured goes to the standard output as JSON.
"""

import json
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - needs the settings
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

import scoring  # noqa: E402
from procurement.evaluation.evaluation_file import evaluation_file  # noqa: E402
from procurement.evaluation.models import Result  # noqa: E402
from tests.routes import routes  # noqa: E402

from .asking import PUBLIC, Asked, ask, pages_at  # noqa: E402
from .world import BenchWorld, Size  # noqa: E402

SMALL = Size(bids=2, criteria=8, evaluators=2, others=1)
LARGE = Size(bids=30, criteria=40, evaluators=5, others=20)
WALKED = ("draft", "open", "evaluating", "locked", "recommended")
LISTS = ("desk:home", "desk:documents", "tenders:list", "bids:list", "bids:opportunities")
REFERENCE, REFERENCE_NAME = "/accessibility/", "desk:accessibility"
AGAIN_ABOVE = 100


@contextmanager
def database() -> Iterator[None]:
    """The tables, in a file that somebody else deletes or in a database that is made and dropped here."""
    if connection.vendor == "sqlite":
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        yield
        return
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def reference() -> float:
    """Milliseconds of a page that asks the database for nothing: the median of thirty."""
    client, taken = Client(), []
    for _ in range(30):
        answer = ask(client, REFERENCE, warm=False)
        if answer is not None:
            taken.append(answer[1])
    return statistics.median(taken[5:])


def walked(size: Size, *, measured: bool) -> tuple[list[Asked], BenchWorld]:
    """Every page of the tender, and every list of tenders, at each of the stages; what is about neither, once."""
    world, found = BenchWorld(size), []
    names = [route.name for route in routes()]
    changing = [route.name for route in routes() if "_id>" in route.path or route.name in LISTS]
    again_above = AGAIN_ABOVE if measured else 0
    for stage in world.stages():
        if stage in WALKED:
            begins = tuple(changing if stage != WALKED[0] else names)
            found += pages_at(world, stage, begins=begins, warm=True, again_above=again_above)
    return found, world


def evaluation(world: BenchWorld) -> float:
    """Milliseconds from the panel's rows to a stored result, the quickest of five: file, scoring, storing."""
    taken = []
    standing = Result.objects.filter(lot_stage=world.lot_stage).latest("number")
    for number in range(5):
        started = time.perf_counter()
        with transaction.atomic():
            given = evaluation_file(world.lot_stage, standing.published_model)
            result = scoring.evaluate(scoring.parse_evaluation(given)).to_json()
            Result.objects.create(
                lot_stage=world.lot_stage,
                published_model=standing.published_model,
                number=standing.number + number + 1,
                evaluation=given,
                result=result,
                result_hash=result["result_hash"],
                calculated_at=standing.calculated_at,
                calculated_by=standing.calculated_by,
            )
        taken.append(time.perf_counter() - started)
    return min(taken) * 1000


def main() -> None:
    """Make the worlds, ask, and print."""
    setup_test_environment()
    with database():
        before = reference()
        with transaction.atomic():
            small, _world = walked(SMALL, measured=False)
            transaction.set_rollback(True)
        counts = {(page.stage, page.name, page.role): page.queries for page in small}
        large, world = walked(LARGE, measured=True)
        answer = {
            "size": str(LARGE),
            "small": str(SMALL),
            "reference_name": REFERENCE_NAME,
            "reference": statistics.mean([before, reference()]),
            "evaluation": evaluation(world),
            "pages": [
                asdict(page)
                | {
                    "queries_small": counts.get((page.stage, page.name, page.role), 0),
                    PUBLIC: page.role == PUBLIC,
                }
                for page in large
            ],
        }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
