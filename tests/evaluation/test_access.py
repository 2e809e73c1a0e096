"""Who may open which page, in which state, from both sides; and how many queries a page costs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from procurement.accounts.models import Person
from procurement.tenders.models import LotStage

from .conftest import World, build
from .test_pages import signed_in

PEOPLE = ("evaluator", "reviewer", "moderator", "officer", "approver", "outsider")

# What each sees: 200, 403 (theirs, but not this page or not now) or 404 (not theirs). In the order of PEOPLE.
OPENED = {
    "conflicts/": (200, 200, 200, 200, 403, 404),
    "scoring/": (200, 403, 403, 403, 403, 404),
    "social-value/": (403, 200, 200, 200, 403, 404),
    "moderation/": (403, 403, 403, 403, 403, 404),
    "result/": (403, 403, 403, 403, 403, 404),
}
SCORING = {
    "conflicts/": (200, 200, 200, 200, 403, 404),
    "scoring/": (200, 403, 403, 403, 403, 404),
    "scoring/lock/": (200, 403, 403, 403, 403, 404),
    "scoring/Q1/A/": (200, 403, 403, 403, 403, 404),
    "social-value/": (403, 200, 200, 200, 403, 404),
    "moderation/": (403, 403, 200, 200, 403, 404),
    "moderation/Q1/A/": (403, 403, 403, 403, 403, 404),
    "moderation/pass/G/A/": (403, 403, 200, 200, 403, 404),
    "moderation/close/": (403, 403, 200, 200, 403, 404),
    "result/": (403, 403, 403, 403, 403, 404),
    "result/download/": (403, 403, 403, 403, 403, 404),
}
CLOSED = {
    "conflicts/": (200, 200, 200, 200, 403, 404),
    "conflicts/later/": (403, 403, 403, 403, 403, 404),
    "scoring/": (200, 403, 403, 403, 403, 404),
    "scoring/lock/": (403, 403, 403, 403, 403, 404),
    "scoring/Q1/A/": (200, 403, 403, 403, 403, 404),
    "social-value/": (403, 200, 200, 200, 403, 404),
    "moderation/": (200, 403, 200, 200, 403, 404),
    "moderation/Q1/A/": (200, 403, 200, 200, 403, 404),
    "moderation/pass/G/A/": (403, 403, 403, 403, 403, 404),
    "result/": (200, 200, 200, 200, 200, 404),
    "result/download/": (403, 403, 200, 200, 200, 404),
}


def person(world: World, role: str) -> Person:
    return world.evaluators[0] if role == "evaluator" else getattr(world, role)


def statuses(world: World, pages: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    clients = {role: signed_in(person(world, role)) for role in PEOPLE}
    return {rest: tuple(clients[role].get(world.url(rest)).status_code for role in PEOPLE) for rest in pages}


def test_pages_of_an_opened_lot(world: World) -> None:
    assert statuses(world, OPENED) == OPENED


def test_pages_while_the_panel_scores(scoring_world: World) -> None:
    assert statuses(scoring_world, SCORING) == SCORING


def test_pages_after_moderation(world: World) -> None:
    world.ready_to_close()
    world.close()
    assert statuses(world, CLOSED) == CLOSED


def test_a_page_that_can_be_read_answers_to_head(world: World) -> None:
    world.ready_to_close()
    world.close()
    for rest, expected in CLOSED.items():
        for role, status in zip(PEOPLE, expected, strict=True):
            assert signed_in(person(world, role)).head(world.url(rest)).status_code == status, rest


def test_a_stranger_is_asked_to_sign_in(scoring_world: World) -> None:
    for rest in SCORING:
        response = Client().get(scoring_world.url(rest))
        assert response.status_code == 302
        assert response.url.startswith("/account/sign-in/")


@pytest.mark.parametrize("rest", ["start/", "scoring/lock/", "moderation/close/"])
def test_a_change_needs_the_right_person(scoring_world: World, rest: str) -> None:
    before = LotStage.objects.get().state
    assert signed_in(scoring_world.approver).post(scoring_world.url(rest)).status_code == 403
    assert signed_in(scoring_world.outsider).post(scoring_world.url(rest)).status_code == 404
    assert LotStage.objects.get().state == before


# The same ceiling for one bid and for three; about 18 of each are the workspace around the page.
BUDGET = {
    "conflicts/": 30,
    "scoring/": 30,
    "scoring/lock/": 30,
    "scoring/Q1/A/": 38,
    "social-value/": 28,
    "moderation/": 38,
    "moderation/close/": 35,
    "moderation/Q1/A/": 48,
    "moderation/ with marks": 46,
    "result/": 28,
}

PAGES = {
    "conflicts/": "officer",
    "scoring/": "evaluator",
    "scoring/lock/": "evaluator",
    "scoring/Q1/A/": "evaluator",
    "social-value/": "reviewer",
    "moderation/": "moderator",
    "moderation/close/": "moderator",
}


def measured(world: World, pages: dict[str, str]) -> dict[str, int]:
    """How many queries each page makes, once its reading is recorded."""
    counts = {}
    for rest, role in pages.items():
        client = signed_in(person(world, role))
        client.get(world.url(rest))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(world.url(rest)).status_code == 200, rest
        counts[rest] = len(seen)
    return counts


@pytest.mark.parametrize("size", [1, 3])
def test_a_page_costs_the_same_with_one_bid_and_with_three(db: None, size: int) -> None:
    world = build(bids=size, questions=size, evaluators=size + 1)
    world.start()
    world.declare()
    world.score(world.evaluators[0])
    counts = measured(world, PAGES)
    for evaluator in world.evaluators[1:]:
        world.score(evaluator)
    world.lock()
    counts |= measured(world, {"moderation/Q1/A/": "moderator"})
    counts["moderation/ with marks"] = measured(world, {"moderation/": "moderator"})["moderation/"]
    world.judge()
    world.pass_all()
    world.moderate()
    world.close()
    counts |= measured(world, {"result/": "officer"})
    assert {rest: count for rest, count in counts.items() if count > BUDGET[rest]} == {}
