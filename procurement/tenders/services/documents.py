"""Procurement documents: added, replaced by a new version, withdrawn; restricted ones given out and noted."""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import transaction

from procurement.accounts.models import Person
from procurement.core.errors import Conflict, Refused
from procurement.core.files import media_type_of
from procurement.core.permissions import demand
from procurement.core.time import database_now
from procurement.core.transitions import locked
from procurement.organisations.models import Organisation
from procurement.organisations.queries import suppliers_for

from .. import document_store, undertaking
from ..document_rules import (
    ACCEPT_UNDERTAKING,
    MANAGE_DOCUMENTS,
    READ_DOCUMENT,
    READ_RESTRICTED,
    WITHDRAW_DOCUMENT,
)
from ..documents import RELEASED, undertakings_of
from ..models import (
    ConfidentialityUndertaking,
    DocumentsSeen,
    DocumentVersion,
    Lot,
    Tender,
    TenderDocument,
)
from ..roles import VersionInLot
from .document_changes import tell_change
from .drafting import note, titled

MOST_DOCUMENTS = 100
Kind = TenderDocument.Kind


def add_document(
    *,
    actor: Person,
    tender: Tender,
    lot: Lot | None,
    kind: str,
    title: str,
    is_restricted: bool,
    name: str,
    data: bytes,
    key: uuid.UUID | None = None,
) -> TenderDocument:
    """Add a document to a tender, for all lots (`lot` None) or one, with its first version.

    Raises Refused with everything that is wrong with the file, for a title that is taken, and for a workforce list that
    is not restricted. The same `key` again (a double click) gives the document that the first click made.
    """
    demand(MANAGE_DOCUMENTS, actor, lot or tender)
    if kind == Kind.WORKFORCE and not is_restricted:
        raise Refused(
            "A workforce list is about people, so it is given only to bidders who accept the confidentiality "
            "undertaking. Choose that."
        )
    called = titled(title, "the document", 150)
    with _new_version(actor, name, data, is_restricted=is_restricted) as version, transaction.atomic():
        row = locked(tender)
        demand(MANAGE_DOCUMENTS, actor, lot or row)
        made = TenderDocument.objects.filter(tender=row, creation_key=key).first() if key else None
        if made is not None:
            return made
        _refuse_another(row, lot, called)
        document = TenderDocument.objects.create(
            tender=row,
            lot=lot,
            kind=kind,
            title=called,
            is_restricted=is_restricted,
            created_at=database_now(),
            creation_key=key or uuid.uuid4(),
        )
        _keep(version, document, 1, changes="")
        tell_change(document=document, what="new document")
        note(actor, row, "tenderdocument.added", _subject(document), **_told(version))
    return document


def replace_document(
    *, actor: Person, document: TenderDocument, name: str, data: bytes, changes: str, seen: int | None = None
) -> DocumentVersion:
    """Put a new version in place of the newest; `changes` says what is different, for bidders to read.

    `seen` is the number of the newest version on the page: Conflict is raised when there is a newer one by now. Raises
    Refused with everything that is wrong with the file, without `changes`, and when the file is the same as before.
    The second of two clicks gives the version that the first made.
    """
    demand(MANAGE_DOCUMENTS, actor, document)
    changed = changes.strip()
    if not changed:
        raise Refused("Say what changed. Bidders read it beside the new version.")
    with (
        _new_version(actor, name, data, is_restricted=document.is_restricted) as version,
        transaction.atomic(),
    ):
        locked(document.tender)
        row = locked(document)
        demand(MANAGE_DOCUMENTS, actor, row)
        newest = row.versions.latest("number")
        if seen == newest.number - 1 and (newest.sha256, newest.changes) == (version.sha256, changed):
            return newest
        _refuse_stale_or_same(newest, version, seen)
        _keep(version, row, newest.number + 1, changes=changed)
        tell_change(document=row, what=f"version {version.number}", why=changed)
        note(actor, row.tender, "tenderdocument.replaced", _subject(row), **_told(version))
    return version


def withdraw_document(*, actor: Person, document: TenderDocument, reason: str) -> TenderDocument:
    """Withdraw a document: it stays listed, with the reason, and is not given out any more.

    Withdrawn again, nothing happens. Raises Refused without a reason.
    """
    why = reason.strip()
    if not why:
        raise Refused("Give the reason.")
    with transaction.atomic():
        locked(document.tender)
        row = locked(document)
        if row.is_withdrawn:
            return row
        demand(WITHDRAW_DOCUMENT, actor, row)
        withdraw(actor, row, why)
        tell_change(document=row, what="withdrawn", why=why)
        note(
            actor,
            row.tender,
            "tenderdocument.withdrawn",
            _subject(row),
            title=row.title,
            where=row.where,
            reason=why,
        )
    return row


def withdraw_with_lot(actor: Person, lot: Lot) -> None:
    """Withdraw the documents of a lot that leaves a draft; for `remove_lot`, in its transaction.

    Versions are never deleted, so the documents stay with the tender.
    """
    for row in TenderDocument.objects.select_for_update(no_key=True).filter(lot=lot):
        if not row.is_withdrawn:
            withdraw(actor, row, f"{lot} was removed from the tender.")
        row.lot = None
        row.save(update_fields=["lot"])


def withdraw(actor: Person, row: TenderDocument, why: str) -> None:
    """Write the withdrawal; the caller holds the locks and appends the event."""
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = database_now(), actor, why
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])


