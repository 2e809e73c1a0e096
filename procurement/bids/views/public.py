"""Opportunities: what anybody may read of a published tender, and where a supplier starts a bid."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from procurement.bids import queries, services
from procurement.bids.forms import StartForm
from procurement.bids.presentation import PublishedLot, published_lot
from procurement.bids.progress import progress
from procurement.bids.rules import WORKS_FOR_THE_AUTHORITY, works_elsewhere, writes_bids
from procurement.core.access import public, signed_in
from procurement.core.downloads import download
from procurement.core.refusals import refusals_on
from procurement.core.time import database_now
from procurement.organisations.queries import suppliers_for
from procurement.tenders.archive import is_open
from procurement.tenders.document_rules import has_undertaken
from procurement.tenders.documents import last_change, public_documents
from procurement.tenders.queries import open_lot_stages, public_tender_or_404
from procurement.tenders.services import note_documents_seen


@require_safe
@public
def opportunities(request: HttpRequest) -> HttpResponse:
    """Every lot that takes bids now, the nearest deadline first."""
    entries: dict[uuid.UUID, dict[str, Any]] = {}
    for lot_stage in open_lot_stages():
        tender = lot_stage.lot.tender
        entry = entries.setdefault(tender.pk, {"tender": tender, "stage": lot_stage.stage, "lots": []})
        entry["lots"].append(lot_stage.lot)
    context = {"entries": list(entries.values()), "now": database_now()}
    return render(request, "bids/opportunities.html", context)


@require_safe
@public
def opportunity(request: HttpRequest, tender_id: uuid.UUID) -> HttpResponse:
    """A published tender: what is bought, the rules of each lot as they were frozen, and how to bid."""
    tender = public_tender_or_404(tender_id)
    now = database_now()
    lots = [published_lot(lot_stage, model, now=now) for lot_stage, model in queries.public_lots(tender)]
    documents = public_documents(tender)
    own: dict[uuid.UUID, list[dict[str, Any]]] = {}
    handled: set[uuid.UUID] = set()
    if request.user.is_authenticated:
        for bid in queries.bids_of(request.user).filter(lot_stage__lot__tender=tender):
            own.setdefault(bid.lot_stage_id, []).append({"bid": bid, "progress": progress(bid, now=now)})
        handled = queries.lots_handled(request.user, tender)
        if writes_bids(request.user):
            note_documents_seen(actor=request.user, tender=tender, changed_at=last_change(documents))
    context = {
        "tender": tender,
        "lots": [(lot, own.get(lot.lot_stage.pk, [])) for lot in lots],
        "documents": documents,
        "has_open": any(is_open(shown) for shown in documents),
        "undertaken": any(shown.document.is_restricted for shown in documents)
        and has_undertaken(request.user, tender),
        "handled": handled,
        "why_handled": WORKS_FOR_THE_AUTHORITY,
        "now": now,
        "deadline": lots[0].lot_stage.stage.deadline if lots else None,
        "is_open": any_open(lots),
    }
    return render(request, "bids/opportunity.html", context)


@require_safe
@public
def model_file(_request: HttpRequest, tender_id: uuid.UUID, lot_number: int) -> HttpResponse:
    """The frozen model of a lot as JSON: what `python -m scoring` reads, under the key `model`."""
    lot_stage, published = queries.public_lot_or_404(tender_id, lot_number)
    document = {"format": "commonweal/evaluation/1", "model": published.model}
    return download(
        json.dumps(document, ensure_ascii=False, indent=2).encode(),
        name=f"model-lot-{lot_stage.lot.number}-version-{published.version}.json",
        content_type="application/json; charset=utf-8",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def start(request: HttpRequest, tender_id: uuid.UUID, lot_number: int) -> HttpResponse:
    """Start a bid for a lot, for one of the person's suppliers. A second click leads to the bid that the first made."""
    lot_stage, published = queries.public_lot_or_404(tender_id, lot_number)
    begun = {str(bid.supplier_id): bid for bid in queries.bids_of(request.user).filter(lot_stage=lot_stage)}
    if request.method == "POST" and request.POST.get("supplier") in begun:
        return redirect("bids:bid", bid_id=begun[request.POST["supplier"]].pk)
    suppliers = list(queries.startable_suppliers(request.user, lot_stage))
    form = StartForm(request.POST if request.method == "POST" else None, suppliers=suppliers)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            bid = services.start_bid(
                actor=request.user,
                lot_stage=lot_stage,
                supplier=form.chosen,
                received_at=request.arrived_at,
            )
            messages.success(
                request, f"The bid of {bid.supplier} is started. Only its bid writers can read it."
            )
            return redirect("bids:bid", bid_id=bid.pk)
    context = {
        "form": form,
        "lot": published_lot(lot_stage, published, now=database_now()),
        "suppliers": suppliers,
        "writes_for_some": suppliers_for(request.user).exists(),
        "has_bid": next(iter(begun.values()), None),
        "kept_out": "" if works_elsewhere(request.user, lot_stage) else WORKS_FOR_THE_AUTHORITY,
    }
    return render(request, "bids/start.html", context)


def any_open(lots: list[PublishedLot]) -> bool:
    """Whether any of a tender's lots takes bids now."""
    return any(lot.is_open for lot in lots)
