"""write_workbook: an evaluation as an .xlsx with live formulas, beside the engine's own result."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from scoring.errors import EvaluationError, Problem
from scoring.evaluate import evaluate, parse_evaluation
from scoring.workbook import style
from scoring.workbook.bid_sheets import write_bid_sheets
from scoring.workbook.book import MOST_CELLS, Book
from scoring.workbook.layout import MOST_COLUMNS, POOL, README
from scoring.workbook.live_award import AwardSheet
from scoring.workbook.live_figures import Figures, write_figures
from scoring.workbook.live_pool import PoolSheet
from scoring.workbook.live_result import (
    CHECK_TABLE,
    RESULT_HEADER,
    RESULT_TABLE,
    Parts,
    write_check,
    write_result,
)
from scoring.workbook.live_scores import write_scores
from scoring.workbook.live_value import write_commitment_formulas, write_discount
from scoring.workbook.model_sheets import write_model_sheets
from scoring.workbook.places import Places
from scoring.workbook.readme import write_readme

_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_NO_DATE = b"2000-01-01T00:00:00Z"
_FIRST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def write_workbook(evaluation: Mapping[str, object], target: str | Path | IO[bytes]) -> None:
    """Write an evaluation (the JSON object of format 1) to a path or a binary file.

    With bids the workbook holds the result twice: as formulas over the inputs, and as the engine calculated it.
    Without bids it holds the model alone. The same input gives the same bytes. Raises EvaluationError where the
    evaluation cannot be read or evaluated, and where a workbook cannot hold it.
    """
    parsed = parse_evaluation(evaluation)
    places = Places(parsed, evaluation)
    _refuse_large(places)
    published = evaluate(parsed).to_json() if parsed.bids else None
    book = Book()
    book.page(README, "Evaluation workbook", _LEAD, tab=style.TAB_RESULT, widths=(18, 118), frozen="A4")
    if published is None:
        write_model_sheets(book, places)
        write_bid_sheets(book, places)
    else:
        _write_all(book, places, published)
    book.write_exact()
    write_readme(book, published, str(places.raw_model["title"]))
    book.finish()
    _save(book, target)


def _refuse_large(places: Places) -> None:
    """What cannot fit is refused before anything is calculated: each bid has a column on most sheets, and each of
    its figures a row of the sheet Check."""
    most = MOST_COLUMNS - len(POOL.columns)
    if places.count > most:
        allowed = f"at most {most:,}: a workbook has a column for each"
        raise EvaluationError([Problem("bids", f"{places.count:,} bids", allowed)])
    if places.count * len(places.nodes) * len(CHECK_TABLE.columns) > MOST_CELLS:
        found = f"{places.count:,} bids and {len(places.nodes):,} criteria"
        raise EvaluationError([Problem("file", found, f"what fits in a workbook of {MOST_CELLS:,} cells")])


_LEAD = "A published evaluation model with the bids, calculated by formulas that anyone can follow."


def _write_all(book: Book, places: Places, published: dict[str, object]) -> None:
    result = book.table(
        RESULT_TABLE,
        "Result",
        "Calculated by the formulas of this workbook; on grey, the result of the engine.",
        tab=style.TAB_RESULT,
        widths=(12, 30, 14, 14, 12, 8, 14, 14, 14, 12, 9, 15, 10, 44),
        fixed=2,
        header_row=RESULT_HEADER,
    )
    figures = Figures(places)
    write_model_sheets(book, places)
    write_bid_sheets(book, places)
    write_discount(book, places)
    write_commitment_formulas(book, places)
    write_figures(book, places, figures)
    pool = PoolSheet(book, places, figures)
    pool.write()
    write_scores(book, places, figures, pool)
    award = AwardSheet(book, places, figures, pool)
    award.write()
    parts = Parts(places, figures, pool, award, published)
    write_check(book, parts)
    write_result(result, parts)


def _save(book: Book, target: str | Path | IO[bytes]) -> None:
    """Save without a clock: dates of the file and of its parts are always the same."""
    saved = io.BytesIO()
    book.workbook.save(saved)
    made = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + _NO_DATE + rb"\g<2>", content)
            info = zipfile.ZipInfo(entry.filename, _FIRST_ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, content)
    if isinstance(target, str | Path):
        Path(target).write_bytes(made.getvalue())
    else:
        target.write(made.getvalue())
