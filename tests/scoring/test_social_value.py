"""Commitments: what they are worth, what counts of them, what is said of them."""

from typing import Any

import pytest

from scoring import check_model
from tests.scoring.arithmetic import calculate
from tests.scoring.builders import (
    Json,
    bid,
    by_bid,
    column,
    measure,
    model,
    points,
    price,
    result,
    social_value,
)


def one(published_measure: Json, *commitments: Json, leaf: Json | None = None, **more: Any) -> Json:
    """The social value of a bid under a model with one measure M (and those in `more`)."""
    measures = {"M": published_measure, **more.pop("others", {})}
    published = model(leaf or social_value("S", "40"), price("P", "60"), measures=measures, **more)
    found = result(published, bid("A", prices={"P": "10"}, commitments=list(commitments)))
    entry = by_bid(found)["A"]["social_value"]
    return {**entry, "warnings": found["warnings"]}


def promise(quantity: str, year: int = 0, name: str = "M", **more: Any) -> Json:
    return {"measure": name, "quantity": quantity, "year": year, **more}


def values(entry: Json, key: str = "exact") -> list[Any]:
    return [commitment[key] for commitment in entry["commitments"]]


def test_deductions_multiply_and_those_of_none_are_left_out_of_the_working() -> None:
    reduced = measure("9800", deadweight="0.1", attribution="0", displacement="0.2", leakage="1")
    [commitment] = one(reduced, promise("5"))["commitments"]
    assert commitment["working"] == "5 x 9800 x 0.9 x 0.8 x 0"
    assert commitment["value"] == "0.00"
    gross = social_value("S", "40", net=False)
    assert values(one(reduced, promise("5"), leaf=gross), "working") == ["5 x 9800"]


def test_drop_off_and_discount_grow_with_the_year() -> None:
    leaf = social_value("S", "40", discount_rate="0.035", first_year=1, net=False)
    entry = one(measure("100", drop_off="0.5"), promise("1", 0), promise("1", 1), promise("2", 2), leaf=leaf)
    assert values(entry, "working") == [
        "1 x 100 x 1/1.035",
        "1 x 100 x 0.5 x 1/1.035^2",
        "2 x 100 x 0.5^2 x 1/1.035^3",
    ]
    assert values(entry, "value") == ["96.62", "46.68", "45.10"]


def test_a_first_year_of_nought_leaves_the_first_year_undiscounted() -> None:
    leaf = social_value("S", "40", discount_rate="0.035", first_year=0)
    assert values(one(measure(), promise("1", 0), promise("1", 1), leaf=leaf), "working") == [
        "1 x 100",
        "1 x 100 x 1/1.035",
    ]


def test_a_schedule_discounts_each_year_by_the_rate_of_its_time() -> None:
    schedule = [{"until": 2, "rate": "0.1"}, {"until": 3, "rate": "0"}, {"until": None, "rate": "0.05"}]
    leaf = social_value("S", "40", discount_rate=schedule)
    entry = one(measure(), *(promise("1", year) for year in (2, 3, 4, 5)), leaf=leaf)
    assert values(entry, "working") == [
        "1 x 100 x 1/1.1^2",
        "1 x 100 x 1/1.1^2",
        "1 x 100 x 1/1.1^2 x 1/1.05",
        "1 x 100 x 1/1.1^2 x 1/1.05^2",
    ]


def test_a_measure_may_have_a_value_for_each_year_the_last_going_on() -> None:
    carbon = measure(values=["100", "110"])
    del carbon["value"]
    assert values(one(carbon, *(promise("1", year) for year in (0, 1, 2, 100)))) == [
        "100",
        "110",
        "110",
        "110",
    ]


def test_a_cap_counts_earlier_years_first_and_then_as_listed() -> None:
    entry = one(measure(cap="7"), promise("4", 1), promise("3", 1), promise("5", 0))
    assert values(entry, "promised") == ["4", "3", "5"]
    assert values(entry, "counted") == ["2", "0", "5"]
    assert entry["total"] == "700.00"


def test_a_reviewer_counts_less_than_was_promised_and_both_are_shown() -> None:
    entry = one(measure(), promise("10", counted="2.50", counted_reason="Only these are additional"))
    [commitment] = entry["commitments"]
    assert (commitment["promised"], commitment["counted"], commitment["working"]) == (
        "10",
        "2.5",
        "2.5 x 100",
    )


def test_a_measure_without_a_value_is_listed_and_never_zero_in_silence() -> None:
    entry = one(measure(None), promise("3"), promise("1", 1))
    assert entry["not_valued"] == ["M"]
    assert [(c["value"], c["exact"], c["working"]) for c in entry["commitments"]] == [(None, None, None)] * 2
    assert (entry["total"], entry["by_kind"]) == ("0.00", {})


