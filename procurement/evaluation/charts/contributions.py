"""Where the points come from: a stacked bar for each bid."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from .drawing import INK, Box, Text, draw
from .lettering import MOST_BIDS, fitted, length, name_column, spoken

# Okabe and Ito's series, told apart by colour-blind readers too, each with the ink that reads best on it.
SERIES = (
    ("#0072b2", "#ffffff"),
    ("#e69f00", INK),
    ("#009e73", INK),
    ("#cc79a7", INK),
    ("#56b4e9", INK),
    ("#d55e00", INK),
    ("#f0e442", INK),
)
REST = ("#5f5f5f", "#ffffff")


@dataclass(frozen=True, slots=True)
class Part:
    """Points for one top-level criterion: published figures as text, `points` None where there are none."""

    criterion: str
    maximum: str
    points: str | None


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """One bid: its parts in the order of the criteria, which is the same for all rows, and its total."""

    code: str
    name: str
    parts: tuple[Part, ...]
    total: str
    leading: bool = False


def contributions_chart(rows: Sequence[ContributionRow], *, title: str, width: int = 640) -> str:
    """One stacked bar a bid, in the order given (rank order), total at its end.

    `title` says the finding ("Bid B leads by 1.56 points") and opens the alternative text; `width` is in CSS
    pixels, at least 320. Criteria beyond the eighth share a grey part; bids beyond the fortieth are left to
    the table. Returns an `<svg>` element, safe to put into a page as it stands. Raises ValueError
    without rows.
    """
    return _drawn(tuple(rows), title, width)


@lru_cache(maxsize=256)
def _drawn(rows: tuple[ContributionRow, ...], title: str, width: int) -> str:
    shown = [_merged(row) for row in rows[:MOST_BIDS]]
    few = len(shown) <= 12
    step, bar = (36, 24) if few else (23, 17)
    names = name_column(shown, width, most_lines=2 if few else 1)
    top, boxes, texts = _legend(shown[0].parts, width)
    totals_at = width - max(length(row.total, 14, 700) for row in shown) - 2
    low = min(sum(min(_figure(part), 0.0) for part in row.parts) for row in shown)
    high = max(sum(max(_figure(part), 0.0) for part in row.parts) for row in shown)
    scale = (totals_at - 10 - names.width) / ((high - low) or 1.0)
    for index, row in enumerate(shown):
        middle = top + step * (index + 0.5)
        weight: Literal[400, 700] = 700 if row.leading else 400
        texts += names.lines(row, middle, weight=weight)
        texts.append(Text(totals_at, middle, row.total, weight=weight, size=14))
        more_boxes, more_texts = _bar(row, names.width - low * scale, scale, middle, bar)
        boxes += more_boxes
        texts += more_texts
    totals = [f"{row.code} {row.name} {row.total}" for row in shown]
    title = spoken(title, "Points by bid", totals, len(rows))
    return draw(width, top + step * len(shown) + 2, title, boxes=boxes, texts=texts)


def _figure(part: Part) -> float:
    return float(Decimal(part.points)) if part.points is not None else 0.0


def _merged(row: ContributionRow) -> ContributionRow:
    """The row with at most as many parts as there are colours, the last for the rest."""
    if len(row.parts) <= len(SERIES) + 1:
        return row
    kept, rest = row.parts[: len(SERIES)], row.parts[len(SERIES) :]
    points = sum((Decimal(part.points) for part in rest if part.points is not None), Decimal(0))
    maximum = sum((Decimal(part.maximum) for part in rest), Decimal(0))
    return replace(row, parts=(*kept, Part(f"{len(rest)} other criteria", f"{maximum:f}", f"{points:f}")))


def _colours(index: int) -> tuple[str, str]:
    return SERIES[index] if index < len(SERIES) else REST


def _legend(parts: Sequence[Part], width: float) -> tuple[float, list[Box], list[Text]]:
    """Swatch and words with the maximum for each series, in as many lines as they need, and their height."""
    boxes, texts = [], []
    x, y = 0.0, 9.0
    for index, part in enumerate(parts):
        words = fitted(f"{part.criterion} ({part.maximum})", 13, 400, width - 18)
        needed = 18 + length(words, 13, 400)
        if x and x + needed > width:
            x, y = 0.0, y + 20
        boxes.append(Box(x, y - 6, x + 12, y + 6, _colours(index)[0]))
        texts.append(Text(x + 18, y, words))
        x += needed + 20
    return y + 14, boxes, texts


def _bar(
    row: ContributionRow, zero: float, scale: float, middle: float, height: float
) -> tuple[list[Box], list[Text]]:
    """The boxes of one bid, gains to the right of zero and losses to its left, with the figures that fit."""
    boxes, texts = [], []
    right = left = zero
    for index, part in enumerate(row.parts):
        end = _figure(part) * scale
        start, end = (right, right + end) if end >= 0 else (left + end, left)
        right, left = max(right, end), min(left, start)
        if part.points is None or end - start < 0.5:
            continue
        fill, ink = _colours(index)
        # A hair of white between neighbours tells them apart without colour.
        boxes.append(Box(start, middle - height / 2, max(end - 1, start + 0.5), middle + height / 2, fill))
        if length(part.points, 12, 400) + 6 <= end - start:
            texts.append(Text((start + end) / 2, middle, part.points, ink, "center", size=12))
    return boxes, texts
