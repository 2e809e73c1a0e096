"""Lettering: how long words are in the typeface, and how names are fitted into a column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

from fontTools.ttLib import TTFont

from .drawing import FAMILY, Text, font_directory

# More bids than this and a chart would outgrow a page: the table has them all.
MOST_BIDS = 40
SPOKEN_BIDS = 8
SEMIBOLD = 600
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# A character that the typeface lacks is taken to be as wide as a capital.
UNKNOWN_WIDTH = 0.62


class NamedBid(Protocol):
    """What the rows of every chart share."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class NameColumn:
    """Where bids' codes and names stand at the left of a chart."""

    width: float
    code_width: float
    most_lines: int

    def lines(self, bid: NamedBid, middle: float, *, weight: Literal[400, 700] = 400) -> list[Text]:
        """The code and the name, over as many lines as it may have, centred on `middle`."""
        words = wrapped(clean(bid.name), 13, weight, self.width - self.code_width - 14, self.most_lines)
        top = middle - 7.5 * (len(words) - 1)
        names = [Text(self.code_width, top + 15 * i, line, weight=weight) for i, line in enumerate(words)]
        return [Text(0, top, clean(bid.code), weight=weight), *names]


def name_column(bids: Sequence[NamedBid], width: float, *, most_lines: int) -> NameColumn:
    """As wide as the longest name, but never more than a third of the chart."""
    if not bids:
        raise ValueError("A chart needs at least one bid.")
    code = max(length(clean(bid.code), 13, 700) for bid in bids) + 6
    longest = max(length(clean(bid.name), 13, 700) for bid in bids)
    return NameColumn(min(code + longest + 16, width / 3), code, most_lines)


def clean(text: str) -> str:
    """One line, without the characters that XML cannot hold."""
    return UNREADABLE.sub("", " ".join(text.split()))


def wrapped(text: str, size: float, weight: int, room: float, most: int) -> list[str]:
    """Words in at most `most` lines; what does not fit ends in an ellipsis: the table has the whole name."""
    lines: list[str] = []
    words = text.split(" ")
    while words and len(lines) < most - 1:
        line = words.pop(0)
        while words and length(f"{line} {words[0]}", size, weight) <= room:
            line = f"{line} {words.pop(0)}"
        lines.append(fitted(line, size, weight, room))
    return [*lines, fitted(" ".join(words), size, weight, room)] if words else lines


def fitted(text: str, size: float, weight: int, room: float) -> str:
    """The text, cut with an ellipsis where it is longer than `room` pixels."""
    if length(text, size, weight) <= room:
        return text
    while text and length(f"{text}…", size, weight) > room:
        text = text[:-1].rstrip()
    return f"{text}…"


def length(text: str, size: float, weight: int) -> float:
    """Pixels that a text takes at a size, without kerning."""
    advances = _advances(font_directory(), heavy=weight >= SEMIBOLD)
    return sum(advances.get(ord(character), UNKNOWN_WIDTH) for character in text) * size


def spoken(title: str, lead: str, items: Sequence[str], of: int) -> str:
    """The alternative text: the finding, then the figures of the first bids."""
    said = "; ".join(clean(item) for item in items[:SPOKEN_BIDS])
    more = f"; and {of - SPOKEN_BIDS} more in the table" if of > SPOKEN_BIDS else ""
    return f"{clean(title).rstrip('.')}. {lead}: {said}{more}."


@cache
def _advances(directory: Path, *, heavy: bool) -> dict[int, float]:
    """Widths of the typeface's characters, in ems."""
    path = directory / f"{FAMILY.replace(' ', '')}-{'Bold' if heavy else 'Regular'}.ttf"
    if not path.is_file():
        raise FileNotFoundError(f"{path.name} is not in {directory}: build the assets (make build).")
    with TTFont(path, lazy=True) as font:
        metrics, units = font["hmtx"].metrics, font["head"].unitsPerEm
        return {code: metrics[name][0] / units for code, name in font.getBestCmap().items()}
