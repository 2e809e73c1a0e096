"""The formulas of the format as a spreadsheet writes them. They hold names of cells, never text of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scoring.workbook.layout import TOLERANCE_NAME as EQUAL
from scoring.workbook.layout import YES

REFUSED = "NA()"


@dataclass(frozen=True)
class Spread:
    """The cells of the lowest, the highest and the mean figure of the pool."""

    lowest: str = ""
    highest: str = ""
    mean: str = ""


@dataclass(frozen=True)
class Case:
    """The cells of one leaf and bid: each parameter by its name, the weight M, the figure that is scored (P, SV,
    SV / P or the menu's sum), the pool's figures, and of bands the limits and the points. The last price band has
    no limit, so `limits` is empty where there is one band only."""

    parameter: Callable[[str], str]
    weight: str
    figure: str
    pool: Spread
    limits: str = ""
    points: str = ""

    def clamped(self, points: str) -> str:
        """Points kept within 0 and the weight, if the model says so."""
        return f'IF({self.parameter("clamp")}="{YES}",MIN({self.weight},MAX(0,{points})),{points})'


def _lowest_over_price(case: Case) -> str:
    free = f'IF({case.parameter("zero")}="full_marks",{case.weight},{REFUSED})'
    return f"IF({case.figure}>0,{case.weight}*{case.pool.lowest}/{case.figure},{free})"


def _percentage_above_lowest(case: Case) -> str:
    low = case.pool.lowest
    points = f"{case.weight}*(1-({case.figure}-{low})/{low})"
    floor = case.parameter("floor")
    return f'IF({floor}="",{points},MAX({floor},{points}))'


def _min_max(case: Case) -> str:
    low, high = case.pool.lowest, case.pool.highest
    equal = f'IF({case.parameter("all_equal")}="full_marks",{case.weight},{REFUSED})'
    return f"IF({high}-{low}<={EQUAL}*{high},{equal},{case.weight}*({high}-{case.figure})/({high}-{low}))"


def _fixed_bounds(case: Case) -> str:
    lower, upper = case.parameter("lower"), case.parameter("upper")
    return case.clamped(f"{case.weight}*({upper}-{case.figure})/({upper}-{lower})")


def _mean_deviation(case: Case) -> str:
    mean = case.pool.mean
    return case.clamped(f"{case.weight}/100*(50-100*({case.figure}-{mean})/{mean})")


def _reference_over_price(case: Case) -> str:
    points = f"{case.weight}*{case.parameter('reference')}/{case.figure}"
    return f'IF({case.parameter("cap")}="{YES}",MIN({case.weight},{points}),{points})'


def _logarithmic(case: Case) -> str:
    share = f"LN({case.figure}/{case.pool.lowest})/LN({case.parameter('base')})"
    return case.clamped(f"{case.weight}*(1-{share})")


def _price_bands(case: Case) -> str:
    passed = f"SUMPRODUCT(--({case.limits}<{case.figure}*(1-{EQUAL})))" if case.limits else "0"
    return f"INDEX({case.points},1+{passed})"


def _relative(case: Case) -> str:
    return f"IF({case.pool.highest}=0,0,{case.weight}*{case.figure}/{case.pool.highest})"


def _against_target(case: Case) -> str:
    return f"{case.weight}*MIN(1,{case.figure}/{case.parameter('target')})"


def _value_bands(case: Case) -> str:
    return f"INDEX({case.points},SUMPRODUCT(--({case.limits}<={case.figure}*(1+{EQUAL}))))"


def _points_menu(case: Case) -> str:
    most = case.parameter("maximum")
    return f"{case.weight}*MIN({case.figure},{most})/{most}"


PRICE_POINTS: dict[str, Callable[[Case], str]] = {
    "lowest_over_price": _lowest_over_price,
    "percentage_above_lowest": _percentage_above_lowest,
    "min_max": _min_max,
    "fixed_bounds": _fixed_bounds,
    "mean_deviation": _mean_deviation,
    "reference_over_price": _reference_over_price,
    "logarithmic": _logarithmic,
    "bands": _price_bands,
}
VALUE_POINTS: dict[str, Callable[[Case], str]] = {
    "relative_to_highest": _relative,
    "share_of_price": _relative,
    "against_target": _against_target,
    "bands": _value_bands,
    "points_menu": _points_menu,
}


@dataclass(frozen=True)
class Contender:
    """The cells that an award method calculates from: P, q and Q of the bid and of the pool, weights, parameters."""

    price: str
    points: str
    quality: str
    money: str
    most_quality: str
    best_quality: str
    lowest_quality: str
    lowest_points: str
    lowest_price: str
    quality_weight: str
    price_weight: str
    parameter: Callable[[str], str]

    @property
    def ratio(self) -> str:
        """wQ / wP."""
        return f"{self.quality_weight}/{self.price_weight}"


def _weighted_value_index(one: Contender) -> str:
    power = f"IF({one.quality_weight}=0,1,IF({one.quality}=0,0,{one.quality}^({one.ratio})))"
    return f"IF({one.quality}<0,{REFUSED},{power}/{one.price}*{one.parameter('per')})"


def _utility_index(one: Contender) -> str:
    gap = f"({one.best_quality}-{one.quality})/{one.most_quality}*{one.ratio}"
    return f"100*(1-{gap})*{one.lowest_price}/{one.price}"


def _relative_value_cost(one: Contender) -> str:
    mine, lowest = (f"({quality}+{one.most_quality})" for quality in (one.quality, one.lowest_quality))
    return f"IF({mine}<=0,{REFUSED},{one.price}/({mine}/{lowest}))"


def _quality_divisor(one: Contender) -> str:
    divisor = f"(1+{one.points}/{one.price_weight})"
    return f"IF({divisor}<=0,{REFUSED},{one.price}/{divisor})"


METHOD_TOTALS: dict[str, Callable[[Contender], str]] = {
    "price_per_quality_point": lambda one: f"IF({one.quality}<=0,{REFUSED},{one.price}/{one.quality})",
    "quality_per_price": lambda one: f"{one.quality}/{one.price}*{one.parameter('per')}",
    "weighted_value_index": _weighted_value_index,
    "utility_index": _utility_index,
    "award_on_value": lambda one: f"{one.price}-{one.money}",
    "willingness_to_pay": lambda one: f"{one.price}-{one.quality}*{one.parameter('value_per_point')}",
    "quality_mark_up": lambda one: (
        f"{one.price}*(1+({one.most_quality}-{one.quality})/{one.most_quality}*{one.ratio})"
    ),
    "relative_value_cost": _relative_value_cost,
    "price_quality_method": lambda one: (
        f"{one.price}-{one.parameter('estimate')}*({one.points}-{one.lowest_points})/{one.price_weight}"
    ),
    "quality_divisor": _quality_divisor,
    "lowest_price": lambda one: one.price,
}


def share_of_mark(marks: str, shares: str, mark: str) -> str:
    """The share of the weight that a mark earns; an error where it is no step of the scale."""
    found = _equal(marks, mark)
    return f"SUMPRODUCT({found},{shares})/SUMPRODUCT({found})"


def place_of_mark(marks: str, places: str, mark: str) -> str:
    """The place of a mark on its scale, 0 where it is no step."""
    return f"SUMPRODUCT({_equal(marks, mark)},{places})"


def position(ids: str, numbers: str, cell: str) -> str:
    """The number of the row with this id, exactly as written."""
    return f"SUMPRODUCT({_equal(ids, cell)},{numbers})"


def _equal(texts: str, cell: str) -> str:
    """Which cells hold the same, to the letter; a number counts as its text."""
    return f'--EXACT({texts}&"",{cell}&"")'


def rounded(figure: str, places: str, mode: str) -> str:
    """A figure as it is published. It is first moved by less than 15 digits can tell, so that a half that the
    spreadsheet holds a little too low is still a half."""
    units = f"ABS({figure})*10^{places}*(1+{EQUAL})"
    if mode == "down":
        size = f"INT({units})"
    elif mode == "half_up":
        size = f"INT({units}+0.5)"
    else:
        plain = f"ABS({figure})*10^{places}"
        half = f"ABS({plain}-INT({plain})-0.5)<={EQUAL}*MAX(1,{plain})"
        size = f"IF({half},2*ROUND({plain}/2,0),ROUND({plain},0))"
    return f"SIGN({figure})*{size}/10^{places}"
