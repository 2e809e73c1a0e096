"""How far evaluators agree: spread, Krippendorff's alpha, ICC, Kendall's W (format 1, "agreement"; B7).

For coaching a panel and finding the answers that need most talk; never a reason for a mark. Bids are the
subjects, evaluators the raters. Nominal and ordinal alpha and Kendall's W look at the steps of the scale
alone, the rest at the number that stands for each step (`scoring.spread.step_values`). All of a file's bids
count, those out of the pool too: how an evaluator read the scale does not depend on why a bid left.

Everything is exact until it is written as a JSON number, but for alpha, which the `krippendorff` library
calculates in binary floats. Needs NumPy, so nothing that evaluates or verifies imports this module.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import krippendorff
import numpy as np
import numpy.typing as npt

from scoring.errors import EvaluationError, Problem
from scoring.evaluate import Evaluation
from scoring.figures import plain_text
from scoring.jsontext import key_path
from scoring.quality import Scale
from scoring.spread import share_between, step_values

FLAG_ABOVE = Fraction(2, 5)
NO_VARIATION = "no variation"
NO_MARKS = "no marks"
MISSING = -1
MOST_CELLS = 20_000_000
"""Bids x different marks x different marks: what the library may hold in memory for one question."""

Statistics = dict[str, Any]
Places = npt.NDArray[np.int64]
"""The places of the marks on their scale, bids x evaluators; MISSING where there is no mark."""


def agreement(evaluation: Evaluation, *, flag: Fraction = FLAG_ABOVE) -> dict[str, Statistics]:
    """The statistics of each quality leaf by its id, as format 1 prints them; JSON numbers throughout.

    A bid is flagged where its range is strictly above `flag`, a share of the scale from 0 to 1. What is
    undefined is null, with a "note" beside it that says why. Raises EvaluationError where there are no sheets.
    """
    if not evaluation.sheets:
        place = key_path(evaluation.path, "sheets")
        raise EvaluationError([Problem(place, "no sheets", "at least one evaluator's sheet")])
    if not 0 <= flag <= 1:
        raise EvaluationError([Problem("flag", plain_text(flag), "a share of the scale from 0 to 1")])
    bids = [bid.id for bid in evaluation.bids]
    leaves = evaluation.model.quality_leaves
    measures = {leaf.scale.id: _Measure(leaf.scale, flag) for leaf in leaves.values()}
    places = _places(evaluation)
    return {
        leaf_id: _of_question(bids, places[leaf_id], measures[leaf.scale.id])
        for leaf_id, leaf in leaves.items()
    }


def _places(evaluation: Evaluation) -> dict[str, Places]:
    """The marks on every sheet, by leaf, of all evaluators in the order of the file."""
    evaluators = {name: at for at, name in enumerate(dict.fromkeys(s.evaluator for s in evaluation.sheets))}
    bids = {bid.id: at for at, bid in enumerate(evaluation.bids)}
    table = {leaf: [[MISSING] * len(evaluators) for _bid in bids] for leaf in evaluation.model.quality_leaves}
    for sheet in evaluation.sheets:
        row, column = bids[sheet.bid], evaluators[sheet.evaluator]
        for leaf, place in sheet.marks.items():
            table[leaf][row][column] = place
    return {leaf: np.array(rows, dtype=np.int64) for leaf, rows in table.items()}


class _Measure:
    """A scale as numbers: the value of each step, and the spread of marks that was worked out before."""

    def __init__(self, scale: Scale, flag: Fraction) -> None:
        self.values = step_values(scale.steps)
        self.unit = math.lcm(*(value.denominator for value in self.values))
        self.units = [int(value * self.unit) for value in self.values]
        self._flag = flag
        self._known: dict[tuple[int, ...], Statistics] = {}

    def spread(self, places: tuple[int, ...]) -> Statistics:
        """Range and sample standard deviation (in marks, or points) of one bid's marks, given in order."""
        found = self._known.get(places)
        if found is None:
            found = self._known[places] = self._spread([place for place in places if place != MISSING])
        return dict(found)

    def _spread(self, places: Sequence[int]) -> Statistics:
        share = share_between(self.values, places)
        found: Statistics = {
            "range": None if share is None else float(share),
            "sd": None,
            "flag": share is not None and share > self._flag,
        }
        count = len(places)
        if count < 2:
            return _noted(found, "one mark" if places else NO_MARKS)
        units = [self.units[place] for place in places]
        squares = count * sum(unit * unit for unit in units) - sum(units) ** 2
        found["sd"] = math.sqrt(squares / (count * (count - 1) * self.unit**2))
        return _noted(found, NO_VARIATION if share is None else None)


def _of_question(bids: Sequence[str], places: Places, measure: _Measure) -> Statistics:
    """Evaluators who gave this question no mark at all, and bids that got none, have no part in it."""
    ordered = np.sort(places, axis=1).tolist()
    marked = places[(places != MISSING).any(axis=1)]
    marked = marked[:, (marked != MISSING).any(axis=0)]
    complete = marked[(marked != MISSING).all(axis=1)]
    missing = (
        f"marks are missing: over {len(complete)} of {len(marked)} bids"
        if len(complete) < len(marked)
        else None
    )
    found = {
        "bids": {bid: measure.spread(tuple(row)) for bid, row in zip(bids, ordered, strict=True)},
        "alpha": _alpha(marked, measure.values),
        "icc": _noted(_icc(complete, measure.units), missing),
        "kendall": _noted(_kendall(complete), missing),
    }
    notes = [found[key]["note"] for key in ("alpha", "icc", "kendall") if "note" in found[key]]
    return _noted(found, *dict.fromkeys(notes))


