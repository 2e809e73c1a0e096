"""Home says how much there is to read, where a panel disagrees, and what an approver has to know."""

from fractions import Fraction

import pytest
from django.db import connection
from django.db.models.functions import Length
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procurement.awards.models import AwardDecision, Document
from procurement.awards.summaries import fragilities, summaries_of
from procurement.bids.models import Bid, BidAnswer
from procurement.core.formatting import points
from procurement.desk.demonstration import stages
from procurement.desk.queries import Task, home_groups
from procurement.evaluation.models import ConflictDeclaration, Result, Score, ScoreSheet
from procurement.evaluation.queries.workload import SIGNS_A_MINUTE, agreeing, reading_left
from procurement.evaluation.services import lock_sheets
from procurement.tenders.models import LotStage
from tests.awards.conftest import ModeratedLot, make_moderated_lot, make_reported_lot, recommended
from tests.factories import LotFactory, LotStageFactory
from tests.photographs import photographed

from .test_home import Evaluated, evaluated, make_one_evaluated

pytestmark = pytest.mark.django_db


@pytest.fixture
def one() -> Evaluated:
    return photographed(make_one_evaluated)


@pytest.fixture
def moderated() -> ModeratedLot:
    return photographed(make_moderated_lot)


@pytest.fixture
def reported() -> ModeratedLot:
    return photographed(make_reported_lot)


def tasks(world: object, key: str, group: str) -> list[Task]:
    (found,) = (one for one in home_groups(world.person(key)) if one.key == group)  # type: ignore[attr-defined]
    return list(found.tasks)


def page_of(world: object, key: str, url: str) -> str:
    client = Client()
    client.force_login(world.person(key))  # type: ignore[attr-defined]
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_an_evaluator_is_told_how_long_the_rest_takes_to_read(one: Evaluated) -> None:
    person = one.world.person("evaluator1")
    BidAnswer.objects.update(text="seven words of six signs " * 400)
    signs = sum(BidAnswer.objects.annotate(signs=Length("text")).values_list("signs", flat=True))

    reading = reading_left(person, [one.lot_stage])[one.lot_stage.pk]
    assert (reading.answers, reading.done) == (15, 0)
    assert reading.minutes - 1 < Fraction(signs, SIGNS_A_MINUTE) <= reading.minutes
    (task,) = tasks(one.world, "evaluator1", "scoring")
    assert task.hint == "3 bids to score: 0 of 15 answers marked, about 2 hours of reading left"

    stages.scored(one.world, one.lot_stage, "evaluator1", lock=False)
    Score.objects.filter(sheet__bid__code="A").update(reason="")
    (task,) = tasks(one.world, "evaluator1", "scoring")
    assert task.hint == "3 bids to score: 10 of 15 answers marked, about 40 minutes of reading left"
    (task,) = tasks(one.world, "evaluator2", "scoring")
    assert "0 of 15 answers marked" in task.hint


def test_a_disregarded_bid_is_no_reading(one: Evaluated) -> None:
    Bid.objects.filter(code="A").update(state=Bid.State.DISREGARDED, disregarded_reason="Excluded.")

    assert reading_left(one.world.person("evaluator1"), [one.lot_stage])[one.lot_stage.pk].answers == 10


def lock_both(one: Evaluated, lot_stage: LotStage) -> None:
    for key in ("evaluator1", "evaluator2"):
        stages.scored(one.world, lot_stage, key)


def test_a_moderator_is_led_to_the_lot_with_most_disagreement(one: Evaluated) -> None:
    calm = evaluated(one.world, 2)
    (first, second) = tasks(one.world, "moderator", "moderation")
    assert {first.status, second.status} == {"Waiting"}

    for key in ("evaluator1", "evaluator2"):
        stages.scored(one.world, one.lot_stage, key, lock=False)
    sheets = ScoreSheet.objects.filter(lot_stage=one.lot_stage)
    for person, mark in (("evaluator1", "0"), ("evaluator2", "5")):
        mine = sheets.filter(evaluator=one.world.person(person), bid__code="A")
        Score.objects.filter(sheet__in=mine).update(mark=mark)
    lock_sheets_of(one)
    lock_both(one, calm)

    (first, second) = tasks(one.world, "moderator", "moderation")
    assert first.title == "Support number 1: lot 1"
    assert first.hint == "Every sheet is locked: 0 of 15 consensus marks recorded"
    assert first.notes == ("5 answers to agree with marks far apart",)
    assert second.notes == ()


