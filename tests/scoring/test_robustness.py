"""How safe a winner is: intervals, shares under random weights, the nearest weights, noise, evaluators."""

import json
import subprocess
import sys
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from scoring import EvaluationError, parse_evaluation
from scoring.robustness import Matrix, nearest_weights, robustness, weight_intervals
from scoring.simplex import acceptability
from tests.scoring.builders import bid, evaluation, group, model, price, quality, scale, social_value

Json = dict[str, Any]
PERCENT = tuple(str(mark) for mark in range(101))


def percent_model(**weights: str) -> Json:
    """A model whose criteria are marked in per cent, so that marks are partial scores."""
    leaves = (quality(name, weight, scale="percent") for name, weight in weights.items())
    return model(*leaves, scales={"percent": scale(PERCENT)})


def study(published: Json, *bids: Json, **options: Any) -> Json:
    return robustness(parse_evaluation(evaluation(published, *bids)), **options)


def two_bids() -> Json:
    return study(
        percent_model(Q="75", P="25"),
        bid("A", marks={"Q": "80", "P": "60"}),
        bid("B", marks={"Q": "70", "P": "90"}),
    )


def three_bids() -> list[Json]:
    rows = {"A": ("80", "60", "70"), "B": ("72", "85", "66"), "C": ("60", "70", "100")}
    return [bid(name, marks=dict(zip("QSP", marks, strict=True))) for name, marks in rows.items()]


def test_o32_two_bids_are_level_where_the_price_weighs_a_quarter() -> None:
    found = two_bids()
    # Both win, so there is nobody to pass them.
    assert found["weight_intervals"] == {"Q": ["0", "1"], "P": ["0", "1"]}
    assert found["rank_acceptability"]["A"][0] == pytest.approx(0.25, abs=0.005)


@pytest.mark.parametrize(
    ("weights", "interval"), [(("80", "20"), ["0", "0.25"]), (("70", "30"), ["0.25", "1"])]
)
def test_o32_an_interval_ends_where_the_other_bid_passes(
    weights: tuple[str, str], interval: list[str]
) -> None:
    found = study(
        percent_model(Q=weights[0], P=weights[1]),
        bid("A", marks={"Q": "80", "P": "60"}),
        bid("B", marks={"Q": "70", "P": "90"}),
    )
    assert found["weight_intervals"]["P"] == interval


def test_o33_intervals_of_three_criteria_are_exact_to_six_places() -> None:
    found = study(percent_model(Q="50", S="10", P="40"), *three_bids())
    assert found["weight_intervals"] == {
        "Q": ["0", "0.565217"],
        "S": ["0", "0.36019"],
        "P": ["0.333333", "1"],
    }


def test_o33_rank_acceptability_and_central_weights_come_near_two_million_draws() -> None:
    found = study(percent_model(Q="50", S="10", P="40"), *three_bids(), draws=2_000_000)
    shares = {"A": [0.150, 0.313, 0.538], "B": [0.367, 0.408, 0.226], "C": [0.484, 0.280, 0.237]}
    central = {"A": [0.729, 0.106, 0.166], "B": [0.315, 0.549, 0.136], "C": [0.224, 0.241, 0.535]}
    for name in "ABC":
        assert found["rank_acceptability"][name] == pytest.approx(shares[name], abs=0.002)
        assert list(found["central_weights"][name].values()) == pytest.approx(central[name], abs=0.003)


def test_a_criterion_of_weight_nought_takes_no_part() -> None:
    found = study(
        percent_model(Q="60", P="40", N="0"),
        *(
            bid(name, marks={"Q": marks[0], "P": marks[1], "N": marks[2]})
            for name, marks in {"A": ("50", "50", "100"), "B": ("40", "40", "0")}.items()
        ),
    )
    assert set(found["weight_intervals"]) == {"Q", "P"}


def test_the_leaf_level_weighs_questions_and_the_top_level_groups() -> None:
    published = model(group("G", "60", quality("Q1", "20"), quality("Q2", "40")), price("P", "40"))
    bids = [
        bid("A", marks={"Q1": "5", "Q2": "3"}, prices={"P": "100"}),
        bid("B", marks={"Q1": "1", "Q2": "4"}, prices={"P": "90"}),
    ]
    assert list(study(published, *bids)["weight_intervals"]) == ["G", "P"]
    assert list(study(published, *bids, level="leaf")["weight_intervals"]) == ["Q1", "Q2", "P"]


def test_equal_bids_share_the_better_rank_in_every_draw() -> None:
    found = study(
        percent_model(Q="60", P="40"),
        *(bid(name, marks={"Q": "70", "P": "33"}) for name in "AB"),
        bid("C", marks={"Q": "10", "P": "20"}),
    )
    assert found["rank_acceptability"] == {"A": [1, 0, 0], "B": [1, 0, 0], "C": [0, 0, 1]}


