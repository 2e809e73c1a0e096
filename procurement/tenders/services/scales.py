"""The marking scales of a draft: which marks an answer can get, and what each mark means."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.db.models import QuerySet

from procurement.accounts.models import Person
from procurement.core.errors import Refused

from ..models import Criterion, Lot, MarkingScale, ScaleStep, Tender
from ..specs import StepSpec
from ..tree import MARKED
from .drafting import locked_draft, note, refuse_stale, titled

MOST_STEPS = 20


def add_scale(*, actor: Person, tender: Tender, name: str, steps: Sequence[StepSpec]) -> MarkingScale:
    """A new marking scale for a draft. Raises Refused for a name that is taken and for steps that make no scale."""
    with transaction.atomic():
        draft = locked_draft(actor, tender)
        twin = MarkingScale.objects.filter(tender=draft, name=name.strip()).first()
        if twin is not None and steps_of(twin) == list(steps):
            return twin
        scale = make_scale(draft, name, steps)
        note(
            actor,
            draft,
            "scale.added",
            f"scale:{scale.pk}",
            name=scale.name,
            marks=[step.mark for step in steps],
        )
    return scale


def update_scale(
    *,
    actor: Person,
    scale: MarkingScale,
    name: str,
    steps: Sequence[StepSpec],
    revision: int | None = None,
) -> MarkingScale:
    """Replace the name and the steps of a draft's scale, for every question that uses it.

    `revision` is that of the page it was edited on. Raises Conflict when somebody changed it in between, Refused as
    `add_scale`, and when a question's lowest mark would no longer be on the scale.
    """
    with transaction.atomic():
        draft = locked_draft(actor, scale.tender)
        row = MarkingScale.objects.filter(pk=scale.pk).first()
        if row is None:
            raise Refused(
                "Somebody removed this marking scale in the meantime. Go back to see which there are."
            )
        if (row.name, steps_of(row)) == (name.strip(), list(steps)):
            return row
        refuse_stale(row, revision, called=f"the scale “{row.name}”")
        check_steps(steps)
        _refuse_lost_minimums(Criterion.objects.filter(scale=row), {step.mark for step in steps})
        row.name = _free_name(draft, name, row)
        row.revision += 1
        row.save(update_fields=["name", "revision"])
        row.steps.all().delete()
        _write_steps(row, steps)
        note(
            actor,
            draft,
            "scale.changed",
            f"scale:{row.pk}",
            name=row.name,
            marks=[step.mark for step in steps],
        )
    return row


def remove_scale(*, actor: Person, scale: MarkingScale) -> None:
    """Take a scale that no question uses out of a draft."""
    with transaction.atomic():
        draft = locked_draft(actor, scale.tender)
        users = Criterion.objects.filter(scale=scale).count()
        if users:
            raise Refused(
                f"{users} of this tender's questions are marked on this scale. Choose another for them first."
            )
        if MarkingScale.objects.filter(pk=scale.pk).delete()[0]:
            note(actor, draft, "scale.removed", f"scale:{scale.pk}", name=scale.name)


def use_scale(*, actor: Person, lot: Lot, scale: MarkingScale) -> int:
    """Mark every question of a draft's lot on this scale; returns how many changed.

    Raises Refused when a question's lowest mark is not on the scale, or the scale is another tender's.
    """
    with transaction.atomic():
        draft = locked_draft(actor, lot.tender)
        if scale.tender_id != draft.pk:
            raise Refused("This marking scale belongs to another tender. Choose one of this tender.")
        questions = Criterion.objects.filter(lot=lot, kind__in=MARKED).exclude(scale=scale)
        _refuse_lost_minimums(questions, {step.mark for step in steps_of(scale)})
        changed = questions.update(scale=scale)
        if changed:
            note(actor, draft, "scale.used", f"lot:{lot.pk}", lot=lot.number, scale=scale.name)
    return changed


def steps_of(scale: MarkingScale) -> list[StepSpec]:
    """The steps that a scale has, as they would be given to make it."""
    return [StepSpec(step.mark, step.label, step.descriptor, step.points) for step in scale.steps.all()]


def _refuse_lost_minimums(questions: QuerySet[Criterion], marks: set[str]) -> None:
    lost = questions.exclude(minimum_mark="").exclude(minimum_mark__in=marks)
    reasons = [
        f"{c.title} ({c.code}) needs a mark of {c.minimum_mark} to pass. Keep that mark." for c in lost
    ]
    if reasons:
        raise Refused(reasons)


def make_scale(tender: Tender, name: str, steps: Sequence[StepSpec]) -> MarkingScale:
    """A scale with its steps; for callers that hold the tender's lock."""
    check_steps(steps)
    scale = MarkingScale.objects.create(tender=tender, name=_free_name(tender, name, None))
    _write_steps(scale, steps)
    return scale


