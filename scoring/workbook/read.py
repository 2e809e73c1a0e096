"""from_workbook: the evaluation that a workbook holds, read from its input cells; every fault is named by its cell."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO, Any

from scoring.errors import EvaluationError, Problem
from scoring.evaluate import EVALUATION_FORMAT, parse_evaluation
from scoring.workbook.cells import Findings
from scoring.workbook.layout import CRITERIA, MODEL, SCALES
from scoring.workbook.read_bids import BidReader
from scoring.workbook.read_model import read_model
from scoring.workbook.tables import Tables

_QUOTED_NUMBER = re.compile(r'"(-?[0-9.]+)"')


def from_workbook(source: str | Path | IO[bytes]) -> dict[str, Any]:
    """The evaluation (format 1) in a workbook that `write_workbook` has written and somebody may have filled in.

    Only input cells are read; what the workbook calculates is not looked at. Raises EvaluationError with every
    problem, its path a cell such as `Marks!C7`, or `file` where the file as a whole is none.
    """
    tables = Tables(source)
    tables.require(MODEL, CRITERIA, SCALES)
    found: dict[str, Any] = {"format": EVALUATION_FORMAT, "model": read_model(tables)}
    reader = BidReader(tables)
    bids = reader.read()
    if bids:
        found["bids"] = bids
    sheets = reader.sheets()
    if sheets:
        found["sheets"] = sheets
    problems = tables.findings.problems
    try:
        parse_evaluation(found)
    except EvaluationError as error:
        known = {problem.path for problem in problems}
        named = (_by_cell(problem, tables.findings) for problem in error.errors)
        problems = [*problems, *(problem for problem in named if problem.path not in known)]
    if problems:
        raise EvaluationError(problems)
    return found


def _by_cell(problem: Problem, findings: Findings) -> Problem:
    """A problem of the evaluation by the cell from which it was read, or the nearest that is above it."""
    path = problem.path
    while path and path not in findings.cells:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    if not path:
        return Problem(f"{MODEL.sheet}!A1", f"{problem.path}: {problem.found}", problem.allowed)
    cell = findings.cells[path]
    quoted = _QUOTED_NUMBER.fullmatch(problem.found)
    found = quoted.group(1) if quoted is not None and cell.is_number else problem.found
    if found == "nothing" and path != problem.path:
        found = f"nothing for {problem.path[len(path) :].lstrip('.')}"
    return Problem(cell.address, found, problem.allowed)
