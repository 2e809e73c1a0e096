"""Restoring a backup into an empty database and an empty folder, and proving that what came back is what was kept."""

import os
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from procurement.accounts.services import second_factors_unopened_with
from procurement.audit.models import AuditChain
from procurement.audit.queries import faults
from procurement.bids import sealing
from procurement.core.formatting import counted
from procurement.core.models import OutboxMessage
from procurement.tenders import document_store

from .archive import KEYS, ArchiveFault, Manifest, read_part, unpack, verified
from .databases import contents, load, rows_present
from .keys import decrypted
from .making import stored_files


@dataclass(frozen=True)
class Restored:
    """What came back, what is not as it should be, and what is to do next, as sentences."""

    manifest: Manifest
    waiting_messages: int
    problems: list[str]
    next_steps: list[str]


def restore_backup(
    archive: Path, *, passphrase: str | None, keys_to: Path | None, without_keys: bool
) -> Restored:
    """Restore an archive. Everything that can be refused is refused before anything is written.

    `keys_to` is the new file that the archive's sealing keys are written to where SEALING_KEYS has not got them;
    `without_keys` goes on although nobody will be able to open the sealed bids. Raises ArchiveFault.
    """
    manifest = verified(archive)
    _refuse_newer(manifest)
    _refuse_another_engine(manifest)
    keys = _keys_of(archive, manifest, passphrase, without_keys=without_keys)
    new_keys = [key for key in keys if key not in settings.SEALING_KEYS]
    if new_keys and keys_to is None:
        raise ArchiveFault(
            "The archive holds sealing keys that SEALING_KEYS has not got. Give --keys-to with the "
            "name of a new file to "
            "write them to. Nothing was changed."
        )
    if new_keys and keys_to is not None and keys_to.exists():
        raise ArchiveFault(f"{keys_to} is there already, and nothing is overwritten. Name another file.")
    _refuse_unless_empty()
    try:
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / "database"
            unpack(archive, database=copy, files=Path(settings.MEDIA_ROOT))
            load(copy)
    except (ArchiveFault, OSError, sqlite3.Error) as error:
        raise ArchiveFault(
            f"The restore stopped: {error} What it had begun may be there still: empty the database and "
            f"{settings.MEDIA_ROOT} before the next try."
        ) from error
    steps = []
    if new_keys and keys_to is not None:
        steps.append(_write_keys(keys_to, keys))
    return _proved(manifest, [*keys, *settings.SEALING_KEYS], steps, without_keys=without_keys)


def unopened_with(keys: list[str]) -> list[str]:
    """Everything in the database that is sealed under SEALING_KEYS and that none of `keys` opens, in words.

    What is sealed so is wrapped again by the command `rewrap_keys` too. Budget: 3 queries.
    """
    return [
        *map(str, sealing.unopened_with(keys)),
        *map(str, document_store.unopened_with(keys)),
        *(f"the second factor of {factor.user}" for factor in second_factors_unopened_with(keys)),
    ]


def _refuse_newer(manifest: Manifest) -> None:
    known = set(MigrationLoader(None).disk_migrations or {})
    unknown = [name for app, name in manifest.migrations if (app, name) not in known]
    if unknown:
        raise ArchiveFault(
            f"The archive was made by a newer version of Commonweal ({manifest.version}): its database has "
            f"{counted(len(unknown), 'migration')} that this version has not got, for example "
            f"{unknown[-1]}. Install that "
            "version and restore with it. Nothing was changed."
        )


def _refuse_another_engine(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise ArchiveFault(
            f"The archive holds a database of {names.get(manifest.engine, manifest.engine)}, and "
            f"DATABASE_URL names one of "
            f"{names.get(connection.vendor, connection.vendor)}. Restore it into a database of its own kind. "
            "Nothing was changed."
        )


def _keys_of(archive: Path, manifest: Manifest, passphrase: str | None, *, without_keys: bool) -> list[str]:
    if not manifest.has_keys or without_keys:
        return []
    if passphrase is None:
        raise ArchiveFault(
            "The archive holds the sealing keys, encrypted. Give the passphrase of the backup: in "
            "BACKUP_PASSPHRASE, or in "
            "a file named by --passphrase-file. Nothing was changed."
        )
    return decrypted(read_part(archive, KEYS), passphrase)


def _refuse_unless_empty() -> None:
    """What a restore would be mixed with is told, table by table."""
    present = rows_present()
    if present:
        fullest = sorted(present, key=lambda table: (-present[table], table))[:3]
        held = ", ".join(f"{table} with {counted(present[table], 'row')}" for table in fullest)
        raise ArchiveFault(
            f"The database is not empty: it has {counted(len(present), 'table')}, for example {held}. "
            f"A restore goes into "
            "an empty database only, so that nothing is overwritten or mixed. Make a new database without running the "
            "release on it, name it in DATABASE_URL, and restore again. Nothing was changed."
        )
    files = stored_files()
    if files:
        raise ArchiveFault(
            f"The folder of files, {settings.MEDIA_ROOT}, is not empty: it holds "
            f"{counted(len(files), 'file')}, for example "
            f"{files[0]}. Name an empty or new folder in MEDIA_ROOT, or move these away. Nothing was changed."
        )


def _write_keys(target: Path, keys: list[str]) -> str:
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"SEALING_KEYS={','.join(keys)}\n")
    return (
        f"Set SEALING_KEYS to what {target} holds before anything is started, then keep that file where secrets are "
        "kept."
    )


def _proved(manifest: Manifest, keys: list[str], steps: list[str], *, without_keys: bool) -> Restored:
    """Compare what is there now with the manifest, and verify the audit log as `audit verify` does."""
    now = contents()
    problems = [
        f"{table} has {now.counts.get(table, 0)} rows, and the backup had {manifest.counts.get(table, 0)}."
        for table in sorted(now.counts.keys() | manifest.counts.keys())
        if now.counts.get(table) != manifest.counts.get(table)
    ]
    problems += [
        f"The head of the audit chain {key} is not the one of the backup."
        for key in sorted(now.chains.keys() | manifest.chains.keys())
        if now.chains.get(key) != manifest.chains.get(key)
    ]
    problems += [fault for chain in AuditChain.objects.order_by("key") for fault in faults(chain=chain)]
    lost = sorted(now.paths - set(stored_files()))
    if lost:
        problems.append(
            f"{counted(len(lost), 'file')} that the database names did not come back, for example {lost[0]}."
        )
    sealed = unopened_with(keys)
    if sealed and not without_keys:
        problems.append(
            f"No key opens {counted(len(sealed), 'thing that is', 'things that are')} sealed, for example of "
            f"“{sealed[0]}”. Put the right keys into SEALING_KEYS: without them these are lost."
        )
    pending = MigrationLoader(connection).disk_migrations.keys() - {tuple(row) for row in now.migrations}  # type: ignore[union-attr]
    if pending:
        steps.append(
            f"The backup is of an older version ({manifest.version}). Run scripts/process.sh release: it brings the "
            f"database up to date ({counted(len(pending), 'migration')})."
        )
    waiting = OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING).count()
    return Restored(manifest, waiting, problems, steps)
