"""What every service that saves a numbered row does: refuse a save over somebody else's, from whatever
browser.
"""

from typing import Protocol

from procurement.core.errors import Conflict, Refused
from procurement.tenders.models import LotStage
from procurement.tenders.published import Leaf
from procurement.tenders.queries import current_rules


class Numbered(Protocol):
    revision: int


def check_revision(row: Numbered | None, seen: int | None) -> None:
    """Raise Conflict when the row was saved after `seen`, the number that the page was drawn from (None: not
    asked).
    """
    now = row.revision if row is not None else 0
    if seen is not None and seen != now:
        raise Conflict(
            "This was saved in another window or by somebody else after you opened this page. "
            "What you typed is still in the form; what is saved now is shown above it. Compare them and "
            "save again."
        )


def published_leaf(lot_stage: LotStage, criterion: str, *kinds: str) -> Leaf:
    """The criterion of the published model that this is about. Raises Refused for one it does not have."""
    for leaf in current_rules(lot_stage.lot).of_kind(*kinds):
        if leaf.id == criterion:
            return leaf
    raise Refused("The published model of this lot has no such question.")


def check_step(leaf: Leaf, mark: str) -> None:
    """Raise Refused unless the mark is a step of the question's published scale."""
    steps = [step.mark for step in leaf.scale]
    if mark not in steps:
        raise Refused(
            f"{mark} is not on the published scale for {leaf.title}. Choose one of {', '.join(steps)}."
        )
