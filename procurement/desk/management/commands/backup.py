"""`manage.py backup PLACE`: database, files and keys in one archive, while the site runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from procurement.core.formatting import counted, file_size
from procurement.desk.backups import ArchiveFault, make_backup

from ._passphrase import add_passphrase, given_passphrase

WITHOUT_KEYS = (
    "WARNING: the sealing keys are not in this backup. Bids that are sealed can be opened again only with the keys in "
    "SEALING_KEYS as they are today. Keep them in another place, apart from this archive: if they "
    "are lost, every sealed "
    "bid in it is lost, and no one can bring it back."
)


class Command(BaseCommand):
    help = (
        "Writes one archive with the database, the stored files and the sealing keys. The keys are encrypted with a "
        "passphrase, which is read from BACKUP_PASSPHRASE or a file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "place", type=Path, help="a new file, or a folder in which one is made with its date"
        )
        parser.add_argument("--without-keys", action="store_true", help="leave the sealing keys out")
        add_passphrase(parser)

    def handle(self, *, place: Path, without_keys: bool, **options: Any) -> None:
        passphrase = None if without_keys else given_passphrase(options)
        if passphrase is None and not without_keys:
            raise CommandError(
                "Give a passphrase for the sealing keys: in BACKUP_PASSPHRASE, or in a file named by "
                "--passphrase-file. To "
                "leave the keys out, give --without-keys."
            )
        if not place.is_dir() and not place.parent.is_dir():
            raise CommandError(f"There is no folder {place.parent}. Make it first.")
        try:
            path, manifest = make_backup(place, passphrase=passphrase)
        except ArchiveFault as fault:
            raise CommandError(str(fault)) from fault
        except OSError as error:
            raise CommandError(f"The backup stopped, and no archive was left: {error}") from error
        rows = sum(manifest.counts.values())
        self.stdout.write(
            f"{path}: {counted(rows, 'row')} in {counted(len(manifest.counts), 'table')}, "
            f"{counted(len(manifest.files), 'file')}, {counted(len(manifest.chains), 'audit chain')}, "
            f"{'the sealing keys, ' if manifest.has_keys else ''}{file_size(path.stat().st_size)}"
        )
        if manifest.missing:
            self.stderr.write(
                f"WARNING: {counted(len(manifest.missing), 'file')} that the database names were not "
                f"there to be kept, for "
                f"example {manifest.missing[0]}. Look for them in an earlier backup."
            )
        if without_keys:
            self.stderr.write(WITHOUT_KEYS)
