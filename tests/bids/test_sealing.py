"""What is sealed can be read only where it was sealed, and by nobody at the authority."""

import io
import uuid
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from procurement.bids import sealing, vault
from procurement.bids.models import Bid, TenderKey
from procurement.bids.sealing import SealBroken
from procurement.core.errors import NotPermitted
from tests.factories import TenderFactory

from .conftest import World

PLAIN = b"a sealed bid"


def sealed_document(tender, bid_id, version):
    return sealing.seal_document(PLAIN, tender=tender, bid_id=bid_id, version=version)


@pytest.mark.django_db
def test_what_was_sealed_is_read_again_in_its_own_place():
    tender, bid_id = TenderFactory(), uuid.uuid4()
    sealed = sealed_document(tender, bid_id, 1)
    assert PLAIN not in sealed
    assert sealing.unseal_document(sealed, tender=tender, bid_id=bid_id, version=1) == PLAIN


@pytest.mark.django_db
def test_the_same_text_is_sealed_differently_each_time():
    tender, bid_id = TenderFactory(), uuid.uuid4()
    assert len({sealed_document(tender, bid_id, "draft") for _ in range(20)}) == 20


@pytest.mark.django_db
@pytest.mark.parametrize("moved", ["bid", "version", "draft"])
def test_a_document_put_in_anothers_place_is_refused(moved):
    tender, bid_id = TenderFactory(), uuid.uuid4()
    sealed = sealed_document(tender, bid_id, 1)
    place = {
        "bid": {"bid_id": uuid.uuid4(), "version": 1},
        "version": {"bid_id": bid_id, "version": 2},
        "draft": {"bid_id": bid_id, "version": sealing.DRAFT},
    }[moved]
    with pytest.raises(SealBroken):
        sealing.unseal_document(sealed, tender=tender, **place)


@pytest.mark.django_db
def test_a_document_under_another_tenders_key_is_refused():
    tender, other, bid_id = TenderFactory(), TenderFactory(), uuid.uuid4()
    sealed = sealed_document(tender, bid_id, 1)
    sealed_document(other, bid_id, 1)
    with pytest.raises(SealBroken):
        sealing.unseal_document(sealed, tender=other, bid_id=bid_id, version=1)


@pytest.mark.django_db
def test_another_tenders_key_put_in_place_of_the_right_one_opens_nothing():
    tender, other, bid_id = TenderFactory(), TenderFactory(), uuid.uuid4()
    sealed = sealed_document(tender, bid_id, 1)
    sealed_document(other, bid_id, 1)
    TenderKey.objects.filter(tender=tender).update(wrapped=TenderKey.objects.get(tender=other).wrapped)
    tender = type(tender).objects.get(pk=tender.pk)
    with pytest.raises(SealBroken):
        sealing.unseal_document(sealed, tender=tender, bid_id=bid_id, version=1)


@pytest.mark.django_db
@pytest.mark.parametrize("at", [0, 11, 12, 20, -1])
def test_every_changed_byte_is_noticed(at):
    tender, bid_id = TenderFactory(), uuid.uuid4()
    sealed = bytearray(sealed_document(tender, bid_id, 1))
    sealed[at] ^= 1
    with pytest.raises(SealBroken):
        sealing.unseal_document(bytes(sealed), tender=tender, bid_id=bid_id, version=1)


@pytest.mark.django_db
@pytest.mark.parametrize("length", [0, 5, 12, 20])
def test_a_shortened_text_is_noticed(length):
    tender, bid_id = TenderFactory(), uuid.uuid4()
    sealed = sealed_document(tender, bid_id, 1)[:length]
    with pytest.raises(SealBroken):
        sealing.unseal_document(sealed, tender=tender, bid_id=bid_id, version=1)


