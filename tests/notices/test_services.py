from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from procurement.accounts.models import Person
from procurement.audit.queries import history
from procurement.core.errors import NotPermitted
from procurement.notices.ocds import BuyerDraft, TenderDraft
from procurement.notices.queries import authority_of_buyer
from procurement.notices.services import AlreadyImported, authority_for_import, import_release
from procurement.organisations.models import Organisation
from procurement.organisations.roles import roles_of
from procurement.tenders.models import Criterion, Stage, Tender
from tests.factories import AuthorityFactory, OrganisationGrantFactory, PersonFactory, SupplierFactory

from .samples import draft_of, sample_outcomes

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority() -> Organisation:
    return AuthorityFactory(name="Northmoor Council")


@pytest.fixture
def officer(authority: Organisation) -> Person:
    return OrganisationGrantFactory(organisation=authority).person


def sample(number: int) -> TenderDraft:
    result = sample_outcomes()[number].result
    assert isinstance(result, TenderDraft)
    return result


def criteria_of(tender: Tender, lot: int) -> list[tuple[str, str, Decimal | None]]:
    return list(
        Criterion.objects.filter(lot__tender=tender, lot__number=lot).values_list("kind", "title", "weight")
    )


def test_a_notice_becomes_a_draft_tender_with_its_lots_criteria_and_deadline(
    officer: Person, authority: Organisation
) -> None:
    tender = import_release(actor=officer, authority=authority, draft=sample(0))
    assert (tender.state, tender.authority, tender.created_by) == ("draft", authority, officer)
    assert (tender.reference, tender.ocid) == ("NC-2026-014", "ocds-made-up-0001")
    assert (tender.cpv, tender.cpv_title) == ("85311300", "Welfare services for children and young people")
    assert (tender.value, tender.currency) == (Decimal("1250000.00"), "GBP")
    assert (tender.contract_start, tender.contract_end) == (date(2027, 4, 1), date(2030, 3, 31))
    assert Stage.objects.get(tender=tender).deadline == datetime(2027, 1, 15, 12, tzinfo=UTC)
    assert list(tender.lots.values_list("number", "title", "value")) == [
        (1, "North", Decimal(750_000)),
        (2, "South", Decimal(500_000)),
    ]
    assert criteria_of(tender, 1) == [
        ("quality", "Quality", Decimal(50)),
        ("method", "Social value", Decimal(10)),
        ("price", "Price", Decimal(40)),
    ]
    assert criteria_of(tender, 2) == [("quality", "Quality", Decimal(45)), ("price", "Price", Decimal(50))]


def test_every_note_stays_with_the_tender(officer: Person, authority: Organisation) -> None:
    tender = import_release(actor=officer, authority=authority, draft=sample(0))
    notes = "\n".join(tender.source_notes)
    assert "Lot 2: The weightings as published add up to 95%, so 5% is missing." in notes
    assert "Procedure, in the publisher's words: Open procedure." in notes
    assert "Deadline for questions in the notice: 18 December 2026 at 12 noon (London time)." in notes
    assert "Further CPV codes of the notice: 98341000." in notes


def test_a_weight_that_is_no_single_percentage_stays_empty_with_its_reason(
    officer: Person, authority: Organisation
) -> None:
    tender = import_release(actor=officer, authority=authority, draft=sample(1))
    notes = Criterion.objects.filter(lot__tender=tender).values_list("weight", "weight_note")
    assert list(notes) == [
        (None, "“15-40%” is a range, not one weighting. Choose the weighting within it."),
        (None, "“60-85%” is a range, not one weighting. Choose the weighting within it."),
    ]


def test_the_import_is_the_last_event_of_the_tenders_own_chain(
    officer: Person, authority: Organisation
) -> None:
    tender = import_release(actor=officer, authority=authority, draft=sample(1))
    event = history(chain=tender.audit_chain)[0]
    assert (event.action, event.actor) == ("tender.imported", f"person:{officer.pk}")
    assert event.details == {
        "by": officer.name,
        "ocid": "ocds-made-up-0002",
        "release": "0002-2",
        "buyer": "Eastfold District Council",
        "lots": 1,
        "criteria": 2,
        "weights_missing": 2,
    }


def test_importing_again_is_refused_and_points_to_the_tender(
    officer: Person, authority: Organisation
) -> None:
    tender = import_release(actor=officer, authority=authority, draft=sample(0))
    with pytest.raises(AlreadyImported, match="reference NC-2026-014") as refused:
        import_release(actor=officer, authority=authority, draft=sample(0))
    assert refused.value.tender == tender
    assert Tender.objects.count() == 1


