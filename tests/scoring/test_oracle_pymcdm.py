"""Weighted sums against pymcdm, which normalises unless told otherwise: by the best, or from worst to best."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from pymcdm.methods import WSM  # type: ignore[import-untyped]
from pymcdm.normalizations import (  # type: ignore[import-untyped]
    linear_normalization,
    minmax_normalization,
)

from tests.scoring.builders import (
    Json,
    bid,
    column,
    measure,
    model,
    price,
    quality,
    result,
    scale,
    social_value,
)

pytestmark = pytest.mark.filterwarnings("ignore:Alternatives with indices:UserWarning")
SEEDS = range(12)
FROM_WORST_TO_BEST = {"type": "min_max", "all_equal": "full_marks"}


def weights_of(random: np.random.Generator, count: int) -> list[int]:
    """Whole weights above 0 that sum to 100."""
    cuts = sorted(random.choice(np.arange(1, 100), count - 1, replace=False).tolist())
    return [int(high - low) for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]


def agrees(found: Json, preferences: Any) -> None:
    """The totals are the preferences, and the ranks their order."""
    totals = np.array([float(Fraction(exact)) for exact in column(found, "exact")])
    assert totals == pytest.approx(100 * preferences, abs=1e-9)
    order = (-preferences).argsort()
    ranks = np.empty(len(order), dtype=int)
    ranks[order] = np.arange(1, len(order) + 1)
    assert column(found, "rank") == ranks.tolist()


@pytest.mark.parametrize("seed", SEEDS)
def test_ratios_to_the_best_are_the_linear_normalisation(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows = int(random.integers(2, 9))
    matrix = np.column_stack(
        [
            random.integers(10_000, 900_000, rows) / 100,  # a price
            random.integers(1, 5_000, rows),  # commitments, the most of which set the reference
            [*random.integers(1, 100, rows - 1), 100],  # marks, of which the best is given
            random.integers(1_000, 9_000, rows),  # another price
        ]
    )
    weights = weights_of(random, 4)
    published = model(
        price("P", str(weights[0])),
        social_value("S", str(weights[1])),
        quality("Q", str(weights[2])),
        price("R", str(weights[3])),
        measures={"M": measure("3.5")},
        scales={"0-5": scale(tuple(str(mark) for mark in range(101)))},
    )
    bids = [
        bid(
            f"B{at}",
            prices={"P": f"{row[0]:.2f}", "R": f"{row[3]:.0f}"},
            commitments=[{"measure": "M", "quantity": f"{row[1]:.0f}"}],
            marks={"Q": f"{row[2]:.0f}"},
        )
        for at, row in enumerate(matrix)
    ]
    preferences = WSM(linear_normalization)(matrix, np.array(weights) / 100, np.array([-1, 1, 1, -1]))
    agrees(result(published, *bids), preferences)


@pytest.mark.parametrize("seed", SEEDS)
def test_from_the_highest_price_to_the_lowest_is_the_min_max_normalisation(seed: int) -> None:
    random = np.random.default_rng(1_000 + seed)
    rows, columns = int(random.integers(2, 9)), int(random.integers(2, 6))
    matrix = np.array([random.choice(np.arange(100, 100_000), rows, replace=False) for _ in range(columns)]).T
    weights = weights_of(random, columns)
    published = model(
        *(price(f"P{at}", str(weight), formula=FROM_WORST_TO_BEST) for at, weight in enumerate(weights))
    )
    bids = [
        bid(f"B{number}", prices={f"P{at}": str(figure) for at, figure in enumerate(row)})
        for number, row in enumerate(matrix.tolist())
    ]
    preferences = WSM(minmax_normalization)(matrix, np.array(weights) / 100, np.full(columns, -1))
    agrees(result(published, *bids), preferences)
