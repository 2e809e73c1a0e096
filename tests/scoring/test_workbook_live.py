"""The formulas of the workbook, calculated by LibreOffice, give what the engine gives.

Each test starts LibreOffice once for all its workbooks, for a start takes seconds.
"""

import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl

from scoring import evaluate, parse_evaluation
from scoring.workbook import from_workbook, write_workbook
from scoring.workbook.live_result import RESULT_HEADER
from tests.scoring.builders import (
    Json,
    bid,
    evaluation,
    group,
    measure,
    model,
    price,
    quality,
    scale,
    social_value,
)
from tests.scoring.workbooks import METHODS, PRICE_TYPES, VALUE_TYPES, invented, recalculate, table

NEAR = 1e-9
AGREES = "same: every figure agrees"


def engine_result(given: Json) -> Json:
    return evaluate(parse_evaluation(given)).to_json()


def calculated(evaluations: dict[str, Json], folder: Path) -> dict[str, Any]:
    """The workbooks of evaluations as LibreOffice calculates them."""
    for name, given in evaluations.items():
        write_workbook(given, folder / f"{name}.xlsx")
    return recalculate(folder)


def figure(found: Json) -> float | None:
    text = found.get("exact") or found.get("approx")
    return None if text is None else float(Fraction(text))


def near(shown: Any, wanted: float | None) -> bool:
    if wanted is None or not isinstance(shown, int | float):
        return wanted is None and shown in (None, "")
    return math.isclose(shown, wanted, rel_tol=NEAR, abs_tol=NEAR)


def differences(given: Json, workbook: Any) -> Iterator[str]:
    """Where the calculated cells and the engine's result part: status, totals, ranks, and points of criteria."""
    found = engine_result(given)
    rows = table(workbook, "Result", RESULT_HEADER)
    points = {row["Id"]: row for row in table(workbook, "Scores")}
    if [row["Bid"] for row in rows] != [entry["id"] for entry in found["bids"]]:
        yield f"the bids {[row['Bid'] for row in rows]}"
    for row, entry in zip(rows, found["bids"], strict=False):
        choice = next((key for key in ("recommended", "undecided") if entry["id"] in found[key]), None)
        shown = {"yes": "recommended", "undecided": "undecided"}.get(row["Recommended"])
        published = None if entry["total"] is None else float(entry["total"])
        if (row["Status"], row["Rank"] or None, shown) != (entry["status"], entry["rank"], choice):
            yield f"{entry['id']}: {row} beside {entry['status']}, {entry['rank']}, {choice}"
        if not near(row["Total"], figure(entry)) or not near(row["Published"], published):
            yield f"{entry['id']}: {row['Total']}, {row['Published']} beside {figure(entry)}, {published}"
        for criterion, one in entry["criteria"].items():
            if "points" in one and not near(points[criterion][entry["id"]], figure(one)):
                yield f"{entry['id']} {criterion}: {points[criterion][entry['id']]} beside {figure(one)}"


def disagreements(evaluations: dict[str, Json], folder: Path) -> list[str]:
    """Every difference; also where the workbook does not itself say that all agrees, and where what LibreOffice
    has saved is not read back as an evaluation with the same result."""
    found = []
    for name, workbook in calculated(evaluations, folder).items():
        given = evaluations[name]
        found += [f"{name}: {text}" for text in differences(given, workbook)]
        if workbook["Result"]["C7"].value != AGREES:
            found.append(f"{name}: the workbook says {workbook['Result']['C7'].value}")
        saved = engine_result(from_workbook(folder / "calculated" / f"{name}.xlsx"))
        if saved["bids"] != engine_result(given)["bids"]:
            found.append(f"{name}: read back, the result is another")
    return found


def test_every_award_method_is_calculated_as_the_engine_does(tmp_path: Path) -> None:
    assert disagreements({method: invented(7, method=method) for method in METHODS}, tmp_path) == []


def test_every_price_formula_is_calculated_as_the_engine_does(tmp_path: Path) -> None:
    evaluations = {
        f"{first}_{second}": invented(20, method="weighted_sum", P1=first, P2=second)
        for first, second in zip(PRICE_TYPES[::2], PRICE_TYPES[1::2], strict=True)
    }
    assert disagreements(evaluations, tmp_path) == []


def test_every_social_value_rule_is_calculated_as_the_engine_does(tmp_path: Path) -> None:
    evaluations = {
        f"{first}_{second}": invented(30, method="weighted_sum", S1=first, S2=second)
        for first, second in zip(VALUE_TYPES[::2], [*VALUE_TYPES[1::2], VALUE_TYPES[0]], strict=True)
    }
    assert disagreements(evaluations, tmp_path) == []


