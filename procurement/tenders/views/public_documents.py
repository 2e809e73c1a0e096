"""The documents of a published tender: for everybody, and the restricted ones for bidders who undertake it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from procurement.accounts.asking import person_of
from procurement.core.access import public, requires, signed_in
from procurement.core.permissions import refusal
from procurement.core.refusals import refusals_on
from procurement.organisations.queries import suppliers_for

from .. import services
from ..document_rules import ACCEPT_UNDERTAKING, READ_RESTRICTED
from ..documents import (
    public_documents,
    public_version_or_404,
    restricted_tender_or_404,
    restricted_version_or_404,
    undertakings_of,
)
from ..forms import UndertakingForm
from ..models import DocumentVersion
from ..queries import public_tender_or_404
from ..undertaking import PROMISES, TEXT_VERSION
from .serving import archive_response, file_response, sealed_response


@require_safe
@public
def public_file(
    _request: HttpRequest, tender_id: uuid.UUID, document_id: uuid.UUID, number: int
) -> HttpResponse:
    """A published version as a download."""
    version = public_version_or_404(tender_id=tender_id, document_id=document_id, number=number)
    return file_response(version)


@require_safe
@public
def public_archive(_request: HttpRequest, tender_id: uuid.UUID) -> HttpResponse:
    """Everything that is published of the tender's documents, in one file."""
    tender = public_tender_or_404(tender_id)
    return archive_response(tender, public_documents(tender))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def undertaking(request: HttpRequest, tender_id: uuid.UUID) -> HttpResponse:
    """The undertaking, who of the person's organisations has accepted it, and the form that accepts it."""
    person = person_of(request)
    tender = restricted_tender_or_404(person, tender_id=tender_id)
    accepted = undertakings_of(person, tender, text_version=TEXT_VERSION)
    have = {one.supplier_id for one in accepted}
    suppliers = [one for one in suppliers_for(person).order_by("name") if one.pk not in have]
    form = UndertakingForm(request.POST if request.method == "POST" else None, suppliers=suppliers)
    if request.method == "POST" and suppliers and form.is_valid():
        with refusals_on(form):
            services.accept_undertaking(
                actor=person,
                tender=tender,
                supplier=form.chosen,
                text_version=form.cleaned_data["text_version"],
            )
            messages.success(
                request, "The undertaking is accepted. You can download the restricted documents now."
            )
            return redirect("tenders:undertaking", tender_id=tender.pk)
    context = {
        "tender": tender,
        "form": form if suppliers else None,
        "promises": PROMISES,
        "accepted": accepted,
        "why_not": refusal(ACCEPT_UNDERTAKING, person, tender),
        "documents": [one for one in public_documents(tender) if one.document.is_restricted],
    }
    return render(request, "tenders/undertaking.html", context)


@require_safe
@requires(READ_RESTRICTED, find=restricted_version_or_404)
def restricted_file(request: HttpRequest, version: DocumentVersion) -> HttpResponse:
    """A restricted version, for a bid writer who has accepted the undertaking; noted in the tender's history."""
    person = person_of(request)
    return sealed_response(version, lambda: services.release_document(actor=person, version=version))
