"""The officer's home says of each lot what waits for this officer, and nothing that waits for somebody else."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from procurement.awards.models import Document
from procurement.awards.services import approve_award, return_award
from procurement.bids.services import confirm_opening
from procurement.core.time import database_now
from procurement.desk.demonstration import people, stages
from procurement.desk.demonstration.world import World, make_world
from procurement.desk.queries import Task, home_groups
from procurement.evaluation.services import decide_conflict, declare
from procurement.tenders.models import LotStage
from procurement.tenders.services import LotSpec
from tests.awards.conftest import make_moderated_lot, recommended
from tests.photographs import photographed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    call_command("load_measures", stdout=io.StringIO())
    return make_world()


@pytest.fixture
def published(world: World) -> LotStage:
    tender = stages.drafted(
        world,
        reference="N-1",
        title="Support",
        description="Homes.",
        cpv=("85311000", "Social work"),
        lots=(LotSpec("All"),),
    )
    (lot_stage,) = stages.published(world, tender)
    stages.bid_submitted(world, lot_stage, people.HARBOUR)
    return lot_stage


def task(world: World, key: str = "officer") -> Task:
    """The one line of the officer's list."""
    (group,) = (group for group in home_groups(world.person(key)) if group.key == "tenders")
    (found,) = group.tasks
    return found


def test_a_lot_that_takes_bids_shows_its_deadline(world: World, published: LotStage) -> None:
    found = task(world)
    assert (found.status, found.kind) == ("Open for bids", "active")
    assert found.hint.startswith("Bids until ")
    assert found.hint.endswith("(London time). 1 bid so far.")


def test_a_closed_lot_waits_for_the_officer_until_this_officer_has_confirmed(
    world: World, published: LotStage
) -> None:
    published.stage.deadline = database_now() - timedelta(minutes=1)
    published.stage.save()
    assert (task(world).status, task(world).kind) == ("To open", "check")

    confirm_opening(actor=world.person("officer"), lot_stage=published, received_at=database_now())
    found = task(world)
    assert (found.status, found.kind) == ("Waiting", "waiting")
    assert "You have confirmed; a second person opens the bids" in found.hint


def test_a_declared_conflict_of_somebody_else_waits_and_ones_own_keeps_out(
    world: World, published: LotStage
) -> None:
    stages.opened(world, published)
    assert task(world).status == "To start"

    declared = declare(
        actor=world.person("evaluator1"), lot_stage=published, answer="conflict", details="A cousin."
    )
    found = task(world)
    assert (found.status, found.kind) == ("To decide", "check")
    assert "1 declared conflict of interest to decide" in found.hint

    decide_conflict(
        actor=world.person("officer"), declaration=declared, outcome="recused", mitigation="Steps aside."
    )
    assert task(world).status == "To start"
    declare(actor=world.person("officer"), lot_stage=published, answer="conflict", details="A friend.")
    assert (task(world).status, task(world).kind) == ("Not yours", "waiting")


def test_a_result_waits_for_a_recommendation_and_then_for_the_approver() -> None:
    lot = photographed(make_moderated_lot)
    assert (task(lot.world).status, task(lot.world).kind) == ("To recommend", "check")

    decision = recommended(lot)
    found = task(lot.world)
    assert (found.status, found.kind) == ("With the approver", "waiting")
    assert f"Bid {lot.winner.code} is recommended; an approver decides" in found.hint

    return_award(actor=lot.person("approver"), decision=decision, reason="Say more.")
    assert (task(lot.world).status, task(lot.world).kind) == ("To recommend again", "check")


def test_an_awarded_lot_is_done_unless_its_report_failed() -> None:
    lot = photographed(make_moderated_lot)
    approve_award(actor=lot.person("approver"), decision=recommended(lot), reason="Checked.")
    assert not next(group for group in home_groups(lot.person("officer")) if group.key == "tenders").tasks

    Document.objects.update(state="failed", error="The report could not be made.")
    assert (task(lot.world).status, task(lot.world).kind) == ("Report failed", "check")


def test_what_waits_for_the_officer_stands_first(client: Client, world: World, published: LotStage) -> None:
    stages.drafted(
        world,
        reference="N-2",
        title="Ready to be published",
        description="Homes.",
        cpv=("85311000", "Social work"),
        lots=(LotSpec("All"),),
    )
    client.force_login(world.person("officer"))
    page = client.get("/").content.decode()
    assert page.index("Ready to be published") < page.index("Support: lot 1")
