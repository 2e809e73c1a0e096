"""The lots of a tender: listed, added, changed and removed while it is a draft; ended when it is published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from procurement.accounts.asking import person_of
from procurement.core.access import requires
from procurement.core.permissions import allowed
from procurement.core.refusals import done_or_said, refusals_on
from procurement.core.repeats import gave_reason, repeat_is_done
from procurement.core.typed import keeps_typed

from .. import services
from ..forms import LotForm, NewLotForm, ReasonForm
from ..listings import lot_rows
from ..models import Lot, LotStage, Tender
from ..queries import lot_of_page, lot_or_404, lot_stage_or_404, tender_or_404
from ..rules import EDIT, END_LOT, OFFICER, VIEW
from ..specs import LotSpec
from .common import casework, drawn_for, to_entrance
from .saving import gone_is_done, what_is_saved


@require_safe
@requires(VIEW, find=tender_or_404)
def lot_list(request: HttpRequest, tender: Tender) -> HttpResponse:
    """The lots, and the ways to change them."""
    person = person_of(request)
    context = {
        "rows": lot_rows(person, tender),
        "may_edit": allowed(EDIT, person, tender),
        "may_end": tender.state == Tender.State.PUBLISHED and OFFICER.test(person, tender),
    }
    return casework(request, "tenders/lots.html", tender, "overview", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(NewLotForm)
@requires(EDIT, find=tender_or_404)
def lot_add(request: HttpRequest, tender: Tender) -> HttpResponse:
    """Add a lot to a draft."""
    form = NewLotForm(request.POST or None, currency=tender.currency)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        spec = LotSpec(typed["name"], typed["description"], typed["value"])
        with refusals_on(form):
            services.add_lot(actor=person_of(request), tender=tender, spec=spec, key=typed["key"])
        if form.is_valid():
            return redirect("tenders:lots", tender_id=tender.pk)
    return casework(
        request, "tenders/lot_form.html", tender, "overview", {"form": form, "heading": "Add a lot"}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(LotForm)
@requires(EDIT, find=lot_or_404)
def lot_edit(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Change a lot of a draft: the one that the page was drawn for, whatever number it has now."""
    lot = drawn_for(request, lot)
    form = LotForm(request.POST or None, lot=lot)
    saved: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_on(form) as refused:
            services.update_lot(
                actor=person_of(request),
                lot=lot,
                title=typed["name"],
                description=typed["description"],
                value=typed["value"],
                revision=typed["revision"],
            )
        if form.is_valid():
            return redirect("tenders:lots", tender_id=lot.tender_id)
        lot = lot_of_page(lot, str(lot.pk))
        saved = what_is_saved(form, refused, lambda: LotForm(lot=lot))
    context = {"form": form, "saved": saved, "heading": f"Change lot {lot.number}"}
    return casework(request, "tenders/lot_form.html", lot, "overview", context)


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_done("tenders:lots", "tender_id")
@requires(EDIT, find=lot_or_404)
def lot_remove(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Ask, then take that lot out of a draft, and no other: its number is the next lot's as soon as it is gone."""
    if request.POST.get("key"):
        lot = drawn_for(request, lot)
        done_or_said(
            request,
            lambda: services.remove_lot(actor=person_of(request), lot=lot),
            success=f"{lot.title} was removed, with its criteria.",
        )
        return redirect("tenders:lots", tender_id=lot.tender_id)
    context = {"criteria_count": lot.criteria.count(), "fields": [{"name": "key", "value": lot.pk}]}
    return casework(request, "tenders/lot_remove.html", lot, "overview", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(ReasonForm)
@repeat_is_done(
    find=lot_stage_or_404,
    done=gave_reason(ReasonForm, lambda lot_stage: lot_stage.ended_reason),
    to=lambda lot_stage: to_entrance(lot_stage.lot),
)
@requires(END_LOT, find=lot_stage_or_404)
def lot_end(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """End a lot without award, with a reason."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.end_lot(
                actor=person_of(request), lot_stage=lot_stage, reason=form.cleaned_data["reason"]
            )
        if form.is_valid():
            return to_entrance(lot_stage.lot)
    return casework(request, "tenders/lot_end.html", lot_stage, "overview", {"form": form})
