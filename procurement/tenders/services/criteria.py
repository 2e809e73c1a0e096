"""The award criteria of a draft's lot: added, changed, moved, removed, and their measures chosen."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from procurement.accounts.models import Person
from procurement.core.errors import Refused
from procurement.frameworks.models import Measure
from procurement.frameworks.queries import measures_of

from ..models import Criterion, Lot, MarkingScale
from ..tree import MARKED, Kind, Node, flat, tree_of
from .drafting import locked_draft, note, refuse_stale, titled

DEEPEST = 4
RESERVED = ("quality", "social_value", "price")
EDITABLE = (
    "title", "code", "parent", "weight", "weight_note", "question", "guidance", "word_limit", "scale", "minimum_mark",
    "price_maximum", "discount_rate",
)  # fmt: skip
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")
_FIRST_CODES = {
    Kind.GROUP: "G", Kind.QUALITY: "Q", Kind.PRICE: "P", Kind.METHOD: "SQ", Kind.SOCIAL_VALUE: "SV",
    Kind.PASS_FAIL: "PF",
}  # fmt: skip


def add_criterion(
    *,
    actor: Person,
    lot: Lot,
    kind: str,
    title: str,
    code: str | None = None,
    parent: Criterion | None = None,
    weight: Decimal | None = None,
    weight_note: str = "",
    question: str = "",
    guidance: str = "",
    word_limit: int | None = None,
    scale: MarkingScale | None = None,
    minimum_mark: str = "",
    price_maximum: Decimal | None = None,
    measures: Sequence[Measure] = (),
    discount_rate: Decimal = Decimal(0),
    key: UUID | None = None,
) -> Criterion:
    """A new criterion at the end of its level.

    `weight` is its share of 100 of the whole tender, None while nobody knows it (`weight_note` says why);
    `discount_rate` is in hundredths a year. Without `code` it gets the next free one of its kind. What a kind has no
    use for (a scale on a price) is left out. Raises Refused for an empty title, a code that is taken, a parent that
    is no group of this lot, a weighting outside 0 to 100 and a lowest mark that the scale does not have.
    The same `key` again (a double click) gives the criterion that the first click made.
    """
    with transaction.atomic():
        draft = locked_draft(actor, lot.tender)
        made = Criterion.objects.filter(pk=key, lot=lot).first() if key else None
        if made is not None:
            return made
        criterion = Criterion(
            pk=key or uuid4(),
            lot=lot,
            kind=_known_kind(kind),
            title=title,
            code=code or _next_code(lot, kind),
            parent=parent,
            position=_last_place(lot, parent),
            weight=weight,
            weight_note=weight_note,
            question=question,
            guidance=guidance,
            word_limit=word_limit,
            scale=scale,
            minimum_mark=minimum_mark,
            price_maximum=price_maximum,
            discount_rate=discount_rate,
        )
        tidy(criterion)
        _check(criterion)
        if criterion.takes:
            _check_measures(criterion, measures)
        criterion.save(force_insert=True)
        if criterion.takes:
            criterion.measures.set(measures)
        note(actor, draft, "criterion.added", f"criterion:{criterion.pk}", **_facts(criterion))
    return criterion


def update_criterion(
    *, actor: Person, criterion: Criterion, revision: int | None = None, **changes: Any
) -> Criterion:
    """Change a criterion of a draft: any of `EDITABLE`; its kind stays.

    `revision` is that of the page it was edited on. Raises Conflict when somebody changed it in between, Refused as
    `add_criterion`, and TypeError for a name that cannot be changed.
    """
    unknown = sorted(set(changes) - set(EDITABLE))
    if unknown:
        raise TypeError(f"A criterion's {', '.join(unknown)} cannot be changed.")
    with transaction.atomic():
        draft = locked_draft(actor, criterion.lot.tender)
        row = still_there(criterion)
        called, level = f"“{row.title}”", row.parent_id
        before = {name: getattr(row, name) for name in changes}
        if changes.get("weight") is not None and "weight_note" not in changes:
            row.weight_note = ""  # the reason for an empty weighting goes when there is one
        for name, value in changes.items():
            setattr(row, name, value)
        tidy(row)
        changed = sorted(name for name in changes if getattr(row, name) != before[name])
        if not changed:
            return row
        refuse_stale(row, revision, called=called)
        _check(row)
        if row.parent_id != level:
            row.position = _last_place(row.lot, row.parent)
        row.revision += 1
        row.save()
        note(actor, draft, "criterion.changed", f"criterion:{row.pk}", fields=changed, **_facts(row))
    return row


def choose_measures(
    *,
    actor: Person,
    criterion: Criterion,
    measures: Sequence[Measure],
    double_count: str | None = None,
    revision: int | None = None,
) -> Criterion:
    """Set the measures that bidders can commit to under a quantified social value criterion, or the criteria of a
    social value model that a method question answers to.

    `double_count` is what happens when a bidder promises two that may count one thing twice: "warn" or "refuse"; it
    stays as it is without. `revision` is that of the page they were chosen on: Conflict is raised when somebody
    changed the criterion in between. Raises Refused for another kind of criterion, for measures that this authority
    may not use, for two with the same code, and for measures that another criterion of the lot counts already.
    """
    with transaction.atomic():
        draft = locked_draft(actor, criterion.lot.tender)
        row = still_there(criterion)
        if not row.takes:
            raise Refused("Measures belong to a quantified social value criterion. Add one first.")
        if double_count not in (None, *Criterion.DoubleCount.values):
            raise Refused("Choose whether what may count twice is warned of, or one of it counts.")
        _check_measures(row, measures)
        before = set(row.measures.values_list("pk", flat=True))
        after = {measure.code for measure in measures}
        rule = double_count or row.double_count
        if before != {measure.pk for measure in measures} or rule != row.double_count:
            refuse_stale(row, revision, called=f"“{row.title}”")
            row.measures.set(measures)
            row.double_count = rule
            row.revision += 1
            row.save(update_fields=["revision", "double_count"])
            note(
                actor,
                draft,
                "criterion.measures_chosen",
                f"criterion:{row.pk}",
                measures=sorted(after),
                double_count=rule,
                **_facts(row),
            )
    return row


def _check_measures(criterion: Criterion, measures: Sequence[Measure]) -> None:
    """Raise Refused for measures that this criterion cannot have."""
    authority = criterion.lot.tender.authority
    usable = measures_of(authority).filter(framework__use=criterion.takes)
    allowed = set(usable.filter(pk__in=[m.pk for m in measures]).values_list("pk", flat=True))
    foreign = [str(measure) for measure in measures if measure.pk not in allowed]
    if foreign:
        raise Refused(
            f"{authority} cannot use these here: {', '.join(foreign)}. Choose from those that are listed."
        )
    if criterion.kind != Kind.SOCIAL_VALUE:
        return
    codes = [measure.code for measure in measures]
    double = sorted({code for code in codes if codes.count(code) > 1})
    if double:
        raise Refused(
            f"Two frameworks have a measure with the code {', '.join(double)}, and results could not tell them apart. "
            "Choose one of the two."
        )
    others = Criterion.objects.filter(lot=criterion.lot, kind=Kind.SOCIAL_VALUE).exclude(pk=criterion.pk)
    elsewhere = Measure.objects.filter(pk__in=others.values("measures"), code__in=codes)
    taken = [str(measure) for measure in elsewhere.order_by("code")]
    if taken:
        raise Refused(
            f"Another criterion of this lot counts these already: {', '.join(taken)}. A measure counts once."
        )


def move_criterion(*, actor: Person, criterion: Criterion, by: int, seen_at: int | None = None) -> bool:
    """Move a criterion up (`by` = -1) or down (1) among those of its level. False when nothing moved.

    `seen_at` is its place (from 0) on the page that was clicked: a second click on that page moves nothing.
    """
    with transaction.atomic():
        draft = locked_draft(actor, criterion.lot.tender)
        row = still_there(criterion)
        level = list(Criterion.objects.filter(lot=row.lot, parent=row.parent))
        here = level.index(row)
        there = here + by
        if not 0 <= there < len(level) or not by or seen_at not in (None, here):
            return False
        level.insert(there, level.pop(here))
        for position, one in enumerate(level, 1):
            one.position = position
        Criterion.objects.bulk_update(level, ["position"])
        note(actor, draft, "criterion.moved", f"criterion:{row.pk}", to=there + 1, **_facts(row))
    return True


def remove_criterion(*, actor: Person, criterion: Criterion) -> None:
    """Take a criterion, and everything in it, out of a draft; removing it twice changes nothing."""
    with transaction.atomic():
        draft = locked_draft(actor, criterion.lot.tender)
        row = Criterion.objects.filter(pk=criterion.pk).first()
        if row is None:
            return
        facts = _facts(row)
        row.delete()
        note(actor, draft, "criterion.removed", f"criterion:{criterion.pk}", **facts)


def _last_place(lot: Lot, parent: Criterion | None) -> int:
    level = Criterion.objects.filter(lot=lot, parent=parent)
    return 1 + (level.aggregate(last=Max("position"))["last"] or 0)


def still_there(criterion: Criterion) -> Criterion:
    """The row as it is now; for callers that hold the tender's lock. Raises Refused when it was removed."""
    row = Criterion.objects.select_related("lot", "parent", "scale").filter(pk=criterion.pk).first()
    if row is None:
        raise Refused(
            "Somebody removed this criterion in the meantime. Go back to the criteria to see what there is."
        )
    return row


