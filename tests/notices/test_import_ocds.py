import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from procurement.accounts.models import Person
from procurement.organisations.models import Organisation
from procurement.tenders.models import Tender
from tests.factories import AuthorityFactory, OrganisationGrantFactory

from .samples import SAMPLE, open_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Person:
    return OrganisationGrantFactory(organisation=AuthorityFactory(name="Northmoor Council")).person


def run(*arguments: object) -> str:
    out = io.StringIO()
    call_command("import_ocds", *[str(argument) for argument in arguments], stdout=out)
    return out.getvalue()


def test_the_sample_is_imported_with_a_line_a_release_and_the_counts(officer: Person) -> None:
    out = run(SAMPLE, "--officer", officer.email)
    lines = out.splitlines()
    assert lines[0] == (
        "1. ocds-made-up-0001  draft: Supported accommodation for care leavers (reference NC-2026-014); "
        "2 lots, 5 criteria; for Northmoor Council"
    )
    assert "Eastfold District Council, made a contracting authority now, in no shared service" in out
    assert "5. ocds-made-up-0004  School meals  refused:" in lines
    assert "9. no OCID  refused:" in lines
    assert "Read 9 releases: 3 drafted, 6 refused." in lines
    assert "     1 The notice says that the tender was cancelled." in lines
    assert Tender.objects.count() == 3
    eastfold = Organisation.objects.get(name="Eastfold District Council")
    assert (eastfold.kind, eastfold.part_of) == ("authority", None)


def test_a_second_run_drafts_nothing_again_and_points_to_what_there_is(officer: Person) -> None:
    run(SAMPLE, "--officer", officer.email)
    out = run(SAMPLE, "--officer", officer.email)
    assert "Read 9 releases: 0 drafted, 9 refused." in out
    assert "     3 The authority has a tender from this notice already." in out
    assert "“Bicycle stands”, reference NC-2026-015, made on" in out
    assert Tender.objects.count() == 3


def test_a_dry_run_makes_nothing(officer: Person) -> None:
    out = run(SAMPLE, "--dry-run")
    assert "Read 9 releases: 3 could be drafted, 6 refused." in out
    assert "for Eastfold District Council, which would be made a contracting authority" in out
    assert "Lot 1: Weighting of “Price”: “60-85%” is a range, not one weighting." in out
    assert not Tender.objects.exists()
    assert Organisation.objects.count() == 1


def test_one_process_of_a_file_can_be_chosen(officer: Person) -> None:
    out = run(SAMPLE, "--officer", officer.email, "--ocid", "ocds-made-up-0003")
    assert "Read 1 release: 1 drafted, 0 refused." in out
    assert Tender.objects.get().title == "Bicycle stands"
    with pytest.raises(CommandError, match="no release with the OCID ocds-none"):
        run(SAMPLE, "--officer", officer.email, "--ocid", "ocds-none")


def test_tenders_of_unknown_buyers_go_to_the_named_authority(officer: Person) -> None:
    out = run(SAMPLE, "--officer", officer.email, "--authority", "northmoor council")
    assert "chosen because the buyer (Eastfold District Council) is not known here" in out
    assert set(Tender.objects.values_list("authority__name", flat=True)) == {"Northmoor Council"}


def test_an_officer_of_another_authority_is_refused_in_words(officer: Person) -> None:
    other = OrganisationGrantFactory().person
    out = run(SAMPLE, "--officer", other.email, "--ocid", "ocds-made-up-0003")
    assert f"{other.name} may make no tender of Northmoor Council." in out
    assert "0 drafted, 1 refused" in out


def test_a_notice_without_a_buyer_needs_an_authority(officer: Person, tmp_path: Path) -> None:
    path = tmp_path / "notice.json"
    path.write_text(
        '{"ocid": "ocds-x-1", "tag": ["tender"], "tender": {"title": "Chairs", "status": "active"}}'
    )
    assert "Say whose tender it is: --authority NAME." in run(path, "--officer", officer.email)
    assert "1 drafted" in run(path, "--officer", officer.email, "--authority", "Northmoor Council")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not json", "not valid JSON: line 1"),
        (b"", "is empty"),
        (b'{"records": []}', "a record package"),
        (b"\x00\x01\x02", "binary data"),
        (None, "cannot be opened"),
    ],
)
def test_an_unreadable_file_ends_with_2_and_clear_words(
    content: bytes | None, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "notice.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=words) as error:
        run(path, "--dry-run")
    assert error.value.returncode == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--officer EMAIL. Or only look"),
        (["--officer", "nobody@example.org"], "Nobody here signs in as"),
        (["--dry-run", "--authority", "Nowhere Council"], "no contracting authority called Nowhere Council"),
    ],
)
def test_a_wrong_call_ends_with_1_and_says_what_to_give(
    arguments: list[str], words: str, settings: Any
) -> None:
    settings.DEMO_OFFICER = ""
    with pytest.raises(CommandError, match=words) as error:
        run(SAMPLE, *arguments)
    assert error.value.returncode == 1


@pytest.mark.parametrize(
    ("name", "drafted"),
    [
        ("contracts_finder_releases_2025.jsonl", 36),
        ("public_contracts_scotland_releases_2019.jsonl", 54),
        ("sell2wales_releases.jsonl", 45),
    ],
)
def test_the_open_data_is_imported_whole(officer: Person, name: str, drafted: int, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(open_data(name))
    out = run(path, "--officer", officer.email)
    assert f": {drafted} drafted" in out
    assert Tender.objects.count() == drafted
