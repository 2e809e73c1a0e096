"""Reading frameworks. They are no secret: everybody who is signed in sees every measure and its source."""

from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.http import Http404

from procurement.accounts.models import Person

from .models import Framework, Measure, Theme


def frameworks_for(_person: Person) -> QuerySet[Framework]:
    """Every framework, with `measure_count`. Budget: 1 query."""
    return Framework.objects.annotate(measure_count=Count("themes__outcomes__measures"))


def framework_or_404(person: Person, *, code: str, version: str) -> Framework:
    """One framework. Budget: 1 query. Raises Http404 when there is none."""
    framework = frameworks_for(person).filter(code=code, version=version).first()
    if framework is None:
        raise Http404("There is no such framework.")
    return framework


def themes_with_measures(*, framework: Framework | None = None) -> list[Theme]:
    """Themes with their outcomes and measures, of one framework or of all. Budget: 3 queries, whatever their number."""
    themes: Any = Theme.objects.select_related("framework").order_by(
        "framework__title", "framework__version", "position"
    )
    if framework is not None:
        themes = themes.filter(framework=framework)
    return list(
        themes.prefetch_related(
            "outcomes", Prefetch("outcomes__measures", Measure.objects.order_by("position", "code"))
        )
    )
