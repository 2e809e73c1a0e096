"""Reading OCDS 1.1 notices into drafts of tenders. Pure: no Django, no database, no clock, no network.

    releases = read_releases(content)                        # a file, or UnreadableFile in words
    outcomes = read_notices(releases, now=...)               # a TenderDraft or a Refusal for each

`draft_from_release` reads one release by itself; `read_notices` also holds the releases of a file against
each other.
"""

from .batch import Outcome, read_notices
from .drafting import draft_from_release
from .model import (
    BuyerDraft,
    CpvCode,
    CriterionDraft,
    LotDraft,
    Money,
    Note,
    ParsedRelease,
    Refusal,
    TenderDraft,
    notes_in_words,
)
from .reading import MAX_BYTES, UnreadableFile, read_releases
from .weights import PublishedWeight, parse_weight

__all__ = [
    "MAX_BYTES",
    "BuyerDraft",
    "CpvCode",
    "CriterionDraft",
    "LotDraft",
    "Money",
    "Note",
    "Outcome",
    "ParsedRelease",
    "PublishedWeight",
    "Refusal",
    "TenderDraft",
    "UnreadableFile",
    "draft_from_release",
    "notes_in_words",
    "parse_weight",
    "read_notices",
    "read_releases",
]
