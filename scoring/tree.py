"""Reads the criteria tree, from the top down, at most 20 levels and 5,000 criteria."""

from __future__ import annotations

from fractions import Fraction

from scoring.criteria import (
    Criterion,
    Group,
    Item,
    PassFailLeaf,
    PriceLeaf,
    QualityLeaf,
    SocialValueLeaf,
)
from scoring.figures import HUNDRED, ZERO
from scoring.formulas import read_formula
from scoring.jsontext import show
from scoring.measures import Measure, read_discount, read_measure_ids
from scoring.price import PRICE_FORMULAS
from scoring.quality import Scale
from scoring.reader import Object, Report, Value, names
from scoring.social_value import VALUE_FORMULAS

DEEPEST_TREE = 20
MOST_CRITERIA = 5_000
KINDS = ("group", "quality", "price", "social_value", "pass_fail")
_OPTIONAL = ("minimum", "aspect", "items", "measures", "money", "maximum")


class TreeReader:
    """Reads criteria with what they refer to: scales, measures, how weights are given.

    `whole` is False when a branch or a kind could not be read, so that nothing can be summed over the tree;
    `sound` also where an id or an item is faulty, so that bids cannot be read by it.
    """

    def __init__(
        self,
        report: Report,
        scales: dict[str, Scale],
        measures: dict[str, Measure],
        *,
        of_parent: bool,
        weighted_sum: bool,
    ) -> None:
        self.whole = True
        self.sound = True
        self._report = report
        self._scales = scales
        self._measures = measures
        self._of_parent = of_parent
        self._weighted_sum = weighted_sum
        self._ids: set[str] = set()
        self._count = 0
        self._full = False

    def read(self, value: Value, *, level: int = 1, above: Fraction = HUNDRED) -> tuple[Criterion, ...]:
        """The criteria of a list; `above` is the effective weight of what holds them."""
        if level > DEEPEST_TREE:
            self._report.add(value.path, f"level {level}", f"a tree of at most {DEEPEST_TREE} levels")
            self._distrust()
            return ()
        places = value.list(at_least=1, of="criterion")
        if not places:
            self._distrust()
        found = []
        for place in places:
            self._count += 1
            if self._count > MOST_CRITERIA:
                self._refuse_more(place)
                break
            found.append(self._criterion(place, level, above))
        return tuple(found)

    def _refuse_more(self, place: Value) -> None:
        if not self._full:
            found = f"more than {MOST_CRITERIA:,} criteria"
            self._report.add(place.path, found, f"at most {MOST_CRITERIA:,}")
        self._full = True
        self._distrust()

    def _distrust(self) -> None:
        self.whole = self.sound = False

    def _criterion(self, value: Value, level: int, above: Fraction) -> Criterion:
        entry = value.object()
        criterion_id = self._id(entry)
        kind = entry["kind"].choice(KINDS)
        weight = entry["weight"].number(ZERO, HUNDRED)
        base = Criterion(
            id=criterion_id,
            title=entry["title"].text(),
            weight=weight,
            effective=weight * above / HUNDRED if self._of_parent else weight,
            path=value.path,
        )
        if not self._report.sound(value.path, entry["kind"].path):
            self._distrust()
            return base
        made = self._of_kind(kind, entry, base, level)
        entry.close(nullable=_OPTIONAL)
        return made

    def _id(self, entry: Object) -> str:
        place = entry["id"]
        criterion_id = place.text(empty=False)
        if criterion_id and criterion_id in self._ids:
            found = f"{show(criterion_id)} a second time"
            self._report.add(place.path, found, "an id that no other criterion has")
        self._ids.add(criterion_id)
        self.sound = self.sound and self._report.sound(place.path)
        return criterion_id

    def _of_kind(self, kind: str, entry: Object, base: Criterion, level: int) -> Criterion:
        common = vars(base)
        if kind == "group":
            minimum = _percentage(entry)
            children = self.read(entry["children"], level=level + 1, above=base.effective)
            return Group(**common, children=children, minimum=minimum)
        if kind == "quality":
            return self._quality(entry, base)
        if kind == "price":
            return self._price(entry, base)
        if kind == "social_value":
            return self._social_value(entry, base)
        return PassFailLeaf(**common)

    def _quality(self, entry: Object, base: Criterion) -> QualityLeaf:
        place = entry["scale"]
        name = place.choice(tuple(self._scales))
        scale = self._scales[name] if place.sound else Scale(name)
        aspect = entry.optional("aspect")
        return QualityLeaf(
            **vars(base),
            scale=scale,
            minimum=_lowest_step(entry, scale),
            aspect=None if aspect is None else aspect.choice(("social_value",)),
            money=_money(entry),
        )

    def _price(self, entry: Object, base: Criterion) -> PriceLeaf:
        place = entry["formula"] if self._weighted_sum else entry.optional("formula")
        maximum = entry.optional("maximum")
        before = len(self._report.problems)
        items = _read_items(entry)
        self.sound = self.sound and len(self._report.problems) == before
        formula = None if place is None else read_formula(place, PRICE_FORMULAS)
        return PriceLeaf(
            **vars(base),
            formula=formula if self._weighted_sum else None,
            maximum=None if maximum is None else maximum.number(ZERO),
            items=items,
        )

    def _social_value(self, entry: Object, base: Criterion) -> SocialValueLeaf:
        measures = entry.optional("measures")
        return SocialValueLeaf(
            **vars(base),
            formula=read_formula(entry["formula"], VALUE_FORMULAS),
            discount=read_discount(entry["discount_rate"]),
            first_year=entry["first_year"].whole(0, 1),
            net=entry["net"].flag(),
            measures=None if measures is None else read_measure_ids(measures, self._measures),
            minimum=_percentage(entry),
            money=_money(entry),
        )


def _lowest_step(entry: Object, scale: Scale) -> int | None:
    place = entry.optional("minimum")
    if place is None:
        return None
    mark = place.text(empty=False)
    at = scale.find(mark)
    if mark and at is None and scale.sound:
        place.refuse(f"a step of its scale: {scale.marks()}")
    return at


def _percentage(entry: Object) -> Fraction | None:
    place = entry.optional("minimum")
    return None if place is None else place.number(ZERO, HUNDRED)


def _money(entry: Object) -> Fraction | None:
    place = entry.optional("money")
    return None if place is None else place.number(ZERO)


def _read_items(entry: Object) -> tuple[Item, ...]:
    place = entry.optional("items")
    if place is None:
        return ()
    found: list[Item] = []
    taken: dict[str, None] = {}
    for line in place.list(at_least=1, of="item"):
        item = line.object()
        item_id = item["id"].text(empty=False)
        if item_id and item_id in taken:
            item["id"].refuse(f"an id that no other item has (taken: {names(taken)})")
        taken[item_id] = None
        found.append(Item(id=item_id, title=item["title"].text(), quantity=item["quantity"].number(ZERO)))
        item.close()
    return tuple(found)
