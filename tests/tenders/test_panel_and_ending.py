"""The panel, lots that end without award, cancelled and finished tenders."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from procurement.audit.models import AuditEvent
from procurement.core.errors import NotPermitted, Refused
from procurement.organisations.roles import roles_of
from procurement.tenders.models import LotStage, Tender, TenderGrant
from procurement.tenders.services import (
    cancel_tender,
    end_lot,
    finish_if_over,
    grant_on_tender,
    publish_tender,
    revoke_on_tender,
)
from tests.factories import PersonFactory
from tests.tenders.conftest import World, lot_stage_of, text

pytestmark = pytest.mark.django_db


def published(world: World, *, lots: int = 1) -> Tender:
    tender = world.ready(lots=lots)
    publish_tender(actor=world.officer, tender=tender)
    return tender


def put(tender: Tender, state: str, number: int = 1) -> LotStage:
    LotStage.objects.filter(lot__tender=tender, lot__number=number).update(
        state=state, opened_at=timezone.now()
    )
    return lot_stage_of(tender.lots.get(number=number))


def test_a_role_on_one_lot_holds_there_only(world: World) -> None:
    tender, person = world.draft(lots=2), PersonFactory()
    one, two = tender.lots.all()
    grant_on_tender(actor=world.officer, person=person, tender=tender, role="evaluator", lot=one)
    assert roles_of(person, on=one) == {"evaluator"}
    assert roles_of(person, on=two) == frozenset()
    assert roles_of(person, on=tender) == frozenset()


def test_a_role_on_the_tender_holds_on_every_lot(world: World) -> None:
    tender, person = world.draft(lots=2), PersonFactory()
    grant_on_tender(actor=world.officer, person=person, tender=tender, role="moderator")
    assert all(roles_of(person, on=lot_stage_of(lot)) == {"moderator"} for lot in tender.lots.all())


def test_giving_and_taking_a_role_twice_is_recorded_once(world: World) -> None:
    tender, person = world.draft(), PersonFactory()
    grants = [
        grant_on_tender(actor=world.officer, person=person, tender=tender, role="evaluator")
        for _click in range(2)
    ]
    assert grants[0] == grants[1]
    for _click in range(2):
        revoke_on_tender(actor=world.officer, grant=grants[0])
    assert not TenderGrant.objects.exists()
    events = AuditEvent.objects.filter(chain__key=tender.audit_chain).values_list("action", flat=True)
    assert list(events) == ["tender.created", "panel.granted", "panel.revoked"]


def test_only_an_officer_chooses_the_panel(world: World) -> None:
    tender, person = world.draft(), PersonFactory()
    for actor in (world.other_officer, world.person_with("approver"), person):
        with pytest.raises(NotPermitted):
            grant_on_tender(actor=actor, person=person, tender=tender, role="evaluator")
    grant = grant_on_tender(actor=world.officer, person=person, tender=tender, role="evaluator")
    with pytest.raises(NotPermitted):
        revoke_on_tender(actor=person, grant=grant)


def test_a_role_a_lot_or_a_person_that_does_not_fit_is_refused(world: World) -> None:
    tender, person = world.draft(), PersonFactory()
    with pytest.raises(Refused, match="roles that are listed"):
        grant_on_tender(actor=world.officer, person=person, tender=tender, role="king")
    with pytest.raises(Refused, match="another tender"):
        grant_on_tender(
            actor=world.officer, person=person, tender=tender, role="evaluator", lot=world.draft().lots.get()
        )
    with pytest.raises(Refused, match=r"account of .* is closed"):
        grant_on_tender(
            actor=world.officer, person=PersonFactory(is_active=False), tender=tender, role="evaluator"
        )


def test_evaluators_stay_on_the_record_once_scoring_has_begun(world: World) -> None:
    tender = published(world, lots=2)
    one, two = tender.lots.all()
    here = grant_on_tender(
        actor=world.officer, person=PersonFactory(), tender=tender, role="evaluator", lot=one
    )
    everywhere = grant_on_tender(actor=world.officer, person=PersonFactory(), tender=tender, role="evaluator")
    elsewhere = grant_on_tender(
        actor=world.officer, person=PersonFactory(), tender=tender, role="evaluator", lot=two
    )
    moderator = grant_on_tender(
        actor=world.officer, person=PersonFactory(), tender=tender, role="moderator", lot=one
    )
    put(tender, "evaluating")
    for grant in (here, everywhere):
        with pytest.raises(Refused, match="Scoring has begun"):
            revoke_on_tender(actor=world.officer, grant=grant)
    revoke_on_tender(actor=world.officer, grant=elsewhere)
    revoke_on_tender(actor=world.officer, grant=moderator)
    assert TenderGrant.objects.count() == 2


def test_nobody_joins_those_who_mark_after_moderation(world: World) -> None:
    tender = published(world)
    put(tender, "moderated")
    with pytest.raises(Refused, match="Moderation is closed"):
        grant_on_tender(actor=world.officer, person=PersonFactory(), tender=tender, role="evaluator")
    assert grant_on_tender(actor=world.officer, person=PersonFactory(), tender=tender, role="approver").pk


def test_a_lot_ends_without_award_with_its_reason_and_once(world: World) -> None:
    tender = published(world, lots=2)
    lot_stage = lot_stage_of(tender.lots.get(number=1))
    for _click in range(2):
        end_lot(actor=world.officer, lot_stage=lot_stage, reason=" The budget is withdrawn. ")
    assert (lot_stage.state, lot_stage.ended_reason) == ("ended", "The budget is withdrawn.")
    tender.refresh_from_db()
    assert tender.state == "published"
    assert AuditEvent.objects.filter(chain__key=tender.audit_chain, action="lotstage.ended").count() == 1


def test_the_tender_is_finished_with_its_last_lot(world: World) -> None:
    tender = published(world, lots=2)
    put(tender, "awarded", number=2)
    end_lot(actor=world.officer, lot_stage=lot_stage_of(tender.lots.get(number=1)), reason="No budget.")
    tender.refresh_from_db()
    assert tender.state == "finished"


def test_a_tender_finishes_when_every_lot_is_over_and_not_before(world: World) -> None:
    tender = published(world, lots=2)
    put(tender, "awarded")
    assert not finish_if_over(actor=world.officer, tender=tender)
    put(tender, "awarded", number=2)
    assert finish_if_over(actor=world.officer, tender=tender)
    assert not finish_if_over(actor=world.officer, tender=tender)
    assert tender.state == "finished"


def test_a_lot_of_a_draft_does_not_end_and_an_awarded_one_neither(world: World) -> None:
    draft = world.draft()
    with pytest.raises(NotPermitted, match="only after its tender is published"):
        end_lot(actor=world.officer, lot_stage=lot_stage_of(draft.lots.get()), reason="No.")
    lot_stage = put(published(world), "awarded")
    with pytest.raises(Refused, match="is awarded, so it cannot become ended"):
        end_lot(actor=world.officer, lot_stage=lot_stage, reason="No.")


def test_endings_need_a_reason(world: World) -> None:
    tender = published(world)
    with pytest.raises(Refused, match="reason"):
        end_lot(actor=world.officer, lot_stage=lot_stage_of(tender.lots.get()), reason="  ")
    with pytest.raises(Refused, match="reason"):
        cancel_tender(actor=world.officer, tender=tender, reason="")


def test_a_cancelled_draft_keeps_its_reason_and_is_not_edited_any_more(world: World) -> None:
    tender = world.ready()
    cancel_tender(actor=world.officer, tender=tender, reason="Not needed.")
    assert (tender.state, tender.cancelled_reason) == ("cancelled", "Not needed.")
    with pytest.raises(NotPermitted, match="not a draft any more"):
        publish_tender(actor=world.officer, tender=tender)


def test_a_cancelled_tender_ends_what_still_goes_on(world: World) -> None:
    tender = published(world, lots=2)
    put(tender, "evaluating", number=2)
    for _click in range(2):
        cancel_tender(actor=world.officer, tender=tender, reason="The service is no longer needed.")
    states = set(LotStage.objects.filter(lot__tender=tender).values_list("state", "ended_reason"))
    assert states == {("ended", "The tender was cancelled: The service is no longer needed.")}
    assert tender.state == "cancelled"


def test_a_tender_with_an_awarded_lot_is_not_cancelled(world: World) -> None:
    tender = published(world, lots=2)
    put(tender, "awarded")
    with pytest.raises(Refused, match="Lot 1: Area 1 is awarded"):
        cancel_tender(actor=world.officer, tender=tender, reason="Second thoughts.")
    tender.refresh_from_db()
    assert tender.state == "published"


def test_only_an_officer_ends_and_cancels(world: World) -> None:
    tender = published(world)
    for person in (world.other_officer, world.person_with("approver"), PersonFactory()):
        with pytest.raises(NotPermitted):
            end_lot(actor=person, lot_stage=lot_stage_of(tender.lots.get()), reason="X.")
        with pytest.raises(NotPermitted):
            cancel_tender(actor=person, tender=tender, reason="X.")
    tender.refresh_from_db()
    assert tender.state == "published"


@pytest.mark.parametrize("page", ["cancel", "lot_end"])
def test_a_second_click_is_told_the_same_and_other_words_are_told_that_they_came_too_late(
    client: Client, world: World, page: str
) -> None:
    tender = world.ready()
    publish_tender(actor=world.officer, tender=tender)
    place = {"tender_id": tender.pk, **({"lot_number": 1} if page == "lot_end" else {})}
    address = reverse(f"tenders:{page}", kwargs=place)
    client.force_login(world.officer)

    first, second = (client.post(address, {"reason": "The need is\r\ngone."}) for _click in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    other = client.post(address, {"reason": "Another reason."})
    assert other.status_code == 403
    assert "What you typed was not saved" in text(other)
    assert client.get(address).status_code == 403
