"""Weights out of judgements: printed figures, exact sums, and what a faulty comparison is told."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.elicitation import (
    Priorities,
    eigenvector_priorities,
    geometric_mean_priorities,
    rank_order_centroid,
    swing_weights,
)
from scoring.errors import EvaluationError

Matrix = list[list[Fraction]]
Method = Callable[[Matrix], Priorities]

METHODS: list[Method] = [eigenvector_priorities, geometric_mean_priorities]
O35 = [
    [Fraction(1), Fraction(3), Fraction(5)],
    [Fraction(1, 3), Fraction(1), Fraction(2)],
    [Fraction(1, 5), Fraction(1, 2), Fraction(1)],
]
few = settings(max_examples=100, deadline=None)
saaty = st.sampled_from([Fraction(n) for n in range(1, 10)] + [Fraction(1, n) for n in range(2, 10)])


@st.composite
def comparisons(draw: st.DrawFn) -> Matrix:
    n = draw(st.integers(2, 6))
    matrix = [[Fraction(1)] * n for _row in range(n)]
    for row in range(n):
        for column in range(row):
            matrix[row][column] = draw(saaty)
            matrix[column][row] = 1 / matrix[row][column]
    return matrix


def consistent(*weights: int) -> Matrix:
    return [[Fraction(own, other) for other in weights] for own in weights]


def refusal(matrix: Matrix) -> list[str]:
    with pytest.raises(EvaluationError) as refused:
        eigenvector_priorities(matrix)
    return str(refused.value).split("\n")


def test_o12_rank_order_centroid_of_three() -> None:
    weights = rank_order_centroid(["quality", "price", "social value"])
    assert weights == {
        "quality": Fraction(11, 18),
        "price": Fraction(5, 18),
        "social value": Fraction(2, 18),
    }
    assert [round(float(weight), 4) for weight in weights.values()] == [0.6111, 0.2778, 0.1111]


@pytest.mark.parametrize("n", [1, 2, 7, 40])
def test_centroid_weights_add_up_and_fall(n: int) -> None:
    weights = list(rank_order_centroid([f"C{at}" for at in range(n)]).values())
    assert sum(weights) == 1
    assert weights == sorted(set(weights), reverse=True)


def test_a_ranking_names_each_criterion_once() -> None:
    with pytest.raises(
        EvaluationError, match=r'^order\[2\]: found "A" a second time; allowed: each criterion once$'
    ):
        rank_order_centroid(["A", "B", "A"])
    with pytest.raises(EvaluationError, match=r"^order: found nothing; allowed: at least one criterion$"):
        rank_order_centroid([])


def test_swing_weights_are_shares_of_the_ratings() -> None:
    ratings = {"Q": Fraction(100), "P": Fraction(60), "SV": Fraction("33.3"), "X": Fraction(0)}
    weights = swing_weights(ratings)
    assert weights["Q"] == Fraction(1000, 1933)
    assert sum(weights.values()) == 1
    assert weights["X"] == 0


def test_a_rating_outside_the_scale_is_refused_and_so_is_nothing_but_zero() -> None:
    with pytest.raises(EvaluationError) as refused:
        swing_weights({"Q": Fraction(101), "P": Fraction(-1)})
    assert str(refused.value).split("\n") == [
        "ratings.Q: found 101; allowed: 0 to 100",
        "ratings.P: found -1; allowed: 0 to 100",
    ]
    for nothing in ({}, {"Q": Fraction(0)}):
        with pytest.raises(EvaluationError, match="ratings: found no rating above 0"):
            swing_weights(nothing)


@pytest.mark.parametrize("method", METHODS)
def test_o35_a_comparison_of_three(method: Method) -> None:
    found = method(O35)
    assert [round(weight, 4) for weight in found.weights] == [0.6483, 0.2297, 0.1220]
    assert round(found.lambda_max, 4) == 3.0037
    assert round(found.consistency_index, 4) == 0.0018
    assert round(found.consistency_ratio or 0, 4) == 0.0032
    assert found.consistent is True
    assert found.note is None


@pytest.mark.parametrize("method", METHODS)
def test_judgements_that_fit_together_give_back_their_weights(method: Method) -> None:
    found = method(consistent(5, 3, 1, 1))
    assert found.weights == (0.5, 0.3, 0.1, 0.1)
    assert (found.lambda_max, found.consistency_index, found.consistency_ratio) == (4.0, 0.0, 0.0)


@few
@given(comparisons())
def test_weights_are_the_eigenvector_that_numpy_finds(matrix: Matrix) -> None:
    found = eigenvector_priorities(matrix)
    values, vectors = np.linalg.eig(np.array(matrix, dtype=float))
    largest = int(np.argmax(values.real))
    vector = np.abs(vectors[:, largest].real)
    assert found.lambda_max == pytest.approx(values[largest].real)
    assert found.weights == pytest.approx(tuple(vector / vector.sum()))
    assert found.lambda_max >= len(matrix) or found.lambda_max == pytest.approx(len(matrix))


@few
@given(comparisons())
def test_the_two_methods_are_one_for_three_criteria_and_fewer(matrix: Matrix) -> None:
    small = [row[:3] for row in matrix[:3]]
    assert eigenvector_priorities(small).weights == pytest.approx(geometric_mean_priorities(small).weights)


def test_judgements_that_go_round_in_a_circle_are_called_inconsistent() -> None:
    nine = Fraction(9)
    circle = [[Fraction(1), nine, 1 / nine], [1 / nine, Fraction(1), nine], [nine, 1 / nine, Fraction(1)]]
    found = eigenvector_priorities(circle)
    assert found.weights == (1 / 3, 1 / 3, 1 / 3)
    assert found.consistent is False


def test_two_criteria_cannot_contradict_each_other() -> None:
    found = eigenvector_priorities(consistent(3, 1))
    assert (found.weights, found.consistency_index) == ((0.75, 0.25), 0.0)
    assert (found.consistency_ratio, found.consistent) == (None, None)
    assert found.note == "two criteria cannot contradict each other"


def test_no_ratio_is_made_up_where_the_tables_differ() -> None:
    assert eigenvector_priorities(consistent(*range(1, 10))).consistency_ratio == 0
    found = eigenvector_priorities(consistent(*range(1, 11)))
    assert (found.consistency_ratio, found.consistent) == (None, None)
    assert found.note == "no random index for 10 criteria: the tables in print differ from 10 on"


def test_a_comparison_that_is_none_is_told_every_fault() -> None:
    one, two = Fraction(1), Fraction(2)
    assert refusal([[one]]) == ["matrix: found 1 rows; allowed: 2 to 25 criteria"]
    assert refusal([[one, two], [one]]) == [
        "matrix[1]: found 1 judgements; allowed: 2, one for each criterion"
    ]
    assert refusal([[one, two, Fraction(0)], [two, two, one], [one, one, one]]) == [
        "matrix[0][2]: found 0; allowed: a judgement above 0",
        "matrix[1][0]: found 2; allowed: 0.5, one over matrix[0][1]",
        "matrix[1][1]: found 2; allowed: 1, for a criterion matters as much as itself",
    ]
