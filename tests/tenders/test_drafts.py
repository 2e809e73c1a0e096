"""Making and changing a draft: tenders, timetable, lots."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from procurement.audit.models import AuditEvent
from procurement.core.errors import NotPermitted, Refused
from procurement.core.time import database_now
from procurement.organisations.models import Organisation
from procurement.tenders.models import LotStage, Tender
from procurement.tenders.services import (
    LotSpec,
    add_lot,
    create_tender,
    grant_on_tender,
    remove_lot,
    set_timetable,
    update_lot,
    update_tender,
)
from tests.factories import OrganisationGrantFactory, PersonFactory, SupplierFactory
from tests.tenders.conftest import World

pytestmark = pytest.mark.django_db


def actions(tender: Tender) -> list[str]:
    return list(AuditEvent.objects.filter(chain__key=tender.audit_chain).values_list("action", flat=True))


def test_a_new_tender_is_a_draft_with_a_stage_and_one_lot(world: World) -> None:
    tender = create_tender(
        actor=world.officer, authority=world.authority, title="  School   meals ", value=Decimal(640000)
    )
    lot_stage = LotStage.objects.get(lot__tender=tender)
    assert (tender.state, tender.title) == ("draft", "School meals")
    assert (lot_stage.lot.number, lot_stage.lot.title, lot_stage.lot.value) == (
        1,
        "School meals",
        Decimal(640000),
    )
    assert lot_stage.stage.deadline is None
    assert actions(tender) == ["tender.created"]


def test_lots_get_their_numbers_in_the_order_given(world: World) -> None:
    tender = world.draft(lots=3)
    assert [(lot.number, lot.title) for lot in tender.lots.all()] == [
        (1, "Area 1"),
        (2, "Area 2"),
        (3, "Area 3"),
    ]


def test_an_empty_reference_gets_the_next_free_number_of_the_authority(world: World) -> None:
    year = database_now().year
    first = world.draft()
    second = world.draft(reference=f"NC-{year}-003")
    third = world.draft()
    elsewhere = create_tender(actor=world.other_officer, authority=world.other_authority, title="Theirs")
    assert [t.reference for t in (first, second, third, elsewhere)] == [
        f"NC-{year}-001", f"NC-{year}-003", f"NC-{year}-004", f"WC-{year}-001",
    ]  # fmt: skip


def test_a_double_click_makes_one_tender(world: World) -> None:
    key = uuid4()
    first = world.draft(creation_key=key)
    second = world.draft(creation_key=key)
    assert first == second
    assert Tender.objects.count() == 1
    assert actions(first) == ["tender.created"]


def test_somebody_else_s_form_does_not_give_away_a_tender(world: World) -> None:
    key = uuid4()
    world.draft(creation_key=key)
    with pytest.raises(Refused, match="made another tender already"):
        create_tender(
            actor=world.other_officer, authority=world.other_authority, title="Theirs", creation_key=key
        )


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"reference": "NMC-1"}, "has a tender with the reference NMC-1 already"),
        ({"ocid": "ocds-1"}, "has a tender from this notice already"),
        ({"contract_start": date(2027, 4, 1), "contract_end": date(2027, 3, 31)}, "ends before it starts"),
        ({"value": Decimal(-1)}, "0 or more"),
    ],
)
def test_a_tender_is_refused_in_words(world: World, facts: dict[str, object], message: str) -> None:
    world.draft(reference="NMC-1", ocid="ocds-1")
    with pytest.raises(Refused, match=message):
        create_tender(actor=world.officer, authority=world.authority, title="Another", **facts)  # type: ignore[arg-type]
    assert Tender.objects.count() == 1


def test_another_authority_may_use_the_same_reference_and_notice(world: World) -> None:
    world.draft(reference="NMC-1", ocid="ocds-1")
    theirs = create_tender(
        actor=world.other_officer,
        authority=world.other_authority,
        title="X",
        reference="NMC-1",
        ocid="ocds-1",
    )
    assert theirs.authority == world.other_authority


def test_a_tender_without_a_title_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="Enter a title for the tender"):
        create_tender(actor=world.officer, authority=world.authority, title="  ")


def test_only_an_officer_of_the_authority_makes_a_tender(world: World) -> None:
    for person in (
        world.other_officer,
        world.person_with("approver"),
        world.person_with("administrator"),
        PersonFactory(),
    ):
        with pytest.raises(NotPermitted):
            create_tender(actor=person, authority=world.authority, title="X")


def test_an_officer_of_the_shared_service_makes_tenders_for_each_authority(world: World) -> None:
    shared = Organisation.objects.create(kind="shared_service", name="Shared Procurement")
    Organisation.objects.filter(pk=world.authority.pk).update(part_of=shared)
    world.authority.refresh_from_db()
    officer = OrganisationGrantFactory(organisation=shared, role="officer").person
    assert create_tender(actor=officer, authority=world.authority, title="Ours").pk
    with pytest.raises(NotPermitted):
        create_tender(actor=officer, authority=world.other_authority, title="Theirs")


def test_a_supplier_is_no_authority(world: World) -> None:
    supplier = SupplierFactory()
    officer = OrganisationGrantFactory(organisation=supplier, role="officer").person
    with pytest.raises(NotPermitted, match="belongs to a contracting authority"):
        create_tender(actor=officer, authority=supplier, title="X")


def test_details_are_changed_and_recorded_only_when_something_is_different(world: World) -> None:
    tender = world.draft()
    update_tender(actor=world.officer, tender=tender, title="New title", cpv="85311000")
    update_tender(actor=world.officer, tender=tender, title="New title", cpv="85311000")
    assert (tender.title, tender.cpv) == ("New title", "85311000")
    assert actions(tender) == ["tender.created", "tender.changed"]


def test_the_state_of_a_tender_is_no_detail(world: World) -> None:
    with pytest.raises(TypeError, match="state"):
        update_tender(actor=world.officer, tender=world.draft(), state="published")


def test_a_deadline_is_set_in_the_future_only(world: World) -> None:
    tender = world.draft()
    deadline = database_now() + timedelta(days=30)
    assert set_timetable(actor=world.officer, tender=tender, deadline=deadline).deadline == deadline
    with pytest.raises(Refused, match="is in the past"):
        set_timetable(actor=world.officer, tender=tender, deadline=database_now() - timedelta(seconds=1))
    assert tender.stages.get().deadline == deadline


def test_a_lot_is_added_once_for_a_double_click(world: World) -> None:
    tender, key = world.draft(), uuid4()
    for _click in range(2):
        lot = add_lot(actor=world.officer, tender=tender, spec=LotSpec("West"), key=key)
    assert (lot.number, tender.lots.count(), lot.stages.count()) == (2, 2, 1)


def test_a_removed_lot_leaves_no_gap_in_the_numbers(world: World) -> None:
    tender = world.draft(lots=4)
    remove_lot(actor=world.officer, lot=tender.lots.get(number=2))
    assert [(lot.number, lot.title) for lot in tender.lots.all()] == [
        (1, "Area 1"),
        (2, "Area 3"),
        (3, "Area 4"),
    ]


def test_removing_a_lot_twice_removes_one(world: World) -> None:
    tender = world.draft(lots=3)
    lot = tender.lots.get(number=1)
    remove_lot(actor=world.officer, lot=lot)
    remove_lot(actor=world.officer, lot=lot)
    assert tender.lots.count() == 2


def test_the_last_lot_stays(world: World) -> None:
    with pytest.raises(Refused, match="at least one lot"):
        remove_lot(actor=world.officer, lot=world.draft().lots.get())


def test_a_lot_is_changed_and_a_title_is_needed(world: World) -> None:
    lot = world.draft().lots.get()
    assert update_lot(actor=world.officer, lot=lot, title="East", value=Decimal(5)).title == "East"
    with pytest.raises(Refused, match="Enter a title for lot 1"):
        update_lot(actor=world.officer, lot=lot, title="")


def test_a_role_on_one_lot_lets_nobody_edit_the_tender(world: World) -> None:
    tender = world.draft(lots=2)
    person = PersonFactory()
    grant_on_tender(
        actor=world.officer, person=person, tender=tender, role="officer", lot=tender.lots.get(number=1)
    )
    with pytest.raises(NotPermitted, match="procurement officer"):
        update_tender(actor=person, tender=tender, title="Mine")
