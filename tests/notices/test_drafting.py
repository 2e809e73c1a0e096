from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from procurement.notices.ocds import ParsedRelease, Refusal, TenderDraft, draft_from_release, notes_in_words

from .samples import NOW, draft_of, notes_of, sample_outcomes


def reasons_for(data: Any) -> tuple[str, ...]:
    result = draft_from_release(ParsedRelease(number=1, data=data), now=NOW)
    assert isinstance(result, Refusal)
    return result.reasons


# --- the made-up sample -------------------------------------------------------------------------------------


def test_a_whole_notice_becomes_a_draft() -> None:
    draft = sample_outcomes()[0].result
    assert isinstance(draft, TenderDraft)
    assert (draft.ocid, draft.release_id, draft.reference) == ("ocds-made-up-0001", "0001-1", "NC-2026-014")
    assert draft.title == "Supported accommodation for care leavers"
    assert draft.buyer is not None
    assert (draft.buyer.name, draft.buyer.scheme, draft.buyer.identifier) == (
        "Northmoor Council",
        "GB-LAE",
        "NOR",
    )
    assert [code.code for code in draft.cpv] == ["85311300", "98341000"]
    assert draft.value is not None
    assert (draft.value.amount, draft.value.currency) == (Decimal(1_250_000), "GBP")
    assert draft.deadline == datetime(2027, 1, 15, 12, tzinfo=UTC)
    assert draft.questions_until == datetime(2026, 12, 18, 12, tzinfo=UTC)
    assert (draft.procedure, draft.category) == ("Open procedure", "services")


def test_lots_come_in_the_order_of_their_numbers_with_their_own_criteria() -> None:
    draft = sample_outcomes()[0].result
    assert isinstance(draft, TenderDraft)
    north, south = draft.lots
    assert (north.number, north.title, south.number, south.title) == (1, "North", 2, "South")
    assert [(c.kind, c.name, c.weight) for c in north.criteria] == [
        ("quality", "Quality", Decimal(50)),
        ("quality", "Social value", Decimal(10)),
        ("price", "Price", Decimal("40.0")),
    ]
    assert [code.code for code in south.cpv] == ["98341000"]
    assert [note.text for note in draft.notes if note.lot == 1] == []
    assert any("add up to 95%, so 5% is missing" in note.text for note in draft.notes if note.lot == 2)


def test_everything_doubtful_about_a_notice_is_noted() -> None:
    draft = sample_outcomes()[1].result
    assert isinstance(draft, TenderDraft)
    assert draft.title == "Grass cutting & hedges"
    assert draft.description == "Circa £90,000 a year.rnrnTwo seasons… see the documents"
    assert [lot.number for lot in draft.lots] == [1]
    assert draft.lots[0].title == "Grass cutting & hedges"
    words = "\n".join(notes_in_words(draft.notes))
    for expected in (
        "Lot B is cancelled, complete or withdrawn: it was left out.",
        "Lot 1: The notice numbers this lot “A”.",
        "Lot 1: 2 of 2 criteria have no usable weighting.",
        "£0.01 is implausibly low",
        "29 May 2026 at 1pm (London time) has passed",
        "published as 12 noon UTC, which is 1pm in London",
        "wrong encoding",
        "HTML tags",
        "HTML codes",
        "lost line breaks",
    ):
        assert expected in words


def test_of_several_releases_of_a_tender_the_latest_is_drafted() -> None:
    results = [outcome.result for outcome in sample_outcomes()]
    assert isinstance(results[1], TenderDraft)
    assert results[1].release_id == "0002-2"
    assert results[2] == Refusal(("A later release of the same tender is in this file and takes its place.",))


def test_a_notice_that_says_price_only_gets_its_one_criterion() -> None:
    draft = sample_outcomes()[3].result
    assert isinstance(draft, TenderDraft)
    assert [(c.kind, c.weight) for c in draft.lots[0].criteria] == [("price", Decimal(100))]
    assert "London time was assumed" in notes_of(draft)


