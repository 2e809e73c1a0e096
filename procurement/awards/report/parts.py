"""A table that would be too wide for a page, as several of about the same width."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")


def in_even_parts(columns: Sequence[T], most: int) -> list[tuple[T, ...]]:
    """The columns in as few parts as hold at most `most` each; the parts differ by one column at most."""
    parts = -(-len(columns) // most)
    edges = [len(columns) * at // parts for at in range(parts + 1)] if parts else [0]
    return [tuple(columns[start:end]) for start, end in pairwise(edges)]
