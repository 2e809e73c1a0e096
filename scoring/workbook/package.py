"""Opens a workbook that somebody sends: only an .xlsx of bounded size, without macros, links, or tricks.

Everything is looked at before openpyxl is: sizes as the zip declares them (no more is ever unpacked), encodings,
document type declarations, macros, links to other files. Raises EvaluationError, at the path `file`.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from openpyxl.utils import column_index_from_string
from openpyxl.xml.constants import PKG_REL_NS, REL_NS, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring

from scoring.errors import EvaluationError, Problem

LARGEST_WORKBOOK = 10_000_000
LARGEST_UNPACKED = 150_000_000
LARGEST_SHEET = 60_000_000
LARGEST_OTHER_PART = 5_000_000
MOST_PARTS = 1_000
MOST_CELLS_READ = 400_000
WANTED = "an Excel workbook (.xlsx) as this library writes it"
_WORKBOOK = "xl/workbook.xml"
_SHEETS, _TEXTS = "xl/worksheets/sheet", "xl/sharedStrings.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_XML = (".xml", ".rels", ".vml")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
# What a part's name begins with, and what it is.
_REFUSED_PARTS = {
    "xl/externallinks/": "links to other files",
    "xl/embeddings/": "embedded files",
    "xl/activex/": "ActiveX controls",
    "xl/connections": "connections to data",
    "xl/querytables/": "connections to data",
    "xl/macrosheets/": "macros",
}
_MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell\b[^<>]{0,100}?\bref="([A-Z]{1,3}[0-9]{1,7})')
_CELL_OR_ROW = re.compile(rb"<(?:\w{1,20}:)?(?:c|row)(?=[\s/>])([^<>]{0,500})")
_TEXT = re.compile(rb"<(?:\w{1,20}:)?si\b")
_ADDRESS = re.compile(rb'\br="([A-Z]{0,3})([0-9]{1,7})"')


def refusal(found: str, allowed: str = WANTED) -> EvaluationError:
    """Why a file cannot be read as a whole."""
    return EvaluationError([Problem("file", found, allowed)])


def file_bytes(source: str | Path | IO[bytes]) -> bytes:
    """The bytes of a file, never more than one over the limit."""
    try:
        if isinstance(source, str | Path):
            with Path(source).open("rb") as file:
                data = file.read(LARGEST_WORKBOOK + 1)
        else:
            data = source.read(LARGEST_WORKBOOK + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refusal(f"{source} ({reason})", "a file that can be read") from None
    if len(data) > LARGEST_WORKBOOK:
        raise refusal(f"more than {LARGEST_WORKBOOK:,} bytes", f"at most {LARGEST_WORKBOOK:,}")
    if data.startswith(_OLD_OR_LOCKED):
        raise refusal(
            "an old Excel file (.xls), or a workbook locked with a password", f"{WANTED}, not locked"
        )
    if not data.startswith(b"PK"):
        raise refusal("a file that is no workbook")
    return data


class Package:
    """The parts of a workbook, checked; `merged` is the first merged cell of each sheet that has one, `sizes` the
    last row and column of each sheet."""

    def __init__(self, data: bytes) -> None:
        try:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                self._check_list(archive)
                parts = {entry.filename: self._checked(archive, entry) for entry in archive.infolist()}
        except EvaluationError:
            raise
        except _BROKEN:
            raise refusal("a workbook that is damaged") from None
        names = [name.lower() for name in parts]
        if any(b"macroEnabled" in part for part in parts.values()) or any(
            "vbaproject" in name for name in names
        ):
            raise refusal("a workbook with macros", f"{WANTED}, without macros")
        for name in names:
            for start, what in _REFUSED_PARTS.items():
                if name.startswith(start):
                    raise refusal(f"a workbook with {what}", f"{WANTED}, without {what}")
        if sum(1 for _ in _TEXT.finditer(parts.get(_TEXTS, b""))) > MOST_CELLS_READ:
            raise refusal(f"more than {MOST_CELLS_READ:,} texts", f"at most {MOST_CELLS_READ:,}")
        self.merged: dict[str, str] = {}
        self.sizes: dict[str, tuple[int, int]] = {}
        for sheet, part in _sheets(parts).items():
            content = parts.get(part, b"")
            merged = _MERGED.search(content)
            if merged is not None:
                self.merged[sheet] = merged.group(1).decode()
            self.sizes[sheet] = _size(sheet, content)

    def _check_list(self, archive: zipfile.ZipFile) -> None:
        entries = archive.infolist()
        names = [entry.filename for entry in entries]
        if len(entries) > MOST_PARTS:
            raise refusal(f"{len(entries):,} parts", f"a workbook of at most {MOST_PARTS:,} parts")
        if len(set(names)) < len(names):
            raise refusal("a workbook with one part twice")
        size = sum(entry.file_size for entry in entries)
        if size > LARGEST_UNPACKED or any(entry.file_size > _largest(entry.filename) for entry in entries):
            allowed = f"at most {LARGEST_UNPACKED:,} bytes, {LARGEST_SHEET:,} in a sheet"
            raise refusal(f"a workbook of {size:,} bytes when unpacked", allowed)
        if "mimetype" in names:
            raise refusal("an OpenDocument file", f"{WANTED}: save it as .xlsx")
        if not {"[Content_Types].xml", _WORKBOOK, _RELATIONS} <= set(names):
            raise refusal("a file that is no workbook")

    def _checked(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
        """The content of a part that matters here; the others are not unpacked."""
        if entry.flag_bits & 1:
            raise refusal("a workbook locked with a password", f"{WANTED}, not locked")
        if not entry.filename.lower().endswith(_XML):
            return b""
        content = archive.read(entry)
        if b"\x00" in content or any(word in content for word in _DECLARATIONS):
            raise refusal("a workbook with a document type declaration, or in an unusual encoding")
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            raise refusal("a workbook in an unusual encoding") from None
        return content


def _largest(name: str) -> int:
    """How many bytes a part may have: openpyxl holds the small ones whole, as trees."""
    return LARGEST_SHEET if name.startswith((_SHEETS, _TEXTS)) else LARGEST_OTHER_PART


def _size(sheet: str, content: bytes) -> tuple[int, int]:
    """The last row and the last column that a sheet names; one of too many cells is not read to its end."""
    rows, columns = 0, 0
    known: dict[bytes, int] = {b"": 0}
    for count, tag in enumerate(_CELL_OR_ROW.finditer(content)):
        address = _ADDRESS.search(tag.group(1))
        if address is None:
            raise refusal("cells or rows without an address")
        if count >= MOST_CELLS_READ:
            found = f"more than {MOST_CELLS_READ:,} cells"
            raise EvaluationError([Problem(sheet, found, f"at most {MOST_CELLS_READ:,}")])
        letters, row = address.groups()
        if letters not in known:
            known[letters] = column_index_from_string(letters.decode())
        columns, rows = max(columns, known[letters]), max(rows, int(row))
    return rows, columns


def _sheets(parts: dict[str, bytes]) -> dict[str, str]:
    """The part of each sheet by the sheet's name."""
    try:
        relations = fromstring(parts[_RELATIONS])
        targets = {
            one.get("Id"): one.get("Target") or "" for one in relations.iter(f"{{{PKG_REL_NS}}}Relationship")
        }
        book = fromstring(parts[_WORKBOOK])
        found = {}
        for sheet in book.iter(f"{{{SHEET_MAIN_NS}}}sheet"):
            target = targets.get(sheet.get(f"{{{REL_NS}}}id"), "")
            name = sheet.get("name") or ""
            found[name] = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
    except (SyntaxError, ValueError):
        raise refusal("a workbook that is damaged") from None
    return found
