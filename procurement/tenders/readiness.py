"""What stands in the way of a publication: everything at once, each with where to put it right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from procurement.core.formatting import LONDON, day
from procurement.frameworks.models import Measure

from .freezing import faults, freeze
from .models import Criterion, Lot, Stage
from .tree import MARKED, Kind, Node, flat, leaves
from .weights import weight_problems


@dataclass(frozen=True)
class Obstacle:
    """One reason why a tender cannot be published, and where it is put right.

    `place` is timetable, criteria, criterion, scale, measures or confirmation (of `measure`); `lot` is None for what
    concerns the whole tender.
    """

    text: str
    place: str
    lot: Lot | None = None
    criterion: UUID | None = None
    measure: Measure | None = None


def timetable_obstacles(stage: Stage, at: datetime) -> tuple[Obstacle, ...]:
    """What is wrong with the deadline at the moment `at` (the database's clock)."""
    if stage.deadline is None:
        return (Obstacle("The tender has no deadline for bids yet", "timetable"),)
    if stage.deadline <= at:
        return (Obstacle("The deadline for bids is in the past", "timetable"),)
    return ()


def lot_obstacles(lot: Lot, tree: Sequence[Node]) -> tuple[Obstacle, ...]:
    """What is missing or wrong in one lot's criteria. No query if the tree's scales and measures are prefetched."""
    if not tree:
        return (Obstacle("There are no award criteria yet", "criteria", lot),)
    found = [
        *(
            Obstacle(p.message, "criterion" if p.criterion else "criteria", lot, p.criterion)
            for p in weight_problems(tree)
        ),
        *_price(lot, tree),
        *(obstacle for node in flat(tree) for obstacle in _of_node(lot, node)),
        *_shared_measures(lot, tree),
    ]
    if not found:
        found += [Obstacle(text, "criteria", lot) for text in faults(freeze(lot, tree), tree)]
    return tuple(found)


def timetable_warnings(stage: Stage) -> list[str]:
    """What an officer should know of the dates before publishing; it keeps nothing from publication.

    No query, if the stage's tender is loaded.
    """
    starts, deadline = stage.tender.contract_start, stage.deadline
    if starts is None or deadline is None or starts > deadline.astimezone(LONDON).date():
        return []
    warning = (
        f"The contract starts on {day(starts)}, which is not after the deadline for bids. Its first year decides "
        "which values are frozen for measures whose value changes from year to year. If the date is an old one, "
        "change it in the tender's details first."
    )
    return [warning]


def document_warnings(lots: Sequence[Lot], bare: Sequence[Lot]) -> list[str]:
    """What an officer should know of the documents before publishing; it keeps nothing from publication. No query.

    `bare` are those of the lots for which there is no specification.
    """
    if not bare:
        return []
    if len(bare) == len(lots):
        where = "Among the documents there is no specification"
    else:
        where = f"There is no specification for {' and '.join(f'lot {lot.number}' for lot in bare)}"
    return [f"{where}, so bidders have only the description and the questions to go by."]


def _price(lot: Lot, tree: Sequence[Node]) -> Iterator[Obstacle]:
    if not any(node.criterion.kind == Kind.PRICE for node in leaves(tree)):
        yield Obstacle("There is no price criterion, so bidders could not give a price", "criteria", lot)


def _of_node(lot: Lot, node: Node) -> Iterator[Obstacle]:
    criterion = node.criterion
    if node.is_group and not node.children:
        yield Obstacle(f"{node.name} is a group with nothing in it", "criteria", lot, criterion.pk)
    if criterion.kind in (*MARKED, Kind.PASS_FAIL) and not criterion.question.strip():
        yield Obstacle(f"{node.name} has no question for bidders", "criterion", lot, criterion.pk)
    if criterion.kind in MARKED:
        yield from _of_scale(lot, node, criterion)
    if criterion.kind == Kind.SOCIAL_VALUE:
        yield from _of_measures(lot, node, criterion)
    yield from _of_frameworks(lot, node, criterion)


def _of_frameworks(lot: Lot, node: Node, criterion: Criterion) -> Iterator[Obstacle]:
    """What a framework forbids: another authority's licensed measures, and measures that nobody has confirmed."""
    authority = lot.tender.authority_id
    for measure in criterion.measures.all():
        named = f"{measure.code} {measure.title}"
        if measure.framework.owner_id not in (None, authority):
            text = f"{node.name} has {named}, from a framework that another authority holds the licence for"
            yield Obstacle(text, "measures", lot, criterion.pk)
        elif measure.waits_for(authority):
            text = (
                f"{node.name} has {named} of {measure.framework}, which could not be checked against its source. A "
                "procurement officer has to confirm it"
            )
            yield Obstacle(text, "confirmation", lot, criterion.pk, measure)


def _of_measures(lot: Lot, node: Node, criterion: Criterion) -> Iterator[Obstacle]:
    measures = criterion.measures.all()
    if not measures:
        yield Obstacle(f"{node.name} has no measures to commit to", "measures", lot, criterion.pk)
    currency = lot.tender.currency
    valued = [measure.code for measure in measures if measure.proxy_value is not None]
    if valued and currency != "GBP":
        text = (
            f"{node.name} has measures that are valued in pounds ({', '.join(valued)}), but this tender is in "
            f"{currency}. Change the currency in the tender's details, or choose measures that are not valued"
        )
        yield Obstacle(text, "measures", lot, criterion.pk)


def _of_scale(lot: Lot, node: Node, criterion: Criterion) -> Iterator[Obstacle]:
    if criterion.scale is None:
        yield Obstacle(f"{node.name} has no marking scale", "criterion", lot, criterion.pk)
        return
    marks = [step.mark for step in criterion.scale.steps.all()]
    if len(marks) < 2:
        yield Obstacle(
            f"The marking scale “{criterion.scale}” of {node.name} has fewer than two marks", "scale", lot
        )
    elif criterion.minimum_mark and criterion.minimum_mark not in marks:
        yield Obstacle(
            f"{node.name} has a lowest mark of {criterion.minimum_mark}, which its scale does not have",
            "criterion",
            lot,
            criterion.pk,
        )


def _shared_measures(lot: Lot, tree: Sequence[Node]) -> Iterator[Obstacle]:
    seen: dict[str, tuple[int, Node]] = {}
    for node in leaves(tree):
        if node.criterion.kind != Kind.SOCIAL_VALUE:
            continue
        for measure in node.criterion.measures.all():
            other = seen.setdefault(measure.code, (measure.pk, node))
            if other[0] != measure.pk:
                text = (
                    f"{node.name} has {measure.code} of {measure.framework}, and the lot has another measure with this "
                    "code: results could not tell them apart. Keep one of them"
                )
                yield Obstacle(text, "measures", lot, node.criterion.pk)
            elif other[1] is not node:
                text = f"{measure} counts in both {other[1].name} and {node.name}: it may count once"
                yield Obstacle(text, "measures", lot, node.criterion.pk)
