"""What an export holds: three tables of a result and the counts that prove them whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from procurement.core.errors import Refused
from procurement.core.formatting import london, london_exact, plain_number
from procurement.core.letters import letter_order
from procurement.tenders.published import Leaf, MeasureWords, Rules, published_rules

from ..models import Result
from ..queries.reasons import Reasons, Why
from ..queries.results import STATUS_WORDS

Cell = str | Decimal | None

BIDS = ("Bid", "Bidder", "Outcome", "Rank", "Total", "Working", "Social value counted", "Reason")
SCORES = (
    "Bid",
    "Bidder",
    "Part of",
    "Criterion",
    "Weighting",
    "Given",
    "Figure",
    "Points",
    "Working",
    "Reason",
    "Decided by",
    "Decided at",
    "Agreed by",
    "Did not agree",
)
COMMITMENTS = (
    "Bid",
    "Bidder",
    "Theme",
    "Outcome of the framework",
    "Measure code",
    "Measure",
    "Unit",
    "Contract year",
    "Promised",
    "Counted",
    "Value",
    "Working",
    "Reason",
    "Decided by",
    "Decided at",
)


@dataclass(frozen=True)
class Table:
    """One kind of row: what a row is called, the columns, and the rows with as many cells each."""

    title: str
    row: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Export:
    """The tables of one result, with what the file says about itself: pairs of a label and a figure or words."""

    statement: tuple[tuple[str, Cell], ...]
    tables: tuple[Table, ...]


def export_of(result: Result, reasons: Reasons) -> Export:
    """Everything of a result as rows; no query. Raises Refused where anything that was scored would be missing."""
    rules = published_rules(result.published_model)
    rows = _Rows(result, rules, reasons)
    tables = (
        Table("Bids", "Bid", BIDS, tuple(rows.bids())),
        Table("Scores", "Criterion", SCORES, tuple(rows.scores())),
        Table("Commitments", "Commitment", COMMITMENTS, tuple(rows.commitments())),
    )
    _refuse_gaps(result, rules, tables)
    return Export(_statement(result, rules, tables), tables)


def _refuse_gaps(result: Result, rules: Rules, tables: tuple[Table, ...]) -> None:
    """What the tables hold against what was scored: bids and promises by the evaluation file, criteria by the rules."""
    given = result.evaluation["bids"]
    promised = sum(len(bid.get("commitments") or []) for bid in given)
    expected = (len(given), len(given) * len(rules.leaves), promised)
    reasons = [
        f"{table.title}: {count} rows were scored, but {len(table.rows)} could be put into the file."
        for table, count in zip(tables, expected, strict=True)
        if len(table.rows) != count
    ]
    if reasons:
        raise Refused("The export would not be complete, so nothing was downloaded.", reasons)


def _statement(result: Result, rules: Rules, tables: tuple[Table, ...]) -> tuple[tuple[str, Cell], ...]:
    lot = result.lot_stage.lot
    return (
        ("Tender", lot.tender.title),
        ("Reference", lot.tender.reference),
        ("Lot", f"{lot.number}: {lot.title}"),
        ("Contracting authority", lot.tender.authority.name),
        ("Calculated", london_exact(result.calculated_at)),
        ("Currency", rules.currency),
        ("Published model, version", Decimal(rules.version)),
        ("Published model, hash", rules.model_hash),
        ("Result, hash", result.result_hash),
        ("Number of bids", Decimal(len(tables[0].rows))),
        ("Number of criteria", Decimal(len(rules.leaves))),
        ("Number of commitments", Decimal(len(tables[2].rows))),
        ("Number of rows", Decimal(sum(len(table.rows) for table in tables))),
    )


class _Rows:
    """The rows of each table, from the result as `scoring` wrote it and the panel's reasons."""

    def __init__(self, result: Result, rules: Rules, reasons: Reasons) -> None:
        self.rules, self.reasons = rules, reasons
        self.names = {bid["id"]: bid["name"] for bid in result.evaluation["bids"]}
        self.entries = sorted(
            result.result["bids"],
            key=lambda bid: (bid["rank"] is None, bid["rank"] or 0, letter_order(bid["id"])),
        )

    def bids(self) -> Iterator[tuple[Cell, ...]]:
        for entry in self.entries:
            value = entry["social_value"]
            yield (
                entry["id"],
                self.names[entry["id"]],
                STATUS_WORDS[entry["status"]],
                _number(entry["rank"]),
                _number(entry["total"]),
                entry["working"],
                _number(value["total"]) if value else None,
                " ".join(entry["reasons"]),
            )

    def scores(self) -> Iterator[tuple[Cell, ...]]:
        for entry in self.entries:
            for leaf in self.rules.leaves:
                given = entry["criteria"].get(leaf.id)
                if given is not None:
                    yield self._score(entry["id"], leaf, given)

    def _score(self, code: str, leaf: Leaf, given: Mapping[str, Any]) -> tuple[Cell, ...]:
        words, figure = _given(leaf, given)
        why = self.reasons.decisions.get((code, leaf.id))
        return (
            code,
            self.names[code],
            ", ".join(leaf.trail),
            leaf.title,
            Decimal(leaf.weight.numerator) / Decimal(leaf.weight.denominator),
            words,
            figure,
            _number(given.get("points")),
            given.get("working"),
            *_why(why),
            ", ".join(why.agreed_by) if why else None,
            why.dissent if why else None,
        )

    def commitments(self) -> Iterator[tuple[Cell, ...]]:
        for entry in self.entries:
            judged = self.reasons.commitments.get(entry["id"], ())
            worked = (entry["social_value"] or {}).get("commitments", ())
            # Where they differ in number a pair is missing, and what is missing is counted afterwards.
            for given, why in zip(worked, judged, strict=False):
                yield self._commitment(entry["id"], given, why)

    def _commitment(self, code: str, given: Mapping[str, Any], why: Why | None) -> tuple[Cell, ...]:
        measure = self.rules.measures[given["measure"]]
        words = self.rules.measure_words.get(given["measure"], MeasureWords())
        return (
            code,
            self.names[code],
            words.theme,
            words.outcome,
            given["measure"],
            measure["title"],
            measure["unit"],
            Decimal(given["year"] + 1),
            _number(given["promised"]),
            _number(given["counted"]),
            _number(given["value"]) if given["value"] is not None else "Not valued",
            given["working"],
            *_why(why),
        )


def _given(leaf: Leaf, entry: Mapping[str, Any]) -> tuple[str, Decimal | None]:
    """What the points were made from, in words and, where it is one, as a number."""
    if leaf.kind == "quality":
        mark = entry["mark"]
        label = next((step.label for step in leaf.scale if step.mark == mark), "")
        is_number = mark is not None and mark.replace(".", "", 1).isdecimal()
        return label or (mark or ""), Decimal(mark) if is_number else None
    if leaf.kind == "pass_fail":
        return {True: "Pass", False: "Fail", None: ""}[entry["pass"]], None
    figure = entry["price"] if leaf.kind == "price" else entry.get("value")
    return ("Price" if leaf.kind == "price" else "Social value counted") if figure else "", _number(figure)


def _why(why: Why | None) -> tuple[Cell, Cell, Cell]:
    return (why.reason, why.by, london(why.at)) if why else (None, None, None)


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def as_text(cell: Cell) -> str:
    """A cell as text: a number in plain digits, nothing as an empty text."""
    if isinstance(cell, Decimal):
        return f"{cell:f}" if cell.as_tuple().exponent in (0, -2) else plain_number(cell)
    return cell or ""