def test_every_other_release_of_the_sample_is_refused_with_all_its_reasons() -> None:
    refused = [
        outcome.result.reasons for outcome in sample_outcomes()[4:] if isinstance(outcome.result, Refusal)
    ]
    assert [len(reasons) for reasons in refused] == [2, 1, 2, 1, 2]
    assert refused[0][0].startswith("This is an award release: it reports a decision that was already made")
    assert "complete" in refused[0][1]
    assert refused[1][0].startswith("This is a planning release")
    assert refused[2][0].startswith("This is a contract release")
    assert refused[2][1] == "The release has no tender section."
    assert refused[3] == ("The notice says that the tender was cancelled.",)
    assert refused[4][0].startswith("The release has no OCID")
    assert refused[4][1] == "The tender has no title."


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (7, "a number, not a release"),
        ([], "a list, not a release"),
        ({"ocid": "x", "tag": ["tender"]}, "no tender section"),
        ({"ocid": "x", "tag": ["tender"], "tender": []}, "no tender section"),
        ({"ocid": "x", "tag": ["tender"], "tender": {"title": ["Chairs"]}}, "no title"),
        ({"ocid": "  ", "tag": ["tender"], "tender": {"title": "Chairs"}}, "no OCID"),
        ({"ocid": {}, "tag": ["tender"], "tender": {"title": "Chairs"}}, "no OCID"),
        ({"ocid": "x", "tender": {"title": "Chairs"}}, "no tag that OCDS knows"),
        ({"ocid": "x", "tag": 7, "tender": {"title": "Chairs"}}, "no tag that OCDS knows"),
        ({"ocid": "x", "tag": ["novel"], "tender": {"title": "Chairs"}}, "no tag that OCDS knows"),
        ({"ocid": "x", "tag": ["compiled"], "tender": {"title": "Chairs"}}, "a compiled release"),
        ({"ocid": "x", "tag": ["tender", "award"], "tender": {"title": "Chairs"}}, "an award release"),
        (
            {"ocid": "x", "tag": ["tenderCancellation"], "tender": {"title": "Chairs"}},
            "a tender cancellation",
        ),
        ({"ocid": "x", "tag": ["tender"], "tender": {"title": "C", "status": "withdrawn"}}, "withdrawn"),
        (
            {"ocid": "x", "tag": ["tender"], "tender": {"title": "C", "status": "unsuccessful"}},
            "without a result",
        ),
        (
            {
                "ocid": "x",
                "tag": ["tender"],
                "tender": {"title": "C", "lots": [{"id": "1", "status": "cancelled"}]},
            },
            "Every lot",
        ),
    ],
)
def test_what_starts_no_tender_is_refused_with_its_reason(data: Any, words: str) -> None:
    assert any(words in reason for reason in reasons_for(data))


def test_all_reasons_are_given_and_not_only_the_first() -> None:
    assert len(reasons_for({"tag": ["award", "contract"], "tender": {"status": "complete"}})) == 5


@pytest.mark.parametrize("tag", ["tender", "tenderUpdate", "tenderAmendment"])
def test_each_kind_of_tender_release_is_drafted(tag: str) -> None:
    data = {"ocid": "x", "tag": [tag], "tender": {"title": "Chairs", "status": "active"}}
    assert isinstance(draft_from_release(ParsedRelease(number=1, data=data), now=NOW), TenderDraft)


@pytest.mark.parametrize(
    ("status", "words"), [("planned", "still planned"), ("novel", "OCDS does not know"), (None, "nothing")]
)
def test_an_odd_status_is_noted(status: str | None, words: str) -> None:
    assert words in notes_of(draft_of(status=status))


# --- amounts, codes and times -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "amount", "words"),
    [
        ({"amount": 480000, "currency": "GBP"}, "480000", ""),
        ({"amount": Decimal("0.01"), "currency": "GBP"}, "0.01", "implausibly low"),
        ({"amount": 0, "currency": "GBP"}, "0", "implausibly low"),
        ({"amount": 480000}, "480000", "pounds were assumed"),
        ({"amount": 114000, "currency": "EUR"}, "114000", "not in pounds"),
        ({"amount": "480,000.50", "currency": "GBP"}, "480000.50", "read as a number"),
        ({"amount": Decimal("14216.935"), "currency": "GBP"}, "14216.94", "fractions of a penny"),
        ({"amount": 1e5, "currency": "gbp"}, "100000", ""),
        ({"amount": -1, "currency": "GBP"}, None, "is negative"),
        ({"amount": 10**13, "currency": "GBP"}, None, "a million million"),
        ({"amount": Decimal("1E+999999999"), "currency": "GBP"}, None, "a million million"),
        ({"amount": 5000, "currency": "pounds"}, None, "no currency code"),
        ({"amount": True, "currency": "GBP"}, None, "a yes or no instead of a number"),
        ({"amount": "much", "currency": "GBP"}, None, "a text instead of a number"),
        ({"amountGross": 6000, "currency": "GBP"}, None, "only an amount with VAT"),
        ([1], None, "a list instead of an object"),
        (None, None, "no estimated value"),
    ],
)
def test_an_amount_is_kept_as_published_and_judged_in_a_note(
    value: Any, amount: str | None, words: str
) -> None:
    draft = draft_of(value=value)
    assert (None if draft.value is None else draft.value.amount) == (
        None if amount is None else Decimal(amount)
    )
    assert words in notes_of(draft)


