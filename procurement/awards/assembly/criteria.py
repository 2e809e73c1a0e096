"""The published tree of award criteria, and the published rules, in words."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from procurement.tenders.formulas import formula_words

from ..report import Criterion


def criteria_of(model: dict[str, Any]) -> tuple[Criterion, ...]:
    """Every criterion in the tree's order, groups before what they hold."""
    return tuple(row for node in model["criteria"] for row in _rows(node, model, 0))


def _rows(node: dict[str, Any], model: dict[str, Any], depth: int) -> Iterator[Criterion]:
    yield Criterion(
        title=node["title"],
        weight=Decimal(node["weight"]),
        depth=depth,
        how_scored=_how(node, model),
        minimum=node.get("minimum") or "",
    )
    for child in node.get("children", ()):
        yield from _rows(child, model, depth + 1)


def _how(node: dict[str, Any], model: dict[str, Any]) -> str:
    if node["kind"] == "quality":
        steps = model["scales"][node["scale"]]["steps"]
        return f"Marked {steps[0]['mark']} to {steps[-1]['mark']}"
    if node["kind"] == "pass_fail":
        return "Pass or fail"
    if node["kind"] == "group":
        return "Sum of what stands under it"
    return formula_words(node["kind"], node.get("formula"))


def rules_in_words(model: dict[str, Any]) -> tuple[str, ...]:
    """How points become a ranking: rounding, what is ranked on, and how ties are broken."""
    places = model["rounding"]["places"]
    ranked_on = "unrounded totals" if model["rank_on"] == "exact" else "published totals"
    ladder = ", then ".join(key.replace("_", " ") for key in model["tie_break"])
    return (
        "The bid with the highest sum of points is first.",
        f"Figures are rounded once, to {places} decimal places, when published; bids are ranked on {ranked_on}.",
        f"Equal totals are ordered by {ladder}." if ladder else "Equal totals stay equal.",
    )
