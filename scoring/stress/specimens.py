"""Invented tenders kept as evidence: bids written as an evaluation file writes them, the clearest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.stress.inventing import BidSets, Inventor

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def bid_name(at: int) -> str:
    """A, B, C ... Z, A2, B2 ..."""
    round_of_letters, letter = divmod(at, len(LETTERS))
    return LETTERS[letter] + (str(round_of_letters + 1) if round_of_letters else "")


@dataclass(frozen=True, slots=True)
class Specimen:
    """The bids of one invented tender; those that matter stand first, as many as `matter`. `about` is the id of
    the criterion that it is evidence of, if of one."""

    bids: tuple[dict[str, Any], ...]
    matter: int
    about: str = ""

    @classmethod
    def of(
        cls, inventor: Inventor, sets: BidSets, tender: int, first: Sequence[int], about: str = ""
    ) -> Specimen:
        """A tender with the bidders in `first` before the others."""
        order = [*dict.fromkeys(first)]
        matter = len(order)
        order += [at for at in range(inventor.bidders) if at not in order]
        bids = tuple(inventor.bid(sets, tender, at, bid_name(place)) for place, at in enumerate(order))
        return cls(bids, matter, about)


class Drawer:
    """Keeps the few clearest specimens; of equally clear ones the first seen."""

    def __init__(self, most: int = 5) -> None:
        self.most = most
        self._kept: list[tuple[float, Specimen]] = []

    def keep(self, clearness: float, specimen: Specimen) -> None:
        """Keep a specimen if it is clear enough."""
        self._kept.append((clearness, specimen))
        self._kept.sort(key=lambda pair: -pair[0])
        del self._kept[self.most :]

    def would_keep(self, clearness: float) -> bool:
        """Whether a specimen of this clearness would stay."""
        return len(self._kept) < self.most or clearness > self._kept[-1][0]

    def __iter__(self) -> Iterator[Specimen]:
        return iter([specimen for _, specimen in self._kept])
