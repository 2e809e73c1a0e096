"""A result as a table for people: rank, bid, total and the points of each top-level criterion."""

from __future__ import annotations

from scoring.criteria import Group, PassFailLeaf
from scoring.jsontext import printable
from scoring.result import BidResult, Result


def result_table(result: Result) -> str:
    """The result as plain text; a figure that does not exist is a dash."""
    columns = [one for one in result.model.criteria if not isinstance(one, PassFailLeaf)]
    rows = [["Rank", "Bid", "Name", "Status", "Total", *(one.id for one in columns)]]
    for bid in sorted(result.bids, key=lambda one: (one.rank is None, one.rank or 0)):
        points = [_points(bid, one.id, result, group=isinstance(one, Group)) for one in columns]
        total = "-" if bid.total is None else result.model.rounding.text(bid.total.compared)
        rank = "-" if bid.rank is None else str(bid.rank)
        rows.append([rank, bid.id, bid.name, bid.status, total, *points])
    rows = [[printable(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, "-" * len(lines[0]))
    lines += ["", f"Winner: {', '.join(result.winner) or 'none'}"]
    lines.append(f"Recommended: {', '.join(result.recommended) or 'none'}")
    if result.undecided:
        lines.append(f"Undecided: {', '.join(result.undecided)}")
    lines += [f"{bid.id}: {reason}" for bid in result.bids for reason in bid.reasons]
    lines += [f"Warning: {text}" for text in result.warnings]
    lines.append("Figures may not sum because of rounding.")
    return "\n".join(printable(line) for line in lines)


def _points(bid: BidResult, criterion: str, result: Result, *, group: bool) -> str:
    score = bid.group_points.get(criterion) if group else bid.scores.get(criterion)
    return "-" if score is None else result.model.rounding.text(score.compared)


def _line(row: list[str], widths: list[int]) -> str:
    """One line: words to the left, figures to the right."""
    cells = [
        cell.ljust(width) if at < 4 else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()
