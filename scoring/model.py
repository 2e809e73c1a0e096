"""The evaluation model: what is published before anyone bids, immutable and checked as a whole.

Format 1, the `model` object. Reading reports every fault at once; `rules.py` checks what spans places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from scoring.award import AWARD_METHODS, WEIGHTED_SUM, AwardCalculation, Winners
from scoring.criteria import (
    Criterion,
    PassFailLeaf,
    PriceLeaf,
    QualityLeaf,
    SocialValueLeaf,
    leaves_of,
    walk,
)
from scoring.figures import HUNDRED, ROUNDING_MODES, ZERO, Rounding, exact_sum
from scoring.formulas import Formula, read_formula
from scoring.jsontext import structure_problems
from scoring.measures import DoubleCount, Measure, read_double_count, read_measures
from scoring.quality import Scale, read_scales
from scoring.reader import Object, Report, Value
from scoring.rules import check_tie_break, check_tree
from scoring.rules_of_formulas import check_formulas
from scoring.tree import TreeReader

MOST_PLACES = 10


@dataclass(frozen=True, kw_only=True)
class Model:
    """A published evaluation model."""

    title: str
    currency: str
    award_method: Formula[AwardCalculation]
    weights: str
    rounding: Rounding
    rank_on: str
    tie_break: tuple[str, ...]
    scales: Mapping[str, Scale]
    measures: Mapping[str, Measure]
    criteria: tuple[Criterion, ...]
    minimum: Fraction | None
    winners: Winners
    double_count: tuple[DoubleCount, ...]

    @cached_property
    def all_criteria(self) -> tuple[Criterion, ...]:
        """Groups and leaves in the order of the file."""
        return tuple(walk(self.criteria))

    @cached_property
    def leaves(self) -> tuple[Criterion, ...]:
        """The leaves that carry points (all but pass_fail), in the order of the file."""
        return tuple(leaf for criterion in self.criteria for leaf in leaves_of(criterion))

    @cached_property
    def sums_points(self) -> bool:
        """Whether the award method adds up points; only then are prices turned into points."""
        return self.award_method.type.name == WEIGHTED_SUM

    @cached_property
    def quality_side(self) -> tuple[Criterion, ...]:
        """The leaves that form the quality total of an award method: quality and social_value."""
        return tuple(leaf for leaf in self.leaves if not isinstance(leaf, PriceLeaf))

    @cached_property
    def money_leaves(self) -> tuple[tuple[QualityLeaf | SocialValueLeaf, Fraction], ...]:
        """The leaves that have a money value, each with it."""
        return tuple(
            (leaf, leaf.money)
            for leaf in self.quality_side
            if isinstance(leaf, QualityLeaf | SocialValueLeaf) and leaf.money is not None
        )

    @cached_property
    def quality_weight(self) -> Fraction:
        """wQ, the effective weight of the quality side, in points of 100."""
        return exact_sum(leaf.effective for leaf in self.quality_side)

    @cached_property
    def price_weight(self) -> Fraction:
        """wP, the effective weight of the price leaves, in points of 100."""
        return exact_sum(leaf.effective for leaf in self.price_leaves.values())

    @cached_property
    def whole_weight(self) -> Fraction:
        """What the minimum of the whole is a percentage of."""
        return HUNDRED if self.sums_points else self.quality_weight

    @cached_property
    def by_id(self) -> dict[str, Criterion]:
        """Every criterion by its id."""
        return {criterion.id: criterion for criterion in self.all_criteria}

    @cached_property
    def quality_leaves(self) -> dict[str, QualityLeaf]:
        """The leaves that ask for a mark, by id."""
        return {leaf.id: leaf for leaf in self.leaves if isinstance(leaf, QualityLeaf)}

    @cached_property
    def price_leaves(self) -> dict[str, PriceLeaf]:
        """The leaves that ask for a price, by id."""
        return {leaf.id: leaf for leaf in self.leaves if isinstance(leaf, PriceLeaf)}

    @cached_property
    def value_leaves(self) -> dict[str, SocialValueLeaf]:
        """The leaves that value commitments, by id."""
        return {leaf.id: leaf for leaf in self.leaves if isinstance(leaf, SocialValueLeaf)}

    @cached_property
    def conditions(self) -> dict[str, PassFailLeaf]:
        """The pass_fail leaves, by id."""
        return {leaf.id: leaf for leaf in self.all_criteria if isinstance(leaf, PassFailLeaf)}

    @cached_property
    def leaf_of_measure(self) -> dict[str, SocialValueLeaf]:
        """The leaf in which each measure counts; a measure in no leaf is absent."""
        found: dict[str, SocialValueLeaf] = {}
        for leaf in self.value_leaves.values():
            for measure in self.measures if leaf.measures is None else leaf.measures:
                found[measure] = leaf
        return found


@dataclass(frozen=True, slots=True)
class ModelReading:
    """A model as far as it could be read, and whether its tree can be relied on to read bids by."""

    model: Model
    tree_is_sound: bool


def parse_model(raw: object, path: str = "model") -> Model:
    """The model in a JSON object. Raises EvaluationError with every problem, paths under `path`."""
    report = Report()
    report.problems.extend(structure_problems(raw, path))
    model = read_model(Value(report, raw, path)).model
    report.raise_if_any()
    return model


def read_model(value: Value) -> ModelReading:
    """Read a model; what is wrong goes to the value's report."""
    report = value.report
    entry = value.object()
    method = read_formula(entry["award_method"], AWARD_METHODS)
    scales = read_scales(entry["scales"])
    measures = read_measures(entry.optional("measures"))
    weights = entry["weights"].choice(("of_total", "of_parent"))
    tree = TreeReader(
        report,
        scales,
        measures,
        of_parent=weights == "of_parent",
        weighted_sum=method.type.name == WEIGHTED_SUM,
    )
    criteria = tree.read(entry["criteria"])
    ladder = entry["tie_break"].list()
    minimum = entry.optional("minimum")
    model = Model(
        title=entry["title"].text(),
        currency=entry["currency"].text(empty=False),
        award_method=method,
        weights=weights,
        rounding=_read_rounding(entry["rounding"]),
        rank_on=entry["rank_on"].choice(("exact", "rounded")),
        tie_break=tuple(place.text(empty=False) for place in ladder),
        scales=scales,
        measures=measures,
        criteria=criteria,
        minimum=None if minimum is None else minimum.number(ZERO, HUNDRED),
        winners=_read_winners(entry),
        double_count=read_double_count(entry.optional("double_count"), measures),
    )
    entry.close()
    if tree.whole and entry["weights"].sound:
        check_tree(report, model, entry["criteria"].path)
        check_formulas(report, model, entry.path)
    if tree.sound:
        check_tie_break(model, ladder)
    return ModelReading(model, tree.sound)


def _read_rounding(value: Value) -> Rounding:
    entry = value.object()
    rounding = Rounding(entry["places"].whole(0, MOST_PLACES), entry["mode"].choice(ROUNDING_MODES))
    entry.close()
    return rounding


def _read_winners(entry: Object) -> Winners:
    place = entry.optional("winners")
    if place is None:
        return Winners()
    inner = place.object()
    kind = inner["type"].choice(("top", "above"))
    if not inner["type"].sound:
        return Winners()
    if kind == "top":
        winners = Winners(count=inner["count"].whole(1))
    else:
        winners = Winners(count=None, minimum=inner["minimum"].number())
    inner.close()
    return winners
