"""What every test has."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection

from procurement.audit.triggers import trigger_names


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
        with connection.cursor() as cursor:
            for model in reversed(apps.get_models()):
                if trigger_names(model._meta.db_table)[1] in {name for name, _sql in guards}:
                    cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 - the name of a table of ours
            for _name, sql in guards:
                cursor.execute(sql)
    else:
        yield
