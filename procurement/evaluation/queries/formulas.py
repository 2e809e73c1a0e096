"""What each published formula does, in a sentence that stands under its working. The ids are those of the
method guide.
"""

from collections.abc import Mapping
from typing import Any

_PRICE = {
    "lowest_over_price": "Weighting x lowest admissible price / this price (formula F01).",
    "percentage_above_lowest": "Weighting less the share by which the price lies above the lowest "
    "(formula F02).",
    "min_max": "Weighting x distance from the highest price / distance between highest and lowest "
    "(formula F03).",
    "fixed_bounds": "Weighting x distance from the published upper price / distance between the bounds "
    "(formula F04).",
    "mean_deviation": "Half of the weighting, more or less by the distance from the mean price (formula "
    "F05).",
    "reference_over_price": "Weighting x published reference price / this price (formula F06).",
    "logarithmic": "Weighting less the logarithm of this price over the lowest (formula F07).",
    "bands": "The points of the published band in which the price lies (formula F20).",
}
_SOCIAL_VALUE = {
    "relative_to_highest": "Weighting x this bid's social value / the highest social value of an "
    "admissible bid.",
    "share_of_price": "Weighting x social value as a share of the price / the highest such share.",
    "against_target": "Weighting x social value / the published target, at most the weighting.",
    "bands": "The points of the published band in which the social value lies.",
    "points_menu": "Weighting x the menu's points for what counts / the published maximum.",
}
_OTHER = {
    "quality": "Weighting x the mark's share of the scale.",
    "pass_fail": "Decided by pass or fail; it gives no points.",
}


def formula_words(kind: str, formula: Mapping[str, Any] | None) -> str:
    """The sentence for a leaf's kind and formula; empty where the model gives none."""
    if kind in _OTHER:
        return _OTHER[kind]
    table = _PRICE if kind == "price" else _SOCIAL_VALUE
    return table.get(formula["type"], "") if formula else ""
