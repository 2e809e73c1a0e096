"""The opening in the workspace: before it a number and who may open, after it the bids with their letters."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from procurement.bids import queries, services
from procurement.bids.forms import DisregardForm, OpeningForm
from procurement.bids.models import Bid
from procurement.bids.queries import opened_bid_or_404
from procurement.bids.rules import is_officer
from procurement.core.access import requires
from procurement.core.errors import Refused
from procurement.core.formatting import counted
from procurement.core.permissions import allowed, refusal
from procurement.core.refusals import refusals_on
from procurement.core.time import database_now
from procurement.core.typed import keeps_typed
from procurement.tenders.models import LotStage, Tender
from procurement.tenders.queries import lot_stage_or_404
from procurement.tenders.workspace import workspace

STATE_TAGS = {
    Bid.State.OPENED: ("To decide", "check"),
    Bid.State.ADMITTED: ("Admitted", "done"),
    Bid.State.DISREGARDED: ("Disregarded", "bad"),
    Bid.State.DISQUALIFIED: ("Disqualified", "bad"),
    Bid.State.ASSESSED: ("Assessed", "done"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires("bids.see_opening", find=lot_stage_or_404)
def opening(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """The opening of a lot: when, by whom, and what was opened."""
    form = OpeningForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            is_open = services.confirm_opening(
                actor=request.user, lot_stage=lot_stage, received_at=request.arrived_at
            )
        except Refused as refused:
            form.add_error(None, list(refused.reasons))
        else:
            done = "The bids are open." if is_open else "You have confirmed. A second person confirms now."
            messages.success(request, done)
            return _back(lot_stage)
    now = database_now()
    context = workspace(request.user, lot_stage, current="opening") | {
        "lot_stage": lot_stage,
        "now": now,
        "deadline": lot_stage.stage.deadline,
        "is_published": lot_stage.tender.published_at is not None,
        "is_opened": lot_stage.opened_at is not None,
        "is_over": _is_over(lot_stage),
        "is_closed": lot_stage.stage.is_closed(now),
    }
    context |= _after(request, lot_stage) if lot_stage.opened_at else _before(request, lot_stage, form)
    return render(request, "bids/opening.html", context)


@require_POST
@requires("bids.admit", find=lot_stage_or_404)
def admit(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """Admit every bid that was opened and not disregarded."""
    count = services.admit_bids(actor=request.user, lot_stage=lot_stage)
    if count:
        messages.success(request, f"{counted(count, 'bid is', 'bids are')} admitted to the assessment.")
    else:
        messages.success(request, "Every bid is decided already, so nothing changed.")
    return _back(lot_stage)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(DisregardForm)
@requires("bids.disregard", find=opened_bid_or_404)
def disregard(request: HttpRequest, bid: Bid) -> HttpResponse:
    """Leave a bid out of the assessment, with the reason."""
    form = DisregardForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.disregard_bid(actor=request.user, bid=bid, reason=form.cleaned_data["reason"])
            messages.success(request, f"Bid {bid.code} is disregarded.")
            return _back(bid.lot_stage)
    context = workspace(request.user, bid.lot_stage, current="opening") | {
        "form": form,
        "bid": bid,
        "shows_name": allowed("bids.see_names", request.user, bid.lot_stage),
        "is_scored": bid.lot_stage.state == LotStage.State.EVALUATING,
        "lot_stage": bid.lot_stage,
    }
    return render(request, "bids/disregard.html", context)


def _back(lot_stage: LotStage) -> HttpResponse:
    return redirect("bids:opening", tender_id=lot_stage.lot.tender_id, lot_number=lot_stage.lot.number)


def _is_over(lot_stage: LotStage) -> bool:
    """Whether the lot ended, or its tender, before any bid was opened."""
    return lot_stage.opened_at is None and (
        lot_stage.state == LotStage.State.ENDED or lot_stage.tender.state == Tender.State.CANCELLED
    )


def _before(request: HttpRequest, lot_stage: LotStage, form: OpeningForm) -> dict[str, Any]:
    openers = queries.possible_openers(lot_stage.lot)
    confirmations = queries.standing_confirmations(lot_stage)
    confirmed = {item.person_id for item in confirmations}
    return {
        "confirmations": confirmations,
        "form": form,
        "count": queries.submitted_count(lot_stage),
        "openers": openers,
        "refusals": [
            reason for reason in (refusal("bids.confirm_opening", request.user, lot_stage),) if reason
        ],
        "has_confirmed": request.user.pk in confirmed,
    }


def _too_late(request: HttpRequest, lot_stage: LotStage, bids: list[Bid]) -> str | None:
    """What an officer is told who would disregard a bid after moderation is closed."""
    over = lot_stage.state in (LotStage.State.MODERATED, LotStage.State.AWARDED)
    if not (over and bids and is_officer(request.user, lot_stage)):
        return None
    return refusal("bids.disregard", request.user, bids[0])


def _after(request: HttpRequest, lot_stage: LotStage) -> dict[str, Any]:
    bids = list(queries.opened_bids(lot_stage))
    may_decide = allowed("bids.admit", request.user, lot_stage)
    rows = []
    for bid in bids:
        words, kind = STATE_TAGS[Bid.State(bid.state)]
        rows.append(
            {
                "bid": bid,
                "version": queries.standing_version(bid),
                "tag": words,
                "tag_kind": kind,
                "may_disregard": may_decide and bid.state in (Bid.State.OPENED, Bid.State.ADMITTED),
            }
        )
    return {
        "opened_by": queries.openers_of(lot_stage),
        "rows": rows,
        "names_hidden": refusal("bids.see_names", request.user, lot_stage),
        "undecided": sum(bid.state == Bid.State.OPENED for bid in bids),
        "may_decide": may_decide,
        "too_late": _too_late(request, lot_stage, bids),
        "late": queries.late_attempts(lot_stage)
        if allowed("bids.see_names", request.user, lot_stage)
        else [],
    }
