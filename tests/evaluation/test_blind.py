"""Blind means blind: what an evaluator can reach before everybody has locked says no name, mark, price or
rank.
"""

import hashlib
import io
import re
import uuid
import zipfile
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from procurement.bids.models import BidAttachment, BidFile
from procurement.bids.vault import stored_file
from procurement.evaluation import services
from procurement.evaluation.models import ConflictDeclaration
from tests.routes import routes

from .conftest import NAMES, PRICES, World
from .test_pages import signed_in

OTHER_REASON = "Zanzibar is what the other evaluator wrote"
REVIEW_REASON = "Timbuktu is what the reviewer wrote"
PASS_REASON = "Samarkand is why it passes"
FILE = b"%PDF-1.7 a plan of nobody in particular"


# That others have locked is no secret: how far the panel is may be seen, what it wrote may not.
WHO_HAS_LOCKED = re.compile(r"\b[01] of 2 locked|Still to lock their score sheets: [^.]+\.")


def others_work(world: World) -> None:
    """Ben scores and locks, the reviewer judges, the moderator decides: all in words of their own."""
    ben = world.evaluators[1]
    for bid in world.bids:
        sheet = services.open_sheet(actor=ben, bid=bid)
        for criterion in world.questions:
            services.save_score(
                actor=ben, sheet=sheet, criterion=criterion, mark="1", reason=f"{OTHER_REASON}, {criterion}"
            )
        for commitment in bid.commitments.all():
            services.review_commitment(
                actor=world.reviewer, commitment=commitment, counted=commitment.quantity, reason=REVIEW_REASON
            )
        services.decide_pass(actor=world.moderator, bid=bid, criterion="G", passed=True, reason=PASS_REASON)
    world.lock(ben)


def store(attachment: BidAttachment) -> None:
    """Put a real, sealed file where the attachment expects it."""
    file_id = uuid.uuid4()
    path = stored_file(attachment.bid, file_id, FILE)
    attachment.file = BidFile.objects.create(pk=file_id, bid=attachment.bid, path=path, size=len(FILE))
    attachment.size, attachment.sha256 = len(FILE), hashlib.sha256(FILE).hexdigest()
    attachment.save()


OWN_ACCOUNT = ("account_", "mfa_")
"""Signing in and out, and second factors: no page of a tender, and a new secret each time."""


def addresses(world: World) -> Iterator[str]:
    """Every address of the site that this lot gives arguments for, whatever app it is of."""
    values = {
        "tender_id": [world.lot_stage.lot.tender_id],
        "lot_number": [1],
        "criterion": ["Q1", "SQ", "G"],
        "code": ["A"],
        "number": [1],
        "commitment_id": [world.bids[0].commitments.all()[0].pk],
        "declaration_id": [ConflictDeclaration.objects.get(person=world.evaluators[1]).pk],
        "bid_id": [world.bids[0].pk],
        "lot_id": [world.lot_stage.lot.pk],
        "lot_stage_id": [world.lot_stage.pk],
        "organisation_id": [world.lot_stage.lot.tender.authority_id],
    }
    for route in routes():
        if route.name.startswith(OWN_ACCOUNT) or not set(route.arguments) <= set(values):
            continue
        combinations: list[dict[str, object]] = [{}]
        for argument in sorted(route.arguments):
            combinations = [
                {**chosen, argument: value} for chosen in combinations for value in values[argument]
            ]
        for chosen in combinations:
            try:
                yield reverse(route.name, kwargs=chosen)
            except NoReverseMatch:
                continue


