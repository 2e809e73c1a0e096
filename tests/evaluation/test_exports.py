"""The result as a file: complete, with its counts inside, or refused with the reason."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from procurement.audit.models import AuditEvent
from procurement.core.errors import NotPermitted, Refused
from procurement.evaluation import services
from procurement.evaluation.exports import csv_bytes, export_of, xlsx_bytes
from procurement.evaluation.models import ModeratedScore, Result
from procurement.evaluation.queries.reasons import panel_reasons

from .conftest import World, build
from .test_pages import signed_in, text

FORMULA = '=HYPERLINK("http://example.org")'


@pytest.fixture
def result(world: World) -> Result:
    world.ready_to_close()
    services.moderate(
        actor=world.moderator,
        bid=world.bids[1],
        criterion="Q2",
        mark="4",
        reason=FORMULA,
        dissent="+1, says Ben Cole; “not so”.",
        agreed_by=[world.evaluators[0]],
    )
    return world.close()


def rows_of(made: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))


def test_the_csv_file_states_its_counts_and_holds_as_many_rows(result: Result, world: World) -> None:
    lines = rows_of(services.export_table(actor=world.officer, result=result, form="csv"))
    start = lines.index([])
    said = dict(lines[:start])
    head, rows = lines[start + 1], lines[start + 2 :]
    kinds = [row[0] for row in rows]

    assert (said["Number of bids"], kinds.count("Bid")) == ("3", 3)
    assert (said["Number of criteria"], kinds.count("Criterion")) == ("6", 18)
    assert (said["Number of commitments"], kinds.count("Commitment")) == ("6", 6)
    assert said["Number of rows"] == str(len(rows)) == "27"
    assert said["Result, hash"] == result.result_hash
    totals = {row[head.index("Bid")]: row[head.index("Total")] for row in rows if row[0] == "Bid"}
    assert totals == {entry["id"]: entry["total"] for entry in result.result["bids"]}


def test_text_that_a_spreadsheet_would_calculate_stays_text(result: Result, world: World) -> None:
    lines = rows_of(services.export_table(actor=world.officer, result=result, form="csv"))
    cells = [cell for line in lines for cell in line]
    assert f"'{FORMULA}" in cells
    assert "'+1, says Ben Cole; “not so”." in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]

    book = load_workbook(io.BytesIO(services.export_table(actor=world.officer, result=result, form="xlsx")))
    held = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    (formula,) = [cell for cell in held if cell.value == FORMULA]
    assert (formula.data_type, bool(formula.quotePrefix)) == ("s", True)
    assert not [cell for cell in held if cell.data_type == "f"]


def test_the_spreadsheet_holds_numbers_as_numbers_and_states_its_counts(result: Result, world: World) -> None:
    book = load_workbook(io.BytesIO(services.export_table(actor=world.approver, result=result, form="xlsx")))
    assert book.sheetnames == ["About", "Bids", "Scores", "Commitments"]
    said = dict(book["About"].iter_rows(min_row=2, values_only=True))
    assert said["Number of bids"] == book["Bids"].max_row - 1 == 3
    assert said["Number of rows"] == sum(book[name].max_row - 1 for name in book.sheetnames[1:])
    scores = list(book["Scores"].iter_rows(values_only=True))
    prices = [row for row in scores[1:] if row[3] == "Price"]
    assert {row[6] for row in prices} == {540123, 480123, 512345}
    assert all(isinstance(row[7], int | float) for row in prices)
    assert {row[9] for row in book["Commitments"].iter_rows(min_row=2, values_only=True)} >= {19}


def test_each_download_is_recorded_and_only_for_those_who_may(result: Result, world: World) -> None:
    for form in ("csv", "xlsx"):
        answer = signed_in(world.moderator).get(world.url(f"result/result.{form}"))
        assert answer.status_code == 200
        assert 'filename="result-' in answer["Content-Disposition"]
    events = AuditEvent.objects.filter(action="result.exported").order_by("number")
    assert [(one.details["form"], one.details["rows"]) for one in events] == [("CSV", 27), ("XLSX", 27)]
    for person in (world.evaluators[0], world.reviewer):
        with pytest.raises(NotPermitted):
            services.export_table(actor=person, result=result, form="csv")
    assert events.count() == 2


def test_a_spreadsheet_that_would_cut_a_text_is_refused_and_nothing_is_recorded(
    result: Result, world: World
) -> None:
    ModeratedScore.objects.filter(bid=world.bids[0], criterion="Q1").update(reason="Plan. " * 6_000)
    answer = signed_in(world.officer).get(world.url("result/result.xlsx"), follow=True)
    page = text(answer)
    assert "cannot be put into a spreadsheet whole, so nothing was downloaded" in page
    assert "Scores, row" in page
    assert "the text has 36,000 characters" in page
    assert not AuditEvent.objects.filter(action="result.exported").exists()
    assert services.export_table(actor=world.officer, result=result, form="csv")


def test_an_export_that_lacks_what_was_scored_is_refused(result: Result, world: World) -> None:
    reasons = panel_reasons(world.lot_stage)
    with pytest.raises(Refused, match="Commitments: 6 rows were scored, but 4 could be put into the file"):
        export_of(result, replace(reasons, commitments={**reasons.commitments, "A": ()}))


def test_a_number_that_a_cell_would_round_and_a_sign_that_no_cell_holds_are_refused(
    result: Result, world: World
) -> None:
    export = export_of(result, panel_reasons(world.lot_stage))
    bids = export.tables[0]
    for cell, words in ((Decimal("1234567890123456.75"), "more than 15 digits"), ("a\x07b", "cannot hold")):
        odd = replace(bids, rows=((*bids.rows[0][:-1], cell), *bids.rows[1:]))
        with pytest.raises(Refused, match=words):
            xlsx_bytes(replace(export, tables=(odd, *export.tables[1:])), result)
    lone = replace(bids, rows=((*bids.rows[0][:-1], "\ud800"), *bids.rows[1:]))
    with pytest.raises(Refused, match="did not read back"):
        csv_bytes(replace(export, tables=(lone, *export.tables[1:])))


@pytest.mark.parametrize("size", [1, 3])
def test_an_export_costs_as_many_queries_for_three_bids_as_for_one(
    db: None, size: int, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    world = build(bids=size, questions=size, evaluators=size + 1)
    world.ready_to_close()
    world.close()
    client = signed_in(world.officer)
    with django_assert_max_num_queries(25):
        assert client.get(world.url("result/result.xlsx")).status_code == 200
