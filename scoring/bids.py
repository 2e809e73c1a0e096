"""What is scored: marks, prices, passes and commitments of each bid, and evaluators' sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.criteria import PriceLeaf, QualityLeaf
from scoring.figures import ZERO, exact_sum, plain_text
from scoring.jsontext import key_path, show
from scoring.measures import LAST_YEAR
from scoring.model import Model, ModelReading
from scoring.reader import Object, Value, names

EXCLUSIONS = ("disregarded", "disqualified", "withdrawn")


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise: so much of a measure in a contract year; `counted` is what a reviewer counts of it."""

    measure: str
    quantity: Fraction
    year: int
    counted: Fraction
    counted_reason: str | None


@dataclass(frozen=True, slots=True)
class Excluded:
    """Why a bid is out before it is scored."""

    kind: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Bid:
    """A bid; marks are places of steps on the scale, prices are totals (a basket is summed)."""

    id: str
    name: str
    marks: Mapping[str, int]
    prices: Mapping[str, Fraction]
    passes: Mapping[str, bool]
    commitments: tuple[Commitment, ...]
    excluded: Excluded | None
    path: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The marks of one evaluator for one bid; a mark left out is missing."""

    evaluator: str
    bid: str
    marks: Mapping[str, int]


def read_bids(value: Value | None, reading: ModelReading) -> tuple[Bid, ...]:
    """The bids of a file, read by its model."""
    if value is None:
        return ()
    reader = _BidReader(reading)
    taken: set[str] = set()
    bids = []
    for place in value.list():
        bid = reader.bid(place)
        if bid.id and bid.id in taken:
            path = key_path(place.path, "id")
            place.report.add(path, f"{show(bid.id)} a second time", "an id that no other bid has")
        taken.add(bid.id)
        bids.append(bid)
    return tuple(bids)


def read_sheets(value: Value | None, reading: ModelReading, bids: Iterable[Bid]) -> tuple[Sheet, ...]:
    """The evaluators' sheets beside the bids."""
    if value is None:
        return ()
    reader = _BidReader(reading)
    known = [bid.id for bid in bids]
    ids = set(known)
    taken: set[tuple[str, str]] = set()
    sheets = []
    for place in value.list():
        entry = place.object()
        evaluator = entry["evaluator"].text(empty=False)
        bid = entry["bid"]
        bid_id = bid.text(empty=False)
        if bid_id and bid_id not in ids:
            bid.refuse(f"the id of a bid: {names(known)}")
        elif (evaluator, bid_id) in taken and evaluator:
            bid.refuse("one sheet of an evaluator for a bid")
        taken.add((evaluator, bid_id))
        sheets.append(Sheet(evaluator, bid_id, reader.marks(entry["marks"], complete=False)))
        entry.close()
    return tuple(sheets)


