"""The documents that the worker makes, over every tender of a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from procurement.accounts.models import Person
from procurement.awards.models import AwardDecision, Document
from procurement.core.formatting import london
from procurement.evaluation.models import ConflictDeclaration
from procurement.tenders.models import LotStage

from .tasks import lots_with_roles, title

READERS = {"officer", "approver", "moderator", "administrator"}
"""Who sees a lot's award (`awards.view`)."""
DECIDERS = {"officer", "approver"}
"""Who may have a failed document made again (`awards.retry_document`)."""
State = Document.State


@dataclass(frozen=True)
class MadeDocument:
    """A document as the list shows it: where it belongs, how far it is, and where it is read or tried again."""

    title: str
    state: str
    words: str
    page_url: str
    retry_url: str


@dataclass(frozen=True)
class Documents:
    """The documents that a person may see, the newest first, and the lots whose failed ones they may try again."""

    rows: QuerySet[Document]
    retried: frozenset[Any]

    def shown(self, documents: Iterable[Document]) -> list[MadeDocument]:
        """Some of the rows in words. No query."""
        return [
            _shown(document, may_retry=document.decision.lot_stage_id in self.retried)
            for document in documents
        ]


def documents_for(person: Person) -> Documents:
    """The documents of the lots whose awards a person may see. Budget: 3 queries, and those of reading the rows.

    Left out are those of a decision that was set aside, of a lot that ended, and of one that the person is kept out of.
    """
    roles = {lot_stage.pk: held for lot_stage, held in lots_with_roles(person) if held & READERS}
    kept_out = ConflictDeclaration.objects.filter(person=person).exclude(
        outcome=ConflictDeclaration.Outcome.TAKES_PART
    )
    rows = (
        Document.objects.filter(decision__lot_stage__in=list(roles))
        .exclude(decision__state=AwardDecision.State.SET_ASIDE)
        .exclude(decision__lot_stage__state=LotStage.State.ENDED)
        .exclude(decision__lot_stage__in=kept_out.values("lot_stage"))
        .select_related("decision__lot_stage__lot__tender")
        .order_by("-queued_at")
    )
    return Documents(rows, frozenset(key for key, held in roles.items() if held & DECIDERS))


def _shown(document: Document, *, may_retry: bool) -> MadeDocument:
    """A document in words. No query."""
    lot = document.lot_stage.lot
    place = {"tender_id": lot.tender_id, "lot_number": lot.number}
    said = {
        State.QUEUED: f"Waiting for its turn since {london(document.queued_at)}.",
        State.RENDERING: "Being made now.",
        State.READY: f"Made on {london(document.finished_at)}.",
        State.FAILED: f"{document.error} Nothing is lost. Try again; if it fails again, tell your administrator.",
    }
    return MadeDocument(
        title=f"{document.get_kind_display()}, {title(document.lot_stage)}",
        state=document.state,
        words=said[State(document.state)],
        page_url=reverse("awards:report", kwargs=place),
        retry_url=reverse("awards:retry", kwargs=place) if may_retry else "",
    )
