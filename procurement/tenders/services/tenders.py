"""Making a tender, and changing its details and timetable while it is a draft."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from procurement.accounts.models import Person
from procurement.core.errors import Refused
from procurement.core.formatting import london
from procurement.core.permissions import demand
from procurement.core.time import database_now
from procurement.core.transitions import locked
from procurement.organisations.models import Organisation

from .. import rules
from ..models import Lot, LotStage, Stage, Tender
from ..specs import LotSpec
from .drafting import locked_draft, note, refuse_stale, titled

EDITABLE = (
    "reference", "title", "description", "cpv", "cpv_title", "value", "currency", "contract_start", "contract_end",
)  # fmt: skip


def create_tender(
    *,
    actor: Person,
    authority: Organisation,
    title: str,
    reference: str = "",
    description: str = "",
    cpv: str = "",
    cpv_title: str = "",
    value: Decimal | None = None,
    currency: str = "GBP",
    contract_start: date | None = None,
    contract_end: date | None = None,
    deadline: datetime | None = None,
    lots: Sequence[LotSpec] = (),
    creation_key: UUID | None = None,
    ocid: str = "",
    source_notes: Sequence[Any] = (),
) -> Tender:
    """A new draft with its stage and lots; without `lots` it has one, called as the tender is.

    The same `creation_key` by the same person again (a double click) gives the tender that the first click made.
    A deadline in the past is kept (an old notice has one), but refused at publication. Raises Refused for an empty
    title, a reference or notice that the authority has a tender of already, or a contract that ends before it starts.
    """
    key = creation_key or uuid4()
    with transaction.atomic():
        demand(rules.CREATE, actor, locked(authority))
        made = Tender.objects.filter(creation_key=key).first()
        if made is not None:
            return _the_same(made, actor, authority)
        tender = Tender(
            authority=authority,
            title=titled(title, "the tender", 500),
            reference=" ".join(reference.split()) or _next_reference(authority),
            description=description.strip(),
            cpv=cpv.strip(),
            cpv_title=cpv_title.strip(),
            value=value,
            currency=currency,
            contract_start=contract_start,
            contract_end=contract_end,
            created_by=actor,
            creation_key=key,
            ocid=ocid,
            source_notes=list(source_notes),
        )
        _check(tender)
        tender.save(force_insert=True)
        stage = Stage.objects.create(tender=tender, deadline=deadline)
        for number, spec in enumerate(lots or (LotSpec(tender.title[:300], "", value),), 1):
            make_lot(tender, [stage], number, spec)
        note(
            actor,
            tender,
            "tender.created",
            f"tender:{tender.pk}",
            title=tender.title,
            reference=tender.reference,
        )
    return tender


def update_tender(*, actor: Person, tender: Tender, revision: int | None = None, **changes: Any) -> Tender:
    """Change details of a draft: any of `EDITABLE`.

    `revision` is that of the page it was edited on. Raises Conflict when somebody changed it in between, Refused as
    `create_tender`, and TypeError for another name.
    """
    unknown = sorted(set(changes) - set(EDITABLE))
    if unknown:
        raise TypeError(f"A tender's {', '.join(unknown)} cannot be changed here.")
    with transaction.atomic():
        draft = locked_draft(actor, tender)
        before = {name: getattr(draft, name) for name in changes}
        for name, value in changes.items():
            setattr(draft, name, value.strip() if isinstance(value, str) else value)
        draft.title = titled(draft.title, "the tender", 500)
        draft.reference = " ".join(draft.reference.split()) or _next_reference(draft.authority)
        changed = sorted(name for name in changes if getattr(draft, name) != before[name])
        if changed:
            refuse_stale(draft, revision, called="these details")
            _check(draft)
            draft.revision += 1
            draft.save(update_fields=[*changes, "revision"])
            note(actor, draft, "tender.changed", f"tender:{draft.pk}", fields=changed)
    tender.refresh_from_db()
    return tender


def set_timetable(*, actor: Person, tender: Tender, deadline: datetime, revision: int | None = None) -> Stage:
    """Set the deadline for bids of a draft's stage.

    `revision` is the stage's on the page it was edited on. Raises Conflict when somebody changed it in between, and
    Refused for a deadline that is not in the future.
    """
    if deadline <= database_now():
        raise Refused(f"{london(deadline)} is in the past. Choose a deadline that suppliers can still meet.")
    with transaction.atomic():
        draft = locked_draft(actor, tender)
        stage = Stage.objects.select_for_update(no_key=True).filter(tender=draft).earliest("number")
        if stage.deadline != deadline:
            refuse_stale(stage, revision, called="the deadline")
            stage.deadline = deadline
            stage.revision += 1
            stage.save(update_fields=["deadline", "revision"])
            note(actor, draft, "tender.timetable_set", f"tender:{draft.pk}", deadline=deadline.isoformat())
    return stage


def make_lot(
    tender: Tender, stages: Sequence[Stage], number: int, spec: LotSpec, key: UUID | None = None
) -> Lot:
    """A lot in each of the tender's stages; for callers that hold the tender's lock."""
    lot = Lot.objects.create(
        pk=key or uuid4(),
        tender=tender,
        number=number,
        title=titled(spec.title, f"lot {number}", 300),
        description=spec.description.strip(),
        value=spec.value,
    )
    for stage in stages:
        LotStage.objects.create(lot=lot, stage=stage)
    return lot


def _the_same(made: Tender, actor: Person, authority: Organisation) -> Tender:
    if made.created_by_id == actor.pk and made.authority_id == authority.pk:
        return made
    raise Refused("This form made another tender already. Open a new form to make one more.")


def _check(tender: Tender) -> None:
    others = Tender.objects.filter(authority=tender.authority).exclude(pk=tender.pk)
    reasons = []
    if len(tender.reference) > 60:
        reasons.append("The reference is longer than 60 characters. Shorten it.")
    if others.filter(reference=tender.reference).exists():
        reasons.append(
            f"{tender.authority} has a tender with the reference {tender.reference} already. "
            "Choose another, or leave it empty."
        )
    if tender.ocid and others.filter(ocid=tender.ocid).exists():
        reasons.append(
            f"{tender.authority} has a tender from this notice already: look for {tender.ocid} in your tenders."
        )
    if tender.value is not None and tender.value < 0:
        reasons.append("The estimated value is 0 or more.")
    if tender.contract_start and tender.contract_end and tender.contract_end < tender.contract_start:
        reasons.append("The contract ends before it starts. Check both days.")
    if reasons:
        raise Refused(reasons)


def _next_reference(authority: Organisation) -> str:
    """The authority's initials, the year, and the next number that is free: "NC-2026-014"."""
    initials = "".join(word[0] for word in authority.name.split() if word[0].isalpha()).upper()[:6] or "T"
    start = f"{initials}-{database_now().year}-"
    taken = set(
        Tender.objects.filter(authority=authority, reference__startswith=start).values_list(
            "reference", flat=True
        )
    )
    number = len(taken) + 1
    while f"{start}{number:03d}" in taken:
        number += 1
    return f"{start}{number:03d}"
