"""The award report: queued with the approval and tried again when asked. The worker renders it (`rendering`)."""

import uuid

from django.db import transaction
from django.utils import timezone

from procurement.accounts.models import Person
from procurement.core.outbox import send
from procurement.core.permissions import demand
from procurement.core.transitions import locked, transition

from .. import rules
from ..models import AwardDecision, Document

RENDER_TOPIC = "awards.render_document"
State = Document.State


def queue_report(*, decision: AwardDecision) -> Document:
    """A queued award report for an approved decision, and the message that has it rendered; call in a transaction."""
    document, made = Document.objects.get_or_create(
        decision=decision, kind=Document.Kind.AWARD_REPORT, defaults={"queued_at": timezone.now()}
    )
    if made:
        send(RENDER_TOPIC, document_id=str(document.pk))
    return document


def retry_document(*, actor: Person, document: Document) -> Document:
    """Queue a failed document again; one that is queued, rendering or ready is left alone."""
    with transaction.atomic():
        document = locked(document)
        demand(rules.RETRY_DOCUMENT, actor, document)
        if document.state == State.FAILED:
            transition(
                document, to=State.QUEUED, actor=actor, changes={"queued_at": timezone.now(), "error": ""}
            )
            send(RENDER_TOPIC, document_id=str(document.pk))
    return document


def give_up_document(*, document_id: str, error: str) -> None:
    """Mark a document failed when the worker never came to its end; the page then offers another try."""
    document = Document.objects.get(pk=uuid.UUID(document_id))
    if document.state in (State.QUEUED, State.RENDERING):
        transition(
            document, to=State.FAILED, actor=None, changes={"error": error, "finished_at": timezone.now()}
        )
