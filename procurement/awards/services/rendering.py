"""Making the award report. Imported by the worker alone: the PDF engine is large and slow to load."""

import hashlib
import io
import logging
import uuid

import pikepdf
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

import scoring
from procurement.core.transitions import transition

from .. import notifications
from ..assembly import BUNDLE_NAME, BUNDLE_WORDS, award_report_of, evidence_bundle_of
from ..models import Document
from ..report import AttachedFile, render_award_report
from .documents import FAULTY, fail_document

State = Document.State
logger = logging.getLogger(__name__)


def render_document(*, document_id: str, asked_by: int | None = None) -> None:
    """Render a document in the worker and store it. Safe to run again after a worker was killed in the middle.

    `asked_by` is the key of the person who is told by e-mail. A fault is kept on the document as a plain sentence, for
    the page to show beside its retry button.
    """
    document = Document.objects.select_related("decision__lot_stage__lot__tender").get(
        pk=uuid.UUID(document_id)
    )
    if document.state in (State.READY, State.FAILED):
        return
    transition(document, to=State.RENDERING, actor=None, changes={"started_at": timezone.now()})
    try:
        changes = _rendered(document)
    except Exception as error:  # noqa: BLE001 - whatever went wrong is told to the person who waits for the document
        # The class alone: a message can hold what stands in a bid.
        logger.error("Document %s could not be rendered: %s", document.pk, type(error).__name__)  # noqa: TRY400
        fail_document(document, words=FAULTY, asked_by=asked_by)
        return
    with transaction.atomic():
        if transition(
            document, to=State.READY, actor=None, changes=changes, details={"sha256": changes["sha256"]}
        ):
            notifications.tell_report(document=document, person_id=asked_by)


def _rendered(document: Document) -> dict[str, object]:
    decision = document.decision
    bundle = evidence_bundle_of(decision)
    pdf = render_award_report(
        award_report_of(decision, bundle=bundle),
        attachments=[
            AttachedFile(
                BUNDLE_NAME,
                scoring.canonical_json(bundle),
                BUNDLE_WORDS,
                "application/json",
            )
        ],
        created_at=decision.approved_at or document.queued_at,
    )
    path = default_storage.save(f"documents/{document.pk}/{uuid.uuid4()}.pdf", ContentFile(pdf))
    return {
        "path": path,
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "size": len(pdf),
        "pages": _page_count(pdf),
        "finished_at": timezone.now(),
        "error": "",
    }


def _page_count(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)
