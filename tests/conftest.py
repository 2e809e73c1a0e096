"""What every test has."""

import gc
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import settings

# A deadline for each example measures the machine's other work; what an example asserts is what counts.
settings.register_profile("commonweal", deadline=None)
settings.load_profile("commonweal")

LONGEST = (
    "tests/browser/test_line.py",
    "tests/awards/test_documents.py",
    "tests/browser/",
    "tests/test_permission_table.py",
    "tests/awards/test_report_pdf.py",
    "tests/evaluation/test_blind.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests come first: begun last, one of them would keep a single process busy at the end."""

    def place(item: pytest.Item) -> int:
        return next((n for n, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """What is loaded by now stays, so the garbage collector need not look through it during the tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _flush_works_despite_triggers(request: pytest.FixtureRequest) -> Iterator[None]:
    """A transactional test is flushed with DELETE on SQLite, which the append-only tables refuse.

    The deletion triggers are dropped for such a test; those that refuse changes stay. Tests of deletion itself run
    inside an ordinary, rolled-back transaction, where every trigger stands.
    """
    mark = request.node.get_closest_marker("django_db")
    if mark and mark.kwargs.get("transaction") and connection.vendor == "sqlite":
        request.getfixturevalue("transactional_db")
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            guards = [(name, sql) for name, sql in cursor.fetchall() if name.endswith("_never_deleted")]
            for name, _sql in guards:
                cursor.execute(f"DROP TRIGGER {name}")
        yield
        call_command("flush", verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            for _name, sql in guards:
                cursor.execute(sql)
    else:
        yield
