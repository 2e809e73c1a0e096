"""What a published model should be warned of before anyone bids; none of it is an error (`check`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from scoring.award import LOWEST_PRICE
from scoring.criteria import Criterion, Group, PriceLeaf, QualityLeaf, SocialValueLeaf
from scoring.figures import HUNDRED, ONE, ZERO, plain_text
from scoring.formulas import Formula
from scoring.measures import LAST_YEAR, TRANSFER, Measure
from scoring.model import Model
from scoring.pool import is_relative
from scoring.valuation import worth_of_unit

# Under these methods a price of 0 beats every other bid, whatever its quality.
WON_BY_NOTHING = ("price_per_quality_point", "quality_mark_up", "relative_value_cost", "quality_divisor")

# Here the figure that all bids are measured against moves all of them alike: by one factor (F15) or one sum (F16).
MOVED_ALIKE = ("relative_value_cost", "price_quality_method")
# Here the share of quality and price in the weights is in no figure, or in all as one factor.
WITHOUT_WEIGHTS = ("price_per_quality_point", "quality_per_price", "award_on_value", "relative_value_cost")
_CAN_REVERSE = (
    "compares the bids with each other, so a losing bid that comes or goes can reverse the ranks of others"
)
_MOVES_ALIKE = (
    "measures the bids against one of them, so a bid that comes or goes moves all figures, "
    "though not their order"
)


def model_warnings(model: Model) -> list[str]:
    """Everything to say of a model alone, each warning beginning with the id of its criterion or the name of
    its key (part B2 of the formula list; "check" in format 1)."""
    return [
        *_award_warnings(model),
        *_rank_warnings(model),
        *(text for leaf in model.leaves for text in _relative_warnings(leaf)),
        *(text for leaf in model.leaves for text in _zero_price_warnings(leaf)),
        *(text for leaf in model.leaves if isinstance(leaf, PriceLeaf) for text in _price_warnings(leaf)),
        *(text for leaf in model.quality_leaves.values() for text in _scale_warnings(leaf)),
        *(text for one in model.all_criteria for text in _minimum_warnings(one)),
        *_share_warnings(model),
        *price_year_warnings(model),
        *(text for leaf in model.value_leaves.values() for text in _reach_warnings(leaf, model)),
        *(
            f"{leaf.id}: {measure} has no value, so commitments on it earn nothing"
            for measure, leaf in model.leaf_of_measure.items()
            if not model.measures[measure].values and leaf.formula.type.name != "points_menu"
        ),
    ]


def _award_warnings(model: Model) -> Iterator[str]:
    """What the award method hides."""
    method, label = model.award_method.type, _label(model.award_method)
    if method.name in MOVED_ALIKE:
        yield f"award_method: {label} {_MOVES_ALIKE}"
    elif method.relative:
        yield f"award_method: {label} {_CAN_REVERSE}"
    if model.award_method.parameters.get("corridor") is not None:
        yield (
            "award_method: the corridor is measured from the best result, so a losing bid that comes or goes can "
            "change who stands in it, and a small difference decides at its edge"
        )
    if method.name == "utility_index" and model.quality_weight > model.price_weight:
        yield (
            f"award_method: under {label} a figure can fall below 0, where of two bids of one quality the dearer "
            "ranks higher"
        )
    if method.name in WON_BY_NOTHING:
        yield f"award_method: under {label} a price of 0 wins, whatever the quality"
    if method.name == LOWEST_PRICE and model.quality_weight:
        weight = plain_text(model.quality_weight)
        yield f"award_method: quality and social value weigh {weight}, but only their minimums count"
    if method.name in WITHOUT_WEIGHTS:
        shares = (
            f"{plain_text(model.quality_weight)} for quality and {plain_text(model.price_weight)} for price"
        )
        yield f"award_method: the weights of {shares} do not change the order under {label}"
    if method.name == "award_on_value":
        yield from _money_warnings(model)


def _rank_warnings(model: Model) -> Iterator[str]:
    """What ranks are taken on, and the ladder."""
    if model.rank_on == "rounded":
        yield "rank_on: bids that differ by less than the rounding are tied or pass each other"
    if not model.tie_break:
        yield "tie_break: nothing decides between bids that are equal, so they stay tied"


def _money_warnings(model: Model) -> Iterator[str]:
    """Under award_on_value (F12) a criterion counts by its money value alone."""
    if not model.money_leaves:
        yield "award_method: no criterion has a money value, so the price alone decides"
        return
    counting = {leaf.id for leaf, money in model.money_leaves if money}
    for leaf in model.quality_side:
        if leaf.effective and leaf.id not in counting:
            yield f"{leaf.id}: it has no money value, so its weight of {plain_text(leaf.effective)} counts for nothing"


def _relative_warnings(leaf: Criterion) -> Iterator[str]:
    """What comes of looking at other bids, and of there being none."""
    if not isinstance(leaf, PriceLeaf | SocialValueLeaf) or leaf.formula is None or not is_relative(leaf):
        return
    label, name = _label(leaf.formula), leaf.formula.type.name
    moved_alike = name == "logarithmic" and not leaf.formula.parameters["clamp"]
    yield f"{leaf.id}: {label} {_MOVES_ALIKE if moved_alike else _CAN_REVERSE}"
    if name == "min_max" and leaf.formula.parameters["all_equal"] == "refuse":
        yield f"{leaf.id}: {label} refuses a single bid, and bids of one price"
        return
    given = "gets half of the points, whatever it costs" if name == "mean_deviation" else "gets full marks"
    if isinstance(leaf, SocialValueLeaf):
        given += ", however little it promises"
    elif name != "mean_deviation":
        given += ", whatever it costs"
    yield f"{leaf.id}: a single bid is its own reference under {label} and {given}"


def _zero_price_warnings(leaf: Criterion) -> Iterator[str]:
    """Where a price of 0, or one below a published figure, earns more than it should."""
    if not isinstance(leaf, PriceLeaf) or leaf.formula is None:
        return
    name, parameters = leaf.formula.type.name, leaf.formula.parameters
    if name == "lowest_over_price" and parameters["zero"] == "full_marks":
        yield f"{leaf.id}: a price of 0 gets full marks"
    if name == "fixed_bounds" and not parameters["clamp"] and parameters["lower"] > 0:
        yield f"{leaf.id}: a price below {plain_text(parameters['lower'])} earns more than the weight"
    if name == "reference_over_price" and not parameters["cap"]:
        below = plain_text(parameters["reference"])
        yield f"{leaf.id}: a price below {below} earns more than the weight, and the less it is the more"
    if name == "mean_deviation" and not parameters["clamp"]:
        yield f"{leaf.id}: a price below half of the mean earns more than the weight"


def _price_warnings(leaf: PriceLeaf) -> Iterator[str]:
    """Negative points and cliffs."""
    if leaf.formula is None:
        return
    name, parameters = leaf.formula.type.name, leaf.formula.parameters
    if name == "percentage_above_lowest" and (parameters["floor"] is None or parameters["floor"] < 0):
        yield f"{leaf.id}: a price above twice the lowest gets points below 0"
    unclamped = {
        "fixed_bounds": "the upper bound",
        "mean_deviation": "one and a half times the mean",
        "logarithmic": "the base times the lowest",
    }
    if name in unclamped and not parameters["clamp"]:
        yield f"{leaf.id}: a price above {unclamped[name]} gets points below 0"
    if name == "bands":
        steps = zip(parameters["bands"], parameters["bands"][1:], strict=False)
        drops = [(one[1] - other[1], one[0]) for one, other in steps]
        most, end = max(drops, default=(ZERO, None), key=lambda drop: drop[0])
        if most > 0 and end is not None:
            yield f"{leaf.id}: {plain_text(most)} points are lost by a price just above {plain_text(end)}"
        for drop, end in drops:
            if drop < 0:
                yield f"{leaf.id}: a price just above {plain_text(end)} earns more than one below it"


def _scale_warnings(leaf: QualityLeaf) -> Iterator[str]:
    """A scale whose top is never worth full points, and a minimum that leaves nothing to be won."""
    last = len(leaf.scale.steps) - 1
    top = leaf.scale.share(last).points
    if leaf.effective and top < ONE:
        mark = leaf.scale.steps[last].mark
        yield f"{leaf.id}: the highest mark, {mark}, is worth {plain_text(HUNDRED * top)} per cent of the weight"
    if leaf.effective and leaf.minimum is not None and leaf.scale.share(leaf.minimum).points == top:
        mark = leaf.scale.steps[leaf.minimum].mark
        yield f"{leaf.id}: every bid that reaches the minimum mark of {mark} gets the same points"


def _minimum_warnings(criterion: Criterion) -> Iterator[str]:
    if isinstance(criterion, Group | SocialValueLeaf) and criterion.minimum == HUNDRED:
        yield f"{criterion.id}: only a bid with full marks reaches the minimum of 100 per cent"
    if isinstance(criterion, SocialValueLeaf) and criterion.minimum and is_relative(criterion):
        yield (
            f"{criterion.id}: the minimum of {plain_text(criterion.minimum)} per cent is measured against the best "
            "bid, so one bid can disqualify others by what it promises"
        )


def _share_warnings(model: Model) -> Iterator[str]:
    """With weights of the group above: a leaf that looks heavier than another and weighs less."""
    if model.weights != "of_parent":
        return
    heaviest: Criterion | None = None
    for leaf in sorted(model.leaves, key=lambda one: one.weight):
        if heaviest is not None and heaviest.weight < leaf.weight and heaviest.effective > leaf.effective:
            yield (
                f"{leaf.id}: its weight of {plain_text(leaf.weight)} is a share of its group and comes to "
                f"{plain_text(leaf.effective)} of 100, less than {heaviest.id} "
                f"({plain_text(heaviest.weight)} of its group, {plain_text(heaviest.effective)} of 100)"
            )
        if heaviest is None or leaf.effective > heaviest.effective:
            heaviest = leaf


def price_year_warnings(model: Model) -> list[str]:
    """Leaves that add up values of different price years."""
    found = []
    for leaf in model.value_leaves.values():
        counting = [model.measures[name] for name, where in model.leaf_of_measure.items() if where is leaf]
        years = sorted({one.price_year for one in counting if one.values and one.price_year is not None})
        if len(years) > 1:
            found.append(f"{leaf.id}: measures of different price years count together: {', '.join(years)}")
    return found


def _reach_warnings(leaf: SocialValueLeaf, model: Model) -> Iterator[str]:
    """A cliff of a table; a target, a maximum, a minimum or a band that the caps keep out of reach."""
    formula = leaf.formula
    name, parameters = formula.type.name, formula.parameters
    if name == "points_menu":
        yield from _menu_warnings(leaf, model, parameters)
        return
    if name == "bands":
        steps = zip(parameters["bands"], parameters["bands"][1:], strict=False)
        rises = [(other[1] - one[1], other[0]) for one, other in steps]
        most_points, start = max(rises, default=(ZERO, ZERO))
        if most_points > 0:
            yield f"{leaf.id}: {plain_text(most_points)} points are won at {plain_text(start)}, and none just below"
    highest = _most_value(leaf, model)
    if highest is None:
        return
    most = plain_text(highest) if highest else "nothing"
    if name == "against_target" and not parameters["per_pound"] and parameters["target"] > highest:
        target = plain_text(parameters["target"])
        yield f"{leaf.id}: the target of {target} is out of reach, for the measures that count come to {most} at most"
    if name == "bands" and parameters["over"] == "value" and parameters["bands"][-1][0] > highest:
        start = plain_text(parameters["bands"][-1][0])
        yield f"{leaf.id}: the band from {start} is out of reach, for the measures that count come to {most} at most"


def _menu_warnings(leaf: SocialValueLeaf, model: Model, parameters: Mapping[str, Any]) -> Iterator[str]:
    highest: Fraction | None = ZERO
    for measure in _counting(leaf, model):
        points = parameters["points"].get(measure.id, ZERO)
        if points and highest is not None:
            highest = None if measure.cap is None else highest + points * measure.cap
    for word in ("maximum", "minimum"):
        wanted = parameters[word]
        if wanted is not None and highest is not None and wanted > highest:
            most = plain_text(highest)
            yield f"{leaf.id}: the {word} of {plain_text(wanted)} points is out of reach, for the caps allow {most}"


def _most_value(leaf: SocialValueLeaf, model: Model) -> Fraction | None:
    """The highest value that a bid can promise in a leaf, or None where a measure has no cap."""
    most = ZERO
    for measure in _counting(leaf, model):
        if not measure.values:
            continue
        if measure.cap is None:
            return None
        # Beyond the last of its values a unit is only worth less from year to year.
        years = range(min(len(measure.values), LAST_YEAR + 1))
        most += measure.cap * max(worth_of_unit(measure, leaf, year) for year in years)
    return most


def _counting(leaf: SocialValueLeaf, model: Model) -> Iterator[Measure]:
    """The measures whose commitments earn something in a leaf."""
    for name, where in model.leaf_of_measure.items():
        if where is leaf and model.measures[name].kind != TRANSFER:
            yield model.measures[name]


def _label(formula: Formula[Any]) -> str:
    kind = formula.type
    return kind.name if kind.id == kind.name else f"{kind.name} ({kind.id})"