def tidy(criterion: Criterion) -> None:
    """Trim the words, and leave out what the kind has no use for."""
    kind = criterion.kind
    for name in ("weight_note", "question", "guidance", "code", "minimum_mark"):
        setattr(criterion, name, getattr(criterion, name).strip())
    if kind == Kind.PASS_FAIL:
        criterion.weight = Decimal(0)
    if kind not in MARKED:
        criterion.word_limit, criterion.scale, criterion.minimum_mark = None, None, ""
    if kind != Kind.PRICE:
        criterion.price_maximum = None
    if kind != Kind.SOCIAL_VALUE:
        criterion.discount_rate = Decimal(0)
    if kind == Kind.GROUP:
        criterion.question = criterion.guidance = ""


def _known_kind(kind: str) -> str:
    if kind not in Kind.values:
        raise Refused("Choose one of the kinds of award criteria that are listed.")
    return kind


def _check(criterion: Criterion) -> None:
    criterion.title = titled(criterion.title, "the criterion", 300)
    reasons = [
        *_about_code(criterion),
        *_about_place(criterion),
        *_about_numbers(criterion),
        *_about_scale(criterion),
    ]
    if reasons:
        raise Refused(reasons)


def _about_code(criterion: Criterion) -> list[str]:
    code = criterion.code
    if not _CODE.fullmatch(code):
        return [
            f"The code “{code}” is not usable. Use up to 20 letters, figures, hyphens or underscores, like Q1."
        ]
    if code in RESERVED:
        return [f"“{code}” has a meaning of its own in the rules. Choose another code, like Q1."]
    if Criterion.objects.filter(lot=criterion.lot, code=code).exclude(pk=criterion.pk).exists():
        return [f"This lot has a criterion with the code {code} already. Choose another."]
    return []


