"""Which files are taken, told by what they hold and not by what they are called; for bids and for documents of tenders.

Own small checks of the first bytes, and of the members of the ZIP container that office documents are.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from .errors import Refused

MEGABYTE = 1024 * 1024
LONGEST_NAME = 120
LONGEST_CONTENTS = 256 * 1024
"""How much is read of the list of contents that an Office document carries; real ones have a few thousand bytes."""

# Letters, digits and what people put between them; nothing that a computer reads as a folder, a command or
# a line end.
_ODD = re.compile(r"[^\w .,;()\[\]&'\u2019+=@#%\u2013-]", re.UNICODE)
# What reading a ZIP container raises when it is damaged, made to mislead, or locked with a password.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
_WITH_MACROS = ("docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "ppsm", "potm")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Kind:
    """One kind of file: what people call it, its media type, and the test of what a file holds."""

    words: str
    type: str
    holds: Callable[[bytes], bool]


def _members(data: bytes) -> frozenset[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            return frozenset(container.namelist())
    except _UNREADABLE:
        return frozenset()


def _beginning(data: bytes, member: str, most: int) -> bytes:
    """The first `most` bytes of a member of a ZIP container; nothing when it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container, container.open(member) as opened:
            return opened.read(most)
    except (*_UNREADABLE, KeyError):
        return b""


def _office(part: str) -> Callable[[bytes], bool]:
    return lambda data: {"[Content_Types].xml", part} <= _members(data)


def _open_document(media_type: str) -> Callable[[bytes], bool]:
    def holds(data: bytes) -> bool:
        if not {"mimetype", "content.xml"} <= _members(data):
            return False
        return _beginning(data, "mimetype", len(media_type) + 1).strip() == media_type.encode()

    return holds


def _text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return "\0" not in text


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ODT = "application/vnd.oasis.opendocument.text"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_JPEG = Kind("a JPEG picture", "image/jpeg", lambda data: data.startswith(b"\xff\xd8\xff"))

KINDS: dict[str, Kind] = {
    "pdf": Kind("a PDF", "application/pdf", lambda data: b"%PDF-" in data[:1024]),
    "docx": Kind("a Word document", _WORD, _office("word/document.xml")),
    "xlsx": Kind("an Excel workbook", _EXCEL, _office("xl/workbook.xml")),
    "odt": Kind("an OpenDocument text", _ODT, _open_document(_ODT)),
    "ods": Kind("an OpenDocument spreadsheet", _ODS, _open_document(_ODS)),
    "png": Kind("a PNG picture", "image/png", lambda data: data.startswith(b"\x89PNG\r\n\x1a\n")),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "txt": Kind("text in UTF-8", "text/plain", _text),
    "csv": Kind("a CSV table in UTF-8", "text/csv", _text),
}
TAKEN = (
    "PDF, Word (docx), Excel (xlsx), OpenDocument (odt, ods), pictures (png, jpg) and plain text (txt, csv)"
)


_MACROS = "“{name}” contains macros, which could harm its readers. Save it without macros, or as a PDF."


def media_type_of(*, name: str, data: bytes, largest: int) -> str:
    """The media type of a file that is taken. `largest` is in bytes.

    Raises Refused with everything that is wrong and what to do about it.
    """
    reasons = [*_name_problems(name), *_size_problems(name, len(data), largest)]
    if reasons:
        raise Refused(reasons)
    ending = ending_of(name)
    kind = KINDS.get(ending)
    if ending in _WITH_MACROS:
        raise Refused(_MACROS.format(name=name))
    if kind is None:
        raise Refused(f"“{name}” is not of a kind that can be taken. Save it as one of these: {TAKEN}.")
    if not kind.holds(data):
        raise Refused(_not_what_it_says(name, ending, kind, data))
    if _has_macros(data):
        raise Refused(_MACROS.format(name=name))
    return kind.type


def safe_name(text: str, longest: int = 80) -> str:
    """A text as part of a file's name: without what a computer reads as a folder, a command or a line end."""
    return " ".join(_ODD.sub(" ", text).split())[:longest].strip(" .") or "Untitled"


def ending_of(name: str) -> str:
    """The ending of a file's name in small letters, without its dot."""
    return PurePath(name).suffix.lower().removeprefix(".")


def _has_macros(data: bytes) -> bool:
    """Whether an office document holds a program: VBA or macro sheets of Office, Basic or scripts of OpenDocument.

    An Office document may call its VBA what it likes, so the list of its contents is read too.
    """
    paths = [PurePath(member.lower()) for member in _members(data)]
    if any(path.name == "vbaproject.bin" or path.parts[:2] == ("xl", "macrosheets") for path in paths):
        return True
    if any(path.parts[:1] in (("basic",), ("scripts",)) for path in paths):
        return True
    contents = _beginning(data, "[Content_Types].xml", LONGEST_CONTENTS).lower()
    return b"macroenabled" in contents or b"vbaproject" in contents


def _name_problems(name: str) -> list[str]:
    problems = []
    if len(name) > LONGEST_NAME:
        problems.append(
            f"The name of the file has {len(name)} characters. "
            f"Shorten it to {LONGEST_NAME} or fewer: “{name[:40]}…”."
        )
    odd = sorted({character for character in name if _ODD.match(character)})
    if odd:
        shown = " ".join(
            character if character.isprintable() else f"U+{ord(character):04X}" for character in odd
        )
        problems.append(
            f"The name of the file has characters that cannot be kept: {shown}. Rename it without them."
        )
    if not name.strip(" .") or name.startswith((".", " ")):
        problems.append("The name of the file must begin with a letter or a figure. Rename it.")
    return problems


def _size_problems(name: str, size: int, largest: int) -> list[str]:
    if size == 0:
        return [f"“{name}” is empty. Check that it was saved, then choose it again."]
    if size > largest:
        have, most = f"{size / MEGABYTE:.1f} MB", f"{largest / MEGABYTE:g} MB"
        words = f"“{name}” is {have}; the most is {most}. Make its pictures smaller, or split it in two."
        return [words]
    return []


def _not_what_it_says(name: str, ending: str, kind: Kind, data: bytes) -> str:
    start = f"“{name}” is called .{ending} but does not hold {kind.words}"
    if data.startswith(_OLE):
        return (
            f"{start}: it is locked with a password, or in an older format. Save it again without a password."
        )
    if kind.holds is _text:
        return f"{start}: it has characters in another encoding. Save it again and choose the encoding UTF-8."
    others = sorted(
        {other.words for other in KINDS.values() if other.holds is not _text and other.holds(data)}
    )
    if others:
        return f"{start}: it holds {others[0]}. Rename it to what it is, or save it again as {kind.words}."
    return f"{start}: it may be damaged. Open it on your computer, save it again, and choose it again."
