"""Files of frameworks as people have them: what is read, and what is said about each cell that cannot be."""

import io
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings

from procurement.frameworks.importing import (
    MAX_ROWS,
    Checked,
    Mapping,
    UnreadableFileError,
    check,
    guess,
    read_table,
)

HEADINGS = ("Code", "Measure", "Unit", "Value", "Theme", "Price year", "Source")
GOOD = ("A1", "Jobs", "jobs for a year", "£1,234.50", "Work", "2024/25", "A table")
DEFAULTS = {"kind": "economic"}


def csv_of(*rows: Iterable[str], headings: Iterable[str] = HEADINGS) -> str:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in (headings, *rows))


def read(content: str | bytes, name: str = "own.csv", **defaults: str) -> Checked:
    table = read_table(name, content.encode() if isinstance(content, str) else content)
    return check(table, Mapping(guess(table), DEFAULTS | defaults))


def workbook(
    rows: Iterable[Iterable[Any]], *, merge: str = "", formats: dict[str, str] | None = None
) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_value(value: str) -> Checked:
    return read(csv_of((*GOOD[:3], value, *GOOD[4:])))


def test_a_sound_row_becomes_a_measure() -> None:
    checked = read(csv_of(GOOD))
    assert not checked.faults
    (row,) = checked.measures
    assert (row.theme, row.outcome) == ("Work", "Work")
    assert row.fields["proxy_value"] == Decimal("1234.50")
    assert row.fields["price_year"] == "2024/25"
    assert row.fields["kind"] == "economic"


@pytest.mark.parametrize("empty", ["", "-", "n/a", "Not valued"])
def test_a_measure_without_a_value_is_not_valued(empty: str) -> None:
    checked = with_value(empty)
    assert not checked.faults
    assert checked.measures[0].fields["proxy_value"] is None


def test_several_values_in_a_cell_are_one_for_each_year() -> None:
    (row,) = with_value("10; 11.50; 12").measures
    assert row.fields["proxy_value"] == Decimal(10)
    assert row.fields["yearly_values"] == ["10.00", "11.50", "12.00"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("about a lot", "“about a lot”, which is no amount"),
        ("-5", "“-5”, less than nothing"),
        ("(5.00)", "“(5.00)”, less than nothing"),
        ("€1,200", "“€1,200”, an amount in another currency than pounds"),
        ("USD 12", "“USD 12”, an amount in another currency than pounds"),
        ("0.123", "“0.123”, with parts of a penny: give a larger unit, or round it"),
        ("99999999999999", "“99999999999999”, which is more than a unit can be worth"),
        ("1,23", "“1,23”, which is no amount"),
    ],
)
def test_a_value_that_is_no_amount_of_pounds_is_named_with_its_row_and_column(value: str, found: str) -> None:
    (fault,) = with_value(value).faults
    assert (fault.row, fault.column, fault.found) == (2, "column D “Value”", found)
    assert "pounds and pence" in fault.allowed


def test_a_repeated_code_names_the_row_that_has_it_first() -> None:
    (fault,) = read(csv_of(GOOD, ("B1", *GOOD[1:]), ("a1", *GOOD[1:]))).faults
    assert str(fault) == "Row 4, column A “Code”: found “a1” again; allowed: each code once; row 2 has it"


def test_every_fault_of_a_row_is_said_at_once_in_the_order_of_rows() -> None:
    faults = read(csv_of(GOOD, ("", "", "", "x", "Work", "soon", ""))).faults
    assert {fault.row for fault in faults} == {3}
    assert [fault.column[7] for fault in faults] == ["A", "B", "C", "D", "F"]


@pytest.mark.parametrize(("missing", "word"), [(5, "nothing beside a value"), (6, "nothing")])
def test_a_value_needs_a_price_year_and_a_source(missing: int, word: str) -> None:
    row = [*GOOD]
    row[missing] = ""
    (fault,) = read(csv_of(row)).faults
    assert fault.found == word
    said = {"price_year": "2020"} if missing == 5 else {"source": "The whole table"}
    assert not read(csv_of(row), **said).faults


def test_codes_that_count_twice_are_partners_on_both_sides_and_have_to_be_in_the_file() -> None:
    headings = (*HEADINGS, "Double counting")
    rows = [(*GOOD, "B1"), ("B1", *GOOD[1:], "")]
    partners = {
        row.fields["code"]: row.fields["counts_with"]
        for row in read(csv_of(*rows, headings=headings)).measures
    }
    assert partners == {"A1": ["B1"], "B1": ["A1"]}
    (fault,) = read(csv_of((*GOOD, "C9"), headings=headings)).faults
    assert fault.found == "“C9”"