def test_a_bid_that_is_never_first_has_no_central_weights() -> None:
    found = study(
        percent_model(Q="60", P="40"),
        bid("A", marks={"Q": "70", "P": "80"}),
        bid("B", marks={"Q": "60", "P": "70"}),
    )
    assert found["central_weights"]["B"] is None
    assert found["rank_acceptability"]["B"] == [0, 1]


def test_under_another_method_only_flips_are_known() -> None:
    published = model(quality("Q", "50"), price("P", "50"), award_method={"type": "price_per_quality_point"})
    found = study(
        published,
        bid("A", marks={"Q": "4"}, prices={"P": "400"}),
        bid("B", marks={"Q": "5"}, prices={"P": "510"}),
    )
    for key in ("weight_intervals", "rank_acceptability", "central_weights"):
        assert found[key] is None
    assert {"kind": "mark", "bid": "A", "criterion": "Q", "from": "4", "to": "3", "winner": ["B"]} in found[
        "flips"
    ]
    assert {"kind": "price", "bid": "A", "criterion": "P", "above": "408.00", "winner": ["B"]} in found[
        "flips"
    ]


def test_without_an_admissible_bid_all_is_empty() -> None:
    out = {"kind": "withdrawn", "reason": "Asked to leave"}
    found = study(percent_model(Q="100"), bid("A", excluded=out))
    assert all(not part for part in found.values())


def test_bids_out_of_the_pool_take_no_part() -> None:
    published = model(quality("Q", "60", minimum="2"), price("P", "40"))
    found = study(
        published,
        bid("A", marks={"Q": "3"}, prices={"P": "100"}),
        bid("B", marks={"Q": "1"}, prices={"P": "10"}),
    )
    assert found["rank_acceptability"] == {"A": [1]}


def test_the_same_seed_gives_the_same_bytes_in_any_process() -> None:
    published = percent_model(Q="50", S="10", P="40")
    given = evaluation(published, *three_bids())
    code = (
        "import json, sys; from scoring import read_evaluation; from scoring.robustness import robustness;"
        "print(json.dumps(robustness(read_evaluation(sys.stdin.read()), draws=25_000)))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "OPENBLAS_NUM_THREADS": threads},
        ).stdout
        for seed, threads in (("1", "1"), ("2", "2"))
    }
    assert len(outputs) == 1
    assert study(published, *three_bids(), draws=25_000) == json.loads(outputs.pop())
    assert study(published, *three_bids(), draws=25_000, seed=2) != study(
        published, *three_bids(), draws=25_000
    )


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({"draws": 0}, "--draws"),
        ({"draws": 10_000_001}, "--draws"),
        ({"seed": -1}, "--seed"),
        ({"level": "x"}, "--level"),
    ],
)
def test_a_parameter_out_of_bounds_is_refused_by_name(options: Json, path: str) -> None:
    with pytest.raises(EvaluationError) as refused:
        study(percent_model(Q="100"), bid("A", marks={"Q": "1"}), **options)
    assert [problem.path for problem in refused.value.errors] == [path]


def test_memory_does_not_grow_with_the_draws() -> None:
    rows = [[Fraction(1), Fraction(2)], [Fraction(2), Fraction(1)]]
    found = acceptability(rows, draws=1_000_001, seed=3)
    assert found.shares[0][0] == pytest.approx(0.5, abs=0.003)
    assert sum(found.shares[0]) == pytest.approx(1, abs=1e-6)


scores = st.integers(0, 100).map(Fraction)


@st.composite
def matrices(draw: st.DrawFn) -> Matrix:
    bids, criteria = draw(st.integers(2, 5)), draw(st.integers(1, 5))
    raw = [draw(st.integers(1, 50)) for _ in range(criteria)]
    weights = tuple(Fraction(one, sum(raw)) for one in raw)
    rows = tuple(tuple(draw(scores) for _ in range(criteria)) for _ in range(bids))
    totals = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in rows]
    winners = tuple(at for at, total in enumerate(totals) if total == max(totals))
    return Matrix(
        tuple(f"B{at}" for at in range(bids)),
        tuple(f"C{at}" for at in range(criteria)),
        weights,
        rows,
        winners,
    )


def total_with(matrix: Matrix, row: int, at: int, weight: Fraction) -> Fraction:
    """The total of a bid with another weight for one criterion, the others in proportion."""
    rest = 1 - matrix.weights[at]
    total = weight * matrix.partials[row][at]
    for other, share in enumerate(matrix.weights):
        if other != at:
            total += (1 - weight) * share / rest * matrix.partials[row][other]
    return total


