"""Weighted sums against scikit-criteria, over the partial scores of questions marked on different scales."""

from fractions import Fraction

import numpy as np
import pytest
import skcriteria  # type: ignore[import-untyped]
from skcriteria.agg.simple import WeightedSumModel  # type: ignore[import-untyped]

from tests.scoring.builders import bid, column, model, points, quality, result, scale

SCALES = {
    "0-5": scale(),
    "hundred": scale(tuple(str(mark) for mark in range(0, 101, 10))),
    "progressive": scale(("poor", "fair", "good"), ("0", "0.25", "1")),
}
SHARES = {
    "0-5": {str(mark): mark / 5 for mark in range(6)},
    "hundred": {str(mark): mark / 100 for mark in range(0, 101, 10)},
    "progressive": {"poor": 0.0, "fair": 0.25, "good": 1.0},
}


@pytest.mark.parametrize("seed", range(10))
def test_totals_and_ranks_are_those_of_a_weighted_sum_of_shares(seed: int) -> None:
    dice = np.random.default_rng(seed)
    scales = [str(name) for name in dice.choice(list(SCALES), 5)]
    cuts = sorted(int(cut) for cut in dice.choice(np.arange(1, 100), 4, replace=False))
    weights = [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
    published = model(
        *(
            quality(f"Q{at}", str(weight), scale=name)
            for at, (weight, name) in enumerate(zip(weights, scales, strict=True))
        ),
        scales=SCALES,
    )
    marks = [[str(dice.choice(list(SHARES[name]))) for name in scales] for _ in range(6)]
    found = result(
        published,
        *(
            bid(f"B{number}", marks={f"Q{at}": mark for at, mark in enumerate(row)})
            for number, row in enumerate(marks)
        ),
    )
    matrix = [[SHARES[name][mark] for name, mark in zip(scales, row, strict=True)] for row in marks]
    decision = skcriteria.mkdm(matrix, [max] * 5, weights=[weight / 100 for weight in weights])
    ranking = WeightedSumModel().evaluate(decision)
    totals = [float(Fraction(exact)) for exact in column(found, "exact")]
    assert totals == pytest.approx([100 * score for score in ranking.e_.score], abs=1e-9)
    assert len(set(totals)) == len(totals)
    assert column(found, "rank") == ranking.rank_.tolist()
    for at, weight in enumerate(weights):
        shares = [float(text or "nan") / weight for text in points(found, f"Q{at}")]
        assert shares == pytest.approx([row[at] for row in matrix], abs=0.01)
