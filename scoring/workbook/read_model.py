"""Reads the published model from the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scoring.award import AWARD_METHODS
from scoring.jsontext import key_path, show
from scoring.workbook import layout
from scoring.workbook.cells import Cell
from scoring.workbook.layout import BANDS, CRITERIA, FORMULAS, MODEL, OVERLAPS, PRICES, SCALES
from scoring.workbook.places import DISCOUNT, MENU, PRICE_BANDS, VALUE_BANDS
from scoring.workbook.read_measures import read_measures
from scoring.workbook.tables import Row, Tables

Json = dict[str, Any]
Reader = Callable[[Cell], Any]
_FLAGS = ("clamp", "cap", "per_pound", "net")
_WORDS = ("type", "zero", "all_equal", "over")
_OF_LEAF = ("net", "first_year", "discount_rate")
_LIMITS = {
    PRICE_BANDS: ("bands", "up_to"),
    VALUE_BANDS: ("bands", "from"),
    DISCOUNT: ("discount_rate", "until"),
}


def put(target: Json, key: str, value: Any) -> None:
    """Set a key, unless there is nothing to set."""
    if value is not None:
        target[key] = value


def read_model(tables: Tables) -> Json:
    """The `model` object."""
    model = _settings(tables)
    model["scales"] = _scales(tables)
    counting: dict[str, list[str]] = {}
    measures = read_measures(tables, counting)
    if measures:
        model["measures"] = measures
    rules = _overlaps(tables)
    if rules:
        model["double_count"] = rules
    model["criteria"] = _Tree(tables, counting).read()
    return model


def _settings(tables: Tables) -> Json:
    rows = {row["Setting"].text(): row["Value"] for row in tables.rows(MODEL)}

    def given(label: str, path: str, read: Reader = Cell.text) -> Any:
        cell = rows.get(label)
        return None if cell is None else read(cell.at(f"model.{path}"))

    model: Json = {"title": given(layout.TITLE, "title") or ""}
    put(model, "currency", given(layout.CURRENCY, "currency"))
    model["award_method"] = _method(given)
    put(model, "weights", given(layout.WEIGHTS, "weights"))
    model["rounding"] = {}
    put(model["rounding"], "places", given(layout.PLACES, "rounding.places", Cell.whole))
    put(model["rounding"], "mode", given(layout.MODE, "rounding.mode"))
    put(model, "rank_on", given(layout.RANK_ON, "rank_on"))
    put(model, "minimum", given(layout.WHOLE_MINIMUM, "minimum", Cell.number))
    winners: Json = {}
    put(winners, "type", given(layout.WINNERS, "winners.type"))
    put(winners, "count", given(layout.WINNERS_COUNT, "winners.count", Cell.whole))
    put(winners, "minimum", given(layout.WINNERS_MINIMUM, "winners.minimum", Cell.number))
    if winners:
        model["winners"] = winners
    ladder: list[str | None] = []
    while f"{layout.TIE_BREAK}{len(ladder) + 1}" in rows:
        ladder.append(given(f"{layout.TIE_BREAK}{len(ladder) + 1}", f"tie_break[{len(ladder)}]"))
    model["tie_break"] = [key for key in ladder if key is not None]
    return model


def _method(given: Callable[..., Any]) -> Json:
    method: Json = {}
    put(method, "type", given(layout.METHOD, "award_method.type"))
    known = AWARD_METHODS.get(method.get("type", ""))
    for name in known.parameters if known is not None else ():
        if name != "corridor":
            read = Cell.text if name == "quality_base" else Cell.number
            put(method, name, given(layout.METHOD_PARAMETERS[name], f"award_method.{name}", read))
            continue
        corridor: Json = {}
        put(corridor, "width", given(layout.CORRIDOR_WIDTH, "award_method.corridor.width", Cell.number))
        put(corridor, "decide_by", given(layout.CORRIDOR_KEY, "award_method.corridor.decide_by"))
        if corridor:
            method["corridor"] = corridor
    return method


def _scales(tables: Tables) -> Json:
    found: Json = {}
    for row in tables.rows(SCALES):
        name = row["Scale"].text(needed=True) or ""
        steps = found.setdefault(name, {"steps": []})["steps"]
        path = f"{key_path('model.scales', name)}.steps"
        if not steps:
            row["Scale"].at(path)
        path = f"{path}[{len(steps)}]"
        row["Scale"].at(path)
        step: Json = {}
        put(step, "mark", row["Mark"].at(f"{path}.mark").mark())
        step["label"] = row["Label"].at(f"{path}.label").text() or ""
        step["descriptor"] = row["Descriptor"].at(f"{path}.descriptor").text() or ""
        put(step, "points", row["Points"].at(f"{path}.points").number())
        steps.append(step)
    return found


def _overlaps(tables: Tables) -> list[Json]:
    found: dict[str | None, Json] = {}
    for row in tables.rows(OVERLAPS):
        number = row["List"].text()
        at = list(found).index(number) if number in found else len(found)
        path = f"model.double_count[{at}]"
        if number not in found:
            rule = found[number] = {"measures": []}
            row["List"].at(path).at(f"{path}.measures")
            put(rule, "action", row["Action"].at(f"{path}.action").text())
        measures = found[number]["measures"]
        measures.append(row["Measure"].at(f"{path}.measures[{len(measures)}]").text(needed=True) or "")
    return list(found.values())


class _Tree:
    """The tree of criteria with what other sheets say of its leaves."""

    def __init__(self, tables: Tables, counting: dict[str, list[str]]) -> None:
        self._tables = tables
        self._counting = counting
        self._formulas = self._by_criterion(FORMULAS)
        self._bands = self._by_criterion(BANDS)
        self._items = self._by_criterion(PRICES)
        self._known: set[str] = set()

    def read(self) -> list[Json]:
        """The list of criteria."""
        top: list[Json] = []
        open_groups: list[tuple[list[Json], str]] = [(top, "model.criteria")]
        for row in self._tables.rows(CRITERIA):
            level = row["Level"].whole()
            if level is None or not 1 <= level <= len(open_groups):
                if level is not None:
                    allowed = f"1 to {len(open_groups)}: one more than the group it stands in"
                    self._tables.findings.add(row["Level"].address, str(level), allowed)
                level = min(max(level or 1, 1), len(open_groups))
            del open_groups[level:]
            siblings, path = open_groups[-1]
            if not siblings:
                row["Id"].at(path)
            path = f"{path}[{len(siblings)}]"
            made = self._criterion(row, path)
            siblings.append(made)
            if made.get("kind") == "group":
                made["children"] = []
                row["Id"].at(f"{path}.children")
                open_groups.append((made["children"], f"{path}.children"))
        self._refuse_strangers()
        return top

    def _criterion(self, row: Row, path: str) -> Json:
        made: Json = {}
        row["Id"].at(path)
        leaf = row["Id"].at(f"{path}.id").text() or ""
        put(made, "id", leaf or None)
        made["title"] = row["Title"].at(f"{path}.title").text() or ""
        put(made, "kind", row["Kind"].at(f"{path}.kind").text())
        put(made, "weight", row["Weight"].at(f"{path}.weight").number())
        quality = made.get("kind") == "quality"
        scale = row["Scale"].at(f"{path}.scale")
        put(made, "scale", scale.text(needed=True))
        minimum = row["Minimum"].at(f"{path}.minimum")
        put(made, "minimum", minimum.mark() if quality else minimum.number())
        for column in ("Maximum", "Money"):
            key = column.lower()
            put(made, key, row[column].at(f"{path}.{key}").number())
        put(made, "aspect", row["Aspect"].at(f"{path}.aspect").text())
        self._known.add(leaf)
        self._add_formula(made, leaf, path)
        self._add_bands(made, leaf, path)
        self._add_items(made, leaf, path)
        if row["Measures"].at(f"{path}.measures").text() == layout.LISTED:
            made["measures"] = self._counting.get(leaf, [])
        return made

    def _add_formula(self, made: Json, leaf: str, path: str) -> None:
        formula: Json = {}
        for row in self._formulas.get(leaf, ()):
            name, cell = row["Parameter"].text() or "", row["Value"]
            target, place = (made, path) if name in _OF_LEAF else (formula, f"{path}.formula")
            cell.at(f"{place}.{name}")
            if name == "type":
                cell.at(place)
            value = _parameter(name, cell)
            if name == "floor" and cell.empty:
                target[name] = None
            put(target, name, value)
        if formula:
            made["formula"] = formula

    def _add_bands(self, made: Json, leaf: str, path: str) -> None:
        for row in self._bands.get(leaf, ()):
            kind, limit, figure = row["Table"].text() or "", row["Limit"], row["Figure"]
            formula = made.setdefault("formula", {}) if kind != DISCOUNT else made
            place = f"{path}.formula" if kind != DISCOUNT else path
            if kind == MENU:
                measure = limit.text(needed=True) or ""
                path_of = key_path(f"{place}.points", measure)
                put(formula.setdefault("points", {}), measure, figure.at(path_of).number())
            elif kind in _LIMITS:
                key, name = _LIMITS[kind]
                bands = formula.setdefault(key, [])
                step = f"{place}.{key}[{len(bands)}]"
                limit.at(step).at(f"{step}.{name}")
                entry: Json = {name: limit.whole() if kind == DISCOUNT else limit.number()}
                of = "rate" if kind == DISCOUNT else "points"
                put(entry, of, figure.at(f"{step}.{of}").number())
                bands.append(entry)
            else:
                row["Table"].refuse([*_LIMITS, MENU])
        formula = made.get("formula")
        if formula is not None and formula.get("type") == "points_menu":
            formula.setdefault("points", {})

    def _add_items(self, made: Json, leaf: str, path: str) -> None:
        items: list[Json] = []
        for row in self._items.get(leaf, ()):
            if row["Item"].empty:
                continue
            place = f"{path}.items[{len(items)}]"
            item: Json = {"title": row["Title"].at(f"{place}.title").text() or ""}
            put(item, "id", row["Item"].at(place).at(f"{place}.id").text())
            put(item, "quantity", row["Quantity"].at(f"{place}.quantity").number())
            items.append(item)
        if items:
            made["items"] = items

    def _by_criterion(self, table: layout.Table) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self._tables.rows(table):
            found.setdefault(row["Criterion"].text() or "", []).append(row)
        return found

    def _refuse_strangers(self) -> None:
        """Rows of a criterion that is not on the sheet Criteria."""
        for rows in (self._formulas, self._bands, self._items):
            for leaf, strangers in rows.items():
                if leaf not in self._known:
                    address = strangers[0]["Criterion"].address
                    self._tables.findings.add(address, show(leaf), "an id of the sheet Criteria")


def _parameter(name: str, cell: Cell) -> Any:
    if name in _FLAGS:
        return cell.flag()
    if name in _WORDS:
        return cell.text()
    return cell.whole() if name == "first_year" else cell.number()
