"""The abnormally low flag: whom to ask about a price, and when the rule has nothing to say."""

from fractions import Fraction
from typing import Any

import pytest

from scoring.abnormally_low import LowPriceCheck, abnormally_low
from scoring.errors import EvaluationError

O28 = {"A": "80", "B": "100", "C": "104", "D": "110", "E": "140"}


def check(prices: dict[str, str], **more: Any) -> LowPriceCheck:
    return abnormally_low({bid: Fraction(price) for bid, price in prices.items()}, **more)


def flagged(prices: dict[str, str], **more: Any) -> list[str]:
    return [flag.bid for flag in check(prices, **more).flags]


def test_o28_a_price_far_below_the_mean_without_the_highest_and_below_the_next() -> None:
    found = check(O28)
    assert found.reason is None
    assert (found.centre, found.boundary, found.next_price) == (
        Fraction("98.5"),
        Fraction("83.725"),
        Fraction(100),
    )
    assert found.working == (
        "centre (80 + 100 + 104 + 110)/4 = 98.5; boundary 98.5 x (1 - 0.15) = 83.725; "
        "next price 100, less 100 x 0.01 = 99"
    )
    (flag,) = found.flags
    assert (flag.bid, flag.below_next) == ("A", Fraction(1, 5))
    assert flag.words == (
        "80.00 is 18.78% below 98.50, the mean of all prices but the highest, and 20.00% below 100.00, "
        "the next price: ask the supplier to explain it"
    )


def test_the_check_as_json() -> None:
    found = check(O28).to_json()
    assert found["applicable"] is True
    assert (found["centre"], found["boundary"], found["next_price"]) == ("197/2", "3349/40", "100")
    assert [flag["bid"] for flag in found["flags"]] == ["A"]


@pytest.mark.parametrize(("price", "flags"), [("85", []), ("84.99", ["A"])])
def test_exactly_the_margin_below_the_centre_is_not_below_it(price: str, flags: list[str]) -> None:
    # The mean of the others but the highest is so chosen that with 85 it is 100, and the boundary 85.
    assert flagged({"A": price, "B": "100", "C": "115", "D": "200"}) == flags


@pytest.mark.parametrize(("price", "flags"), [("99", []), ("98.99", ["A"])])
def test_exactly_the_margin_below_the_next_price_is_not_below_it(price: str, flags: list[str]) -> None:
    # With 99 the mean of the first three is 103, and the boundary 100: what B asks is not below it.
    prices = {"A": price, "B": "100", "C": "110", "D": "200"}
    assert flagged(prices, below_centre=Fraction(3, 103)) == flags


def test_two_low_prices_side_by_side_do_not_hide_each_other() -> None:
    assert flagged({"A": "80", "A2": "80.5", **{k: v for k, v in O28.items() if k != "A"}}) == ["A", "A2"]


def test_of_two_equal_highest_prices_one_is_left_out_whichever_comes_first() -> None:
    tied = {"A": "80", "B": "100", "C": "140", "D": "140"}
    assert check(tied).centre == Fraction(320, 3)
    assert check(dict(reversed(tied.items()))).centre == Fraction(320, 3)


def test_the_margins_are_arguments() -> None:
    assert flagged(O28, below_centre=Fraction(1, 5)) == []
    assert flagged(O28, below_next=Fraction(1, 5)) == []
    assert flagged(O28, below_centre=Fraction(0), below_next=Fraction(0)) == ["A"]


def test_the_later_edition_compares_with_the_median() -> None:
    found = check(O28, centre="median")
    assert (found.centre, [flag.bid for flag in found.flags]) == (Fraction(104), ["A"])
    assert "104.00, the median price" in found.flags[0].words
    assert (found.working or "").startswith("centre 104; boundary 104 x (1 - 0.15) = 88.4")
    four = {bid: price for bid, price in O28.items() if bid != "E"}
    assert (check(four, centre="median").working or "").startswith("centre (100 + 104)/2 = 102;")


def test_the_second_margin_can_be_held_between_sums_of_money() -> None:
    prices = {"A": "700", "B": "1000", "C": "1100", "D": "1200"}
    assert flagged(prices) == ["A"]
    assert flagged(prices, margin_limits=(Fraction(400), Fraction(500))) == []
    half = Fraction(1, 2)
    assert flagged(prices, below_next=half) == []
    assert flagged(prices, below_next=half, margin_limits=(Fraction(0), Fraction(100))) == ["A"]


@pytest.mark.parametrize(
    ("prices", "reason"),
    [
        ({}, "there is no price: with fewer than three nothing shows what is usual"),
        ({"A": "1"}, "there is one price: with fewer than three nothing shows what is usual"),
        ({"A": "1", "B": "100"}, "there are two prices: with fewer than three nothing shows what is usual"),
    ],
)
def test_fewer_than_three_prices_show_nothing(prices: dict[str, str], reason: str) -> None:
    found = check(prices)
    assert found == LowPriceCheck(reason=reason)
    assert found.to_json() == {
        "applicable": False,
        "reason": reason,
        "centre": None,
        "boundary": None,
        "next_price": None,
        "working": None,
        "flags": [],
    }


def test_equal_prices_and_prices_of_nothing_flag_nobody() -> None:
    assert flagged({"A": "5", "B": "5", "C": "5"}) == []
    assert flagged({"A": "0", "B": "0", "C": "0"}) == []
    assert flagged({"A": "0", "B": "10", "C": "10"}) == ["A"]


def test_what_is_no_price_and_no_share_is_refused() -> None:
    with pytest.raises(EvaluationError) as refused:
        check(
            {"A": "-1", "B": "2", "C": "3"},
            below_centre=Fraction(2),
            below_next=Fraction(-1),
            margin_limits=(Fraction(5), Fraction(1)),
        )
    assert str(refused.value).split("\n") == [
        "prices.A: found -1; allowed: a price of 0 or more",
        "below_centre: found 2; allowed: a share from 0 to 1",
        "below_next: found -1; allowed: a share from 0 to 1",
        "margin_limits: found 5 and 1; allowed: two sums of money, the lower first",
    ]
