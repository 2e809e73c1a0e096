"""A made-up framework that Northmoor has a licence for, in two editions, and a draft that uses it."""

from pathlib import Path

from procurement.frameworks.models import Framework, Measure
from procurement.frameworks.services import (
    confirm_measure,
    import_framework,
    keep_framework_file,
    map_columns,
)
from procurement.tenders.models import Criterion, Tender
from procurement.tenders.services import choose_measures

from .world import World

TITLE = "Moorland Alliance community measures"
FILES = {
    edition: Path(__file__).with_name(f"moorland-measures-{edition}.csv") for edition in ("2025", "2026")
}
"""The files, by edition. The alliance, its measures and every figure are made up."""
SAID = {
    "source": "Made up for this demonstration: the Moorland Alliance does not exist",
    "source_edition": "Handbook of measures",
}


def show_own_framework(world: World, *, reference: str) -> None:
    """Import both editions for Northmoor, and choose from the later one in the draft `reference`. Once."""
    if Framework.objects.filter(owner=world.northmoor, title=TITLE).exists():
        return
    for edition, path in FILES.items():
        _imported(world, edition, path)
    tender = Tender.objects.filter(reference=reference, state=Tender.State.DRAFT).first()
    if tender is not None:
        _choose(world, tender)


def _imported(world: World, edition: str, path: Path) -> None:
    actor = world.person("officer")
    file = keep_framework_file(
        actor=actor,
        owner=world.northmoor,
        title=TITLE,
        version=edition,
        name=path.name,
        content=path.read_bytes(),
    )
    file = map_columns(actor=actor, file=file, columns=file.mapping["columns"], defaults=SAID)
    import_framework(
        actor=actor,
        file=file,
        licence=f"Moorland Alliance member licence, {edition}",
        statement="Agreed by the head of procurement for the council's own tenders, for three years.",
    )


def _choose(world: World, tender: Tender) -> None:
    """Two of Northmoor's own measures beside the starter measures, and what the method question answers to."""
    actor, lot = world.person("officer"), tender.lots.earliest("number")
    own = Measure.objects.filter(
        framework__owner=world.northmoor, framework__version="2026", code__in=["MA1", "MA3"]
    )
    commitments = Criterion.objects.get(lot=lot, code="SV")
    choose_measures(actor=actor, criterion=commitments, measures=[*commitments.measures.all(), *own])
    slavery = Measure.objects.get(framework__code="ppn-06-20", code="MAC 6.3")
    confirm_measure(
        actor=actor,
        measure=slavery,
        authority=world.northmoor,
        note="Read in the policy note that our legal team keeps on file, on the page of theme 4.",
    )
    choose_measures(actor=actor, criterion=Criterion.objects.get(lot=lot, code="SQ"), measures=[slavery])