def accept_undertaking(
    *, actor: Person, tender: Tender, supplier: Organisation, text_version: int
) -> ConfidentialityUndertaking:
    """Record that a bid writer accepts the undertaking for a supplier, in the words of the page that they read.

    Accepted again, it gives the record that there is. Conflict is raised when the wording is another by now.
    """
    with transaction.atomic():
        row = locked(tender)
        demand(ACCEPT_UNDERTAKING, actor, row)
        if not suppliers_for(actor).filter(pk=supplier.pk).exists():
            raise Refused("You do not write bids for this organisation. Choose one of yours.")
        if text_version != undertaking.TEXT_VERSION:
            raise Conflict("The wording has changed since you read it. Read it again, then accept it.")
        for made in undertakings_of(actor, row, text_version=text_version):
            if made.supplier_id == supplier.pk:
                return made
        text = undertaking.wording(tender=row.title, authority=row.authority.name, supplier=supplier.name)
        made = ConfidentialityUndertaking.objects.create(
            tender=row,
            supplier=supplier,
            person=actor,
            text_version=text_version,
            text=text,
            accepted_at=database_now(),
        )
        digest = hashlib.sha256(text.encode()).hexdigest()
        told = {"supplier": supplier.name, "version": text_version, "sha256": digest}
        note(actor, row, "undertaking.accepted", f"undertaking:{made.pk}", **told)
    return made


def release_document(*, actor: Person, version: DocumentVersion) -> bytes:
    """What a restricted version holds, for a bid writer who accepted the undertaking; the release is noted.

    Raises SealBroken when the file is not what was added; nothing is noted then.
    """
    demand(READ_RESTRICTED, actor, version)
    tender = version.document.tender
    accepted = undertakings_of(actor, tender, text_version=undertaking.TEXT_VERSION)
    return _released(actor, version, ", ".join(one.supplier.name for one in accepted))


def read_restricted_document(*, actor: Person, found: VersionInLot) -> bytes:
    """What a restricted version holds, for the authority's own people; it is noted like a release to a bidder."""
    demand(READ_DOCUMENT, actor, found)
    return _released(actor, found.version, found.version.document.tender.authority.name)


def note_documents_seen(*, actor: Person, tender: Tender, changed_at: datetime | None) -> None:
    """Remember that somebody looked at a tender's documents, which last changed at `changed_at`.

    Written only when that is news: not for every time that a page is loaded again. 1 query when there is none.
    """
    if changed_at is None:
        return
    seen = DocumentsSeen.objects.filter(person=actor, tender=tender, at__gte=changed_at)
    if not seen.exists():
        DocumentsSeen.objects.update_or_create(person=actor, tender=tender, defaults={"at": database_now()})


def _released(actor: Person, version: DocumentVersion, to: str) -> bytes:
    data = document_store.unsealed(version)
    document = version.document
    with transaction.atomic():
        told = {"title": document.title, "version": version.number, "given_to": to, "sha256": version.sha256}
        note(actor, document.tender, RELEASED, _subject(document), **told)
    return data


@contextmanager
def _new_version(actor: Person, name: str, data: bytes, *, is_restricted: bool) -> Iterator[DocumentVersion]:
    """A version that is stored and not yet saved: large files make nobody wait for a lock.

    Its file is taken out of the storage again unless the version was saved when the block ended well.
    """
    version = DocumentVersion(
        name=name,
        content_type=media_type_of(name=name, data=data, largest=settings.MAX_DOCUMENT_BYTES),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        added_by=actor,
    )
    version.path, version.sealed_key = document_store.store(
        data, version_id=version.pk, is_restricted=is_restricted
    )
    is_kept = False
    try:
        yield version
        is_kept = not version._state.adding
    finally:
        if not is_kept:
            document_store.remove(version.path)


def _keep(version: DocumentVersion, document: TenderDocument, number: int, *, changes: str) -> None:
    version.document, version.number, version.changes = document, number, changes
    version.added_at = database_now()
    version.save(force_insert=True)


def _refuse_another(tender: Tender, lot: Lot | None, title: str) -> None:
    there = TenderDocument.objects.filter(tender=tender, withdrawn_at__isnull=True)
    if there.count() >= MOST_DOCUMENTS:
        raise Refused(f"A tender has at most {MOST_DOCUMENTS} documents. Put several into one file.")
    if there.filter(lot=lot, title=title).exists():
        where = "for this lot" if lot else "for all lots"
        raise Refused(
            f"There is a document called “{title}” {where} already. Replace it with a new version, or give this one "
            "another title."
        )


def _refuse_stale_or_same(newest: DocumentVersion, version: DocumentVersion, seen: int | None) -> None:
    if seen is not None and seen != newest.number:
        raise Conflict(
            f"Somebody added version {newest.number} while you were at this page. Nothing was replaced. "
            "Look at that version first; if yours still replaces it, choose your file and send it again."
        )
    if newest.sha256 == version.sha256:
        raise Refused(
            f"This file is the same as version {newest.number}, byte for byte. Choose the changed file."
        )


def _subject(document: TenderDocument) -> str:
    return f"tenderdocument:{document.pk}"


def _told(version: DocumentVersion) -> dict[str, object]:
    document = version.document
    return {
        "title": document.title,
        "kind": document.get_kind_display(),
        "where": document.where,
        "version": version.number,
        "file": version.name,
        "sha256": version.sha256,
        "changes": version.changes,
    }
