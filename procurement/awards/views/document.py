"""The award report: its state while the worker makes it, the file, and another try after a failure."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.views.decorators.http import require_POST, require_safe

from procurement.accounts.asking import person_of
from procurement.core.access import requires
from procurement.core.formatting import counted
from procurement.core.refusals import refusals_said
from procurement.tenders.models import LotStage
from procurement.tenders.queries import lot_stage_or_404
from procurement.tenders.workspace import workspace

from .. import rules, services
from ..models import Document
from ..queries import document_or_404, report_of
from .decision import lot_url


@require_safe
@requires(rules.VIEW, find=lot_stage_or_404)
def report(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """Where the award report stands."""
    document = report_of(lot_stage)
    context = workspace(person_of(request), lot_stage, current="report")
    return render(request, "awards/report.html", {**context, **_state(lot_stage, document)})


@require_safe
@requires(rules.VIEW, find=lot_stage_or_404)
def status(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """The part of the page that changes while the report is made; htmx asks for it every two seconds."""
    return render(request, "awards/status.html", _state(lot_stage, report_of(lot_stage)))


@require_POST
@requires(rules.RETRY_DOCUMENT, find=document_or_404)
def retry(request: HttpRequest, document: Document) -> HttpResponse:
    """Queue a failed report again."""
    services.retry_document(actor=person_of(request), document=document)
    messages.success(request, "The report is queued again.")
    return redirect(lot_url("awards:report", document.decision.lot_stage))


@require_safe
@requires(rules.DOWNLOAD, find=document_or_404)
def download(request: HttpRequest, document: Document) -> HttpResponseBase:
    """The PDF. Each download is an event in the tender's history; asking for the headers alone is none."""
    if document.state != Document.State.READY:
        raise Http404("The report is not ready yet.")
    stored = None
    with refusals_said(request):
        if request.method == "HEAD":
            stored = services.stored_report(document)
        else:
            stored = services.export_report(actor=person_of(request), document=document)
    if stored is None:
        return redirect(lot_url("awards:report", document.lot_stage))
    lot = document.lot_stage.lot
    return FileResponse(
        stored,
        as_attachment=True,
        filename=f"award-report-{lot.tender.reference}-lot-{lot.number}.pdf".replace("/", "-"),
        content_type="application/pdf",
    )


def _state(lot_stage: LotStage, document: Document | None) -> dict[str, object]:
    return {
        "document": document,
        "document_details": _details(document) if document else "",
        "document_problem": _problem(document) if document else "",
        "lot_stage": lot_stage,
        "status_url": lot_url("awards:status", lot_stage),
        "retry_url": lot_url("awards:retry", lot_stage),
        "download_url": lot_url("awards:download", lot_stage),
        "page_url": lot_url("awards:report", lot_stage),
        "recommendation_url": lot_url("awards:recommendation", lot_stage),
    }


def _details(document: Document) -> str:
    return f"PDF, {counted(document.pages, 'page')}, {filesizeformat(document.size)}"


def _problem(document: Document) -> str:
    return f"{document.error} Nothing is lost. Try again; if it fails again, tell your administrator."
