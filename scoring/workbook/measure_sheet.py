"""Writes the sheet Measures: what a unit of each social value measure is worth, and where it counts."""

from __future__ import annotations

from scoring.workbook import layout, style
from scoring.workbook.book import Book
from scoring.workbook.layout import MEASURES
from scoring.workbook.page import Page
from scoring.workbook.places import Places

_DEDUCTIONS = ("Deadweight", "Attribution", "Displacement", "Leakage")
_NUMBERS = (*_DEDUCTIONS, "Drop-off", "Cap")


def write_measures(book: Book, places: Places) -> None:
    """The sheet Measures."""
    table = places.measure_table
    more = len(table.columns) - len(MEASURES.columns)
    page = book.table(
        table,
        "Measures of social value",
        "What one unit is worth in each contract year (the last given year goes on) and what is deducted. "
        "No value: listed as not valued.",
        tab=style.TAB_INPUT,
        widths=(12, 40, 12, 14, 12, 11, 24, 12, 11, 13, 10, 10, 10, *(12.0,) * more),
        fixed=2,
    )
    for number, name in enumerate(places.measures, start=1):
        _write_inputs(page, places, name)
        row = places.measures[name]
        for column, (expression, number_format) in _formulas(places, name, number).items():
            page.formula(row, table.number(column), expression, style.LIVE, number_format)


def key_of(column: str) -> str:
    """The key of the format for a column."""
    return column.lower().replace("-", "_").replace(" ", "_")


def _write_inputs(page: Page, places: Places, name: str) -> None:
    raw, row, table = places.raw_measures[name], places.measures[name], places.measure_table
    leaf = places.model.leaf_of_measure.get(name)
    page.text(row, 1, name, style.FIXED, needed=True)
    for column in ("Title", "Unit", "Kind", "Price year", "Source"):
        page.text(row, table.number(column), raw.get(key_of(column)) or "", style.FIXED)
    page.text(row, table.number("Counts in"), "" if leaf is None else leaf.id, style.FIXED)
    for column in _NUMBERS:
        value = raw.get(key_of(column))
        page.entry(row, table.number(column), value, live=True, number=True, fillable=True)
    by_year = raw.get("values") or [raw.get("value")]
    for at, column in enumerate(places.value_columns):
        value = by_year[at] if at < len(by_year) else None
        page.entry(row, table.number(column), value, live=True, number=True, fillable=True)


def _formulas(places: Places, name: str, number: int) -> dict[str, tuple[str, str]]:
    """What follows from a measure and the criterion in which it counts."""
    table, row = places.measure_table, places.measures[name]
    leaf = places.model.leaf_of_measure.get(name)
    net, first_year, menu = "1", "0", "0"
    if leaf is not None:
        product = "*".join(f"(1-{table.cell(column, row)})" for column in _DEDUCTIONS)
        net = f'IF({places.parameter(leaf.id, "net")}="{layout.YES}",{product},1)'
        first_year = places.parameter(leaf.id, "first_year")
        menu = places.menu_cell(leaf.id, name) or "0"
    years = layout.block(table, places.value_columns[0], places.value_columns[-1], (row, row))
    found = {
        "No.": (str(number), style.WHOLE),
        "Counts in no.": (str(places.value_numbers[leaf.id] if leaf else 0), style.WHOLE),
        "Net factor": (net, style.FACTOR),
        "First year": (first_year, style.WHOLE),
        "Years of value": (f"COUNT({years})", style.WHOLE),
        "Menu points each": (menu, style.GENERAL),
    }
    for at, measures in enumerate(places.refusing, start=1):
        place = measures.index(name) + 1 if name in measures else 0
        found[f"Place in list {at}"] = (str(place), style.WHOLE)
    return found
