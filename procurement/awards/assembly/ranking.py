"""The ranking table, the formulas with their working, and the finding that heads the chart."""

from decimal import Decimal
from fractions import Fraction

from procurement.core.formatting import points, quantity
from procurement.tenders.formulas import formula_words
from procurement.tenders.published import Leaf

from ..report import FormulaLine, FormulaTable, RankedBid, Ranking, TopCriterion
from .records import Records


def finding_of(records: Records) -> str:
    """The finding in one sentence: who leads by how much."""
    ranked = records.ranked
    if len(ranked) < 2:
        return f"Bid {ranked[0]['id']} is the only bid in the ranking"
    lead = Fraction(ranked[0]["exact"]) - Fraction(ranked[1]["exact"])
    return f"Bid {ranked[0]['id']} leads by {points(lead)} points"


def ranking_of(records: Records) -> Ranking:
    """Section 3: every ranked bid, best first, then each price and social value formula with its working."""
    tops = [top for top in records.rules.tops if top[2]]
    return Ranking(
        criteria=tuple(TopCriterion(title, quantity(weight)) for _id, title, weight in tops),
        bids=tuple(
            RankedBid(
                bidder=records.bidder(entry["id"]),
                rank=entry["rank"],
                points=tuple(entry["criteria"][criterion]["points"] for criterion, _title, _weight in tops),
                total=entry["total"],
                recommended=entry["id"] == records.decision.winner.code,
            )
            for entry in records.ranked
        ),
        notes=tuple(_in_titles(warning, records) for warning in records.result.result["warnings"]),
        prices=tuple(_formula(records, leaf, "price", "Price") for leaf in records.rules.of_kind("price")),
        social_value=tuple(
            _formula(records, leaf, "value", "Value counted")
            for leaf in records.rules.of_kind("social_value")
        ),
    )


def _in_titles(warning: str, records: Records) -> str:
    """A warning of the scoring library with the criterion's title instead of its id."""
    criterion, colon, words = warning.partition(": ")
    titles = {leaf.id: leaf.title for leaf in records.rules.leaves}
    return f"Note on {titles[criterion]}: {words}." if colon and criterion in titles else warning


def _formula(records: Records, leaf: Leaf, figure: str, figure_title: str) -> FormulaTable:
    node = _node(records.result.published_model.model["criteria"], leaf.id)
    return FormulaTable(
        title=leaf.title,
        maximum=quantity(leaf.weight),
        formula=formula_words(leaf.kind, node["formula"]),
        figure_title=figure_title,
        lines=tuple(
            FormulaLine(
                bidder=records.bidder(entry["id"]),
                figure=Decimal(entry["criteria"][leaf.id][figure]),
                working=entry["criteria"][leaf.id]["working"],
                points=entry["criteria"][leaf.id]["points"],
            )
            for entry in records.ranked
        ),
    )


def _node(nodes: list[dict], criterion: str) -> dict:  # type: ignore[type-arg]
    for node in nodes:
        if node["id"] == criterion:
            return node
        found = _node(node.get("children", []), criterion)
        if found:
            return found
    return {}