def test_cpv_codes_are_eight_digits_and_each_counts_once() -> None:
    draft = draft_of(
        classification={"scheme": "CPV", "id": "39112000-0", "description": "Chairs"},
        additionalClassifications=[
            {"scheme": "CPV", "id": "39112000"},
            {"scheme": "CPV", "id": "391"},
            {"scheme": "UNSPSC", "id": "56101504"},
        ],
        items=[{"id": "1", "classification": {"scheme": "CPV", "id": 39113000}}],
    )
    assert [(code.code, code.description) for code in draft.cpv] == [("39112000", "Chairs"), ("39113000", "")]
    assert "“391” is no CPV code" in notes_of(draft)
    assert "of the scheme UNSPSC" in notes_of(draft)


@pytest.mark.parametrize(
    ("published", "utc", "words"),
    [
        ("2027-01-15T12:00:00Z", "2027-01-15T12:00", ""),
        ("2027-01-15T12:00:00.000Z", "2027-01-15T12:00", ""),
        ("2027-07-01T12:00:00+01:00", "2027-07-01T11:00", ""),
        ("2027-07-01T12:00:00Z", "2027-07-01T12:00", "published as 12 noon UTC, which is 1pm in London"),
        ("2027-07-01T12:00:00", "2027-07-01T11:00", "London time was assumed"),
        ("2027-07-01", "2027-07-01T22:59", "11:59pm London time was assumed"),
        ("2027-01-15T00:00:00Z", "2027-01-15T00:00", "midnight at the start of 15 January 2027"),
        ("2026-01-15T12:00:00Z", "2026-01-15T12:00", "has passed"),
        ("15/01/2027", None, "is no date and time"),
        ("0001-01-01T00:00:00+14:00", None, "the year 1 cannot be meant"),
        ("9999-12-31T23:59:59-14:00", None, "the year 9999 cannot be meant"),
        (20270115, "2027-01-15T23:59", "11:59pm London time was assumed"),
        ("20270115T12", "2027-01-15T12:00", "London time was assumed"),
        ("soon", None, "is no date and time"),
        ({}, None, "instead of a text"),
        (None, None, "no deadline for bids"),
    ],
)
def test_a_deadline_is_an_aware_time_and_what_was_assumed_is_noted(
    published: Any, utc: str | None, words: str
) -> None:
    draft = draft_of(tenderPeriod={"endDate": published})
    assert draft.deadline == (None if utc is None else datetime.fromisoformat(utc).replace(tzinfo=UTC))
    assert words in notes_of(draft)


# --- criteria -----------------------------------------------------------------------------------------------


def criteria_of(*criteria: dict[str, Any]) -> tuple[TenderDraft, list[Any]]:
    draft = draft_of(lots=[{"id": "1", "awardCriteria": {"criteria": list(criteria)}}])
    return draft, list(draft.lots[0].criteria)


@pytest.mark.parametrize(
    ("number", "weight", "words"),
    [
        ({"number": 35, "weight": "percentageExact"}, "35", ""),
        ({"number": Decimal("0.35"), "weight": "decimalExact"}, "35", ""),
        ({"number": 35, "weight": "decimalExact"}, None, "no share of one"),
        ({"number": 35, "weight": "pointsExact"}, None, "in points"),
        ({"number": 35, "weight": "percentageRangeMiddle"}, None, "the middle of a range"),
        ({"number": 1, "weight": "order"}, None, "order of importance"),
        ({"number": 60, "threshold": "minimumScore"}, None, "a minimum or maximum"),
        ({"number": 60, "fixed": "total"}, None, "a fixed amount"),
        ({"number": 60}, None, "it may be a minimum"),
        ({"weight": "percentageExact"}, None, "No weighting was published"),
    ],
)
def test_a_number_is_a_weight_only_where_the_notice_says_so(
    number: dict[str, Any], weight: str | None, words: str
) -> None:
    _, (criterion,) = criteria_of({"type": "quality", "description": "How well", "numbers": [number]})
    assert criterion.weight == (None if weight is None else Decimal(weight))
    assert criterion.description == "How well"
    assert words in criterion.weight_note


def test_a_minimum_beside_a_weight_does_not_hide_it() -> None:
    numbers = [{"number": 60, "threshold": "minimumScore"}, {"number": 35, "weight": "percentageExact"}]
    _, (criterion,) = criteria_of({"type": "quality", "numbers": numbers})
    assert criterion.weight == Decimal(35)


def test_a_description_that_is_no_weight_describes_the_criterion() -> None:
    _, (criterion,) = criteria_of(
        {"type": "quality", "name": "Team", "description": "The people who do the work"}
    )
    assert (criterion.weight, criterion.description) == (None, "The people who do the work")
    assert criterion.weight_note.startswith("No weighting was published")


