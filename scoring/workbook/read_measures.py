"""Reads the measures of social value from a workbook."""

from __future__ import annotations

from typing import Any

from scoring.jsontext import key_path, show
from scoring.workbook.cells import Cell
from scoring.workbook.layout import MEASURES, VALUE_COLUMN
from scoring.workbook.measure_sheet import key_of
from scoring.workbook.tables import Row, Tables

Json = dict[str, Any]
_NUMBERS = ("Deadweight", "Attribution", "Displacement", "Leakage", "Drop-off", "Cap")


def read_measures(tables: Tables, counting: dict[str, list[str]]) -> Json:
    """The `measures` object; `counting` is told which measures count in which criterion."""
    found: Json = {}
    header = tables.header(MEASURES)
    years = [number for number, cell in header.items() if (cell.text() or "").startswith(VALUE_COLUMN)]
    for row in tables.rows(MEASURES):
        name = row["Id"].text(needed=True) or ""
        if name in found:
            tables.findings.add(row["Id"].address, f"{show(name)} a second time", "each measure once")
        path = key_path("model.measures", name)
        row["Id"].at(path)
        found[name] = _measure(row, path, [row.cell(number) for number in years], tables)
        leaf = row["Counts in"].text()
        if leaf is not None:
            counting.setdefault(leaf, []).append(name)
    return found


def _measure(row: Row, path: str, values: list[Cell], tables: Tables) -> Json:
    made: Json = {}
    for column in ("Title", "Unit"):
        key = key_of(column)
        made[key] = row[column].at(f"{path}.{key}").text() or ""
    for column in ("Kind", "Price year", "Source"):
        key = key_of(column)
        text = row[column].at(f"{path}.{key}").text()
        if text is not None:
            made[key] = text
    for column in _NUMBERS:
        key = key_of(column)
        number = row[column].at(f"{path}.{key}").number()
        if number is not None:
            made[key] = number
    while values and values[-1].empty:
        values.pop()
    for cell in values:
        if cell.empty:
            tables.findings.add(cell.address, "nothing", "a number, for a later year has one")
    if len(values) > 1:
        made["values"] = [cell.at(f"{path}.values[{at}]").number() for at, cell in enumerate(values)]
    else:
        made["value"] = values[0].at(f"{path}.value").number() if values else None
    return made
