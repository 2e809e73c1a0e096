"""A named officer confirms a measure whose source could not be read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from procurement.accounts.asking import person_of
from procurement.core.access import requires
from procurement.core.refusals import refusals_on

from .. import rules, services
from ..forms import ConfirmForm
from ..models import Measure
from ..queries import authorities_to_confirm_for, measure_or_404, with_confirmations


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.CONFIRM, find=measure_or_404)
def confirm(request: HttpRequest, measure: Measure) -> HttpResponse:
    """What is known of the measure, who has confirmed it, and the question where it was read."""
    person = person_of(request)
    waiting = (
        authorities_to_confirm_for(person, measure) if measure.status == Measure.Status.TO_CONFIRM else []
    )
    form = ConfirmForm(request.POST or None, authorities=waiting) if waiting else None
    framework = measure.framework
    if request.method == "POST" and form is None:  # the second click of a double click
        return redirect("frameworks:detail", code=framework.code, version=framework.version)
    if form is not None and request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.confirm_measure(
                actor=person, measure=measure, authority=form.chosen(), note=form.cleaned_data["note"]
            )
        if form.is_valid():
            messages.success(
                request,
                f"{measure.code} is confirmed for {form.chosen()}. Its tenders can be published with it.",
            )
            return redirect("frameworks:detail", code=framework.code, version=framework.version)
    (shown,) = with_confirmations(person, [measure])
    return render(request, "frameworks/confirm.html", {"measure": shown, "form": form})
