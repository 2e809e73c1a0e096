"""On a phone a table that is wider than the screen says so, and a chart is drawn so that it can be read."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.evaluation.conftest import World, build

from .conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCORES = '[role="region"][aria-label="Scores"]'


@pytest.fixture
def world(transactional_db: None) -> World:
    """A lot whose moderation is closed, so that it has a result."""
    world = build()
    world.ready_to_close()
    world.close()
    return world


def at_the_result(visitor_at: Any, world: World, width: int, *, scripts: bool = True) -> Visitor:
    """An approver who looks at the result."""
    client = Client()
    client.force_login(world.approver, backend="allauth.account.auth_backends.AuthenticationBackend")
    visitor: Visitor = visitor_at(width, scripts=scripts)
    # The first drawing of a process takes seconds: done before a browser waits for it.
    client.get(world.url("result/"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    visitor.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": visitor.base}]
    )
    visitor.page.goto(visitor.base + world.url("result/"))
    return visitor


def smallest_letters(visitor: Visitor) -> float:
    """The size in pixels of the smallest words of the chart that is shown."""
    return float(
        visitor.page.evaluate(
            """() => Math.min(...[...document.querySelectorAll('.cw-chart text')]
                .map((text) => text.getBoundingClientRect().height).filter((height) => height > 0))"""
        )
    )


def test_a_phone_says_that_a_table_goes_on_until_its_end_is_reached(visitor_at: Any, world: World) -> None:
    visitor = at_the_result(visitor_at, world, 390)
    visitor.check()
    wide = visitor.page.locator(".cw-wide", has=visitor.page.locator(SCORES))
    assert wide.get_by_text("Scroll sideways to see more").is_visible()
    assert "cw-wide--goes-on" in (wide.get_attribute("class") or "")
    visitor.page.locator(SCORES).focus()
    visitor.page.evaluate(f"document.querySelector('{SCORES}').scrollLeft = 10000")
    visitor.page.wait_for_function(
        f"!document.querySelector('{SCORES}').parentElement.matches('.cw-wide--goes-on')"
    )


def test_a_desk_says_nothing_of_a_table_that_fits(visitor_at: Any, world: World) -> None:
    visitor = at_the_result(visitor_at, world, 1280)
    wide = visitor.page.locator(".cw-wide", has=visitor.page.locator(SCORES))
    assert not wide.get_by_text("Scroll sideways to see more").is_visible()
    assert visitor.page.locator(SCORES).get_attribute("tabindex") is None


def test_a_phone_without_scripts_is_told_too_and_the_keyboard_reaches_the_table(
    visitor_at: Any, world: World
) -> None:
    visitor = at_the_result(visitor_at, world, 390, scripts=False)
    assert visitor.page.get_by_text("Scroll sideways to see more").first.is_visible()
    assert visitor.page.locator(SCORES).get_attribute("tabindex") == "0"


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_the_words_of_the_chart_are_large_enough_to_read(visitor_at: Any, world: World, width: int) -> None:
    visitor = at_the_result(visitor_at, world, width)
    assert visitor.page.locator(".cw-chart svg:visible").count() == 1
    assert smallest_letters(visitor) >= 11
