"""Hostile JSON, for a while: `make fuzz` does the same for ten minutes, and with the largest files."""

import re
import subprocess
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.scoring.builders import bid, evaluation, model, price
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
        timeout=900,
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


def test_a_price_smaller_than_what_is_published_is_never_tried_below_nought() -> None:
    formula = {"type": "logarithmic", "base": "2", "clamp": True}
    published = model(
        price("P", "60", formula=formula), price("R", "40"), rounding={"places": 0, "mode": "half_up"}
    )
    rows = (("A", "100"), ("B", "100"), ("C", "0.01"))
    ask_everything(evaluation(published, *(bid(key, prices={"P": first, "R": "100"}) for key, first in rows)))


@pytest.mark.parametrize("value", [{}, {"model": {}}, {"bids": nested(120)}, {"model": {"criteria": [7]}}])
def test_what_is_no_file_at_all_is_refused_by_every_question(value: Any) -> None:
    ask_everything(value)
