"""The database in a backup: a copy of one moment while others go on writing, what it holds, and its way back.

SQLite by its online backup, PostgreSQL by pg_dump and pg_restore. Triggers come with both.
"""
# ruff: noqa: S608 - every name in a statement is that of a table or column of the database itself

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import FileField

from .archive import ArchiveFault

Ask = Callable[[str], list[tuple[Any, ...]]]
"""Runs a statement and gives its rows."""

TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}


@dataclass(frozen=True)
class Contents:
    """What a database holds: its migrations, rows by table, audit chains (length, head), and the paths of its files."""

    migrations: list[list[str]]
    counts: dict[str, int]
    chains: dict[str, list[Any]]
    paths: frozenset[str]


def snapshot(target: Path) -> Contents:
    """Copy the database as it is at one moment to the file `target`, and say what is in the copy."""
    return _sqlite_snapshot(target) if connection.vendor == "sqlite" else _postgres_snapshot(target)


def load(source: Path) -> None:
    """Fill the empty database from a snapshot of the same kind."""
    connection.close()
    if connection.vendor == "sqlite":
        name = Path(str(connection.settings_dict["NAME"]))
        name.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(name)) as database:
            copy.backup(database)
        return
    _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")(
        "--dbname", str(connection.settings_dict["NAME"]), str(source)
    )


def contents() -> Contents:
    """What the application's database holds now."""
    return _contents(_ask_django)


def rows_present() -> dict[str, int]:
    """The tables of the database with their numbers of rows; empty for an empty database."""
    return _counts(_ask_django)


def _ask_django(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _contents(ask: Ask) -> Contents:
    return Contents(
        migrations=sorted(
            [list(row) for row in ask("SELECT app, name FROM django_migrations")],
        ),
        counts=_counts(ask),
        chains={
            key: [length, head] for key, length, head in ask("SELECT key, length, head FROM audit_auditchain")
        },
        paths=frozenset(
            path
            for table, column in path_columns()
            for (path,) in ask(f'SELECT "{column}" FROM "{table}"')
            if path
        ),
    )


def path_columns() -> list[tuple[str, str]]:
    """Where paths of stored files are kept: each table with its column. By custom the field is called `path`."""
    return [
        (model._meta.db_table, str(field.column))
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, FileField) or field.name == "path"
    ]


def _counts(ask: Ask) -> dict[str, int]:
    tables = sorted(name for (name,) in ask(TABLES[connection.vendor]))
    return {table: ask(f'SELECT count(*) FROM "{table}"')[0][0] for table in tables}


def _sqlite_snapshot(target: Path) -> Contents:
    source = f"file:{connection.settings_dict['NAME']}?mode=ro"
    with closing(sqlite3.connect(source, uri=True)) as database, closing(sqlite3.connect(target)) as copy:
        database.backup(copy)
        # One file alone: the copy is not written to, so it needs no log beside it.
        copy.execute("PRAGMA journal_mode = DELETE").fetchone()
        return _contents(lambda statement: copy.execute(statement).fetchall())


def _postgres_snapshot(target: Path) -> Contents:
    dump = _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges")
    with closing(connection.copy()) as own, own.cursor() as cursor:

        def ask(statement: str) -> list[tuple[Any, ...]]:
            cursor.execute(statement)
            return list(cursor.fetchall())

        # pg_dump and the counting look at the same moment, however long each takes.
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        ((moment,),) = ask("SELECT pg_export_snapshot()")
        dump("--snapshot", moment, "--file", str(target), str(connection.settings_dict["NAME"]))
        found = _contents(ask)
        cursor.execute("COMMIT")
    return found


def _run(program: str, *options: str) -> Callable[..., None]:
    """One of PostgreSQL's own programs, connected to the application's database by its environment."""
    found = shutil.which(program)
    if found is None:
        raise ArchiveFault(
            f"{program} is not on this computer. Install PostgreSQL's client programs, of the "
            f"server's version or newer "
            "(Debian and Ubuntu: apt-get install postgresql-client), or run this where they are."
        )
    now = connection.settings_dict
    said = {
        "PGHOST": now["HOST"],
        "PGPORT": now["PORT"],
        "PGUSER": now["USER"],
        "PGPASSWORD": now["PASSWORD"],
    }
    environment = {**os.environ, **{name: str(value) for name, value in said.items() if value}}

    def run(*arguments: str) -> None:
        done = subprocess.run(  # noqa: S603 - the program's own path, and arguments without a shell
            [found, *options, *arguments], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise ArchiveFault(f"{program} stopped: {done.stderr.strip() or 'it did not say why'}")

    return run
