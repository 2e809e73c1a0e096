"""What is wrong with a workbook that somebody sends is said by its cell, or the file is refused as a whole."""

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from scoring import EvaluationError
from scoring.workbook import from_workbook
from tests.scoring.builders import Json, bid, evaluation, full_example, model, price, quality
from tests.scoring.workbooks import workbook_bytes

EXAMPLE = workbook_bytes(full_example())


def problems(data: bytes) -> list[str]:
    try:
        from_workbook(io.BytesIO(data))
    except EvaluationError as error:
        return str(error).split("\n")
    return []


def changed(change: Callable[[Any], None]) -> bytes:
    """The example with something changed by openpyxl."""
    workbook = openpyxl.load_workbook(io.BytesIO(EXAMPLE))
    change(workbook)
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()


def with_cell(sheet: str, cell: str, value: Any, number_format: str | None = None) -> list[str]:
    """The problems of the example with one cell changed."""

    def change(workbook: Any) -> None:
        place = workbook[sheet][cell]
        place.value = value
        if number_format is not None:
            place.number_format = number_format

    return problems(changed(change))


def test_the_example_has_no_problems() -> None:
    assert problems(EXAMPLE) == []


WRONG_CELLS = [
    ("Marks", "D6", 4.2, "Marks!D6: found 4.2; allowed: a step of the scale 0-5: 0, 1, 2, 3, 4, 5"),
    ("Marks", "D6", "NR", 'Marks!D6: found "NR"; allowed: a step of the scale 0-5: 0, 1, 2, 3, 4, 5'),
    ("Marks", "E7", None, "Marks!E7: found nothing; allowed: a mark: 0, 1, 2, 3, 4, 5"),
    ("Marks", "D6", "=1+1", ("Marks!D6: found a formula; allowed: a number such as 12.5; what was calculated, as a "
     "value: copy the cell and paste values only")),
    ("Prices", "E5", "£480,000", 'Prices!E5: found "£480,000"; allowed: a number such as 12.5'),
    ("Prices", "E5", "#DIV/0!", "Prices!E5: found the error #DIV/0!; allowed: a number such as 12.5"),
    ("Prices", "E5", True, "Prices!E5: found TRUE; allowed: a number such as 12.5"),
    ("Prices", "E5", -1, ('Prices!E5: found -1; allowed: a number in quotes such as "12.5", of at most 40 '
     "characters, 0 or more")),
    ("Prices", "E5", dt.datetime(2026, 4, 2), ("Prices!E5: found a date or time (2026-04-02 00:00:00); allowed: a "  # noqa: DTZ001
     "number such as 12.5")),
    ("Prices", "E5", None, "Prices!E5: found nothing; allowed: a price"),
    ("Prices", "E4", "Z", 'Prices!E4: found "Z"; allowed: the id of a bid: A, B'),
    ("Passes", "C5", "maybe", 'Passes!C5: found "maybe"; allowed: pass or fail'),
    ("Passes", "A5", "H", "Passes!D5: found an unknown key; allowed: G"),
    ("Commitments", "A5", "Z", 'Commitments!A5: found "Z"; allowed: the id of a bid: A, B'),
    ("Commitments", "B5", "Z", 'Commitments!B5: found "Z"; allowed: the id of a measure: EMP1'),
    ("Commitments", "D5", 0.5, "Commitments!D5: found 0.5; allowed: a whole number"),
    ("Commitments", "D5", 101, "Commitments!D5: found 101; allowed: a whole number from 0 to 100, not in quotes"),
    ("Criteria", "E6", 31, "Criteria!E5: found 50; allowed: 51, the sum of its children"),
    ("Criteria", "C6", "quantity", ('Criteria!C6: found "quantity"; allowed: group, quality, price, social_value, '
     "pass_fail")),
    ("Criteria", "D6", 3, "Criteria!D6: found 3; allowed: 1 to 2: one more than the group it stands in"),
    ("Criteria", "H4", "Formulae", 'Criteria!H4: found "Formulae"; allowed: the column Formula'),
    ("Formulas", "C6", "perhaps", 'Formulas!C6: found "perhaps"; allowed: refuse, full_marks'),
    ("Formulas", "A6", "Z", 'Formulas!A6: found "Z"; allowed: an id of the sheet Criteria'),
    ("Formulas", "C8", "perhaps", 'Formulas!C8: found "perhaps"; allowed: yes or no'),
    ("Model", "B8", "of_all", 'Model!B8: found "of_all"; allowed: of_total, of_parent'),
    ("Model", "B9", 11, "Model!B9: found 11; allowed: a whole number from 0 to 10, not in quotes"),
    ("Scales", "B7", 0, 'Scales!B7: found "0" a second time; allowed: each mark once'),
    ("Measures", "N5", "a lot", 'Measures!N5: found "a lot"; allowed: a number such as 12.5'),
    ("Bids", "A6", "A", 'Bids!A6: found "A" a second time; allowed: an id that no other bid has'),
    ("Bids", "C5", "late", 'Bids!C5: found "late"; allowed: disregarded, disqualified, withdrawn'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "expected"), WRONG_CELLS, ids=lambda value: str(value)[:20]
)
def test_a_fault_is_named_by_its_cell(sheet: str, cell: str, value: Any, expected: str) -> None:
    assert expected in with_cell(sheet, cell, value)


