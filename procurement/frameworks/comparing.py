"""Two editions of a framework side by side: what was added, what was taken out, and what changed of each measure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from procurement.core.formatting import money, plain_number

from .models import DEDUCTIONS, Measure

_WORDS = (
    ("title", "Title"), ("unit", "Unit"), ("definition", "What counts"), ("evidence", "Evidence"),
    ("baseline", "Baseline"), ("source", "Source"), ("source_edition", "Edition of the source"),
    ("price_year", "Price year"),
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One thing about a measure that differs: before and after, in words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """`changed` are pairs of the later measure and its changes, in the order of the later edition."""

    added: list[Measure]
    removed: list[Measure]
    changed: list[tuple[Measure, list[Change]]]
    same: int


def compare(earlier: Iterable[Measure], later: Iterable[Measure]) -> Comparison:
    """Compare by code. Measures come with their outcome and its theme; no query then."""
    before = {measure.code: measure for measure in earlier}
    after = {measure.code: measure for measure in later}
    changes = [
        (measure, _changes(before[code], measure)) for code, measure in after.items() if code in before
    ]
    return Comparison(
        added=[measure for code, measure in after.items() if code not in before],
        removed=[measure for code, measure in before.items() if code not in after],
        changed=[(measure, found) for measure, found in changes if found],
        same=sum(not found for _measure, found in changes),
    )


def _changes(before: Measure, after: Measure) -> list[Change]:
    pairs = [
        ("Value of one unit", worth(before), worth(after)),
        *((label, getattr(before, name), getattr(after, name)) for name, label in _WORDS),
        ("Licence", _own_licence(before), _own_licence(after)),
        ("Kind of value", before.get_kind_display(), after.get_kind_display()),
        ("Level", before.get_level_display(), after.get_level_display()),
        ("Confidence", before.get_confidence_display(), after.get_confidence_display()),
        ("Counts with", ", ".join(before.counts_with), ", ".join(after.counts_with)),
        ("Theme", before.outcome.theme.title, after.outcome.theme.title),
        ("Outcome", before.outcome.title, after.outcome.title),
        ("Deductions", _deductions(before), _deductions(after)),
    ]
    return [Change(what, old or "Not stated", new or "Not stated") for what, old, new in pairs if old != new]


def worth(measure: Measure) -> str:
    """The value of one unit in words: "£9,800", "£277.22, £281.44, …" by year, or "Not valued"."""
    if measure.proxy_value is None:
        return "Not valued"
    return ", ".join(money(value) for _year, value in measure.values_by_year) or money(measure.proxy_value)


def _own_licence(measure: Measure) -> str:
    """The licence of a value where it is another than its framework's."""
    return "" if measure.licence == measure.framework.licence else measure.licence


def _deductions(measure: Measure) -> str:
    shares: list[tuple[str, Any]] = [(name, getattr(measure, name)) for name in DEDUCTIONS]
    return ", ".join(
        f"{name.replace('_', '-')} {plain_number(share * 100)}%" for name, share in shares if share
    )