def test_a_commitment_that_counts_in_no_leaf_has_no_value() -> None:
    leaf = social_value("S", "40", measures=["M"])
    entry = one(measure(), promise("3"), promise("3", 0, "N"), leaf=leaf, others={"N": measure("1")})
    assert values(entry) == ["300", None]
    assert entry["not_valued"] == []


def test_a_transfer_is_shown_by_kind_and_never_in_a_total_or_in_points() -> None:
    others = {"T": measure("50", kind="transfer"), "E": measure("2", kind="environmental")}
    entry = one(measure(), promise("1"), promise("1", 0, "T"), promise("1", 0, "E"), others=others)
    assert entry["by_kind"] == {"economic": "100.00", "environmental": "2.00", "transfer": "50.00"}
    assert entry["total"] == "102.00"


@pytest.mark.parametrize(("action", "counted"), [("warn", ["1", "2"]), ("refuse", ["0", "2"])])
def test_measures_that_count_one_thing_twice(action: str, counted: list[str]) -> None:
    rule = [{"measures": ["X", "N", "M"], "action": action}]
    others = {"N": measure(), "X": measure()}
    entry = one(measure(), promise("1"), promise("2", 0, "N"), others=others, double_count=rule)
    assert values(entry, "counted") == counted
    assert entry["warnings"][0].startswith("A: commitments on N and M may count one thing twice")


def test_a_commitment_of_nothing_is_counted_by_no_rule_on_double_counting() -> None:
    rule = [{"measures": ["N", "M"], "action": "refuse"}]
    entry = one(measure(), promise("1"), promise("0", 0, "N"), others={"N": measure()}, double_count=rule)
    assert values(entry, "counted") == ["1", "0"]
    assert not any(text.startswith("A: commitments") for text in entry["warnings"])


def two_bids(*quantities: str) -> Json:
    published = model(social_value("S", "40"), price("P", "60"), measures={"M": measure()})
    return result(
        published,
        *(
            bid(f"B{at}", prices={"P": "10"}, commitments=[promise(quantity)])
            for at, quantity in enumerate(quantities)
        ),
    )


def test_points_are_relative_to_the_highest_value() -> None:
    found = two_bids("4", "3")
    assert points(found, "S") == ["40.00", "30.00"]
    assert by_bid(found)["B1"]["criteria"]["S"]["working"] == "40 x 300/400"
    assert found["warnings"] == []


def test_all_values_zero_give_no_points_and_a_warning() -> None:
    found = two_bids("0", "0")
    assert points(found, "S") == ["0.00", "0.00"]
    assert by_bid(found)["B0"]["criteria"]["S"]["working"] == "0; all values 0"
    assert found["warnings"] == ["S: no bid has commitments of any value, so all get 0 points"]


def test_a_single_bid_sets_its_own_reference_and_is_warned_of_for_value_and_price() -> None:
    found = two_bids("2")
    assert column(found, "total") == ["100.00"]
    assert [text.split(":")[0] for text in found["warnings"]] == ["S", "P"]
    assert by_bid(two_bids("0"))["B0"]["criteria"]["S"]["points"] == "0.00"


def test_several_leaves_count_their_own_measures() -> None:
    published = model(
        social_value("S1", "30", measures=["M"]),
        social_value("S2", "20", measures=["N"], discount_rate="0.1", first_year=1),
        price("P", "50"),
        measures={"M": measure(), "N": measure("11")},
    )
    found = result(published, bid("A", prices={"P": "1"}, commitments=[promise("1"), promise("1", 0, "N")]))
    criteria = by_bid(found)["A"]["criteria"]
    assert (criteria["S1"]["value"], criteria["S2"]["value"]) == ("100.00", "10.00")
    assert by_bid(found)["A"]["social_value"]["total"] == "110.00"


def test_values_of_different_price_years_in_one_leaf_are_warned_of() -> None:
    measures = {
        "M": measure(price_year="2012/13"),
        "N": measure(price_year="2024/25"),
        "O": measure(None, price_year="1999/00"),
    }
    published = model(social_value("S", "40"), price("P", "60"), measures=measures)
    warning = "S: measures of different price years count together: 2012/13, 2024/25"
    assert warning in check_model(published)
    assert warning in result(published, bid("A", prices={"P": "1"}), bid("B", prices={"P": "1"}))["warnings"]
    published["criteria"][0]["measures"] = ["M"]
    assert warning not in check_model(published)


def test_a_model_without_social_value_has_none_in_its_result() -> None:
    found = result(model(price("P", "100")), bid("A", prices={"P": "1"}), bid("B", prices={"P": "1"}))
    assert column(found, "social_value") == [None, None]


def test_a_long_contract_at_a_rate_of_many_places_stays_exact() -> None:
    leaf = social_value("S", "40", discount_rate="0." + "123456789" * 4, first_year=1)
    [commitment] = one(measure("1"), promise("1", 100), leaf=leaf)["commitments"]
    assert len(commitment["exact"]) > 7000
    assert calculate(commitment["working"]).denominator > 10**3000
