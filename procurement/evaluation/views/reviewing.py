"""The social value reviewer's pages: how much of each commitment counts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from procurement.accounts.asking import person_of
from procurement.bids.services import note_reading, note_readings
from procurement.core.access import requires
from procurement.core.errors import Conflict, NotPermitted, Refused
from procurement.core.formatting import quantity
from procurement.core.permissions import allowed, demand, refusal
from procurement.core.typed import keeps_typed
from procurement.tenders.models import LotStage
from procurement.tenders.queries import lot_stage_or_404
from procurement.tenders.workspace import workspace

from .. import rules, services
from ..forms import ReviewForm
from ..models import CommitmentReview
from ..panel import disregarded_codes
from ..queries.commitments import JudgedCommitment, commitments
from .places import CONFLICT, CommitmentPlace, commitment_or_404, lot_url, to


@require_safe
@requires(rules.VIEW_REVIEW, find=lot_stage_or_404)
def overview(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """Every commitment by bid: promised, counted, what is left."""
    obstacle = refusal(rules.READ_COMMITMENTS, person_of(request), lot_stage)
    listed = commitments(lot_stage) if obstacle is None else ()
    note_readings(actor=person_of(request), bids={item.bid.pk: item.bid for item in listed}.values())
    left = [item for item in listed if item.review is None]
    context = {
        "lot_stage": lot_stage,
        "obstacle": obstacle,
        "declare_url": lot_url("conflicts", lot_stage),
        "commitments": [
            {"item": item, "url": lot_url("commitment", lot_stage, commitment_id=item.commitment.pk)}
            for item in listed
        ],
        "done": len(listed) - len(left),
        "next_url": lot_url("commitment", lot_stage, commitment_id=left[0].commitment.pk) if left else "",
        "may_review": allowed(rules.REVIEW, person_of(request), lot_stage),
        "disregarded": disregarded_codes(lot_stage) if obstacle is None else (),
    }
    page = context | workspace(person_of(request), lot_stage, current="social_value")
    return render(request, "evaluation/social_value.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(ReviewForm)
@requires(rules.READ_COMMITMENTS, find=commitment_or_404)
def commitment(request: HttpRequest, place: CommitmentPlace) -> HttpResponse:
    """One commitment with its method statement, the published rules, and the reviewer's judgement."""
    if request.method == "POST":
        demand(rules.REVIEW, person_of(request), place.lot_stage)
    listed = commitments(place.lot_stage)
    index = _index(listed, place)
    item = listed[index]
    may_review = allowed(rules.REVIEW, person_of(request), place.lot_stage)
    note_reading(actor=person_of(request), bid=place.commitment.bid)
    form = _form(request, item) if may_review else None
    if request.method == "POST" and form is not None and form.is_valid() and _saved(request, place, form):
        return _onwards(request, place, listed[index + 1 :])
    context: dict[str, Any] = {
        "place": place,
        "item": item,
        "saved": CommitmentReview.objects.select_related("reviewer")
        .filter(commitment=place.commitment)
        .first(),
        "form": form,
        "conflict": form is not None and form.has_error(NON_FIELD_ERRORS, CONFLICT),
        "number": index + 1,
        "of": len(listed),
        "back": lot_url("social_value", place.lot_stage),
    }
    page = context | workspace(person_of(request), place.lot_stage, current="social_value")
    return render(request, "evaluation/commitment.html", page)


def _index(listed: tuple[JudgedCommitment, ...], place: CommitmentPlace) -> int:
    for number, item in enumerate(listed):
        if item.commitment.pk == place.commitment.pk:
            return number
    raise Http404("This bid is no longer evaluated: it was disregarded just now.")


def _form(request: HttpRequest, item: JudgedCommitment) -> ReviewForm:
    review = item.review
    return ReviewForm(
        request.POST or None,
        initial={"counted": review.counted, "reason": review.reason} if review else {},
        revision=review.revision if review else 0,
        promised=quantity(item.commitment.quantity, item.unit),
        unit=item.unit,
    )


def _saved(request: HttpRequest, place: CommitmentPlace, form: ReviewForm) -> bool:
    try:
        services.review_commitment(actor=person_of(request), commitment=place.commitment, **form.cleaned_data)
    except NotPermitted:
        raise
    except Conflict as conflict:
        form.add_error(None, ValidationError(conflict.reasons[0], code=CONFLICT))
        form.renew(CommitmentReview.objects.get(commitment=place.commitment).revision)
        return False
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error("counted", reason)
        return False
    return True


def _onwards(
    request: HttpRequest, place: CommitmentPlace, following: tuple[JudgedCommitment, ...]
) -> HttpResponse:
    """The next commitment that is not judged; the overview after the last, or when asked for."""
    open_ones = [item for item in following if item.review is None]
    if request.POST.get("later") or not open_ones:
        messages.success(request, "Saved.")
        return to("social_value", place.lot_stage)
    return to("commitment", place.lot_stage, commitment_id=open_ones[0].commitment.pk)
