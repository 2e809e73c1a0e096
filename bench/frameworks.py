"""How long a framework's file takes to be read and checked, and one that is too long to be refused."""

import io
import os
from functools import partial

import django
import openpyxl

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from procurement.frameworks.importing import (  # noqa: E402 - the app's models need Django to be set up
    MAX_ROWS,
    Mapping,
    UnreadableFileError,
    check,
    guess,
    read_table,
)

from .figures import Figure, medians_in_turn  # noqa: E402

HEADINGS = ("Code", "Measure", "Unit", "Value", "Theme", "Price year", "Source", "What counts")
TOO_MANY = 20_000


def measure() -> list[Figure]:
    """Reading and checking grow with the rows, and a file that is too long is refused at once."""
    few, many, book = as_csv(MAX_ROWS // 10), as_csv(MAX_ROWS), as_workbook(MAX_ROWS)
    small, large, workbook, refused = medians_in_turn(
        [
            partial(checked, "own.csv", few),
            partial(checked, "own.csv", many),
            partial(checked, "own.xlsx", book),
            partial(refuse, as_csv(TOO_MANY)),
        ],
        times=3,
    )
    rows = f"{MAX_ROWS:,} rows x {len(HEADINGS)} columns"
    return [
        Figure("read and check a CSV file", rows, large, "ms"),
        Figure("ten times the rows", f"{MAX_ROWS:,} to {MAX_ROWS // 10:,}", large / small, "x", bound=13),
        Figure("the same as an Excel workbook", rows, workbook / large, "x"),
        Figure(
            "refuse a file that is too long", f"{TOO_MANY:,} rows to {rows}", refused / large, "x", bound=1
        ),
    ]


def rows_of(number: int) -> list[tuple[str, ...]]:
    return [
        (f"M{at}", f"Measure {at}", "hours", "12.50", f"Theme {at % 8}", "2024", "A table", "An hour of it")
        for at in range(number)
    ]


def as_csv(number: int) -> bytes:
    return "\n".join(",".join(row) for row in (HEADINGS, *rows_of(number))).encode()


def as_workbook(number: int) -> bytes:
    book, out = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in (HEADINGS, *rows_of(number)):
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def checked(name: str, content: bytes) -> None:
    table = read_table(name, content)
    found = check(table, Mapping(guess(table), {"kind": "social"}))
    if found.faults:
        raise RuntimeError(f"{len(found.faults)} faults in a file that has none")


def refuse(content: bytes) -> None:
    try:
        read_table("own.csv", content)
    except UnreadableFileError:
        return
    raise RuntimeError("a file that is too long was read")
