"""Who is told what by e-mail, once, in plain words, and never anything sealed or kept from them."""

import io
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction

from procurement.awards.models import Document
from procurement.awards.services import approve_award, return_award
from procurement.awards.services.rendering import render_document
from procurement.bids.models import Bid
from procurement.bids.notifications import remind
from procurement.bids.services import submit_bid, withdraw_bid
from procurement.core import outbox
from procurement.core.mail import TOPIC
from procurement.core.models import OutboxMessage
from procurement.core.notifications import withheld, written
from procurement.core.time import database_now
from procurement.desk.demonstration import people, stages
from procurement.desk.demonstration.world import World, make_world
from procurement.evaluation.models import ConflictDeclaration
from procurement.evaluation.services import decide_conflict, declare, start_evaluation
from procurement.organisations.models import OrganisationGrant
from procurement.tenders.models import LotStage, Stage, Tender, TenderGrant
from procurement.tenders.services import (
    LotSpec,
    add_document,
    cancel_tender,
    end_lot,
    grant_on_tender,
    replace_document,
    withdraw_document,
)
from tests.awards.conftest import ModeratedLot, make_moderated_lot, recommended
from tests.factories import OrganisationGrantFactory, PersonFactory
from tests.photographs import photographed

pytestmark = pytest.mark.django_db
SUPPLIERS = (people.HARBOUR, people.NORTHGATE, people.KESTREL)


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.SITE_URL = "https://tenders.example.org"


@pytest.fixture
def lot(db: None) -> ModeratedLot:
    return photographed(make_moderated_lot)


def make_open_lot() -> tuple[World, LotStage]:
    call_command("load_measures", stdout=io.StringIO())
    world = make_world()
    with withheld():
        tender = stages.drafted(
            world,
            reference="NMC-7",
            title="Night shelter",
            description="Beds.",
            cpv=("85311000", "Social work services with accommodation"),
            lots=(LotSpec("The city"),),
        )
        (lot_stage,) = stages.published(world, tender)
        stages.bid_submitted(world, lot_stage, people.NORTHGATE)
        stages.bid_written(world, lot_stage, people.HARBOUR)
    return world, lot_stage


@pytest.fixture
def open_lot(db: None) -> tuple[World, LotStage]:
    return photographed(make_open_lot)


def told() -> list[tuple[str, str, str]]:
    """Deliver what waits: (address before the @, subject, text) of each mail, in the order of posting."""
    mail.outbox.clear()
    waiting = OutboxMessage.objects.filter(topic=TOPIC, state=OutboxMessage.State.WAITING)
    for key in waiting.order_by("pk").values_list("pk", flat=True):
        assert outbox.deliver(key)
    return [(sent.to[0].partition("@")[0], sent.subject, str(sent.body)) for sent in mail.outbox]


def subjects() -> dict[str, list[str]]:
    """The subjects that each person got, by the part of the address before the @."""
    found: dict[str, list[str]] = {}
    for who, subject, _text in told():
        found.setdefault(who, []).append(subject)
    return found


def key_of(world: World, key: str) -> str:
    return world.person(key).email.partition("@")[0]


def bid_of(lot_stage: LotStage, supplier: str) -> Bid:
    return Bid.objects.select_related(
        "supplier", "lot_stage__lot__tender__authority", "lot_stage__stage"
    ).get(lot_stage=lot_stage, supplier__name=supplier)


def move_deadline(lot_stage: LotStage, left: timedelta) -> None:
    Stage.objects.filter(pk=lot_stage.stage_id).update(deadline=database_now() + left)


def test_a_submitted_bid_is_confirmed_to_everybody_who_writes_for_the_supplier_and_to_nobody_else(
    open_lot: tuple[World, LotStage],
) -> None:
    world, lot_stage = open_lot
    bid = bid_of(lot_stage, people.HARBOUR)
    colleague = OrganisationGrantFactory(organisation=bid.supplier, role="bid_writer").person
    closed = PersonFactory(is_active=False)
    OrganisationGrantFactory(person=closed, organisation=bid.supplier, role="bid_writer")

    version = submit_bid(
        actor=world.person("harbour"), bid=bid, revision=bid.revision, received_at=database_now()
    )
    submit_bid(actor=world.person("harbour"), bid=bid, revision=bid.revision, received_at=database_now())

    sent = told()
    assert sorted(who for who, _s, _t in sent) == sorted(
        [key_of(world, "harbour"), colleague.email.partition("@")[0]]
    )
    subject, text = sent[0][1:]
    assert subject == "Bid received: NMC-7"
    assert version.receipt in text
    assert version.content_sha256 in text
    assert f"https://tenders.example.org/bids/{bid.pk}/receipts/1/" in text
    assert "at 12 noon (London time)" in text
    assert "submitted version 1 of the bid of" in text


