"""Reads the bids and the evaluators' sheets from a workbook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scoring.jsontext import key_path, show
from scoring.reader import names
from scoring.workbook.cells import Cell
from scoring.workbook.layout import BIDS, COMMITMENTS, EVALUATORS, MARKS, PASSES, PRICES, Matrix
from scoring.workbook.tables import Row, Tables

Json = dict[str, Any]


class BidReader:
    """The bids by id, with their place in the list."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._findings = tables.findings
        self._bids: dict[str, Json] = {}
        self._paths: dict[str, str] = {}

    def read(self) -> list[Json]:
        """The `bids` list."""
        for row in self._tables.rows(BIDS):
            self._read_bid(row)
        self._read_matrix(MARKS, "marks", Cell.mark)
        self._read_matrix(PASSES, "passes", Cell.passed)
        self._read_prices()
        for row in self._tables.rows(COMMITMENTS):
            self._read_commitment(row)
        return list(self._bids.values())

    def sheets(self) -> list[Json]:
        """The `sheets` list: what each evaluator gave."""
        found: list[Json] = []
        header = self._tables.header(EVALUATORS)
        for row in self._tables.rows(EVALUATORS):
            path = f"sheets[{len(found)}]"
            row["Evaluator"].at(path)
            entry: Json = {}
            _put(entry, "evaluator", row["Evaluator"].at(f"{path}.evaluator").text())
            _put(entry, "bid", row["Bid"].at(f"{path}.bid").text())
            entry["marks"] = {}
            for number, leaf in header.items():
                name = leaf.text() or ""
                _put(entry["marks"], name, row.cell(number).at(key_path(f"{path}.marks", name)).mark())
            found.append(entry)
        return found

    def _read_bid(self, row: Row) -> None:
        path = f"bids[{len(self._bids)}]"
        bid = row["Id"].at(path).at(f"{path}.id").text() or ""
        if not bid or bid in self._bids:
            found = f"{show(bid)} a second time" if bid else "nothing"
            self._findings.add(row["Id"].address, found, "an id that no other bid has")
            return
        entry: Json = {"id": bid, "name": row["Name"].at(f"{path}.name").text() or ""}
        kind, reason = (
            row["Excluded"].at(f"{path}.excluded.kind"),
            row["Reason"].at(f"{path}.excluded.reason"),
        )
        if not kind.empty:
            entry["excluded"] = {"reason": reason.text() or ""}
            _put(entry["excluded"], "kind", kind.text())
        elif not reason.empty:
            self._findings.add(reason.address, reason.shown(), "nothing, for the bid is not excluded")
        self._bids[bid], self._paths[bid] = entry, path

    def _columns(self, table: Matrix) -> dict[int, str]:
        """The bid of each column."""
        found: dict[int, str] = {}
        for number, cell in self._tables.header(table).items():
            bid = cell.text() or ""
            if bid not in self._bids:
                self._findings.add(cell.address, cell.shown(), f"the id of a bid: {names(self._bids)}")
            elif bid in found.values():
                self._findings.add(cell.address, f"{show(bid)} a second time", "each bid once")
            else:
                found[number] = bid
        return found

    def _read_matrix(self, table: Matrix, key: str, read: Callable[[Cell], Any]) -> None:
        columns = self._columns(table)
        seen: set[str] = set()
        for row in self._tables.rows(table):
            leaf = row["Criterion"].text() or ""
            if self._is_repeated(row, leaf, seen):
                continue
            for number, bid in columns.items():
                cell = row.cell(number).at(key_path(f"{self._paths[bid]}.{key}", leaf))
                value = read(cell)
                if value is not None:
                    self._bids[bid].setdefault(key, {})[leaf] = value

    def _read_prices(self) -> None:
        columns = self._columns(PRICES)
        seen: set[tuple[str, str | None]] = set()
        for row in self._tables.rows(PRICES):
            leaf, item = row["Criterion"].text() or "", row["Item"].text()
            if self._is_repeated(row, (leaf, item), seen):
                continue
            for number, bid in columns.items():
                path = key_path(f"{self._paths[bid]}.prices", leaf)
                cell = row.cell(number)
                if item is None:
                    value = cell.at(path).number()
                    if value is not None:
                        self._bids[bid].setdefault("prices", {})[leaf] = value
                    continue
                self._findings.cells.setdefault(path, cell)
                value = cell.at(key_path(path, item)).number()
                if value is not None:
                    basket = self._bids[bid].setdefault("prices", {}).setdefault(leaf, {})
                    if isinstance(basket, dict):
                        basket[item] = value

    def _is_repeated(self, row: Row, key: Any, seen: set[Any]) -> bool:
        if key in seen:
            cell = row["Criterion"]
            self._findings.add(cell.address, f"{cell.shown()} a second time", "each row once")
        repeated = key in seen
        seen.add(key)
        return repeated

    def _read_commitment(self, row: Row) -> None:
        bid = row["Bid"].text() or ""
        if bid not in self._bids:
            self._findings.add(
                row["Bid"].address, row["Bid"].shown(), f"the id of a bid: {names(self._bids)}"
            )
            return
        entries = self._bids[bid].setdefault("commitments", [])
        path = f"{self._paths[bid]}.commitments[{len(entries)}]"
        row["Bid"].at(path)
        entry: Json = {}
        _put(entry, "measure", row["Measure"].at(f"{path}.measure").text())
        _put(entry, "quantity", row["Quantity"].at(f"{path}.quantity").number())
        _put(entry, "year", row["Year"].at(f"{path}.year").whole())
        _put(entry, "counted", row["Counted"].at(f"{path}.counted").number())
        _put(entry, "counted_reason", row["Reason"].at(f"{path}.counted_reason").text())
        entries.append(entry)


def _put(target: Json, key: str, value: Any) -> None:
    if value is not None:
        target[key] = value