@pytest.mark.django_db
def test_a_file_put_under_another_bid_or_file_is_refused():
    tender, bid_id, file_id = TenderFactory(), uuid.uuid4(), uuid.uuid4()
    sealed = sealing.seal_file(PLAIN, tender=tender, bid_id=bid_id, file_id=file_id)
    assert sealing.unseal_file(sealed, tender=tender, bid_id=bid_id, file_id=file_id) == PLAIN
    for place in ({"bid_id": uuid.uuid4(), "file_id": file_id}, {"bid_id": bid_id, "file_id": uuid.uuid4()}):
        with pytest.raises(SealBroken):
            sealing.unseal_file(sealed, tender=tender, **place)


@pytest.mark.django_db
def test_a_tender_has_one_key_and_it_is_kept_wrapped():
    tender = TenderFactory()
    sealed_document(tender, uuid.uuid4(), 1)
    sealed_document(tender, uuid.uuid4(), 2)
    wrapped = bytes(TenderKey.objects.get(tender=tender).wrapped)
    assert len(wrapped) > 32 + 16


@pytest.mark.django_db
def test_after_rotation_the_older_key_is_not_needed(settings):
    tender, bid_id = TenderFactory(), uuid.uuid4()
    sealed = sealed_document(tender, bid_id, 1)
    old, new = settings.SEALING_KEYS[0], Fernet.generate_key().decode()
    settings.SEALING_KEYS = [new, old]
    out = io.StringIO()
    call_command("rewrap_keys", stdout=out)
    settings.SEALING_KEYS = [new]
    tender = type(tender).objects.get(pk=tender.pk)
    assert sealing.unseal_document(sealed, tender=tender, bid_id=bid_id, version=1) == PLAIN
    assert "1 sealing key now wrapped with the newest key." in out.getvalue()


@pytest.mark.django_db
def test_rotation_without_the_older_key_says_which_tender_it_cannot_open(settings):
    tender = TenderFactory(title="Meals at home")
    sealed_document(tender, uuid.uuid4(), 1)
    settings.SEALING_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="Meals at home"):
        call_command("rewrap_keys")


def test_a_draft_moved_to_another_bid_in_the_database_is_refused(world: World):
    mine, theirs = world.write(world.start()), world.start(world.other_supplier, world.other_writer)
    Bid.objects.filter(pk=theirs.pk).update(draft=mine.draft)
    theirs.refresh_from_db()
    with pytest.raises(SealBroken):
        vault.draft_of(actor=world.other_writer, bid=theirs)


def test_an_older_version_put_in_place_of_the_standing_one_is_refused(world: World):
    bid = world.submitted()
    first = bid.versions.get(number=1)
    first.number = 2
    with pytest.raises(SealBroken):
        vault.version_of(actor=world.writer, version=first)


@pytest.mark.parametrize("role", ["officer", "approver", "moderator", "evaluator", "other_writer"])
def test_nobody_but_its_own_writers_reads_a_sealed_bid(world: World, role):
    bid = world.submitted()
    person = getattr(world, role)
    version = bid.versions.get()
    for read in (
        lambda: vault.draft_of(actor=person, bid=bid),
        lambda: vault.drafts_of(actor=person, bids=[bid]),
        lambda: vault.version_of(actor=person, version=version),
        lambda: vault.own_file(actor=person, bid=bid, file_id=bid.files.get().pk),
    ):
        with pytest.raises(NotPermitted):
            read()


def modules_that_use(words: str) -> set[str]:
    root = Path(sealing.__file__).parents[1]
    return {str(path.relative_to(root)) for path in root.rglob("*.py") if words in path.read_text()}


def test_there_is_one_door_to_sealed_content():
    """A further module that unseals anything would be a second door; it has to be put through the vault."""
    doors = {"bids/sealing.py", "bids/vault.py"}
    assert modules_that_use("unseal_document") == doors
    assert modules_that_use("unseal_file") == doors
    assert modules_that_use("for_opening") == {"bids/vault.py", "bids/services/opening.py"}
