"""Figures published by others: weighted sums of matrices, a real Ukrainian tender, price points, award on value.

Each is held to numbers typed here and, where the open data is installed, to the files they come from.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.scoring.builders import (
    Json,
    bid,
    column,
    measure,
    model,
    points,
    price,
    priced,
    quality,
    result,
    scale,
    social_value,
)

Rows = Sequence[Sequence[str]]


def open_data(name: str) -> str:
    """A file of the ground truth; the test is skipped where the open data is not installed."""
    path = Path(settings.OPEN_DATA) / "scoring_ground_truth" / name
    if not path.exists():
        pytest.skip(f"The open data is not here: {name} is read from the folder that OPEN_DATA names.")
    return path.read_text(encoding="utf-8")


def published_case(name: str) -> Json:
    """A case of the published weighted sums, its numbers as they are written."""
    cases = json.loads(open_data("published_weighted_sum_cases.json"), parse_float=str, parse_int=str)[
        "cases"
    ]
    found: Json = next(case for case in cases if case["id"] == name)
    return found


# Ten machines of Chakraborty, Zavadskas and Antucheviciene (2015), example 2: cost, floor space and manpower
# (lower is better, L/P), productivity (higher, mark/highest).
MACHINE_WEIGHTS = ("0.467", "0.16", "0.095", "0.278")
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


def score_machines(rows: Rows, weights: Sequence[str]) -> Json:
    marks = tuple(sorted({row[3] for row in rows}, key=int))
    shares = [str(float(Fraction(weight) * 100)) for weight in weights]
    published = model(
        *(price(name, share) for name, share in zip(("PC", "FS", "MN"), shares, strict=False)),
        quality("P", shares[3]),
        scales={"0-5": scale(marks)},
    )
    bids = [
        bid(f"M{at}", prices={"PC": cost, "FS": space, "MN": hands}, marks={"P": output})
        for at, (cost, space, hands, output) in enumerate(rows)
    ]
    return result(published, *bids)


def test_ten_machines_score_and_rank_as_published() -> None:
    found = score_machines(MACHINES, MACHINE_WEIGHTS)
    totals = [Fraction(exact) / 100 for exact in column(found, "exact")]
    assert [float(total) for total in totals] == pytest.approx(MACHINE_SCORES, abs=1e-4)
    assert column(found, "rank") == MACHINE_RANKS


def test_ten_machines_of_the_open_data_score_and_rank_as_published() -> None:
    case = published_case("chakraborty2015_ex2")
    found = score_machines(case["matrix"], case["weights"])
    for total, stated in zip(column(found, "exact"), case["published_scores"], strict=True):
        assert abs(Fraction(total) / 100 - Fraction(stated)) <= Fraction(case["tolerance"])
    assert column(found, "rank") == [int(rank) for rank in case["published_ranks"]]


# Six walls of Kracka, Brauers and Zavadskas (2010); all columns but the fifth and the last are better when lower.
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


def wall_weights(rows: Rows) -> tuple[list[str], Fraction]:
    """Weights that turn L/P and SV/highest into shares of a column's sum, and what they are scaled by.

    The published sum gives each column 1/7 and divides it by its sum; a column of ratios to the best has the
    same proportions, so its weight is (1/7) / (sum of ratios). Weights have to sum to 100.
    """
    columns = list(zip(*rows, strict=True))
    raw = []
    for at, texts in enumerate(columns):
        figures = [Fraction(text) for text in texts]
        best = max(figures) if at in HIGHER_IS_BETTER else min(figures)
        ratios = [figure / best if at in HIGHER_IS_BETTER else best / figure for figure in figures]
        raw.append(Fraction(1, 7) / sum(ratios))
    factor = 100 / sum(raw, Fraction(0))
    rounded = [Fraction(round(weight * factor * 10**30), 10**30) for weight in raw]
    rounded[-1] = 100 - sum(rounded[:-1], Fraction(0))
    written = [f"{weight.numerator * 10**30 // weight.denominator:032d}" for weight in rounded]
    return [f"{text[:-30]}.{text[-30:]}" for text in written], factor


def score_walls(rows: Rows) -> tuple[list[float], list[int]]:
    weights, factor = wall_weights(rows)
    criteria = []
    for at, weight in enumerate(weights):
        if at in HIGHER_IS_BETTER:
            criteria.append(social_value(f"C{at}", weight, measures=[f"M{at}"]))
        else:
            criteria.append(price(f"C{at}", weight))
    published = model(*criteria, measures={f"M{at}": measure("1") for at in HIGHER_IS_BETTER})
    bids = [
        bid(
            f"W{number}",
            prices={f"C{at}": figure for at, figure in enumerate(row) if at not in HIGHER_IS_BETTER},
            commitments=[{"measure": f"M{at}", "quantity": row[at]} for at in HIGHER_IS_BETTER],
        )
        for number, row in enumerate(rows)
    ]
    found = result(published, *bids)
    return [float(Fraction(exact) / factor) for exact in column(found, "exact")], column(found, "rank")


def test_six_walls_score_and_rank_as_published() -> None:
    totals, ranks = score_walls(WALLS)
    assert totals == pytest.approx(WALL_SCORES, abs=1e-7)
    assert ranks == WALL_RANKS


def test_six_walls_of_the_open_data_score_and_rank_as_published() -> None:
    case = published_case("kracka2010")
    totals, ranks = score_walls(case["matrix"])
    stated = [float(score) for score in case["published_scores"]]
    assert totals == pytest.approx(stated, abs=float(case["tolerance"]))
    assert ranks == [int(rank) for rank in case["published_ranks"]]


RATIO = {"type": "lowest_over_price", "zero": "refuse"}


def test_price_points_of_the_open_data_are_as_published() -> None:
    case = published_case("rcuh_price_points")
    found = priced(RATIO, case["max_points"], *case["prices"].values(), places=1)
    assert [float(text or "") for text in points(found, "P")] == [
        float(text) for text in case["published_points"].values()
    ]


def test_award_on_value_of_the_open_data_is_as_published() -> None:
    case = published_case("award_on_value")
    published = model(
        quality("Q", "50", money=case["quality_max_value"]),
        price("P", "50"),
        award_method={"type": "award_on_value"},
        scales={"0-5": scale((case["quality_pct"], "100"))},
    )
    bids = [bid("A", marks={"Q": case["quality_pct"]}, prices={"P": case["price"]})]
    assert column(result(published, *bids), "exact") == [case["published_comparison_price"]]


# The real tender UA-2020-08-06-003989-a: a criterion worth 0.3 of the whole; of 2,690,000 and 2,614,800 with it
# and 1,830,000 without, the last was considered first. The documentation's own example has two criteria.
REAL_TENDER: Json = {
    "features": [["0", "0.3"]],
    "bids": [("2690000", ["0.3"]), ("2614800", ["0.3"]), ("1830000", ["0"])],
    "comparison": ["1883000.00", "1830360.00", "1830000.00"],
}
EXAMPLE: Json = {
    "features": [["0.1", "0.15"], ["0.05", "0.1", "0.15"]],
    "bids": [("499", ["0.1", "0.1"])],
    "comparison": ["388.11"],
}


def score_features(features: Sequence[Sequence[str]], bids: Sequence[tuple[str, Sequence[str]]]) -> Json:
    """Amounts divided by 1 + F/(1 - Fmax), each feature being a question that weighs what it is worth at most."""
    weights = [max(Fraction(value) for value in values) * 100 for values in features]
    names = [f"F{at}" for at in range(len(features))]
    published = model(
        *(quality(name, str(weight), scale=name) for name, weight in zip(names, weights, strict=True)),
        price("P", str(100 - sum(weights))),
        award_method={"type": "quality_divisor"},
        scales={
            name: scale(tuple(sorted(values, key=Fraction)))
            for name, values in zip(names, features, strict=True)
        },
    )
    entries = [
        bid(f"B{at}", marks=dict(zip(names, earned, strict=True)), prices={"P": amount})
        for at, (amount, earned) in enumerate(bids)
    ]
    return result(published, *entries)


@pytest.mark.parametrize("tender", [REAL_TENDER, EXAMPLE], ids=["real tender", "example"])
def test_comparison_amounts_of_prozorro_are_as_published(tender: Mapping[str, Any]) -> None:
    found = score_features(tender["features"], tender["bids"])
    assert column(found, "total") == tender["comparison"]
    assert found["winner"] == [f"B{len(tender['bids']) - 1}"]


def test_comparison_amounts_of_the_open_data_are_those_that_the_system_wrote() -> None:
    tenders = json.loads(open_data("prozorro_features.json"), parse_float=str, parse_int=str)["tenders"]
    assert len(tenders) == 2
    for tender in tenders:
        features = [feature["values"] for feature in tender["features"]]
        bids = [(entry["amount"], entry["feature_values"]) for entry in tender["bids"]]
        found = score_features(features, bids)
        stated = [f"{float(entry['computed_comparison_amount']):.2f}" for entry in tender["bids"]]
        assert column(found, "total") == stated
        ranks = [int(entry["computed_rank"]) for entry in tender["bids"] if "computed_rank" in entry]
        assert column(found, "rank")[: len(ranks)] == ranks


def test_bids_of_real_tenders_were_considered_in_the_order_of_the_lowest_price() -> None:
    lots: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in csv.DictReader(open_data("prozorro_bids.csv").splitlines()):
        if row["award_criteria"] == "lowestCost":
            lots.setdefault((row["tender_id"], row["lot_id"]), []).append(row)
    assert len(lots) > 5
    for rows in lots.values():
        published = model(price("P", "100"), award_method={"type": "lowest_price"})
        found = result(published, *(bid(row["bidder"], prices={"P": row["bid_amount"]}) for row in rows))
        considered = {row["bidder"] for row in rows if row["award_statuses_in_order"]}
        ranked = sorted(found["bids"], key=lambda entry: entry["rank"])
        assert {entry["id"] for entry in ranked[: len(considered)]} == considered