def test_odd_criteria_are_kept_and_noted() -> None:
    draft, criteria = criteria_of(
        {"type": "quality", "name": "Price", "description": "100"},
        {"type": "price", "description": "0"},
        {"type": "novel", "description": 12},
        {"description": Decimal("1.5")},
    )
    assert [c.kind for c in criteria] == ["quality", "price", "other", "other"]
    assert [c.weight for c in criteria] == [Decimal(100), Decimal(0), Decimal(12), Decimal("1.5")]
    words = notes_of(draft)
    for expected in (
        "called “Price”: check",
        "a weighting of 0%",
        "of the type “novel”",
        "without a type",
        "113.5%, 13.5% too much",
    ):
        assert expected in words


def test_the_only_criterion_without_a_weight_says_what_to_do() -> None:
    _, (criterion,) = criteria_of({"type": "price"})
    assert criterion.weight_note == "No weighting was published. If price alone decides, enter 100."


def test_criteria_of_the_tender_hold_for_lots_that_have_none_of_their_own() -> None:
    whole = {"criteria": [{"type": "price", "description": "100"}]}
    own = {"criteria": [{"type": "cost", "description": "100"}], "weightingDescription": "As in annex 2"}
    draft = draft_of(awardCriteria=whole, lots=[{"id": "1"}, {"id": "2", "awardCriteria": own}])
    assert [lot.criteria[0].kind for lot in draft.lots] == ["price", "cost"]
    assert "“As in annex 2”" in notes_of(draft)


def test_lots_are_numbered_by_their_place_and_a_number_of_their_own_is_noted() -> None:
    draft = draft_of(lots=[{"id": "7", "title": "Seventh"}, {"id": "3"}, {"id": "7"}, {"id": "20"}])
    assert [(lot.number, lot.title) for lot in draft.lots][1] == (2, "Seventh")
    assert [lot.number for lot in draft.lots] == [1, 2, 3, 4]
    own = [(note.lot, note.text) for note in draft.notes if "numbers this lot" in note.text]
    assert own[0] == (1, "The notice numbers this lot “3”.")
    assert len(own) == 4


def test_lots_without_numbers_keep_their_order() -> None:
    draft = draft_of(lots=[{"id": "B", "title": "Second"}, {"id": "A", "title": "First"}, {"title": "Third"}])
    assert [lot.title for lot in draft.lots] == ["Second", "First", "Third"]


def test_a_contract_that_ends_before_it_starts_has_no_dates() -> None:
    draft = draft_of(contractPeriod={"startDate": "2027-04-01T00:00:00+01:00", "endDate": "2027-03-31"})
    assert (draft.contract_start, draft.contract_end) == (None, None)
    assert "ends before it starts" in notes_of(draft)


def test_contract_dates_are_days_in_london() -> None:
    draft = draft_of(
        contractPeriod={"startDate": "2027-03-31T23:00:00Z", "endDate": "2035-04-01T23:59:59+01:00"}
    )
    assert (draft.contract_start, draft.contract_end) == (date(2027, 4, 1), date(2035, 4, 1))


@pytest.mark.parametrize(
    ("release", "name"),
    [
        ({"buyer": {"name": "Northmoor"}}, "Northmoor"),
        ({"buyer": {"id": "1"}, "parties": [{"id": "1", "name": "Northmoor"}]}, "Northmoor"),
        ({"parties": [{"id": "1", "name": "Northmoor", "roles": ["buyer"]}]}, "Northmoor"),
        ({"parties": [{"id": "1", "name": "Northmoor", "roles": ["supplier"]}]}, None),
        ({"buyer": "Northmoor"}, None),
    ],
)
def test_the_buyer_is_found_where_the_notice_names_it(release: dict[str, Any], name: str | None) -> None:
    data = {"ocid": "x", "tag": ["tender"], "tender": {"title": "C"}, **release}
    draft = draft_from_release(ParsedRelease(number=1, data=data), now=NOW)
    assert isinstance(draft, TenderDraft)
    assert (draft.buyer.name if draft.buyer else None) == name
    assert ("does not name a buyer" in notes_of(draft)) == (name is None)


def test_a_note_about_several_lots_is_said_once() -> None:
    good = {"awardCriteria": {"criteria": [{"type": "price", "description": "100"}]}}
    bare = (1, 2, 3, 5, 8, 9)
    draft = draft_of(lots=[{"id": str(n), **({} if n in bare else good)} for n in range(1, 10)])
    assert (
        "Lots 1 to 3, 5, 8 and 9: The notice gives no award criteria. Add them, with weightings that add up "
        "to "
        "100%." in notes_in_words(draft.notes)
    )
