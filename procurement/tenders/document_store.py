"""Where the files of documents are kept, and the only door to what is in a restricted one.

Documents that everybody may read are kept as they are, under random names. A restricted one is sealed under a key of
its own, which the application's keys wrap: whoever has the storage and the database without those keys reads nothing.
"""

import hashlib
import uuid
from collections.abc import Iterator

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from procurement.core import sealing
from procurement.core.errors import Refused
from procurement.core.sealing import SealBroken

from .models import DocumentVersion

CHUNK = 256 * 1024


def store(data: bytes, *, version_id: uuid.UUID, is_restricted: bool) -> tuple[str, bytes | None]:
    """Put a file into the storage. Gives the name it has there and, for a restricted one, its wrapped key."""
    wrapped = None
    if is_restricted:
        wrapped = sealing.new_wrapped_key()
        key = sealing.unwrapped(wrapped, of="this document's sealing key")
        data = sealing.seal(key, data, _place(version_id))
    name = uuid.uuid4().hex
    return str(default_storage.save(f"documents/{name[:2]}/{name}", ContentFile(data))), wrapped


def remove(path: str) -> None:
    """Take a file out of the storage again whose version was not kept."""
    default_storage.delete(path)


def is_there(version: DocumentVersion) -> bool:
    """Whether the storage has the file."""
    return bool(default_storage.exists(version.path))


def opened(version: DocumentVersion) -> File:
    """The file of a version that everybody may read, to be sent and closed. Raises Refused when it is not there."""
    if version.document.is_restricted:
        raise Refused("A restricted document is not given out like this.")
    try:
        return default_storage.open(version.path)
    except FileNotFoundError as error:
        raise Refused(missing(version)) from error


def chunks(version: DocumentVersion) -> Iterator[bytes]:
    """The file of `opened`, piece by piece; opened when the first piece is asked for, and closed after the last."""
    with opened(version) as file:
        yield from file.chunks(CHUNK)


def unsealed(version: DocumentVersion) -> bytes:
    """What a restricted version holds; the caller has asked for the permission and notes the release.

    Raises SealBroken when it is not there, or not what was added.
    """
    if version.sealed_key is None:
        raise SealBroken("This document is not sealed.")
    try:
        with default_storage.open(version.path) as stored:
            sealed = stored.read()
    except FileNotFoundError as error:
        raise SealBroken(missing(version)) from error
    key = sealing.unwrapped(bytes(version.sealed_key), of="this document's sealing key")
    data = sealing.unseal(key, sealed, _place(version.pk))
    if hashlib.sha256(data).hexdigest() != version.sha256:
        raise SealBroken("The file is not the one that was added.")
    return data


def missing(version: DocumentVersion) -> str:
    """What to say when the storage does not have a file."""
    return (
        f"The file of “{version.document.title}”, version {version.number}, is not in the storage. "
        "Tell the contracting authority; its administrator can restore it from a backup."
    )


def rewrap_document_keys() -> int:
    """Wrap the key of every restricted version again with the newest of the application's keys. Returns how many."""
    count = 0
    sealed = DocumentVersion.objects.filter(sealed_key__isnull=False)
    for key in sealed.values_list("pk", flat=True).order_by("pk"):
        with transaction.atomic():
            row = sealed.select_for_update(no_key=True).get(pk=key)
            of = f"the sealing key of “{row}”"
            row.sealed_key = sealing.rewrapped(bytes(row.sealed_key or b""), of=of)
            row.save(update_fields=["sealed_key"])
            count += 1
    return count


def unopened_with(keys: list[str]) -> list[DocumentVersion]:
    """The restricted versions whose key none of `keys` opens. Budget: 1 query."""
    rows = DocumentVersion.objects.filter(sealed_key__isnull=False).select_related("document").order_by("pk")
    return [row for row in rows if not sealing.opens(keys, bytes(row.sealed_key or b""))]


def _place(version_id: uuid.UUID) -> bytes:
    return sealing.place("tender document", version_id)
