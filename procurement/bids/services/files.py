"""Files of a bid: checked, encrypted, and replaced in one step by a file of the same name."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from procurement.accounts.models import Person
from procurement.bids import vault
from procurement.bids.content import Content, FileEntry
from procurement.bids.files import file_count_problem
from procurement.bids.models import Bid, BidFile
from procurement.bids.sections import FILES
from procurement.core.errors import Refused
from procurement.core.files import media_type_of
from procurement.core.permissions import demand
from procurement.core.time import database_now

from .drafts import save_section
from .locks import refuse_late

FilesChange = Callable[[tuple[FileEntry, ...]], tuple[FileEntry, ...]]


def add_file(
    *, actor: Person, bid: Bid, name: str, data: bytes, received_at: datetime | None = None
) -> FileEntry:
    """Add a file to the draft. One of the same name is replaced; a version that was submitted keeps the old
    one.

    Raises Refused with everything that is wrong with the file and what to do, and after the deadline.
    """
    arrived = received_at or database_now()
    demand("bids.read_own", actor, bid)
    refuse_late(
        bid.lot_stage, arrived, kept="The file was not added; the bid stays as it was at the deadline."
    )
    demand("bids.edit", actor, bid)
    entry = FileEntry(
        id=uuid.uuid4(),
        name=name,
        type=media_type_of(name=name, data=data, largest=settings.MAX_BID_FILE_BYTES),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    # Stored before the lock is taken, so that a large file makes nobody wait; taken back when it is not kept.
    path = vault.stored_file(bid, entry.id, data)
    try:
        _keep(actor=actor, bid=bid, entry=entry, path=path, arrived=arrived)
    except BaseException:
        default_storage.delete(path)
        raise
    return entry


def remove_file(*, actor: Person, bid: Bid, file_id: uuid.UUID, received_at: datetime | None = None) -> Bid:
    """Take a file out of the draft; nothing happens when it has none with this id."""
    with transaction.atomic():
        row = _change(
            actor=actor,
            bid=bid,
            received_at=received_at,
            change=lambda files: tuple(entry for entry in files if entry.id != file_id),
        )
        _drop_unless_in_a_version(row, {file_id})
    return row


def _keep(*, actor: Person, bid: Bid, entry: FileEntry, path: str, arrived: datetime) -> None:
    replaced: set[uuid.UUID] = set()

    def change(files: tuple[FileEntry, ...]) -> tuple[FileEntry, ...]:
        same = [old for old in files if old.name.casefold() == entry.name.casefold()]
        replaced.update(old.id for old in same)
        new = (*(old for old in files if old not in same), entry)
        problem = file_count_problem(len(new))
        if problem:
            raise Refused(problem)
        return new

    with transaction.atomic():
        row = _change(actor=actor, bid=bid, received_at=arrived, change=change)
        BidFile.objects.create(pk=entry.id, bid=row, path=path, size=entry.size)
        _drop_unless_in_a_version(row, replaced)


def _change(*, actor: Person, bid: Bid, received_at: datetime | None, change: FilesChange) -> Bid:
    """Files are added and removed one by one, so nobody's change can undo another's: no revision is
    compared.
    """

    def of_content(content: Content) -> Content:
        return content.with_files(change(content.files))

    newest = Bid.objects.values_list("revision", flat=True).select_for_update(no_key=True).get(pk=bid.pk)
    return save_section(
        actor=actor, bid=bid, revision=newest, section=FILES, change=of_content, received_at=received_at
    )


def _drop_unless_in_a_version(bid: Bid, file_ids: set[uuid.UUID]) -> None:
    for row in BidFile.objects.filter(bid=bid, pk__in=file_ids, in_version=False):
        path = row.path
        row.delete()
        transaction.on_commit(lambda path=path: default_storage.delete(path))  # type: ignore[misc]