@pytest.mark.parametrize(
    ("encoding", "note"),
    [("utf-8-sig", ""), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("cp1252", "Windows-1252")],
)
def test_other_encodings_are_read_and_said(encoding: str, note: str) -> None:
    content = csv_of((GOOD[0], "Café \u2013 jobs", *GOOD[2:])).encode(encoding)
    table = read_table("own.csv", content)
    assert table.rows[0].cells[1] == "Café \u2013 jobs"
    assert table.rows[0].cells[3] == "£1,234.50"
    assert note in " ".join(table.notes)
    assert bool(table.notes) == bool(note)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("own.csv", b"", "empty"),
        ("own.csv", b"\n\n", "empty"),
        ("own.csv", csv_of().encode(), "nothing below them"),
        ("own.csv", b"only one column\nwith text", "no row with two or more headings"),
        ("own.csv", b"PK\x03\x04rest", "called CSV but is a zip archive"),
        ("own.csv", b"%PDF-1.7", "called CSV but is a PDF"),
        ("own.csv", b"a,b\x00\x01\n1,2", "something else than text"),
        ("own.csv", b'a,b\n1,"never closed', "Row 2 cannot be read"),
        ("own.csv", b"a,b\n\x81,\x8d", "no encoding that can be told"),
        ("own.xlsx", csv_of(GOOD).encode(), "called an Excel workbook but is"),
        ("own.xlsx", b"\xd0\xcf\x11\xe0 old", "an old or protected Office document"),
        ("own.xlsx", b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(name: str, content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        read_table(name, content)


def test_a_workbook_is_read_with_its_numbers_as_they_are_shown() -> None:
    content = workbook([["Our framework"], HEADINGS, ["A1", "Jobs", "jobs", 12.21, "Work", 2024, "A table"]])
    table = read_table("own.xlsx", content)
    assert table.headings_row == 2
    assert table.rows[0].cells == ("A1", "Jobs", "jobs", "12.21", "Work", "2024", "A table")
    assert not read(content, "own.xlsx").faults


def test_formulas_merged_cells_and_foreign_formats_of_a_workbook_are_named() -> None:
    rows = [HEADINGS, *([f"A{n}", "Jobs", "jobs", 5, "Work", 2024, "A table"] for n in range(1, 5))]
    rows[1] = ["A1", "Jobs", "jobs", "=2+3", "Work", 2024, "A table"]
    faults = read(workbook(rows, merge="E3:E4", formats={"D5": "[$€-2] #,##0"}), "own.xlsx").faults
    assert [(fault.row, fault.column[:8], fault.found) for fault in faults] == [
        (2, "column D", "a formula in D2"),
        (3, "column E", "merged cells, E3 to E4"),
        (5, "column D", "“€ 5”, an amount in another currency than pounds"),
    ]


def test_pounds_in_a_format_are_no_foreign_currency() -> None:
    rows = [HEADINGS, ["A1", "Jobs", "jobs", 5, "Work", 2024, "A table"]]
    for number_format in ("[$£-809]#,##0.00", '"£"#,##0', "#,##0.00", "[$-409]0"):
        assert not read(workbook(rows, formats={"D2": number_format}), "own.xlsx").faults


def test_more_rows_than_officers_could_choose_from_are_refused_with_the_limit() -> None:
    rows = (f"A{n},Jobs,jobs,5,Work,2024,A table\n" for n in range(20_000))
    with pytest.raises(UnreadableFileError, match=r"20,000 rows .* at most 5,000"):
        read_table("own.csv", (",".join(HEADINGS) + "\n" + "".join(rows)).encode())


def test_as_many_rows_as_are_allowed_are_read() -> None:
    rows = (f"A{n},Jobs,jobs,5,Work,2024,A table\n" for n in range(MAX_ROWS))
    checked = read(",".join(HEADINGS) + "\n" + "".join(rows))
    assert (len(checked.measures), len(checked.faults)) == (MAX_ROWS, 0)


def test_the_unit_cost_database_of_greater_manchester_is_read_by_its_own_headings() -> None:
    path = Path(settings.OPEN_DATA) / "reference" / "gmca_unit_costs.csv"
    if not path.exists():
        pytest.skip(
            "The open data is not here: the unit costs are read from the folder that OPEN_DATA names."
        )
    table = read_table(path.name, path.read_bytes())
    assert set(guess(table)) == {"code", "title", "unit", "value", "theme", "outcome", "price_year"}
    checked = check(table, Mapping(guess(table), {"kind": "fiscal", "source": "Unit Cost Database v1.4"}))
    assert not checked.faults
    assert len(checked.measures) == len(table.rows) == 674
    jobs = next(one for one in checked.measures if one.fields["code"] == "E&E1.0")
    assert (jobs.fields["proxy_value"], jobs.fields["price_year"]) == (Decimal(9800), "2012/13")
