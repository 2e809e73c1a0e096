"""Choosing a criterion's measures, or what a method question answers to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from procurement.accounts.asking import person_of
from procurement.core.access import requires
from procurement.core.refusals import refusals_on

from .. import services
from ..choosing import choice_of, measures_to_choose_from
from ..forms import MeasuresForm
from ..models import Criterion
from ..queries import criterion_or_404
from ..rules import EDIT
from .common import casework, to, whole_number
from .saving import what_is_saved


@require_http_methods(["GET", "HEAD", "POST"])
@requires(EDIT, find=criterion_or_404)
def criterion_measures(request: HttpRequest, criterion: Criterion) -> HttpResponse:
    """Choose the measures that bidders can commit to, of one framework at a time."""
    offered = measures_to_choose_from(criterion)
    form = MeasuresForm(request.POST or None, criterion=criterion, offered=offered)
    saved: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        with refusals_on(form) as refused:
            services.choose_measures(
                actor=person_of(request),
                criterion=criterion,
                measures=list(form.cleaned_data["measures"]),
                double_count=form.cleaned_data.get("double_count"),
                revision=form.cleaned_data["revision"],
            )
        if form.is_valid():
            return (
                redirect(request.get_full_path()) if "stay" in request.POST else to("criteria", criterion.lot)
            )
        saved = what_is_saved(
            form,
            refused,
            lambda: MeasuresForm(criterion=Criterion.objects.get(pk=criterion.pk), offered=offered),
        )
    chosen = {measure.pk for measure in form.initial["measures"]}
    if request.method == "POST":
        typed = (whole_number(key) for key in request.POST.getlist("measures"))
        chosen = {key for key in typed if key is not None}
    choice = choice_of(
        criterion,
        chosen=chosen,
        framework=whole_number(request.GET.get("framework", "")),
        words=request.GET.get("q", "").strip()[:200],
    )
    context = {"form": form, "saved": saved, "criterion": criterion, "choice": choice, "chosen": chosen}
    return casework(request, "tenders/measures.html", criterion.lot, "criteria", context)
