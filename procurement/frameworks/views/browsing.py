"""The frameworks that measures come from: a list, a search, each one with its sources, two editions side by side."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from procurement.accounts.asking import person_of
from procurement.core.access import signed_in
from procurement.core.permissions import allowed

from ..comparing import compare
from ..forms import SearchForm
from ..models import Measure
from ..queries import (
    framework_or_404,
    frameworks_for,
    measures_for,
    measures_found,
    other_editions,
    themes_of,
    with_confirmations,
)
from ..rules import CONFIRM, IMPORT

MEASURES_A_PAGE = 60


@require_safe
@signed_in
def framework_list(request: HttpRequest) -> HttpResponse:
    """Every framework that the person may see, with the number of its measures."""
    person = person_of(request)
    frameworks = list(frameworks_for(person))
    context = {
        "own": [one for one in frameworks if one.owner_id],
        "shared": [one for one in frameworks if not one.owner_id],
        "frameworks": frameworks,
        "may_import": allowed(IMPORT, person, person),
    }
    return render(request, "frameworks/list.html", context)


@require_safe
@signed_in
def measure_search(request: HttpRequest) -> HttpResponse:
    """Measures of every framework that the person may see, by words and filters."""
    person = person_of(request)
    context = _found(request, measures_for(person))
    return render(request, "frameworks/search.html", context)


@require_safe
@signed_in
def framework_detail(request: HttpRequest, code: str, version: str) -> HttpResponse:
    """One framework: themes, outcomes, and each measure with its value and where that comes from."""
    person = person_of(request)
    framework = framework_or_404(person, code=code, version=version)
    context = _found(request, measures_for(person).filter(framework=framework)) | {
        "framework": framework,
        "themes": themes_of(framework),
        "editions": other_editions(framework),
    }
    return render(request, "frameworks/detail.html", context)


@require_safe
@signed_in
def framework_compare(request: HttpRequest, code: str, version: str, other: str) -> HttpResponse:
    """What differs between two editions: `other` is the one before."""
    person = person_of(request)
    framework = framework_or_404(person, code=code, version=version)
    earlier = framework_or_404(person, code=code, version=other)
    if earlier == framework:
        raise Http404("An edition is compared with another one.")
    measures = measures_for(person)
    comparison = compare(measures.filter(framework=earlier), measures.filter(framework=framework))
    context = {"framework": framework, "earlier": earlier, "comparison": comparison}
    return render(request, "frameworks/compare.html", context)


def _found(request: HttpRequest, measures: QuerySet[Measure]) -> dict[str, Any]:
    """A page of the measures that fit what was asked, with the filters as they stand."""
    filters = SearchForm(request.GET)
    asked = filters.asked()
    page = Paginator(measures_found(measures, **asked), MEASURES_A_PAGE).get_page(request.GET.get("page"))
    kept = {name: text for name, text in (("q", asked["words"]), *list(asked.items())[1:]) if text}
    return {
        "filters": filters,
        "asked": asked,
        "is_asked": bool(kept),
        "page": page,
        "measures": with_confirmations(person_of(request), page),
        "may_confirm": allowed(CONFIRM, person_of(request), person_of(request)),
        "query": f"{urlencode(kept)}&" if kept else "",
    }
