"""The result: calculated once, by `scoring` alone, from the frozen model."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

import scoring
from procurement.audit.models import AuditEvent
from procurement.audit.queries import chain_head
from procurement.bids.models import Bid
from procurement.core.errors import NotPermitted, Refused
from procurement.core.permissions import allowed
from procurement.evaluation import services
from procurement.evaluation.models import ModeratedScore, Result
from procurement.evaluation.queries import full_bundle, latest_result
from procurement.tenders.models import PublishedModel

from .conftest import NAMES, World, declaration_of


def test_closing_lists_everything_that_is_open(locked_world: World) -> None:
    with pytest.raises(Refused) as refused:
        locked_world.close()
    assert len(refused.value.reasons) == 18
    locked_world.lot_stage.refresh_from_db()
    assert locked_world.lot_stage.state == "evaluating"
    assert not Result.objects.exists()


def test_the_result_is_what_scoring_says_of_the_same_rows(world: World) -> None:
    world.ready_to_close()
    result = world.close()
    by_hand = {
        "format": "commonweal/evaluation/1",
        "model": world.published.model,
        "bids": [
            {
                "id": code,
                "name": name,
                "marks": {"Q1": "5" if code == "B" else "4", "Q2": "4", "SQ": "4"},
                "prices": {"P": price},
                "passes": {"G": True},
                "commitments": [
                    {
                        "measure": "EMP1",
                        "quantity": str(jobs),
                        "year": 0,
                        "counted": str(jobs - 1),
                        "counted_reason": "One job exists already and is not new.",
                    },
                    {
                        "measure": "ENV1",
                        "quantity": "20",
                        "year": 1,
                        "counted": "19",
                        "counted_reason": "One job exists already and is not new.",
                    },
                ],
            }
            for code, name, price, jobs in (
                ("A", "Harbour Homes Ltd", "540123", 7),
                ("B", "Northgate Living Ltd", "480123", 8),
                ("C", "Kestrel Trust", "512345", 9),
            )
        ],
    }
    assert result.evaluation == by_hand
    assert result.result == scoring.evaluate(scoring.parse_evaluation(by_hand)).to_json()
    assert result.result_hash == result.result["result_hash"]
    assert result.result["model_hash"] == world.published.model_hash
    assert latest_result(world.lot_stage) == result


def test_closing_moves_the_lot_and_each_bid_and_happens_once(world: World) -> None:
    world.ready_to_close()
    first, again = world.close(), world.close()
    assert first == again
    assert Result.objects.count() == 1
    assert world.lot_stage.state == "moderated"
    assert {bid.state for bid in world.bids} == {"assessed"}
    event = AuditEvent.objects.get(action="lotstage.moderated")
    assert event.details["result_hash"] == first.result_hash


def test_a_bid_below_a_minimum_is_disqualified_with_the_reason_that_scoring_gives(world: World) -> None:
    world.ready_to_close()
    services.moderate(
        actor=world.moderator,
        bid=world.bids[1],
        criterion="Q1",
        mark="1",
        reason="The plan stops after week one (page 1).",
        agreed_by=world.evaluators,
    )
    result = world.close()
    assert [bid.state for bid in world.bids] == ["assessed", "disqualified", "assessed"]
    said = next(figures["reasons"] for figures in result.result["bids"] if figures["id"] == "B")
    assert said
    assert AuditEvent.objects.get(action="bid.disqualified").details["reason"] == " ".join(said)


def test_a_failed_criterion_disqualifies_and_a_disregarded_bid_stays_out(world: World) -> None:
    world.ready_to_close()
    services.decide_pass(
        actor=world.officer, bid=world.bids[0], criterion="G", passed=False, reason="It ran out."
    )
    Bid.objects.filter(pk=world.bids[2].pk).update(
        state="disregarded", disregarded_reason="An excluded supplier"
    )
    result = world.close()
    assert {figures["id"]: figures["status"] for figures in result.result["bids"]} == {
        "A": "disqualified",
        "B": "admissible",
        "C": "disregarded",
    }
    assert result.evaluation["bids"][2] == {
        "id": "C",
        "name": "Kestrel Trust",
        "excluded": {"kind": "disregarded", "reason": "An excluded supplier"},
    }
    assert [bid.state for bid in world.bids] == ["disqualified", "assessed", "disregarded"]


def test_a_result_needs_a_bid_that_is_left(world: World) -> None:
    world.ready_to_close()
    world.lot_stage.bids.update(state="disregarded", disregarded_reason="Excluded")
    with pytest.raises(Refused, match="Every bid was disregarded"):
        world.close()


def test_only_moderators_and_officers_close_and_not_while_recused(world: World) -> None:
    world.ready_to_close()
    for person in (world.evaluators[0], world.reviewer, world.approver, world.outsider):
        with pytest.raises(NotPermitted):
            services.close_moderation(actor=person, lot_stage=world.lot_stage)
    services.decide_conflict(
        actor=world.officer,
        declaration=declaration_of(world.moderator),
        outcome="recused",
        mitigation="A friend of the bidder's director.",
    )
    with pytest.raises(NotPermitted, match="You are recused"):
        services.close_moderation(actor=world.moderator, lot_stage=world.lot_stage)
    services.close_moderation(actor=world.officer, lot_stage=world.lot_stage)


def test_nothing_of_the_evaluation_changes_after_closing(world: World) -> None:
    world.ready_to_close()
    world.close()
    with pytest.raises(NotPermitted, match="moderation of this lot is closed"):
        services.moderate(
            actor=world.moderator,
            bid=world.bids[0],
            criterion="Q1",
            mark="5",
            reason="Second thoughts about page 2.",
            agreed_by=world.evaluators,
        )
    with pytest.raises(NotPermitted, match="moderation of this lot is closed"):
        services.decide_pass(
            actor=world.moderator, bid=world.bids[0], criterion="G", passed=False, reason="No"
        )
    with pytest.raises(NotPermitted):
        services.decide_conflict(
            actor=world.officer,
            declaration=declaration_of(world.reviewer),
            outcome="recused",
            mitigation="Too late.",
        )


def test_a_stored_result_is_never_changed_or_deleted(world: World) -> None:
    world.ready_to_close()
    result = world.close()
    for attempt in (
        lambda: Result.objects.filter(pk=result.pk).update(result_hash="sha256:0"),
        lambda: Result.objects.filter(pk=result.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="A calculated result is never changed"), transaction.atomic():
            attempt()


def test_a_model_that_does_not_match_its_digest_is_not_used(world: World) -> None:
    world.ready_to_close()
    other = PublishedModel.objects.create(
        lot=world.lot_stage.lot,
        version=2,
        model=world.published.model,
        model_hash="sha256:" + "0" * 64,
        questions=world.published.questions,
        published_at=world.published.published_at,
        published_by=world.officer,
    )
    with pytest.raises(Refused, match="does not match its digest"):
        world.close()
    assert not Result.objects.filter(published_model=other).exists()


def test_what_scoring_refuses_is_said_by_the_letter_of_the_bid(world: World) -> None:
    world.ready_to_close()
    ModeratedScore.objects.filter(bid=world.bids[1], criterion="Q1").update(mark="4.2")
    with pytest.raises(Refused) as refused:
        world.close()
    assert "Bid B" in refused.value.reasons[1]
    assert "4.2" in refused.value.reasons[1]


def test_the_result_is_seen_after_closing_by_those_who_may(world: World) -> None:
    world.ready_to_close()
    everybody = [*world.panel, world.officer, world.approver]
    assert not any(allowed("evaluation.view_result", person, world.lot_stage) for person in everybody)
    world.close()
    assert all(allowed("evaluation.view_result", person, world.lot_stage) for person in everybody)
    assert not allowed("evaluation.view_result", world.outsider, world.lot_stage)
    downloads = [
        person for person in everybody if allowed("evaluation.export_result", person, world.lot_stage)
    ]
    assert downloads == [world.moderator, world.officer, world.approver]


def test_an_export_is_the_result_byte_for_byte_and_an_event(world: World) -> None:
    world.ready_to_close()
    result = world.close()
    exported = services.export_result(actor=world.officer, result=result)
    assert exported == scoring.canonical_json(result.result)
    assert AuditEvent.objects.filter(action="result.exported").count() == 1
    with pytest.raises(NotPermitted):
        services.export_result(actor=world.evaluators[0], result=result)


def test_the_full_bundle_is_verified_by_the_command_line_alone(world: World, tmp_path: Path) -> None:
    world.ready_to_close()
    bundle = full_bundle(world.close())
    assert len(bundle["sheets"]) == 6
    assert bundle["sheets"][0]["evaluator"] == "E1"
    assert len(bundle["moderation"]) == 9
    assert len(bundle["declarations"]) == 5
    assert len(bundle["commitments"]) == 6
    assert len(bundle["passes"]) == 3
    assert set(bundle["answers"]["B"]) == {"Q1", "Q2", "SQ"}
    assert bundle["answers"]["B"]["Q1"].endswith("The named worker for Q1 is in post, answer B.")
    assert bundle["attachments"]["B"] == [{"name": f"{NAMES[1]} plan.pdf", "sha256": "0" * 64, "size": 1200}]
    assert bundle["audit"]["head"] == chain_head(chain=world.lot_stage.audit_chain).digest
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(bundle))
    check = subprocess.run(
        [sys.executable, "-m", "scoring", "verify", str(file)], capture_output=True, text=True, check=False
    )
    assert (check.returncode, check.stdout.strip()) == (0, "verified"), check.stderr
