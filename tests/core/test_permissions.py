"""A permission says why it is refused; an unknown one is a fault of the program."""

import pytest

from procurement.core.errors import NotPermitted
from procurement.core.permissions import Condition, allowed, demand, permission, refusal

permission(
    "test.enter",
    Condition(lambda person, _thing: person == "member", "A member does this."),
    Condition(
        lambda _person, thing: thing == "open", lambda _person, thing: f"The door is {thing}; come at nine."
    ),
)


def test_the_first_condition_that_is_not_met_gives_the_reason() -> None:
    assert refusal("test.enter", "guest", "shut") == "A member does this."
    assert refusal("test.enter", "member", "shut") == "The door is shut; come at nine."
    assert refusal("test.enter", "member", "open") is None


def test_a_demand_raises_the_reason_for_the_page() -> None:
    with pytest.raises(NotPermitted) as caught:
        demand("test.enter", "guest", "open")
    assert caught.value.reasons == ("A member does this.",)


def test_a_permission_that_nobody_registered_is_an_error() -> None:
    with pytest.raises(KeyError):
        allowed("test.fly", "member", "open")
