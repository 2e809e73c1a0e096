"""Which files are taken, what is said about the others, and where they are kept."""

import io
import zipfile
from pathlib import Path

import pytest

from procurement.bids import services, vault
from procurement.bids.files import MOST_FILES, media_type_of
from procurement.bids.models import BidFile
from procurement.bids.sealing import SealBroken
from procurement.core.errors import Refused

from .conftest import SECRET_FILE, SECRET_NAME, World

LARGEST = 1024 * 1024


def container(*names: str, **members: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name in names:
            made.writestr(name, b"<x/>")
        for name, content in members.items():
            made.writestr(name, content)
    return data.getvalue()


DOCX = container("[Content_Types].xml", "word/document.xml")
XLSX = container("[Content_Types].xml", "xl/workbook.xml")
ODT = container("content.xml", mimetype=b"application/vnd.oasis.opendocument.text")
ODS = container("content.xml", mimetype=b"application/vnd.oasis.opendocument.spreadsheet")
PNG = b"\x89PNG\r\n\x1a\n rest"
JPG = b"\xff\xd8\xff\xe0 rest"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rest"


def spoilt(data: bytes, *, offset: int, value: int, in_directory: bool) -> bytes:
    """A container whose first member's header, or its entry in the directory, has another byte."""
    start = data.index(b"PK\x01\x02") if in_directory else 0
    return data[: start + offset] + bytes([value]) + data[start + offset + 1 :]


def compressed_odt() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", b"application/vnd.oasis.opendocument.text" * 4)
        made.writestr("content.xml", b"<x/>")
    return data.getvalue()


FIRST = len("mimetype") + 30
"""Where the first member's bytes begin when the member is called mimetype: after its header and its name."""


def odt_first() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr("mimetype", b"application/vnd.oasis.opendocument.text")
        made.writestr("content.xml", b"<x/>")
    return data.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        spoilt(odt_first(), offset=8, value=1, in_directory=True),
        spoilt(odt_first(), offset=0, value=0, in_directory=False),
        spoilt(odt_first(), offset=FIRST, value=0, in_directory=False),
        spoilt(compressed_odt(), offset=FIRST, value=0xFF, in_directory=False),
        spoilt(odt_first(), offset=10, value=99, in_directory=True),
    ],
    ids=["locked with a password", "no header", "another checksum", "not compressed data", "unknown method"],
)
def test_an_open_document_that_cannot_be_read_is_refused_in_words(data):
    with pytest.raises(Refused, match="does not hold an OpenDocument text"):
        media_type_of(name="Plan.odt", data=data, largest=LARGEST)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("Plan.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("Plan.PDF", b"\n\n%PDF-1.4", "application/pdf"),
        (
            "Plan (v2), final.docx",
            DOCX,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("Sums.xlsx", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("Plan.odt", ODT, "application/vnd.oasis.opendocument.text"),
        ("Sums.ods", ODS, "application/vnd.oasis.opendocument.spreadsheet"),
        ("Site.png", PNG, "image/png"),
        ("Site.jpg", JPG, "image/jpeg"),
        ("Site.jpeg", JPG, "image/jpeg"),
        ("Notes.txt", "Façade".encode(), "text/plain"),
        ("Sums.csv", "\ufeffa;b\n1;2".encode(), "text/csv"),
        ("Ελληνικά - Ærø.txt", b"x", "text/plain"),
    ],
)
def test_files_that_are_what_they_say_are_taken(name, data, kind):
    assert media_type_of(name=name, data=data, largest=LARGEST) == kind


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("Plan.pdf", b"", "is empty"),
        ("Plan.pdf", b"%PDF-" + b"0" * LARGEST, "1.0 MB; the most is 1 MB"),
        ("Plan.doc", OLE, "not of a kind that can be taken. Save it as one of these: PDF"),
        ("Plan.exe", b"MZ", "not of a kind"),
        ("Plan", b"%PDF-", "not of a kind"),
        ("Plan.pdf", b"<html>", "it may be damaged"),
        ("Plan.pdf", DOCX, "it holds a Word document. Rename it"),
        ("Plan.docx", b"%PDF-1.7", "it holds a PDF"),
        ("Plan.docx", OLE, "locked with a password"),
        ("Plan.docx", XLSX, "it holds an Excel workbook"),
        ("Plan.docx", container("word/document.xml"), "it may be damaged"),
        ("Plan.docx", b"PK\x03\x04 broken", "it may be damaged"),
        ("Plan.odt", ODS, "it holds an OpenDocument spreadsheet"),
        ("Plan.docx", container("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macros"),
        ("Site.png", JPG, "it holds a JPEG picture"),
        ("Notes.txt", "Façade".encode("latin-1"), "choose the encoding UTF-8"),
        ("Notes.txt", b"a\0b", "choose the encoding UTF-8"),
        ("x" * 200 + ".pdf", b"%PDF-", "has 204 characters. Shorten it to 120"),
        ("Plan\n.pdf", b"%PDF-", "cannot be kept: U+000A. Rename it"),
        ("../Plan.pdf", b"%PDF-", "cannot be kept: /"),
        ("Plan<b>.pdf", b"%PDF-", "cannot be kept: < >"),
        ("Plan\u202efdp.txt", b"x", "U+202E"),
        (".pdf", b"%PDF-", "must begin with a letter"),
    ],
)
def test_other_files_are_refused_with_what_to_do(name, data, says):
    with pytest.raises(Refused) as refused:
        media_type_of(name=name, data=data, largest=LARGEST)
    assert says in " ".join(refused.value.reasons)


