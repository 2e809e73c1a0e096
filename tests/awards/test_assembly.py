"""What the award report says of the panel's marks is what the panel saw in moderation."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from django.utils import timezone

from procurement.audit.queries import history
from procurement.awards.assembly import award_report_of, evidence_bundle_of
from procurement.awards.assembly.answers import questions_of, spread_in_words
from procurement.awards.assembly.commitments import commitments_of
from procurement.awards.assembly.records import records_of
from procurement.awards.models import AwardDecision
from procurement.awards.report import FirstMark
from procurement.awards.report.render import _context, _html, _Numbers, _question_chart
from procurement.evaluation.models import ConflictDeclaration, Score, ScoreSheet
from procurement.evaluation.queries import range_share
from procurement.tenders.models import LotStage, TenderGrant
from procurement.tenders.published import Step
from procurement.tenders.queries import current_rules
from tests.evaluation.conftest import build
from tests.factories import TenderGrantFactory

from .conftest import ModeratedLot, make_moderated_lot, recommended
from .report_sample import MADE_AT, sample_report


def test_only_locked_marks_of_evaluators_who_take_part_are_first_marks(lot: ModeratedLot) -> None:
    decision = recommended(lot)
    late = TenderGrantFactory(
        tender=lot.lot_stage.lot.tender, lot=None, role=TenderGrant.Role.EVALUATOR
    ).person
    criterion = records_of(decision).rules.of_kind("quality")[0].id
    sheet = ScoreSheet.objects.create(lot_stage=lot.lot_stage, bid=lot.winner, evaluator=late)
    Score.objects.create(sheet=sheet, criterion=criterion, reason="Only a reason so far.")
    ConflictDeclaration.objects.filter(person=lot.person("evaluator2")).update(
        outcome="recused",
        decided_by=lot.person("officer"),
        decided_at=timezone.now(),
        mitigation="Shares in a bidder.",
    )

    questions = questions_of(records_of(decision))
    said = {
        mark.evaluator for question in questions for answer in question.answers for mark in answer.first_marks
    }
    assert said == {lot.person("evaluator1").name}


def test_the_spread_in_words_is_the_share_that_moderation_shows(lot: ModeratedLot) -> None:
    leaf = current_rules(lot.lot_stage.lot).of_kind("quality")[0]
    uneven = replace(leaf, scale=tuple(Step(mark, "", "", None) for mark in ("0", "1", "3", "5")))

    assert round(range_share(uneven, ["1", "3"]) * 100) == 40
    assert spread_in_words(["1", "3"], uneven) == "one step, 40% of the scale"
    assert spread_in_words(["3", "3"], uneven) == "none"
    assert spread_in_words(["3"], uneven) == ""


@pytest.mark.django_db
def test_every_amount_is_in_the_currency_of_the_published_model() -> None:
    decision = recommended(make_moderated_lot("EUR"))

    report = award_report_of(decision, bundle=evidence_bundle_of(decision))
    price = report.ranking.prices[0].lines[0].figure

    assert report.currency == "EUR"
    assert f"at €{price:,.0f}" in report.summary.detail
    assert [item.figure for item in report.summary.figures if item.figure.startswith("€")] == [
        "€0",
        f"€{price:,.0f}",
    ]


def test_amounts_in_the_tables_carry_the_sign_of_the_report() -> None:
    report = replace(sample_report(), currency="EUR")
    context = _context(report, [], MADE_AT) | {"layout": "airy", "number": _Numbers()}

    tables = re.findall(r"<td.*?</td>", _html(context), re.DOTALL)

    assert any("€" in cell for cell in tables)
    assert [cell for cell in tables if "£" in cell and 'class="n' in cell] == []


def test_a_mark_that_is_no_step_is_left_out_of_the_chart_and_breaks_nothing() -> None:
    question = sample_report().questions[0]
    odd = replace(
        question.answers[0],
        first_marks=(*question.answers[0].first_marks, FirstMark("Ben Cole", "")),
        mark="9.5",
    )
    assert "<svg" in str(_question_chart(replace(question, answers=(odd, *question.answers[1:]))))


def test_the_timetable_names_every_step_with_the_record_that_says_so(lot: ModeratedLot) -> None:
    decision = recommended(lot)
    report = award_report_of(decision, bundle=evidence_bundle_of(decision))
    timetable = report.procurement.timetable

    assert [step.at for step in timetable] == sorted(step.at for step in timetable)
    recommendation = next(step for step in timetable if step.step == "Award recommended")
    event = history(chain=decision.audit_chain).get(action="awarddecision.recommended")
    assert (recommendation.by, recommendation.record) == (lot.person("officer").name, event.number)
    assert "Last score sheet locked" in [step.step for step in timetable]


def test_the_panel_is_told_with_whoever_recommended_the_award(lot: ModeratedLot) -> None:
    decision = recommended(lot)
    told = {
        one.person: one
        for one in award_report_of(decision, bundle={**evidence_bundle_of(decision)}).declarations
    }

    assert told[lot.person("evaluator1").name].at is not None
    officer = told[lot.person("officer").name]
    assert officer.at is None
    assert "took no part in the scoring" in officer.declared


def test_commitments_stand_by_the_theme_that_was_published_and_without_one_as_before(
    lot: ModeratedLot,
) -> None:
    records = records_of(recommended(lot))
    published = records.result.published_model
    for bid in commitments_of(records):
        assert {theme.title for theme in bid.themes} <= {
            words["theme"] for words in published.questions["measures"].values()
        }
        assert sum(theme.value for theme in bid.themes) == bid.counted_value
        assert sum(theme.promised_value or 0 for theme in bid.themes) == bid.promised_value

    old = records_of(records.decision)
    old.result.published_model.questions = {**published.questions, "measures": {}}
    assert [bid.lines[0].theme for bid in commitments_of(old)] == [""] * len(commitments_of(records))


@pytest.mark.parametrize("bids", [1, 3])
def test_what_a_report_says_is_read_with_as_many_queries_for_three_bids_as_for_one(
    db: None, bids: int, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    world = build(bids=bids, questions=bids)
    world.ready_to_close()
    result = world.close()
    now, stage = timezone.now(), world.lot_stage.stage
    type(stage.tender).objects.update(published_at=now)
    type(stage).objects.update(deadline=now)
    LotStage.objects.update(opened_at=now)
    decision = AwardDecision.objects.create(
        lot_stage=world.lot_stage, result=result, winner=world.bids[0], reason="It came first."
    )
    bundle = evidence_bundle_of(decision)
    with django_assert_max_num_queries(17):
        award_report_of(decision, bundle=bundle)
