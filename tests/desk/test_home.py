"""Home tells each person what to do; a lot's overview and history say the rest, at the same cost at every size."""

import ast
import io
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procurement.audit.models import AuditEvent
from procurement.audit.services import record
from procurement.core.formatting import day
from procurement.core.models import OutboxMessage
from procurement.desk.demonstration import people, stages
from procurement.desk.demonstration.world import World, make_world
from procurement.desk.history import ACTIONS
from procurement.desk.queries import home_groups
from procurement.tenders.models import LotStage, Tender
from procurement.tenders.services import LotSpec
from tests.factories import PersonFactory
from tests.photographs import photographed
from tests.second_factors import has_shown

GROUPS = {
    "officer": ["tenders"],
    "approver": ["decisions"],
    "evaluator1": ["scoring"],
    "reviewer": ["commitments"],
    "moderator": ["moderation"],
    "harbour": ["bids", "opportunities"],
    "kestrel": ["bids", "opportunities"],
    "administrator": ["oversight"],
    "westvale-officer": ["tenders"],
}
WRITTEN_AS_ACTION = re.compile(r"[a-z]+\.[a-z_]+")
FILE_ENDINGS = (".json", ".css", ".xml", ".bin", ".zip")
NOT_AN_ACTION = {"model.criteria", "commonweal.requests"}
"""A path in the error of a model that `scoring` refuses, and the name of a log."""


@dataclass
class Evaluated:
    """A lot that is being evaluated, and everybody around it."""

    world: World
    lot_stage: LotStage


def make_measures_and_world() -> World:
    call_command("load_measures", stdout=io.StringIO())
    return make_world()


def evaluated(world: World, number: int, suppliers: tuple[str, ...] = tuple(stages.WRITERS)) -> LotStage:
    """A lot of a new tender that is being evaluated, with a bid from each supplier."""
    tender = stages.drafted(
        world,
        reference=f"N-{number}",
        title=f"Support number {number}",
        description="Homes.",
        cpv=("85311000", "Social work services with accommodation"),
        lots=(LotSpec("All"),),
    )
    (lot_stage,) = stages.published(world, tender)
    for supplier in suppliers:
        stages.bid_submitted(world, lot_stage, supplier)
    stages.opened(world, lot_stage)
    stages.evaluating(world, lot_stage)
    return lot_stage


def make_one_evaluated() -> Evaluated:
    world = make_measures_and_world()
    return Evaluated(world, evaluated(world, 1))


@pytest.fixture
def world(db: None) -> World:
    return photographed(make_measures_and_world)


@pytest.fixture
def one(db: None) -> Evaluated:
    return photographed(make_one_evaluated)


def browser(world: World, key: str) -> Client:
    client = Client()
    client.force_login(world.person(key))
    return client


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


def url_of(name: str, lot_stage: LotStage) -> str:
    return reverse(name, kwargs={"tender_id": lot_stage.lot.tender_id, "lot_number": lot_stage.lot.number})


def test_home_has_a_list_for_each_role_of_the_person(one: Evaluated) -> None:
    found = {key: [group.key for group in home_groups(one.world.person(key))] for key in GROUPS}

    assert found == GROUPS


def test_a_person_without_a_role_has_no_list(db: None) -> None:
    assert home_groups(PersonFactory()) == ()


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("officer", ["Your tenders", "Support number 1: lot 1", "Evaluating", "Start a tender"]),
        (
            "evaluator1",
            ["Your scoring", "Support number 1: lot 1", "3 bids to score: 0 of 15 answers marked"],
        ),
        ("reviewer", ["Commitments to judge", "Support number 1: lot 1", "To judge"]),
        ("moderator", ["Moderation", "Waiting for evaluators to lock their sheets"]),
        ("approver", ["No recommendation waits for your approval"]),
        ("harbour", ["Your bids", "Harbour Homes Ltd", "Find opportunities"]),
    ],
)
def test_home_says_what_is_to_do(one: Evaluated, key: str, words: list[str]) -> None:

    page = browser(one.world, key).get("/").content.decode()

    assert [word for word in words if word not in page] == []


def test_home_of_the_other_authority_says_nothing_of_the_tender(one: Evaluated) -> None:
    for key in ("westvale-officer", "westvale-evaluator"):
        assert "Support number 1" not in browser(one.world, key).get("/").content.decode()


def test_home_takes_as_many_queries_for_three_tenders_as_for_one(one: Evaluated) -> None:
    clients = {key: browser(one.world, key) for key in GROUPS}
    for client in clients.values():
        client.get("/")

    def counts() -> dict[str, int]:
        return {key: queries_of(client, "/") for key, client in clients.items()}

    for_one = counts()
    evaluated(one.world, 2)
    evaluated(one.world, 3)

    assert counts() == for_one


