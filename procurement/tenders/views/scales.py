"""The marking scales of a draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from procurement.accounts.asking import person_of
from procurement.core.access import requires
from procurement.core.refusals import done_or_said, refusals_on
from procurement.core.typed import keeps_typed

from .. import ready_made, services
from ..forms import NewScaleForm, ScaleForm
from ..models import Lot, LotStage, MarkingScale
from ..queries import lot_or_404, lot_stage_or_404, scale_or_404, scales_with_users
from ..roles import InLot
from ..rules import EDIT
from ..services.scales import steps_of
from .common import casework, to
from .saving import gone_is_done, what_is_saved


@require_safe
@requires(EDIT, find=lot_stage_or_404)
def scales(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """The tender's scales with their steps and the questions of this lot that use them."""
    context = {"scales": scales_with_users(lot_stage.lot)}
    return casework(request, "tenders/scales.html", lot_stage, "criteria", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(NewScaleForm)
@requires(EDIT, find=lot_or_404)
def scale_add(request: HttpRequest, lot: Lot) -> HttpResponse:
    """A new scale; it starts with six marks in our words."""
    form = NewScaleForm(request.POST) if request.method == "POST" else NewScaleForm(steps=ready_made.SCALE)
    if request.POST.get("more"):
        form = form.with_one_more()
    elif request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.add_scale(
                actor=person_of(request),
                tender=lot.tender,
                name=form.cleaned_data["name"],
                steps=form.steps(),
            )
        if form.is_valid():
            return to("scales", lot)
    context = {"form": form, "heading": "Add a marking scale"}
    return casework(request, "tenders/scale_form.html", lot, "criteria", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(ScaleForm)
@requires(EDIT, find=scale_or_404)
def scale_edit(request: HttpRequest, found: InLot[MarkingScale]) -> HttpResponse:
    """Change a scale for every question that uses it."""
    lot, scale = found.lot, found.thing
    form = ScaleForm(request.POST) if request.method == "POST" else _form_of(scale)
    saved: list[dict[str, str]] = []
    if request.POST.get("more"):
        form = form.with_one_more()
    elif request.method == "POST" and form.is_valid():
        with refusals_on(form) as refused:
            services.update_scale(
                actor=person_of(request),
                scale=scale,
                name=form.cleaned_data["name"],
                steps=form.steps(),
                revision=form.cleaned_data["revision"],
            )
        if form.is_valid():
            return to("scales", lot)
        saved = what_is_saved(form, refused, lambda: _form_of(MarkingScale.objects.get(pk=scale.pk)))
    context = {"form": form, "saved": saved, "heading": f"Change the scale “{scale.name}”"}
    return casework(request, "tenders/scale_form.html", lot, "criteria", context)


def _form_of(scale: MarkingScale) -> ScaleForm:
    return ScaleForm(name=scale.name, steps=steps_of(scale), revision=scale.revision)


@require_POST
@gone_is_done("tenders:scales", "tender_id", "lot_number")
@requires(EDIT, find=scale_or_404)
def scale_remove(request: HttpRequest, found: InLot[MarkingScale]) -> HttpResponse:
    """Remove a scale that nothing uses."""
    lot, scale = found.lot, found.thing
    done_or_said(request, lambda: services.remove_scale(actor=person_of(request), scale=scale))
    return to("scales", lot)


@require_POST
@requires(EDIT, find=scale_or_404)
def scale_use(request: HttpRequest, found: InLot[MarkingScale]) -> HttpResponse:
    """Mark every question of the lot on this scale."""
    lot, scale = found.lot, found.thing
    if done_or_said(request, lambda: services.use_scale(actor=person_of(request), lot=lot, scale=scale)):
        messages.success(request, f"Every question of this lot is marked on the scale “{scale.name}”.")
    return to("scales", lot)