def test_a_double_click_gives_the_tender_of_the_first(officer: Person, authority: Organisation) -> None:
    key = uuid4()
    first = import_release(actor=officer, authority=authority, draft=sample(0), creation_key=key)
    assert import_release(actor=officer, authority=authority, draft=sample(0), creation_key=key) == first
    assert Criterion.objects.count() == 5


def test_two_authorities_may_start_from_one_notice(officer: Person, authority: Organisation) -> None:
    other = OrganisationGrantFactory(person=officer).organisation
    import_release(actor=officer, authority=authority, draft=sample(0))
    assert import_release(actor=officer, authority=other, draft=sample(0)).authority == other


def test_a_reference_that_is_taken_is_replaced_and_noted(officer: Person, authority: Organisation) -> None:
    import_release(actor=officer, authority=authority, draft=sample(0))
    again = import_release(
        actor=officer, authority=authority, draft=replace(sample(0), ocid="ocds-made-up-9")
    )
    assert again.reference not in ("", "NC-2026-014")
    assert "NC-2026-014 belongs to another tender" in again.source_notes[0]


def test_only_an_officer_of_the_authority_imports_and_nothing_remains_of_a_refused_import(
    authority: Organisation,
) -> None:
    approver = OrganisationGrantFactory(organisation=authority, role="approver").person
    for person in (approver, OrganisationGrantFactory().person, PersonFactory()):
        with pytest.raises(NotPermitted):
            import_release(actor=person, authority=authority, draft=sample(0))
    assert not Tender.objects.exists()


def test_a_tender_keeps_its_currency_and_a_lot_in_another_loses_its_value_with_a_note(
    officer: Person, authority: Organisation
) -> None:
    euros, pounds = {"amount": 114_000, "currency": "EUR"}, {"amount": 9_000, "currency": "GBP"}
    lots = [{"id": "1", "value": euros}, {"id": "2", "value": pounds}]
    tender = import_release(actor=officer, authority=authority, draft=draft_of(value=euros, lots=lots))
    assert (tender.value, tender.currency) == (Decimal(114_000), "EUR")
    assert [lot.value for lot in tender.lots.order_by("number")] == [Decimal(114_000), None]
    assert "Lot 2: its value of £9,000 was left out, because the tender is in EUR." in tender.source_notes


def test_a_tender_without_a_value_is_in_the_currency_that_its_lots_share() -> None:
    lots = [{"id": str(number), "value": {"amount": 9_000, "currency": "EUR"}} for number in (1, 2)]
    assert draft_of(lots=lots).currency == "EUR"
    lots[0]["value"] = {"amount": 9_000, "currency": "GBP"}
    assert draft_of(lots=lots).currency == "GBP"


# --- whose tender it is -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Northmoor Council", "NORTHMOOR  COUNCIL", "The Northmoor Council", "Northmoor Council."]
)
def test_a_buyer_is_known_by_its_name_however_it_is_spelt(authority: Organisation, name: str) -> None:
    assert authority_of_buyer(BuyerDraft(name)) == authority


def test_a_buyer_is_known_by_its_identifier_before_its_name(authority: Organisation) -> None:
    renamed = AuthorityFactory(name="Moor Unitary Council", identifier_scheme="GB-LAE", identifier="NOR")
    assert authority_of_buyer(BuyerDraft("Northmoor Council", "GB-LAE", "NOR")) == renamed


def test_an_unknown_buyer_a_supplier_and_two_of_one_name_are_no_authority(authority: Organisation) -> None:
    SupplierFactory(name="Eastfold")
    AuthorityFactory(name="Westvale Council")
    AuthorityFactory(name="The Westvale Council")
    for buyer in (None, BuyerDraft("Eastfold"), BuyerDraft("Westvale Council"), BuyerDraft("North")):
        assert authority_of_buyer(buyer) is None


def test_a_new_authority_belongs_to_no_shared_service_and_has_its_officer() -> None:
    person = PersonFactory()
    made = authority_for_import(actor=person, buyer=BuyerDraft("Eastfold District Council", "GB-LAE", "EAS"))
    assert (made.kind, made.part_of, made.identifier) == ("authority", None, "EAS")
    assert roles_of(person, on=made) == {"officer"}
