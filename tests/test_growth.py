"""A page asks the database as many questions about a large tender as about a small one, and so does every page."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from bench.asking import Asked, pages_at
from bench.world import BenchWorld, Size

SMALL = Size(bids=2, criteria=7, evaluators=2, others=1)
LARGE = Size(bids=4, criteria=9, evaluators=5, others=3)
BUSY = {
    "draft": ("officer",),
    "open": ("supplier", "public"),
    "evaluating": ("evaluator", "social_value_reviewer"),
    "locked": ("moderator",),
    "recommended": ("officer", "approver"),
}
"""Who has most to see at which stage."""


def walked(size: Size) -> Iterator[Asked]:
    world = BenchWorld(size)
    for stage in world.stages():
        # While bids are being read, a page is asked for twice: the first reading of each bid is written down.
        yield from pages_at(world, stage, roles=BUSY.get(stage, ()), warm=stage == "evaluating")


def queries(size: Size) -> dict[str, int]:
    """How many queries each page takes at each stage for each role. Nothing is left in the database."""
    with transaction.atomic():
        found = {f"{page.name}, {page.stage}, {page.role}": page.queries for page in walked(size)}
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_no_page_takes_more_queries_for_a_large_tender_than_for_a_small_one() -> None:
    small, large = queries(SMALL), queries(LARGE)

    assert len(small) > 120
    assert small.keys() == large.keys()
    grown = [f"{page}: {small[page]}, then {large[page]}" for page in small if large[page] != small[page]]
    assert not grown, "\n".join(["These pages take more queries for more rows:", *grown])
