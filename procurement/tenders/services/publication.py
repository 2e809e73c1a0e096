"""Publication: the rules of every lot are frozen together, and from then on never edited."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from procurement.accounts.models import Person
from procurement.core.errors import Conflict, Refused
from procurement.core.permissions import demand
from procurement.core.time import database_now
from procurement.core.transitions import locked, transition

from .. import rules
from ..freezing import Frozen, freeze
from ..models import Lot, PublishedModel, Tender
from ..queries import lots_with_trees
from ..readiness import lot_obstacles, timetable_obstacles


def publish_tender(
    *, actor: Person, tender: Tender, seen: Mapping[int, str] | None = None
) -> list[PublishedModel]:
    """Freeze the rules of every lot and publish the tender; the lots' models in the order of their numbers.

    In one transaction: each lot's criteria become a model of format 1, validated by `scoring`, stored with its
    SHA-256 and the questions; then the tender is published. Published again, it gives the models that there are.
    `seen` holds the hash of each lot's model as the person saw it in the preview, by lot number: Conflict is raised
    when the rules have changed since. Refused lists everything that is missing, of all lots.
    """
    with transaction.atomic():
        row = locked(tender)
        if row.state == Tender.State.PUBLISHED and rules.OFFICER.test(actor, row):
            return list(PublishedModel.objects.filter(lot__tender=row).order_by("lot__number", "version"))
        demand(rules.PUBLISH, actor, row)
        now = database_now()
        frozen = _frozen_lots(row, now)
        if seen is not None and dict(seen) != {one.lot.number: one.model_hash for one in frozen}:
            raise Conflict(
                "The criteria have changed since you looked at the preview, so nothing was published. "
                "Look at the rules below as they are now, then publish."
            )
        published = [_store(one, actor, now) for one in frozen]
        transition(
            tender,
            to=Tender.State.PUBLISHED,
            actor=actor,
            changes={"published_at": now},
            details={"models": {str(one.lot.number): one.model_hash for one in frozen}},
        )
    return published


def _frozen_lots(tender: Tender, now: datetime) -> list[Frozen]:
    lots = lots_with_trees(tender)
    reasons = [o.text for stage in tender.stages.all()[:1] for o in timetable_obstacles(stage, now)]
    for lot, tree in lots:
        reasons += [_where(lot, o.text, several=len(lots) > 1) for o in lot_obstacles(lot, tree)]
    if reasons:
        raise Refused(reasons)
    return [freeze(lot, tree) for lot, tree in lots]


def _where(lot: Lot, text: str, *, several: bool) -> str:
    return f"Lot {lot.number}: {text}." if several else f"{text}."


def _store(frozen: Frozen, actor: Person, now: datetime) -> PublishedModel:
    return PublishedModel.objects.create(
        lot=frozen.lot,
        version=1,
        model=frozen.model,
        model_hash=frozen.model_hash,
        questions=frozen.questions,
        published_at=now,
        published_by=actor,
    )
