"""Everything that is published of a tender's documents in one ZIP file, written while it is sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zipstream import ZipStream

from procurement.core.errors import Refused
from procurement.core.files import ending_of, safe_name
from procurement.core.formatting import counted, london, london_exact

from . import document_store
from .documents import ShownDocument, ShownVersion, last_change
from .models import Tender

MANIFEST = "Manifest.txt"
ALL_LOTS = "All lots"


@dataclass(frozen=True)
class Entry:
    """A document with the name that its current version has in the ZIP file."""

    path: str
    shown: ShownDocument


def archive_of(tender: Tender, documents: Sequence[ShownDocument]) -> ZipStream:
    """The current version of every document that everybody may read, and a manifest of all.

    Restricted and withdrawn documents are listed in the manifest and are not in the file. Its size is known beforehand
    (`len`). Raises Refused, naming the documents, when the storage lacks one.
    """
    entries = named(one for one in documents if is_open(one))
    lost = [
        one.shown.current.version for one in entries if not document_store.is_there(one.shown.current.version)
    ]
    if lost:
        raise Refused([document_store.missing(version) for version in lost])
    archive = ZipStream(sized=True)
    archive.add(manifest(tender, documents, entries), f"{folder_of(tender)}/{MANIFEST}")
    for entry in entries:
        version = entry.shown.current.version
        archive.add(document_store.chunks(version), f"{folder_of(tender)}/{entry.path}", size=version.size)
    return archive


def folder_of(tender: Tender) -> str:
    """The folder that everything is in, and the name of the file without its ending."""
    return safe_name(f"{tender.reference} documents")


def is_open(shown: ShownDocument) -> bool:
    """Whether everybody may read it, and so whether it is in the ZIP file."""
    return not shown.document.is_restricted and not shown.document.is_withdrawn


def named(documents: Iterable[ShownDocument]) -> list[Entry]:
    """Documents with names for a file system: a folder a lot, then kind, title and version; no two alike."""
    taken: set[str] = set()
    entries = []
    for shown in documents:
        path = _free(_path(shown), taken)
        taken.add(path.casefold())
        entries.append(Entry(path, shown))
    return entries


def manifest(tender: Tender, documents: Sequence[ShownDocument], entries: Sequence[Entry]) -> str:
    """What is in the ZIP file and what is not: versions, times, sizes and digests, for people to read."""
    changed = last_change(documents)
    lines = [
        f"Procurement documents of “{tender.title}”",
        f"{tender.authority}, {tender.reference}",
        *([f"Last changed on {london(changed)}"] if changed else []),
        "",
        f"In this file: {counted(len(entries), 'document')}",
        "",
    ]
    for entry in entries:
        lines += [entry.path, *_version_lines(entry.shown), ""]
    others = [shown for shown in documents if not is_open(shown)]
    if others:
        lines += [f"Not in this file: {counted(len(others), 'document')}", ""]
    for shown in others:
        lines += [shown.document.title, f"  {_why_not(shown)}"]
        lines += [*_version_lines(shown), ""]
    return "\r\n".join(line for text in lines for line in text.split("\n"))


def _path(shown: ShownDocument) -> str:
    document, current = shown.document, shown.current
    folder = safe_name(f"Lot {document.lot.number} {document.lot.title}", 60) if document.lot else ALL_LOTS
    kind = document.get_kind_display().split(" (")[0]
    title = (
        document.title
        if document.title.casefold().startswith(kind.casefold())
        else f"{kind} - {document.title}"
    )
    ending = ending_of(current.version.name)
    return f"{folder}/{safe_name(title, 100)} (version {current.number}).{ending}"


def _free(path: str, taken: set[str]) -> str:
    stem, ending = path.rsplit(".", 1)
    number, free = 2, path
    while free.casefold() in taken:
        free, number = f"{stem} ({number}).{ending}", number + 1
    return free


def _version_lines(shown: ShownDocument) -> list[str]:
    document = shown.document
    lines = [f"  {document.get_kind_display()} for {document.lot or 'all lots'}"]
    for one in shown.versions:
        lines += _lines_of(one, is_restricted=document.is_restricted)
    return lines


def _lines_of(one: ShownVersion, *, is_restricted: bool) -> list[str]:
    """A version; of a restricted one no digest, because whoever guesses a short list could confirm the guess by it."""
    lines = [
        f"  Version {one.number}, {london_exact(one.version.added_at)}, {counted(one.version.size, 'byte')}"
    ]
    if not is_restricted:
        lines.append(f"    SHA-256 {one.version.sha256}")
    if one.changes:
        lines.append(f"    What changed: {' '.join(one.changes.split())}")
    return lines


def _why_not(shown: ShownDocument) -> str:
    document = shown.document
    if document.is_withdrawn:
        reason = " ".join(document.withdrawn_reason.split())
        return f"Withdrawn on {london(document.withdrawn_at)}: {reason}"
    return "Restricted: given to bidders who accept the confidentiality undertaking on the tender's page."
