"""The guide for people who check an award is run as it is printed."""

import doctest
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "scoring" / "README.md"


def test_the_worked_example_of_the_guide_gives_what_the_guide_says() -> None:
    outcome = doctest.testfile(str(GUIDE), module_relative=False, encoding="utf-8")
    assert outcome.attempted > 10
    assert outcome.failed == 0
