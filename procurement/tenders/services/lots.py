"""The lots of a draft: added, changed and removed; their numbers always run from 1 without a gap."""

from decimal import Decimal
from uuid import UUID

from django.db import transaction

from procurement.accounts.models import Person
from procurement.core.errors import Refused

from ..models import Lot, Tender
from ..specs import LotSpec
from .documents import withdraw_with_lot
from .drafting import locked_draft, note, refuse_stale, titled
from .tenders import make_lot

MOST_LOTS = 200


def add_lot(*, actor: Person, tender: Tender, spec: LotSpec, key: UUID | None = None) -> Lot:
    """One more lot at the end of a draft. Raises Refused for an empty title.

    The same `key` again (a double click) gives the lot that the first click made.
    """
    with transaction.atomic():
        draft = locked_draft(actor, tender)
        made = Lot.objects.filter(pk=key, tender=draft).first() if key else None
        if made is not None:
            return made
        count = draft.lots.count()
        if count >= MOST_LOTS:
            raise Refused(f"A tender has at most {MOST_LOTS} lots. Combine lots, or make a second tender.")
        lot = make_lot(draft, list(draft.stages.all()), count + 1, spec, key)
        note(actor, draft, "lot.added", f"lot:{lot.pk}", number=lot.number, title=lot.title)
    return lot


def update_lot(
    *,
    actor: Person,
    lot: Lot,
    title: str,
    description: str = "",
    value: Decimal | None = None,
    revision: int | None = None,
) -> Lot:
    """Change what a lot of a draft is called, is about and is worth.

    `revision` is that of the page it was edited on: Conflict is raised when somebody changed it in between, Refused
    when somebody removed it.
    """
    with transaction.atomic():
        draft = locked_draft(actor, lot.tender)
        row = Lot.objects.filter(pk=lot.pk).first()
        if row is None:
            raise Refused("Somebody removed this lot in the meantime.")
        after = (titled(title, f"lot {row.number}", 300), description.strip(), value)
        if after != (row.title, row.description, row.value):
            refuse_stale(row, revision, called=f"lot {row.number}")
            row.title, row.description, row.value = after
            row.revision += 1
            row.save(update_fields=["title", "description", "value", "revision"])
            note(actor, draft, "lot.changed", f"lot:{row.pk}", number=row.number, title=row.title)
    return row


def remove_lot(*, actor: Person, lot: Lot) -> None:
    """Take a lot with its criteria and panel out of a draft; the later lots move up. The last one stays.

    Its documents are kept with the tender, withdrawn.
    """
    with transaction.atomic():
        draft = locked_draft(actor, lot.tender)
        row = Lot.objects.filter(pk=lot.pk).first()
        if row is None:
            return
        if draft.lots.count() == 1:
            raise Refused("A tender has at least one lot. Change this one, or cancel the tender.")
        number, title, key = row.number, row.title, row.pk
        withdraw_with_lot(actor, row)
        row.delete()
        for later in draft.lots.filter(number__gt=number).order_by("number"):
            Lot.objects.filter(pk=later.pk).update(number=later.number - 1)
        note(actor, draft, "lot.removed", f"lot:{key}", number=number, title=title)
