import json
from decimal import Decimal

import pytest

from procurement.notices.ocds import MAX_BYTES, UnreadableFile, read_releases
from procurement.notices.ocds import reading as reading_module

RELEASE = {"ocid": "ocds-x-1", "tag": ["tender"], "tender": {"title": "Chairs", "value": {"amount": 12.10}}}


def content(value: object) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (content(RELEASE), 1),
        (b"\xef\xbb\xbf" + content(RELEASE), 1),
        (content({"uri": "x", "version": "1.1", "releases": [RELEASE, RELEASE]}), 2),
        (content([RELEASE, {"releases": [RELEASE, RELEASE]}]), 3),
        (json.dumps(RELEASE, indent=2).encode(), 1),
        (content(RELEASE) + b"\n" + content(RELEASE) + b"\n\n", 2),
        (content(RELEASE) + b"\r\n\r\n" + content({"releases": [RELEASE]}), 2),
        (content([RELEASE, "not a release", 7, None]), 4),
    ],
)
def test_every_shape_of_file_is_read(data: bytes, count: int) -> None:
    releases = read_releases(data)
    assert [release.number for release in releases] == list(range(1, count + 1))
    assert releases[0].ocid == "ocds-x-1"
    assert releases[0].tags == ("tender",)
    assert releases[0].title == "Chairs"


def test_amounts_are_read_exactly() -> None:
    assert read_releases(content(RELEASE))[0].data["tender"]["value"]["amount"] == Decimal("12.1")


def test_json_lines_remember_their_line() -> None:
    releases = read_releases(content(RELEASE) + b"\n\n" + content(RELEASE))
    assert [release.line for release in releases] == [1, 3]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"ocid,title\n1,Chairs\n", "not valid JSON: line 1"),
        (b'{\n "ocid": "x",\n "tag": [,]\n}', "not valid JSON: line 3"),
        (content(RELEASE) + b'\n{"ocid": \n' + content(RELEASE), "Line 2 of the file is not valid JSON"),
        (content(RELEASE) + b'\n{"ocid": NaN}', "Line 2 of the file is not valid JSON: it holds NaN"),
        (content(RELEASE) + b"\n7", "Line 2 is JSON, but a number"),
        (b'{"ocid": Infinity}', "holds Infinity"),
        (b'{"ocid": ' + b"9" * 5000 + b"}", "thousands of digits"),
        (b"[" * 200_000, "nested too deeply"),
        (b"[]", "empty list"),
        (b"7", "is JSON, but a number"),
        (b'"text"', "is JSON, but a text"),
        (b"null", "is JSON, but nothing"),
        (b"true", "is JSON, but a yes or no"),
        (b"{}", "not an OCDS release"),
        (b'{"name": "Chairs"}', "not an OCDS release"),
        (content({"releases": []}), "without a release"),
        (content({"releases": RELEASE}), "“releases” is an object, not a list"),
        (
            content({"records": [{"ocid": "x", "compiledRelease": RELEASE}], "packages": []}),
            "a record package",
        ),
        (content({"ocid": "x", "compiledRelease": RELEASE}), "is a record"),
        (content({"ocid": "x", "releases": [{"url": "x"}]}), "is a record"),
        (content([RELEASE, {"records": []}]), "Entry 2 is a record package"),
        ("é".encode("latin-1") * 3, "line 1 holds the byte E9"),
        (b'{"a":\n"caf\xe9"}', "line 2 holds the byte E9"),
        ('{"a": 1}'.encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04rest", "a ZIP archive or an Office document"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"abc\x00\x01", "binary data"),
    ],
)
def test_an_unreadable_file_is_refused_in_clear_words(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read_releases(data)
    assert words in str(refusal.value)
    assert str(refusal.value).endswith((".", "”.", "?"))


def test_a_file_that_is_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_BYTES == 20 * 1024 * 1024
    monkeypatch.setattr(reading_module, "MAX_BYTES", 100)
    with pytest.raises(UnreadableFile, match="too large"):
        read_releases(b" " * 101)
