"""Restricted documents: sealed, given after the undertaking, each release noted, and to nobody after the deadline."""

import io
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command

from procurement.core.errors import Conflict, NotPermitted, Refused
from procurement.core.sealing import SealBroken
from procurement.tenders.documents import (
    releases_of,
)
from procurement.tenders.models import (
    ConfidentialityUndertaking,
)
from procurement.tenders.services import (
    accept_undertaking,
    release_document,
)
from procurement.tenders.undertaking import PROMISES, TEXT_VERSION
from tests.factories import PersonFactory

from .conftest import World
from .documents import (
    SECRET,
    Kind,
    add,
    add_restricted,
    bid_writer,
    events,
    pass_deadline,
    published,
    stored,
    undertaken,
)


@pytest.fixture(autouse=True)
def own_storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


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
