"""How bids are invented: as stated, the same from the same seed, and never without bounds."""

import subprocess
import sys
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from scoring import EvaluationError, canonical_json, parse_model
from scoring.stress import Market, stress
from scoring.stress.inventing import Inventor
from tests.scoring.builders import Json, measure, model, price, quality, social_value
from tests.scoring.stress_models import SCALES, every_model

MODELS = every_model()
PLAIN = model(quality("Q", "60"), price("P", "40"))


def inventor(raw: Json, bidders: int = 5, seed: int = 1, **market: Any) -> Inventor:
    return Inventor(parse_model(raw), Market(**market), bidders=bidders, seed=seed)


def medians(raw: Json, **market: Any) -> dict[str, Fraction]:
    return {one.leaf: one.amount for one in inventor(raw, **market).medians}


def priced(formula: Json, **more: Any) -> Json:
    return model(quality("Q", "60"), {**price("P", "40"), "formula": formula, **more})


def refusal(raw: Json = PLAIN, **arguments: Any) -> list[str]:
    with pytest.raises(EvaluationError) as refused:
        stress(raw, **arguments)
    return str(refused.value).split("\n")


@pytest.mark.parametrize("name", ["minimums", "several of everything", "price: lowest_over_price"])
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(name: str) -> None:
    raw = MODELS[name]
    first, again, other = (canonical_json(stress(raw, tenders=60, seed=seed)) for seed in (3, 3, 4))
    assert first == again != other


def test_the_first_tenders_are_the_same_however_many_follow() -> None:
    made = inventor(MODELS["several of everything"])
    few, many = made.block(0, 10), made.block(0, 300)
    assert np.array_equal(few.marks, many.marks[..., :10])
    assert np.array_equal(few.rates[0], many.rates[0][..., :10])
    assert np.array_equal(few.quantities, many.quantities[..., :10])


def test_tenders_come_in_blocks_so_that_memory_is_bounded() -> None:
    assert inventor(PLAIN).blocks(1200) == [(0, 500), (1, 500), (2, 200)]
    many = model(*(quality(f"Q{at}", "0.02") for at in range(5000)))
    made = inventor(many, bidders=50)
    assert made.block_size * 5000 * 50 <= 4_000_000
    items = [{"id": f"I{at}", "title": "", "quantity": "1"} for at in range(5000)]
    assert inventor(model(price("P", "100", items=items)), bidders=50).block_size <= 16


def test_prices_are_lognormal_about_their_median_and_go_with_ability() -> None:
    made = inventor(
        PLAIN, bidders=50, price_spread=Fraction(1, 5), price_quality=Fraction(9, 10), alike=Fraction(1)
    )
    sets = made.block(0, 500)
    logarithms = np.log(made.prices(sets)[0])
    assert np.exp(np.median(logarithms)) == pytest.approx(500_000, rel=0.01)
    assert logarithms.std() == pytest.approx(0.2, abs=0.005)
    assert np.corrcoef(logarithms.ravel(), sets.marks[0].ravel())[0, 1] == pytest.approx(0.9, abs=0.05)


def test_marks_are_heavy_in_the_middle_and_correlate_within_a_bidder() -> None:
    made = inventor(model(quality("Q1", "50"), quality("Q2", "50")), bidders=50)
    marks = made.block(0, 500).marks
    counts = np.bincount(marks.ravel(), minlength=6) / marks.size
    assert counts.argmax() == 3
    assert counts[0] < counts[1] < counts[2] < counts[3] > counts[4] > counts[5]
    assert np.corrcoef(marks[0].ravel(), marks[1].ravel())[0, 1] == pytest.approx(0.5, abs=0.05)


def test_commitments_are_offered_by_chance_and_fall_in_the_years_stated() -> None:
    raw = model(price("P", "80"), social_value("SV", "20"), measures={"M": measure("100")})
    made = inventor(raw, bidders=50, offered=Fraction(1, 4), years=3)
    sets = made.block(0, 500)
    assert (sets.quantities > 0).mean() == pytest.approx(0.25, abs=0.01)
    assert set(np.unique(sets.years)) == {0, 1, 2}
    assert inventor(raw, offered=Fraction(0)).block(0, 5).quantities.sum() == 0


