"""An award is recommended by one person and approved by another; one decision stands for a lot."""

import threading

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.utils import timezone

from procurement.audit.queries import history
from procurement.awards.models import Approval, AwardDecision, Document
from procurement.awards.queries import decisions_waiting_for
from procurement.awards.services import approve_award, recommend_award, return_award, set_aside_award
from procurement.awards.services.documents import RENDER_TOPIC
from procurement.core.errors import NotPermitted, Refused
from procurement.core.models import OutboxMessage
from procurement.organisations.models import OrganisationGrant
from procurement.tenders.models import LotStage, TenderGrant
from procurement.tenders.services import cancel_tender, end_lot, grant_on_tender
from tests.factories import OrganisationGrantFactory, TenderGrantFactory

from .conftest import WHY, ModeratedLot, make_moderated_lot, recommended

State = AwardDecision.State


def test_the_leading_bid_is_recommended_with_reasons_and_an_event(lot: ModeratedLot) -> None:
    decision = recommended(lot)

    assert (decision.state, decision.winner, decision.recommended_by) == (
        State.RECOMMENDED,
        lot.winner,
        lot.person("officer"),
    )
    event = history(chain=decision.audit_chain).first()
    assert event is not None
    assert (event.action, event.details["bid"]) == ("awarddecision.recommended", lot.winner.code)


def test_only_the_bid_that_the_result_puts_first_can_be_recommended(lot: ModeratedLot) -> None:
    with pytest.raises(Refused, match="does not put bid"):
        recommend_award(actor=lot.person("officer"), lot_stage=lot.lot_stage, winner=lot.loser, reason=WHY)
    assert not AwardDecision.objects.exists()


def test_a_recommendation_without_reasons_is_refused(lot: ModeratedLot) -> None:
    with pytest.raises(Refused, match="Give the reasons"):
        recommend_award(actor=lot.person("officer"), lot_stage=lot.lot_stage, winner=lot.winner, reason="  ")


def test_a_recommendation_made_twice_is_one_recommendation(lot: ModeratedLot) -> None:
    first, second = recommended(lot), recommended(lot)

    assert first == second
    assert history(chain=first.audit_chain).filter(action="awarddecision.recommended").count() == 1


@pytest.mark.parametrize("key", ["approver", "moderator", "evaluator1", "westvale-officer", "harbour"])
def test_only_an_officer_of_the_authority_recommends(lot: ModeratedLot, key: str) -> None:
    with pytest.raises(NotPermitted):
        recommend_award(actor=lot.person(key), lot_stage=lot.lot_stage, winner=lot.winner, reason=WHY)


def test_an_approval_awards_the_lot_finishes_the_tender_and_queues_the_report(lot: ModeratedLot) -> None:
    decision = approve_award(actor=lot.person("approver"), decision=recommended(lot), reason="Checked.")

    lot.lot_stage.refresh_from_db()
    lot.lot_stage.lot.tender.refresh_from_db()
    assert (decision.state, lot.lot_stage.state) == (State.APPROVED, LotStage.State.AWARDED)
    assert lot.lot_stage.lot.tender.state == "finished"
    document = Document.objects.get(decision=decision)
    assert document.state == Document.State.QUEUED
    message = OutboxMessage.objects.get(topic=RENDER_TOPIC)
    assert message.payload == {"document_id": str(document.pk), "asked_by": lot.person("approver").pk}


def test_the_recommender_cannot_approve_even_with_the_role(lot: ModeratedLot) -> None:
    officer = lot.person("officer")
    OrganisationGrantFactory(
        person=officer, organisation=lot.world.northmoor, role=OrganisationGrant.Role.APPROVER
    )

    with pytest.raises(NotPermitted, match="You recommended this award"):
        approve_award(actor=officer, decision=recommended(lot), reason="Checked.")


