"""The releases of one file held against each other: the latest tender release of a process is drafted."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from .drafting import TENDER_TAGS, draft_from_release
from .model import Note, ParsedRelease, Refusal, TenderDraft

_LATER_DECISIONS = ("award", "contract", "tenderCancellation")
_EARLIEST = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Outcome:
    """What became of one release."""

    release: ParsedRelease
    result: TenderDraft | Refusal


def read_notices(releases: Iterable[ParsedRelease], *, now: datetime) -> list[Outcome]:
    """Each release as a draft or a refusal, in the order of the file. `now`: see `draft_from_release`.

    Of several tender releases of one process the latest by date is drafted, the others are refused as
    replaced. A draft whose process has an award, a contract or a cancellation in the same file says so in a
    note.
    """
    releases = list(releases)
    outcomes = [Outcome(release, draft_from_release(release, now=now)) for release in releases]
    latest = _latest_drafts(outcomes)
    decided = _decided(releases)
    return [_seen_together(outcome, latest, decided) for outcome in outcomes]


def _latest_drafts(outcomes: list[Outcome]) -> dict[str, int]:
    """For each process, the place in the file of the draft with the latest date; of equals the later in the
    file.
    """
    latest: dict[str, tuple[datetime, int]] = {}
    for outcome in outcomes:
        if isinstance(outcome.result, TenderDraft):
            key = (outcome.result.released_at or _EARLIEST, outcome.release.number)
            if outcome.result.ocid not in latest or key > latest[outcome.result.ocid]:
                latest[outcome.result.ocid] = key
    return {ocid: number for ocid, (_, number) in latest.items()}


def _decided(releases: list[ParsedRelease]) -> dict[str, str]:
    """For each process that the file also reports as decided: the word for what it reports."""
    words = {"award": "an award", "contract": "a contract", "tenderCancellation": "a cancellation"}
    decided: dict[str, str] = {}
    for release in releases:
        for tag in release.tags:
            kind = next((k for k in _LATER_DECISIONS if tag.startswith(k)), None)
            if kind and release.ocid and not TENDER_TAGS & {tag}:
                decided.setdefault(release.ocid, words[kind])
    return decided


def _seen_together(outcome: Outcome, latest: dict[str, int], decided: dict[str, str]) -> Outcome:
    draft = outcome.result
    if not isinstance(draft, TenderDraft):
        return outcome
    if latest[draft.ocid] != outcome.release.number:
        return replace(
            outcome,
            result=Refusal(("A later release of the same tender is in this file and takes its place.",)),
        )
    if draft.ocid in decided:
        note = Note(
            f"The file also reports {decided[draft.ocid]} of this process: the tender itself is over."
        )
        return replace(outcome, result=replace(draft, notes=(*draft.notes, note)))
    return outcome
