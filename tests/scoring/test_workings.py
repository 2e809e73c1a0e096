"""A working is the formula with the numbers put in; read as arithmetic it gives the exact figure."""

import re

import pytest

from tests.scoring.arithmetic import assert_workings_hold, explained
from tests.scoring.builders import (
    Json,
    bid,
    full_example,
    group,
    measure,
    model,
    price,
    quality,
    result,
    scale,
    social_value,
)


def awkward() -> Json:
    """A result with thirds, negative points, discounts, a price of nil and a cap."""
    published = model(
        group("G", "55.5", quality("Q1", "33.3"), quality("Q2", "66.7", scale="map")),
        price("P", "24.5", zero="full_marks"),
        social_value(
            "S", "20", discount_rate=[{"until": 1, "rate": "0.035"}, {"until": None, "rate": "0.07"}]
        ),
        weights="of_parent",
        scales={"0-5": scale(("-1", "0", "3.5", "7")), "map": scale(("NR", "ok"), ("-0.125", "1"))},
        measures={"M": measure("0.3", deadweight="0.15", drop_off="0.2", cap="9.5"), "N": measure(None)},
    )
    promises = [{"measure": "M", "quantity": "7", "year": year} for year in (3, 0)]
    return result(
        published,
        bid("A", marks={"Q1": "-1", "Q2": "NR"}, prices={"P": "9.99"}, commitments=promises),
        bid("B", marks={"Q1": "3.5", "Q2": "ok"}, prices={"P": "0"}, commitments=promises[:1]),
        bid(
            "C",
            marks={"Q1": "7", "Q2": "NR"},
            prices={"P": "7"},
            commitments=[{"measure": "N", "quantity": "1"}],
        ),
    )


def of_example() -> Json:
    given = full_example()
    return result(given["model"], *given["bids"])


@pytest.mark.parametrize("make", [awkward, of_example])
def test_every_working_read_as_arithmetic_gives_the_exact_figure(make: object) -> None:
    assert callable(make)
    assert assert_workings_hold(make()) > 10


@pytest.mark.parametrize("make", [awkward, of_example])
def test_a_working_has_spaces_around_signs_and_none_around_fractions_and_powers(make: object) -> None:
    assert callable(make)
    for working in (entry["working"] for entry in explained(make())):
        assert re.fullmatch(r"[0-9x/+.()^, -]+(; [ -~]+)?", working), working
        assert not re.search(r" [/^]|[/^] |[^ ][x+]|[x+][^ ]|\d\.\d*0\b", working.split(";")[0]), working


def test_awkward_numbers_are_written_as_the_format_says() -> None:
    [first, second, third] = awkward()["bids"]
    assert first["criteria"]["Q1"]["working"] == "18.4815 x (-1)/7"
    assert first["criteria"]["Q2"]["working"] == "37.0185 x (-0.125)"
    assert (
        first["social_value"]["commitments"][0]["working"] == "2.5 x 0.3 x 0.85 x 0.8^3 x 1/1.035 x 1/1.07^2"
    )
    assert second["criteria"]["P"]["working"] == "24.5; a price of 0 gets full marks"
    assert third["criteria"]["P"]["working"] == "24.5 x 7/7"
    assert third["criteria"]["S"]["working"].startswith("20 x 0/(")
