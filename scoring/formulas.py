"""What price formulas, social value formulas and award methods have in common: a registry of types.

To add a type: write its function and its entry; the reader, the pool and the pages find it by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Generic, TypeVar

from scoring.figures import ONE, ZERO
from scoring.reader import Object, Value

OPTIONAL_PARAMETERS = ("corridor", "minimum", "per_pound", "quality_base")
Reading = Callable[[Object, str], Any]
Calculation = TypeVar("Calculation", bound=Callable[..., Any])


@dataclass(frozen=True)
class FormulaType(Generic[Calculation]):
    """One type of formula or method: its name in the file, its id in the formula list, how each of its
    parameters is read, how it is calculated, whether a bid's figure depends on the other bids of the pool,
    and for a method whether the lowest figure wins."""

    name: str
    id: str
    parameters: Mapping[str, Reading]
    calculate: Calculation
    relative: bool = False
    lowest_wins: bool = False


@dataclass(frozen=True)
class Formula(Generic[Calculation]):
    """A formula as a model publishes it: the type and its parameters; `path` is its place in the file."""

    type: FormulaType[Calculation]
    parameters: Mapping[str, Any]
    path: str = field(compare=False, default="")


Registry = Mapping[str, FormulaType[Calculation]]


def registry(*types: FormulaType[Calculation]) -> dict[str, FormulaType[Calculation]]:
    """The types by name."""
    return {entry.name: entry for entry in types}


def read_formula(value: Value, known: Registry[Calculation]) -> Formula[Calculation]:
    """A formula with its parameters checked; an unknown type is refused at the path of its `type`, and
    stands as the first of the known ones while reading goes on."""
    entry = value.object()
    place = entry["type"]
    name = place.choice(list(known))
    if not place.sound:
        value.report.distrust(value.path)
        return Formula(known[name], {}, value.path)
    parameters = {key: read(entry, key) for key, read in known[name].parameters.items()}
    entry.close(nullable=OPTIONAL_PARAMETERS)
    return Formula(known[name], parameters, value.path)


def one_of(*options: str) -> Reading:
    """A word from a fixed list."""
    return lambda entry, key: entry[key].choice(options)


def flag(entry: Object, key: str) -> bool:
    """true or false."""
    return entry[key].flag()


def optional_flag(entry: Object, key: str) -> bool:
    """true or false; absent is false."""
    value = entry.optional(key)
    return value is not None and value.flag()


def number(
    low: Fraction | int | None = None,
    high: Fraction | int | None = None,
    *,
    above: Fraction | int | None = None,
) -> Reading:
    """A number within bounds."""
    return lambda entry, key: entry[key].number(low, high, above=above)


def number_or_null(entry: Object, key: str) -> Fraction | None:
    """A number; null says that there is none, and has to be written."""
    value: Fraction | None = entry.either(key, Value.number)
    return value


def optional_number(low: Fraction | int | None = None) -> Reading:
    """A number, or null or nothing."""

    def read(entry: Object, key: str) -> Fraction | None:
        value = entry.optional(key)
        return None if value is None else value.number(low)

    return read


def bands_up_to(entry: Object, key: str) -> tuple[tuple[Fraction | None, Fraction], ...]:
    """Price bands: rising upper ends, the last one open (null), each with its points."""
    places = entry[key].list(at_least=1, of="band")
    bands: list[tuple[Fraction | None, Fraction]] = []
    lowest: Fraction | None = None
    for at, place in enumerate(places):
        band = place.object()
        end: Fraction | None = None
        if at < len(places) - 1:
            end = band["up_to"].number(ZERO, above=lowest)
            lowest = end
        elif band["up_to"].raw is not None:
            band["up_to"].refuse("null, for the last band has no upper end")
        bands.append((end, band["points"].number(ZERO)))
        band.close()
    return tuple(bands)


def bands_from(entry: Object, key: str) -> tuple[tuple[Fraction, Fraction], ...]:
    """Social value bands: rising lower ends from "0", each with its points."""
    bands: list[tuple[Fraction, Fraction]] = []
    for at, place in enumerate(entry[key].list(at_least=1, of="band")):
        band = place.object()
        start = band["from"].number(ZERO, above=bands[-1][0]) if at else band["from"].number(ZERO, ZERO)
        bands.append((start, band["points"].number(ZERO)))
        band.close()
    return tuple(bands)


def points_by_id(entry: Object, key: str) -> dict[str, Fraction]:
    """Points for each unit of a measure, by the measure's id."""
    return {name: value.number(ZERO) for name, value in entry[key].mapping().items()}


def corridor(entry: Object, key: str) -> tuple[Fraction, str] | None:
    """The corridor of F19: its width (a share of the best result) and the key that decides inside it."""
    value = entry.optional(key)
    if value is None:
        return None
    inner = value.object()
    width = inner["width"].number(ZERO, ONE)
    decide_by = inner["decide_by"].text(empty=False)
    inner.close()
    return width, decide_by


def quality_base(entry: Object, key: str) -> str:
    """What Q is out of: "hundred" (absent) or "weight"."""
    value = entry.optional(key)
    return "hundred" if value is None else value.choice(("hundred", "weight"))
