"""From the bytes of a file to its releases, or to the words that say why not."""

import json
from decimal import Decimal
from typing import Any, NoReturn

from .model import ParsedRelease

MAX_BYTES = 20 * 1024 * 1024
"""The largest file that is read, in bytes."""

WHAT_TO_GIVE = (
    "Give an OCDS release, a release package, a list of releases, or JSON Lines with one release a line."
)

_SIGNATURES = (
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an older Office document"),
    (b"SQLite format 3", "a database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_UTF16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_RELEASE_KEYS = frozenset(
    {"ocid", "tag", "tender", "initiationType", "buyer", "parties", "planning", "awards"}
)


class UnreadableFile(Exception):  # noqa: N818 - told to the person who gave the file, in full sentences
    """The file as a whole cannot be read; the message says what is wrong, where, and what to give instead."""


def read_releases(content: bytes) -> list[ParsedRelease]:
    """The releases of a file, in its order, at least one.

    Accepts one release, a release package, a list of either, or JSON Lines of either; UTF-8, with or without
    a byte-order mark. Numbers with a point are read exactly. Raises UnreadableFile.
    """
    text = _decoded(content)
    try:
        return _releases_in(_loaded(text))
    except json.JSONDecodeError as error:
        lines = text.split("\n")
        if not _is_json_lines(lines):
            raise UnreadableFile(
                f"The file is not valid JSON: line {error.lineno}, character {error.colno}: {error.msg}. "
                f"{WHAT_TO_GIVE}"
            ) from error
        return _releases_in_lines(lines)
    except (RecursionError, ValueError) as error:
        raise UnreadableFile(f"The file cannot be read as JSON: {_fault(error)}. {WHAT_TO_GIVE}") from error


def _decoded(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise UnreadableFile(
            f"The file is too large: at most {MAX_BYTES // 1024 // 1024} MB are read. Give a part of it, "
            "for example the releases of one day or the one release that you need."
        )
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            raise UnreadableFile(f"The file is {kind}, not JSON. {WHAT_TO_GIVE}")
    if content.startswith(_UTF16_OR_32):
        raise UnreadableFile(
            "The file is encoded in UTF-16 or UTF-32. OCDS files are UTF-8: save it as UTF-8."
        )
    if b"\x00" in content:
        raise UnreadableFile(f"The file holds binary data, not text. {WHAT_TO_GIVE}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"The file is not encoded in UTF-8: line {line} holds the byte {content[error.start]:02X}, "
            "which UTF-8 "
            "does not allow there. It may be in Windows-1252 or Latin-1: save it as UTF-8."
        ) from error
    if not text.strip():
        raise UnreadableFile(f"The file is empty. {WHAT_TO_GIVE}")
    return text


def _loaded(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_constant=_no_constant)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"it holds {name}, which is no number in JSON")


def _fault(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return error.msg
    if isinstance(error, RecursionError):
        return "its values are nested too deeply"
    return "it holds a whole number of thousands of digits" if "digits" in str(error) else str(error)


def _is_json_lines(lines: list[str]) -> bool:
    """Whether the first line that is not blank is a whole JSON value by itself, and more follow."""
    full = [line for line in lines if line.strip()]
    if len(full) < 2:
        return False
    try:
        return isinstance(_loaded(full[0]), dict | list)
    except (ValueError, RecursionError):
        return False


def _releases_in_lines(lines: list[str]) -> list[ParsedRelease]:
    releases: list[ParsedRelease] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = _loaded(line)
        except (ValueError, RecursionError) as error:
            raise UnreadableFile(
                f"Line {number} of the file is not valid JSON: {_fault(error)}. In JSON Lines each line is "
                "one whole release."
            ) from error
        for item in _items(value, where=f"Line {number}"):
            releases.append(ParsedRelease(number=len(releases) + 1, data=item, line=number))
    return releases


def _releases_in(value: Any) -> list[ParsedRelease]:
    if isinstance(value, list):
        if not value:
            raise UnreadableFile(f"The file is an empty list: it holds no release. {WHAT_TO_GIVE}")
        # What is no object at all is kept, to be refused by its place in the list: its neighbours may be
        # good.
        items = [
            item
            for number, entry in enumerate(value, start=1)
            for item in (_items(entry, where=f"Entry {number}") if isinstance(entry, dict) else [entry])
        ]
    elif (
        isinstance(value, dict)
        and not (_RELEASE_KEYS | {"releases", "records", "compiledRelease"}) & value.keys()
    ):
        raise UnreadableFile(
            f"The file is JSON, but not an OCDS release: it has neither ocid nor tender. {WHAT_TO_GIVE}"
        )
    else:
        items = _items(value, where="The file")
    return [ParsedRelease(number=number, data=item) for number, item in enumerate(items, start=1)]


def _items(value: Any, *, where: str) -> list[Any]:
    """The releases that one JSON value holds: itself, or a package's."""
    if not isinstance(value, dict):
        raise UnreadableFile(f"{where} is JSON, but {kind_in_words(value)}, not a release. {WHAT_TO_GIVE}")
    if "records" in value:
        raise UnreadableFile(
            f"{where} is a record package: it sums up whole processes, not single notices. Give the release "
            "package "
            "instead; a record package names the addresses of its release packages under “packages”."
        )
    if "compiledRelease" in value or ("releases" in value and "ocid" in value):
        raise UnreadableFile(
            f"{where} is a record: it sums up a whole process. Give the tender release itself, or its "
            "release package."
        )
    if "releases" not in value:
        return [value]
    releases = value["releases"]
    if not isinstance(releases, list):
        raise UnreadableFile(
            f"{where} is a release package whose “releases” is {kind_in_words(releases)}, not a list."
        )
    if not releases:
        raise UnreadableFile(f"{where} is a release package without a release. {WHAT_TO_GIVE}")
    return releases


def kind_in_words(value: Any) -> str:
    """What sort of JSON value it is, in words, with its article."""
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return "a yes or no"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, list):
        return "a list"
    return "an object" if isinstance(value, dict) else "a number"
