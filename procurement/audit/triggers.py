"""Migration operations that make a table append-only in the database itself, on SQLite and PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from django.db import migrations

_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION commonweal_refuse() RETURNS trigger AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0];
END;
$$ LANGUAGE plpgsql;
"""


def trigger_names(table: str) -> tuple[str, str]:
    """The names of the two triggers that guard a table: for changes and for deletions."""
    return f"{table}_never_changed", f"{table}_never_deleted"


def _create(
    schema_editor: Any, table: str, columns: Sequence[str], erasable: Sequence[str], message: str
) -> None:
    changed, deleted = trigger_names(table)
    differs = "IS DISTINCT FROM" if schema_editor.connection.vendor == "postgresql" else "IS NOT"
    condition = " OR ".join(
        [f"OLD.{column} {differs} NEW.{column}" for column in columns]
        + [f"(NEW.{column} IS NOT NULL AND OLD.{column} {differs} NEW.{column})" for column in erasable]
    )
    if schema_editor.connection.vendor == "postgresql":
        statements = [
            _PG_FUNCTION,
            (
                f"CREATE TRIGGER {changed} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({condition}) "
                f"EXECUTE FUNCTION commonweal_refuse('{message}');"
            ),
            (
                f"CREATE TRIGGER {deleted} BEFORE DELETE ON {table} FOR EACH ROW "
                f"EXECUTE FUNCTION commonweal_refuse('{message}');"
            ),
        ]
    else:
        statements = [
            (
                f"CREATE TRIGGER {changed} BEFORE UPDATE ON {table} FOR EACH ROW WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END;"
            ),
            (
                f"CREATE TRIGGER {deleted} BEFORE DELETE ON {table} FOR EACH ROW "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END;"
            ),
        ]
    for statement in statements:
        # Without parameters, so that a percent sign in a statement is one.
        schema_editor.execute(statement, params=None)


def _drop(schema_editor: Any, table: str) -> None:
    on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
    for name in trigger_names(table):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on};")


def append_only(
    *, table: str, columns: Sequence[str], message: str, erasable: Sequence[str] = ()
) -> migrations.RunPython:
    """Refuse every deletion from `table` and every change of `columns`, with `message` (no quotes in it).

    `erasable` columns may be set to null and to nothing else.
    """
    return migrations.RunPython(
        lambda _apps, editor: _create(editor, table, columns, erasable, message),
        lambda _apps, editor: _drop(editor, table),
    )
