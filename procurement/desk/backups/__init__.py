"""Backups: one archive with the database, the stored files and the sealing keys, and its way back.

archive.tar
    keys.json         the sealing keys, encrypted with a passphrase (left out on request)
    files/...         everything below MEDIA_ROOT
    database          SQLite's file, or pg_dump's custom format
    manifest.json     version, migrations, rows of each table, heads of the audit chains, SHA-256 of each part
    manifest.sha256   the SHA-256 of the manifest
"""

from .archive import ArchiveFault
from .making import make_backup
from .restoring import restore_backup

__all__ = ["ArchiveFault", "make_backup", "restore_backup"]
