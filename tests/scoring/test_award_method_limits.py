"""Award methods: prices and quality totals that they cannot take, powers and roots."""

from fractions import Fraction

import pytest

from tests.scoring.builders import (
    Json,
    bid,
    column,
    evaluation,
    model,
    price,
    problems,
    quality,
    result,
    scale,
)
from tests.scoring.methods import (
    DIVISOR,
    ESTIMATE,
    INDEX,
    LOWEST,
    MARK_UP,
    PER_POINT,
    PER_PRICE,
    RELATIVE,
    UTILITY,
    VALUE,
    WILLING,
    awarded,
    name_of,
    published_by,
    refusal,
)


@pytest.mark.parametrize(
    ("method", "name"),
    [
        (PER_PRICE, "quality_per_price (F09)"),
        (INDEX, "weighted_value_index (F10)"),
        (UTILITY, "utility_index (F11)"),
    ],
    ids=str,
)
def test_a_price_of_nil_is_refused_where_the_method_divides_by_it(method: Json, name: str) -> None:
    allowed = f"allowed: a price above 0, by which {name} can divide"
    for rows, places in (((0, 400, 0), (0, 2)), ((0, 0), (0, 1))):
        lines = refusal(method, *(("80", str(figure)) for figure in rows))
        assert lines == [f'bids[{at}].prices.P: found "0"; {allowed}' for at in places]


@pytest.mark.parametrize(
    "method", [PER_POINT, VALUE, WILLING, MARK_UP, RELATIVE, ESTIMATE, DIVISOR, LOWEST], ids=name_of
)
def test_a_price_of_nil_wins_where_nothing_divides_by_it(method: Json) -> None:
    assert awarded(method, ("50", "0"), ("50", "400"))["winner"] == ["A"]


def test_several_prices_that_are_all_nil_are_refused_together() -> None:
    published = published_by(PER_PRICE)
    published["criteria"][1:] = [price("P", "30"), price("R", "10")]
    bids = [
        bid("A", marks={"Q": "5"}, prices={"P": "0", "R": "0"}),
        bid("B", marks={"Q": "5"}, prices={"P": "0", "R": "1"}),
    ]
    [line] = problems(evaluation(published, *bids))
    assert line.startswith("bids[0].prices: found prices that sum to 0; allowed: a price above 0, by which ")


def test_a_quality_total_of_nought_or_less_has_no_price_per_point() -> None:
    allowed = "allowed: a quality total above 0, by which price_per_quality_point (F08) divides"
    assert refusal(PER_POINT, ("0", "500"), ("50", "400")) == [
        f"bids[0].marks: found 0 quality points; {allowed}"
    ]
    assert refusal(PER_POINT, ("NR", "500"), ("100", "400"), leaf={"scale": "negative"}) == [
        f"bids[0].marks: found -60 quality points; {allowed}"
    ]


def test_a_quality_total_below_nought_has_no_power() -> None:
    for wq in ("60", "50"):
        [line] = refusal(INDEX, ("NR", "500"), ("100", "400"), wq=wq, leaf={"scale": "negative"})
        assert line == (
            f"bids[0].marks: found -{wq} quality points; allowed: a quality total of 0 or more, of which "
            "weighted_value_index (F10) is a power"
        )


def test_a_divisor_of_nought_or_less_is_refused() -> None:
    leaf = {"scale": "negative"}
    rows = (("NR", "500"), ("100", "400"))
    allowed = "allowed: quality points above -60, for relative_value_cost (F15) divides"
    for base in ("hundred", "weight"):
        lines = refusal(RELATIVE | {"quality_base": base}, *rows, leaf=leaf)
        assert lines == [f"bids[0].marks: found -60 quality points; {allowed}"]
    for wq, refused in (("40", False), ("50", True), ("60", True)):
        lines = refusal(DIVISOR, *rows, wq=wq, leaf=leaf)
        allowed = f"allowed: quality points above -{100 - int(wq)}, for quality_divisor divides"
        assert lines == ([f"bids[0].marks: found -{wq} quality points; {allowed}"] if refused else [])


def test_a_quality_total_just_above_nought_is_divided_by() -> None:
    scales = {"0-5": scale(("0", "0.5", "100"))}
    found = awarded(PER_POINT, ("0.5", "500"), ("100", "400"), scales=scales)
    assert column(found, "working") == ["500/0.5", "400/100"]


