"""Agreement of evaluators: published figures, other people's code as oracle, and what has no answer."""

import json
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import friedmanchisquare  # type: ignore[import-untyped]

from scoring import parse_evaluation
from scoring.agreement import agreement
from scoring.errors import EvaluationError
from scoring.quality import Step
from scoring.spread import range_share, step_values
from tests.scoring.builders import Json, bid, condition, evaluation, model, quality, scale

Table = list[list[Any]]
Level = Literal["nominal", "ordinal", "interval", "ratio"]
N = None
ICC_FORMS = ["1,1", "A,1", "C,1", "1,k", "A,k", "C,k"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")
NO_ALPHA: Json = dict.fromkeys(LEVELS)
NO_ICC: Json = dict.fromkeys(ICC_FORMS)


def file_of(table: Table, marks: Json) -> Json:
    """A file with one question; `table` holds a row of marks for each evaluator, a column for each bid."""
    lowest = marks["steps"][0]["mark"]
    names = [f"B{at}" for at in range(len(table[0]))]
    published = model(quality("Q", "100"), scales={"0-5": marks})
    given_file = evaluation(published, *(bid(name, marks={"Q": lowest}) for name in names))
    given_file["sheets"] = [
        {"evaluator": f"E{at}", "bid": name, "marks": {} if mark is None else {"Q": str(mark)}}
        for at, row in enumerate(table)
        for name, mark in zip(names, row, strict=True)
    ]
    return given_file


def agreed(table: Table, marks: Json | None = None, **more: Any) -> Json:
    return agreement(parse_evaluation(file_of(table, marks or scale())), **more)["Q"]


def across(low: int, high: int) -> Json:
    return scale(tuple(str(mark) for mark in range(low, high + 1)))


def places(figures: Json, keys: list[str], digits: int) -> list[float | None]:
    return [None if figures[key] is None else round(figures[key], digits) for key in keys]


def transposed(rows: Table) -> Table:
    return [list(column) for column in zip(*rows, strict=True)]


SHROUT_AND_FLEISS = transposed(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
)
KRIPPENDORFF = [
    [N, N, N, N, N, 3, 4, 1, 2, 1, 1, 3, 3, N, 3],
    [1, N, 2, 1, 3, 3, 4, 3, N, N, N, N, N, N, N],
    [N, N, 2, 1, 3, 4, 4, N, 2, 1, 1, 3, 3, N, 4],
]
# The ratings `anxiety` of the R package irr; its manual prints ICC(A,1) 0.198 and W, corrected for ties, 0.54.
ANXIETY = [
    [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
    [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
    [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
]
# Zar, Biostatistical Analysis, example 20.5, in tenths; UNISTAT prints these sums of ranks for it.
ZAR = [
    [104, 108, 111, 102, 103, 102, 107, 105, 108, 112, 106, 114],
    [74, 76, 79, 72, 74, 71, 74, 72, 78, 77, 78, 83],
    [170, 170, 200, 145, 155, 130, 195, 160, 210, 200, 180, 220],
]
ZAR_RANK_SUMS = [14.5, 21, 30.5, 6, 11, 3.5, 20, 11.5, 29, 28.5, 22.5, 36]


def test_o09_the_six_intraclass_correlations_of_shrout_and_fleiss() -> None:
    found = agreed(SHROUT_AND_FLEISS, across(1, 10))
    assert places(found["icc"], ICC_FORMS, 4) == [0.1657, 0.2898, 0.7148, 0.4428, 0.6201, 0.9093]
    assert "note" not in found


def test_o10_alpha_with_missing_marks() -> None:
    found = agreed(KRIPPENDORFF, across(1, 4))
    assert places(found["alpha"], ["nominal", "interval"], 3) == [0.691, 0.811]
    assert places(found["alpha"], ["ordinal", "ratio"], 4) == [0.8067, 0.8089]


def test_o11_a_range_above_two_fifths_of_the_scale_is_flagged_and_one_of_two_fifths_is_not() -> None:
    bids = agreed([[2, 1, 5], [4, 4, 5], [3, 3, 4]])["bids"]
    assert [bids[name]["range"] for name in ("B0", "B1", "B2")] == [0.4, 0.6, 0.2]
    assert [bids[name]["flag"] for name in ("B0", "B1", "B2")] == [False, True, False]
    assert [round(bids[name]["sd"], 4) for name in ("B0", "B1", "B2")] == [1.0, 1.5275, 0.5774]


def test_the_flag_can_be_set_and_is_compared_exactly() -> None:
    table = [[0, 0], [1, 2]]
    thirds = across(0, 3)
    for flag, flags in ((Fraction(1, 3), [False, True]), (Fraction(2, 3), [False, False])):
        bids = agreed(table, thirds, flag=flag)["bids"]
        assert [bids[name]["flag"] for name in ("B0", "B1")] == flags


def test_o34_kendalls_w_without_ties() -> None:
    found = agreed([[1, 2, 3, 4], [2, 1, 3, 4], [1, 3, 2, 4]], across(1, 4))["kendall"]
    assert found == {"w": 7 / 9, "s": 35.0, "chi2": 7.0}


def test_ratings_of_another_package_with_ties() -> None:
    found = agreed(ANXIETY, across(1, 6))
    assert round(found["icc"]["A,1"], 3) == 0.198
    assert round(found["kendall"]["w"], 2) == 0.54


def test_ranks_that_are_shared_are_the_mean_of_their_places() -> None:
    marks = scale(tuple(str(mark) for mark in sorted({mark for row in ZAR for mark in row})))
    found = agreed(ZAR, marks)["kendall"]
    squares = sum((total - 19.5) ** 2 for total in ZAR_RANK_SUMS)
    # Ties: two pairs; a triple and two pairs; two pairs. T = 12 + 36 + 12.
    assert found["s"] == squares
    assert found["w"] == pytest.approx(12 * squares / (9 * (12**3 - 12) - 3 * 60))


tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([N, 0, 1, 2, 3, 4, 5]), min_size=width, max_size=width),
        min_size=2,
        max_size=4,
    )
)
few = settings(max_examples=150, deadline=None)


@few
@given(tables)
def test_every_figure_is_one_that_json_knows(table: Table) -> None:
    found = agreed(table)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    for part in (*found["bids"].values(), found["alpha"], found["icc"], found["kendall"]):
        assert "note" in part or None not in part.values()


@few
@given(tables)
def test_alpha_is_that_of_the_library_on_the_ratings_themselves(table: Table) -> None:
    found = agreed(table)["alpha"]
    ratings = np.array([[np.nan if mark is None else mark for mark in row] for row in table], dtype=float)
    for level in LEVELS:
        if found[level] is not None:
            assert found[level] == pytest.approx(krippendorff.alpha(ratings, level_of_measurement=level))


def complete(table: Table) -> np.ndarray[Any, Any]:
    """Bids x evaluators: evaluators with a mark, and the bids that all of those marked."""
    rows = [row for row in table if any(mark is not None for mark in row)]
    columns = [column for column in zip(*rows, strict=True) if None not in column]
    return np.array(columns, dtype=float)


@few
@given(tables)
def test_w_is_that_of_friedmans_test(table: Table) -> None:
    found = agreed(table)["kendall"]
    marks = complete(table)
    if found["w"] is not None and len(marks) > 2:
        assert found["chi2"] == pytest.approx(friedmanchisquare(*marks).statistic)
        assert 0 <= found["w"] <= 1


@few
@given(tables)
def test_correlations_are_those_of_an_analysis_of_variance_in_floats(table: Table) -> None:
    found = agreed(table)["icc"]
    marks = complete(table)
    if found["C,1"] is None:
        return
    n, k = marks.shape
    grand = marks.mean()
    rows, columns = marks.mean(axis=1), marks.mean(axis=0)
    ms_rows = k * ((rows - grand) ** 2).sum() / (n - 1)
    residue = marks - rows[:, None] - columns[None, :] + grand
    ms_error = (residue**2).sum() / ((n - 1) * (k - 1))
    ms_within = ((marks - rows[:, None]) ** 2).sum() / (n * (k - 1))
    consistency = (ms_rows - ms_error) / (ms_rows + (k - 1) * ms_error)
    assert found["C,1"] == pytest.approx(consistency, abs=1e-9)
    assert found["1,1"] == pytest.approx((ms_rows - ms_within) / (ms_rows + (k - 1) * ms_within), abs=1e-9)


def test_evaluators_who_agree_on_everything_have_no_variation_to_measure() -> None:
    found = agreed([[3, 3, 3], [3, 3, 3]])
    assert found["alpha"] == {**NO_ALPHA, "note": "no variation"}
    assert found["icc"] == {**NO_ICC, "note": "no variation"}
    assert found["kendall"] == {"w": None, "s": 0.0, "chi2": None, "note": "no variation"}
    assert found["note"] == "no variation"
    assert found["bids"]["B0"] == {"range": 0.0, "sd": 0.0, "flag": False}


def test_evaluators_who_agree_on_bids_that_differ_agree_fully() -> None:
    found = agreed([[1, 2, 5], [1, 2, 5], [1, 2, 5]])
    assert {found["alpha"][level] for level in LEVELS} == {1.0}
    assert {found["icc"][form] for form in ICC_FORMS} == {1.0}
    assert found["kendall"]["w"] == 1.0


def test_a_bid_with_one_mark_or_none_has_no_spread() -> None:
    found = agreed([[2, N, 4], [3, N, N]])["bids"]
    assert found["B1"] == {"range": None, "sd": None, "flag": False, "note": "no marks"}
    assert found["B2"] == {"range": 0.0, "sd": None, "flag": False, "note": "one mark"}


def test_correlation_and_concordance_are_over_the_bids_that_everybody_marked_and_say_so() -> None:
    whole = agreed([[1, 3, 5], [2, 2, 5]])
    partly = agreed([[1, 4, 3, 5], [2, N, 2, 5]])
    note = "marks are missing: over 3 of 4 bids"
    assert partly["icc"] == {**whole["icc"], "note": note}
    assert partly["kendall"] == {**whole["kendall"], "note": note}
    assert partly["note"] == note


def test_an_evaluator_without_a_mark_on_the_question_and_a_bid_without_one_take_no_part() -> None:
    whole = agreed([[1, 3, 5], [2, 2, 5]])
    wider = agreed([[1, 3, N, 5], [N, N, N, N], [2, 2, N, 5]])
    assert {key: wider[key] for key in ("alpha", "icc", "kendall")} == {
        key: whole[key] for key in ("alpha", "icc", "kendall")
    }


@pytest.mark.parametrize(
    ("table", "alpha", "others"),
    [
        ([[1, 2, 3]], "fewer than two bids with two marks", "fewer than two evaluators"),
        (
            [[1], [2]],
            "fewer than two bids with two marks",
            "fewer than two bids that every evaluator marked",
        ),
        ([[N, N], [N, N]], "no marks", "no marks"),
        (
            [[1, N], [N, 2]],
            "fewer than two bids with two marks",
            "marks are missing: over 0 of 2 bids",
        ),
    ],
)
def test_too_few_marks_give_no_figures_and_the_reason(table: Table, alpha: str, others: str) -> None:
    found = agreed(table)
    assert found["alpha"] == {**NO_ALPHA, "note": alpha}
    assert found["icc"]["note"].endswith(others) or found["icc"]["note"].startswith(others)
    assert {found["icc"][form] for form in ICC_FORMS} == {None}
    assert {found["kendall"][key] for key in ("w", "s", "chi2")} == {None}


def test_bids_that_come_out_level_leave_the_correlations_of_means_undefined() -> None:
    found = agreed([[1, 2], [2, 1]])["icc"]
    assert (found["1,1"], found["C,1"]) == (-1.0, -1.0)
    assert (found["1,k"], found["A,k"], found["C,k"]) == (None, None, None)
    assert found["note"] == "the bids do not differ enough"


def test_marks_in_words_count_by_their_points() -> None:
    rijkswaterstaat = scale(("NR", "0", "1", "2", "3"), ("-0.5", "0", "0.25", "0.6", "1"))
    found = agreed([["NR", "1", "3"], ["0", "2", "3"]], rijkswaterstaat)
    # (0 - (-0.5)) / 1.5 and (0.6 - 0.25) / 1.5; the mean of two is half of their difference x root 2 away.
    assert found["bids"]["B0"]["range"] == pytest.approx(1 / 3)
    assert found["bids"]["B1"]["range"] == pytest.approx(0.35 / 1.5)
    assert found["bids"]["B0"]["sd"] == pytest.approx(0.5 / 2**0.5)
    assert found["alpha"]["ratio"] is None
    assert found["alpha"]["note"] == "ratio: marks below 0"
    assert found["alpha"]["interval"] is not None


def test_order_comes_from_the_scale_and_not_from_the_numbers_on_it() -> None:
    marks_of_a_school = scale(("6", "4", "1"), ("0", "0.5", "1"))
    found = agreed([["6", "4", "1"], ["6", "1", "1"]], marks_of_a_school)
    same = agreed([["0", "1", "2"], ["0", "2", "2"]], across(0, 2))
    assert found["kendall"] == same["kendall"]
    assert found["alpha"]["ordinal"] == same["alpha"]["ordinal"]
    assert found["bids"] == {name: {**entry, "sd": entry["sd"] / 2} for name, entry in same["bids"].items()}


def test_steps_worth_the_same_differ_in_name_and_order_alone() -> None:
    level = scale(("no", "yes"), ("1", "1"))
    found = agreed([["no", "yes", "yes"], ["no", "yes", "no"]], level)
    assert found["bids"]["B2"] == {"range": None, "sd": 0.0, "flag": False, "note": "no variation"}
    assert found["alpha"]["nominal"] is not None
    assert (found["alpha"]["interval"], found["alpha"]["ratio"]) == (None, None)
    assert found["alpha"]["note"] == "interval and ratio: no variation"
    assert found["kendall"]["w"] is not None
    assert found["icc"]["note"] == "no variation"


def test_marks_that_floats_cannot_tell_apart_give_null_and_not_nan() -> None:
    long = "1" * 39
    found = agreed([[long + "1", long + "2"], [long + "2", long + "1"]], scale(("0", long + "1", long + "2")))
    assert found["alpha"]["ratio"] is None
    assert found["alpha"]["interval"] == pytest.approx(-0.5)
    assert found["icc"]["C,1"] == -1.0


def test_more_kinds_of_marks_than_memory_holds_are_left_alone() -> None:
    found = agreed([list(range(300)), list(range(300))], across(0, 300))
    assert found["alpha"] == {**NO_ALPHA, "note": "too many different marks"}
    assert found["icc"]["A,1"] == 1.0


def test_bids_that_are_out_of_the_pool_count_too() -> None:
    given_file = file_of([[1, 3, 5], [2, 2, 5]], scale())
    before = agreement(parse_evaluation(given_file))
    given_file["bids"][0]["excluded"] = {"kind": "withdrawn", "reason": "Withdrawn"}
    assert agreement(parse_evaluation(given_file)) == before


def test_only_quality_leaves_are_looked_at_and_each_by_its_own_scale() -> None:
    published = model(
        quality("Q1", "40"),
        quality("Q2", "60", scale="0-10"),
        condition("C"),
        scales={"0-5": scale(), "0-10": across(0, 10)},
    )
    given_file = evaluation(
        published, *(bid(n, marks={"Q1": "1", "Q2": "1"}, passes={"C": True}) for n in "AB")
    )
    given_file["sheets"] = [
        {"evaluator": name, "bid": which, "marks": {"Q1": mark, "Q2": mark}}
        for name, which, mark in (("X", "A", "0"), ("Y", "A", "5"), ("X", "B", "1"), ("Y", "B", "1"))
    ]
    found = agreement(parse_evaluation(given_file))
    assert list(found) == ["Q1", "Q2"]
    assert [found[leaf]["bids"]["A"]["range"] for leaf in found] == [1.0, 0.5]


@pytest.mark.parametrize("sheets", [None, []])
def test_a_file_without_sheets_is_refused(sheets: list[Json] | None) -> None:
    given_file = file_of([[1]], scale())
    given_file["sheets"] = sheets
    with pytest.raises(
        EvaluationError, match=r"^sheets: found no sheets; allowed: at least one evaluator's sheet$"
    ):
        agreement(parse_evaluation(given_file))


@pytest.mark.parametrize("flag", [Fraction(-1, 100), Fraction(101, 100)])
def test_a_flag_that_is_no_share_is_refused(flag: Fraction) -> None:
    with pytest.raises(EvaluationError, match="allowed: a share of the scale from 0 to 1"):
        agreed([[1]], flag=flag)


STEPS = [Step(mark, "", "", Fraction(mark), None) for mark in "012345"]


@pytest.mark.parametrize(
    ("marks", "share"),
    [
        ([], None),
        (["3"], Fraction(0)),
        (["2", "4", "3"], Fraction(2, 5)),
        (["1.0", "4"], Fraction(3, 5)),
        (["0", "5"], Fraction(1)),
    ],
)
def test_the_range_as_a_share_of_the_scale_for_the_pages(marks: list[str], share: Fraction | None) -> None:
    assert range_share(marks, STEPS) == share


def test_a_mark_that_is_no_step_is_refused_by_its_place() -> None:
    with pytest.raises(EvaluationError) as refused:
        range_share(["1", "2.5", "NR"], STEPS)
    assert str(refused.value).split("\n") == [
        'marks[1]: found "2.5"; allowed: a step of the scale: 0, 1, 2, 3, 4, 5',
        'marks[2]: found "NR"; allowed: a step of the scale: 0, 1, 2, 3, 4, 5',
    ]


def test_the_numbers_of_a_scale_never_fall() -> None:
    falling = [Step(m, "", "", None, Fraction(p)) for m, p in (("6", "0"), ("4", "0.5"), ("1", "1"))]
    for steps in (STEPS, falling):
        assert all(low <= high for low, high in pairwise(step_values(steps)))
    unmapped = [Step(mark, "", "", None, None) for mark in ("poor", "good")]
    with pytest.raises(EvaluationError, match=r"steps\[0\].points: found nothing"):
        step_values(unmapped)
