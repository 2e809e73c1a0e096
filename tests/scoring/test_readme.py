"""The guides for people who check an award are run as they are printed, and there is one for every formula."""

import doctest
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from scoring.award import AWARD_METHODS
from scoring.formulas import FormulaType
from scoring.price import PRICE_FORMULAS
from scoring.social_value import VALUE_FORMULAS

DOCS = Path(__file__).parents[2] / "docs" / "scoring"
GUIDES = sorted(DOCS.rglob("*.md"))
WITHOUT_EXAMPLES = {"mutants", "workbook"}
FOLDERS: Mapping[str, Mapping[str, FormulaType[Any]]] = {
    "formulas": PRICE_FORMULAS,
    "methods": AWARD_METHODS,
    "social-value": VALUE_FORMULAS,
}
TYPES = [(folder, kind) for folder, registry in FOLDERS.items() for kind in registry.values()]


def name_of(guide: Path) -> str:
    return guide.relative_to(DOCS).with_suffix("").as_posix()


@pytest.mark.parametrize("guide", GUIDES, ids=name_of)
def test_the_worked_examples_of_a_guide_give_what_the_guide_says(guide: Path) -> None:
    outcome = doctest.testfile(str(guide), module_relative=False, encoding="utf-8")
    assert outcome.attempted > 0 or name_of(guide) in WITHOUT_EXAMPLES
    assert outcome.failed == 0


@pytest.mark.parametrize(
    ("folder", "kind"), TYPES, ids=lambda given: given if isinstance(given, str) else given.name
)
def test_a_formula_has_a_guide_that_names_its_number_and_each_of_its_parameters(
    folder: str, kind: FormulaType[Any]
) -> None:
    text = (DOCS / folder / f"{kind.name}.md").read_text(encoding="utf-8")
    title = text.split("\n", 1)[0]
    assert title.startswith(f"# {kind.name}")
    assert kind.id in title
    assert [name for name in kind.parameters if f"| `{name}` |" not in text] == []


def test_no_guide_tells_of_a_formula_that_does_not_exist() -> None:
    for folder, registry in FOLDERS.items():
        written = {guide.stem for guide in (DOCS / folder).glob("*.md")}
        assert written - {"README"} == set(registry)


@pytest.mark.parametrize("guide", GUIDES, ids=name_of)
def test_the_links_of_a_guide_lead_somewhere(guide: Path) -> None:
    assert list(dead_links(guide)) == []


def dead_links(guide: Path) -> Iterator[str]:
    for link in re.findall(r"\]\(([^)\s]+)\)", guide.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, part = link.partition("#")
        page = guide.parent / path if path else guide
        if not page.exists() or (part and part not in headings(page)):
            yield link


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings, as a repository's pages make them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
