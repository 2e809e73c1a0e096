"""The marking scales of a draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from procurement.core.access import requires
from procurement.core.refusals import done_or_said, refusals_on

from .. import ready_made, services
from ..forms import ScaleForm
from ..models import Lot, LotStage, MarkingScale
from ..queries import lot_or_404, lot_stage_or_404, scale_or_404, scales_with_users
from ..roles import InLot
from ..rules import EDIT
from ..services.scales import steps_of
from .common import casework, person_of, to


@require_safe
@requires(EDIT, find=lot_stage_or_404)
def scales(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """The tender's scales with their steps and the questions of this lot that use them."""
    context = {"scales": scales_with_users(lot_stage.lot)}
    return casework(request, "tenders/scales.html", lot_stage, "criteria", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(EDIT, find=lot_or_404)
def scale_add(request: HttpRequest, lot: Lot) -> HttpResponse:
    """A new scale; it starts with six marks in our words."""
    form = ScaleForm(request.POST) if request.method == "POST" else ScaleForm(name="", steps=ready_made.SCALE)
    return _write(request, lot, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(EDIT, find=scale_or_404)
def scale_edit(request: HttpRequest, found: InLot[MarkingScale]) -> HttpResponse:
    """Change a scale for every question that uses it."""
    lot, scale = found.lot, found.thing
    form = (
        ScaleForm(request.POST)
        if request.method == "POST"
        else ScaleForm(name=scale.name, steps=steps_of(scale))
    )
    return _write(request, lot, form, scale)


def _write(request: HttpRequest, lot: Lot, form: ScaleForm, scale: MarkingScale | None) -> HttpResponse:
    if request.method == "POST" and request.POST.get("more"):
        form = form.with_one_more()
    elif request.method == "POST" and form.is_valid():
        actor, name, steps = person_of(request), form.cleaned_data["name"], form.steps()
        with refusals_on(form):
            if scale is None:
                services.add_scale(actor=actor, tender=lot.tender, name=name, steps=steps)
            else:
                services.update_scale(actor=actor, scale=scale, name=name, steps=steps)
        if form.is_valid():
            return to("scales", lot)
    heading = f"Change the scale “{scale.name}”" if scale else "Add a marking scale"
    return casework(request, "tenders/scale_form.html", lot, "criteria", {"form": form, "heading": heading})


@require_POST
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
