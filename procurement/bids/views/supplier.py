"""A supplier's own bids: the list, the parts of one, the check before submitting, receipts and
withdrawing.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from procurement.bids import presentation, progress, queries, services, vault
from procurement.bids.forms import RevisionForm
from procurement.bids.models import Bid, BidVersion
from procurement.bids.queries import OwnBid, own_bid_or_404, own_version_or_404
from procurement.bids.rules import writes_bids
from procurement.core.access import requires, signed_in
from procurement.core.downloads import download
from procurement.core.errors import Conflict
from procurement.core.refusals import refusals_on
from procurement.core.time import database_now
from procurement.tenders.documents import documents_changed


@require_safe
@signed_in
def bid_list(request: HttpRequest) -> HttpResponse:
    """The person's bids with the time left and what is missing."""
    bids = [(own, progress.progress(own.bid, now=own.now)) for own in queries.own_bids(request.user)]
    context = {
        "current": [(own, how_far) for own, how_far in bids if own.is_editable],
        "past": [(own, how_far) for own, how_far in bids if not own.is_editable],
        "writes_bids": bool(bids) or writes_bids(request.user),
    }
    return render(request, "bids/list.html", context)


@require_safe
@requires("bids.read_own", find=own_bid_or_404)
def bid(request: HttpRequest, own: OwnBid) -> HttpResponse:
    """The parts of one bid, what is missing, what stands, and how long there is."""
    context = {
        "own": own,
        "tasks": presentation.task_list(own),
        "progress": progress.progress(own.bid, now=own.now),
        "what_stands": progress.what_stands(own),
        "changed": documents_changed(
            request.user, tender=own.bid.tender, lot=own.bid.lot_stage.lot, since=own.bid.created_at
        ),
    }
    return render(request, "bids/bid.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("bids.read_own", find=own_bid_or_404)
def check(request: HttpRequest, own: OwnBid) -> HttpResponse:
    """Everything in the bid, what is missing, and the button that submits it."""
    form = RevisionForm(request.POST if request.method == "POST" else None, revision=own.bid.revision)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form) as refused:
            version = services.submit_bid(
                actor=request.user,
                bid=own.bid,
                revision=form.cleaned_data["revision"],
                received_at=request.arrived_at,
            )
            return redirect("bids:receipt", bid_id=own.bid.pk, number=version.number)
        own = own_bid_or_404(request.user, bid_id=own.bid.pk)
        if any(isinstance(reason, Conflict) for reason in refused):
            form.renew(own.bid.revision)
    context = {
        "own": own,
        "what_stands": progress.what_stands(own),
        "form": form,
        "parts": presentation.whole_bid(own),
        "blockers": presentation.blockers(own),
        "warnings": presentation.warnings(own),
    }
    return render(request, "bids/check.html", context)


@require_safe
@requires("bids.read_own", find=own_version_or_404)
def receipt(request: HttpRequest, version: BidVersion) -> HttpResponse:
    """The receipt of one version, to keep or print."""
    content = vault.version_of(actor=request.user, version=version)
    bid = version.bid
    stands = version.number == bid.versions_made and bid.state != Bid.State.WITHDRAWN
    context = {
        "version": version,
        "bid": bid,
        "receipt": presentation.receipt_context(version, content),
        "stands": stands,
        "what_next": progress.what_next(bid, now=database_now()) if stands else "",
    }
    return render(request, "bids/receipt.html", context)


@require_safe
@requires("bids.read_own", find=own_version_or_404)
def version_file(request: HttpRequest, version: BidVersion) -> HttpResponse:
    """The submitted document itself: exactly the bytes whose SHA-256 the receipt shows."""
    content = vault.version_of(actor=request.user, version=version)
    name = f"{version.receipt}.json"
    return download(content.canonical(), name=name, content_type="application/json", is_secret=True)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("bids.read_own", find=own_bid_or_404)
def withdraw(request: HttpRequest, own: OwnBid) -> HttpResponse:
    """Take a submitted bid back, until the deadline: the version that the page named, and no newer one."""
    form = RevisionForm(request.POST if request.method == "POST" else None, revision=own.bid.versions_made)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.withdraw_bid(
                actor=request.user,
                bid=own.bid,
                version=form.cleaned_data["revision"],
                received_at=request.arrived_at,
            )
            messages.success(
                request, "The bid is withdrawn. Your draft is kept; you can submit it until the deadline."
            )
            return redirect("bids:bid", bid_id=own.bid.pk)
        own = own_bid_or_404(request.user, bid_id=own.bid.pk)
        form.renew(own.bid.versions_made)
    return render(request, "bids/withdraw.html", {"own": own, "form": form})