def check_steps(steps: Sequence[StepSpec]) -> None:
    """Raise Refused, with everything that is wrong, unless the steps make a scale, lowest mark first."""
    reasons = [
        *_about_number(steps),
        *(reason for number, step in enumerate(steps, 1) for reason in _about_step(number, step)),
        *_about_order(steps),
        *_about_points(steps),
    ]
    if reasons:
        raise Refused(reasons)


def _about_number(steps: Sequence[StepSpec]) -> list[str]:
    if len(steps) < 2:
        return ["A marking scale has at least two marks."]
    if len(steps) > MOST_STEPS:
        return [f"A marking scale has at most {MOST_STEPS} marks."]
    return []


def _about_step(number: int, step: StepSpec) -> list[str]:
    called = f"Mark {step.mark}" if step.mark else f"Step {number}"
    reasons = []
    if not step.mark or len(step.mark) > 10:
        reasons.append(f"{called} needs a mark of 1 to 10 characters, like {number - 1}.")
    if not step.label.strip() or len(step.label) > 60:
        reasons.append(f"{called} needs a name of 1 to 60 characters, like “Good”.")
    if not step.descriptor.strip():
        reasons.append(f"{called} needs a description, so that bidders know what earns it.")
    if step.points is not None and not -1 <= step.points <= 1:
        reasons.append(f"{called} earns at most 100% of the weighting.")
    return reasons


def _about_order(steps: Sequence[StepSpec]) -> list[str]:
    marks = [step.mark for step in steps]
    twice = sorted({mark for mark in marks if marks.count(mark) > 1})
    if twice:
        return [f"Each mark stands once on a scale. Twice there: {', '.join(twice)}."]
    values = [_value(mark) for mark in marks]
    numbers = [value for value in values if value is not None]
    if numbers != sorted(numbers):
        return ["Put the marks in order, the lowest first."]
    if None in values and any(step.points is None for step in steps):
        return [
            "A mark that is not a number needs its share of the weighting, and then every mark of the scale does."
        ]
    if (
        None not in values
        and not any(step.points is not None for step in steps)
        and max(numbers, default=1) <= 0
    ):
        return ["The highest mark must be more than 0."]
    return []


def _about_points(steps: Sequence[StepSpec]) -> list[str]:
    shares = [step.points for step in steps if step.points is not None]
    if shares and len(shares) != len(steps):
        return ["Give a share of the weighting for every mark, or for none."]
    if shares != sorted(shares):
        return ["The share of the weighting never falls from one mark to the next."]
    return []


def _value(mark: str) -> Decimal | None:
    try:
        value = Decimal(mark)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _free_name(tender: Tender, name: str, scale: MarkingScale | None) -> str:
    title = titled(name, "the marking scale", 60)
    others = MarkingScale.objects.filter(tender=tender, name=title)
    if scale is not None:
        others = others.exclude(pk=scale.pk)
    if others.exists():
        raise Refused(f"This tender has a marking scale called “{title}” already. Choose another name.")
    return title


def _write_steps(scale: MarkingScale, steps: Sequence[StepSpec]) -> None:
    ScaleStep.objects.bulk_create(
        ScaleStep(
            scale=scale,
            position=position,
            mark=step.mark,
            label=step.label.strip(),
            descriptor=step.descriptor.strip(),
            points=step.points,
        )
        for position, step in enumerate(steps)
    )
