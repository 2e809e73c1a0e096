"""The guides for people who check an award are run as they are printed."""

import doctest
from pathlib import Path

import pytest

GUIDES = sorted((Path(__file__).parents[2] / "docs" / "scoring").glob("*.md"))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_the_worked_examples_of_a_guide_give_what_the_guide_says(guide: Path) -> None:
    outcome = doctest.testfile(str(guide), module_relative=False, encoding="utf-8")
    assert outcome.attempted > 0
    assert outcome.failed == 0
