"""Marks and reasons: drafts, completeness, locking, and what the database refuses."""

import threading

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from procurement.audit.models import AuditEvent
from procurement.bids.models import Bid
from procurement.core.errors import Conflict, NotPermitted, Refused
from procurement.evaluation import services
from procurement.evaluation.models import Score, ScoreSheet
from procurement.evaluation.panel import locking
from procurement.evaluation.queries import scoreboard

from .conftest import World, build


def sheet_of(world: World, evaluator: int = 0, bid: int = 0) -> ScoreSheet:
    return services.open_sheet(actor=world.evaluators[evaluator], bid=world.bids[bid])


@pytest.mark.parametrize("mark", ["4.2", "6", "-1", "good", "3.0"])
def test_a_mark_is_a_step_of_the_scale(scoring_world: World, mark: str) -> None:
    with pytest.raises(Refused, match="not on the published scale"):
        services.save_score(
            actor=scoring_world.evaluators[0],
            sheet=sheet_of(scoring_world),
            criterion="Q1",
            mark=mark,
            reason="",
        )


@pytest.mark.parametrize("criterion", ["P", "SV", "G", "Q9", ""])
def test_only_questions_of_the_published_model_are_marked(scoring_world: World, criterion: str) -> None:
    with pytest.raises(Refused, match="no such question"):
        services.save_score(
            actor=scoring_world.evaluators[0],
            sheet=sheet_of(scoring_world),
            criterion=criterion,
            mark="3",
            reason="Because",
        )


def test_a_draft_keeps_a_mark_or_a_reason_alone_and_is_no_event(scoring_world: World) -> None:
    world, person = scoring_world, scoring_world.evaluators[0]
    sheet = sheet_of(world)
    before = AuditEvent.objects.count()
    services.save_score(actor=person, sheet=sheet, criterion="Q1", mark="4", reason="")
    services.save_score(actor=person, sheet=sheet, criterion="Q2", mark="", reason="The rota is on page 3.")
    board = scoreboard(person, world.lot_stage)
    assert (board.done, board.total) == (0, 9)
    assert [cell.lacks for cell in board.cells[:4]] == [
        "Reason missing",
        "Not started",
        "Not started",
        "Mark missing",
    ]
    assert AuditEvent.objects.count() == before


def test_another_window_is_told_and_overwrites_nothing(scoring_world: World) -> None:
    person, sheet = scoring_world.evaluators[0], sheet_of(scoring_world)
    save = {"actor": person, "sheet": sheet, "criterion": "Q1"}
    services.save_score(**save, mark="4", reason="First window", revision=0)
    with pytest.raises(Conflict, match="What you typed is still in the form"):
        services.save_score(**save, mark="2", reason="Second window", revision=0)
    # The same save again, from a double click, is no conflict.
    services.save_score(**save, mark="4", reason="First window", revision=0)
    assert Score.objects.get(sheet=sheet).reason == "First window"
    services.save_score(**save, mark="2", reason="Second window", revision=1)
    assert Score.objects.get(sheet=sheet).mark == "2"


def test_nobody_writes_on_the_sheet_of_somebody_else(scoring_world: World) -> None:
    sheet = sheet_of(scoring_world)
    for person in (scoring_world.evaluators[1], scoring_world.moderator, scoring_world.officer):
        with pytest.raises(NotPermitted):
            services.save_score(actor=person, sheet=sheet, criterion="Q1", mark="3", reason="Because")


def test_only_evaluators_open_sheets_and_only_for_bids_that_are_scored(scoring_world: World) -> None:
    world = scoring_world
    with pytest.raises(NotPermitted, match="Only the evaluators"):
        services.open_sheet(actor=world.moderator, bid=world.bids[0])
    Bid.objects.filter(pk=world.bids[0].pk).update(state="disregarded", disregarded_reason="Late")
    world.bids[0].refresh_from_db()
    with pytest.raises(Refused, match="disregarded"):
        services.open_sheet(actor=world.evaluators[0], bid=world.bids[0])


def test_opening_a_sheet_twice_gives_the_same_one(scoring_world: World) -> None:
    assert sheet_of(scoring_world) == sheet_of(scoring_world)
    assert ScoreSheet.objects.count() == 1


def test_locking_needs_every_mark_and_every_reason(scoring_world: World) -> None:
    world, person = scoring_world, scoring_world.evaluators[0]
    world.score(person)
    Score.objects.filter(sheet__evaluator=person, criterion="Q2", sheet__bid=world.bids[1]).update(reason="")
    Score.objects.filter(sheet__evaluator=person, criterion="SQ", sheet__bid=world.bids[2]).delete()
    with pytest.raises(Refused) as refused:
        world.lock(person)
    assert refused.value.reasons == (
        "2 scores to finish before you can lock your sheets.",
        "Workforce, bid B: no reason yet.",
        "How the commitments will be met, bid C: no mark and no reason yet.",
    )
    assert not ScoreSheet.objects.filter(state="locked").exists()


