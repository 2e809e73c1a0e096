"""The only doors to sealed content. Each asks for a permission that nobody at an authority holds.

What is here before the opening can be read by the supplier's bid writers alone. `for_opening` is called by
the opening itself, once, when two people have confirmed it after the deadline.
"""

import hashlib
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from procurement.accounts.models import Person
from procurement.core.errors import NotPermitted
from procurement.core.permissions import demand
from procurement.organisations.queries import suppliers_for

from . import sealing
from .content import Content, Draft, FileEntry
from .models import Bid, BidAttachment, BidFile, BidVersion
from .sealing import SealBroken


def draft_of(*, actor: Any, bid: Bid) -> Draft:
    """The draft of a bid, for its own writers."""
    demand("bids.read_own", actor, bid)
    return unsealed_draft(bid)


def drafts_of(*, actor: Person, bids: Iterable[Bid]) -> dict[uuid.UUID, Draft]:
    """The drafts of several bids by the bids' ids, for a person who writes them all. 1 query for the
    permission.
    """
    own = set(suppliers_for(actor).values_list("pk", flat=True))
    listed = list(bids)
    if any(bid.supplier_id not in own for bid in listed):
        raise NotPermitted("Only the bid writers of the supplier can do this.")
    return {bid.pk: unsealed_draft(bid) for bid in listed}


def version_of(*, actor: Any, version: BidVersion) -> Content:
    """A submitted version, for the supplier's own writers."""
    demand("bids.read_own", actor, version.bid)
    return _version(version)


def own_file(*, actor: Any, bid: Bid, file_id: uuid.UUID) -> tuple[FileEntry, bytes]:
    """A file of the draft with what it holds, for the supplier's own writers. KeyError when the draft
    has none.
    """
    entry = draft_of(actor=actor, bid=bid).content.file(file_id)
    return entry, _file(BidFile.objects.get(pk=file_id, bid=bid), entry.sha256)


def attachment_bytes(attachment: BidAttachment) -> bytes:
    """What a file of an opened bid holds. The caller asks for the permission and notes the reading.

    Raises SealBroken when the file is not the one that was submitted. Attachments exist from the opening on.
    """
    if attachment.bid.is_sealed:
        raise SealBroken("This bid is sealed.")
    return _file(attachment.file, attachment.sha256)


def for_opening(version: BidVersion) -> Content:
    """The standing version of a bid, for the opening. Raises SealBroken unless it is what the receipt
    says.
    """
    content = _version(version)
    if content.sha256() != version.content_sha256:
        raise SealBroken("The content of the bid is not the one on its receipt.")
    return content


def unsealed_draft(bid: Bid) -> Draft:
    """The draft, for the services that change it and have asked for the permission themselves."""
    plain = sealing.unseal_document(bytes(bid.draft), tender=bid.tender, bid_id=bid.pk, version=sealing.DRAFT)
    return Draft.from_bytes(plain)


def sealed_draft(bid: Bid, draft: Draft) -> bytes:
    """A draft as the bid keeps it."""
    return sealing.seal_document(draft.to_bytes(), tender=bid.tender, bid_id=bid.pk, version=sealing.DRAFT)


def sealed_version(bid: Bid, number: int, content: Content) -> bytes:
    """A submitted version as it is kept, bound to its number."""
    return sealing.seal_document(content.canonical(), tender=bid.tender, bid_id=bid.pk, version=number)


def stored_file(bid: Bid, file_id: uuid.UUID, data: bytes) -> str:
    """Put a file, encrypted, into the storage under a random name. Returns that name."""
    sealed = sealing.seal_file(data, tender=bid.tender, bid_id=bid.pk, file_id=file_id)
    name = uuid.uuid4().hex
    return str(default_storage.save(f"bids/{name[:2]}/{name}", ContentFile(sealed)))


def _version(version: BidVersion) -> Content:
    plain = sealing.unseal_document(
        bytes(version.sealed),
        tender=version.bid.tender,
        bid_id=version.bid_id,
        version=version.number,
    )
    return Content.from_bytes(plain)


def _file(row: BidFile, sha256: str) -> bytes:
    try:
        with default_storage.open(row.path) as stored:
            sealed = stored.read()
    except FileNotFoundError as error:
        raise SealBroken("The file is not in the storage.") from error
    data = sealing.unseal_file(sealed, tender=row.bid.tender, bid_id=row.bid_id, file_id=row.pk)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise SealBroken("The file is not the one that was submitted.")
    return data
