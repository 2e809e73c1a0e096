"""What a workbook holds is what was written into it, to the last digit and the strangest character."""

import copy
import io
from fractions import Fraction
from typing import Any

import openpyxl
import pytest

from scoring.figures import parse_number, plain_text
from scoring.workbook import from_workbook, write_workbook
from tests.scoring.builders import Json, bid, evaluation, full_example, measure, model, price, quality, scale
from tests.scoring.workbooks import METHODS, invented, workbook_bytes

LEFT_OUT_WHERE_EMPTY = (
    "marks",
    "prices",
    "passes",
    "commitments",
    "measures",
    "bids",
    "sheets",
    "double_count",
)
TEXTS = ("id", "title", "name", "label", "descriptor", "source", "price_year", "reason", "unit")


def read_back(given: Json) -> Json:
    return from_workbook(io.BytesIO(workbook_bytes(given)))


def normal(value: Any, key: str = "") -> Any:
    """An evaluation as a workbook keeps it: without nulls and empty optional lists, numbers without needless zeros,
    one value of a measure as `value`, the measures of a criterion in the order of the model."""
    if isinstance(value, dict):
        found = {name: normal(item, name) for name, item in value.items()}
        if len(found.get("values") or ()) == 1:
            found["value"] = found.pop("values")[0]
        return {
            name: item
            for name, item in found.items()
            if item is not None and not (name in LEFT_OUT_WHERE_EMPTY and item in ([], {}))
        }
    if isinstance(value, list):
        row = [normal(item) for item in value]
        return sorted(row) if key == "measures" and row and isinstance(row[0], str) else row
    if isinstance(value, str) and key not in TEXTS and parse_number(value) is not None:
        return plain_text(Fraction(value))
    return value


def test_the_example_of_every_kind_of_criterion_comes_back() -> None:
    assert normal(read_back(full_example())) == normal(full_example())


@pytest.mark.parametrize("method", METHODS)
def test_invented_evaluations_come_back(method: str) -> None:
    for seed in range(2):
        given = invented(seed, method=method)
        assert normal(read_back(given)) == normal(given)


def test_a_model_without_bids_comes_back_alone() -> None:
    given = full_example()
    given["bids"] = []
    given["model"]["criteria"][1]["items"] = [{"id": "I", "title": "Hours", "quantity": "10"}]
    found = read_back(given)
    assert "bids" not in found
    assert normal(found) == normal(given)


def test_the_marks_of_evaluators_come_back() -> None:
    given = full_example()
    given["sheets"] = [
        {"evaluator": "Ann", "bid": "A", "marks": {"Q1": "4", "SQ": "0"}},
        {"evaluator": "Bob", "bid": "B", "marks": {}},
    ]
    assert read_back(given)["sheets"] == given["sheets"]


def test_the_same_evaluation_gives_the_same_bytes() -> None:
    assert workbook_bytes(full_example()) == workbook_bytes(full_example())


INJECTIONS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "'=1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    "#N/A",
)


def with_text(text: str) -> Json:
    """An evaluation with a text wherever somebody may write one."""
    steps = scale()
    steps["steps"][0]["descriptor"] = steps["steps"][1]["label"] = text
    return evaluation(
        model(
            quality(text, "60", title=text, scale=text),
            price("P", "40", items=[{"id": text, "title": text, "quantity": "2"}]),
            title=text,
            currency=text,
            scales={text: steps},
            measures={text: measure("5", title=text, unit=text, source=text, price_year=text)},
            tie_break=[text],
        ),
        bid(text, name=text, marks={text: "4"}, prices={"P": {text: "10"}}, passes={}),
        bid(
            "B",
            name=text,
            marks={text: "3"},
            prices={"P": {text: "11"}},
            excluded={"kind": "withdrawn", "reason": text},
        ),
    )


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    given = with_text(text)
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_bytes(given)))
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert len(cells) > 15
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells) == (text[0] in "=+-@\t'")
    assert read_back(given) == read_back(copy.deepcopy(given))
    assert normal(read_back(given)) == normal(given)


def test_no_formula_holds_text_of_the_file() -> None:
    formulas = [
        str(cell.value)
        for sheet in openpyxl.load_workbook(io.BytesIO(workbook_bytes(with_text("SECRET")))).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(formulas) > 50
    assert not [formula for formula in formulas if "SECRET" in formula]


STRANGE = {
    "control characters and escapes": "bell \x07, _x0041_, x005F_",
    "line ends": "two\r\nlines\nand a tab\t",
    "spaces": "  spaces on both ends  ",
    "long": "long " * 9_000,
    "outside the basic plane": "\U0001f600" * 20_000,
    "the word for no text": "(empty)",
    "no character": "\ufffe",
}


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_text_that_a_cell_cannot_hold_comes_back_exactly(text: str) -> None:
    given = with_text(text)
    assert normal(read_back(given)) == normal(given)


NUMBERS = (
    "480000.10",
    "0.1",
    "123456789012345",
    "1234567890123456",
    "0.1234567890123456789012345678901234567",
    "999999999999999999999999999999999999999.",
    "0.00000000000000000000000000000000000001",
    "1" + "0" * 39,
)


@pytest.mark.parametrize("number", [number.rstrip(".") for number in NUMBERS])
def test_a_number_of_any_length_comes_back_exactly(number: str) -> None:
    given = evaluation(
        model(quality("Q", "60"), price("P", "40"), measures={"M": measure(number)}),
        bid("A", marks={"Q": "4"}, prices={"P": number}),
    )
    found = read_back(given)
    assert Fraction(found["bids"][0]["prices"]["P"]) == Fraction(number)
    assert Fraction(found["model"]["measures"]["M"]["value"]) == Fraction(number)


def test_a_number_that_is_typed_over_an_inexact_one_counts() -> None:
    given = evaluation(
        model(quality("Q", "60"), price("P", "40")),
        bid("A", marks={"Q": "4"}, prices={"P": "1234567.12345678901234"}),
    )
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_bytes(given)))
    workbook["Prices"]["E5"] = 99.5
    changed = io.BytesIO()
    workbook.save(changed)
    changed.seek(0)
    assert from_workbook(changed)["bids"][0]["prices"] == {"P": "99.5"}


def test_a_workbook_is_written_to_a_path_too(tmp_path: Any) -> None:
    write_workbook(full_example(), tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == workbook_bytes(full_example())
    assert normal(from_workbook(str(tmp_path / "a.xlsx"))) == normal(full_example())
