"""The documents of a tender in its workspace: listed, added, replaced, withdrawn and read by the authority's people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from procurement.accounts.asking import person_of
from procurement.core.access import requires
from procurement.core.permissions import allowed, refusal
from procurement.core.refusals import refusals_on
from procurement.core.repeats import gave_reason, repeat_is_done
from procurement.core.typed import keeps_typed

from .. import services
from ..archive import is_open
from ..document_rules import MANAGE_DOCUMENTS, READ_DOCUMENT, WITHDRAW_DOCUMENT
from ..documents import (
    all_versions,
    document_or_404,
    documents_of,
    lots_without_specification,
    releases_of,
    undertakings_on,
    version_in_lot_or_404,
)
from ..forms import DocumentForm, NewVersionForm, ReasonForm
from ..models import LotStage, TenderDocument
from ..queries import lot_stage_or_404
from ..roles import InLot, VersionInLot
from ..rules import RECORDS, VIEW
from .common import casework, to
from .serving import archive_response, file_response, sealed_response


@require_safe
@requires(VIEW, find=lot_stage_or_404)
def documents(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """What bidders for the lot get: the documents of all lots and its own, and the ways to change them."""
    lot, person = lot_stage.lot, person_of(request)
    shown = documents_of(lot.tender, lot=lot)
    groups = [
        ("For all lots", [one for one in shown if one.document.lot_id is None]),
        (f"For {lot}", [one for one in shown if one.document.lot_id is not None]),
    ]
    context = {
        "groups": [(title, some) for title, some in groups if some],
        "may_add": allowed(MANAGE_DOCUMENTS, person, lot_stage),
        "why_not": refusal(MANAGE_DOCUMENTS, person, lot_stage),
        "has_open": any(is_open(one) for one in shown),
        "no_specification": bool(lots_without_specification([lot], shown)),
    }
    return casework(request, "tenders/documents.html", lot_stage, "documents", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(DocumentForm)
@requires(MANAGE_DOCUMENTS, find=lot_stage_or_404)
def document_add(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """Add a document to the tender or to the lot."""
    lot, person = lot_stage.lot, person_of(request)
    form = DocumentForm(
        request.POST or None,
        request.FILES or None,
        lot=lot,
        whole_tender=allowed(MANAGE_DOCUMENTS, person, lot.tender),
        several_lots=lot.tender.lots.count() > 1,
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_on(form):
            document = services.add_document(
                actor=person,
                tender=lot.tender,
                lot=lot if form.is_for_lot else None,
                kind=typed["kind"],
                title=typed["name"],
                is_restricted=form.is_restricted,
                name=typed["file"].name,
                data=typed["file"].read(),
                key=typed["key"],
            )
            messages.success(request, f"“{document.title}” is added.")
            return to("documents", lot)
    return casework(request, "tenders/document_add.html", lot_stage, "documents", {"form": form})


@require_safe
@requires(VIEW, find=document_or_404)
def document(request: HttpRequest, found: InLot[TenderDocument]) -> HttpResponse:
    """One document: its versions with what changed, and who was given a restricted one."""
    row, person = found.thing, person_of(request)
    may_see_readers = row.is_restricted and RECORDS.test(person, found.lot)
    context = {
        "document": row,
        "shown": all_versions(row),
        "may_replace": allowed(MANAGE_DOCUMENTS, person, found),
        "may_withdraw": allowed(WITHDRAW_DOCUMENT, person, found),
        "may_read": not row.is_restricted or may_see_readers,
        "may_see_readers": may_see_readers,
        "undertakings": undertakings_on(row.tender) if may_see_readers else [],
        "releases": releases_of(row) if may_see_readers else [],
    }
    return casework(request, "tenders/document.html", found.lot, "documents", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(NewVersionForm)
@requires(MANAGE_DOCUMENTS, find=document_or_404)
def document_replace(request: HttpRequest, found: InLot[TenderDocument]) -> HttpResponse:
    """Put a new version in place of the newest, with what changed."""
    shown = all_versions(found.thing)
    form = NewVersionForm(request.POST or None, request.FILES or None, revision=shown.current.number)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_on(form):
            version = services.replace_document(
                actor=person_of(request),
                document=found.thing,
                name=typed["file"].name,
                data=typed["file"].read(),
                changes=typed["changes"],
                seen=typed["revision"],
            )
            messages.success(request, f"“{found.thing.title}” has a new version, {version.number}.")
            return to("document", found.lot, document_id=found.thing.pk)
        shown = all_versions(found.thing)
        form.renew(shown.current.number)
    context = {"form": form, "document": found.thing, "shown": shown}
    return casework(request, "tenders/document_replace.html", found.lot, "documents", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(ReasonForm)
@repeat_is_done(
    find=document_or_404,
    done=gave_reason(ReasonForm, lambda found: found.thing.withdrawn_reason),
    to=lambda found: to("documents", found.lot),
)
@requires(WITHDRAW_DOCUMENT, find=document_or_404)
def document_withdraw(request: HttpRequest, found: InLot[TenderDocument]) -> HttpResponse:
    """Withdraw a document, with a reason."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.withdraw_document(
                actor=person_of(request), document=found.thing, reason=form.cleaned_data["reason"]
            )
            messages.success(request, f"“{found.thing.title}” is withdrawn.")
            return to("documents", found.lot)
    context = {"form": form, "document": found.thing}
    return casework(request, "tenders/document_withdraw.html", found.lot, "documents", context)


@require_safe
@requires(READ_DOCUMENT, find=version_in_lot_or_404)
def document_file(request: HttpRequest, found: VersionInLot) -> HttpResponse:
    """A version as a download. That of a restricted document is noted in the history."""
    if not found.version.document.is_restricted:
        return file_response(found.version)
    person = person_of(request)
    return sealed_response(
        found.version, lambda: services.read_restricted_document(actor=person, found=found)
    )


@require_safe
@requires(VIEW, find=lot_stage_or_404)
def document_archive(_request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """The current version of every open document of the tender in one file, as bidders will get it."""
    tender = lot_stage.lot.tender
    return archive_response(tender, documents_of(tender))
