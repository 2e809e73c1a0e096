"""Which files are taken, told by what they hold, and what is said about the others."""

import io
import zipfile

import pytest

from procurement.core.errors import Refused
from procurement.core.files import media_type_of, safe_name

LARGEST = 1024 * 1024


def container(*names: str, **members: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name in names:
            made.writestr(name, b"<x/>")
        for name, content in members.items():
            made.writestr(name, content)
    return data.getvalue()


def named_container(members: dict[str, bytes], *names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name, content in {**members, **dict.fromkeys(names, b"<x/>")}.items():
            made.writestr(name, content)
    return data.getvalue()


def ods_with(member: str) -> bytes:
    return container("content.xml", member, mimetype=b"application/vnd.oasis.opendocument.spreadsheet")


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
        ("Plan.docx", container("[Content_Types].xml", "word/document.xml", "WORD/VBAPROJECT.BIN"), "macros"),
        (
            "Sums.xlsx",
            container("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml"),
            "macros",
        ),
        (
            "Plan.docx",
            named_container(
                {"[Content_Types].xml": b"<x ContentType='application/vnd.ms-office.vbaProject'/>"},
                "word/document.xml",
                "word/other.bin",
            ),
            "macros",
        ),
        (
            "Plan.docx",
            named_container(
                {"[Content_Types].xml": b"<x ContentType='...document.macroEnabled.main+xml'/>"},
                "word/document.xml",
            ),
            "macros",
        ),
        ("Sums.ods", ods_with("Basic/Standard/Module1.xml"), "macros"),
        ("Sums.ods", ods_with("Scripts/python/tool.py"), "macros"),
        ("Plan.docm", b"anything", "macros"),
        ("Sums.xlsm", XLSX, "macros"),
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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lot 2: North / of <the> city", "Lot 2 North of the city"),
        ("../../etc", "etc"),
        ("a\nb\u202ec", "a b c"),
        ("...", "Untitled"),
        ("x" * 100, "x" * 80),
    ],
)
def test_a_text_becomes_a_name_that_no_computer_takes_for_a_folder_or_a_command(text, name):
    assert safe_name(text) == name
