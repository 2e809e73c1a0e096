"""A figure with its working: the points of a leaf, or the total of a bid."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from scoring.figures import exact_sum, significant, working_number

Refuse = Callable[[str, str], None]
"""Tells of a bid that a formula cannot take: the bid's id, and what is allowed."""
Warn = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Score:
    """Points or money with the working that gives them. Where `exact` is False the figure holds a root or
    a logarithm, and is known to more digits than are ever published."""

    points: Fraction
    working: str
    exact: bool = True

    @property
    def compared(self) -> Fraction:
        """The figure by which it is ranked and held against a minimum: exact, or of 40 digits."""
        return self.points if self.exact else significant(self.points)


def total_of(scores: Iterable[Score]) -> Score:
    """The sum of several scores; exact if all of them are."""
    parts = list(scores)
    return Score(
        exact_sum(part.points for part in parts),
        " + ".join(working_number(part.points) if part.exact else f"({part.working})" for part in parts)
        or "0",
        all(part.exact for part in parts),
    )
