"""The workbook that an officer opens: readable, printable, open to change, and honest about its limits."""

import io
from typing import Any

import openpyxl
import pytest

from scoring import EvaluationError
from scoring.workbook import write_workbook
from tests.scoring.builders import bid, evaluation, full_example, model, price, quality
from tests.scoring.workbooks import invented, workbook_bytes


def opened(given: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(given)))


def test_the_result_stands_first_after_the_words_that_explain_the_workbook() -> None:
    names = opened(full_example()).sheetnames
    assert names[:2] == ["Read me", "Result"]
    assert {
        "Criteria",
        "Marks",
        "Prices",
        "Passes",
        "Commitments",
        "Scores",
        "Award",
        "Pool",
        "Check",
    } <= set(names)


def test_every_sheet_is_fit_to_read_and_to_print_and_none_is_protected() -> None:
    for sheet in opened(full_example()).worksheets:
        assert sheet.freeze_panes is not None
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows is not None
        assert not sheet.protection.sheet
        assert sheet.column_dimensions["A"].width > 5
        assert sheet["A1"].font.size == 16


def test_a_model_without_bids_has_no_result() -> None:
    given = full_example()
    given["bids"] = []
    assert opened(given).sheetnames == ["Read me", "Model", "Criteria", "Formulas", "Scales", "Measures"]


def test_inputs_are_on_amber_and_formulas_are_not() -> None:
    for sheet in opened(invented(3)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                amber = cell.style.startswith("cw input")
                assert not (amber and cell.data_type == "f"), f"{sheet.title}!{cell.coordinate}"


def test_marks_are_offered_as_the_steps_of_their_scale() -> None:
    rules = opened(full_example())["Marks"].data_validations.dataValidation
    assert [(str(rule.sqref), rule.formula1) for rule in rules] == [
        (f"D{row}:E{row}", "Scales!$B$5:$B$10") for row in (5, 6, 7)
    ]


def test_a_workbook_says_what_it_cannot_do_exactly() -> None:
    text = " ".join(str(cell.value) for row in opened(full_example())["Read me"].iter_rows() for cell in row)
    assert "calculates in 15 digits" in text
    assert "exact fractions" in text


def test_more_bids_than_a_sheet_has_columns_are_refused() -> None:
    given = evaluation(
        model(quality("Q", "60"), price("P", "40")),
        *(bid(f"B{number}", marks={"Q": "1"}, prices={"P": "5"}) for number in range(16_380)),
    )
    with pytest.raises(EvaluationError) as refused:
        write_workbook(given, io.BytesIO())
    assert (
        str(refused.value)
        == "bids: found 16,380 bids; allowed: at most 16,378: a workbook has a column for each"
    )


def test_a_workbook_of_too_many_cells_is_refused() -> None:
    leaves = [quality(f"Q{number}", "0") for number in range(800)]
    given = evaluation(
        model(quality("Q", "60"), price("P", "40"), *leaves),
        *(
            bid(f"B{n}", marks={"Q": "1", **{leaf["id"]: "2" for leaf in leaves}}, prices={"P": "5"})
            for n in range(60)
        ),
    )
    with pytest.raises(
        EvaluationError,
        match=r"found 60 bids and 802 criteria; allowed: what fits in a workbook of 400,000 cells",
    ):
        write_workbook(given, io.BytesIO())


def test_an_evaluation_that_the_engine_refuses_is_not_written() -> None:
    given = full_example()
    given["bids"][0]["prices"]["P"] = "0"
    with pytest.raises(EvaluationError, match=r"bids\[0\].prices.P"):
        write_workbook(given, io.BytesIO())