def lock_sheets_of(one: Evaluated) -> None:
    for key in ("evaluator1", "evaluator2"):
        lock_sheets(actor=one.world.person(key), lot_stage=one.lot_stage)


def test_nobody_kept_out_learns_how_far_marks_lie_apart(one: Evaluated) -> None:
    lock_both(one, one.lot_stage)
    own = ConflictDeclaration.objects.filter(person=one.world.person("moderator"))
    own.update(answer="conflict", details="A cousin.", outcome="recused")
    (task,) = tasks(one.world, "moderator", "moderation")
    assert (task.hint, task.notes) == ("Every sheet is locked", ())

    own.delete()
    (task,) = tasks(one.world, "moderator", "moderation")
    assert task.status == "Declaration due"


def test_reading_and_agreeing_cost_the_same_for_three_lots_as_for_one(one: Evaluated) -> None:
    lock_both(one, one.lot_stage)

    def costs(lots: list[LotStage]) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as reading:
            reading_left(one.world.person("evaluator1"), lots)
        with CaptureQueriesContext(connection) as marks:
            agreeing(lots)
        return len(reading), len(marks)

    assert costs([one.lot_stage]) == (2, 4)
    assert costs([one.lot_stage, evaluated(one.world, 2), evaluated(one.world, 3)]) == (2, 4)


def test_an_approver_reads_the_lead_the_price_and_how_fragile_first_place_is(moderated: ModeratedLot) -> None:
    decision = recommended(moderated)
    result = moderated.lot_stage.results.get()
    ranked = sorted(result.result["bids"], key=lambda bid: bid["rank"])
    lead = points(Fraction(ranked[0]["exact"]) - Fraction(ranked[1]["exact"]))

    (task,) = tasks(moderated.world, "approver", "decisions")
    total, price, fragile = task.notes
    assert (
        total == f"{ranked[0]['total']} of 100, {lead} points ahead of bid {ranked[1]['id']}, the next of 3."
    )
    assert price.startswith("Price: £")
    assert fragile.endswith(fragilities([result])[result.result_hash]["words"])
    assert f"recommended by {decision.recommended_by}" in task.hint
    page = page_of(moderated.world, "approver", "/")
    assert total in page
    assert fragile in page


def total_with(result: Result, moved: str, share: Fraction) -> dict[str, Fraction]:
    """Every bid's total when one top-level criterion weighs `share` and the others keep their proportions."""
    weights = {node["id"]: Fraction(node["weight"]) / 100 for node in result.evaluation["model"]["criteria"]}
    rest = 1 - weights[moved]
    totals = {}
    for bid in result.result["bids"]:
        parts = {key: Fraction(bid["criteria"][key]["points"]) for key, weight in weights.items() if weight}
        scores = {key: points / weights[key] for key, points in parts.items()}
        totals[bid["id"]] = share * scores[moved] + sum(
            (1 - share) * weights[key] / rest * score for key, score in scores.items() if key != moved
        )
    return totals


def test_another_bid_leads_beyond_the_weighting_that_is_named_and_not_before_it(
    moderated: ModeratedLot,
) -> None:
    result = moderated.lot_stage.results.get()
    words = fragilities([result])[result.result_hash]["words"]
    titles = {node["title"]: node["id"] for node in result.evaluation["model"]["criteria"]}
    title = next(title for title in titles if f"if {title} weighed" in words)
    end, now = (Fraction(part.rstrip("%.")) / 100 for part in words.split() if part.rstrip(".").endswith("%"))
    step = Fraction(1, 100) if end > now else Fraction(-1, 100)
    winner = moderated.winner.code

    def leads(share: Fraction) -> str:
        totals = total_with(result, titles[title], share)
        return max(totals, key=lambda code: totals[code])

    assert leads(now) == winner
    assert leads(end - step) == winner
    assert leads(end + step) != winner