def test_a_percentage_is_refused_for_it_shows_another_number_than_it_holds() -> None:
    assert with_cell("Criteria", "E8", 0.3, "0%") == [
        "Criteria!E8: found 0.3, shown as 30%; allowed: a number such as 12.5, without percent format"
    ]


def test_a_number_that_is_stored_as_text_counts_as_a_number() -> None:
    def change(workbook: Any) -> None:
        workbook["Prices"]["E5"] = " 480000.50 "
        workbook["Marks"]["D6"] = "4"

    found = from_workbook(io.BytesIO(changed(change)))
    assert found["bids"][0]["prices"] == {"P": "480000.50"}
    assert found["bids"][0]["marks"]["Q2"] == "4"


def test_every_fault_is_told_at_once() -> None:
    def change(workbook: Any) -> None:
        workbook["Marks"]["D5"] = 9
        workbook["Prices"]["E5"] = "much"
        workbook["Passes"]["C5"] = 1

    assert [line.split(":")[0] for line in problems(changed(change))] == [
        "Passes!C5",
        "Prices!E5",
        "Marks!D5",
    ]


def test_cells_of_an_excluded_bid_may_stay_empty() -> None:
    def change(workbook: Any) -> None:
        workbook["Bids"]["C5"], workbook["Bids"]["D5"] = "disregarded", "Late"
        for sheet, cells in (("Marks", ("D5", "D6", "D7")), ("Prices", ("E5",)), ("Passes", ("C5",))):
            for cell in cells:
                workbook[sheet][cell] = None

    found = from_workbook(io.BytesIO(changed(change)))
    assert found["bids"][0].keys() == {"id", "name", "excluded", "commitments"}


def test_merged_cells_are_refused() -> None:
    data = changed(lambda workbook: workbook["Marks"].merge_cells("D5:E5"))
    assert problems(data) == ["Marks!D5: found merged cells; allowed: cells that are not merged"]


def test_a_missing_sheet_is_refused() -> None:
    def change(workbook: Any) -> None:
        del workbook["Criteria"]

    assert problems(changed(change))[0].endswith("allowed: a workbook with the sheet Criteria")


def test_without_the_sheet_of_prices_each_bid_is_told_which_price_it_lacks() -> None:
    def lose_prices(workbook: Any) -> None:
        del workbook["Prices"]

    assert problems(changed(lose_prices)) == [
        "Bids!A5: found nothing for prices.P; allowed: a price",
        "Bids!A6: found nothing for prices.P; allowed: a price",
    ]


def test_a_sheet_of_too_many_rows_or_columns_is_refused() -> None:
    for cell in ("A30000", "AZZ5"):
        found = with_cell("Marks", cell, 1)
        assert found[0].startswith("Marks: found ")
        assert "allowed: at most 20,000 rows and 1,100 columns" in found[0]


