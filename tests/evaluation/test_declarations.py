"""Conflicts of interest come before everything else."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from procurement.audit.models import AuditEvent
from procurement.core.errors import NotPermitted, Refused
from procurement.core.permissions import allowed, refusal
from procurement.evaluation import services
from procurement.evaluation.models import ConflictDeclaration
from procurement.evaluation.panel import evaluators, locking

from .conftest import World, declaration_of


def test_who_declares_none_takes_part(world: World) -> None:
    world.start()
    person = world.evaluators[0]
    assert refusal("evaluation.score", person, world.lot_stage) == (
        "Declare first whether you have a conflict of interest: nobody reads a bid before that."
    )
    services.declare(actor=person, lot_stage=world.lot_stage, answer="none")
    assert allowed("evaluation.score", person, world.lot_stage)


def test_who_declares_a_conflict_waits_for_an_officer(world: World) -> None:
    world.start()
    person = world.evaluators[0]
    services.declare(
        actor=person, lot_stage=world.lot_stage, answer="conflict", details="My sister works there."
    )
    reason = refusal("evaluation.score", person, world.lot_stage)
    assert reason is not None
    assert "A procurement officer decides" in reason
    services.decide_conflict(
        actor=world.officer,
        declaration=declaration_of(person),
        outcome="takes_part",
        mitigation="She left in 2019; a second evaluator reads the bid too.",
    )
    assert allowed("evaluation.score", person, world.lot_stage)


def test_a_conflict_needs_its_description(world: World) -> None:
    with pytest.raises(Refused, match="Describe the possible conflict"):
        services.declare(actor=world.reviewer, lot_stage=world.lot_stage, answer="conflict", details="  ")


def test_recusal_takes_access_and_the_denominator_away_at_once(scoring_world: World) -> None:
    world = scoring_world
    first, second = world.evaluators
    world.score(first)
    world.lock(first)
    assert not locking(world.lot_stage).complete
    services.decide_conflict(
        actor=world.officer,
        declaration=declaration_of(second),
        outcome="recused",
        mitigation="He owns shares in one of the bidders.",
    )
    assert list(evaluators(world.lot_stage)) == [first]
    assert locking(world.lot_stage).complete
    for name in (
        "evaluation.score",
        "evaluation.read_answers",
        "evaluation.view_scoring",
        "evaluation.view_result",
    ):
        assert refusal(name, second, world.lot_stage) == (
            "You are recused from this lot, so its bids, marks, result and award are closed to you."
        )


def test_a_decision_needs_a_reason_and_another_person(world: World) -> None:
    services.declare(
        actor=world.officer, lot_stage=world.lot_stage, answer="conflict", details="An old colleague."
    )
    declaration = declaration_of(world.officer)
    with pytest.raises(Refused, match="Give the reason"):
        services.decide_conflict(
            actor=world.second_officer, declaration=declaration, outcome="recused", mitigation=" "
        )
    with pytest.raises(NotPermitted, match="Nobody decides about their own"):
        services.decide_conflict(
            actor=world.officer, declaration=declaration, outcome="takes_part", mitigation="It is fine."
        )
    with pytest.raises(NotPermitted):
        services.decide_conflict(
            actor=world.moderator, declaration=declaration, outcome="takes_part", mitigation="It is fine."
        )


def test_the_same_declaration_twice_is_one_event(world: World) -> None:
    for _ in range(2):
        services.declare(actor=world.moderator, lot_stage=world.lot_stage, answer="none")
    assert AuditEvent.objects.filter(action="conflict.declared").count() == 1


def test_a_conflict_that_comes_up_later_is_declared_and_nothing_is_taken_back(scoring_world: World) -> None:
    world, person = scoring_world, scoring_world.evaluators[0]
    services.declare(
        actor=person, lot_stage=world.lot_stage, answer="conflict", details="I have been offered a job."
    )
    assert not allowed("evaluation.score", person, world.lot_stage)
    event = AuditEvent.objects.filter(action="conflict.declared").latest("number")
    assert event.details["earlier"]["answer"] == "none"
    with pytest.raises(Refused, match="tell them what has changed"):
        services.declare(actor=person, lot_stage=world.lot_stage, answer="none")


def test_declarations_are_for_the_panel_and_officers_from_the_opening_on(world: World) -> None:
    for person in (world.outsider, world.approver):
        with pytest.raises(NotPermitted):
            services.declare(actor=person, lot_stage=world.lot_stage, answer="none")
    world.lot_stage.state = "waiting"
    world.lot_stage.save()
    with pytest.raises(NotPermitted, match="when their bidders are known"):
        services.declare(actor=world.reviewer, lot_stage=world.lot_stage, answer="none")


@pytest.mark.parametrize(
    "values",
    [
        {"answer": "conflict", "details": "", "outcome": "waiting"},
        {"answer": "conflict", "details": "A cousin", "outcome": "takes_part"},
        {"answer": "maybe", "details": "", "outcome": "waiting"},
        {"answer": "none", "details": "", "outcome": "gone"},
    ],
)
def test_the_database_refuses_a_declaration_that_cannot_be(world: World, values: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ConflictDeclaration.objects.create(
            lot_stage=world.lot_stage, person=world.reviewer, declared_at=timezone.now(), **values
        )


def test_the_start_admits_the_bids_once_and_only_by_an_officer(world: World) -> None:
    with pytest.raises(NotPermitted):
        services.start_evaluation(actor=world.moderator, lot_stage=world.lot_stage)
    assert services.start_evaluation(actor=world.officer, lot_stage=world.lot_stage)
    assert not services.start_evaluation(actor=world.officer, lot_stage=world.lot_stage)
    assert set(world.lot_stage.bids.values_list("state", flat=True)) == {"admitted"}


def test_a_lot_without_bids_cannot_be_evaluated(world: World) -> None:
    world.lot_stage.bids.update(state="disregarded", disregarded_reason="Late")
    with pytest.raises(Refused, match="no bid to evaluate"):
        services.start_evaluation(actor=world.officer, lot_stage=world.lot_stage)
