"""Importing a framework: all or nothing, for one authority, under a licence that is recorded."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from procurement.audit.models import AuditEvent
from procurement.core.errors import NotPermitted, Refused
from procurement.frameworks.models import Framework, FrameworkFile, Measure
from procurement.frameworks.queries import frameworks_for, measures_for, measures_of
from procurement.frameworks.services import import_framework, keep_framework_file, map_columns

from .conftest import ROWS, World

FAULTY = ROWS.replace("12.50", "twelve")


@pytest.mark.services
def test_a_framework_is_imported_whole_with_its_licence_and_in_the_audit_log(world: World) -> None:
    framework = world.imported()
    measures = {measure.code: measure for measure in framework.measures.select_related("outcome__theme")}
    assert sorted(measures) == ["BK1", "LM1", "LM2"]
    lantern = measures["LM1"]
    assert (lantern.proxy_value, lantern.price_year, lantern.kind) == (Decimal("12.50"), "2024", "social")
    assert (lantern.source, lantern.licence) == ("Made up for tests", "Lantern licence 7")
    assert measures["LM2"].counts_with == ["LM1"]
    assert lantern.outcome.theme.title == "Light"
    assert (framework.owner, framework.imported_by) == (world.northmoor, world.officer)
    event = AuditEvent.objects.get(action="framework.imported")
    assert event.details["licence"] == "Lantern licence 7"
    assert event.details["measures"] == 3


def test_nothing_is_imported_while_a_cell_is_wrong(world: World) -> None:
    before = (Framework.objects.count(), Measure.objects.count())
    file = world.kept(FAULTY)
    with pytest.raises(Refused, match="1 cell of the file cannot be read, so nothing was imported"):
        import_framework(actor=world.officer, file=file, licence="L", statement="S")
    assert (Framework.objects.count(), Measure.objects.count()) == before


def test_the_second_click_gives_the_framework_of_the_first(world: World) -> None:
    file = world.kept()
    first = import_framework(actor=world.officer, file=file, licence="L", statement="S")
    assert import_framework(actor=world.officer, file=file, licence="L", statement="S") == first
    assert AuditEvent.objects.filter(action="framework.imported").count() == 1


@pytest.mark.parametrize(("licence", "statement"), [("", "S"), ("L", " ")])
def test_a_framework_needs_a_licence_and_how_it_is_held(world: World, licence: str, statement: str) -> None:
    with pytest.raises(Refused, match="under which licence"):
        import_framework(actor=world.officer, file=world.kept(), licence=licence, statement=statement)
    with pytest.raises(IntegrityError), transaction.atomic():
        Framework.objects.create(code="x", title="X", version="1", owner=world.northmoor)


def test_an_edition_is_never_overwritten_and_a_later_one_takes_its_place(world: World) -> None:
    earlier = world.imported()
    with pytest.raises(Refused, match="has edition 2025 of “Lantern measures” already"):
        world.kept()
    later = world.imported(version="2026")
    earlier.refresh_from_db()
    assert (earlier.code, earlier.is_superseded, later.is_superseded) == (later.code, True, False)


def test_only_its_authority_and_the_shared_service_see_an_imported_framework(world: World) -> None:
    framework = world.imported()
    for person, sees in (
        (world.officer, True),
        (world.administrator, True),
        (world.neighbour, False),
        (world.outsider, False),
    ):
        assert frameworks_for(person).filter(pk=framework.pk).exists() is sees
        assert measures_for(person).filter(framework=framework).exists() is sees
    assert measures_of(world.northmoor).filter(framework=framework).exists()
    assert not measures_of(world.westvale).filter(framework=framework).exists()


def test_an_administrator_of_the_shared_service_may_import_and_a_neighbour_may_not(world: World) -> None:
    assert world.kept(actor=world.administrator).owner == world.northmoor
    with pytest.raises(NotPermitted):
        world.kept(actor=world.neighbour)
    with pytest.raises(Refused, match="not there any more"):
        import_framework(actor=world.administrator, file=world.kept(), licence="L", statement="S")


def test_a_file_is_thrown_away_after_a_day(world: World) -> None:
    old = world.kept()
    FrameworkFile.objects.update(uploaded_at=old.uploaded_at - timedelta(days=2))
    kept = world.kept()
    assert list(FrameworkFile.objects.all()) == [kept]


def test_every_needed_field_has_a_column_of_its_own(world: World) -> None:
    file = world.kept()
    with pytest.raises(Refused, match="Say which column holds: unit"):
        map_columns(actor=world.officer, file=file, columns={"code": 0, "title": 1}, defaults={})
    with pytest.raises(Refused, match="“Code” and “Unit” are in the same column"):
        map_columns(
            actor=world.officer,
            file=file,
            columns={"code": 0, "title": 1, "unit": 0},
            defaults={"kind": "social"},
        )
    with pytest.raises(Refused, match="say it once for all rows: kind of value, source, price year"):
        map_columns(
            actor=world.officer,
            file=file,
            columns={"code": 0, "title": 1, "unit": 2, "value": 3},
            defaults={},
        )


@pytest.mark.parametrize("edition", ["", "a/b", "x" * 21, "../1"])
def test_an_edition_can_stand_in_an_address(world: World, edition: str) -> None:
    with pytest.raises(Refused, match="An edition is up to 20 letters"):
        world.kept(version=edition)


def test_a_file_that_is_no_table_is_refused_before_it_is_kept(world: World) -> None:
    with pytest.raises(Refused, match="called CSV but is a PDF"):
        keep_framework_file(
            actor=world.officer,
            owner=world.northmoor,
            title="X",
            version="1",
            name="own.csv",
            content=b"%PDF-1.7",
        )
    assert not FrameworkFile.objects.exists()


def test_the_command_imports_by_the_same_way(world: World, tmp_path: Path) -> None:
    path, out = tmp_path / "lanterns.csv", StringIO()
    said = ("--kind", "social", "--price-year", "2024", "--source", "Made up")
    terms = ("--title", "Lanterns", "--edition", "1", "--licence", "L", "--statement", "S")
    asked = (str(path), "--authority", "Northmoor Council", "--by", world.officer.email, *terms, *said)
    path.write_text(FAULTY)
    with pytest.raises(CommandError, match="nothing was imported"):
        call_command("import_framework", *asked, stderr=out)
    assert "Row 2, column D “Value”: found “twelve”, which is no amount" in out.getvalue()
    path.write_text(ROWS)
    call_command("import_framework", *asked, stdout=out)
    assert "Lanterns (1): 3 measures for Northmoor Council." in out.getvalue()
