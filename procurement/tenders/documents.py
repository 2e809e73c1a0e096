"""Reading documents: all of them for the authority, and for everybody what was published of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.http import Http404

from procurement.accounts.models import Person
from procurement.audit.models import AuditEvent
from procurement.core.files import ending_of
from procurement.core.formatting import file_size

from .models import (
    ConfidentialityUndertaking,
    DocumentsSeen,
    DocumentVersion,
    Lot,
    Tender,
    TenderDocument,
)
from .queries import lot_or_404, public_tender_or_404
from .roles import InLot, VersionInLot

Kind = TenderDocument.Kind
RELEASED = "tenderdocument.released"
ORDER = list(Kind.values)


@dataclass(frozen=True)
class ShownVersion:
    """A version as a page lists it. `changes` is empty for the first that the reader could see."""

    version: DocumentVersion
    changes: str

    @property
    def number(self) -> int:
        return self.version.number

    @property
    def form(self) -> str:
        """What kind of file it is and how large: "PDF, 340 KB"."""
        return f"{ending_of(self.version.name).upper()}, {file_size(self.version.size)}"


@dataclass(frozen=True)
class ShownDocument:
    """A document with its versions, the newest first. There is always one."""

    document: TenderDocument
    versions: tuple[ShownVersion, ...]

    @property
    def current(self) -> ShownVersion:
        return self.versions[0]

    @property
    def earlier(self) -> tuple[ShownVersion, ...]:
        return self.versions[1:]


@dataclass(frozen=True)
class Change:
    """What happened to a document since somebody last looked: in a few words, when, and why."""

    title: str
    what: str
    at: datetime
    why: str


@dataclass(frozen=True)
class Release:
    """One download of a restricted document, as the history has it. Names are empty where they were erased."""

    at: datetime
    by: str
    to: str
    version: int | None


def documents_of(tender: Tender, *, lot: Lot | None = None) -> list[ShownDocument]:
    """The documents of a tender with every version; with `lot`, those that its bidders get. Budget: 2 queries."""
    found = _documents(tender)
    if lot is not None:
        found = [document for document in found if document.lot_id in (None, lot.pk)]
    return [_shown(document, list(document.versions.all())) for document in found]


def public_documents(tender: Tender) -> list[ShownDocument]:
    """What was published of a tender's documents. Budget: 2 queries.

    Left out are documents withdrawn before the publication, and versions replaced before it.
    """
    published = tender.published_at
    if published is None:
        return []
    shown = []
    for document in _documents(tender):
        if document.withdrawn_at is not None and document.withdrawn_at <= published:
            continue
        versions = list(document.versions.all())
        before = [version for version in versions if version.added_at <= published]
        shown.append(_shown(document, versions[max(0, len(before) - 1) :]))
    return shown


def documents_changed(person: Person, *, tender: Tender, lot: Lot, since: datetime) -> list[Change]:
    """What bidders for a lot should know that is newer than the person's last look, or than `since` without one.

    Budget: 3 queries, whatever the number of documents.
    """
    seen = DocumentsSeen.objects.filter(person=person, tender=tender).values_list("at", flat=True).first()
    after = max(filter(None, (seen or since, tender.published_at)))
    mine = [shown for shown in public_documents(tender) if shown.document.lot_id in (None, lot.pk)]
    return sorted(
        (change for shown in mine for change in changes_of(shown) if change.at > after),
        key=lambda change: change.at,
    )


def changes_of(shown: ShownDocument) -> list[Change]:
    """Everything that happened to a document, the oldest first. No query."""
    document = shown.document
    found = [
        Change(
            document.title,
            f"version {one.number}" if one.changes else "new document",
            one.version.added_at,
            one.changes,
        )
        for one in reversed(shown.versions)
    ]
    if document.withdrawn_at is not None:
        found.append(Change(document.title, "withdrawn", document.withdrawn_at, document.withdrawn_reason))
    return found


def last_change(shown: Iterable[ShownDocument]) -> datetime | None:
    """When anything about these documents last changed. No query."""
    return max((change.at for one in shown for change in changes_of(one)), default=None)


def document_or_404(
    person: Person, *, tender_id: Any, lot_number: int, document_id: Any
) -> InLot[TenderDocument]:
    """A document, reached from a lot on which the person has a role and for whose bidders it is. Budget: 4 queries."""
    lot = lot_or_404(person, tender_id=tender_id, lot_number=lot_number)
    document = (
        TenderDocument.objects.select_related("lot", "withdrawn_by")
        .filter(tender_id=lot.tender_id, pk=document_id)
        .first()
    )
    if document is None or document.lot_id not in (None, lot.pk):
        raise Http404("There is no such document for this lot.")
    document.tender = lot.tender
    return InLot(lot, document)


def version_in_lot_or_404(
    person: Person, *, tender_id: Any, lot_number: int, document_id: Any, number: int
) -> VersionInLot:
    """A version of the document that `document_or_404` finds. Budget: 5 queries."""
    found = document_or_404(person, tender_id=tender_id, lot_number=lot_number, document_id=document_id)
    version = found.thing.versions.filter(number=number).first()
    if version is None:
        raise Http404("This document has no such version.")
    version.document = found.thing
    return VersionInLot(found.lot, version)


def all_versions(document: TenderDocument) -> ShownDocument:
    """A document with every version and who added it. Budget: 1 query."""
    return _shown(document, list(document.versions.select_related("added_by")))


def public_version_or_404(*, tender_id: Any, document_id: Any, number: int) -> DocumentVersion:
    """A version of a published document, for everybody; not one that is restricted, or of a withdrawn document.

    Budget: 3 queries.
    """
    version = _published_version(tender_id, document_id, number)
    if version.document.is_restricted or version.document.is_withdrawn:
        raise Http404("This document is restricted or was withdrawn. The tender's page says which.")
    return version


def restricted_version_or_404(
    _person: Person, *, tender_id: Any, document_id: Any, number: int
) -> DocumentVersion:
    """A version of a published restricted document; who may read it is for the permission. Budget: 3 queries."""
    version = _published_version(tender_id, document_id, number)
    if not version.document.is_restricted:
        raise Http404("This document is not restricted: it is read from the tender's page.")
    return version


def restricted_tender_or_404(_person: Person, *, tender_id: Any) -> Tender:
    """A published tender that has restricted documents. Budget: 3 queries."""
    tender = public_tender_or_404(tender_id)
    if not any(shown.document.is_restricted for shown in public_documents(tender)):
        raise Http404("This tender has no restricted documents.")
    return tender


def undertakings_of(person: Any, tender: Tender, *, text_version: int) -> list[ConfidentialityUndertaking]:
    """What a person accepted, as it reads now, on a tender; with the suppliers. Budget: 1 query."""
    return list(
        ConfidentialityUndertaking.objects.select_related("supplier").filter(
            person=person, tender=tender, text_version=text_version
        )
    )


def undertakings_on(tender: Tender) -> list[ConfidentialityUndertaking]:
    """Everybody who accepted the undertaking on a tender, in the order of time. Budget: 1 query."""
    return list(tender.undertakings.select_related("supplier", "person"))


def releases_of(document: TenderDocument) -> list[Release]:
    """Every download of a restricted document, the latest first, as the tender's history has it. Budget: 1 query."""
    events = AuditEvent.objects.filter(
        chain__key=document.tender.audit_chain, action=RELEASED, subject=f"tenderdocument:{document.pk}"
    )
    return [_release(event) for event in events.order_by("-number")]


