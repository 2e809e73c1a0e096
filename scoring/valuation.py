"""What a bid's commitments are worth: quantities that count, deductions, drop-off, discount.

Value = quantity x value x (1 - deadweight)(1 - attribution)(1 - displacement)(1 - leakage)
x (1 - drop_off)^year x discount factor (format 1, "Quantified social value"). Nothing here looks at other
bids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.bids import Bid, Commitment
from scoring.criteria import SocialValueLeaf
from scoring.figures import ONE, ZERO, exact_sum, working_number
from scoring.measures import KINDS, TRANSFER, Measure
from scoring.model import Model


@dataclass(frozen=True, slots=True)
class CommitmentValue:
    """One commitment with the quantity that counts; `value` is None where it is not valued or counts in
    no leaf."""

    measure: str
    kind: str
    year: int
    promised: Fraction
    counted: Fraction
    value: Fraction | None
    working: str | None


@dataclass(frozen=True, slots=True)
class BidValue:
    """The social value of a bid: in all, by kind, by leaf. A transfer stands in `by_kind` only."""

    total: Fraction
    by_kind: Mapping[str, Fraction]
    by_leaf: Mapping[str, Fraction]
    not_valued: tuple[str, ...]
    commitments: tuple[CommitmentValue, ...]
    warnings: tuple[str, ...]
    counted: Mapping[str, tuple[tuple[str, Fraction], ...]]

    def counted_in(self, leaf: str) -> tuple[tuple[str, Fraction], ...]:
        """The commitments that count in a leaf, transfers left out: measure and quantity that counts."""
        return self.counted[leaf]


def value_of_bid(bid: Bid, model: Model) -> BidValue:
    """The social value of a bid under a model."""
    warnings, dropped = _double_counting(bid, model)
    counted = _counted(bid.commitments, model, dropped)
    values = tuple(
        _value(commitment, quantity, model)
        for commitment, quantity in zip(bid.commitments, counted, strict=True)
    )
    by_kind: dict[str, Fraction] = {}
    for kind in KINDS:
        parts = [entry.value for entry in values if entry.kind == kind and entry.value is not None]
        if parts:
            by_kind[kind] = exact_sum(parts)
    unvalued = (entry.measure for entry in values if not model.measures[entry.measure].values)
    return BidValue(
        total=exact_sum(value for kind, value in by_kind.items() if kind != TRANSFER),
        by_kind=by_kind,
        by_leaf=_by_leaf(values, model),
        not_valued=tuple(dict.fromkeys(unvalued)),
        commitments=values,
        warnings=warnings,
        counted={leaf: _counted_in(leaf, values, model) for leaf in model.value_leaves},
    )


def _counted_in(
    leaf: str, values: Iterable[CommitmentValue], model: Model
) -> tuple[tuple[str, Fraction], ...]:
    return tuple(
        (entry.measure, entry.counted)
        for entry in values
        if entry.kind != TRANSFER
        and entry.measure in model.leaf_of_measure
        and model.leaf_of_measure[entry.measure].id == leaf
    )


def _by_leaf(values: Sequence[CommitmentValue], model: Model) -> dict[str, Fraction]:
    parts: dict[str, list[Fraction]] = {leaf: [] for leaf in model.value_leaves}
    for entry in values:
        if entry.value is not None and entry.kind != TRANSFER:
            parts[model.leaf_of_measure[entry.measure].id].append(entry.value)
    return {leaf: exact_sum(row) for leaf, row in parts.items()}


def _double_counting(bid: Bid, model: Model) -> tuple[tuple[str, ...], set[str]]:
    """Warnings, and the measures that do not count because an earlier one of their list does."""
    present = {entry.measure for entry in bid.commitments if entry.counted > 0}
    warnings: list[str] = []
    dropped: set[str] = set()
    for rule in model.double_count:
        had = [measure for measure in rule.measures if measure in present]
        if len(had) < 2:
            continue
        text = f"{bid.id}: commitments on {' and '.join(had)} may count one thing twice"
        if rule.action == "refuse":
            dropped.update(had[1:])
            text += f"; only {had[0]} is counted"
        warnings.append(text)
    return tuple(warnings), dropped


def _counted(commitments: Sequence[Commitment], model: Model, dropped: set[str]) -> list[Fraction]:
    """The quantity of each commitment that counts: what the reviewer counts, within the cap of its
    measure, earlier years first, then as listed."""
    counted = [ZERO if entry.measure in dropped else entry.counted for entry in commitments]
    room = {measure.id: measure.cap for measure in model.measures.values() if measure.cap is not None}
    for at in sorted(range(len(commitments)), key=lambda at: commitments[at].year):
        measure = commitments[at].measure
        if measure in room:
            counted[at] = min(counted[at], room[measure])
            room[measure] -= counted[at]
    return counted


def _value(commitment: Commitment, quantity: Fraction, model: Model) -> CommitmentValue:
    measure = model.measures[commitment.measure]
    leaf = model.leaf_of_measure.get(measure.id)
    unit = measure.value_in(commitment.year)
    value: Fraction | None = None
    working: str | None = None
    if leaf is not None and unit is not None:
        value = quantity * unit
        working = f"{working_number(quantity)} x {working_number(unit)}"
        for factor, power in _factors(measure, leaf, commitment.year):
            value *= factor**power
            working += f" x {_power(factor, power)}"
    return CommitmentValue(
        measure=measure.id,
        kind=measure.kind,
        year=commitment.year,
        promised=commitment.quantity,
        counted=quantity,
        value=value,
        working=working,
    )


def worth_of_unit(measure: Measure, leaf: SocialValueLeaf, year: int) -> Fraction:
    """What one unit of a measure that counts in a leaf is worth there in a contract year (0 is the first), in
    money; 0 where it is not valued or a transfer."""
    worth = ZERO if measure.kind == TRANSFER else measure.value_in(year) or ZERO
    for factor, power in _factors(measure, leaf, year):
        worth *= factor**power
    return worth


def _factors(measure: Measure, leaf: SocialValueLeaf, year: int) -> list[tuple[Fraction, int]]:
    """What a value is multiplied by, as powers; those of none (x 1) are left out."""
    factors = [(ONE - share, 1) for share in measure.deductions] if leaf.net else []
    factors.append((ONE - measure.drop_off, year))
    factors.extend((ONE + rate, -years) for rate, years in leaf.discount.powers(year + leaf.first_year))
    return [(factor, power) for factor, power in factors if factor != ONE and power != 0]


def _power(factor: Fraction, power: int) -> str:
    """A power as a working writes it: "0.9^2", or "1/1.035^3" for a discount."""
    text = working_number(factor)
    if abs(power) > 1:
        text += f"^{abs(power)}"
    return f"1/{text}" if power < 0 else text