@pytest.mark.parametrize("name", ["desk:lot", "desk:history"])
def test_a_lot_with_three_bids_takes_as_many_queries_as_one_with_a_bid(
    world: World, django_assert_num_queries: Any, name: str
) -> None:
    small = evaluated(world, 1, (people.HARBOUR,))
    large = evaluated(world, 2)
    client = browser(world, "officer")
    url_of_small, url_of_large = url_of(name, small), url_of(name, large)
    client.get(url_of_small)
    count = queries_of(client, url_of_small)

    with django_assert_num_queries(count):
        client.get(url_of_large)


def test_anybody_of_the_demonstration_can_sign_in_where_it_is_on(world: World, client: Client) -> None:
    response = client.post("/demo/sign-in/", {"email": world.person("officer").email})

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(world.person("officer").pk)


def test_nobody_else_can_sign_in_without_a_password(world: World, client: Client) -> None:
    stranger = PersonFactory(email="real.person@example.org")

    assert client.post("/demo/sign-in/", {"email": stranger.email}).status_code == 404
    assert client.post("/demo/sign-in/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_outside_the_demonstration_there_is_no_such_sign_in(
    world: World, client: Client, settings: Any
) -> None:
    settings.DEMO = False

    response = client.post("/demo/sign-in/", {"email": world.person("officer").email})

    assert response.status_code == 404
    assert "_auth_user_id" not in client.session
    assert world.person("officer").email not in client.get("/").content.decode()


def test_outside_the_demonstration_no_deadline_is_moved(one: Evaluated, settings: Any) -> None:
    settings.DEMO = False
    officer = browser(one.world, "officer")
    has_shown(officer, one.world.person("officer"))

    response = officer.post(url_of("desk:demo_end_deadline", one.lot_stage))

    assert response.status_code in (403, 404)


def test_the_state_of_the_service_says_how_much_failed_and_nothing_of_what_was_in_it(world: World) -> None:
    OutboxMessage.objects.create(
        topic="awards.render_document",
        payload={"document_id": "x"},
        state=OutboxMessage.State.FAILED,
        error="ValueError: the price of Harbour Homes is £540,000",
    )

    page = browser(world, "officer").get("/status/").content.decode()

    assert "Some work has failed" in page
    assert "ValueError" not in page
    assert "540,000" not in page


def actions_in_the_code() -> set[str]:
    """Every action that the code can record: what looks like one in the sources, and every change of state."""
    labels = {config.label for config in apps.get_app_configs()} | {"procurement"}
    found = {
        f"{model._meta.model_name}.{to}"
        for model in apps.get_models()
        for _from, to in getattr(model, "TRANSITIONS", {})
    }
    for path in (Path(settings.BASE_DIR) / "procurement").rglob("*.py"):
        if "migrations" in path.parts or path.name in ("history.py", "settings.py"):
            continue
        found |= {
            node.value
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and WRITTEN_AS_ACTION.fullmatch(node.value)
            and node.value.split(".")[0] not in labels
            and not node.value.endswith(FILE_ENDINGS)
        }
    return found - NOT_AN_ACTION


def test_history_has_words_for_every_action_and_for_no_other() -> None:
    assert actions_in_the_code() == set(ACTIONS)


def test_history_has_words_for_all_that_the_demonstration_did(db: None) -> None:
    call_command("load_demo", stdout=io.StringIO())

    done = set(AuditEvent.objects.values_list("action", flat=True))

    assert len(done) > 20
    assert done <= set(ACTIONS)


def test_history_says_moments_and_answers_in_words(one: Evaluated) -> None:
    world, lot_stage = one.world, one.lot_stage
    lot_stage.state = LotStage.State.MODERATED
    lot_stage.save(update_fields=["state"])
    details = {
        "passed": True,
        "outcome": "takes_part",
        "deadline": "2026-11-23T12:00:00+00:00",
        "received_at": "2026-11-23T11:59:58+00:00",
    }
    subject = f"lotstage:{lot_stage.pk}"
    record(chain=lot_stage.audit_chain, action="pass.decided", subject=subject, actor=None, details=details)

    page = browser(world, "officer").get(url_of("desk:history", lot_stage)).content.decode()

    for words in (
        "It was decided whether a bid passes a criterion",
        "Passes: yes",
        "Outcome: takes part",
        "Deadline: 23 November 2026 at 12 noon (London time)",
        "Arrived: 23 November 2026 at 11:59:58am (London time)",
        "by Commonweal",
    ):
        assert words in page
    assert "pass.decided" not in page


def test_the_demonstration_s_contracts_run_three_years_from_the_first_of_a_month(one: Evaluated) -> None:
    tender = Tender.objects.get(pk=one.lot_stage.lot.tender_id)
    begins, ends = tender.contract_start, tender.contract_end
    assert begins is not None
    assert ends is not None
    assert begins.day == 1
    assert ends + timedelta(days=1) == begins.replace(year=begins.year + 3)
    period = f"{day(begins)} to {day(ends)}"
    workspace = browser(one.world, "officer").get(reverse("desk:tender", kwargs={"tender_id": tender.pk}))
    assert period in workspace.content.decode()
    public = Client().get(reverse("bids:opportunity", kwargs={"tender_id": tender.pk}))
    assert f"from {period}" in public.content.decode()
