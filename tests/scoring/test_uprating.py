"""Proxy values in prices of one year: by an index with its source, to the penny, or not at all."""

import copy
from fractions import Fraction
from typing import Any

import pytest

from scoring import parse_model
from scoring.errors import EvaluationError
from scoring.price_index import GDP_DEFLATOR, PriceIndex, canonical_year
from scoring.uprating import one_price_base, uprate
from tests.scoring.builders import Json, measure, model, price, social_value

HALVES = PriceIndex(
    name="test index",
    source="made up",
    figures={
        "2010": Fraction(50),
        "2011": Fraction(60),
        "2012": Fraction(80),
        "2012/13": Fraction(90),
        "2020": Fraction(100),
    },
)


def valued(**measures: Json) -> Json:
    return model(social_value("SV", "60"), price("P", "40"), measures=measures)


def refusal(function: Any, *args: Any, **more: Any) -> list[str]:
    with pytest.raises(EvaluationError) as refused:
        function(*args, **more)
    return str(refused.value).split("\n")


def test_a_value_of_a_calendar_year_rises_with_the_index() -> None:
    given = valued(M=measure("9800", price_year="2010", source="Unit costs."))
    before = copy.deepcopy(given)
    found = uprate(given, to="2020", index=HALVES)
    assert given == before
    assert found["measures"]["M"] == {
        **given["measures"]["M"],
        "value": "19600.00",
        "price_year": "2020",
        "source": (
            "Unit costs. Uprated from 2010 to 2020 prices by the test index, rounded to the penny. "
            "test index: made up."
        ),
    }
    assert {key: found[key] for key in found if key != "measures"} == {
        key: given[key] for key in given if key != "measures"
    }
    parse_model(found)


@pytest.mark.parametrize("year", ["2010/11", "2010-11", "2010/2011"])
def test_a_financial_year_is_nine_months_of_its_first_year_and_three_of_its_second(year: str) -> None:
    # (3 x 50 + 60)/4 = 52.5
    assert HALVES.figure(year) == Fraction("52.5")
    found = uprate(valued(M=measure("52.50", price_year=year)), to="2020", index=HALVES)
    assert found["measures"]["M"]["value"] == "100.00"


def test_a_financial_year_with_a_figure_of_its_own_uses_that() -> None:
    assert HALVES.figure("2012-13") == 90


def test_the_starter_measures_in_prices_of_2024() -> None:
    # 9800 x 100 / ((3 x 71.9294 + 73.4795)/4) = 9800 x 100 / 72.316925
    given = valued(JOB1=measure("9800.00", price_year="2012/13"), CAR1=measure("277.22", price_year="2022"))
    found = uprate(given, to="2024")["measures"]
    assert found["JOB1"]["value"] == "13551.46"
    assert found["CAR1"]["value"] == "306.32"
    assert "GDP deflator" in found["JOB1"]["source"]
    one_price_base(parse_model(valued(**found)))


def test_half_a_penny_goes_up() -> None:
    index = PriceIndex(name="i", source="s", figures={"2000": Fraction(1000), "2001": Fraction(1005)})
    found = uprate(valued(M=measure("1", price_year="2000")), to="2001", index=index)
    assert found["measures"]["M"]["value"] == "1.01"


def test_values_by_year_are_uprated_one_by_one() -> None:
    yearly = measure(None, price_year="2010", values=["1", "2.005"])
    found = uprate(valued(M=yearly), to="2020", index=HALVES)["measures"]["M"]
    assert found["values"] == ["2.00", "4.01"]
    assert found["value"] is None


def test_what_is_not_valued_or_in_those_prices_already_stays_as_it_is() -> None:
    given = valued(
        NONE=measure(None), OLD=measure(None, price_year="1950"), SAME=measure("1.005", price_year="2012-13")
    )
    assert uprate(given, to="2012/13", index=HALVES) == given


