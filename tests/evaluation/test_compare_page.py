"""Bids of a result side by side, with the difference said and every working behind a click."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from fractions import Fraction

import pytest

from procurement.core.formatting import points
from procurement.evaluation import services

from .conftest import World, build
from .test_pages import signed_in, text


@pytest.fixture
def closed(world: World) -> World:
    world.ready_to_close()
    world.close()
    return world


def exact(world: World, code: str, criterion: str = "") -> Fraction:
    entries = world.lot_stage.results.get().result["bids"]
    entry = next(one for one in entries if one["id"] == code)
    return Fraction((entry["criteria"][criterion] if criterion else entry)["exact"])


def test_the_first_two_are_compared_where_nothing_was_chosen_and_their_difference_is_said(
    closed: World,
) -> None:
    page = text(signed_in(closed.evaluators[0]).get(closed.url("result/compare/")))
    ranked = sorted("ABC", key=lambda code: -exact(closed, code))
    lead = exact(closed, ranked[0]) - exact(closed, ranked[1])
    assert f"Bid {ranked[0]} is {points(lead)} points ahead of bid {ranked[1]}" in page
    assert f"{ranked[0]} against {ranked[1]}" in page
    difference = exact(closed, ranked[0], "P") - exact(closed, ranked[1], "P")
    assert f"{'+' if difference > 0 else ''}{points(difference)}" in page
    assert page.count("Working and reason") >= 2 * 5


def test_any_bids_can_be_chosen_and_one_alone_is_no_comparison(closed: World) -> None:
    client = signed_in(closed.approver)
    page = text(client.get(closed.url("result/compare/"), {"bid": ["A", "C"], "chosen": "1"}))
    assert "A against C" in page or "C against A" in page
    assert "side by side, criterion by criterion" in page
    for chosen in ({"bid": ["A"]}, {"chosen": "1"}):
        page = text(client.get(closed.url("result/compare/"), chosen))
        assert "Choose two bids or more to compare" in page
        assert "criterion by criterion" not in page


def test_a_bid_that_left_the_comparison_is_shown_without_a_difference(world: World) -> None:
    world.ready_to_close()
    services.decide_pass(
        actor=world.officer, bid=world.bids[0], criterion="G", passed=False, reason="It ran out in May."
    )
    world.close()
    page = text(
        signed_in(world.officer).get(world.url("result/compare/"), {"bid": ["A", "B"], "chosen": "1"})
    )
    assert "Bid A was disqualified, so its points are not compared" in page
    assert "It ran out in May." in page


def test_every_figure_of_the_result_leads_to_its_working_and_the_chart_says_its_finding(
    closed: World,
) -> None:
    page = signed_in(closed.officer).get(closed.url("result/")).content.decode()
    for code in "ABC":
        for part in ("Q", "P", "S", "total"):
            assert f'href="#working-{code}-{part}"' in page
            assert page.count(f'id="working-{code}-{part}"') == 1
    assert "points ahead of bid" in page
    assert closed.url("result/compare/") in page


@pytest.mark.parametrize("size", [1, 3])
def test_the_page_costs_as_many_queries_for_three_bids_as_for_one(
    db: None, size: int, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    world = build(bids=size, questions=size, evaluators=size + 1)
    world.ready_to_close()
    world.close()
    client = signed_in(world.officer)
    with django_assert_max_num_queries(29):
        assert client.get(world.url("result/compare/")).status_code == 200
