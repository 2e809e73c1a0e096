"""Where the commands read a backup's passphrase: never from the command line, which other people's programs can see."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser


def add_passphrase(parser: CommandParser) -> None:
    """The option that names a file with the passphrase."""
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        help="a file whose first line is the passphrase; else BACKUP_PASSPHRASE",
    )


def given_passphrase(options: dict[str, Any]) -> str | None:
    """The passphrase that was given, by file or environment; None when there is none."""
    file: Path | None = options["passphrase_file"]
    if file is None:
        return os.environ.get("BACKUP_PASSPHRASE") or None
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CommandError(f"The file of the passphrase, {file}, cannot be read.") from error
    return (lines[0].strip() if lines else "") or None