def stored(settings) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_file_is_kept_encrypted_under_a_random_name_and_read_by_its_writers(world: World, settings):
    bid = world.start()
    entry = services.add_file(actor=world.writer, bid=bid, name=SECRET_NAME, data=SECRET_FILE)
    (path,) = stored(settings)
    assert SECRET_FILE[9:30] not in path.read_bytes()
    assert "Lighthouse" not in str(path)
    bid.refresh_from_db()
    shown, data = vault.own_file(actor=world.writer, bid=bid, file_id=entry.id)
    assert (shown.name, data) == (SECRET_NAME, SECRET_FILE)


def test_a_file_of_the_same_name_replaces_the_older_one(
    world: World, settings, django_capture_on_commit_callbacks
):
    bid = world.start()
    with django_capture_on_commit_callbacks(execute=True):
        services.add_file(actor=world.writer, bid=bid, name="Plan.txt", data=b"one")
        new = services.add_file(actor=world.writer, bid=bid, name="plan.TXT", data=b"two")
    bid.refresh_from_db()
    assert vault.draft_of(actor=world.writer, bid=bid).content.files == (new,)
    assert len(stored(settings)) == 1
    assert BidFile.objects.count() == 1


def test_a_removed_file_is_gone_unless_a_submitted_version_has_it(
    world: World, settings, django_capture_on_commit_callbacks
):
    bid = world.submitted()
    kept = bid.files.get()
    extra = services.add_file(actor=world.writer, bid=bid, name="Extra.txt", data=b"extra")
    with django_capture_on_commit_callbacks(execute=True):
        for file_id in (kept.pk, extra.id):
            services.remove_file(actor=world.writer, bid=bid, file_id=file_id)
    bid.refresh_from_db()
    assert vault.draft_of(actor=world.writer, bid=bid).content.files == ()
    assert list(bid.files.all()) == [kept]
    assert len(stored(settings)) == 1


def test_a_refused_file_leaves_nothing_behind(world: World, settings):
    bid = world.start()
    with pytest.raises(Refused):
        services.add_file(actor=world.writer, bid=bid, name="Plan.pdf", data=b"not a PDF")
    for number in range(MOST_FILES):
        services.add_file(actor=world.writer, bid=bid, name=f"{number}.txt", data=b"x")
    with pytest.raises(Refused, match="at most 30 files"):
        services.add_file(actor=world.writer, bid=bid, name="one too many.txt", data=b"x")
    assert len(stored(settings)) == BidFile.objects.count() == MOST_FILES


def test_a_file_changed_in_the_storage_is_refused(world: World, settings):
    bid = world.start()
    entry = services.add_file(actor=world.writer, bid=bid, name="Plan.txt", data=b"plan")
    (path,) = stored(settings)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    bid.refresh_from_db()
    with pytest.raises(SealBroken):
        vault.own_file(actor=world.writer, bid=bid, file_id=entry.id)


def test_a_file_that_is_no_longer_in_the_storage_is_told_apart(world: World, settings):
    bid = world.start()
    entry = services.add_file(actor=world.writer, bid=bid, name="Plan.txt", data=b"plan")
    stored(settings)[0].unlink()
    bid.refresh_from_db()
    with pytest.raises(SealBroken, match="not in the storage"):
        vault.own_file(actor=world.writer, bid=bid, file_id=entry.id)
