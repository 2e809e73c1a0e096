"""Two published weighted sums, re-typed: Chakraborty, Zavadskas and Antucheviciene (2015), example 2, and
Kracka, Brauers and Zavadskas (2010)."""

from fractions import Fraction

import pytest

from tests.scoring.builders import bid, column, measure, model, price, quality, result, scale, social_value

# Ten machines: cost, floor space and manpower (lower is better, L/P), productivity (higher, mark/highest).
MACHINES = [
    ("581818", "54.49", "3", "5500"),
    ("595454", "49.73", "3", "4500"),
    ("586060", "51.24", "3", "5000"),
    ("522727", "45.71", "3", "5800"),
    ("561818", "52.66", "3", "5200"),
    ("543030", "74.46", "4", "5600"),
    ("522727", "75.42", "4", "5800"),
    ("486970", "62.62", "4", "5600"),
    ("509394", "65.87", "4", "6400"),
    ("513333", "70.67", "4", "6000"),
]
MACHINE_SCORES = [0.859, 0.8194, 0.843, 0.942, 0.8645, 0.8315, 0.8552, 0.8983, 0.9067, 0.8784]
MACHINE_RANKS = [6, 10, 8, 1, 5, 9, 7, 3, 2, 4]

# Six walls; all columns but the fifth and the last are better when lower.
WALLS = [
    ("33.95", "23.78", "11.45", "39.97", "29.44", "167.1", "3.852"),
    ("38.9", "4.17", "6.32", "0.01", "4.29", "132.52", "25.184"),
    ("37.59", "9.36", "8.23", "4.35", "10.22", "136.71", "10.845"),
    ("30.44", "37.59", "13.91", "74.08", "45.1", "198.34", "2.186"),
    ("36.21", "14.79", "9.17", "17.77", "17.06", "148.3", "6.61"),
    ("37.8", "8.55", "7.97", "2.35", "9.25", "134.83", "11.935"),
]
WALL_SCORES = [0.12040426, 0.3458235, 0.13838192, 0.12841246, 0.12346084, 0.14351701]
WALL_RANKS = [6, 1, 3, 4, 5, 2]
HIGHER_IS_BETTER = (4, 6)


def test_ten_machines_score_and_rank_as_published() -> None:
    marks = tuple(sorted({row[3] for row in MACHINES}, key=int))
    published = model(
        price("PC", "46.7"),
        price("FS", "16"),
        price("MN", "9.5"),
        quality("P", "27.8"),
        scales={"0-5": scale(marks)},
    )
    bids = [
        bid(f"M{at}", prices={"PC": cost, "FS": space, "MN": hands}, marks={"P": output})
        for at, (cost, space, hands, output) in enumerate(MACHINES)
    ]
    found = result(published, *bids)
    totals = [Fraction(exact) / 100 for exact in column(found, "exact")]
    assert [float(total) for total in totals] == pytest.approx(MACHINE_SCORES, abs=1e-4)
    assert column(found, "rank") == MACHINE_RANKS


def wall_weights() -> tuple[list[str], Fraction]:
    """Weights that turn L/P and SV/highest into shares of a column's sum, and what they are scaled by.

    The published sum gives each column 1/7 and divides it by its sum; a column of ratios to the best has the
    same proportions, so its weight is (1/7) / (sum of ratios). Weights have to sum to 100.
    """
    columns = list(zip(*WALLS, strict=True))
    raw = []
    for at, texts in enumerate(columns):
        figures = [Fraction(text) for text in texts]
        best = max(figures) if at in HIGHER_IS_BETTER else min(figures)
        ratios = [figure / best if at in HIGHER_IS_BETTER else best / figure for figure in figures]
        raw.append(Fraction(1, 7) / sum(ratios))
    factor = 100 / sum(raw)
    rounded = [Fraction(round(weight * factor * 10**30), 10**30) for weight in raw]
    rounded[-1] = 100 - sum(rounded[:-1])
    texts = [f"{weight.numerator * 10**30 // weight.denominator:032d}" for weight in rounded]
    return [f"{text[:-30]}.{text[-30:]}" for text in texts], factor


def test_six_walls_score_and_rank_as_published() -> None:
    weights, factor = wall_weights()
    criteria = []
    for at, weight in enumerate(weights):
        if at in HIGHER_IS_BETTER:
            criteria.append(social_value(f"C{at}", weight, measures=[f"M{at}"]))
        else:
            criteria.append(price(f"C{at}", weight))
    measures = {f"M{at}": measure("1") for at in HIGHER_IS_BETTER}
    published = model(*criteria, measures=measures)
    bids = [
        bid(
            f"W{number}",
            prices={f"C{at}": figure for at, figure in enumerate(row) if at not in HIGHER_IS_BETTER},
            commitments=[{"measure": f"M{at}", "quantity": row[at]} for at in HIGHER_IS_BETTER],
        )
        for number, row in enumerate(WALLS)
    ]
    found = result(published, *bids)
    totals = [float(Fraction(exact) / factor) for exact in column(found, "exact")]
    assert totals == pytest.approx(WALL_SCORES, abs=1e-7)
    assert column(found, "rank") == WALL_RANKS
