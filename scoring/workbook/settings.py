"""Writes the sheet Model: the settings of a published model that are not in its tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scoring.workbook import layout, style, words
from scoring.workbook.book import Book
from scoring.workbook.layout import FIRST_ROW, MODEL
from scoring.workbook.places import Places

EQUAL = "0.0000000000001"


@dataclass(frozen=True)
class Setting:
    """A row of the sheet: `live` where formulas take notice when the cell is changed."""

    label: str
    value: Any
    meaning: str
    live: bool = False
    number: bool = False


_METHOD_WORDS = {
    "per": "Factor of the result (for example, for each million)",
    "estimate": "Estimated contract price",
    "value_per_point": "Money for each point of quality",
    "quality_base": "hundred: Q is out of 100; weight: Q is out of the weight of quality; empty: hundred",
}


def settings(places: Places) -> list[Setting]:
    """Every row of the sheet."""
    raw = places.raw_model
    rounding = raw["rounding"]
    return [
        Setting(layout.TITLE, raw["title"], "What is tendered"),
        Setting(layout.CURRENCY, raw["currency"], "Currency of all prices and values"),
        *_method(places),
        Setting(layout.WEIGHTS, raw["weights"], words.WEIGHTS[raw["weights"]]),
        Setting(layout.PLACES, rounding["places"], "Decimal places of every published figure", live=True),
        Setting(layout.MODE, rounding["mode"], words.MODES[rounding["mode"]]),
        Setting(layout.RANK_ON, raw["rank_on"], words.RANKED[raw["rank_on"]]),
        Setting(
            layout.WHOLE_MINIMUM,
            raw.get("minimum"),
            "Lowest percentage of all points (outside weighted_sum: of the quality points); empty: none",
            live=True,
            number=True,
        ),
        *_winners(raw.get("winners") or {}),
        *(
            Setting(f"{layout.TIE_BREAK}{at}", key, words.key_words(key))
            for at, key in enumerate(raw["tie_break"], start=1)
        ),
    ]


def _method(places: Places) -> Iterator[Setting]:
    raw = places.raw_model["award_method"]
    yield Setting(layout.METHOD, raw["type"], words.METHODS[raw["type"]])
    for name in places.model.award_method.type.parameters:
        if name != "corridor":
            label, live = layout.METHOD_PARAMETERS[name], name != "quality_base"
            yield Setting(label, raw.get(name), _METHOD_WORDS[name], live=live, number=live)
            continue
        corridor = raw.get("corridor") or {}
        share = "Share of the best result; bids within it are ordered by the deciding key first"
        yield Setting(layout.CORRIDOR_WIDTH, corridor.get("width"), share, live=True, number=True)
        decides = words.key_words(corridor["decide_by"]) if corridor else "No corridor"
        yield Setting(layout.CORRIDOR_KEY, corridor.get("decide_by"), decides)


def _winners(raw: dict[str, Any]) -> Iterator[Setting]:
    meaning = "top: the best so many; above: all from a total; empty: the best one"
    yield Setting(layout.WINNERS, raw.get("type"), meaning)
    yield Setting(layout.WINNERS_COUNT, raw.get("count"), "How many are recommended", live=True)
    lowest = "Lowest total that is recommended"
    yield Setting(layout.WINNERS_MINIMUM, raw.get("minimum"), lowest, live=True, number=True)


def setting_cell(places: Places, label: str) -> str:
    """The cell of a setting."""
    row = next(row for row, one in enumerate(settings(places), start=FIRST_ROW) if one.label == label)
    return MODEL.cell("Value", row)


def write_settings(book: Book, places: Places) -> None:
    """The sheet Model, and the tolerance as a name that formulas use."""
    page = book.table(
        MODEL,
        "The published rules",
        "Settings of the evaluation model. What is on amber may be changed; everything follows.",
        tab=style.TAB_INPUT,
        widths=(28, 44, 84),
    )
    rows = settings(places)
    for row, one in enumerate(rows, start=FIRST_ROW):
        page.words(row, 1, one.label, style.FIXED)
        page.entry(row, 2, one.value, live=one.live, number=one.number)
        page.words(row, 3, one.meaning, style.FIXED)
    row = FIRST_ROW + len(rows) + 1
    page.words(row, 1, layout.TOLERANCE, style.FIXED)
    page.number(row, 2, EQUAL, style.INPUT)
    meaning = (
        "Figures closer than this share of their size count as equal: a spreadsheet calculates in 15 digits"
    )
    page.words(row, 3, meaning, style.FIXED)
    book.name(layout.TOLERANCE_NAME, MODEL.cell("Value", row))
