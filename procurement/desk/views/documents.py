"""The documents being made, over every tender of who looks."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from procurement.accounts.asking import person_of
from procurement.awards.models import Document
from procurement.core.access import signed_in

from ..queries.documents import documents_for

DOCUMENTS_A_PAGE = 25
GOING_ON = (Document.State.QUEUED, Document.State.RENDERING)


@require_safe
@signed_in
def documents(request: HttpRequest) -> HttpResponse:
    """Every document that this person may see: waiting, being made, ready, or failed with another try."""
    return render(request, "desk/documents.html", _context(request))


@require_safe
@signed_in
def now(request: HttpRequest) -> HttpResponse:
    """The list alone, for htmx: it asks again for as long as something is being made."""
    return render(request, "desk/parts/documents.html", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    found = documents_for(person_of(request))
    page = Paginator(found.rows, DOCUMENTS_A_PAGE).get_page(request.GET.get("page"))
    counts = Counter(document.state for document in page)
    return {
        "page": page,
        "documents": found.shown(page),
        "counts": counts,
        "going_on": any(counts[state] for state in GOING_ON),
    }
