"""A supplier that has started a bid is told on the bid's page which documents changed since they last looked."""

from typing import Any

import pytest

from procurement.tenders.services import add_document, replace_document

from .conftest import World
from .pages import page, signed_in, text

TOLD = "Documents changed since you last looked"


def add(world: World, title: str) -> Any:
    return add_document(
        actor=world.officer,
        tender=world.tender,
        lot=None,
        kind="other",
        title=title,
        is_restricted=False,
        name="Plan.txt",
        data=title.encode(),
    )


def test_a_change_is_told_on_the_bid_s_page_until_the_documents_were_looked_at(world: World) -> None:
    document = add(world, "Plan of the site")
    bid, client = world.start(), signed_in(world.writer)
    assert TOLD not in text(client.get(page("bid", bid)))
    replace_document(
        actor=world.officer,
        document=document,
        name="Plan.txt",
        data=b"Another plan",
        changes="The gate is in the east now.",
    )
    shown = text(client.get(page("bid", bid)))
    assert TOLD in shown
    assert "The gate is in the east now." in shown
    assert f"/opportunities/{world.tender.pk}/#documents" in shown
    client.get(f"/opportunities/{world.tender.pk}/")
    assert TOLD not in text(client.get(page("bid", bid)))
    other = world.start(world.other_supplier, world.other_writer)
    assert TOLD not in text(signed_in(world.other_writer).get(page("bid", other)))


@pytest.mark.parametrize("size", [1, 3])
def test_the_bid_s_page_costs_the_same_for_one_change_and_for_many(
    world: World, size: int, django_assert_num_queries: Any
) -> None:
    bid, client = world.start(), signed_in(world.writer)
    for number in range(size):
        add(world, f"Plan {number}")
    client.get(page("bid", bid))
    with django_assert_num_queries(17):
        assert text(client.get(page("bid", bid))).count("new document") == size
