"""A figure with its working: the points of a leaf, or the total of a bid."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial

from scoring.figures import exact_sum, significant, working_number

Refuse = Callable[[str, str], None]
"""Tells of a bid that a formula cannot take: the bid's id, and what is allowed."""
Warn = Callable[[str], None]


@dataclass(frozen=True)
class Score:
    """Points or money with the working that gives them. Where `exact` is False the figure holds a root or
    a logarithm, and is known to more digits than are ever published.

    `words` is the working, or what writes it: that of a long sum is written only when it is read.
    """

    points: Fraction
    words: str | Callable[[], str] = field(compare=False)
    exact: bool = True

    @property
    def working(self) -> str:
        """The formula with the numbers put in."""
        return self.words if isinstance(self.words, str) else self.words()

    @cached_property
    def term(self) -> str:
        """How a longer working writes this figure: as its number or, where that never ends, as its formula."""
        return working_number(self.points) if self.exact else f"({self.working})"

    @property
    def compared(self) -> Fraction:
        """The figure by which it is ranked and held against a minimum: exact, or of 40 digits."""
        return self.points if self.exact else significant(self.points)


def total_of(scores: Iterable[Score]) -> Score:
    """The sum of several scores; exact if all of them are."""
    parts = tuple(scores)
    points = exact_sum(part.points for part in parts)
    return Score(points, partial(sum_in_words, parts), all(part.exact for part in parts))


def sum_in_words(parts: Sequence[Score]) -> str:
    """ "24 + 12 + (-3)"."""
    return " + ".join(part.term for part in parts) or "0"
