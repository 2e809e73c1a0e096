"""The frameworks that measures come from: a list, and each one with its measures and their sources."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from procurement.core.access import signed_in

from .queries import framework_or_404, frameworks_for, themes_with_measures


@require_safe
@signed_in
def framework_list(request: HttpRequest) -> HttpResponse:
    """Every framework with the number of its measures."""
    return render(request, "frameworks/list.html", {"frameworks": frameworks_for(request.user)})  # type: ignore[arg-type]


@require_safe
@signed_in
def framework_detail(request: HttpRequest, code: str, version: str) -> HttpResponse:
    """One framework: themes, outcomes, and each measure with its value and where that comes from."""
    framework = framework_or_404(request.user, code=code, version=version)  # type: ignore[arg-type]
    context = {"framework": framework, "themes": themes_with_measures(framework=framework)}
    return render(request, "frameworks/detail.html", context)