def test_the_database_itself_refuses_an_approval_by_the_recommender(lot: ModeratedLot) -> None:
    decision = recommended(lot)

    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(
            decision=decision,
            approver=lot.person("officer"),
            recommender=lot.person("officer"),
            verdict=Approval.Verdict.APPROVED,
            reason="Mine.",
            at=timezone.now(),
        )


def test_somebody_who_scored_cannot_approve(lot: ModeratedLot) -> None:
    TenderGrantFactory(
        person=lot.person("evaluator1"), tender=lot.lot_stage.lot.tender, role=TenderGrant.Role.APPROVER
    )

    with pytest.raises(NotPermitted, match="You scored bids for this lot"):
        approve_award(actor=lot.person("evaluator1"), decision=recommended(lot), reason="Checked.")


@pytest.mark.parametrize(
    ("key", "did"),
    [
        ("moderator", "You recorded consensus marks and decided passes"),
        ("reviewer", "You judged commitments"),
    ],
)
def test_somebody_who_moderated_judged_or_decided_passes_cannot_approve(
    lot: ModeratedLot, key: str, did: str
) -> None:
    TenderGrantFactory(
        person=lot.person(key), tender=lot.lot_stage.lot.tender, role=TenderGrant.Role.APPROVER
    )

    with pytest.raises(NotPermitted, match=did):
        approve_award(actor=lot.person(key), decision=recommended(lot), reason="Checked.")


@pytest.mark.parametrize(
    ("key", "did"),
    [
        ("evaluator1", "scored bids"),
        ("moderator", "recorded consensus marks and decided passes"),
        ("reviewer", "judged commitments"),
    ],
)
@pytest.mark.parametrize("whole_tender", [True, False])
def test_somebody_who_took_part_in_the_evaluation_does_not_become_approver(
    lot: ModeratedLot,
    key: str,
    did: str,
    whole_tender: bool,  # noqa: FBT001
) -> None:
    person, own = lot.person(key), lot.lot_stage.lot
    TenderGrant.objects.filter(person=person).delete()

    with pytest.raises(Refused, match=f"{did} for lot 1, so cannot approve its award"):
        grant_on_tender(
            actor=lot.person("officer"),
            person=person,
            tender=own.tender,
            role=TenderGrant.Role.APPROVER,
            lot=None if whole_tender else own,
        )
    assert not TenderGrant.objects.filter(person=person).exists()


def test_a_second_approver_is_told_who_approved_and_a_double_click_changes_nothing(lot: ModeratedLot) -> None:
    decision = recommended(lot)
    other = OrganisationGrantFactory(
        organisation=lot.world.northmoor, role=OrganisationGrant.Role.APPROVER
    ).person
    approve_award(actor=lot.person("approver"), decision=decision, reason="Checked.")
    approve_award(actor=lot.person("approver"), decision=decision, reason="Checked.")

    with pytest.raises(Refused, match="Adeyemi Cole has approved this award already"):
        approve_award(actor=other, decision=decision, reason="Me too.")
    assert (Approval.objects.count(), Document.objects.count()) == (1, 1)


def test_a_returned_recommendation_can_be_made_again_and_both_answers_are_kept(lot: ModeratedLot) -> None:
    return_award(actor=lot.person("approver"), decision=recommended(lot), reason="Say more about the price.")
    decision = recommended(lot, f"{WHY} The price is sound.")
    approve_award(actor=lot.person("approver"), decision=decision, reason="Now it does.")

    assert list(decision.approvals.values_list("verdict", flat=True)) == ["returned", "approved"]


def test_a_recommendation_made_again_is_not_approved_from_a_page_that_showed_the_earlier_one(
    lot: ModeratedLot, client: Client
) -> None:
    decision, page = recommended(lot), lot.url("recommendation/")
    client.force_login(lot.person("approver"))
    assert 'name="revision" value="0"' in client.get(page).content.decode()
    other = OrganisationGrantFactory(
        organisation=lot.world.northmoor, role=OrganisationGrant.Role.APPROVER
    ).person
    return_award(actor=other, decision=decision, reason="Say more.")
    recommended(lot, "Another reason.")

    answer = client.post(f"{page}answer/", {"reason": "As I read it.", "revision": "0"})

    shown = answer.content.decode()
    for words in ("was returned and made again since you opened", "As I read it.", "Another reason."):
        assert words in shown
    assert not Approval.objects.filter(verdict="approved").exists()
    assert 'name="revision" value="1"' in shown
    assert client.post(f"{page}answer/", {"reason": "Now.", "revision": "1"}).status_code == 302
    assert Approval.objects.get(verdict="approved").reason == "Now."