def repacked(change: Callable[[dict[str, bytes]], None], data: bytes = EXAMPLE) -> bytes:
    """The example with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def add(name: str, content: bytes = b"x") -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({name: content})


def without(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        del parts[name]

    return change


def edit(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new, 1)

    return change


def sheet_part(name: str) -> str:
    number = openpyxl.load_workbook(io.BytesIO(EXAMPLE)).sheetnames.index(name) + 1
    return f"xl/worksheets/sheet{number}.xml"


BOMB = b"<worksheet>" + b" " * 61_000_000 + b"</worksheet>"
FILES: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty", lambda: b"", "a file that is no workbook"),
    ("text", lambda: b"id,mark\nA,4\n", "a file that is no workbook"),
    ("old or locked", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "locked with a password"),
    ("a broken zip", lambda: EXAMPLE[:4000], "damaged"),
    ("a zip of something else", lambda: repacked(without("xl/workbook.xml")), "no workbook"),
    ("an OpenDocument file", lambda: repacked(add("mimetype")), "an OpenDocument file"),
    ("macros", lambda: repacked(add("xl/vbaProject.bin")), "macros"),
    ("macro type", lambda: repacked(edit("[Content_Types].xml", b"<Types", b"<!--macroEnabled--><Types")), "macros"),
    ("links to other files", lambda: repacked(add("xl/externalLinks/externalLink1.xml")), "links to other files"),
    ("embedded files", lambda: repacked(add("xl/embeddings/oleObject1.bin")), "embedded files"),
    ("connections", lambda: repacked(add("xl/connections.xml")), "connections to data"),
    ("a zip bomb", lambda: repacked(add("xl/worksheets/sheet99.xml", BOMB)), "bytes when unpacked"),
    ("too many parts", lambda: repacked(lambda parts: parts.update({f"x{n}": b"" for n in range(1001)})), "parts"),
    ("entities", lambda: repacked(edit("xl/workbook.xml", b"<workbook", b"<!DOCTYPE x><workbook")), "declaration"),
    ("UTF-16", lambda: repacked(lambda parts: parts.update({"xl/styles.xml": "<x/>".encode("utf-16")})), "encoding"),
    ("broken XML", lambda: repacked(edit("xl/workbook.xml", b"</workbook>", b"")), "damaged"),
    ("a broken sheet", lambda: repacked(edit(sheet_part("Marks"), b"</sheetData>", b"")), "cannot be read"),
    ("not a number", lambda: repacked(edit(sheet_part("Prices"), b"<v>480000</v>", b"<v>NaN</v>")), "cannot be read"),
    ("cells without address", lambda: repacked(edit(sheet_part("Marks"), b'<c r="A5"', b"<c")), "without an address"),
    ("too large", lambda: EXAMPLE + bytes(10_000_000), "more than 10,000,000 bytes"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "expected"), [file[1:] for file in FILES], ids=[file[0] for file in FILES])
def test_a_file_that_is_no_fit_workbook_is_refused_in_words(make: Callable[[], bytes], expected: str) -> None:
    found = problems(make())
    assert len(found) == 1
    assert found[0].startswith("file: found ")
    assert expected in found[0]


def test_an_infinite_number_is_refused_by_its_cell() -> None:
    data = repacked(edit(sheet_part("Prices"), b"<v>480000</v>", b"<v>1e999</v>"))
    assert problems(data) == ["Prices!E5: found inf; allowed: a number such as 12.5"]


def test_a_part_that_declares_less_than_it_holds_is_refused() -> None:
    data = bytearray(repacked(add("xl/worksheets/sheet99.xml", BOMB)))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet99.xml"))
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    assert [line.split(";")[0] for line in problems(bytes(data))] == [
        "file: found a workbook that is damaged"
    ]


def test_a_file_that_is_not_there_is_refused(tmp_path: Any) -> None:
    with pytest.raises(EvaluationError, match=r"a file that can be read"):
        from_workbook(tmp_path / "nowhere.xlsx")


def test_what_the_sheet_of_exact_texts_says_counts_only_where_the_cell_shows_the_same() -> None:
    given: Json = evaluation(
        model(quality("Q", "60"), price("P", "40")),
        bid("A", marks={"Q": "4"}, prices={"P": "1234567.12345678901234"}),
    )

    def change(workbook: Any) -> None:
        workbook["Exact"]["C5"] = '"5"'

    workbook = openpyxl.load_workbook(io.BytesIO(workbook_bytes(given)))
    change(workbook)
    made = io.BytesIO()
    workbook.save(made)
    made.seek(0)
    assert from_workbook(made)["bids"][0]["prices"] == {"P": "1234567.12345679"}