def unpacked(content: bytes) -> bytes:
    """What a ZIP file holds, names and all: packed it could hide a word, and it carries the time it was made."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(name.encode() + b"\n" + archive.read(name) for name in archive.namelist())


EACH_TIME = ("Content-Length", "Expires", "X-Request-ID")
"""Headers that differ each time, whatever a page says."""


A_TOKEN = re.compile(
    r'(csrfmiddlewaretoken" value="|csrftoken=|give this reference: <code>|"disk": {"ok": true, "says": ")[^";<]+'
)
"""What differs each time in what a page says: tokens, the reference of the request, how much disk is free."""


def walk(client: Client, world: World) -> dict[str, tuple[int, str]]:
    """Every address with its status and what it says, without what differs each time."""
    pages = {}
    for address in dict.fromkeys(addresses(world)):
        response = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        headers = {name: value for name, value in response.items() if name not in EACH_TIME}
        words = unpacked(content).decode("utf-8", errors="replace") + str(headers)
        words = A_TOKEN.sub(r"\1", words)
        pages[address] = response.status_code, words
    return pages


@pytest.fixture
def blind(scoring_world: World) -> World:
    """Amira has begun to score; nobody has locked."""
    world, amira = scoring_world, scoring_world.evaluators[0]
    services.save_score(
        actor=amira,
        sheet=services.open_sheet(actor=amira, bid=world.bids[0]),
        criterion="Q1",
        mark="4",
        reason="Mine alone",
    )
    for bid in world.bids:
        store(bid.attachments.get())
    return world


def test_no_address_tells_an_evaluator_a_name_a_price_or_what_others_wrote(blind: World) -> None:
    others_work(blind)
    pages = walk(signed_in(blind.evaluators[0]), blind)
    shown = {address for address, (status, _words) in pages.items() if status == 200}
    for rest in (
        "scoring/",
        "scoring/lock/",
        "scoring/Q1/A/",
        "scoring/SQ/A/",
        "attachments/A/1/",
        "conflicts/",
    ):
        assert blind.url(rest) in shown
    assert "Mine alone" in pages[blind.url("scoring/Q1/A/")][1]
    prices = [form for price in PRICES for form in (price, price[:6], f"{int(price[:6]):,}")]
    for address, (_status, words) in pages.items():
        for secret in (*NAMES, *prices, "Zanzibar", "Timbuktu", "Samarkand"):
            assert secret not in words, (address, secret)


def test_what_others_do_changes_no_page_but_for_who_has_locked(blind: World) -> None:
    client = signed_in(blind.evaluators[0])
    walk(client, blind)  # the first reading writes its events
    before = walk(client, blind)
    others_work(blind)
    after = walk(client, blind)
    assert before.keys() == after.keys()
    for address, (status, words) in before.items():
        status_now, words_now = after[address]
        counted = [WHO_HAS_LOCKED.sub("", text) for text in (words, words_now)]
        assert (status, counted[0]) == (status_now, counted[1]), address


def test_an_evaluator_cannot_reach_what_is_for_others(blind: World) -> None:
    others_work(blind)
    pages = walk(signed_in(blind.evaluators[0]), blind)
    commitment = blind.bids[0].commitments.all()[0].pk
    for rest in (
        "social-value/",
        f"social-value/{commitment}/",
        "moderation/",
        "moderation/Q1/A/",
        "moderation/pass/G/A/",
        "moderation/close/",
        "result/",
        "result/download/",
    ):
        assert pages[blind.url(rest)][0] == 403, rest


def test_marks_are_read_when_everybody_has_locked_and_names_and_prices_still_are_not(blind: World) -> None:
    others_work(blind)
    blind.score(blind.evaluators[0])
    blind.lock(blind.evaluators[0])
    pages = walk(signed_in(blind.evaluators[0]), blind)
    assert "Zanzibar" in pages[blind.url("moderation/Q1/A/")][1]
    for address, (_status, words) in pages.items():
        for secret in (*NAMES, *PRICES, "540,123", "480,123"):
            assert secret not in words, (address, secret)


def test_the_reviewer_sees_neither_names_nor_prices_nor_marks(blind: World) -> None:
    others_work(blind)
    pages = walk(signed_in(blind.reviewer), blind)
    assert "Jobs for local people" in pages[blind.url("social-value/")][1]
    for address, (_status, words) in pages.items():
        for secret in (*NAMES, *PRICES, "540,123", "480,123", "Zanzibar", "Mine alone"):
            assert secret not in words, (address, secret)


def test_somebody_who_is_recused_reaches_no_page_of_the_evaluation(blind: World) -> None:
    amira = blind.evaluators[0]
    services.decide_conflict(
        actor=blind.officer,
        declaration=ConflictDeclaration.objects.get(person=amira),
        outcome="recused",
        mitigation="Shares in a bidder.",
    )
    pages = walk(signed_in(amira), blind)
    for rest in ("scoring/", "scoring/Q1/A/", "scoring/lock/", "attachments/A/1/", "moderation/"):
        status, words = pages[blind.url(rest)]
        assert status == 403, rest
        assert "recused" in words


def test_an_attachment_is_the_file_under_a_name_that_says_nothing(blind: World) -> None:
    response = signed_in(blind.evaluators[0]).get(blind.url("attachments/A/1/"))
    assert response.content == FILE
    assert response["Content-Disposition"] == 'inline; filename="bid-A-attachment-1.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert signed_in(blind.outsider).get(blind.url("attachments/A/1/")).status_code == 404
    assert signed_in(blind.approver).get(blind.url("attachments/A/1/")).status_code == 403


def test_a_text_file_is_shown_as_the_utf_8_that_it_is(blind: World) -> None:
    BidAttachment.objects.filter(bid=blind.bids[0]).update(content_type="text/plain")
    response = signed_in(blind.evaluators[0]).get(blind.url("attachments/A/1/"))
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="bid-A-attachment-1.txt"'


def test_an_attachment_that_was_tampered_with_is_not_shown(blind: World) -> None:
    BidAttachment.objects.filter(bid=blind.bids[0]).update(sha256="0" * 64)
    response = signed_in(blind.evaluators[0]).get(blind.url("attachments/A/1/"))
    assert response.status_code == 403
    assert "not the one that was submitted" in response.content.decode()