def test_a_decision_set_aside_keeps_its_reason_and_frees_the_lot(lot: ModeratedLot) -> None:
    first = approve_award(actor=lot.person("approver"), decision=recommended(lot), reason="Checked.")
    set_aside_award(actor=lot.person("approver"), decision=first, reason="A declaration was missing.")

    lot.lot_stage.refresh_from_db()
    lot.lot_stage.lot.tender.refresh_from_db()
    assert lot.lot_stage.state == LotStage.State.MODERATED
    assert lot.lot_stage.lot.tender.state == "published"
    assert recommended(lot) != first


@pytest.mark.parametrize("answer", ["", "returned"])
@pytest.mark.parametrize("how", ["end the lot", "cancel the tender"])
def test_what_was_recommended_is_set_aside_with_a_lot_that_ends(
    lot: ModeratedLot, how: str, answer: str
) -> None:
    decision, officer = recommended(lot), lot.person("officer")
    if answer:
        return_award(actor=lot.person("approver"), decision=decision, reason="Say more.")

    if how == "end the lot":
        end_lot(actor=officer, lot_stage=lot.lot_stage, reason="The need is gone.")
    else:
        cancel_tender(actor=officer, tender=lot.lot_stage.lot.tender, reason="The need is gone.")

    decision.refresh_from_db()
    lot.lot_stage.refresh_from_db()
    assert (lot.lot_stage.state, decision.state) == (LotStage.State.ENDED, State.SET_ASIDE)
    assert decision.set_aside_reason.startswith("The lot ended without award. ")
    assert "The need is gone." in decision.set_aside_reason
    (event,) = history(chain=decision.audit_chain).filter(action="awarddecision.set_aside")
    assert (event.actor, event.details["bid"]) == (f"person:{officer.pk}", lot.winner.code)
    assert not decisions_waiting_for(lot.person("approver"))


def test_an_officer_sets_nothing_aside_while_the_lot_goes_on(lot: ModeratedLot) -> None:
    with pytest.raises(NotPermitted, match="An approver of the contracting authority does this"):
        set_aside_award(actor=lot.person("officer"), decision=recommended(lot), reason="Mine was wrong.")


def test_the_database_knows_one_live_decision_for_a_lot(lot: ModeratedLot) -> None:
    decision = recommended(lot)

    with pytest.raises(IntegrityError), transaction.atomic():
        AwardDecision.objects.create(
            lot_stage=lot.lot_stage, result=decision.result, winner=lot.loser, reason="Another."
        )


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_approvers_at_once_one_approves_and_the_other_is_told() -> None:
    lot = make_moderated_lot()
    decision = recommended(lot)
    other = OrganisationGrantFactory(
        organisation=lot.world.northmoor, role=OrganisationGrant.Role.APPROVER
    ).person
    barrier, outcomes = threading.Barrier(2), []

    def work(person: object) -> None:
        try:
            mine = AwardDecision.objects.get(pk=decision.pk)
            barrier.wait(timeout=10)
            approve_award(actor=person, decision=mine, reason="Checked.")  # type: ignore[arg-type]
            outcomes.append("approved")
        except Refused as refused:
            outcomes.append(str(refused))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(person,)) for person in (lot.person("approver"), other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert len(outcomes) == 2
    assert sum(outcome == "approved" for outcome in outcomes) == 1
    assert any("has approved this award already" in outcome for outcome in outcomes)
    assert Document.objects.count() == 1
