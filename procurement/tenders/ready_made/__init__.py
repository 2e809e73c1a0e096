"""Trees of award criteria to start from, in our own words. An officer changes whatever does not fit."""

from collections.abc import Mapping

from .council import COUNCIL
from .goods import GOODS
from .parts import SCALE, SCALE_NAME, Branch, ReadyMade
from .published import AUDIT_SYSTEM, CHORLEY, FOOD
from .services import MANCHESTER, STAR
from .works import WORKS

__all__ = ["SCALE", "SCALE_NAME", "TREES", "Branch", "ReadyMade"]

TREES: Mapping[str, ReadyMade] = {
    "council": COUNCIL,
    "quality-first": MANCHESTER,
    "four-questions": STAR,
    "cost-first": CHORLEY,
    "food": FOOD,
    "audit-system": AUDIT_SYSTEM,
    "goods": GOODS,
    "works": WORKS,
}
