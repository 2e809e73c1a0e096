"""JSON text to plain objects, safely: size, encoding, repeated keys, depth and odd numbers.

The standard reader keeps the last of two equal keys, turns numbers into binary floats and stops with a
RecursionError on deep nesting; a published evaluation may do none of that in silence.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from scoring.errors import EvaluationError, Problem

LARGEST_FILE = 10_000_000
LARGEST_BUNDLE = 100_000_000
DEEPEST_JSON = 100
FILE = "file"

_SIMPLE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_SHOWN = 60


class JsonObject(dict[str, Any]):
    """An object of the file that remembers which of its keys stood in it more than once."""

    repeated: tuple[str, ...] = ()


class OddNumber:
    """A JSON number that is not a short whole one (1.5, 1e3, NaN): kept as text, to be named in an error."""

    def __init__(self, text: str) -> None:
        self.text = text


def canonical_json(value: object) -> bytes:
    """JSON with keys sorted, no white space, UTF-8 unescaped: what every hash is taken over."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def sha256_of(value: object) -> str:
    """The hash of a JSON value, "sha256:<hex>"."""
    return "sha256:" + hashlib.sha256(canonical_json(value)).hexdigest()


def load_json(source: str | bytes, *, limit: int = LARGEST_FILE) -> Any:
    """The JSON value in `source`, objects as `JsonObject`.

    Raises EvaluationError, at the path `file`, for text over `limit` bytes, text that is not UTF-8 and
    text that is not JSON.
    """
    try:
        raw = source.encode("utf-8") if isinstance(source, str) else bytes(source)
        if len(raw) > limit:
            raise _file_error(f"{len(raw):,} bytes", f"at most {limit:,} bytes")
        text = raw.decode("utf-8")
    except UnicodeError:
        raise _file_error("text that is not UTF-8", "UTF-8") from None
    if text.startswith("\ufeff"):
        raise _file_error("a byte order mark", "UTF-8 without one")
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=OddNumber,
            parse_int=_whole_number,
            parse_constant=OddNumber,
        )
    except RecursionError:
        raise _file_error("objects or lists nested too deeply", f"at most {DEEPEST_JSON} levels") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _file_error(f"no JSON at {where} ({error.msg})", "one JSON object") from None


def structure_problems(value: object, path: str = "") -> list[Problem]:
    """Faults of the JSON itself, wherever they stand: repeated keys, broken characters, too many levels.

    Walks without recursion, so that neither a hostile file nor an object that holds itself stops it; a
    path is written only where there is a fault, for a file may hold millions of values.
    """
    problems: list[Problem] = []
    top = _Place(None, path, 1)
    waiting: list[tuple[object, _Place]] = [(value, top)]
    while waiting:
        current, place = waiting.pop()
        if place.depth > DEEPEST_JSON:
            found = f"more than {DEEPEST_JSON} levels"
            problems.append(Problem(place.path(), found, f"at most {DEEPEST_JSON}"))
            break
        entries: Iterable[tuple[Any, object]] = ()
        if isinstance(current, dict):
            problems.extend(_key_problems(current, place))
            entries = current.items()
        elif isinstance(current, list):
            entries = enumerate(current)
        elif isinstance(current, str) and not _is_text(current):
            problems.append(Problem(place.path(), show(current), "text without broken characters"))
        inside = [
            (item, _Place(place, key, place.depth + 1))
            for key, item in entries
            if isinstance(item, dict | list) or (isinstance(item, str) and not item.isascii())
        ]
        waiting.extend(reversed(inside))
    return problems


class _Place:
    """A place in a file as a chain of keys, the last one first."""

    __slots__ = ("above", "depth", "key")

    def __init__(self, above: _Place | None, key: Any, depth: int) -> None:
        self.above = above
        self.key = key
        self.depth = depth

    def path(self) -> str:
        """The path as text; the chain is at most as long as a file is deep."""
        if self.above is None:
            return str(self.key)
        before = self.above.path()
        return f"{before}[{self.key}]" if isinstance(self.key, int) else key_path(before, self.key)


def key_path(path: str, key: object) -> str:
    """The path of a key in an object: `model.title`, or `marks["Q 1"]` where the key is not a simple word."""
    if isinstance(key, str) and _SIMPLE_KEY.fullmatch(key):
        return f"{path}.{key}" if path else key
    return f"{path}[{show(key)}]"


def show(value: object) -> str:
    """A value as an error shows it, on one line and short; objects and lists only by their sort."""
    match value:
        case None:
            shown = "null"
        case bool():
            shown = "true" if value else "false"
        case OddNumber():
            shown = _shorten(value.text)
        case str():
            shown = _quoted(_shorten(value))
        case dict():
            shown = "an object"
        case list():
            shown = "a list"
        case int() if value.bit_length() < 200:
            shown = str(value)
        case float():
            shown = repr(value)
        case _:
            shown = f"a value of type {type(value).__name__}"
    return shown


def _quoted(text: str) -> str:
    """Text in quotes, on one line whatever is in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{printable(escaped)}"'


def printable(text: str) -> str:
    """Text on one line, whatever is in it: control and broken characters are written as escapes."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "..."


def _file_error(found: str, allowed: str) -> EvaluationError:
    return EvaluationError([Problem(FILE, found, allowed)])


def _object(pairs: list[tuple[str, Any]]) -> JsonObject:
    made = JsonObject(pairs)
    if len(made) != len(pairs):
        times = Counter(key for key, _ in pairs)
        made.repeated = tuple(key for key, count in times.items() if count > 1)
    return made


def _whole_number(text: str) -> int | OddNumber:
    return int(text) if len(text) <= _LONGEST_SHOWN else OddNumber(text)


def _key_problems(current: dict[Any, Any], place: _Place) -> list[Problem]:
    problems = [
        Problem(key_path(place.path(), key), "a broken key", "text without broken characters")
        for key in current
        if not isinstance(key, str) or not _is_text(key)
    ]
    if isinstance(current, JsonObject) and current.repeated:
        problems += repeated_keys(current, place.path())
    return problems


def repeated_keys(value: dict[Any, Any], path: str = "") -> list[Problem]:
    """The keys that stand more than once in an object of a file."""
    repeated = value.repeated if isinstance(value, JsonObject) else ()
    return [Problem(key_path(path, key), "the same key more than once", "each key once") for key in repeated]


def _is_text(text: str) -> bool:
    """No lone surrogates: they cannot be written as UTF-8, so nothing with one could be hashed."""
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
