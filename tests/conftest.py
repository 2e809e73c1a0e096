"""What every test has."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection


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
