"""CSV as spreadsheet programs write it: separated by commas, semicolons or tabs, in UTF-8, UTF-16 or Windows-1252."""

import csv
import io
import re

from .table import Row, Table, UnreadableFileError, table_of

_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SEPARATORS = (",", ";", "\t")
_UNMARKED = "The file is in UTF-16 without a mark that says so, and was read as that. Look whether the words are right."
_WINDOWS = (
    "The file is not in UTF-8, and was read as Windows-1252, as Excel writes CSV. Look whether pound signs, dashes and "
    "accents are right; if not, save it as “CSV UTF-8”."
)


def read_csv(content: bytes) -> Table:
    """The table in a CSV file. Raises UnreadableFileError, in words."""
    text, notes = _decoded(content)
    if _NOT_TEXT.search(text[:100_000]):
        raise UnreadableFileError(
            "The file is called CSV but holds something else than text. Save the table as CSV (UTF-8) and try again."
        )
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=head.count)
    if separator == ";":
        notes.append("Columns are separated by semicolons, and were read as that.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = []
    try:
        for number, cells in enumerate(reader, 1):
            rows.append(Row(number, tuple(cells)))
    except csv.Error as error:
        raise UnreadableFileError(
            f"Row {len(rows) + 1} cannot be read ({error}). A quotation mark is opened and not closed there, or a cell "
            "is much too long. Save the table as CSV again from a spreadsheet program."
        ) from error
    return table_of(rows, notes)


def _decoded(content: bytes) -> tuple[str, list[str]]:
    """The text, and a note where it is in another encoding than UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as(content, "utf-16"), ["The file is in UTF-16, and was read as that."]
    zeros = content[:2000].count(0)
    if zeros > len(content[:2000]) // 4:
        little = content[1:2000:2].count(0) > content[0:2000:2].count(0)
        return _as(content, "utf-16-le" if little else "utf-16-be"), [_UNMARKED]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return _as(content, "cp1252"), [_WINDOWS]


def _as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            "The file's characters are in no encoding that can be told: not UTF-8, UTF-16 or Windows-1252. Save it as "
            "“CSV UTF-8” and try again."
        ) from error
