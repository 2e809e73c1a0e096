"""How far the evaluators' first marks lay apart: a dot for each mark, a diamond for the consensus."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from .drawing import BRAND, INK, LINE, QUIET, Box, Dot, Text, draw
from .lettering import MOST_BIDS, clean, length, name_column, spoken

PITCH = 11.0
"""How far equal marks stand from each other, where there is room."""


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """One bid at one question: the evaluators' first marks and the consensus, each a step of the scale."""

    code: str
    name: str
    marks: tuple[str, ...]
    consensus: str | None = None


def spread_chart(rows: Sequence[SpreadRow], *, title: str, steps: Sequence[str], width: int = 640) -> str:
    """A line a bid, with the marks of one question along the scale.

    `title` says the finding ("First marks for question 3 lie within one step"); `steps` are the marks of the
    scale from the lowest up ("0", "1", ...; words are allowed), the axis; `width` is in CSS pixels, at least
    320. Bids beyond the fortieth are left to the table. Returns an `<svg>` element, safe to put into a page
    as it stands. Raises ValueError without rows, and for a mark that is no step.
    """
    return _drawn(tuple(rows), title, tuple(steps), width)


@lru_cache(maxsize=256)
def _drawn(rows: tuple[SpreadRow, ...], title: str, steps: tuple[str, ...], width: int) -> str:
    shown = rows[:MOST_BIDS]
    for row in rows:
        _check(row, steps)
    names = name_column(shown, width, most_lines=1)
    step = 34 if len(shown) <= 12 else 24
    top, dots, texts = _legend()
    bottom = top + step * len(shown)
    # Room at both ends for the word of the step, and for all the equal marks on it.
    most = max(row.marks.count(mark) for row in shown for mark in (steps[0], steps[-1]))
    ends = (length(steps[0], 12, 400) / 2, length(steps[-1], 12, 400) / 2)
    edge = max(14.0, *ends, min(PITCH * (most - 1) / 2 + 6, width / 10))
    gap = (width - names.width - 2 * edge) / max(len(steps) - 1, 1)
    at = {mark: names.width + edge + gap * index for index, mark in enumerate(steps)}
    boxes = [Box(x - 0.4, top, x + 0.4, bottom, LINE) for x in at.values()]
    boxes += [Box(0, top + step * i - 0.4, width, top + step * i + 0.4, LINE) for i in range(len(shown) + 1)]
    texts += [Text(x, bottom + 13, clean(mark), QUIET, "center", size=12) for mark, x in at.items()]
    for index, row in enumerate(shown):
        texts += names.lines(row, top + step * (index + 0.5))
        for mark in steps:
            dots += _cluster(row.marks.count(mark), at[mark], top + step * (index + 0.3), room=gap)
        if row.consensus is not None:
            dots.append(Dot(at[row.consensus], top + step * (index + 0.72), "diamond", BRAND, BRAND, 90))
    said = [f"{row.code} {row.name} {', '.join(row.marks)} ({_consensus(row)})" for row in shown]
    title = spoken(title, "First marks and consensus", said, len(rows))
    return draw(width, bottom + 22, title, boxes=boxes, texts=texts, dots=dots)


def _check(row: SpreadRow, steps: Sequence[str]) -> None:
    for mark in (*row.marks, *([] if row.consensus is None else [row.consensus])):
        if mark not in steps:
            raise ValueError(f"Bid {row.code}: {mark!r} is not a step of the scale ({', '.join(steps)}).")


def _consensus(row: SpreadRow) -> str:
    return "no consensus yet" if row.consensus is None else f"consensus {row.consensus}"


def _cluster(count: int, x: float, y: float, *, room: float) -> list[Dot]:
    """Equal marks beside each other, centred on their step, closer together where they are many."""
    pitch = min(PITCH, (room - 4) / max(count, 1))
    first = x - pitch * (count - 1) / 2
    return [Dot(first + pitch * i, y, "circle", "#ffffff", INK, 70) for i in range(count)]


def _legend() -> tuple[float, list[Dot], list[Text]]:
    first, second = "an evaluator's first mark", "the panel's consensus mark"
    second_at = 16 + length(first, 13, 400) + 26
    dots = [Dot(6, 9, "circle", "#ffffff", INK, 70), Dot(second_at, 9, "diamond", BRAND, BRAND, 90)]
    return 24, dots, [Text(16, 9, first), Text(second_at + 11, 9, second)]
