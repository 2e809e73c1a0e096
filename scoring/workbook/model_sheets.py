"""Writes the sheets of the published model: criteria, formulas, bands, scales, measures, overlaps."""

from __future__ import annotations

from typing import Any

from scoring.criteria import Group, QualityLeaf, SocialValueLeaf, only_conditions
from scoring.workbook import layout, style, words
from scoring.workbook.book import Book
from scoring.workbook.layout import BANDS, CRITERIA, FIRST_ROW, FORMULAS, HEADER_ROW, OVERLAPS, SCALES
from scoring.workbook.measure_sheet import write_measures
from scoring.workbook.page import Page
from scoring.workbook.places import MENU, TABLE_WORDS, Node, Places
from scoring.workbook.settings import write_settings

_CONSTANT = ("type", "per_pound", "over")
_WORDS = ("type", "zero", "all_equal", "over")


def write_model_sheets(book: Book, places: Places) -> None:
    """All sheets of the model."""
    write_settings(book, places)
    _write_criteria(book, places)
    if places.parameters:
        _write_formulas(book, places)
    if places.lines:
        _write_bands(book, places)
    _write_scales(book, places)
    if places.measures:
        write_measures(book, places)
    if places.model.double_count:
        _write_overlaps(book, places)


def _write_criteria(book: Book, places: Places) -> None:
    page = book.table(
        CRITERIA,
        "Criteria and weights",
        "The tree of criteria. Effective weight: points of 100, calculated from the weights.",
        tab=style.TAB_INPUT,
        widths=(14, 40, 13, 7, 10, 12, 14, 26, 12, 11, 14, 14, 14, 11),
        fixed=2,
    )
    for node in places.nodes:
        _write_criterion(page, node, places)
    rows = places.tree_rows
    row = HEADER_ROW - 1
    page.words(row, 2, "All leaves together", style.STRONG)
    weights, kinds = CRITERIA.span("Effective weight", rows), CRITERIA.span("Kind", rows)
    page.formula(
        row, CRITERIA.number("Effective weight"), f'SUMIFS({weights},{kinds},"<>group")', style.STRONG
    )
    total = CRITERIA.cell("Effective weight", row)
    same = f'IF(ABS({total}-100)<=100*{layout.TOLERANCE_NAME},"ok","not 100")'
    page.formula(row, CRITERIA.number("Sum check"), same, style.STRONG, style.WORDS)


def _write_criterion(page: Page, node: Node, places: Places) -> None:
    raw, row, leaf = node.raw, node.row, node.criterion
    page.text(row, 1, node.id, style.FIXED)
    page.text(row, 2, raw["title"], style.FIXED)
    page.indent(row, 2, node.level)
    page.words(row, CRITERIA.number("Kind"), node.kind, style.FIXED)
    page.value(row, CRITERIA.number("Level"), node.level, style.FIXED)
    page.number(row, CRITERIA.number("Weight"), raw["weight"], style.INPUT)
    for column, expression in (
        ("Effective weight", _effective(node, places)),
        ("Sum check", _sums(node, places)),
        ("Formula", None if raw.get("formula") is None else places.parameter(node.id, "type")),
    ):
        if expression is None:
            page.blank(row, CRITERIA.number(column), style.FIXED)
        else:
            shown = style.GENERAL if column == "Effective weight" else style.WORDS
            page.formula(row, CRITERIA.number(column), expression, style.LIVE, shown)
    scale = raw["scale"] if isinstance(leaf, QualityLeaf) else ""
    page.text(row, CRITERIA.number("Scale"), scale, style.FIXED, needed=isinstance(leaf, QualityLeaf))
    minimum = raw.get("minimum")
    if minimum is None:
        page.blank(row, CRITERIA.number("Minimum"), style.FIXED)
    else:
        page.mark(row, CRITERIA.number("Minimum"), minimum, style.INPUT)
    for column in ("Maximum", "Money"):
        page.entry(row, CRITERIA.number(column), raw.get(column.lower()), live=True, number=True)
    page.entry(row, CRITERIA.number("Aspect"), raw.get("aspect"), live=False, number=False)
    counting = None
    if isinstance(leaf, SocialValueLeaf):
        counting = layout.ALL if raw.get("measures") is None else layout.LISTED
    page.entry(row, CRITERIA.number("Measures"), counting, live=False, number=False)


