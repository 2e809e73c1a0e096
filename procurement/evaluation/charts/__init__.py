"""Charts of a lot's evaluation, as SVG that serves in a page and in a PDF alike.

Altair describes, vl-convert draws. The result carries no inline style, script or class, so a strict content
security policy lets it pass; its ids are its own; its first child is the `<title>` that gives the alternative
text; and the same input gives the same bytes. What is drawn stands in a table beneath it, always: a chart
shows published figures, it never computes one. In a page, `max-width: 100%; height: auto` lets it shrink.
"""

from .contributions import ContributionRow, Part, contributions_chart
from .drawing import FAMILY, font_directory
from .spread import SpreadRow, spread_chart

__all__ = [
    "FAMILY",
    "ContributionRow",
    "Part",
    "SpreadRow",
    "contributions_chart",
    "font_directory",
    "spread_chart",
]