class _BidReader:
    """Reads bids by a model; where the tree is faulty, only what does not depend on it is checked."""

    def __init__(self, reading: ModelReading) -> None:
        self._model: Model = reading.model
        self._sound = reading.tree_is_sound

    def bid(self, value: Value) -> Bid:
        entry = value.object()
        bid_id = entry["id"].text(empty=False)
        name = entry["name"].text()
        excluded = _read_excluded(entry.optional("excluded"))
        complete = entry.optional("excluded") is None
        bid = Bid(
            id=bid_id,
            name=name,
            marks=self.marks(_part(entry, "marks"), complete=complete),
            prices=self._prices(_part(entry, "prices"), complete=complete),
            passes=self._passes(_part(entry, "passes"), complete=complete),
            commitments=self._commitments(entry.optional("commitments")),
            excluded=excluded,
            path=value.path,
        )
        entry.close()
        return bid

    def marks(self, value: Value, *, complete: bool) -> dict[str, int]:
        """The place on its scale of each mark."""
        found: dict[str, int] = {}
        leaves = self._model.quality_leaves
        for leaf_id, place in self._entries(value, leaves, complete=complete).items():
            at = _mark(place, leaves[leaf_id])
            if at is not None:
                found[leaf_id] = at
        return found

    def _prices(self, value: Value, *, complete: bool) -> dict[str, Fraction]:
        leaves = self._model.price_leaves
        entries = self._entries(value, leaves, complete=complete)
        return {leaf_id: _price(place, leaves[leaf_id]) for leaf_id, place in entries.items()}

    def _passes(self, value: Value, *, complete: bool) -> dict[str, bool]:
        entries = self._entries(value, self._model.conditions, complete=complete)
        return {leaf_id: place.flag() for leaf_id, place in entries.items()}

    def _entries(self, value: Value, wanted: Iterable[str], *, complete: bool) -> dict[str, Value]:
        """The entries of `marks`, `prices` or `passes`: one for each leaf that asks, none for another."""
        ids = list(wanted)
        given = value.mapping()
        if not self._sound or not value.sound:
            return {key: place for key, place in given.items() if key in ids}
        known = set(ids)
        for key, place in given.items():
            if key not in known:
                value.report.add(place.path, "an unknown key", names(ids))
        entries = {key: given[key] for key in ids if key in given}
        if complete:
            for key in ids:
                if key not in given:
                    value.report.add(key_path(value.path, key), "nothing", self._wanted(key))
        return entries

    def _wanted(self, leaf_id: str) -> str:
        leaf = self._model.by_id[leaf_id]
        if isinstance(leaf, QualityLeaf):
            return f"a mark: {leaf.scale.marks()}"
        return "a price" if isinstance(leaf, PriceLeaf) else "true or false"

    def _commitments(self, value: Value | None) -> tuple[Commitment, ...]:
        return () if value is None else tuple(self._commitment(place) for place in value.list())

    def _commitment(self, value: Value) -> Commitment:
        entry = value.object()
        place = entry["measure"]
        measure = place.text(empty=False)
        if measure and measure not in self._model.measures:
            place.refuse(f"the id of a measure: {names(self._model.measures)}")
        quantity = entry["quantity"].number(ZERO)
        year = entry.optional("year")
        counted, reason = _read_counted(entry, quantity)
        commitment = Commitment(
            measure=measure,
            quantity=quantity,
            year=0 if year is None else year.whole(0, LAST_YEAR),
            counted=counted,
            counted_reason=reason,
        )
        entry.close()
        return commitment


def _part(entry: Object, key: str) -> Value:
    """`marks`, `prices` or `passes`: absent or null is the same as empty."""
    value = entry.optional(key)
    return Value(entry.report, {}, key_path(entry.path, key)) if value is None else value


def _read_counted(entry: Object, quantity: Fraction) -> tuple[Fraction, str | None]:
    """What a reviewer counts, 0 to the quantity, with the reason for it; absent: all of it."""
    place = entry.optional("counted")
    if place is None:
        entry.knows("counted_reason")
        reason = entry.optional("counted_reason")
        if reason is not None:
            reason.refuse("nothing without counted")
        return quantity, None
    counted = place.number(ZERO)
    if entry["quantity"].sound and counted > quantity:
        place.refuse(f"at most the quantity, {plain_text(quantity)}")
    return counted, entry["counted_reason"].text(empty=False)


def _read_excluded(value: Value | None) -> Excluded | None:
    if value is None:
        return None
    entry = value.object()
    excluded = Excluded(entry["kind"].choice(EXCLUSIONS), entry["reason"].text())
    entry.close()
    return excluded


def _mark(value: Value, leaf: QualityLeaf) -> int | None:
    """The place of a mark on the leaf's scale; a scale that is faulty itself is not held against it."""
    mark = value.text(empty=False)
    at = leaf.scale.find(mark)
    if mark and at is None and leaf.scale.sound:
        value.refuse(f"a step of the scale {leaf.scale.id}: {leaf.scale.marks()}")
    return at


def _price(value: Value, leaf: PriceLeaf) -> Fraction:
    """A price, or for a basket the sum of quantity x rate over its items."""
    if not leaf.items:
        return value.number(ZERO)
    entry = value.object()
    parts = [item.quantity * entry[item.id].number(ZERO) for item in leaf.items]
    entry.close()
    return exact_sum(parts)
