"""Documents of a tender: who changes them, what is kept of each version, and what of it is published."""

import hashlib
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from procurement.audit.models import AuditEvent
from procurement.core.errors import Conflict, NotPermitted, Refused
from procurement.core.time import database_now
from procurement.tenders.documents import (
    documents_changed,
    documents_of,
    lots_without_specification,
    public_documents,
)
from procurement.tenders.models import (
    ConfidentialityUndertaking,
    DocumentsSeen,
    DocumentVersion,
    TenderDocument,
    TenderGrant,
)
from procurement.tenders.readiness import document_warnings
from procurement.tenders.services import (
    add_document,
    cancel_tender,
    note_documents_seen,
    remove_lot,
    replace_document,
    withdraw_document,
)
from tests.factories import PersonFactory

from .conftest import World
from .documents import (
    Kind,
    add,
    add_restricted,
    bid_writer,
    docx,
    events,
    pass_deadline,
    pdf,
    published,
    replace,
    stored,
    undertaken,
)


@pytest.fixture(autouse=True)
def own_storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


# --- adding and replacing -------------------------------------------------------------------------


def test_a_document_is_kept_with_its_first_version_and_an_event(world: World, settings: Any) -> None:
    tender = world.draft()
    document = add(world, tender)
    version = document.versions.get()
    assert (version.number, version.content_type, version.added_by) == (1, "application/pdf", world.officer)
    assert version.sha256 == hashlib.sha256(pdf("Service specification")).hexdigest()
    assert [path.read_bytes() for path in stored(settings)] == [pdf("Service specification")]
    assert "pecification" not in version.path
    event = AuditEvent.objects.get(action="tenderdocument.added")
    assert event.details["sha256"] == version.sha256
    assert event.details["where"] == "All lots"


def test_a_new_version_must_say_what_changed_and_the_old_one_stays(world: World, settings: Any) -> None:
    document = add(world, world.draft())
    with pytest.raises(Refused, match="Say what changed"):
        replace(world, document, "two", changes="  ")
    replace(world, document, "two")
    assert [(one.number, one.changes) for one in document.versions.all()] == [
        (1, ""),
        (2, "Section 2 is new."),
    ]
    assert len(stored(settings)) == 2
    assert events(document.tender) == ["tenderdocument.added", "tenderdocument.replaced"]


def test_a_version_that_somebody_replaced_meanwhile_is_not_replaced_unseen(
    world: World, settings: Any
) -> None:
    document = add(world, world.draft())
    replace(world, document, "two", seen=1)
    with pytest.raises(Conflict, match="added version 2"):
        replace(world, document, "three", seen=1)
    assert document.versions.count() == len(stored(settings)) == 2


def test_the_second_of_two_clicks_gives_the_version_that_the_first_made(world: World, settings: Any) -> None:
    document = add(world, world.draft())
    first, second = (replace(world, document, "two", seen=1) for _click in range(2))
    assert first == second
    assert document.versions.count() == len(stored(settings)) == 2
    assert events(document.tender) == ["tenderdocument.added", "tenderdocument.replaced"]
    with pytest.raises(Conflict, match="added version 2"):
        replace(world, document, "two", seen=1, changes="Other words.")


def test_the_same_file_again_is_no_new_version(world: World) -> None:
    document = add(world, world.draft())
    with pytest.raises(Refused, match="same as version 1, byte for byte"):
        replace(world, document, "Service specification")


def test_a_double_click_adds_one_document(world: World, settings: Any) -> None:
    tender, key = world.draft(), uuid.uuid4()
    made = {
        add_document(
            actor=world.officer,
            tender=tender,
            lot=None,
            kind=Kind.TERMS,
            title="Terms",
            is_restricted=False,
            name="Terms.pdf",
            data=pdf("terms"),
            key=key,
        ).pk
        for _ in range(2)
    }
    assert len(made) == len(stored(settings)) == 1


def test_two_documents_of_one_title_can_stand_in_two_lots_and_not_in_one(world: World) -> None:
    tender = world.draft(lots=2)
    first, second = tender.lots.all()
    for lot in (None, first, second):
        add(world, tender, lot=lot)
        with pytest.raises(Refused, match="Replace it with a new version, or give this one another title"):
            add(world, tender, lot=lot)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("Specification.docm", docx("word/vbaProject.bin"), "contains macros"),
        ("Specification.docx", docx("word/vbaProject.bin"), "contains macros"),
        ("Specification.pdf", docx(), "it holds a Word document"),
        ("Specification.pdf", b"", "is empty"),
        ("Specification.pdf", pdf("x" * 2000), "the most is"),
    ],
)
def test_a_refused_file_leaves_nothing_behind(
    world: World, settings: Any, name: str, data: bytes, says: str
) -> None:
    settings.MAX_DOCUMENT_BYTES = 1024
    with pytest.raises(Refused, match=says):
        add(world, world.draft(), name=name, data=data)
    assert not TenderDocument.objects.exists()
    assert stored(settings) == []