@given(matrices())
def test_within_an_interval_no_bid_passes_a_winner_and_just_outside_one_does(matrix: Matrix) -> None:
    for at, criterion in enumerate(matrix.criteria):
        if len(matrix.criteria) == 1:
            continue
        ends = weight_intervals(matrix)[criterion]
        assert ends is not None
        low, high = (Fraction(end) for end in ends)
        assert low <= matrix.weights[at] + Fraction(1, 10**6)
        assert high >= matrix.weights[at] - Fraction(1, 10**6)
        for weight in (low + (high - low) * step / 4 for step in range(1, 4)):
            for winner in matrix.winners:
                for rival in matrix.rivals:
                    lead = total_with(matrix, winner, at, weight) - total_with(matrix, rival, at, weight)
                    assert lead >= -Fraction(1, 1000)
        for weight in (low - Fraction(1, 1000), high + Fraction(1, 1000)):
            if 0 <= weight <= 1:
                assert any(
                    total_with(matrix, rival, at, weight) > total_with(matrix, winner, at, weight)
                    for winner in matrix.winners
                    for rival in matrix.rivals
                )


@given(matrices())
def test_the_nearest_weights_are_what_a_linear_programme_finds(matrix: Matrix) -> None:
    found = nearest_weights(matrix)
    if len(matrix.winners) != 1:
        assert found == []
        return
    size = len(matrix.criteria)
    own = [float(weight) for weight in matrix.weights]
    best = None
    for rival in matrix.rivals:
        lead = [float(one) for one in matrix.lead(matrix.winners[0], rival)]
        # Weights w and slack t with |w - own| <= t: least sum of t while the lead is used up.
        answer = linprog(
            c=[0] * size + [1] * size,
            A_ub=[
                [*lead, *[0] * size],
                *([*np.eye(size)[k], *-np.eye(size)[k]] for k in range(size)),
                *([*-np.eye(size)[k], *-np.eye(size)[k]] for k in range(size)),
            ],
            b_ub=[0, *own, *(-one for one in own)],
            A_eq=[[1] * size + [0] * size],
            b_eq=[1],
            bounds=[(0, None)] * (2 * size),
        )
        if answer.status == 0 and (best is None or answer.fun < best):
            best = answer.fun
    if best is None:
        assert found == []
    else:
        assert float(found[0]["change"]) == pytest.approx(best, abs=2e-6)


def test_a_lead_beyond_every_single_step_stands_in_every_noisy_draw() -> None:
    found = study(percent_model(Q="50", S="10", P="40"), *three_bids(), draws=2_000)["score_noise"]
    assert found["stands"] == 1
    assert found["first"] == {"A": 0, "B": 0, "C": 1}
    assert found["draws"] == 2_000


def test_two_questions_apart_by_one_step_fall_in_the_share_that_can_be_counted() -> None:
    # A leads by one step on one question. Of nine pairs of moves, B passes in one and is level in two.
    found = study(model(quality("Q", "100")), bid("A", marks={"Q": "3"}), bid("B", marks={"Q": "2"}))
    assert found["score_noise"]["stands"] == pytest.approx(8 / 9, abs=0.015)
    assert found["score_noise"]["first"]["B"] == pytest.approx(3 / 9, abs=0.015)


def test_more_bids_than_can_be_studied_are_refused_before_anything_is_calculated() -> None:
    given = evaluation(model(quality("Q", "100")), *(bid(f"B{at}", marks={"Q": "3"}) for at in range(301)))
    with pytest.raises(EvaluationError) as refused:
        robustness(parse_evaluation(given))
    assert str(refused.value) == "bids: found 301 bids; allowed: at most 300 bids for this study"


def test_a_noisy_mark_does_not_fall_below_its_minimum() -> None:
    found = study(
        model(quality("Q", "100", minimum="3")), bid("A", marks={"Q": "3"}), bid("B", marks={"Q": "3"})
    )
    # Each stays or rises: A is passed only where B rises and A does not (one time in three, two in three).
    assert found["score_noise"]["first"]["A"] == pytest.approx(1 - 2 / 9, abs=0.015)


def sheets() -> list[Json]:
    marks = {"E1": ("5", "1"), "E2": ("3", "4"), "E3": ("3", "4")}
    return [
        {"evaluator": name, "bid": one, "marks": {"Q": mark}}
        for name, row in marks.items()
        for one, mark in zip("AB", row, strict=True)
    ]


def test_leaving_out_an_evaluator_shows_on_whom_the_lead_rests() -> None:
    given = evaluation(
        model(quality("Q", "60"), social_value("S", "40"), measures={}),
        bid("A", marks={"Q": "4"}),
        bid("B", marks={"Q": "3"}),
    )
    given["sheets"] = sheets()
    found = robustness(parse_evaluation(given))["evaluators"]
    assert found == {"all": ["A"], "without": {"E1": ["B"], "E2": ["A"], "E3": ["A"]}}


def test_a_file_without_sheets_says_nothing_of_evaluators() -> None:
    assert two_bids()["evaluators"] == {}
