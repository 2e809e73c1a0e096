"""What a published model should be warned of before anyone bids; none of it is an error."""

from __future__ import annotations

from scoring.criteria import PriceLeaf, SocialValueLeaf
from scoring.model import Model
from scoring.pool import is_relative


def model_warnings(model: Model) -> list[str]:
    """Everything to say of a model alone: formulas that can reverse ranks (part B2 of the formula list),
    ranks on rounded totals, measures that are not valued, prices of different years."""
    found = []
    for leaf in model.leaves:
        if isinstance(leaf, PriceLeaf | SocialValueLeaf) and is_relative(leaf) and leaf.formula is not None:
            kind = leaf.formula.type
            label = kind.name if kind.id == kind.name else f"{kind.name} ({kind.id})"
            found.append(
                f"{leaf.id}: {label} compares the bids with each other, so a losing bid that comes or goes "
                "can reverse the ranks of others"
            )
    if model.rank_on == "rounded":
        found.append("rank_on: bids that differ by less than the rounding are tied or pass each other")
    found.extend(price_year_warnings(model))
    found.extend(
        f"{leaf.id}: {measure} has no value, so commitments on it earn nothing"
        for measure, leaf in model.leaf_of_measure.items()
        if not model.measures[measure].values
    )
    return found


def price_year_warnings(model: Model) -> list[str]:
    """Leaves that add up values of different price years."""
    found = []
    for leaf in model.value_leaves.values():
        counting = [model.measures[name] for name, where in model.leaf_of_measure.items() if where is leaf]
        years = sorted({one.price_year for one in counting if one.values and one.price_year is not None})
        if len(years) > 1:
            found.append(f"{leaf.id}: measures of different price years count together: {', '.join(years)}")
    return found