# --- what the database holds ----------------------------------------------------------------------


def test_no_version_and_no_undertaking_is_changed_or_deleted(world: World) -> None:
    tender = world.ready()
    add_restricted(world, tender)
    undertaken(published(world, tender), *bid_writer())
    for rows, change in (
        (DocumentVersion.objects.all(), {"sha256": "0" * 64}),
        (ConfidentialityUndertaking.objects.all(), {"text": "Nothing."}),
    ):
        with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
            rows._raw_delete(rows.db)


@pytest.mark.parametrize("change", [{"number": 1}, {"number": 2, "changes": ""}, {"number": 0}])
def test_the_database_refuses_a_number_twice_and_a_change_without_words(
    world: World, change: dict[str, Any]
) -> None:
    version = add(world, world.draft()).versions.get()
    version.pk, version.path, version._state.adding = uuid.uuid4(), "elsewhere", True
    for field, value in {"changes": "Something.", **change}.items():
        setattr(version, field, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save(force_insert=True)


@pytest.mark.parametrize(
    "change",
    [{"kind": "workforce"}, {"kind": "poem"}, {"withdrawn_reason": "Why"}, {"title": ""}],
)
def test_the_database_refuses_what_no_document_can_be(world: World, change: dict[str, Any]) -> None:
    document = add(world, world.draft())
    with pytest.raises(IntegrityError), transaction.atomic():
        TenderDocument.objects.filter(pk=document.pk).update(**change)


# --- who and when ---------------------------------------------------------------------------------


def test_documents_change_until_the_deadline_and_not_after_it(world: World) -> None:
    tender = world.ready()
    document = add(world, tender)
    published(world, tender)
    replace(world, document, "two")
    add(world, tender, "Terms", kind=Kind.TERMS)
    pass_deadline(tender)
    with pytest.raises(NotPermitted, match="The deadline for bids was"):
        replace(world, document, "three")
    with pytest.raises(NotPermitted, match="The deadline for bids was"):
        add(world, tender, "Late")
    assert withdraw_document(actor=world.officer, document=document, reason="It names people.").is_withdrawn


def test_nobody_but_officers_changes_documents(world: World) -> None:
    tender = world.draft()
    document = add(world, tender)
    for person in (
        world.person_with("approver"),
        world.person_with("administrator"),
        world.other_officer,
        bid_writer()[0],
    ):
        with pytest.raises(NotPermitted):
            replace_document(
                actor=person, document=document, name="S.pdf", data=pdf("x"), changes="All of it."
            )
        with pytest.raises(NotPermitted):
            withdraw_document(actor=person, document=document, reason="Because.")


def test_an_officer_of_one_lot_changes_its_documents_and_not_those_of_all_lots(world: World) -> None:
    tender = world.draft(lots=2)
    lot, other = tender.lots.all()
    officer = PersonFactory()
    TenderGrant.objects.create(person=officer, tender=tender, lot=lot, role="officer")
    common, mine, theirs = add(world, tender), add(world, tender, lot=lot), add(world, tender, lot=other)
    replace_document(actor=officer, document=mine, name="S.pdf", data=pdf("x"), changes="All of it.")
    for document in (common, theirs):
        with pytest.raises(NotPermitted, match="procurement officer"):
            withdraw_document(actor=officer, document=document, reason="Because.")


def test_a_cancelled_tender_gets_no_more_documents(world: World) -> None:
    tender = world.draft()
    document = add(world, tender)
    cancel_tender(actor=world.officer, tender=tender, reason="No budget.")
    with pytest.raises(NotPermitted, match="nothing about it changes any more"):
        replace(world, document, "two")


def test_a_withdrawn_document_stays_listed_with_its_reason_and_is_not_replaced(world: World) -> None:
    document = add(world, world.draft())
    with pytest.raises(Refused, match="Give the reason"):
        withdraw_document(actor=world.officer, document=document, reason=" ")
    for _click in range(2):
        withdraw_document(actor=world.officer, document=document, reason="It was the wrong file.")
    (shown,) = documents_of(document.tender)
    assert shown.document.withdrawn_reason == "It was the wrong file."
    with pytest.raises(NotPermitted, match="This document is withdrawn"):
        replace(world, shown.document, "two")
    assert events(document.tender).count("tenderdocument.withdrawn") == 1


def test_a_lot_that_leaves_the_draft_leaves_its_documents_withdrawn(world: World) -> None:
    tender = world.draft(lots=2)
    lot = tender.lots.get(number=2)
    add(world, tender, lot=lot)
    remove_lot(actor=world.officer, lot=lot)
    (shown,) = documents_of(tender)
    assert shown.document.withdrawn_reason == "Lot 2: Area 2 was removed from the tender."
    assert shown.document.lot is None


# --- what is published ----------------------------------------------------------------------------


def test_bidders_see_what_stood_at_publication_and_every_change_after_it(world: World) -> None:
    tender = world.ready()
    specification, dropped = add(world, tender), add(world, tender, "Dropped", kind=Kind.OTHER)
    replace(world, specification, "two", changes="A slip of the pen.")
    withdraw_document(actor=world.officer, document=dropped, reason="Not needed.")
    assert public_documents(tender) == []
    published(world, tender)
    replace(world, specification, "three", changes="Section 3 is shorter.")
    late = add(world, tender, "Late", kind=Kind.OTHER)
    withdraw_document(actor=world.officer, document=late, reason="It was for another tender.")
    shown = public_documents(tender)
    assert [one.document.title for one in shown] == ["Service specification", "Late"]
    assert [(one.number, one.changes) for one in shown[0].versions] == [
        (3, "Section 3 is shorter."),
        (2, ""),
    ]
    assert shown[1].document.withdrawn_reason == "It was for another tender."


def test_what_changed_since_the_last_look_is_told_once_and_for_the_lot_alone(world: World) -> None:
    tender = world.ready(lots=2)
    first, second = tender.lots.all()
    document = add(world, tender)
    published(world, tender)
    person, began = bid_writer()[0], database_now()

    def told(lot: Any) -> list[tuple[str, str]]:
        changes = documents_changed(person, tender=tender, lot=lot, since=began)
        return [(change.title, change.what) for change in changes]

    assert told(first) == []
    replace(world, document, "two")
    add(world, tender, "Plans", kind=Kind.OTHER, lot=second)
    assert told(first) == [("Service specification", "version 2")]
    assert told(second) == [("Service specification", "version 2"), ("Plans", "new document")]
    note_documents_seen(actor=person, tender=tender, changed_at=database_now())
    assert told(second) == []
    withdraw_document(actor=world.officer, document=document, reason="It is void.")
    assert told(first) == [("Service specification", "withdrawn")]


def test_looking_again_writes_nothing_while_nothing_changed(
    world: World, django_assert_num_queries: Any
) -> None:
    person, tender, changed = bid_writer()[0], world.draft(), database_now()
    note_documents_seen(actor=person, tender=tender, changed_at=changed)
    with django_assert_num_queries(1):
        note_documents_seen(actor=person, tender=tender, changed_at=changed)
    assert DocumentsSeen.objects.count() == 1


def test_a_missing_specification_is_a_warning_that_names_the_lots(world: World) -> None:
    tender = world.draft(lots=3)
    lots = list(tender.lots.all())

    def warned() -> list[str]:
        return document_warnings(lots, lots_without_specification(lots, documents_of(tender)))

    assert "there is no specification" in warned()[0]
    own = add(world, tender, lot=lots[0])
    assert warned()[0].startswith("There is no specification for lot 2 and lot 3, so bidders have only")
    for_all = add(world, tender)
    assert warned() == []
    for document in (for_all, own):
        withdraw_document(actor=world.officer, document=document, reason="Wrong file.")
    assert warned()


# --- what reading costs ---------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3])
def test_reading_documents_costs_the_same_for_one_and_for_many(
    world: World, size: int, django_assert_num_queries: Any
) -> None:
    tender = world.ready(lots=size)
    for lot in tender.lots.all():
        replace(world, add(world, tender, lot=lot), "two")
    published(world, tender)
    person, lot = bid_writer()[0], tender.lots.first()
    with django_assert_num_queries(2):
        assert len(documents_of(tender)) == size
    with django_assert_num_queries(2):
        assert len(public_documents(tender)) == size
    with django_assert_num_queries(3):
        documents_changed(person, tender=tender, lot=lot, since=tender.published_at)