def _effective(node: Node, places: Places) -> str:
    weight = CRITERIA.cell("Weight", node.row)
    if places.model.weights == "of_total" or node.parent is None:
        return weight
    return f"{weight}*{CRITERIA.cell('Effective weight', node.parent)}/100"


def _sums(node: Node, places: Places) -> str | None:
    """Whether the weights under a group sum to what they should."""
    if not isinstance(node.criterion, Group) or only_conditions(node.criterion):
        return None
    rows = (node.row + 1, node.last)
    below = f"SUMIFS({CRITERIA.span('Weight', rows)},{CRITERIA.span('Level', rows)},{node.level + 1})"
    wanted = CRITERIA.cell("Weight", node.row) if places.model.weights == "of_total" else "100"
    return f'IF(ABS({below}-{wanted})<=100*{layout.TOLERANCE_NAME},"ok","sum "&{below})'


def _write_formulas(book: Book, places: Places) -> None:
    page = book.table(
        FORMULAS,
        "Formulas and their parameters",
        "How prices and social value become points. P is the bid's evaluated price, SV the value of its commitments.",
        tab=style.TAB_INPUT,
        widths=(16, 18, 26, 96),
    )
    for row, line in enumerate(places.parameters, start=FIRST_ROW):
        kind = places.node_of[line.criterion].kind
        page.text(row, 1, line.criterion, style.FIXED)
        page.words(row, 2, line.name, style.FIXED)
        page.entry(
            row,
            3,
            line.value,
            live=line.name not in _CONSTANT,
            number=line.name not in _WORDS,
            fillable=line.name == "floor",
        )
        page.words(row, 4, _parameter_words(line.name, line.value, kind), style.FIXED)


def _parameter_words(name: str, value: Any, kind: str) -> str:
    if name == "type":
        return (words.PRICE_EQUATIONS if kind == "price" else words.VALUE_EQUATIONS)[value]
    return words.PARAMETERS[name]


def _write_bands(book: Book, places: Places) -> None:
    page = book.table(
        BANDS,
        "Bands, menus and rates",
        "Step tables of the formulas on the sheet Formulas.",
        tab=style.TAB_INPUT,
        widths=(16, 18, 18, 14, 70),
    )
    for row, line in enumerate(places.lines, start=FIRST_ROW):
        page.text(row, 1, line.criterion, style.FIXED)
        page.words(row, 2, line.table, style.FIXED)
        if line.table == MENU:
            page.text(row, 3, line.limit, style.FIXED, needed=True)
        else:
            page.entry(row, 3, line.limit, live=True, number=True)
        page.number(row, 4, line.figure, style.INPUT)
        page.words(row, 5, TABLE_WORDS[line.table], style.FIXED)


def _write_scales(book: Book, places: Places) -> None:
    page = book.table(
        SCALES,
        "Scales of marks",
        "Each mark earns a share of the weight: its points, or mark / highest mark.",
        tab=style.TAB_INPUT,
        widths=(16, 10, 24, 80, 10, 8, 14),
        fixed=2,
    )
    row = FIRST_ROW
    for name, scale in places.raw_model["scales"].items():
        marks = places.marks_of(name)
        for place, step in enumerate(scale["steps"], start=1):
            page.text(row, 1, name, style.FIXED, needed=True)
            page.mark(row, 2, step["mark"], style.FIXED)
            page.text(row, 3, step["label"], style.FIXED)
            page.text(row, 4, step["descriptor"], style.FIXED)
            page.entry(row, 5, step.get("points"), live=True, number=True)
            page.value(row, 6, place, style.FIXED)
            mark, points = SCALES.cell("Mark", row), SCALES.cell("Points", row)
            share = f'IF({points}="",{mark}/MAX({marks}),{points})'
            page.formula(row, 7, share, style.LIVE, style.FACTOR)
            row += 1


def _write_overlaps(book: Book, places: Places) -> None:
    page = book.table(
        OVERLAPS,
        "Measures that may count one thing twice",
        "warn: a warning only. refuse: of the measures that a bid has, only the first of the list counts.",
        tab=style.TAB_INPUT,
        widths=(8, 12, 40),
    )
    row = FIRST_ROW
    for number, rule in enumerate(places.model.double_count, start=1):
        for measure in rule.measures:
            page.value(row, 1, number, style.FIXED)
            page.words(row, 2, rule.action, style.FIXED)
            page.text(row, 3, measure, style.FIXED, needed=True)
            row += 1
