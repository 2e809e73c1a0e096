"""What the award report says of the panel's marks is what the panel saw in moderation."""

import re
from dataclasses import replace

import pytest
from django.utils import timezone

from procurement.awards.assembly import award_report_of, evidence_bundle_of
from procurement.awards.assembly.answers import questions_of, spread_in_words
from procurement.awards.assembly.records import records_of
from procurement.awards.report import FirstMark
from procurement.awards.report.render import _context, _html, _Numbers, _question_chart
from procurement.evaluation.models import ConflictDeclaration, Score, ScoreSheet
from procurement.evaluation.queries import range_share
from procurement.tenders.models import TenderGrant
from procurement.tenders.published import Step
from procurement.tenders.queries import current_rules
from tests.factories import TenderGrantFactory

from .conftest import ModeratedLot, make_moderated_lot
from .report_sample import MADE_AT, sample_report
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
