"""The award report: queued with the approval and tried again when asked. The worker renders it (`rendering`)."""

import logging
import uuid

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from procurement.accounts.models import Person
from procurement.audit.services import record
from procurement.core.errors import Refused
from procurement.core.outbox import send
from procurement.core.permissions import demand
from procurement.core.transitions import locked, transition

from .. import notifications, rules
from ..models import AwardDecision, Document

logger = logging.getLogger(__name__)

RENDER_TOPIC = "awards.render_document"
FAULTY = "The report could not be made of what is recorded for this lot."
LOST = "The report was begun several times and never finished."
State = Document.State


def queue_report(*, decision: AwardDecision, asked_by: Person) -> Document:
    """A queued award report for an approved decision, and the message that has it rendered; call in a transaction.

    `asked_by` is told by e-mail when it is ready, or failed.
    """
    document, made = Document.objects.get_or_create(
        decision=decision, kind=Document.Kind.AWARD_REPORT, defaults={"queued_at": timezone.now()}
    )
    if made:
        send(RENDER_TOPIC, document_id=str(document.pk), asked_by=asked_by.pk)
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
            send(RENDER_TOPIC, document_id=str(document.pk), asked_by=actor.pk)
    return document


def give_up_document(*, document_id: str, error: str, asked_by: int | None = None) -> None:
    """Mark a document failed when the worker never came to its end; the page then offers another try.

    `error` is the last attempt's, and stays with the outbox message: people are told in plain words.
    """
    document = Document.objects.get(pk=uuid.UUID(document_id))
    if document.state in (State.QUEUED, State.RENDERING):
        fail_document(document, words=LOST, asked_by=asked_by)


def fail_document(document: Document, *, words: str, asked_by: int | None) -> None:
    """Mark a document failed, with a plain sentence for the person who waits for it, and tell them by e-mail."""
    changes = {"error": words, "finished_at": timezone.now()}
    with transaction.atomic():
        if transition(document, to=State.FAILED, actor=None, changes=changes):
            notifications.tell_report(document=document, person_id=asked_by)


def stored_report(document: Document) -> "File[bytes]":
    """The file of a finished document, open for reading. Raises Refused when it is not where it was stored."""
    try:
        return default_storage.open(document.path)
    except OSError as error:
        logger.error("The file of document %s cannot be opened: %s", document.pk, type(error).__name__)  # noqa: TRY400
        raise Refused(
            "The report's file could not be opened, so nothing was downloaded. Tell your administrator: the file "
            "has to be put back from the backup."
        ) from error


def export_report(*, actor: Person, document: Document) -> "File[bytes]":
    """The file of a finished document, open for reading; the download is an audit event, as the file holds the
    whole evidence.

    Raises NotPermitted, and Refused (without an event) when there is no file to give.
    """
    with transaction.atomic():
        demand(rules.DOWNLOAD, actor, document)
        if document.state != State.READY:
            raise Refused("The report is not ready yet. Its page says how far it is.")
        stored = stored_report(document)
        record(
            chain=document.audit_chain,
            action="document.downloaded",
            subject=f"document:{document.pk}",
            actor=actor,
            details={"sha256": document.sha256},
        )
    return stored