def _noted(found: Statistics, *notes: str | None) -> Statistics:
    """Statistics with what there is to say of them, after what is said already."""
    said = [note for note in (found.get("note"), *notes) if note]
    return {**found, "note": "; ".join(said)} if said else found


def _alpha(places: Places, values: Sequence[Fraction]) -> Statistics:
    """Krippendorff's alpha, 1 - observed / expected disagreement, over the bids with two marks or more."""
    found: Statistics = dict.fromkeys(("nominal", "ordinal", "interval", "ratio"))
    used = np.unique(places[places != MISSING])
    counts = (places[:, :, np.newaxis] == used).sum(axis=1)
    counts = counts[counts.sum(axis=1) > 1]
    if len(counts) < 2:
        return _noted(found, "fewer than two bids with two marks" if places.size else NO_MARKS)
    used, counts = used[counts.any(axis=0)], counts[:, counts.any(axis=0)]
    if len(used) < 2:
        return _noted(found, NO_VARIATION)
    if len(counts) * len(used) ** 2 > MOST_CELLS:
        return _noted(found, "too many different marks")
    found["nominal"] = _library_alpha(counts, used, "nominal")
    found["ordinal"] = _library_alpha(counts, used, "ordinal")
    given = [values[place] for place in used.tolist()]
    low, high = given[0], given[-1]
    if low == high:
        return _noted(found, "interval and ratio: " + NO_VARIATION)
    # Interval alpha does not change when the values are moved or stretched, ratio alpha not when they are
    # stretched: so both are brought near 1 exactly, before they become floats.
    shares = np.array([float((value - low) / (high - low)) for value in given])
    found["interval"] = _library_alpha(counts, shares, "interval")
    if low < 0:
        return _noted(found, "ratio: marks below 0")
    shares = np.array([float(value / high) for value in given])
    found["ratio"] = _library_alpha(counts, shares, "ratio")
    return _noted(found, None if found["ratio"] is not None else "ratio: " + NO_VARIATION)


def _library_alpha(counts: npt.NDArray[Any], domain: npt.NDArray[Any], level: Any) -> float | None:
    """Alpha by the library; `counts` is bids x steps. None where two values are one as floats."""
    with np.errstate(invalid="ignore", divide="ignore"):
        alpha = krippendorff.alpha(value_counts=counts, value_domain=domain, level_of_measurement=level)
    return float(alpha) if math.isfinite(alpha) else None


def _icc(places: Places, units: Sequence[int]) -> Statistics:
    """The six intraclass correlations of Shrout and Fleiss (1979), by one-way (1) and two-way analysis of
    variance (A: absolute agreement, C: consistency), for one evaluator and for the mean of all k.

    `places` is complete, n bids x k evaluators; sums are taken over Python's whole numbers, of any length.
    """
    found: Statistics = dict.fromkeys(("1,1", "A,1", "C,1", "1,k", "A,k", "C,k"))
    n, k = places.shape
    if n < 2 or k < 2:
        return _noted(found, _too_few(k))
    cells = np.array(units, dtype=object)[places]
    level = Fraction(int(cells.sum()) ** 2, n * k)
    between_bids = Fraction(int((cells.sum(axis=1) ** 2).sum()), k) - level
    between_evaluators = Fraction(int((cells.sum(axis=0) ** 2).sum()), n) - level
    within = int((cells * cells).sum()) - level - between_bids
    if not within + between_bids:
        return _noted(found, NO_VARIATION)
    bids, judges = between_bids / (n - 1), between_evaluators / (k - 1)
    error, inside = (within - between_evaluators) / ((n - 1) * (k - 1)), within / (n * (k - 1))
    forms = {
        "1,1": (bids - inside, bids + (k - 1) * inside),
        "A,1": (bids - error, bids + (k - 1) * error + Fraction(k, n) * (judges - error)),
        "C,1": (bids - error, bids + (k - 1) * error),
        "1,k": (bids - inside, bids),
        "A,k": (bids - error, bids + (judges - error) / n),
        "C,k": (bids - error, bids),
    }
    found.update((form, float(over / under)) for form, (over, under) in forms.items() if under > 0)
    return _noted(found, "the bids do not differ enough" if None in found.values() else None)


def _kendall(places: Places) -> Statistics:
    """Kendall's W = 12 S / (m^2 (n^3 - n) - m sum(t^3 - t)) over n bids ranked by m evaluators, equal marks
    sharing the mean of their ranks; chi2 = m (n - 1) W, with n - 1 degrees of freedom."""
    found: Statistics = dict.fromkeys(("w", "s", "chi2"))
    n, m = places.shape
    if n < 2 or m < 2:
        return _noted(found, _too_few(m))
    ties = 0
    doubled = np.zeros(n, dtype=np.int64)  # twice each sum of ranks, for a mean of ranks may end in a half
    for column in places.T:
        tally = np.bincount(column)
        doubled += (2 * np.cumsum(tally) - tally + 1)[column]
        ties += int((tally**3 - tally).sum())
    s = Fraction(int(((doubled - m * (n + 1)) ** 2).sum()), 4)
    found["s"] = float(s)
    under = m * m * (n**3 - n) - m * ties
    if not under:
        return _noted(found, NO_VARIATION)
    w = 12 * s / under
    found.update(w=float(w), chi2=float(m * (n - 1) * w))
    return found


def _too_few(evaluators: int) -> str:
    if not evaluators:
        return NO_MARKS
    if evaluators < 2:
        return "fewer than two evaluators"
    return "fewer than two bids that every evaluator marked"