def test_a_withdrawal_is_confirmed_and_a_refused_one_is_not(open_lot: tuple[World, LotStage]) -> None:
    world, lot_stage = open_lot
    bid = bid_of(lot_stage, people.NORTHGATE)
    for _ in range(2):
        withdraw_bid(actor=world.person("northgate"), bid=bid, version=1, received_at=database_now())
    assert subjects() == {key_of(world, "northgate"): ["Bid withdrawn: NMC-7"]}


def test_what_is_rolled_back_tells_nobody(open_lot: tuple[World, LotStage]) -> None:
    world, lot_stage = open_lot
    bid = bid_of(lot_stage, people.HARBOUR)
    with transaction.atomic():
        submit_bid(actor=world.person("harbour"), bid=bid, revision=bid.revision, received_at=database_now())
        transaction.set_rollback(True)
    assert told() == []


def test_writers_of_an_unsubmitted_bid_are_reminded_once_in_the_last_48_hours(
    open_lot: tuple[World, LotStage],
) -> None:
    world, lot_stage = open_lot
    move_deadline(lot_stage, timedelta(hours=49))
    assert remind() == 0
    move_deadline(lot_stage, timedelta(hours=47))
    assert [remind(), remind()] == [1, 0]

    ((who, subject, text),) = told()
    assert who == key_of(world, "harbour")
    assert subject == "Not submitted yet: the deadline for NMC-7 is near"
    assert "Deadline for bids: " in text
    assert people.NORTHGATE not in text


def test_a_deadline_that_is_moved_is_reminded_of_again(open_lot: tuple[World, LotStage]) -> None:
    _world, lot_stage = open_lot
    move_deadline(lot_stage, timedelta(hours=20))
    assert remind() == 1
    move_deadline(lot_stage, timedelta(hours=40))
    assert remind() == 1


def test_openers_are_told_once_when_the_deadline_is_over_and_officers_when_bids_are_open(
    open_lot: tuple[World, LotStage],
) -> None:
    world, lot_stage = open_lot
    move_deadline(lot_stage, -timedelta(minutes=1))
    assert [remind() > 0, remind()] == [True, 0]
    ready = told()
    assert {who for who, _s, _t in ready} == {
        key_of(world, key) for key in ("officer", "approver", "moderator")
    }
    assert {subject for _w, subject, _t in ready} == {"Bids can be opened: NMC-7"}

    stages.opened(world, lot_stage)
    assert remind() == 0
    ((who, subject, text),) = told()
    assert (who, subject) == (key_of(world, "officer"), "Bids opened: NMC-7")
    assert "1 bid was opened" in text


def test_the_panel_is_told_what_to_do_and_first_to_declare(open_lot: tuple[World, LotStage]) -> None:
    world, lot_stage = open_lot
    stages.opened(world, lot_stage)
    declare(actor=world.person("evaluator1"), lot_stage=lot_stage, answer="none")
    conflicted = declare(
        actor=world.person("evaluator2"), lot_stage=lot_stage, answer="conflict", details="A cousin."
    )
    decide_conflict(
        actor=world.person("officer"), declaration=conflicted, outcome="recused", mitigation="Family."
    )
    told()
    start_evaluation(actor=world.person("officer"), lot_stage=lot_stage)
    start_evaluation(actor=world.person("officer"), lot_stage=lot_stage)

    sent = {who: (subject, text) for who, subject, text in told()}
    assert set(sent) == {key_of(world, key) for key in ("evaluator1", "reviewer", "moderator")}
    subject, text = sent[key_of(world, "evaluator1")]
    assert subject == "Bids are ready for you: NMC-7"
    assert text.count("/scoring/") == 1
    subject, text = sent[key_of(world, "reviewer")]
    assert subject == "Declare conflicts of interest: NMC-7"
    assert "/conflicts/" in text


def test_the_moderator_is_told_when_the_last_evaluator_has_locked(open_lot: tuple[World, LotStage]) -> None:
    world, lot_stage = open_lot
    stages.opened(world, lot_stage)
    stages.evaluating(world, lot_stage)
    told()
    stages.scored(world, lot_stage, "evaluator1")
    assert told() == []
    stages.scored(world, lot_stage, "evaluator2")
    assert subjects() == {key_of(world, "moderator"): ["Ready to moderate: NMC-7"]}


