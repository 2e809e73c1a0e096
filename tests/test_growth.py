"""A page asks the database as many questions about a large tender as about a small one, and so does every page."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from bench.asking import Asked, pages_at
from bench.world import BenchWorld, Size

SMALL = Size(bids=2, criteria=7, evaluators=2, others=1)
LARGE = Size(bids=4, criteria=9, evaluators=4, others=3)
BUSY = {
    ("draft", "officer"): ("desk:", "tenders:", "frameworks:"),
    ("open", "supplier"): ("desk:home", "bids:"),
    ("evaluating", "evaluator"): ("desk:home", "evaluation:"),
    ("evaluating", "social_value_reviewer"): ("desk:home", "evaluation:"),
    ("locked", "moderator"): ("desk:home", "evaluation:"),
    ("recommended", "approver"): ("desk:home", "awards:"),
    ("awarded", "officer"): ("desk:", "tenders:", "bids:", "evaluation:", "awards:", "notices:"),
}
"""Whose pages hold most at which stage. `make bench` asks for every page at five stages as everybody."""


def walked(size: Size) -> Iterator[Asked]:
    world = BenchWorld(size)
    for stage in world.stages():
        for (when, role), begins in BUSY.items():
            if when == stage:
                # While bids are being read a page is asked for twice: the first reading of each bid is written down.
                reading = stage in ("evaluating", "locked")
                yield from pages_at(world, stage, roles=(role,), begins=begins, warm=reading)


def queries(size: Size) -> dict[str, int]:
    """How many queries each page takes at each stage for each role. Nothing is left in the database."""
    with transaction.atomic():
        found = {f"{page.name}, {page.stage}, {page.role}": page.queries for page in walked(size)}
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_no_page_takes_more_queries_for_a_large_tender_than_for_a_small_one() -> None:
    small, large = queries(SMALL), queries(LARGE)

    assert len(small) > 80
    assert small.keys() == large.keys()
    grown = [f"{page}: {small[page]}, then {large[page]}" for page in small if large[page] != small[page]]
    assert not grown, "\n".join(["These pages take more queries for more rows:", *grown])
