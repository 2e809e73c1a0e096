"""Reading frameworks. One that comes with the software is seen by everybody who is signed in; one that an authority
imported is seen by that authority's people alone, and used by its tenders alone.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from procurement.accounts.models import Person
from procurement.organisations.models import Organisation, OrganisationGrant
from procurement.organisations.queries import authorities_for

from .models import Framework, FrameworkFile, Measure, MeasureConfirmation

AUTHORITY_ROLES = (
    OrganisationGrant.Role.OFFICER,
    OrganisationGrant.Role.APPROVER,
    OrganisationGrant.Role.ADMINISTRATOR,
)


def own_authorities(person: Person) -> QuerySet[Organisation]:
    """The authorities whose own frameworks a person sees, by a role on one or on its shared service. 1 query."""
    return authorities_for(person, roles=AUTHORITY_ROLES)


def frameworks_for(person: Person) -> QuerySet[Framework]:
    """Every framework that a person may see, with `measure_count` and its owner. Budget: 1 query."""
    return (
        Framework.objects.filter(Q(owner=None) | Q(owner__in=own_authorities(person)))
        .select_related("owner", "imported_by")
        .annotate(measure_count=Count("measures"))
        .order_by("title", "-version")
    )


def framework_or_404(person: Person, *, code: str, version: str) -> Framework:
    """One framework. Budget: 1 query. Raises Http404 when there is none that the person may see."""
    framework = frameworks_for(person).filter(code=code, version=version).first()
    if framework is None:
        raise Http404("There is no such framework.")
    return framework


def other_editions(framework: Framework) -> list[Framework]:
    """The other editions of a framework, which have its owner, the latest first. Budget: 1 query."""
    return list(
        Framework.objects.filter(code=framework.code, owner=framework.owner)
        .exclude(pk=framework.pk)
        .order_by("-version")
    )


def frameworks_of(authority: Organisation, *, use: str) -> QuerySet[Framework]:
    """The frameworks that tenders of an authority may use: those of everybody, and its own. Budget: 1 query."""
    return Framework.objects.filter(Q(owner=None) | Q(owner=authority), use=use).order_by(
        "is_superseded", "owner", "title", "-version"
    )


def measures_of(authority: Organisation) -> QuerySet[Measure]:
    """The measures that tenders of an authority may use, with their frameworks. Budget: 1 query."""
    return Measure.objects.select_related("framework").filter(
        Q(framework__owner=None) | Q(framework__owner=authority)
    )


def measures_for(person: Person) -> QuerySet[Measure]:
    """Every measure that a person may see, with where it stands, in the order of its framework. Budget: 1 query."""
    visible = Framework.objects.filter(Q(owner=None) | Q(owner__in=own_authorities(person)))
    return (
        Measure.objects.filter(framework__in=visible)
        .select_related("framework", "outcome__theme")
        .order_by(
            "framework__title",
            "-framework__version",
            "outcome__theme__position",
            "outcome__position",
            "position",
            "code",
        )
    )


def measure_or_404(person: Person, *, code: str, version: str, measure: str) -> Measure:
    """A measure of a framework that the person may see. Budget: 1 query. Raises Http404 for any other."""
    found = (
        measures_for(person).filter(framework__code=code, framework__version=version, code=measure).first()
    )
    if found is None:
        raise Http404("There is no such measure.")
    return found


def measures_found(
    measures: QuerySet[Measure],
    *,
    words: str = "",
    theme: str = "",
    kind: str = "",
    level: str = "",
    value: str = "",
) -> QuerySet[Measure]:
    """Those of `measures` that have every word of `words` in code, title, unit, definition or source, and what else
    is asked for. `value` is "valued", "unvalued" or "to_confirm". No query of its own.
    """
    for word in words.split()[:10]:
        texts = ("code", "title", "unit", "definition", "source")
        said = Q()
        for name in texts:
            said |= Q(**{f"{name}__icontains": word})
        measures = measures.filter(said)
    if theme:
        measures = measures.filter(outcome__theme__title=theme)
    if kind:
        measures = measures.filter(kind=kind)
    if level:
        measures = measures.filter(level=level)
    if value == "to_confirm":
        measures = measures.filter(status=Measure.Status.TO_CONFIRM)
    elif value:
        measures = measures.filter(proxy_value__isnull=value == "unvalued")
    return measures


def themes_of(framework: Framework) -> list[str]:
    """The titles of a framework's themes. Budget: 1 query."""
    return list(framework.themes.values_list("title", flat=True))


def with_confirmations(person: Person, measures: Iterable[Measure]) -> list[Measure]:
    """`measures` with `confirmed`: the confirmations by the person's own authorities. Budget: 1 query."""
    found = list(measures)
    by_measure: dict[int, list[MeasureConfirmation]] = {}
    for one in MeasureConfirmation.objects.filter(
        measure__in=found, authority__in=own_authorities(person)
    ).select_related("person", "authority"):
        by_measure.setdefault(one.measure_id, []).append(one)
    for measure in found:
        measure.confirmed = by_measure.get(measure.pk, [])  # type: ignore[attr-defined]
    return found


def note_confirmations(measures: Iterable[Measure]) -> None:
    """Tell measures that are to be confirmed for which authorities they are. Budget: 1 query, none without such."""
    open_ones = [measure for measure in measures if measure.status == Measure.Status.TO_CONFIRM]
    if not open_ones:
        return
    known: dict[int, set[UUID]] = {}
    for measure, authority in MeasureConfirmation.objects.filter(measure__in=open_ones).values_list(
        "measure_id", "authority_id"
    ):
        known.setdefault(measure, set()).add(authority)
    for one in open_ones:
        one.confirmed_for = frozenset(known.get(one.pk, ()))


def authorities_to_confirm_for(person: Person, measure: Measure) -> list[Organisation]:
    """The authorities for whose tenders a person may confirm a measure and nobody has. Budget: 1 query."""
    confirmed = MeasureConfirmation.objects.filter(measure=measure, authority=OuterRef("pk"))
    mine = authorities_for(person).filter(~Exists(confirmed))
    if measure.framework.owner_id is not None:
        mine = mine.filter(pk=measure.framework.owner_id)
    return list(mine)


def framework_file_or_404(person: Person, *, file_id: Any) -> FrameworkFile:
    """A file that this person is importing. Budget: 1 query. Raises Http404 for any other."""
    file = FrameworkFile.objects.select_related("owner").filter(person=person, pk=file_id).first()
    if file is None:
        raise Http404("There is no such file among yours. Files are kept for a day: upload it again.")
    return file
