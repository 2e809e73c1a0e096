"""What a measurement says, and how one is taken."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: what was done, how much of what unit."""

    name: str
    value: float
    unit: str


def median_milliseconds(work: Callable[[], object], times: int) -> float:
    """The median duration of `work`, in milliseconds, after one run that is not counted."""
    work()
    durations = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        durations.append(time.perf_counter() - started)
    return statistics.median(durations) * 1000
