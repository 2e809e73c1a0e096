"""The pages of documents: in the workspace, for everybody, and for bidders who accept the undertaking."""

import hashlib
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procurement.audit.models import AuditEvent
from procurement.tenders.models import Lot, Tender, TenderDocument
from procurement.tenders.services import replace_document, withdraw_document

from .conftest import World, text, url
from .documents import SECRET, Kind, add, add_restricted, bid_writer, pdf, published, undertaken

MEGABYTE = 1024 * 1024
MOST_QUERIES = 40


@pytest.fixture(autouse=True)
def own_storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def typed(**more: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("Spec.pdf", pdf("the whole of it"), "application/pdf")
    return {"kind": "specification", "name": "Specification", "readers": "everybody", "file": file, **more}


def public(name: str, tender: Tender, *arguments: Any) -> str:
    return reverse(f"tenders:{name}", args=[tender.pk, *arguments])


def downloaded(response: Any) -> bytes:
    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    return b"".join(response.streaming_content) if response.streaming else response.content


# --- in the workspace -----------------------------------------------------------------------------


def test_an_officer_adds_replaces_and_withdraws_a_document(browser: Client, world: World) -> None:
    lot = world.draft(lots=2).lots.get(number=2)
    assert "No documents yet" in text(browser.get(url("documents", lot)))
    added = browser.post(url("document_add", lot), typed(where="lot"), follow=True)
    assert "“Specification” is added." in text(added)
    document = TenderDocument.objects.get()
    assert document.lot == lot
    assert "No documents yet" in text(browser.get(url("documents", Lot.objects.get(number=1))))
    page = url("document_replace", lot, document_id=document.pk)
    again = SimpleUploadedFile("Spec.pdf", pdf("another"), "application/pdf")
    nothing = browser.post(page, {"file": again, "changes": "", "revision": 1})
    assert "Say what changed" in text(nothing)
    again.seek(0)
    replaced = browser.post(page, {"file": again, "changes": "Section 4 is new.", "revision": 1}, follow=True)
    shown = text(replaced)
    assert "What changed: Section 4 is new." in shown
    assert all(version.sha256 in shown for version in document.versions.all())
    for _click in range(2):
        gone = browser.post(url("document_withdraw", lot, document_id=document.pk), {"reason": "It is void."})
        assert gone.status_code == 302
    assert "Withdrawn" in text(browser.get(url("documents", lot)))


def test_what_was_typed_stays_when_a_file_is_refused_and_when_somebody_was_quicker(
    browser: Client, world: World
) -> None:
    lot = world.draft().lots.get()
    wrong = SimpleUploadedFile("Spec.docx", pdf("no Word document"))
    shown = text(browser.post(url("document_add", lot), typed(name="Our title", file=wrong)))
    assert "it holds a PDF" in shown
    assert 'value="Our title"' in shown
    document = add(world, lot.tender)
    replace_document(
        actor=world.officer, document=document, name="S.pdf", data=pdf("two"), changes="Section 2."
    )
    page = url("document_replace", lot, document_id=document.pk)
    mine = {"file": typed()["file"], "changes": "My own words.", "revision": 1}
    shown = text(browser.post(page, mine))
    assert "Somebody added version 2" in shown
    assert "My own words." in shown
    assert 'name="revision" value="2"' in shown


def test_the_authority_reads_a_restricted_document_and_that_is_noted(client: Client, world: World) -> None:
    tender = world.draft()
    document = add_restricted(world, tender)
    page = url("document_file", tender.lots.get(), document_id=document.pk, number=1)
    client.force_login(world.person_with("approver"))
    assert downloaded(client.get(page)) == SECRET
    event = AuditEvent.objects.get(action="tenderdocument.released")
    assert event.details["given_to"] == world.authority.name


def test_the_publication_page_warns_of_a_missing_specification_and_publishes_all_the_same(
    browser: Client, world: World
) -> None:
    lot = world.ready().lots.get()
    shown = text(browser.get(url("publish", lot)))
    assert "there is no specification, so bidders have only the description" in shown
    assert "Nothing. The tender can be published." in shown
    add(world, lot.tender)
    shown = text(browser.get(url("publish", lot)))
    assert "no specification" not in shown
    assert "1 document becomes public with it" in shown


# --- for everybody --------------------------------------------------------------------------------


def test_a_stranger_reads_documents_from_publication_on(client: Client, world: World) -> None:
    tender = world.ready()
    document = add(world, tender)
    addresses = [public("public_file", tender, document.pk, 1), public("public_archive", tender)]
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    published(world, tender)
    assert downloaded(client.get(addresses[0])) == pdf("Service specification")
    shown = text(client.get(f"/opportunities/{tender.pk}/"))
    assert "Service specification" in shown
    assert document.versions.get().sha256 in shown
    assert "Download all documents" in shown


def test_a_stranger_reads_no_restricted_no_withdrawn_and_no_unpublished_version(
    client: Client, world: World
) -> None:
    tender = world.ready()
    document, gone = add(world, tender), add(world, tender, "Gone", kind=Kind.OTHER)
    replace_document(actor=world.officer, document=document, name="S.pdf", data=pdf("two"), changes="Slips.")
    restricted = add_restricted(world, tender)
    published(world, tender)
    withdraw_document(actor=world.officer, document=gone, reason="It named a nurse.")
    for one, number in ((document, 1), (gone, 1), (restricted, 1), (document, 3)):
        assert client.get(public("public_file", tender, one.pk, number)).status_code == 404
    shown = text(client.get(f"/opportunities/{tender.pk}/"))
    assert "It named a nurse." in shown
    assert "accept the confidentiality undertaking to read it" in shown
    assert "Slips." not in shown


def test_all_documents_come_in_one_file_whose_manifest_fits_it(client: Client, world: World) -> None:
    tender = world.ready(lots=2)
    lot = tender.lots.get(number=2)
    document = add(world, tender)
    add(world, tender, "Plan: north/south", kind=Kind.OTHER, lot=lot)
    add(world, tender, "Plan north south", kind=Kind.OTHER, lot=lot, data=pdf("another plan"))
    gone = add(world, tender, "Gone", kind=Kind.OTHER)
    workforce = add_restricted(world, tender).versions.get()
    published(world, tender)
    new = {"name": "Specification.pdf", "data": pdf("two"), "changes": "Section 2 is new."}
    version = replace_document(actor=world.officer, document=document, **new)  # type: ignore[arg-type]
    withdraw_document(actor=world.officer, document=gone, reason="It is void.")
    response = client.get(public("public_archive", tender))
    data = downloaded(response)
    assert int(response["Content-Length"]) == len(data)
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    folder = f"{tender.reference} documents"
    assert archive.namelist() == [
        f"{folder}/Manifest.txt",
        f"{folder}/All lots/Specification - Service specification (version 2).pdf",
        f"{folder}/Lot 2 Area 2/Other - Plan north south (version 1).pdf",
        f"{folder}/Lot 2 Area 2/Other - Plan north south (version 1) (2).pdf",
    ]
    manifest = archive.read(f"{folder}/Manifest.txt").decode()
    for name in archive.namelist()[1:]:
        assert name.removeprefix(f"{folder}/") in manifest
        assert hashlib.sha256(archive.read(name)).hexdigest() in manifest
    assert "What changed: Section 2 is new." in manifest
    assert version.document.versions.get(number=1).sha256 in manifest
    assert "Not in this file: 2 documents" in manifest
    assert "Restricted: given to bidders who accept" in manifest
    assert "It is void." in manifest
    assert SECRET not in data
    assert workforce.sha256 not in manifest + text(client.get(f"/opportunities/{tender.pk}/"))


def test_a_file_that_the_storage_lost_is_told_and_not_half_sent(
    client: Client, world: World, settings: Any
) -> None:
    tender = world.ready()
    document = add(world, tender)
    published(world, tender)
    (Path(settings.MEDIA_ROOT) / document.versions.get().path).unlink()
    for address in (public("public_file", tender, document.pk, 1), public("public_archive", tender)):
        response = client.get(address)
        assert response.status_code == 409
        assert "is not in the storage" in text(response)


# --- restricted documents -------------------------------------------------------------------------


def test_a_bid_writer_accepts_the_undertaking_and_reads_the_document(client: Client, world: World) -> None:
    tender = world.ready()
    document = add_restricted(world, tender)
    published(world, tender)
    person, supplier = bid_writer()
    page, file = public("undertaking", tender), public("restricted_file", tender, document.pk, 1)
    assert client.get(page).status_code == 302
    client.force_login(person)
    refused = client.get(file)
    assert refused.status_code == 403
    assert "Accept it on the tender" in text(refused)
    assert "Tick the box to accept" in text(client.post(page, {"text_version": 1}))
    shown = text(client.post(page, {"accept": "on", "text_version": 1}, follow=True))
    assert f"You accepted it for {supplier}" in shown
    assert file in shown
    response = client.get(file)
    assert downloaded(response) == SECRET
    assert response["Cache-Control"] == "private, no-store"
    assert file in text(client.get(f"/opportunities/{tender.pk}/"))


def test_who_is_no_bidder_is_told_why_the_undertaking_is_not_theirs(client: Client, world: World) -> None:
    tender = world.ready()
    add_restricted(world, tender)
    published(world, tender)
    client.force_login(world.officer)
    shown = text(client.get(public("undertaking", tender)))
    assert "people who write bids for a supplier" in shown
    assert "Accept the undertaking" not in shown
    assert client.post(public("undertaking", tender), {"accept": "on", "text_version": 1}).status_code == 200
    assert not tender.undertakings.exists()


def test_only_the_authority_s_officers_and_approvers_see_who_has_a_restricted_document(
    client: Client, world: World
) -> None:
    tender = world.ready()
    document = add_restricted(world, tender)
    published(world, tender)
    person, supplier = bid_writer("Harbour Homes Limited")
    undertaken(tender, person, supplier)
    page = url("document", tender.lots.get(), document_id=document.pk)
    for role, sees in (("officer", True), ("approver", True), ("administrator", True)):
        client.force_login(world.person_with(role))
        assert (supplier.name in text(client.get(page))) is sees
    tender.grants.create(person=world.other_officer, role="evaluator")
    client.force_login(world.other_officer)
    shown = client.get(page)
    assert shown.status_code == 200
    assert supplier.name not in text(shown)
    file = url("document_file", tender.lots.get(), document_id=document.pk, number=1)
    assert client.get(file).status_code == 403


# --- too large ------------------------------------------------------------------------------------


class Upload(io.BufferedIOBase):
    """A request's body with one file of so many bytes, made while it is read: it is nowhere in memory."""

    def __init__(self, size: int, boundary: str) -> None:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="Spec.pdf"\r\n\r\n%PDF-1.7 '
        self.parts: Iterator[bytes] = self._parts(head.encode(), size, f"\r\n--{boundary}--\r\n".encode())
        self.length = len(head) + size + len(boundary) + 8
        self.rest = b""

    @staticmethod
    def _parts(head: bytes, size: int, tail: bytes) -> Iterator[bytes]:
        yield head
        piece = b"x" * 65536
        for _ in range(size // len(piece)):
            yield piece
        yield piece[: size % len(piece)]
        yield tail

    def read(self, size: int = -1) -> bytes:
        while len(self.rest) < size and (part := next(self.parts, None)) is not None:
            self.rest += part
        given, self.rest = self.rest[:size], self.rest[size:]
        return given


def test_an_upload_of_any_size_is_refused_without_being_held_in_memory(settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE
    size = 64 * MEGABYTE
    body = Upload(size, "edge")
    headers = {"CONTENT_TYPE": "multipart/form-data; boundary=edge", "CONTENT_LENGTH": str(body.length)}
    request = RequestFactory().generic("POST", "/", **headers, **{"wsgi.input": body})
    tracemalloc.start()
    file = request.FILES["file"]
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert file.size == size + len("%PDF-1.7 ")
    assert file.read() == b""
    assert peak < 8 * MEGABYTE


def test_a_document_that_is_too_large_is_refused_with_its_size(
    browser: Client, world: World, settings: Any
) -> None:
    settings.MAX_DOCUMENT_BYTES = MEGABYTE
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE
    lot = world.draft().lots.get()
    large = SimpleUploadedFile("Spec.pdf", pdf("x" * 3 * MEGABYTE))
    shown = text(browser.post(url("document_add", lot), typed(file=large)))
    assert "is 3.0 MB. It must be 1 MB or smaller" in shown
    assert not TenderDocument.objects.exists()


# --- what the pages cost --------------------------------------------------------------------------


def cost(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page)
        assert response.status_code == 200
        if response.streaming:
            response.getvalue()
    return len(queries)


def test_the_pages_cost_the_same_for_one_document_and_for_three(client: Client, world: World) -> None:
    costs: list[list[int]] = []
    for size in (1, 3):
        tender = world.ready()
        documents = [add_restricted(world, tender, f"List {number}") for number in range(size)]
        for number in range(size):
            add(world, tender, f"Document {number}")
        published(world, tender)
        for number in range(size):
            undertaken(tender, *bid_writer(f"Supplier {size}{number}"))
        lot = tender.lots.get()
        client.force_login(world.officer)
        pages = [
            url("documents", lot),
            url("document", lot, document_id=documents[0].pk),
            url("document_archive", lot),
        ]
        mine = [cost(client, page) for page in pages]
        client.force_login(bid_writer(f"Reader {size}")[0])
        client.get(f"/opportunities/{tender.pk}/")
        mine.append(cost(client, f"/opportunities/{tender.pk}/"))
        mine.append(cost(client, public("undertaking", tender)))
        client.logout()
        mine.append(cost(client, public("public_archive", tender)))
        costs.append(mine)
    assert costs[0] == costs[1]
    assert max(costs[0]) < MOST_QUERIES