@pytest.mark.parametrize(
    ("formula", "more", "expected"),
    [
        ({"type": "lowest_over_price", "zero": "refuse"}, {}, "500000"),
        ({"type": "lowest_over_price", "zero": "refuse"}, {"maximum": "100000"}, "80000"),
        ({"type": "fixed_bounds", "lower": "10", "upper": "30", "clamp": True}, {}, "20"),
        ({"type": "fixed_bounds", "lower": "-30", "upper": "10", "clamp": True}, {}, "500000"),
        ({"type": "reference_over_price", "reference": "1234.5", "cap": True}, {}, "1234.5"),
        ({"type": "bands", "bands": [{"up_to": None, "points": "1"}]}, {}, "500000"),
    ],
)
def test_the_median_price_is_what_the_model_says_of_it(formula: Json, more: Json, expected: str) -> None:
    assert medians(priced(formula, **more)) == {"P": Fraction(expected)}


def test_money_values_and_an_estimate_say_how_large_prices_are() -> None:
    def by(method: Json, **more: Any) -> dict[str, Fraction]:
        return medians(model(quality("Q", "60", **more), price("P", "40"), award_method=method))

    assert by({"type": "price_quality_method", "estimate": "900"}) == {"P": 900}
    assert by({"type": "willingness_to_pay", "value_per_point": "3000"}) == {"P": 200_000}
    assert by({"type": "award_on_value"}, money="60000") == {"P": 40_000}


def test_a_given_estimate_is_shared_out_as_the_medians_were() -> None:
    raw = model(quality("Q", "60"), price("P1", "30"), price("P2", "10"), price("P0", "0"))
    assert medians(raw, estimate=Fraction(101)) == {"P1": 75, "P2": 25, "P0": 1}


def test_invented_bids_of_very_small_and_very_large_amounts_can_be_read() -> None:
    items = [
        {"id": "small", "title": "", "quantity": "0." + "0" * 36 + "1"},
        {"id": "large", "title": "", "quantity": "9" * 38},
    ]
    raw = model(
        quality("Q", "40", scale="RWS"),
        price("P", "40", items=items),
        social_value("SV", "20"),
        scales=SCALES,
        measures={"M": measure("0." + "0" * 36 + "1"), "N": measure("9" * 39)},
    )
    answer = stress(raw, tenders=20)
    assert answer["outcomes"]["decided"] == 1.0


def test_parameters_that_cannot_be_used_are_refused_all_at_once() -> None:
    assert refusal(tenders=0, bidders=1, seed=-1) == [
        "tenders: found 0; allowed: a whole number from 1 to 100,000",
        "bidders: found 1; allowed: a whole number from 2 to 50",
        "seed: found -1; allowed: a whole number from 0 to 9,223,372,036,854,775,807",
    ]
    assert refusal(tenders=10_000_000) == [
        "tenders: found 10,000,000; allowed: a whole number from 1 to 100,000"
    ]
    assert refusal(tenders=True, bidders=2.5, seed="1") == [
        "tenders: found true; allowed: a whole number from 1 to 100,000",
        "bidders: found 2.5; allowed: a whole number from 2 to 50",
        'seed: found "1"; allowed: a whole number from 0 to 9,223,372,036,854,775,807',
    ]


def test_a_market_that_cannot_be_is_refused_at_its_place() -> None:
    market = Market(
        price_spread=Fraction(-1),
        price_quality=Fraction(3, 2),
        alike=0.5,  # type: ignore[arg-type]
        years=0,
        estimate=Fraction(0),
    )
    assert refusal(market=market) == [
        "market.years: found 0; allowed: a whole number from 1 to 101",
        "market.price_spread: found -1; allowed: a fraction from 0 to 1",
        "market.price_quality: found 1.5; allowed: a fraction from -1 to 1",
        "market.alike: found 0.5; allowed: a fraction from 0 to 1",
        "market.estimate: found 0; allowed: an amount from 0.01 to 1000000000000000, or none",
    ]


def test_more_work_than_can_be_done_is_refused_with_what_can() -> None:
    many = model(*(quality(f"Q{at}", "0.02") for at in range(5000)))
    assert refusal(many, tenders=2000, bidders=50) == [
        "tenders: found 2,000; allowed: at most 24 with 50 bidders, 5,000 criteria, items and measures"
    ]


def test_nothing_that_evaluates_or_verifies_needs_numpy() -> None:
    code = "import sys, scoring, scoring.__main__; sys.exit('numpy' in sys.modules or 'scoring.stress' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