def _about_place(criterion: Criterion) -> list[str]:
    parent = criterion.parent
    if parent is None:
        return []
    if parent.lot_id != criterion.lot_id or parent.kind != Kind.GROUP:
        return ["A criterion stands at the top level, or in a group of the same lot."]
    tree = tree_of(Criterion.objects.filter(lot=criterion.lot))
    nodes = {node.criterion.pk: node for node in flat(tree)}
    own = nodes.get(criterion.pk)
    if own is not None and parent.pk in {node.criterion.pk for node in flat((own,))}:
        return ["A group cannot stand inside itself."]
    height = _height(own) if own else 1
    if parent.pk in nodes and nodes[parent.pk].depth + 1 + height > DEEPEST:
        return [f"Criteria are at most {DEEPEST} levels deep, so that bidders can follow them."]
    return []


def _height(node: Node) -> int:
    return 1 + max((_height(child) for child in node.children), default=0)


def _about_numbers(criterion: Criterion) -> list[str]:
    reasons = []
    if criterion.weight is not None and not 0 <= criterion.weight <= 100:
        reasons.append("A weighting is between 0 and 100.")
    if criterion.weight is not None and criterion.weight != round(criterion.weight, 4):
        reasons.append("A weighting has at most 4 decimal places.")
    if criterion.word_limit is not None and criterion.word_limit < 1:
        reasons.append("A word limit is 1 or more. Leave it empty for none.")
    if criterion.price_maximum is not None and criterion.price_maximum <= 0:
        reasons.append("The highest price allowed is more than 0. Leave it empty for none.")
    if not 0 <= criterion.discount_rate <= 20:
        reasons.append("The discount rate is between 0% and 20% a year.")
    return reasons


def _about_scale(criterion: Criterion) -> list[str]:
    scale = criterion.scale
    if scale is None:
        return (
            ["Choose a marking scale before you set the lowest mark that passes."]
            if criterion.minimum_mark
            else []
        )
    if scale.tender_id != criterion.lot.tender_id:
        return ["This marking scale belongs to another tender. Choose one of this tender."]
    marks = list(scale.steps.values_list("mark", flat=True))
    if criterion.minimum_mark and criterion.minimum_mark not in marks:
        return [f"The lowest mark that passes is one of {', '.join(marks)}."]
    return []


def _next_code(lot: Lot, kind: str) -> str:
    taken = set(Criterion.objects.filter(lot=lot).values_list("code", flat=True))
    start = _FIRST_CODES[Kind(_known_kind(kind))]
    if start not in taken and kind != Kind.QUALITY:
        return start
    number = 1
    while f"{start}{number}" in taken:
        number += 1
    return f"{start}{number}"


def _facts(criterion: Criterion) -> dict[str, Any]:
    weight = None if criterion.weight is None else str(criterion.weight.normalize())
    return {"lot": criterion.lot.number, "code": criterion.code, "title": criterion.title, "weight": weight}
