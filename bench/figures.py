"""What a measurement says, and how one is taken."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: what was done on how much, how much of what unit; and, where there is one, the most it
    may be (or, with `at_least`, the least)."""

    name: str
    size: str
    value: float
    unit: str
    bound: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the bound is kept; None where there is none."""
        if self.bound is None:
            return None
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    @property
    def bound_words(self) -> str:
        """ "at most 250 ms", and whether it is kept."""
        if self.bound is None:
            return ""
        word = "at least" if self.at_least else "at most"
        return f"{word} {self.bound:,g}: {'yes' if self.met else 'NO'}"


def median_milliseconds(work: Callable[[], object], times: int) -> float:
    """The median duration of `work`, in milliseconds, after one run that is not counted."""
    return medians_in_turn([work], times)[0]


def medians_in_turn(works: list[Callable[[], object]], times: int) -> list[float]:
    """The median durations, in milliseconds, of several works that are timed in turn, so that what else the machine
    does falls on all of them alike and their ratio can be trusted; one run of each is not counted."""
    durations: list[list[float]] = [[] for _ in works]
    for work in works:
        work()
    for _ in range(times):
        for work, taken in zip(works, durations, strict=True):
            started = time.perf_counter()
            work()
            taken.append(time.perf_counter() - started)
    return [statistics.median(taken) * 1000 for taken in durations]