def test_the_moderator_is_told_when_the_last_who_had_not_locked_is_recused(
    open_lot: tuple[World, LotStage],
) -> None:
    world, lot_stage = open_lot
    stages.opened(world, lot_stage)
    stages.evaluating(world, lot_stage)
    stages.scored(world, lot_stage, "evaluator1")
    told()
    decide_conflict(
        actor=world.person("officer"),
        declaration=ConflictDeclaration.objects.get(person=world.person("evaluator2")),
        outcome="recused",
        mitigation="Family.",
    )
    assert subjects() == {key_of(world, "moderator"): ["Ready to moderate: NMC-7"]}


def test_approvers_are_told_what_waits_and_officers_what_was_decided(lot: ModeratedLot) -> None:
    told()
    # An approver who scored cannot decide, so is not asked to.
    OrganisationGrant.objects.create(
        person=lot.person("evaluator1"), organisation=lot.world.northmoor, role="approver"
    )
    decision = recommended(lot)
    assert subjects() == {key_of(lot.world, "approver"): ["Award to decide: NMC-1"]}

    return_award(actor=lot.person("approver"), decision=decision, reason="Say more on risks.")
    assert subjects() == {key_of(lot.world, "officer"): ["Recommendation returned: NMC-1"]}

    decision = recommended(lot)
    told()
    approve_award(actor=lot.person("approver"), decision=decision, reason="Checked.")
    approve_award(actor=lot.person("approver"), decision=decision, reason="Checked.")
    assert subjects() == {key_of(lot.world, "officer"): ["Award approved: NMC-1"]}


def test_whoever_asked_for_a_report_is_told_that_it_is_ready_or_failed(lot: ModeratedLot) -> None:
    approve_award(actor=lot.person("approver"), decision=recommended(lot), reason="Checked.")
    told()
    document = Document.objects.get()
    deadline = lot.lot_stage.stage.deadline
    Stage.objects.filter(pk=lot.lot_stage.stage_id).update(deadline=None)
    asked_by = OutboxMessage.objects.get(topic="awards.render_document").payload["asked_by"]
    render_document(document_id=str(document.pk), asked_by=asked_by)
    assert subjects() == {key_of(lot.world, "approver"): ["Award report not made: NMC-1"]}

    Stage.objects.filter(pk=lot.lot_stage.stage_id).update(deadline=deadline)
    Document.objects.update(state=Document.State.QUEUED)
    for _ in range(2):
        render_document(document_id=str(document.pk), asked_by=lot.person("officer").pk)
    assert subjects() == {key_of(lot.world, "officer"): ["Award report ready: NMC-1"]}


@pytest.mark.parametrize("how", ["end the lot", "cancel the tender"])
def test_who_bid_or_began_to_is_told_that_a_lot_ended_and_why(
    open_lot: tuple[World, LotStage], how: str
) -> None:
    world, lot_stage = open_lot
    if how == "end the lot":
        end_lot(actor=world.person("officer"), lot_stage=lot_stage, reason="The shelter was closed.")
    else:
        cancel_tender(
            actor=world.person("officer"), tender=lot_stage.lot.tender, reason="The shelter was closed."
        )
    sent = {who: text for who, subject, text in told() if subject == "Ended without award: NMC-7"}
    assert set(sent) == {key_of(world, "harbour"), key_of(world, "northgate")}
    assert "The shelter was closed." in sent[key_of(world, "harbour")]
    assert "has begun a bid for it" in sent[key_of(world, "harbour")]
    assert "stays sealed" in sent[key_of(world, "northgate")]
    assert people.NORTHGATE not in sent[key_of(world, "harbour")]


def document_changes(world: World, lot_stage: LotStage, *, is_restricted: bool = False) -> list[Any]:
    """Add, replace and withdraw a document of the lot; the mails of each change, the person's key first."""
    officer, found = world.person("officer"), []
    document = add_document(
        actor=officer,
        tender=lot_stage.lot.tender,
        lot=None,
        kind="other",
        title="Plan of the site",
        is_restricted=is_restricted,
        name="Plan.txt",
        data=b"North",
    )
    found.append(told())
    for _ in range(2):
        replace_document(
            actor=officer,
            document=document,
            name="Plan.txt",
            data=b"South",
            changes="The gate is in the south.",
            seen=1,
        )
    found.append(told())
    for _ in range(2):
        withdraw_document(actor=officer, document=document, reason="The site is sold.")
    return [*found, told()]


