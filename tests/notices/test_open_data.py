"""Every release of the three open data files drafts a tender or is refused with reasons."""

import csv
import io
from collections import Counter
from decimal import Decimal

import pytest

from procurement.notices.ocds import Outcome, Refusal, TenderDraft, read_notices, read_releases

from .samples import NOW, notes_of, open_data

CONTRACTS_FINDER = "contracts_finder_releases_2025.jsonl"
SCOTLAND = "public_contracts_scotland_releases_2019.jsonl"
WALES = "sell2wales_releases.jsonl"


def outcomes_of(name: str) -> list[Outcome]:
    return read_notices(read_releases(open_data(name)), now=NOW)


def drafts_of(name: str) -> list[TenderDraft]:
    return [outcome.result for outcome in outcomes_of(name) if isinstance(outcome.result, TenderDraft)]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        (CONTRACTS_FINDER, {"read": 120, "drafted": 36, "lots": 36, "criteria": 0, "weighted": 0}),
        (SCOTLAND, {"read": 54, "drafted": 54, "lots": 224, "criteria": 343, "weighted": 278}),
        (WALES, {"read": 45, "drafted": 45, "lots": 109, "criteria": 111, "weighted": 110}),
    ],
)
def test_every_published_release_is_drafted_or_refused(name: str, counts: dict[str, int]) -> None:
    drafts = drafts_of(name)
    criteria = [criterion for draft in drafts for lot in draft.lots for criterion in lot.criteria]
    assert counts == {
        "read": len(outcomes_of(name)),
        "drafted": len(drafts),
        "lots": sum(len(draft.lots) for draft in drafts),
        "criteria": len(criteria),
        "weighted": sum(criterion.weight is not None for criterion in criteria),
    }
    assert all(criterion.weight_note for criterion in criteria if criterion.weight is None)


def test_the_refused_releases_have_the_reasons_that_their_tags_give() -> None:
    refused = [outcome for outcome in outcomes_of(CONTRACTS_FINDER) if isinstance(outcome.result, Refusal)]
    beginnings = Counter(reason.split(":")[0] for outcome in refused for reason in outcome.result.reasons)
    assert beginnings == {
        "This is an award release": 75,
        "This is an award update": 3,
        "This is a planning release": 3,
        "The notice says that the tender is complete": 78,
        "A later release of the same tender is in this file and takes its place.": 3,
    }


@pytest.mark.parametrize(("name", "source"), [(SCOTLAND, "pcs"), (WALES, "sell2wales")])
def test_the_weights_are_those_of_the_derived_table(name: str, source: str) -> None:
    table = csv.DictReader(io.StringIO(open_data("award_criteria.csv").decode()))
    published = Counter(
        (row["ocid"], row["lot_id"], row["criterion_type"], row["weight_as_published"])
        for row in table
        if row["source"] == source
    )
    read = Counter(
        (draft.ocid, str(lot.number), criterion.kind, criterion.weight_as_published)
        for draft in drafts_of(name)
        for lot in draft.lots
        for criterion in lot.criteria
    )
    assert read == published


def test_what_is_known_to_be_odd_in_the_data_is_noted() -> None:
    scotland = {draft.ocid: draft for draft in drafts_of(SCOTLAND)}
    bikeability = scotland["ocds-r6ebe6-0000578690"]
    assert len(bikeability.lots) == 32
    assert {criterion.weight for lot in bikeability.lots for criterion in lot.criteria} == {None}
    transport = scotland["ocds-r6ebe6-0000577171"]
    assert any("190%" in note.text for note in transport.notes if note.lot == 57)
    assert "called “Price”" in notes_of(scotland["ocds-r6ebe6-0000581730"])
    wales = {draft.ocid: draft for draft in drafts_of(WALES)}
    cheap = [draft for draft in wales.values() if draft.value and draft.value.amount == Decimal("0.01")]
    assert len(cheap) == 2
    assert all("implausibly low" in notes_of(draft) for draft in cheap)
    assert "a weighting of 0%" in notes_of(wales["ocds-kuma6s-139221"])


def test_damaged_text_of_the_data_is_repaired() -> None:
    descriptions = " ".join(draft.description for draft in drafts_of(CONTRACTS_FINDER))
    assert not any(damage in descriptions for damage in ("Â£", "â€¢", "â€¯", "&apos;"))
    assert "£" in descriptions
    assert "rnrn" in descriptions
