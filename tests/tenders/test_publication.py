"""Publication freezes the rules of every lot, or says everything that stands in the way."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

import scoring
from procurement.audit.models import AuditEvent
from procurement.core.errors import Conflict, NotPermitted, Refused
from procurement.core.time import database_now
from procurement.frameworks.models import Measure, Theme
from procurement.tenders.models import Criterion, Lot, PublishedModel, Stage, Tender
from procurement.tenders.published import MeasureWords, published_rules
from procurement.tenders.queries import current_rules, obstacles
from procurement.tenders.services import (
    LotSpec,
    add_criterion,
    add_lot,
    add_scale,
    apply_template,
    choose_measures,
    copy_criteria,
    grant_on_tender,
    move_criterion,
    publish_tender,
    remove_criterion,
    remove_lot,
    remove_scale,
    set_timetable,
    update_criterion,
    update_lot,
    update_scale,
    update_tender,
)
from procurement.tenders.workspace import workspace
from tests.tenders.conftest import World, criterion, lot_stage_of

pytestmark = pytest.mark.django_db


def test_the_published_model_is_accepted_by_the_scoring_library_and_carries_its_hash(world: World) -> None:
    tender = world.ready(lots=2)
    published = publish_tender(actor=world.officer, tender=tender)
    assert [one.lot.number for one in published] == [1, 2]
    for one in published:
        scoring.parse_model(one.model)
        assert one.model_hash == scoring.sha256_of(one.model)
        assert one.model["tie_break"] == ["quality", "social_value", "price"]
        assert one.model["rounding"] == {"places": 2, "mode": "half_up"}
        assert one.model["weights"] == "of_total"
        assert one.model["rank_on"] == "exact"
    tender.refresh_from_db()
    assert tender.state == Tender.State.PUBLISHED
    assert tender.published_at is not None


def test_the_published_rules_read_as_the_tree_was_written(world: World) -> None:
    tender = world.ready()
    (published,) = publish_tender(actor=world.officer, tender=tender)
    rules = published_rules(published)
    assert [(leaf.id, leaf.kind, int(leaf.weight)) for leaf in rules.leaves] == [
        ("P", "price", 40),
        ("Q1", "quality", 10),
        ("Q2", "quality", 10),
        ("Q3", "quality", 10),
        ("SV", "social_value", 10),
        ("SQ", "quality", 10),
        ("E", "quality", 10),
        ("INS", "pass_fail", 0),
    ]
    assert rules.leaf("SQ").aspect == "social_value"
    assert rules.leaf("Q2").minimum == "2"
    assert rules.leaf("Q1").word_limit == 750
    assert rules.leaf("Q1").question.startswith("How will you have the service ready")
    assert len(rules.leaf("SV").measures) == 8
    assert rules.measures["JOB1"]["value"] == "13551.46"
    assert rules.measures["CAR1"]["values"][:2] == ["306.32", "310.98"]
    assert [code for code, one in rules.measures.items() if one.get("value", one.get("values")) is None] == [
        "VOL1"
    ]
    assert [step.mark for step in rules.leaf("Q1").scale] == ["0", "1", "2", "3", "4", "5"]
    assert current_rules(published.lot) == rules


def test_what_counts_and_the_evidence_of_a_measure_are_frozen_with_the_rules(world: World) -> None:
    measure = Measure.objects.get(code="JOB1")
    theme = measure.outcome.theme
    as_published = MeasureWords(
        measure.definition,
        measure.evidence,
        measure.baseline,
        str(theme.framework),
        theme.title,
        measure.outcome.title,
        measure.level,
    )
    assert all((measure.definition, measure.evidence, theme.title, measure.outcome.title))
    (published,) = publish_tender(actor=world.officer, tender=world.ready())
    Measure.objects.update(definition="Something else", evidence="None")
    Theme.objects.update(title="Another theme")
    published.refresh_from_db()
    words = published_rules(published).measure_words
    assert words["JOB1"] == as_published
    assert set(words) == set(published.model["measures"])
    assert "definition" not in published.model["measures"]["JOB1"]


def test_rules_that_were_frozen_before_themes_were_kept_are_still_read(world: World) -> None:
    (published,) = publish_tender(actor=world.officer, tender=world.ready())
    published.questions["measures"] = {"JOB1": {"definition": "A new job.", "evidence": "Payroll."}}
    assert published_rules(published).measure_words == {"JOB1": MeasureWords("A new job.", "Payroll.")}


def test_the_frame_of_a_workspace_does_not_load_the_frozen_documents(world: World) -> None:
    (published,) = publish_tender(actor=world.officer, tender=world.ready())
    frame = workspace(world.officer, lot_stage_of(published.lot), current="criteria")["workspace"]
    assert frame.model_hash == published.model_hash
    assert frame.model is not None
    assert frame.model.get_deferred_fields() == {"model", "questions"}


def test_a_published_model_scores_a_bid(world: World) -> None:
    (published,) = publish_tender(actor=world.officer, tender=world.ready())
    evaluation = {
        "format": "commonweal/evaluation/1",
        "model": published.model,
        "bids": [
            {
                "id": "A",
                "name": "A",
                "marks": dict.fromkeys(("Q1", "Q2", "Q3", "SQ", "E"), "5"),
                "prices": {"P": "480000"},
                "passes": {"INS": True},
                "commitments": [{"measure": "JOB1", "quantity": "2", "year": 0}],
            }
        ],
    }
    result = scoring.evaluate(scoring.parse_evaluation(evaluation)).to_json()
    assert result["bids"][0]["total"] == "100.00"


def test_publishing_twice_gives_the_same_models_and_no_second_event(world: World) -> None:
    tender = world.ready()
    first = publish_tender(actor=world.officer, tender=tender)
    events = AuditEvent.objects.filter(chain__key=tender.audit_chain).count()
    assert publish_tender(actor=world.officer, tender=tender) == first
    assert AuditEvent.objects.filter(chain__key=tender.audit_chain).count() == events


def test_publication_is_recorded_with_the_hash_of_every_model(world: World) -> None:
    tender = world.ready(lots=2)
    published = publish_tender(actor=world.officer, tender=tender)
    event = AuditEvent.objects.get(chain__key=tender.audit_chain, action="tender.published")
    assert event.details["models"] == {str(one.lot.number): one.model_hash for one in published}


def test_what_was_seen_is_what_is_published(world: World) -> None:
    tender = world.ready()
    with pytest.raises(Conflict, match="changed since you looked"):
        publish_tender(actor=world.officer, tender=tender, seen={1: "sha256:something else"})
    tender.refresh_from_db()
    assert tender.state == Tender.State.DRAFT
    assert not PublishedModel.objects.exists()


def test_everything_that_is_missing_is_listed_at_once(world: World) -> None:
    tender = world.draft(lots=2)
    one, two = tender.lots.all()
    group = add_criterion(actor=world.officer, lot=one, kind="group", title="Quality", weight=Decimal(60))
    add_criterion(
        actor=world.officer, lot=one, kind="quality", title="Method", parent=group, weight=Decimal(50)
    )
    add_criterion(
        actor=world.officer,
        lot=one,
        kind="social_value",
        title="Commitments",
        weight_note="Said to be “high”.",
    )
    add_criterion(actor=world.officer, lot=one, kind="group", title="Other", weight=Decimal(20))
    Stage.objects.filter(tender=tender).update(deadline=None)
    texts = [obstacle.text for obstacle in obstacles(tender)]
    assert texts == [
        "The tender has no deadline for bids yet",
        "The top level adds up to 80, which is 20 short of 100",
        "Quality: its questions add up to 50, but its weighting is 60: 10 short",
        "Commitments (SV) has no weighting yet. From the notice: Said to be “high”",
        "There is no price criterion, so bidders could not give a price",
        "Method (Q1) has no question for bidders",
        "Method (Q1) has no marking scale",
        "Commitments (SV) has no measures to commit to",
        "Other (G1) is a group with nothing in it",
        "There are no award criteria yet",
    ]
    with pytest.raises(Refused) as refused:
        publish_tender(actor=world.officer, tender=tender)
    assert len(refused.value.reasons) == len(texts)
    assert refused.value.reasons[-1] == "Lot 2: There are no award criteria yet."
    assert two.published_models.count() == 0


def test_a_deadline_in_the_past_stops_a_publication(world: World) -> None:
    tender = world.ready()
    Stage.objects.filter(tender=tender).update(deadline=database_now() - timedelta(seconds=1))
    with pytest.raises(Refused, match="The deadline for bids is in the past"):
        publish_tender(actor=world.officer, tender=tender)
    tender.refresh_from_db()
    assert tender.state == Tender.State.DRAFT


def test_a_lot_that_is_not_ready_keeps_every_lot_from_being_published(world: World) -> None:
    tender = world.ready(lots=2)
    remove_criterion(actor=world.officer, criterion=criterion(tender.lots.get(number=2), "P"))
    with pytest.raises(Refused) as refused:
        publish_tender(actor=world.officer, tender=tender)
    assert refused.value.reasons == (
        "Lot 2: The top level adds up to 60, which is 40 short of 100.",
        "Lot 2: There is no price criterion, so bidders could not give a price.",
    )
    assert not PublishedModel.objects.exists()


def test_what_only_the_scoring_library_finds_is_said_in_the_criterion_s_words(
    world: World, ready_lot: Lot
) -> None:
    Criterion.objects.filter(lot=ready_lot, code="Q1").update(code="")
    with pytest.raises(Refused, match=r"^Starting the service \(\), id: found"):
        publish_tender(actor=world.officer, tender=ready_lot.tender)


def test_only_an_officer_of_the_authority_publishes(world: World) -> None:
    tender = world.ready()
    for person in (world.other_officer, world.person_with("approver"), world.person_with("administrator")):
        with pytest.raises(NotPermitted, match="procurement officer of the contracting authority"):
            publish_tender(actor=person, tender=tender)
    assert publish_tender(actor=world.officer, tender=tender)


def test_nothing_that_is_published_can_be_edited(world: World) -> None:
    tender = world.ready(lots=2)
    publish_tender(actor=world.officer, tender=tender)
    lot, other = tender.lots.all()
    one, scale = criterion(lot, "Q1"), criterion(lot, "Q1").scale
    assert scale is not None
    me = world.officer
    attempts = [
        lambda: update_tender(actor=me, tender=tender, title="Another title"),
        lambda: set_timetable(actor=me, tender=tender, deadline=database_now() + timedelta(days=20)),
        lambda: add_lot(actor=me, tender=tender, spec=LotSpec("Late lot")),
        lambda: update_lot(actor=me, lot=lot, title="Another title"),
        lambda: remove_lot(actor=me, lot=lot),
        lambda: add_criterion(actor=me, lot=lot, kind="quality", title="Late question"),
        lambda: update_criterion(actor=me, criterion=one, weight=Decimal(9)),
        lambda: move_criterion(actor=me, criterion=one, by=1),
        lambda: remove_criterion(actor=me, criterion=one),
        lambda: choose_measures(actor=me, criterion=criterion(lot, "SV"), measures=[]),
        lambda: apply_template(actor=me, lot=lot, replace=True),
        lambda: copy_criteria(actor=me, lot=lot, source=other, replace=True),
        lambda: add_scale(actor=me, tender=tender, name="Late", steps=[]),
        lambda: update_scale(actor=me, scale=scale, name="Late", steps=[]),
        lambda: remove_scale(actor=me, scale=scale),
    ]
    for attempt in attempts:
        with pytest.raises(NotPermitted, match="Its rules are frozen"):
            attempt()


@pytest.mark.services
@pytest.mark.parametrize("column", ["model", "model_hash", "questions", "version", "published_at", "lot_id"])
def test_the_database_refuses_to_change_a_published_model(world: World, column: str) -> None:
    (published,) = publish_tender(actor=world.officer, tender=world.ready())
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE tenders_publishedmodel SET {column} = NULL WHERE id = %s", [published.pk])  # noqa: S608


@pytest.mark.services
def test_the_database_refuses_to_delete_a_published_model(world: World) -> None:
    (published,) = publish_tender(actor=world.officer, tender=world.ready())
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        published.delete()


def test_the_panel_can_still_be_chosen_after_publication(world: World) -> None:
    tender = world.ready()
    publish_tender(actor=world.officer, tender=tender)
    person = world.person_with("administrator")
    assert grant_on_tender(actor=world.officer, person=person, tender=tender, role="evaluator").pk