def test_who_started_a_bid_is_told_of_each_change_of_a_document_once(
    open_lot: tuple[World, LotStage],
) -> None:
    world, lot_stage = open_lot
    changes = document_changes(world, lot_stage)
    for sent, said in zip(changes, ("new document", "version 2", "withdrawn"), strict=True):
        assert sorted(who for who, _s, _t in sent) == [key_of(world, key) for key in ("harbour", "northgate")]
        assert {subject for _w, subject, _t in sent} == {"Documents changed: NMC-7"}
        for who, _subject, text in sent:
            assert f"Document: Plan of the site\nWhat happened: {said}\n" in text
            assert f"/opportunities/{lot_stage.lot.tender_id}/#documents" in text
            assert (people.HARBOUR in text) == (who == key_of(world, "harbour"))
    assert "What changed in the authority's words: The gate is in the south." in changes[1][0][2]
    assert "Reason in the authority's words: The site is sold." in changes[2][0][2]


def test_a_mail_about_a_restricted_document_has_nothing_of_it_but_its_title(
    open_lot: tuple[World, LotStage],
) -> None:
    sent = [mail for change in document_changes(*open_lot, is_restricted=True) for mail in change]
    assert len(sent) == 6
    for _who, subject, text in sent:
        assert "Plan of the site" in text
        assert "south" not in subject + text
        assert "sold" not in subject + text


def test_after_the_deadline_a_withdrawn_document_is_told_to_those_who_bid_and_after_the_lot_s_end_to_nobody(
    open_lot: tuple[World, LotStage],
) -> None:
    world, lot_stage = open_lot
    officer = world.person("officer")
    plans = [
        add_document(
            actor=officer,
            tender=lot_stage.lot.tender,
            lot=lot_stage.lot,
            kind="other",
            title=name,
            is_restricted=False,
            name="Plan.txt",
            data=name.encode(),
        )
        for name in ("Plan A", "Plan B")
    ]
    move_deadline(lot_stage, -timedelta(minutes=1))
    told()
    withdraw_document(actor=officer, document=plans[0], reason="It shows a person.")
    ((who, _subject, text),) = told()
    assert who == key_of(world, "northgate")
    assert "bids stay as they are" in text
    end_lot(actor=officer, lot_stage=lot_stage, reason="Closed.")
    told()
    withdraw_document(actor=officer, document=plans[1], reason="It shows a person.")
    assert told() == []


def test_somebody_who_gets_a_role_is_told_by_whom_and_once(open_lot: tuple[World, LotStage]) -> None:
    world, lot_stage = open_lot
    new = PersonFactory()
    for _ in range(2):
        grant_on_tender(
            actor=world.person("officer"),
            person=new,
            tender=lot_stage.lot.tender,
            role=TenderGrant.Role.EVALUATOR,
        )
    ((_who, subject, text),) = told()
    assert subject == "You are an evaluator: NMC-7"
    assert f"{world.person('officer').name} made you an evaluator in this tender." in text


def test_no_mail_of_a_whole_line_says_anything_to_people_who_must_not_know_it(lot: ModeratedLot) -> None:
    approve_award(actor=lot.person("approver"), decision=recommended(lot), reason="Checked.")
    sent = told()
    writers = {key_of(lot.world, key): name for name, key in stages.WRITERS.items()}
    bids = Bid.objects.filter(lot_stage=lot.lot_stage)
    prices = [f"{price:,.0f}" for price in bids.values_list("prices__amount", flat=True)]
    assert Counter(who in writers for who, _s, _t in sent)[False] > 10
    for who, subject, text in sent:
        for name in SUPPLIERS:
            if writers.get(who) != name:
                assert name not in subject + text, (who, subject)
        for figure in prices:
            assert figure not in text, (subject, figure)


def test_nothing_typed_by_anybody_is_escaped_or_breaks_a_mail(open_lot: tuple[World, LotStage]) -> None:
    _world, lot_stage = open_lot
    tender = lot_stage.lot.tender
    tender.title, tender.reference = "Food & <drink>, O'Neill", "A\nBcc: x@example.org"
    subject, text = written(
        "sheets_locked", path="/x/", person=PersonFactory(name="Ann O'Dea"), tender=tender, lot=None
    )
    assert subject == "Ready to moderate: A"
    assert "Tender: Food & <drink>, O'Neill" in text
    assert "Dear Ann O'Dea" in text
    assert "\n\n\n" not in text
    assert text.endswith("replies are not read.\n")


def test_a_made_up_past_tells_nobody(open_lot: tuple[World, LotStage]) -> None:
    world, lot_stage = open_lot
    with withheld():
        end_lot(actor=world.person("officer"), lot_stage=lot_stage, reason="Closed.")
    assert told() == []
    assert Tender.objects.get(pk=lot_stage.lot.tender_id).state == Tender.State.FINISHED
