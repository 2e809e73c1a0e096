"""How documents are sent: always as a download, under the name that they have, and never run in the browser."""

from collections.abc import Callable, Sequence

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from procurement.core.downloads import download
from procurement.core.errors import Refused
from procurement.core.sealing import SealBroken

from .. import document_store
from ..archive import archive_of, folder_of
from ..documents import ShownDocument
from ..models import DocumentVersion, Tender


def file_response(version: DocumentVersion) -> FileResponse:
    """A version that everybody may read, sent piece by piece. Raises Refused when it is not in the storage."""
    return FileResponse(
        document_store.opened(version),
        as_attachment=True,
        filename=version.name,
        content_type=version.content_type,
    )


def sealed_response(version: DocumentVersion, release: Callable[[], bytes]) -> HttpResponse:
    """A restricted version; `release` notes that it is given out and gives what it holds. Kept in no cache."""
    try:
        data = release()
    except SealBroken as broken:
        raise Refused(f"“{version.document.title}” cannot be read. {broken}") from broken
    return download(data, name=version.name, content_type=version.content_type, is_secret=True)


def archive_response(tender: Tender, documents: Sequence[ShownDocument]) -> StreamingHttpResponse:
    """All open documents in one ZIP file, made while it is sent, with its size said beforehand."""
    archive = archive_of(tender, documents)
    response = StreamingHttpResponse(archive, content_type="application/zip")
    response["Content-Length"] = str(len(archive))
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{folder_of(tender)}.zip"
    )
    return response
