"""Sealing bids: AES-256-GCM under a key for each tender, and that key wrapped by the application's own
keys.

What is sealed is bound to its place by associated data: a document to tender, bid and version, a file to
bid and file. A sealed text that was changed, or put in another's place, is refused (`SealBroken`). Form:
nonce (96 random bits), then ciphertext with its tag. Losing every key in `settings.SEALING_KEYS` loses the
bids.
"""

import os
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from procurement.tenders.models import Tender

from .models import TenderKey

NONCE_BYTES = 12
KEY_BITS = 256
DRAFT = "draft"
"""In place of a version's number: the document that is still being written."""


class SealBroken(Exception):  # noqa: N818 - a finding, told to people as such
    """What was read is not what was sealed here: it was changed, moved, or sealed with a key that is not
    here.
    """


def seal_document(plain: bytes, *, tender: Tender, bid_id: uuid.UUID, version: int | str) -> bytes:
    """Seal a bid's document as its `version`: a number, or `DRAFT`. Makes the tender's key when it has
    none.
    """
    return _seal(_key_of(tender, make=True), plain, _place("document", tender.pk, bid_id, version))


def unseal_document(sealed: bytes, *, tender: Tender, bid_id: uuid.UUID, version: int | str) -> bytes:
    """What `seal_document` sealed for exactly this tender, bid and version. Raises SealBroken for
    anything else.
    """
    return _unseal(_key_of(tender), sealed, _place("document", tender.pk, bid_id, version))


def seal_file(plain: bytes, *, tender: Tender, bid_id: uuid.UUID, file_id: uuid.UUID) -> bytes:
    """Seal one file of a bid."""
    return _seal(_key_of(tender, make=True), plain, _place("file", tender.pk, bid_id, file_id))


def unseal_file(sealed: bytes, *, tender: Tender, bid_id: uuid.UUID, file_id: uuid.UUID) -> bytes:
    """What `seal_file` sealed for exactly this bid and file. Raises SealBroken for anything else."""
    return _unseal(_key_of(tender), sealed, _place("file", tender.pk, bid_id, file_id))


def rewrap_keys() -> int:
    """Wrap every tender's key again with the newest of the application's keys. Returns how many.

    After it an older key can be taken out of the settings. The bids themselves are not touched.
    """
    wrapper = _wrapper()
    count = 0
    for key_id in TenderKey.objects.values_list("pk", flat=True).order_by("pk"):
        with transaction.atomic():
            row = TenderKey.objects.select_for_update(no_key=True).get(pk=key_id)
            try:
                row.wrapped = wrapper.rotate(bytes(row.wrapped))
            except InvalidToken as error:
                raise SealBroken(
                    f"No key in SEALING_KEYS opens the sealing key of “{row.tender}”."
                ) from error
            row.save(update_fields=["wrapped"])
            count += 1
    return count


def _wrapper() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SEALING_KEYS])


def _key_of(tender: Tender, *, make: bool = False) -> bytes:
    row: TenderKey | None = getattr(tender, "sealing_key", None)
    if row is None:
        if not make:
            raise SealBroken("This tender has no sealing key.")
        new = _wrapper().encrypt(AESGCM.generate_key(KEY_BITS))
        row, _made = TenderKey.objects.get_or_create(tender=tender, defaults={"wrapped": new})
    try:
        return _wrapper().decrypt(bytes(row.wrapped))
    except InvalidToken as error:
        raise SealBroken("No key in SEALING_KEYS opens this tender's sealing key.") from error


def _place(kind: str, *parts: object) -> bytes:
    """Associated data: no part contains a line end, so that two places never read the same."""
    return "\n".join(["commonweal/sealed/1", kind, *map(str, parts)]).encode()


def _seal(key: bytes, plain: bytes, place: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, place)


def _unseal(key: bytes, sealed: bytes, place: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except (InvalidTag, ValueError) as error:
        raise SealBroken(
            "The sealed content was changed, or belongs to another bid, version or file."
        ) from error
