"""What the award report says of the panel's marks is what the panel saw in moderation."""

from dataclasses import replace

from django.utils import timezone

from procurement.awards.assembly.answers import questions_of, spread_in_words
from procurement.awards.assembly.records import records_of
from procurement.awards.report import FirstMark
from procurement.awards.report.render import _question_chart
from procurement.evaluation.models import ConflictDeclaration, Score, ScoreSheet
from procurement.evaluation.queries import range_share
from procurement.tenders.models import TenderGrant
from procurement.tenders.published import Step
from procurement.tenders.queries import current_rules
from tests.factories import TenderGrantFactory

from .conftest import ModeratedLot
from .report_sample import sample_report
from .test_decisions import recommended


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


def test_a_mark_that_is_no_step_is_left_out_of_the_chart_and_breaks_nothing() -> None:
    question = sample_report().questions[0]
    odd = replace(
        question.answers[0],
        first_marks=(*question.answers[0].first_marks, FirstMark("Ben Cole", "")),
        mark="9.5",
    )
    assert "<svg" in str(_question_chart(replace(question, answers=(odd, *question.answers[1:]))))
