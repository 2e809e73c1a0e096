"""Sealing bids, each tender's under a key of its own; `core.sealing` does the arithmetic.

What is sealed is bound to its place: a document to tender, bid and version, a file to bid and file.
"""

import uuid

from django.db import transaction

from procurement.core.sealing import (
    SealBroken,
    new_wrapped_key,
    opens,
    place,
    rewrapped,
    seal,
    unseal,
    unwrapped,
)
from procurement.tenders.models import Tender

from .models import TenderKey

__all__ = [
    "DRAFT",
    "SealBroken",
    "rewrap_keys",
    "seal_document",
    "seal_file",
    "unopened_with",
    "unseal_document",
    "unseal_file",
]

DRAFT = "draft"
"""In place of a version's number: the document that is still being written."""


def seal_document(plain: bytes, *, tender: Tender, bid_id: uuid.UUID, version: int | str) -> bytes:
    """Seal a bid's document as its `version`: a number, or `DRAFT`. Makes the tender's key when it has
    none.
    """
    return seal(_key_of(tender, make=True), plain, place("document", tender.pk, bid_id, version))


def unseal_document(sealed: bytes, *, tender: Tender, bid_id: uuid.UUID, version: int | str) -> bytes:
    """What `seal_document` sealed for exactly this tender, bid and version. Raises SealBroken for
    anything else.
    """
    return unseal(_key_of(tender), sealed, place("document", tender.pk, bid_id, version))


def seal_file(plain: bytes, *, tender: Tender, bid_id: uuid.UUID, file_id: uuid.UUID) -> bytes:
    """Seal one file of a bid."""
    return seal(_key_of(tender, make=True), plain, place("file", tender.pk, bid_id, file_id))


def unseal_file(sealed: bytes, *, tender: Tender, bid_id: uuid.UUID, file_id: uuid.UUID) -> bytes:
    """What `seal_file` sealed for exactly this bid and file. Raises SealBroken for anything else."""
    return unseal(_key_of(tender), sealed, place("file", tender.pk, bid_id, file_id))


def rewrap_keys() -> int:
    """Wrap every tender's key again with the newest of the application's keys. Returns how many.

    After it an older key can be taken out of the settings. The bids themselves are not touched.
    """
    count = 0
    for key_id in TenderKey.objects.values_list("pk", flat=True).order_by("pk"):
        with transaction.atomic():
            row = TenderKey.objects.select_for_update(no_key=True).get(pk=key_id)
            row.wrapped = rewrapped(bytes(row.wrapped), of=f"the sealing key of “{row.tender}”")
            row.save(update_fields=["wrapped"])
            count += 1
    return count


def unopened_with(keys: list[str]) -> list[Tender]:
    """The tenders whose sealing key none of `keys` opens. Budget: 1 query."""
    rows = TenderKey.objects.select_related("tender").order_by("pk")
    return [row.tender for row in rows if not opens(keys, bytes(row.wrapped))]


def _key_of(tender: Tender, *, make: bool = False) -> bytes:
    row: TenderKey | None = getattr(tender, "sealing_key", None)
    if row is None:
        if not make:
            raise SealBroken("This tender has no sealing key.")
        defaults = {"wrapped": new_wrapped_key()}
        row, _made = TenderKey.objects.get_or_create(tender=tender, defaults=defaults)
    return unwrapped(bytes(row.wrapped), of="this tender's sealing key")