def lots_without_specification(lots: Sequence[Lot], shown: Iterable[ShownDocument]) -> list[Lot]:
    """The lots for whose bidders there is no specification. No query."""
    have = {
        one.document.lot_id
        for one in shown
        if one.document.kind == Kind.SPECIFICATION and not one.document.is_withdrawn
    }
    return [] if None in have else [lot for lot in lots if lot.pk not in have]


def _documents(tender: Tender) -> list[TenderDocument]:
    versions = DocumentVersion.objects.defer("sealed_key").order_by("number")
    found = (
        TenderDocument.objects.filter(tender=tender)
        .select_related("lot")
        .prefetch_related(Prefetch("versions", versions))
    )
    return sorted(
        found, key=lambda one: (one.lot.number if one.lot else 0, ORDER.index(one.kind), one.created_at)
    )


def _shown(document: TenderDocument, versions: Sequence[DocumentVersion]) -> ShownDocument:
    first = versions[0].number
    shown = [ShownVersion(one, one.changes if one.number > first else "") for one in versions]
    return ShownDocument(document, tuple(reversed(shown)))


def _published_version(tender_id: Any, document_id: Any, number: int) -> DocumentVersion:
    tender = public_tender_or_404(tender_id)
    for shown in public_documents(tender):
        for one in shown.versions:
            if str(shown.document.pk) == str(document_id) and one.number == number:
                shown.document.tender = tender
                one.version.document = shown.document
                return one.version
    raise Http404("There is no such version of a document in this tender.")


def _release(event: AuditEvent) -> Release:
    details = event.details or {}
    return Release(event.at, details.get("by", ""), details.get("given_to", ""), details.get("version"))
