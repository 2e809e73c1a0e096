"""The arrays of the stress test against the exact engine: the same tenders, bid by bid."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring import Evaluation, EvaluationError, evaluate, parse_evaluation, parse_model
from scoring.award import AWARD_METHODS, WEIGHTED_SUM
from scoring.price import PRICE_FORMULAS
from scoring.result import Result
from scoring.social_value import VALUE_FORMULAS
from scoring.stress import commitments, methods, prices
from scoring.stress.engine import Engine
from scoring.stress.inventing import BidSets, Inventor
from scoring.stress.market import Market
from tests.scoring.builders import Json, evaluation
from tests.scoring.invented import models
from tests.scoring.stress_models import every_model

BIDDERS = 5
MODELS = every_model()
MARKET = Market(years=3)


def exact_results(
    engine: Engine, raw: Json, sets: BidSets, without: int | None = None
) -> list[Result | None]:
    """The exact result of each tender, bids named by their place; None where a bid is refused."""
    tenders = sets.marks.shape[-1]
    bids = [
        {**engine.inventor.bid(sets, tender, bidder, f"{tender}/{bidder}")}
        for tender in range(tenders)
        for bidder in range(BIDDERS)
        if bidder != without
    ]
    whole = parse_evaluation(evaluation(raw, *bids))
    count = BIDDERS if without is None else BIDDERS - 1
    return [_exact(whole, at * count, count) for at in range(tenders)]


def _exact(whole: Evaluation, start: int, count: int) -> Result | None:
    try:
        return evaluate(replace(whole, bids=whole.bids[start : start + count]))
    except EvaluationError:
        return None


def compare(
    raw: Json, tenders: int, without: int | None = None, seed: int = 7, market: Market = MARKET
) -> int:
    """Holds both engines against each other; returns how many tenders came to a choice."""
    engine = Engine(Inventor(parse_model(raw), market, bidders=BIDDERS, seed=seed))
    sets = engine.inventor.block(0, tenders)
    entered = np.ones((BIDDERS, sets.marks.shape[-1]), dtype=np.bool_)
    if without is not None:
        entered[without] = False
    outcome = engine.decide(engine.score(sets), entered)
    decided = 0
    for tender, result in enumerate(exact_results(engine, raw, sets, without)):
        assert outcome.refused[tender] == (result is None), f"tender {tender}: refused by one engine only"
        if result is None:
            continue
        for bid in result.bids:
            at = int(bid.id.split("/")[1])
            assert outcome.pool[at, tender] == (bid.rank is not None), f"{bid.id}: {bid.reasons}"
            if bid.total is not None and not engine.method.by_logarithm:
                figure = float(bid.total.compared)
                assert outcome.ranked.figure[at, tender] == pytest.approx(figure, rel=1e-9, abs=1e-7)
        chosen = {f"{tender}/{at}" for at in np.flatnonzero(outcome.ranked.chosen[:, tender])}
        assert chosen == {*result.recommended, *result.undecided}
        decided += outcome.decided[tender]
    return decided


@pytest.mark.parametrize("name", MODELS)
def test_both_engines_choose_the_same_bids(name: str) -> None:
    assert compare(MODELS[name], 25) > 0


@pytest.mark.parametrize("name", ["price: lowest_over_price", "method: relative_value_cost", "minimums"])
def test_both_engines_agree_on_two_hundred_tenders_and_without_a_bid(name: str) -> None:
    assert compare(MODELS[name], 200) > 0
    for bidder in range(BIDDERS):
        compare(MODELS[name], 15, without=bidder)


@settings(max_examples=30, deadline=None)
@given(
    raw=models(),
    seed=st.integers(0, 10**6),
    estimate=st.sampled_from([None, Fraction(300), Fraction(1000)]),
    without=st.sampled_from([None, 0, 4]),
)
def test_both_engines_agree_on_any_model(
    raw: Json, seed: int, estimate: Fraction | None, without: int | None
) -> None:
    try:
        parse_model(raw)
    except EvaluationError:
        assume(False)
    compare(raw, 5, without, seed, Market(years=3, price_spread=Fraction(1, 3), estimate=estimate))


def test_every_type_of_the_format_has_its_array_form() -> None:
    assert set(prices.FORMULAS) == set(PRICE_FORMULAS)
    assert set(commitments.RULES) == set(VALUE_FORMULAS)
    assert set(methods.METHODS) == set(AWARD_METHODS) - {WEIGHTED_SUM}


def test_a_unit_is_worth_what_the_exact_engine_values_it_at() -> None:
    raw = MODELS["value: relative_to_highest"]
    model = parse_model(raw)
    leaf = model.value_leaves["SV"]
    for measure in ("JOB", "HOUR", "CARBON"):
        for year in range(4):
            commitment = {"measure": measure, "quantity": "2", "year": year}
            bid = {
                "id": "A",
                "name": "A",
                "marks": {"Q1": "3"},
                "prices": {"P": "5"},
                "commitments": [commitment],
            }
            (found,) = evaluate(parse_evaluation(evaluation(raw, bid))).bids
            assert found.value is not None
            worth = commitments.worth_of_unit(model.measures[measure], leaf, year)
            assert worth * 2 == found.value.by_leaf["SV"] > Fraction(0)
