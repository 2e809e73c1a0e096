"""`manage.py restore ARCHIVE`: a backup into an empty database and an empty folder, verified before and after."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from procurement.core.formatting import counted
from procurement.desk.backups import ArchiveFault, restore_backup

from ._passphrase import add_passphrase, given_passphrase


class Command(BaseCommand):
    help = (
        "Restores a backup into the empty database that DATABASE_URL names and the empty folder "
        "MEDIA_ROOT. The archive is "
        "verified first; afterwards rows, audit log, files and keys are compared with it."
    )
    # The database is empty, so there is nothing to check yet.
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument("--keys-to", type=Path, help="a new file to write the archive's sealing keys to")
        parser.add_argument(
            "--without-keys", action="store_true", help="restore although sealed bids cannot be opened"
        )
        add_passphrase(parser)

    def handle(self, *, archive: Path, keys_to: Path | None, without_keys: bool, **options: Any) -> None:
        try:
            restored = restore_backup(
                archive, passphrase=given_passphrase(options), keys_to=keys_to, without_keys=without_keys
            )
        except ArchiveFault as fault:
            raise CommandError(str(fault)) from fault
        if restored.problems:
            for problem in restored.problems:
                self.stderr.write(problem)
            raise CommandError(
                f"The archive was restored, and "
                f"{counted(len(restored.problems), 'thing is', 'things are')} not as it says. "
                "Start nothing before you know why."
            )
        manifest = restored.manifest
        self.stdout.write(
            f"restored and verified: {counted(sum(manifest.counts.values()), 'row')} in "
            f"{counted(len(manifest.counts), 'table')}, {counted(len(manifest.files), 'file')}, "
            f"{counted(len(manifest.chains), 'audit chain')}, as of {manifest.made_at}"
        )
        if restored.waiting_messages:
            self.stdout.write(
                f"{counted(restored.waiting_messages, 'message')} will be sent when the worker "
                f"starts. If this is a copy for "
                "practice, set EMAIL_URL=consolemail:// first, so that nobody is written to."
            )
        for step in restored.next_steps:
            self.stdout.write(step)
