"""A defect looked for in a model, and the evidence for it.

A finding is `found` only where `scoring.evaluate` shows it on the bids that are printed with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from scoring.stress.exact import BidJson, Exact, Example, Trial, tidied
from scoring.stress.specimens import Specimen

NOT_SHOWN = " No bids were found that show it in the exact evaluation, so it is not claimed."


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked for: in words, how often where that is a share, and an example if it is there."""

    id: str
    text: str
    share: float | None = None
    example: Example | None = None

    @property
    def found(self) -> bool:
        """Whether the defect was shown."""
        return self.example is not None

    def to_json(self) -> dict[str, Any]:
        """The finding; one that was not shown has no example."""
        return {
            "id": self.id,
            "found": self.found,
            "text": self.text,
            "share": self.share,
            "example": None if self.example is None else self.example.to_json(),
        }


def claim(finding_id: str, text: str, example: Example | None, share: float | None = None) -> Finding:
    """A finding that stands or falls with its example."""
    return Finding(finding_id, text if example else text + NOT_SHOWN, share, example)


def choices(specimen: Specimen) -> Iterator[list[BidJson]]:
    """The bids of a specimen to try: those that matter with tidy prices, then as they are, then all of them."""
    few = list(specimen.bids[: specimen.matter])
    yield [tidied(bid) for bid in few]
    yield few
    if len(specimen.bids) > specimen.matter:
        yield list(specimen.bids)


def show(
    exact: Exact,
    specimens: Iterable[Specimen],
    shows: Callable[[Trial, Specimen], bool],
    also: Callable[[Trial, Specimen], Iterable[str]] = lambda _trial, _specimen: (),
) -> Example | None:
    """The first specimen, with the fewest and tidiest bids, whose exact evaluation shows the defect; `also` adds
    sentences to its story."""
    for specimen in specimens:
        for bids in choices(specimen):
            trial = exact.try_out(bids)
            if shows(trial, specimen):
                lines = [exact.describe(trial, bid["id"]) for bid in bids]
                return Example(tuple(bids), (trial,), (*lines, *also(trial, specimen), exact.outcome(trial)))
    return None
