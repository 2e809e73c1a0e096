"""What takes long to build is built once in a test process, photographed, and put back for each test that asks.

    @pytest.fixture
    def lot(db: None) -> ModeratedLot:
        return photographed(make_moderated_lot)

Arguments of the builder may follow it. A photograph holds every row and every stored file, and what the builder gave.
It is only ever taken of a database that was empty, and only put back into one; a test that has rows of its own already
gets the real builder.
"""
# ruff: noqa: S608 - every name in a statement is that of a model's table or column

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction

T = TypeVar("T")
FRAMEWORK = {"auth", "contenttypes", "sessions"}


@dataclass(frozen=True)
class Photograph:
    """The insertions that bring a world back, its files by path, and the builder's answer."""

    given: bytes
    insertions: tuple[tuple[str, list[Any]], ...]
    files: dict[Path, bytes]
    models: tuple[type[models.Model], ...]


_taken: dict[tuple[Any, ...], Photograph] = {}


def photographed(build: Callable[..., T], *arguments: str) -> T:
    """What `build` gives, with all that it writes: built the first time, and put back afterwards."""
    if not _is_empty():
        return build(*arguments)
    key = (build, *arguments)
    if key not in _taken:
        before = _files()
        given = build(*arguments)
        _taken[key] = _take(given, {path: (_media() / path).read_bytes() for path in _files() - before})
        return given
    return _put_back(_taken[key])  # type: ignore[no-any-return]


def _ours() -> list[type[models.Model]]:
    """Our models, the later first: foreign keys are checked at the end, and a locked sheet takes no new mark."""
    every = apps.get_models(include_auto_created=True)
    return [model for model in reversed(every) if model._meta.app_label not in FRAMEWORK]


def _is_empty() -> bool:
    held = " OR ".join(f"EXISTS (SELECT 1 FROM {_table(model)})" for model in _ours())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {held}")
        return not cursor.fetchone()[0]


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _media() -> Path:
    return Path(settings.MEDIA_ROOT)


def _files() -> set[Path]:
    return {path.relative_to(_media()) for path in _media().rglob("*") if path.is_file()}


def _take(given: Any, files: dict[Path, bytes]) -> Photograph:
    found, filled = [], []
    with connection.cursor() as cursor:
        for model in _ours():
            cursor.execute(f"SELECT * FROM {_table(model)}")
            rows = cursor.fetchall()
            if rows:
                columns = ", ".join(connection.ops.quote_name(column[0]) for column in cursor.description)
                places = ", ".join(["%s"] * len(rows[0]))
                found.append((f"INSERT INTO {_table(model)} ({columns}) VALUES ({places})", rows))
                filled.append(model)
    return Photograph(pickle.dumps(given), tuple(found), files, tuple(filled))


def _put_back(photograph: Photograph) -> Any:
    with transaction.atomic(), connection.cursor() as cursor:
        for insertion, rows in photograph.insertions:
            cursor.executemany(insertion, rows)
        for statement in connection.ops.sequence_reset_sql(no_style(), photograph.models):
            cursor.execute(statement)
    for path, content in photograph.files.items():
        (_media() / path).parent.mkdir(parents=True, exist_ok=True)
        (_media() / path).write_bytes(content)
    return pickle.loads(photograph.given)  # noqa: S301 - made above, in this process
