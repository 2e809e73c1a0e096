"""What the page shows on which an officer chooses measures: one framework at a time, and what is chosen elsewhere."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from procurement.frameworks.models import Framework, Measure
from procurement.frameworks.queries import frameworks_of, measures_found, measures_of, note_confirmations

from .models import Criterion

MOST_SHOWN = 300
"""Measures of a framework on one page; a search narrows a longer one."""


@dataclass(frozen=True)
class Choice:
    """The measures on the page: those of `shown` that fit the search, and those that are chosen but not among them.

    `more` is how many fit and are not on the page.
    """

    frameworks: list[Framework]
    shown: Framework | None
    words: str
    measures: list[Measure]
    elsewhere: list[Measure]
    more: int


def choice_of(criterion: Criterion, *, chosen: Collection[int], framework: int | None, words: str) -> Choice:
    """What to show; without `framework` the one of the first measure that is chosen, or the first that is offered.

    Budget: 5 queries, one more where a measure is to be confirmed.
    """
    authority = criterion.lot.tender.authority
    frameworks = list(frameworks_of(authority, use=criterion.takes or ""))
    every = (
        measures_of(authority)
        .select_related("outcome__theme")
        .order_by("outcome__theme__position", "outcome__position", "position", "code")
    )
    picked = list(every.filter(pk__in=chosen))
    wanted = framework if framework is not None else next((one.framework_id for one in picked), None)
    shown = next((one for one in frameworks if one.pk == wanted), frameworks[0] if frameworks else None)
    fitting = measures_found(every.filter(framework=shown), words=words)
    measures = list(fitting[:MOST_SHOWN])
    on_page = {measure.pk for measure in measures}
    elsewhere = [measure for measure in picked if measure.pk not in on_page]
    note_confirmations([*measures, *elsewhere])
    for one in (*measures, *elsewhere):
        one.waits = one.waits_for(authority.pk)  # type: ignore[attr-defined]
    more = fitting.count() - len(measures) if len(measures) == MOST_SHOWN else 0
    return Choice(frameworks, shown, words, measures, elsewhere, more)


def measures_to_choose_from(criterion: Criterion) -> QuerySet[Measure]:
    """Every measure that this criterion may have. Budget: 1 query."""
    return measures_of(criterion.lot.tender.authority).filter(framework__use=criterion.takes)
