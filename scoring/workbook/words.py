"""What the workbook says in words: equations, parameters, settings."""

from __future__ import annotations

PRICE_EQUATIONS = {
    "lowest_over_price": "F01: points = M x L / P; M the effective weight, L the lowest price of the pool",
    "percentage_above_lowest": "F02: points = M x (1 - (P - L) / L); L the lowest price of the pool",
    "min_max": "F03: points = M x (H - P) / (H - L); L and H the lowest and highest price of the pool",
    "fixed_bounds": "F04: points = M x (upper - P) / (upper - lower)",
    "mean_deviation": "F05: points = M / 100 x (50 - 100 x (P - mean) / mean); mean price of the pool",
    "reference_over_price": "F06: points = M x reference / P",
    "logarithmic": "F07: points = M x (1 - ln(P / L) / ln(base)); L the lowest price of the pool",
    "bands": "F20: the points of the first band with P at or below its upper end (sheet Bands)",
}
VALUE_EQUATIONS = {
    "relative_to_highest": "points = M x SV / highest SV of the pool; all 0: 0 points",
    "share_of_price": "points = M x (SV / P) / highest SV / P of the pool; all 0: 0 points",
    "against_target": "points = M x min(1, figure / target); the figure is SV, or SV / P",
    "bands": "the points of the last band that begins at or below the figure (sheet Bands)",
    "points_menu": "points = M x min(s, maximum) / maximum; s: sum of menu points (sheet Bands) x quantity",
}
METHODS = {
    "weighted_sum": "Sum of all points; the highest total wins",
    "price_per_quality_point": "F08: P / Q; the lowest wins",
    "quality_per_price": "F09: Q / P x per; the highest wins",
    "weighted_value_index": "F10: Q ^ (wQ / wP) / P x per; the highest wins",
    "utility_index": "F11: 100 x (1 - (Qbest - Q) / Qmax x wQ / wP) x Pbest / P; the highest wins",
    "award_on_value": "F12: P less money value x share of each criterion; the lowest wins",
    "willingness_to_pay": "F13: P - Q x value per point; the lowest wins",
    "quality_mark_up": "F14: P x (1 + (Qmax - Q) / Qmax x wQ / wP); the lowest wins",
    "relative_value_cost": "F15: P / ((Q + Qmax) / (Qlow + Qmax)); the lowest wins",
    "price_quality_method": "F16: P - estimate x (q - qlow) / wP; the lowest wins",
    "quality_divisor": "P / (1 + q / wP); the lowest wins",
    "lowest_price": "The lowest admissible price wins; quality counts by its minimums only",
}
PARAMETERS = {
    "zero": "A price of 0: refuse it, or full_marks",
    "floor": "No bid gets fewer points than this; empty: no floor",
    "all_equal": "All prices equal: full_marks, or refuse",
    "lower": "The price that earns all points",
    "upper": "The price that earns 0 points",
    "clamp": "yes: points stay between 0 and the weight; no: they may lie outside",
    "reference": "The price that earns all points",
    "cap": "yes: never more points than the weight",
    "base": "A price of base x the lowest earns 0 points",
    "target": "The figure that earns all points",
    "per_pound": "yes: social value for each pound of price is compared with the target",
    "over": "The bands are read by value, or by share (social value / price)",
    "maximum": "Menu points that earn the whole weight",
    "minimum": "Fewer menu points than this disqualify; empty: no minimum",
    "net": "yes: deadweight, attribution, displacement and leakage are deducted",
    "first_year": "1: contract year 0 is discounted once; 0: it is not discounted",
    "discount_rate": "Share by which a year reduces the value; empty: a schedule stands on sheet Bands",
}
TABLES = {
    "price": "Points of a price at or below the limit; the last band has no limit",
    "value": "Points of a figure at or above the limit",
    "menu": "Menu points of one unit of the measure",
    "discount": "Rate for each year up to and with the limit; the last has no limit",
}
WEIGHTS = {
    "of_total": "Each weight is points of 100; a group weighs what its children weigh",
    "of_parent": "Each weight is a percentage of the group above; each level sums to 100",
}
MODES = {
    "half_up": "Half away from zero",
    "half_even": "Half to the even figure",
    "down": "Cut off, towards zero",
}
RANKED = {
    "exact": "Ranks compare totals before rounding",
    "rounded": "Ranks compare totals as published",
}
KEYS = {
    "quality": "Points for quality, highest first",
    "social_value": "Points for social value, highest first",
    "price": "Sum of the prices, lowest first",
}


def key_words(key: str) -> str:
    """A key of the tie-break ladder in words."""
    return KEYS.get(key, "Points of the criterion with this id, highest first")
