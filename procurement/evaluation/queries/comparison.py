"""Bids side by side: the differences are between exact figures of the result, and rounded once, when written."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from procurement.core.formatting import points

from ..models import Result
from .results import BidFigures, Column, Figure, ResultPage

SAME = "0.00"


@dataclass(frozen=True)
class Line:
    """One criterion: the figure of each chosen bid, and how far the first bid is ahead of the second."""

    figures: tuple[Figure, ...]
    ahead: str

    @property
    def leaf(self) -> Any:
        return self.figures[0].leaf


@dataclass(frozen=True)
class Section:
    """A top-level criterion: the points of each chosen bid, the difference, and the criteria under it."""

    title: str
    maximum: str
    points: tuple[str | None, ...]
    ahead: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Comparison:
    """The chosen bids in rank order, criteria in rows. `finding` says the difference between the first two."""

    bids: tuple[BidFigures, ...]
    sections: tuple[Section, ...]
    ahead: str
    finding: str


def comparison(page: ResultPage, codes: Sequence[str]) -> Comparison:
    """The bids with these letters, two at least, as the result ranks them. No query."""
    chosen = tuple(bid for bid in page.bids if bid.code in codes)
    exact = {bid.code: _entry(page.result, bid.code) for bid in chosen[:2]}
    first, second = (exact[bid.code] for bid in chosen[:2])
    maxima = {column.id: column.maximum for column in page.columns}
    sections = []
    for ident, title, _weight in page.rules.tops:
        leaves = [at for at, figure in enumerate(chosen[0].figures) if figure.leaf.top == ident]
        lines = tuple(
            Line(
                tuple(bid.figures[at] for bid in chosen),
                _ahead(first, second, chosen[0].figures[at].leaf.id),
            )
            for at in leaves
        )
        at = next((at for at, column in enumerate(page.columns) if column.id == ident), None)
        sections.append(
            Section(
                title,
                maxima.get(ident, ""),
                tuple(bid.parts[at] if at is not None else None for bid in chosen),
                _ahead(first, second, ident),
                lines,
            )
        )
    return Comparison(
        chosen, tuple(sections), _total_ahead(first, second), finding_between(page, *chosen[:2])
    )


def finding_between(page: ResultPage, first: BidFigures, second: BidFigures) -> str:
    """How far the one bid is ahead of the other, and in what it leads by most."""
    one, other = _entry(page.result, first.code), _entry(page.result, second.code)
    if not page.by_points or one["exact"] is None or other["exact"] is None:
        out = first if one["exact"] is None else second
        if page.by_points:
            return f"Bid {out.code} was {out.status_words.lower()}, so its points are not compared"
        return f"Bid {first.code} and bid {second.code} side by side"
    lead = Fraction(one["exact"]) - Fraction(other["exact"])
    if lead == 0:
        return f"Bid {first.code} and bid {second.code} have the same points"
    where = _most(page.columns, one, other)
    most = f"; its greatest lead is in {where[0]} ({signed(where[1])})" if where else ""
    return f"Bid {first.code} is {points(lead)} points ahead of bid {second.code}{most}"


def _most(
    columns: Sequence[Column], one: dict[str, Any], other: dict[str, Any]
) -> tuple[str, Fraction] | None:
    """The top-level criterion with the greatest lead of the one bid over the other; None where it leads in none."""
    leads = [(_lead(one, other, column.id) or Fraction(0), column.title) for column in columns]
    lead, title = max(leads, key=lambda found: found[0], default=(Fraction(0), ""))
    return (title, lead) if lead > 0 else None


def signed(difference: Fraction) -> str:
    """A difference in points with its sign: "+3.56", "-2.00", "0.00"."""
    figure = points(difference)
    return f"+{figure}" if difference > 0 and figure != SAME else figure


def _ahead(first: dict[str, Any], second: dict[str, Any], criterion: str) -> str:
    lead = _lead(first, second, criterion)
    return "" if lead is None else signed(lead)


def _lead(first: dict[str, Any], second: dict[str, Any], criterion: str) -> Fraction | None:
    figures = [entry["criteria"].get(criterion, {}).get("exact") for entry in (first, second)]
    if None in figures:
        return None
    return Fraction(figures[0]) - Fraction(figures[1])


def _total_ahead(first: dict[str, Any], second: dict[str, Any]) -> str:
    if first["exact"] is None or second["exact"] is None:
        return ""
    return signed(Fraction(first["exact"]) - Fraction(second["exact"]))


def _entry(result: Result, code: str) -> dict[str, Any]:
    return next(entry for entry in result.result["bids"] if entry["id"] == code)
