"""What each formula of a published model does, in words: for previews, results and the award report alike."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Formula:
    """A formula by what it looks at, as arithmetic, and by its number in the list of price formulas."""

    looks_at: str
    working: str
    number: str = ""

    @property
    def reference(self) -> str:
        return f" (formula {self.number})" if self.number else ""


_PRICE = {
    "lowest_over_price": Formula(
        "the lowest price", "Weighting x lowest admissible price / this price", "F01"
    ),
    "percentage_above_lowest": Formula(
        "the share above the lowest price",
        "Weighting less the share by which the price lies above the lowest",
        "F02",
    ),
    "min_max": Formula(
        "the distance from the highest price",
        "Weighting x distance from the highest price / distance between highest and lowest",
        "F03",
    ),
    "fixed_bounds": Formula(
        "published bounds",
        "Weighting x distance from the published upper price / distance between the bounds",
        "F04",
    ),
    "mean_deviation": Formula(
        "the mean price", "Half of the weighting, more or less by the distance from the mean price", "F05"
    ),
    "reference_over_price": Formula(
        "a published reference price", "Weighting x published reference price / this price", "F06"
    ),
    "logarithmic": Formula(
        "the logarithm of the price", "Weighting less the logarithm of this price over the lowest", "F07"
    ),
    "bands": Formula(
        "published bands of prices", "The points of the published band in which the price lies", "F20"
    ),
}
_SOCIAL_VALUE = {
    "relative_to_highest": Formula(
        "the highest value",
        "Weighting x this bid's social value / the highest social value of an admissible bid",
    ),
    "share_of_price": Formula(
        "the highest share of the price",
        "Weighting x social value as a share of the price / the highest such share",
    ),
    "against_target": Formula(
        "a published target", "Weighting x social value / the published target, at most the weighting"
    ),
    "bands": Formula(
        "published bands of value", "The points of the published band in which the social value lies"
    ),
    "points_menu": Formula(
        "a published menu of points",
        "Weighting x the menu's points for what counts / the published maximum",
    ),
}
_OF_KIND = {"price": _PRICE, "social_value": _SOCIAL_VALUE}
_WITHOUT_FORMULA = {
    "quality": "Weighting x the mark's share of the scale",
    "pass_fail": "Decided by pass or fail; it gives no points",
}
_BY_LABEL = {f"{name} ({found.number})": found for name, found in _PRICE.items()} | _SOCIAL_VALUE
"""Each formula by what `scoring` calls it in a warning."""
_LABEL = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, _BY_LABEL))})(?= (?:compares|and gets) )")


def formula_words(kind: str, formula: Mapping[str, Any] | None) -> str:
    """The arithmetic of a leaf by its kind and formula, without a full stop; empty where the model gives none."""
    if kind in _WITHOUT_FORMULA:
        return _WITHOUT_FORMULA[kind]
    found = _OF_KIND[kind].get(formula["type"]) if formula else None
    return f"{found.working}{found.reference}" if found else ""


def warning_words(text: str) -> str:
    """A warning of `scoring` with words where it names a formula: "scoring by the lowest price (formula F01)"."""

    def said(label: re.Match[str]) -> str:
        found = _BY_LABEL[label[1]]
        return f"scoring by {found.looks_at}{found.reference}"

    return _LABEL.sub(said, text)
