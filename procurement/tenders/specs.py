"""What services are told to make: a lot, and a mark of a scale."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class LotSpec:
    """A lot to be made: its title, and if known what it is about and its estimated value in the tender's currency."""

    title: str
    description: str = ""
    value: Decimal | None = None


@dataclass(frozen=True)
class StepSpec:
    """One mark of a scale: its name, what it means, and its share of the weighting (0 to 1) if not in proportion."""

    mark: str
    label: str
    descriptor: str
    points: Decimal | None = None
