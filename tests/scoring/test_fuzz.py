"""Hostile JSON, for a while: `make fuzz` does the same for ten minutes, and with the largest files."""

import re
import subprocess
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.scoring.fuzz import answer, ask_everything, large_files, nested

ROOT = Path(__file__).parents[2]


def test_twenty_seconds_of_hostile_files_are_answered_or_refused_with_paths() -> None:
    """In a process of its own, whose memory is limited."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.scoring.fuzz", "--seconds", "20"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=300,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    counts = re.fullmatch(r"(\d+) results, (\d+) refusals, at most \d+ MB\n", run.stdout)
    assert counts is not None
    assert int(counts[1]) > 0
    assert int(counts[2]) > 0


@pytest.mark.parametrize(
    ("name", "ask"), list(islice(large_files(), 5)), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_file_that_is_only_large_is_refused_soon(name: str, ask: Callable[[], Any]) -> None:
    assert answer(ask, patience=20) is None


@pytest.mark.parametrize("value", [{}, {"model": {}}, {"bids": nested(120)}, {"model": {"criteria": [7]}}])
def test_what_is_no_file_at_all_is_refused_by_every_question(value: Any) -> None:
    ask_everything(value)
