"""From the draft that a notice gives to a tender of an authority, ready for an officer to complete."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from procurement.accounts.models import Person
from procurement.audit.services import record
from procurement.core.errors import Refused
from procurement.core.formatting import day, london, money
from procurement.core.permissions import demand
from procurement.core.time import database_now
from procurement.core.transitions import locked
from procurement.organisations.models import Organisation, OrganisationGrant
from procurement.organisations.services import create_organisation, grant_role
from procurement.tenders.models import Criterion, Lot, Tender
from procurement.tenders.services import LotSpec, add_criterion, create_tender

from . import rules
from .models import NoticeFile
from .ocds import (
    BuyerDraft,
    CriterionDraft,
    LotDraft,
    Money,
    TenderDraft,
    UnreadableFile,
    notes_in_words,
    read_releases,
)
from .queries import tender_from_notice

_KINDS = {
    "price": Criterion.Kind.PRICE,
    "cost": Criterion.Kind.PRICE,
    "quality": Criterion.Kind.QUALITY,
    "other": Criterion.Kind.QUALITY,
}

KEPT_FOR = timedelta(days=1)
"""How long an uploaded file of notices is kept. It is public data, and each tender keeps its own copy."""


class AlreadyImported(Refused):
    """The authority has a tender from this notice; `tender` is it."""

    def __init__(self, tender: Tender) -> None:
        self.tender = tender
        super().__init__(
            f"{tender.authority} has a tender from this notice already: “{tender.title}”, reference "
            f"{tender.reference}, made on {day(tender.created_at)}. Open that one; nothing was imported "
            "again."
        )


def keep_notice_file(*, actor: Person, name: str, content: bytes) -> NoticeFile:
    """Keep a file for `actor` to choose from, and throw away what is older than a day, whoever's it is.

    The same content again gives the same file. Raises Refused, in words, for a file that cannot be read.
    """
    demand(rules.START, actor, actor)
    try:
        read_releases(content)
    except UnreadableFile as error:
        raise Refused(str(error)) from error
    now = database_now()
    with transaction.atomic():
        NoticeFile.objects.filter(uploaded_at__lt=now - KEPT_FOR).delete()
        file, _made = NoticeFile.objects.update_or_create(
            person=actor,
            sha256=hashlib.sha256(content).hexdigest(),
            defaults={"name": name[-255:], "uploaded_at": now},
            create_defaults={"name": name[-255:], "uploaded_at": now, "content": content},
        )
    return file


def import_release(
    *, actor: Person, authority: Organisation, draft: TenderDraft, creation_key: UUID | None = None
) -> Tender:
    """A draft tender of `authority` as the notice gives it: lots, criteria, deadline, and notes of all that
    is doubtful.

    Weights that are no single percentage stay empty with the reason beside them; nothing is invented, so the
    draft is rarely ready to publish. Once for each authority and OCID: a second import raises
    AlreadyImported, but the same `creation_key` by the same person again (a double click) gives the tender of
    the first. Raises Refused as `create_tender` does, NotPermitted for somebody who is no officer of the
    authority.
    """
    with transaction.atomic():
        locked(authority)
        existing = tender_from_notice(authority=authority, ocid=draft.ocid)
        if existing is not None:
            if creation_key is not None and existing.creation_key == creation_key:
                return existing
            raise AlreadyImported(existing)
        reference, taken = _free_reference(authority, draft.reference)
        main = draft.cpv[0] if draft.cpv else None
        tender = create_tender(
            actor=actor,
            authority=authority,
            title=draft.title,
            reference=reference,
            description=draft.description,
            cpv=main.code if main else "",
            cpv_title=main.description if main else "",
            value=draft.value.amount if draft.value else None,
            currency=draft.currency,
            contract_start=draft.contract_start,
            contract_end=draft.contract_end,
            deadline=draft.deadline,
            lots=[
                LotSpec(lot.title, lot.description, _amount(lot.value, draft.currency)) for lot in draft.lots
            ],
            creation_key=creation_key,
            ocid=draft.ocid,
            source_notes=[*taken, *to_check(draft)],
        )
        for lot, read in zip(tender.lots.order_by("number"), draft.lots, strict=True):
            for criterion in read.criteria:
                _add(actor, lot, criterion)
        record(
            chain=tender.audit_chain,
            action="tender.imported",
            subject=f"tender:{tender.pk}",
            actor=actor,
            details=_facts(draft),
        )
    return tender


def authority_for_import(*, actor: Person, buyer: BuyerDraft) -> Organisation:
    """Make the contracting authority that a notice names, with `actor` as its officer.

    For the command, whose user runs the whole installation: it belongs to no shared service until somebody
    says so.
    """
    with transaction.atomic():
        authority = create_organisation(
            actor=actor,
            kind=Organisation.Kind.AUTHORITY,
            name=buyer.name,
            identifier_scheme=buyer.scheme,
            identifier=buyer.identifier,
        )
        grant_role(actor=actor, person=actor, organisation=authority, role=OrganisationGrant.Role.OFFICER)
    return authority


def to_check(draft: TenderDraft) -> list[str]:
    """All that an officer checks: what was mended, left out or looks wrong, and what a draft has no field for."""
    return [*notes_in_words(draft.notes), *_also_read(draft)]


def _also_read(draft: TenderDraft) -> Iterator[str]:
    if draft.procedure:
        yield f"Procedure, in the publisher's words: {draft.procedure}."
    if draft.questions_until:
        yield f"Deadline for questions in the notice: {london(draft.questions_until)}."
    further = [code.code for code in draft.cpv[1:]]
    if further:
        yield f"Further CPV codes of the notice: {', '.join(further)}."
    for lot in draft.lots:
        if lot.value and lot.value.currency != draft.currency:
            published = money(lot.value.amount, lot.value.currency)
            yield (
                f"Lot {lot.number}: its value of {published} was left out, because the tender is in {draft.currency}."
            )


def _amount(value: Money | None, currency: str) -> Decimal | None:
    return value.amount if value and value.currency == currency else None


def _free_reference(authority: Organisation, reference: str) -> tuple[str, list[str]]:
    """The notice's reference, or nothing (and a note) where another tender of the authority has it."""
    if Tender.objects.filter(authority=authority, reference=reference).exists():
        return "", [
            f"The notice's reference {reference} belongs to another tender of yours: a new one was given."
        ]
    return reference, []


def _add(actor: Person, lot: Lot, read: CriterionDraft) -> Criterion:
    kind = _KINDS[read.kind]
    if kind == Criterion.Kind.QUALITY and read.asks_for_social_value:
        kind = Criterion.Kind.METHOD
    return add_criterion(
        actor=actor,
        lot=lot,
        kind=kind,
        title=read.name,
        weight=read.weight,
        weight_note=read.weight_note,
        guidance=read.description,
    )


def _facts(draft: TenderDraft) -> dict[str, object]:
    return {
        "ocid": draft.ocid,
        "release": draft.release_id,
        "buyer": draft.buyer.name if draft.buyer else "",
        "lots": len(draft.lots),
        "criteria": sum(len(lot.criteria) for lot in draft.lots),
        "weights_missing": sum(_without_weight(lot) for lot in draft.lots),
    }


def _without_weight(lot: LotDraft) -> int:
    return sum(criterion.weight is None for criterion in lot.criteria)