def test_summaries_cost_two_queries_however_many_decisions_once_fragility_is_known(
    moderated: ModeratedLot,
) -> None:
    decision = recommended(moderated)
    source = moderated.lot_stage.results.get()
    decisions = [decision]
    for number in (2, 3):
        lot = LotFactory(tender=moderated.lot_stage.lot.tender, number=number)
        twin = LotStageFactory(
            lot=lot,
            stage=moderated.lot_stage.stage,
            state="moderated",
            opened_at=moderated.lot_stage.opened_at,
        )
        bid = Bid.objects.create(
            supplier=decision.winner.supplier, lot_stage=twin, code=decision.winner.code, draft=b""
        )
        result = Result.objects.create(
            lot_stage=twin,
            published_model=source.published_model,
            number=1,
            evaluation=source.evaluation,
            result=source.result,
            result_hash=source.result_hash,
            calculated_at=source.calculated_at,
            calculated_by=source.calculated_by,
        )
        decisions.append(
            AwardDecision.objects.create(
                lot_stage=twin,
                result=result,
                winner=bid,
                state="recommended",
                recommended_by=decision.recommended_by,
                recommended_at=decision.recommended_at,
                reason="The same.",
            )
        )
    summaries_of(decisions)

    for some in (decisions[:1], decisions):
        with CaptureQueriesContext(connection) as queries:
            assert len(summaries_of(some)) == len(some)
        assert len(queries) == 2


def test_documents_being_made_are_listed_for_those_who_may_see_them(reported: ModeratedLot) -> None:
    url, title = reverse("desk:documents"), "Award report, Supported accommodation for care leavers: lot 1"
    for key in ("officer", "approver", "moderator", "administrator"):
        page = page_of(reported.world, key, url)
        assert title in page
        assert "Ready" in page
        assert "hx-get" not in page
    for key in ("evaluator1", "reviewer", "harbour", "westvale-officer"):
        assert title not in page_of(reported.world, key, url)


def test_a_document_that_is_being_made_asks_for_itself_and_a_failed_one_can_be_tried_again(
    reported: ModeratedLot,
) -> None:
    url, now = reverse("desk:documents"), reverse("desk:documents_now")
    Document.objects.update(state="rendering")
    page = page_of(reported.world, "officer", url)
    assert "Being made now." in page
    assert f'hx-get="{now}?page=1"' in page
    part = page_of(reported.world, "officer", now)
    assert part.lstrip().startswith('<div id="documents" hx-get=')
    assert "<h1" not in part

    Document.objects.update(state="failed", error="The worker was stopped.")
    page = page_of(reported.world, "officer", url)
    assert "The worker was stopped. Nothing is lost." in page
    assert 'action="' + reverse("awards:retry", args=[reported.lot_stage.lot.tender_id, 1]) in page
    assert "hx-get" not in page
    assert "Try again</button>" not in page_of(reported.world, "moderator", url)


def test_somebody_kept_out_of_a_lot_sees_none_of_its_documents(reported: ModeratedLot) -> None:
    officer = reported.person("officer")
    ConflictDeclaration.objects.filter(person=officer).delete()
    ConflictDeclaration.objects.create(
        lot_stage=reported.lot_stage,
        person=officer,
        answer="conflict",
        details="A friend.",
        outcome="waiting",
        declared_at=reported.lot_stage.opened_at,
    )

    assert "Award report," not in page_of(reported.world, "officer", reverse("desk:documents"))


def test_everybody_reads_that_an_award_is_decided_and_nobody_for_whom(reported: ModeratedLot) -> None:
    page = Client().get("/").content.decode()

    assert "Awards decided lately" in page
    assert "Supported accommodation for care leavers, lot 1" in page
    assert f"Bid {reported.winner.code}" not in page
    assert reported.winner.supplier.name not in page.split("Open tenders")[1]


def test_a_bid_writer_sees_what_is_missing_how_much_time_is_left_and_what_is_open(one: Evaluated) -> None:
    world = one.world
    tender = stages.drafted(
        world,
        reference="N-9",
        title="Another kind of support",
        description="Homes.",
        cpv=("85300000", "Social work and related services"),
        lots=(),
    )
    (open_lot,) = stages.published(world, tender)
    (task,) = tasks(world, "harbour", "opportunities")
    assert task.title == "Another kind of support: lot 1"
    assert "Of a kind that you have bid for before" in task.notes

    stages.bid_written(world, open_lot, "Harbour Homes Ltd", upto=1)
    assert tasks(world, "harbour", "opportunities") == []
    first, _second = tasks(world, "harbour", "bids")
    assert "days" in first.hint
    assert "left, until" in first.hint
    assert first.notes == ("6 things are missing",)
