"""Documents of a tender: who changes them, what is kept of each version, and to whom a restricted one is given."""

import hashlib
import io
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction

from procurement.audit.models import AuditEvent
from procurement.core.errors import Conflict, NotPermitted, Refused
from procurement.core.sealing import SealBroken
from procurement.core.time import database_now
from procurement.tenders.documents import (
    documents_changed,
    documents_of,
    lots_without_specification,
    public_documents,
    releases_of,
)
from procurement.tenders.models import (
    ConfidentialityUndertaking,
    DocumentsSeen,
    DocumentVersion,
    Stage,
    Tender,
    TenderDocument,
    TenderGrant,
)
from procurement.tenders.readiness import document_warnings
from procurement.tenders.services import (
    accept_undertaking,
    add_document,
    cancel_tender,
    note_documents_seen,
    release_document,
    remove_lot,
    replace_document,
    withdraw_document,
)
from procurement.tenders.undertaking import PROMISES, TEXT_VERSION
from tests.factories import PersonFactory

from .conftest import World
from .documents import SECRET, Kind, add, add_restricted, bid_writer, docx, pdf, published, undertaken


@pytest.fixture(autouse=True)
def own_storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def replace(world: World, document: TenderDocument, words: str, **more: Any) -> DocumentVersion:
    return replace_document(
        actor=world.officer,
        document=document,
        name="Specification.pdf",
        data=pdf(words),
        **{"changes": "Section 2 is new.", **more},
    )


def events(tender: Tender) -> list[str]:
    chain = AuditEvent.objects.filter(chain__key=tender.audit_chain).order_by("number")
    return [
        event.action for event in chain if event.action.split(".")[0] in ("tenderdocument", "undertaking")
    ]


def stored(settings: Any) -> list[Path]:
    return [path for path in (Path(settings.MEDIA_ROOT) / "documents").rglob("*") if path.is_file()]


def pass_deadline(tender: Tender) -> None:
    Stage.objects.filter(tender=tender).update(deadline=database_now() - timedelta(minutes=1))


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


# --- restricted documents -------------------------------------------------------------------------


def test_a_workforce_list_is_restricted_or_refused(world: World) -> None:
    with pytest.raises(Refused, match="about people"):
        add(world, world.draft(), kind=Kind.WORKFORCE)


def test_a_restricted_document_is_stored_encrypted_and_bound_to_its_version(
    world: World, settings: Any
) -> None:
    tender = world.ready()
    first = add_restricted(world, tender).versions.get()
    other = add_restricted(world, tender, "Another").versions.get()
    published(world, tender)
    person, supplier = bid_writer()
    undertaken(tender, person, supplier)
    assert all(SECRET[:20] not in path.read_bytes() for path in stored(settings))
    assert release_document(actor=person, version=first) == SECRET
    one, two = (Path(settings.MEDIA_ROOT) / version.path for version in (first, other))
    one.chmod(0o600)
    one.write_bytes(two.read_bytes())
    with pytest.raises(SealBroken):
        release_document(actor=person, version=first)
    one.unlink()
    with pytest.raises(SealBroken, match="not in the storage"):
        release_document(actor=person, version=first)
    assert events(tender).count("tenderdocument.released") == 1


def test_a_restricted_document_is_given_after_the_undertaking_and_each_release_is_noted(world: World) -> None:
    tender = world.ready()
    version = add_restricted(world, tender).versions.get()
    published(world, tender)
    (person, supplier), (rival, _other) = bid_writer(), bid_writer("Northgate Care")
    for somebody in (person, rival, world.officer, PersonFactory()):
        with pytest.raises(NotPermitted):
            release_document(actor=somebody, version=version)
    undertaken(tender, person, supplier)
    for _download in range(2):
        assert release_document(actor=person, version=version) == SECRET
    with pytest.raises(NotPermitted, match="confidentiality undertaking"):
        release_document(actor=rival, version=version)
    given = releases_of(version.document)
    assert [(one.by, one.to, one.version) for one in given] == [(str(person), supplier.name, 1)] * 2
    assert events(tender) == [
        "tenderdocument.added",
        "undertaking.accepted",
        "tenderdocument.released",
        "tenderdocument.released",
    ]


def test_an_undertaking_is_kept_in_the_words_that_were_accepted(world: World) -> None:
    tender = published(world, world.ready())
    person, supplier = bid_writer()
    for _click in range(2):
        undertaken(tender, person, supplier)
    kept = ConfidentialityUndertaking.objects.get()
    assert (kept.person, kept.supplier, kept.text_version) == (person, supplier, TEXT_VERSION)
    assert all(promise in kept.text for promise in PROMISES)
    assert supplier.name in kept.text
    assert tender.title in kept.text
    assert events(tender) == ["undertaking.accepted"]


def test_nobody_undertakes_for_others_or_in_words_they_did_not_read(world: World) -> None:
    tender = published(world, world.ready())
    person, supplier = bid_writer()
    with pytest.raises(Conflict, match="wording has changed"):
        accept_undertaking(actor=person, tender=tender, supplier=supplier, text_version=TEXT_VERSION + 1)
    with pytest.raises(Refused, match="You do not write bids for this organisation"):
        undertaken(tender, person, bid_writer("Northgate Care")[1])
    for somebody in (world.officer, PersonFactory()):
        with pytest.raises(NotPermitted):
            undertaken(tender, somebody, supplier)


def test_after_the_deadline_nobody_else_is_given_a_restricted_document(world: World) -> None:
    tender = world.ready()
    version = add_restricted(world, tender).versions.get()
    published(world, tender)
    early, supplier = bid_writer()
    undertaken(tender, early, supplier)
    pass_deadline(tender)
    with pytest.raises(NotPermitted, match="takes no bids any more"):
        undertaken(tender, *bid_writer("Northgate Care"))
    assert release_document(actor=early, version=version) == SECRET


def test_who_leaves_the_supplier_is_given_nothing_more(world: World) -> None:
    tender = world.ready()
    version = add_restricted(world, tender).versions.get()
    published(world, tender)
    person, supplier = bid_writer()
    undertaken(tender, person, supplier)
    person.organisation_grants.all().delete()
    with pytest.raises(NotPermitted):
        release_document(actor=person, version=version)


def test_after_rotation_a_restricted_document_needs_the_new_key_alone(world: World, settings: Any) -> None:
    tender = world.ready()
    version = add_restricted(world, tender).versions.get()
    published(world, tender)
    person, supplier = bid_writer()
    undertaken(tender, person, supplier)
    new = Fernet.generate_key().decode()
    settings.SEALING_KEYS = [new, *settings.SEALING_KEYS]
    out = io.StringIO()
    call_command("rewrap_keys", stdout=out)
    settings.SEALING_KEYS = [new]
    version.refresh_from_db()
    assert release_document(actor=person, version=version) == SECRET
    assert "1 sealing key now wrapped" in out.getvalue()


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