def test_a_divisor_just_above_nought_is_divided_by() -> None:
    scales = {"0-5": scale(("NR", "good"), ("-0.995", "1"))}
    found = awarded(RELATIVE, ("NR", "5"), ("good", "400"), scales=scales)
    assert column(found, "exact") == ["5", "1"]


@pytest.mark.parametrize("method", [PER_POINT, INDEX, RELATIVE, DIVISOR], ids=name_of)
def test_every_bid_whose_quality_cannot_be_taken_is_named(method: Json) -> None:
    rows = (("NR", "500"), ("100", "400"), ("NR", "300"))
    lines = refusal(method, *rows, leaf={"scale": "negative"})
    assert [line.split(":")[0] for line in lines] == ["bids[0].marks", "bids[2].marks"]


@pytest.mark.parametrize("method", [PER_PRICE, UTILITY, VALUE, WILLING, MARK_UP, ESTIMATE], ids=name_of)
def test_quality_below_nought_counts_against_a_bid(method: Json) -> None:
    found = awarded(method, ("NR", "500"), ("0", "500"), ("100", "500"), leaf={"scale": "negative"})
    assert column(found, "rank") == [3, 2, 1]


# The weighted value index (F10)


@pytest.mark.parametrize(
    ("wq", "mark", "exact"),
    [
        ("50", "80", "160"),
        ("75", "80", "1024000"),
        ("60", "0", "0"),
        ("60", "80", None),
        ("60", "100", None),
        ("99", "1", "2"),
        ("20", "16", None),
    ],
)
def test_a_power_is_exact_where_it_is_whole_or_of_nought(wq: str, mark: str, exact: str | None) -> None:
    found = awarded(INDEX, (mark, "500"), wq=wq)
    assert column(found, "exact") == [exact]
    assert ("approx" in found["bids"][0]) == (exact is None)


def test_a_whole_power_above_a_hundred_is_not_calculated_as_a_fraction() -> None:
    scales = {"0-5": scale(("0", "1.1", "100"))}
    method = INDEX | {"per": "500"}
    for wq, wp, exact in (("99", "1", True), ("99.2", "0.8", False)):
        published = model(quality("Q", wq), price("P", wp), award_method=method, scales=scales)
        found = result(published, bid("A", marks={"Q": "1.1"}, prices={"P": "500"}))
        power = Fraction("1.1") ** int(Fraction(wq) / Fraction(wp))
        [entry] = found["bids"]
        if exact:
            assert Fraction(entry["exact"]) == power
        else:
            assert entry["exact"] is None
            assert abs(Fraction(entry["approx"]) / power - 1) < Fraction(1, 10**38)
            assert len(entry["approx"].replace(".", "")) == 40


def test_a_whole_power_of_a_fraction_is_exact() -> None:
    scales = {"0-5": scale(("0", "1", "3"))}
    for wq, exact in (("50", "2/15"), ("75", "4000/27")):
        found = awarded(INDEX, ("1", "250000"), wq=wq, scales=scales)
        assert column(found, "exact") == [exact]


def test_a_root_has_forty_digits() -> None:
    found = awarded(INDEX | {"per": "1"}, ("2", "1"), wq="60")
    [entry] = found["bids"]
    # 2 x the square root of 2
    assert (entry["total"], entry["exact"]) == ("2.83", None)
    assert entry["approx"] == "2.828427124746190097603377448419396157139"


@pytest.mark.parametrize("mode", ["half_up", "half_even", "down"])
def test_a_root_that_is_whole_after_all_is_published_as_whole(mode: str) -> None:
    # the cube root of 64, of which the digits far behind those that count are 3.999...
    rounding = {"rounding": {"places": 2, "mode": mode}}
    found = awarded(INDEX | {"per": "1"}, ("64", "1"), wq="25", **rounding)
    [entry] = found["bids"]
    assert (entry["total"], entry["exact"], entry["approx"]) == ("4.00", None, "4")


def test_roots_that_are_equal_are_a_tie() -> None:
    found = awarded(INDEX, ("25", "125"), ("100", "1000"), ("16", "64"))
    assert column(found, "exact") == [None] * 3
    assert column(found, "total") == ["1000.00"] * 3
    assert found["ties"] == [["A", "B", "C"]]
