"""Making a backup while the site runs, in an order in which no row of the copy lacks its file."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from procurement import __version__

from .archive import DATABASE, FILES, KEYS, Manifest, Writer
from .databases import Contents, snapshot
from .keys import check_passphrase, encrypted

TRIES = 3
HELD = ".backup-"
"""How the folder begins that holds the files in place while they are copied. It is no part of what is stored."""


def make_backup(target: Path, *, passphrase: str | None) -> tuple[Path, Manifest]:
    """Write an archive to the file `target`, or to a new file in the folder `target`; returns where it is.

    Every stored file is held by a second name (a hard link), then the database is copied, then files that came
    meanwhile are held too; so a file that is removed while the archive is written is still in it. `passphrase` None
    leaves the keys out. Raises ArchiveFault.
    """
    path = target / f"commonweal-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar" if target.is_dir() else target
    if passphrase is not None:
        check_passphrase(passphrase)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=HELD) as scratch, _folder_for_held() as held:
        copy = Path(scratch) / DATABASE
        found, missing = _held_and_copied(copy, held)
        with Writer(path) as writer:
            if passphrase is not None:
                writer.add_bytes(KEYS, encrypted(settings.SEALING_KEYS, passphrase))
            for name in sorted(_stored(held)):
                writer.add_file(f"{FILES}{name}", held / name)
            writer.add_file(DATABASE, copy)
            manifest = _manifest(found, missing, writer, has_keys=passphrase is not None)
            writer.finish(manifest)
    return path, manifest


def _manifest(found: Contents, missing: list[str], writer: Writer, *, has_keys: bool) -> Manifest:
    return Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        version=__version__,
        engine=connection.vendor,
        migrations=found.migrations,
        counts=found.counts,
        chains=found.chains,
        has_keys=has_keys,
        missing=missing,
        parts=list(writer.parts),
    )


def _held_and_copied(copy: Path, held: Path) -> tuple[Contents, list[str]]:
    """Hold the files and copy the database; again where a file was added and removed between the two.

    The second answer are files that the database names and that are nowhere, try after try: they were lost before.
    """
    for _ in range(TRIES):
        copy.unlink(missing_ok=True)
        _hold(held)
        found = snapshot(copy)
        _hold(held)
        missing = sorted(found.paths - set(_stored(held)))
        if not missing:
            break
    return found, missing


def _hold(held: Path) -> None:
    """Give each stored file a second name in the folder `held`; where the disk knows no second names, copy it."""
    root = Path(settings.MEDIA_ROOT)
    for name in _stored(root):
        second = held / name
        if second.exists():
            continue
        second.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(root / name, second)
        except FileNotFoundError:
            continue  # removed this moment, and its row before it
        except OSError:
            shutil.copyfile(root / name, second)


def _stored(root: Path) -> Iterator[str]:
    """The paths of the files below a folder, as the database names them."""
    for path in root.rglob("*"):
        name = path.relative_to(root)
        if not name.parts[0].startswith(HELD) and path.is_file() and not path.is_symlink():
            yield name.as_posix()


@contextmanager
def _folder_for_held() -> Iterator[Path]:
    """A folder on the same disk as the stored files, gone at the end."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=HELD) as folder:
        yield Path(folder)


def stored_files() -> list[str]:
    """The files below MEDIA_ROOT, by path."""
    root = Path(settings.MEDIA_ROOT)
    return sorted(_stored(root)) if root.is_dir() else []
