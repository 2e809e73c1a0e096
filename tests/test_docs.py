"""The documentation says what the code does: states, links, commands, settings, files and functions."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from procurement.bids.models import Bid
from procurement.core.permissions import Condition, _conditions
from procurement.core.transitions import SYSTEM
from procurement.desk.demonstration.people import DEMO_PEOPLE
from procurement.evaluation.models import ScoreSheet
from procurement.organisations.models import OrganisationGrant
from procurement.tenders.models import LotStage, TenderGrant
from scripts import state_diagrams
from tests.factories import (
    LotStageFactory,
    OrganisationGrantFactory,
    PersonFactory,
    SupplierFactory,
    TenderGrantFactory,
)

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, flags=re.MULTILINE))
SOURCES = [
    *(ROOT / "procurement").rglob("*.py"),
    *(ROOT / "scoring").rglob("*.py"),
    *(ROOT / "scripts").rglob("*.py"),
]
FOLDERS = "procurement|scoring|scripts|templates|static|tests|bench|docs"

THINGS: dict[str, Callable[[LotStage], Any]] = {
    "tenders.end_lot": lambda lot_stage: lot_stage,
    "tenders": lambda lot_stage: lot_stage.lot.tender,
    "bids.submit": lambda lot_stage: Bid.objects.create(
        supplier=SupplierFactory(), lot_stage=lot_stage, draft=b""
    ),
    "bids.withdraw": lambda lot_stage: Bid.objects.create(
        supplier=SupplierFactory(), lot_stage=lot_stage, draft=b""
    ),
    "bids": lambda lot_stage: lot_stage,
    "evaluation": lambda lot_stage: lot_stage,
    "awards": lambda lot_stage: lot_stage,
}


def inside(pattern: str, *, flags: int = 0) -> list[Any]:
    """Every match in every page, as a test's parameters: the page and what it names."""
    found = {(page, match) for page in PAGES for match in re.findall(pattern, page.read_text(), flags)}
    return [
        pytest.param(page, name, id=f"{page.relative_to(ROOT)}: {name}")
        for page, name in sorted(found, key=str)
    ]


def slugs(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def first_condition(name: str) -> Condition:
    return _conditions[name][0]


def holders_of(name: str, lot_stage: LotStage) -> Iterator[str]:
    """The roles whose holders meet the first condition of a permission, each asked as another person."""
    thing = THINGS.get(name, THINGS[name.partition(".")[0]])(lot_stage)
    test = first_condition(name).test
    tender = lot_stage.lot.tender
    for role in TenderGrant.Role.values:
        if test(TenderGrantFactory(tender=tender, role=role).person, thing):
            yield role
    organisation = thing.supplier if isinstance(thing, Bid) else tender.authority
    for role in OrganisationGrant.Role.values:
        if test(OrganisationGrantFactory(organisation=organisation, role=role).person, thing):
            yield role


def test_the_states_are_those_of_the_code() -> None:
    assert state_diagrams.TARGET.read_text(encoding="utf-8") == state_diagrams.document()


def test_no_words_are_left_over_from_a_step_or_permission_that_is_gone() -> None:
    steps = {
        (model._meta.model_name, *pair): name
        for model in state_diagrams.stateful_models()
        for pair, name in model.TRANSITIONS.items()
    }
    assert set(state_diagrams.HOLDERS) == set(steps.values()) - {SYSTEM}
    assert set(state_diagrams.UNUSED) <= set(steps)
    assert set(state_diagrams.PART_OF) == {
        step for step, name in steps.items() if name == SYSTEM and step not in state_diagrams.UNUSED
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", sorted(name for name in state_diagrams.HOLDERS if not name.endswith("_sheet"))
)
def test_who_may_make_a_step_is_who_the_page_says(name: str) -> None:
    assert set(holders_of(name, LotStageFactory())) == set(state_diagrams.HOLDERS[name].roles)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["evaluation.submit_sheet", "evaluation.lock_sheet"])
def test_a_sheet_is_its_evaluators_alone(name: str) -> None:
    lot_stage = LotStageFactory()
    bid = Bid.objects.create(supplier=SupplierFactory(), lot_stage=lot_stage, draft=b"")
    evaluator, other = PersonFactory(), PersonFactory()
    sheet = ScoreSheet.objects.create(lot_stage=lot_stage, bid=bid, evaluator=evaluator)

    assert [first_condition(name).test(person, sheet) for person in (evaluator, other)] == [True, False]


@pytest.mark.parametrize(("page", "link"), inside(r"\]\(([^)\s]+)\)"))
def test_a_link_leads_somewhere(page: Path, link: str) -> None:
    if link.startswith(("https://", "mailto:")):
        return
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    assert target.exists(), f"{page.name} links to {link}"
    assert target.is_relative_to(ROOT)
    if anchor:
        assert anchor in slugs(target)


@pytest.mark.parametrize(("page", "target"), inside(r"(?:^|`|\$ )make ([a-z][a-z-]*)", flags=re.MULTILINE))
def test_a_make_target_that_is_named_exists(page: Path, target: str) -> None:
    assert target in TARGETS


def test_the_readme_has_every_command_of_the_makefile_with_its_words() -> None:
    readme = (ROOT / "README.md").read_text()
    rows = dict(re.findall(r"^\| `make ([a-z-]+)` \| (.+) \|$", readme, flags=re.MULTILINE))
    said = dict(re.findall(r"^([a-z-]+):.*## (.+)$", MAKEFILE, flags=re.MULTILINE))
    assert rows == {name: words for name, words in said.items() if name != "help"}


def test_the_readme_introduces_everybody_of_the_demonstration() -> None:
    readme = (ROOT / "README.md").read_text()
    rows = re.findall(r"^\| ([^|`]+) \| ([^|]+) \| ([^|]+) \|$", readme, flags=re.MULTILINE)
    assert rows[1:] == [(person.name, person.role, person.purpose) for person in DEMO_PEOPLE]


@pytest.mark.parametrize(("page", "path"), inside(rf"`((?:{FOLDERS})/[\w./*<>-]*)`"))
def test_a_file_that_is_named_exists(page: Path, path: str) -> None:
    assert list(ROOT.glob(re.sub(r"<\w+>", "*", path).rstrip("/"))), f"{page.name} names {path}"


@pytest.mark.parametrize(("page", "name"), inside(r"`(?:\w+\.)*(\w+)\(\)`"))
def test_a_function_that_is_named_exists(page: Path, name: str) -> None:
    assert any(
        re.search(rf"^\s*(?:def|class) {name}\b", source.read_text(), re.MULTILINE) for source in SOURCES
    )


def table_of(page: Path, heading: str) -> set[str]:
    """What the first column of the table under a heading names."""
    section = page.read_text().split(f"\n### {heading}\n")[1].split("\n#")[0]
    return set(re.findall(r"^\| `([A-Z_]+)` \|", section, flags=re.MULTILINE))


def test_every_setting_that_is_read_from_the_environment_is_explained() -> None:
    settings = (ROOT / "procurement" / "settings.py").read_text()
    read = set(re.findall(r"""(?:env(?:\.\w+)?|_secret)\(\s*"([A-Z_]+)\"""", settings))
    assert table_of(ROOT / "docs" / "architecture.md", "The application") == read


def test_every_variable_of_the_processes_is_explained() -> None:
    read = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "Procfile").read_text()))
    assert table_of(ROOT / "docs" / "architecture.md", "The processes") == read


def test_every_picture_is_shown_by_the_readme() -> None:
    kept = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "images").iterdir()}

    assert set(re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text())) == kept
