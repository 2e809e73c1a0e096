"""The made-up sample and the open data, read once for all tests of this folder."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from procurement.notices.ocds import (
    Outcome,
    ParsedRelease,
    TenderDraft,
    draft_from_release,
    read_notices,
    read_releases,
)

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SAMPLE = Path(__file__).parent.parent / "data" / "ocds_sample.jsonl"


def open_data(name: str) -> bytes:
    """A file of published notices; the test is skipped where the open data is not installed."""
    path = Path(settings.OPEN_DATA) / "ocds" / name
    if not path.exists():
        pytest.skip(f"The open data is not here: {name} is read from the folder that OPEN_DATA names.")
    return path.read_bytes()


def sample_outcomes() -> list[Outcome]:
    return read_notices(read_releases(SAMPLE.read_bytes()), now=NOW)


def draft_of(**changes: Any) -> TenderDraft:
    """The draft of a small good release whose tender section has these changes."""
    tender = {"title": "Chairs", "status": "active", **changes}
    release = ParsedRelease(number=1, data={"ocid": "ocds-x-1", "tag": ["tender"], "tender": tender})
    draft = draft_from_release(release, now=NOW)
    assert isinstance(draft, TenderDraft), draft
    return draft


def notes_of(draft: TenderDraft) -> str:
    return "\n".join(note.text for note in draft.notes)