def test_a_locked_sheet_never_changes(locked_world: World) -> None:
    world, person = locked_world, locked_world.evaluators[0]
    sheet = ScoreSheet.objects.get(evaluator=person, bid=world.bids[0])
    with pytest.raises(Refused, match="You have locked"):
        services.save_score(actor=person, sheet=sheet, criterion="Q1", mark="5", reason="Second thoughts")
    assert services.lock_sheets(actor=person, lot_stage=world.lot_stage) == 0
    assert AuditEvent.objects.filter(action="scoresheet.locked", actor=f"person:{person.pk}").count() == 3


def test_the_database_itself_guards_locked_sheets(locked_world: World) -> None:
    sheet = ScoreSheet.objects.filter(evaluator=locked_world.evaluators[0]).first()
    assert sheet is not None
    score = Score.objects.filter(sheet=sheet).first()
    assert score is not None
    attempts = [
        lambda: Score.objects.filter(pk=score.pk).update(mark="5"),
        lambda: Score.objects.filter(pk=score.pk).delete(),
        lambda: Score.objects.create(sheet=sheet, criterion="Q3", mark="5", reason="More"),
        lambda: ScoreSheet.objects.filter(pk=sheet.pk).update(state="draft"),
        lambda: ScoreSheet.objects.filter(pk=sheet.pk)._raw_delete("default"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="locked score sheet is never changed"), transaction.atomic():
            attempt()
    # A re-opening makes a new version and lets go of the old one.
    ScoreSheet.objects.filter(pk=sheet.pk).update(is_current=False)


def test_the_event_of_a_locking_gives_no_mark_away(locked_world: World) -> None:
    event = AuditEvent.objects.filter(action="scoresheet.locked").latest("number")
    assert set(event.details) == {"from", "to", "by", "sheet_sha256"}


def test_a_bid_disregarded_during_the_scoring_leaves_the_denominator(scoring_world: World) -> None:
    world, person = scoring_world, scoring_world.evaluators[0]
    Bid.objects.filter(pk=world.bids[2].pk).update(
        state="disregarded", disregarded_reason="Excluded supplier"
    )
    for bid in world.bids:
        bid.refresh_from_db()
    world.score(person)
    world.lock(person)
    assert locking(world.lot_stage).locked == (person,)


def test_a_new_evaluator_has_to_lock_as_well(locked_world: World) -> None:
    world = locked_world
    assert locking(world.lot_stage).complete
    world.lot_stage.lot.tender.grants.create(person=world.outsider, role="evaluator")
    assert locking(world.lot_stage).open == (world.outsider,)


def test_no_evaluator_at_all_is_not_everybody(scoring_world: World) -> None:
    scoring_world.lot_stage.lot.tender.grants.filter(role="evaluator").delete()
    assert "No evaluator takes part" in locking(scoring_world.lot_stage).what_is_missing()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_lock_requests_lock_once() -> None:
    world = build(bids=2)
    world.start()
    world.declare()
    person = world.evaluators[0]
    world.score(person)
    outcomes = _at_once([lambda: services.lock_sheets(actor=person, lot_stage=world.lot_stage)] * 2)
    assert sorted(map(str, outcomes)) == ["0", "2"]
    assert AuditEvent.objects.filter(action="scoresheet.locked").count() == 2


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_save_that_meets_a_lock_is_kept_whole_or_refused() -> None:
    world = build(bids=1)
    world.start()
    world.declare()
    person = world.evaluators[0]
    world.score(person)
    sheet = ScoreSheet.objects.get(evaluator=person)

    def save() -> str:
        try:
            return services.save_score(
                actor=person, sheet=sheet, criterion="Q1", mark="5", reason="Seen again"
            ).mark
        except Refused:
            return "refused"

    said = _at_once([save, lambda: services.lock_sheets(actor=person, lot_stage=world.lot_stage)])
    score = Score.objects.get(sheet=sheet, criterion="Q1")
    sheet.refresh_from_db()
    assert sheet.state == "locked"
    assert (said[0], score.mark) in [("5", "5"), ("refused", "3")]


def _at_once(calls: list) -> list:
    """Run the calls in threads that start together; their outcomes in the order of the calls."""
    gate = threading.Barrier(len(calls))
    outcomes: list = [None] * len(calls)

    def run(index: int) -> None:
        gate.wait()
        try:
            outcomes[index] = calls[index]()
        except Exception as error:  # noqa: BLE001 - an unexpected error is an outcome that the test shows
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