def awkward(mode: str) -> Json:
    """Figures that binary numbers do not hold: ties, a minimum and halves that must come out exactly."""
    shares = ("0", "0.01005", "0.1", "0.2", "0.3", "0.7", "1")
    return evaluation(
        model(
            group("G", "2", quality("Q1", "1"), quality("Q2", "1"), minimum="40"),
            quality("Q3", "48"),
            price(
                "P",
                "50",
                formula={"type": "min_max", "all_equal": "full_marks"},
                items=[
                    {"id": "I1", "title": "One", "quantity": "3"},
                    {"id": "I2", "title": "Two", "quantity": "1"},
                ],
            ),
            scales={"0-5": scale(tuple("ABCDEFG"), shares)},
            tie_break=["Q3"],
            rounding={"places": 3, "mode": mode},
        ),
        bid("A", marks={"Q1": "F", "Q2": "C", "Q3": "B"}, prices={"P": {"I1": "0.1", "I2": "0.3"}}),
        bid("B", marks={"Q1": "C", "Q2": "F", "Q3": "B"}, prices={"P": {"I1": "0.2", "I2": "0"}}),
        bid("C", marks={"Q1": "E", "Q2": "C", "Q3": "B"}, prices={"P": {"I1": "0", "I2": "0.6"}}),
        bid("D", marks={"Q1": "C", "Q2": "F", "Q3": "A"}, prices={"P": {"I1": "0", "I2": "0.6"}}),
    )


def test_ties_minimums_and_halves_that_binary_numbers_miss_come_out_as_exact_fractions_do(
    tmp_path: Path,
) -> None:
    evaluations = {mode: awkward(mode) for mode in ("half_up", "half_even", "down")}
    found = engine_result(evaluations["half_even"])
    assert [entry["rank"] for entry in found["bids"]] == [1, 1, None, 3]
    assert disagreements(evaluations, tmp_path) == []


def cascade() -> Json:
    """A mean price that falls as bids leave, so that one bid leaves in each round."""
    formula = {"type": "mean_deviation", "clamp": False}
    prices = ("100", "180", "300", "480", "900")
    return evaluation(
        model(group("G", "100", price("P", "50", formula=formula), quality("Q", "50"), minimum="62")),
        *(
            bid(name, marks={"Q": "5"}, prices={"P": amount})
            for name, amount in zip("ABCDE", prices, strict=True)
        ),
    )


def weightless() -> Json:
    """A social value criterion without weight that disqualifies all the same."""
    return evaluation(
        model(
            quality("Q", "60"),
            price("P", "40"),
            social_value("S", "0", minimum="50"),
            measures={"M": measure("1", kind="social")},
        ),
        *(
            bid(
                name,
                marks={"Q": "3"},
                prices={"P": str(100 + place)},
                commitments=[{"measure": "M", "quantity": str(2**place)}],
            )
            for place, name in enumerate("ABC")
        ),
    )


def test_the_pool_is_tried_again_until_nobody_leaves(tmp_path: Path) -> None:
    evaluations = {"cascade": cascade(), "weightless": weightless()}
    statuses = [entry["status"] for entry in engine_result(evaluations["cascade"])["bids"]]
    assert statuses == ["admissible", *["disqualified"] * 4]
    assert disagreements(evaluations, tmp_path) == []


def change(path: Path) -> None:
    """Change a mark, a price, a quantity, an exclusion and a parameter, as an officer would in the cells."""
    workbook = openpyxl.load_workbook(path)
    workbook["Marks"]["D5"] = 5
    workbook["Prices"]["E5"] = workbook["Prices"]["E5"].value + 12.5
    workbook["Commitments"]["C5"] = 7.25
    workbook["Bids"]["C6"], workbook["Bids"]["D6"] = "withdrawn", "Too late"
    for row in workbook["Formulas"].iter_rows(min_row=5):
        if row[1].value == "net":
            row[2].value = "yes" if row[2].value == "no" else "no"
    workbook.save(path)


def test_a_changed_cell_changes_the_result_as_the_engine_would(tmp_path: Path) -> None:
    evaluations = {
        "corridor": invented(23, method="quality_per_price"),
        "value": invented(23, method="award_on_value"),
        "lowest": invented(23, method="weighted_sum", P1="lowest_over_price", P2="min_max"),
        "logarithm": invented(11, method="weighted_sum", P1="logarithmic", P2="bands"),
    }
    for name, given in evaluations.items():
        path = tmp_path / f"{name}.xlsx"
        write_workbook(given, path)
        change(path)
        changed = from_workbook(path)
        assert engine_result(changed)["bids"] != engine_result(given)["bids"]
        evaluations[name] = changed
    books = recalculate(tmp_path)
    assert [text for name in books for text in differences(evaluations[name], books[name])] == []
    assert all(books[name]["Result"]["C7"].value.endswith("figures differ") for name in evaluations)
