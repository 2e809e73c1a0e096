"""A lot's criteria all at once: from a ready-made tree, or copied from another lot."""

from collections.abc import Sequence

from django.db import transaction

from procurement.accounts.models import Person
from procurement.core.errors import Refused
from procurement.core.permissions import demand
from procurement.frameworks.models import Measure
from procurement.frameworks.queries import measures_of
from procurement.frameworks.shipped import STARTER

from .. import ready_made, rules
from ..models import Criterion, Lot, MarkingScale, Tender
from ..queries import criteria_tree
from ..specs import StepSpec
from ..tree import Node, flat
from .drafting import locked_draft, note
from .scales import make_scale, steps_of


def apply_template(*, actor: Person, lot: Lot, template: str = "council", replace: bool = False) -> None:
    """Fill a draft's lot from a ready-made tree, scale and measures included.

    Raises Refused when the lot has criteria already and `replace` is not said, and for a tree that does not exist.
    """
    tree = ready_made.TREES.get(template)
    if tree is None:
        raise Refused("There is no ready-made tree of this name. Choose one that is listed.")
    with transaction.atomic():
        draft = locked_draft(actor, lot.tender)
        _make_room(lot, replace=replace)
        scale = _same_scale(draft, ready_made.SCALE_NAME, ready_made.SCALE)
        current = Measure.objects.filter(
            framework__code=STARTER, framework__owner=None, framework__is_superseded=False
        )
        measures = {measure.code: measure for measure in current}
        for position, branch in enumerate(tree.branches, 1):
            _plant(lot, branch, scale, measures, parent=None, position=position)
        note(actor, draft, "criteria.from_ready_made", f"lot:{lot.pk}", lot=lot.number, tree=tree.title)


def copy_criteria(*, actor: Person, lot: Lot, source: Lot, replace: bool = False) -> list[str]:
    """Copy the criteria of another lot that the person may see into a draft's lot, with scales and measures.

    Measures of a framework that only the other lot's authority is licensed for are left out, and returned in words.
    Raises Refused when the source has none, and when the lot has criteria already and `replace` is not said.
    """
    with transaction.atomic():
        draft = locked_draft(actor, lot.tender)
        demand(rules.VIEW, actor, source)
        tree = criteria_tree(source)
        if not tree:
            raise Refused(f"{source} has no award criteria to copy.")
        if source.pk == lot.pk:
            raise Refused("Choose another lot to copy from.")
        _make_room(lot, replace=replace)
        copying = _Copying(draft, lot, set(measures_of(draft.authority).values_list("pk", flat=True)))
        for node in tree:
            copying.plant(node, None)
        used = {measure for node in flat(tree) for measure in node.criterion.measures.all()}
        left_out = sorted(str(measure) for measure in used if measure.pk not in copying.usable)
        note(
            actor,
            draft,
            "criteria.copied",
            f"lot:{lot.pk}",
            lot=lot.number,
            source=f"{source.tender.reference} {source}",
            left_out=left_out,
        )
    return left_out


def _make_room(lot: Lot, *, replace: bool) -> None:
    criteria = Criterion.objects.filter(lot=lot)
    if not replace and criteria.exists():
        raise Refused(
            "This lot has award criteria already. Say that they are to be replaced, or remove them first."
        )
    criteria.delete()


def _same_scale(tender: Tender, name: str, steps: Sequence[StepSpec]) -> MarkingScale:
    """The tender's scale with exactly these steps, or a new one under a name that is free."""
    wanted = list(steps)
    for scale in MarkingScale.objects.filter(tender=tender).prefetch_related("steps"):
        if steps_of(scale) == wanted:
            return scale
    taken = set(MarkingScale.objects.filter(tender=tender).values_list("name", flat=True))
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name[:54]} ({number})"
    return make_scale(tender, free, wanted)


def _plant(
    lot: Lot,
    branch: ready_made.Branch,
    scale: MarkingScale,
    measures: dict[str, Measure],
    *,
    parent: Criterion | None,
    position: int,
) -> None:
    marked = branch.kind in (Criterion.Kind.QUALITY, Criterion.Kind.METHOD)
    criterion = Criterion.objects.create(
        lot=lot,
        parent=parent,
        position=position,
        code=branch.code,
        title=branch.title,
        kind=branch.kind,
        weight=branch.weight,
        question=branch.question,
        guidance=branch.guidance,
        word_limit=branch.word_limit,
        scale=scale if marked else None,
        minimum_mark=branch.minimum_mark,
    )
    criterion.measures.set([measures[code] for code in branch.measures if code in measures])
    for number, below in enumerate(branch.branches, 1):
        _plant(lot, below, scale, measures, parent=criterion, position=number)


class _Copying:
    """Copies criteria into a lot. `usable` are the keys of measures that its authority may use."""

    def __init__(self, tender: Tender, lot: Lot, usable: set[int]) -> None:
        self.usable = usable
        self._tender, self._lot = tender, lot
        self._scales: dict[int, MarkingScale] = {}

    def plant(self, node: Node, parent: Criterion | None) -> None:
        """A copy of a criterion under `parent`, with everything beneath it."""
        source = node.criterion
        copy = Criterion.objects.create(
            lot=self._lot,
            parent=parent,
            scale=self._scale(source.scale),
            **{
                name: getattr(source, name)
                for name in (
                    "position", "code", "title", "kind", "weight", "weight_note", "question", "guidance",
                    "word_limit", "minimum_mark", "price_maximum", "discount_rate", "double_count",
                )
            },
        )  # fmt: skip
        copy.measures.set([measure for measure in source.measures.all() if measure.pk in self.usable])
        for child in node.children:
            self.plant(child, copy)

    def _scale(self, scale: MarkingScale | None) -> MarkingScale | None:
        if scale is None or scale.tender_id == self._tender.pk:
            return scale
        if scale.pk not in self._scales:
            self._scales[scale.pk] = _same_scale(self._tender, scale.name, steps_of(scale))
        return self._scales[scale.pk]
