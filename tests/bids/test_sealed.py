"""Before the opening, nothing that a bid says is anywhere but under its seal."""

import re
from pathlib import Path

import pytest
from django.db import connection

from procurement.bids import services
from tests.routes import ARGUMENT, routes

from .conftest import SECRET_FILE, SECRET_METHOD, SECRET_NAME, SECRET_PRICE, SECRET_TEXT, World
from .pages import signed_in

KNOWN = (
    SECRET_TEXT.encode(),
    SECRET_METHOD.encode(),
    str(SECRET_PRICE).encode(),
    b"561,413",
    SECRET_NAME.encode(),
    SECRET_FILE[9:40],
)


def whole_database() -> bytes:
    """Every value of every table, as bytes."""
    found: list[bytes] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the name of a table of ours
            for row in cursor.fetchall():
                found += [bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row]
    return b"\n".join(found)


def whole_storage(settings) -> bytes:
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return b"\n".join(path.read_bytes() + str(path).encode() for path in files)


def addresses(world: World, bid) -> list[str]:
    """Every address of the site, with this world's tender, lot and bid put in."""
    values = {
        "tender_id": world.tender.pk,
        "lot_number": 1,
        "bid_id": bid.pk,
        "criterion": "Q1",
        "measure": "EMP1",
        "year": 1,
        "number": 1,
        "code": "A",
        "file_id": bid.files.first().pk,
    }

    found = []
    for route in routes():
        address = ARGUMENT.sub(lambda name: str(values.get(name[1], "1")), route.path)
        if not re.search(r"[<(\\]", address) and not address.startswith("account/"):
            found.append(f"/{address}")
    return sorted(set(found))


def test_known_text_is_neither_in_the_database_nor_in_the_storage_before_the_opening(world: World, settings):
    bid = world.submitted()
    services.save_answer(
        actor=world.writer, bid=bid, revision=bid.revision, criterion="Q2", text="Drafted: the otter sleeps."
    )
    held = whole_database() + whole_storage(settings)
    assert [known for known in (*KNOWN, b"the otter sleeps") if known in held] == []


def test_the_search_finds_what_is_there(world: World, settings):
    """After the opening the same search does find the words: it looks where they would be."""
    world.submitted()
    world.open()
    held = whole_database()
    assert all(known in held for known in KNOWN[:2])
    assert SECRET_FILE[9:40] not in whole_storage(settings)


@pytest.mark.parametrize("role", ["officer", "approver", "moderator", "evaluator", "other_writer"])
def test_no_page_tells_anybody_else_who_bid_or_what(world: World, role):
    bid = world.submitted()
    person = getattr(world, role)
    client = signed_in(person)
    names = (world.supplier.name.encode(), world.writer.name.encode(), world.writer.email.encode())
    walked = 0
    for address in addresses(world, bid):
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        told = [known for known in (*KNOWN, *names) if known in body]
        assert told == [], f"{address} tells the {role}"
        walked += 1
    assert walked > 40
    receipt = bid.versions.get().receipt.encode()
    opening = f"/tenders/{world.tender.pk}/lots/1/opening/"
    assert receipt not in client.get(opening).content


@pytest.mark.parametrize("closed", [False, True])
def test_the_opening_page_gives_a_number_and_no_names_until_two_have_confirmed(world: World, closed):
    world.submitted()
    world.submitted(world.other_supplier, world.other_writer)
    world.start(world.supplier)
    if closed:
        world.pass_deadline()
    page = signed_in(world.officer).get(f"/tenders/{world.tender.pk}/lots/1/opening/").content.decode()
    assert "2 bids" in page
    for name in (world.supplier.name, world.other_supplier.name, world.writer.name):
        assert name not in page