def test_everything_that_cannot_be_uprated_is_said_at_once() -> None:
    given = valued(
        A=measure("1", price_year="2009/10"),
        B=measure("1"),
        C=measure("1", price_year="prices of 2010"),
        D=measure("0.001", price_year="2010"),
        E=measure("9" * 40, price_year="2010"),
        F=measure("1", price_year="2010/12"),
        OK=measure("0", price_year="2010"),
    )
    larger = "a value that is not rounded to nothing, for a larger unit"
    span = "a year of test index, 2010 to 2020"
    assert refusal(uprate, given, to="2020", index=HALVES) == [
        f'model.measures.A.price_year: found "2009/10"; allowed: {span}',
        f"model.measures.B.price_year: found nothing; allowed: {span}",
        f'model.measures.C.price_year: found "prices of 2010"; allowed: {span}',
        f"model.measures.D.value: found less than half a penny; allowed: {larger}",
        "model.measures.E.value: found 44 characters; allowed: at most 40 after uprating",
        f'model.measures.F.price_year: found "2010/12"; allowed: {span}',
    ]


def test_a_year_to_which_the_index_does_not_reach_is_refused() -> None:
    given = valued(M=measure("12.21", price_year="2025/26"))
    assert refusal(uprate, given, to="2024") == [
        'model.measures.M.price_year: found "2025/26"; allowed: a year of GDP deflator, 1990 to 2024'
    ]
    # Half of the financial year 2024/25 is in the index; that is not enough.
    assert refusal(uprate, given, to="2024/25") == [
        'to: found "2024/25"; allowed: a year of GDP deflator, 1990 to 2024'
    ]


def test_a_faulty_model_is_refused_with_its_own_problems() -> None:
    given = valued(M=measure("-1", price_year="2010"))
    assert refusal(uprate, given, to="2020", index=HALVES)[0].startswith("model.measures.M.value: found")


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2022", "2022"),
        (" 2022 ", "2022"),
        ("1999/00", "1999/00"),
        ("1999-2000", "1999/00"),
        ("2012/14", None),
        ("2012/2003", None),
        ("12/13", None),
        ("", None),
    ],
)
def test_how_a_price_year_is_read(text: str, year: str | None) -> None:
    assert canonical_year(text) == year


def test_the_deflator_has_every_year_and_ends_at_its_base() -> None:
    assert list(GDP_DEFLATOR.figures) == [str(year) for year in range(1990, 2025)]
    assert GDP_DEFLATOR.figure("2024") == 100
    # Read apart from that copy: the figures that the note on frameworks took down.
    noted = {"2010": "69.1217", "2013": "73.4795", "2019": "81.1085", "2021": "85.6358", "2023": "96.2507"}
    assert {year: GDP_DEFLATOR.figure(year) for year in noted} == {
        year: Fraction(figure) for year, figure in noted.items()
    }


def test_a_total_over_prices_of_different_years_is_refused_with_the_years() -> None:
    mixed = valued(
        JOB1=measure("9800", price_year="2012/13"),
        CAR1=measure("277.22", price_year="2022"),
        JOB3=measure("8632", price_year="2012-13"),
        WEL1=measure("830"),
    )
    years = "2012/13 (JOB1, JOB3); 2022 (CAR1); not stated (WEL1)"
    wanted = "one price year for all values that are added up"
    assert refusal(one_price_base, parse_model(mixed)) == [
        f"model.measures: found price years {years}; allowed: {wanted}"
    ]


def test_two_leaves_make_one_total() -> None:
    leaves = [social_value("S1", "30", measures=["M"]), social_value("S2", "30", measures=["N"])]
    measures = {"M": measure("1", price_year="2010"), "N": measure("1", price_year="2011")}
    assert refusal(one_price_base, parse_model(model(*leaves, price("P", "40"), measures=measures)))


@pytest.mark.parametrize(
    "other",
    [
        measure("1", price_year="2010"),
        measure(None, price_year="2022"),
        measure("1", kind="transfer", price_year="2022"),
    ],
)
def test_only_what_is_added_up_needs_one_price_base(other: Json) -> None:
    one_price_base(parse_model(valued(M=measure("1", price_year="2010"), N=other)))


def test_measures_that_count_nowhere_do_not_matter() -> None:
    measures = {"M": measure("1", price_year="2010"), "N": measure("1", price_year="2011")}
    leaf = social_value("SV", "60", measures=["M"])
    one_price_base(parse_model(model(leaf, price("P", "40"), measures=measures)))
