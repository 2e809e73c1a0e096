"""Recusal keeps a person out of the award as it does out of the evaluation, whatever their role."""

import pytest
from django.test import Client
from django.utils import timezone

from procurement.awards.models import AwardDecision, Document
from procurement.awards.queries import decisions_waiting_for
from procurement.awards.services import (
    approve_award,
    retry_document,
    return_award,
    set_aside_award,
)
from procurement.core.errors import NotPermitted
from procurement.core.permissions import allowed, permission_names
from procurement.evaluation.models import ConflictDeclaration
from procurement.tenders.services.ending import end_lot

from .conftest import ModeratedLot, recommended

Outcome = ConflictDeclaration.Outcome


def keep_out(lot: ModeratedLot, key: str, outcome: str = Outcome.RECUSED) -> None:
    """The person has declared a conflict; an officer has recused them, or has not decided yet."""
    decided = outcome == Outcome.RECUSED
    ConflictDeclaration.objects.update_or_create(
        lot_stage=lot.lot_stage,
        person=lot.person(key),
        defaults={
            "answer": "conflict",
            "details": "Shares in a bidder.",
            "declared_at": timezone.now(),
            "outcome": outcome,
            "decided_by": lot.person("administrator") if decided else None,
            "mitigation": "Takes no part." if decided else "",
        },
    )


@pytest.mark.parametrize("outcome", [Outcome.RECUSED, Outcome.WAITING])
@pytest.mark.parametrize("key", ["officer", "approver", "moderator"])
def test_who_is_kept_out_holds_no_permission_of_the_award(
    reported: ModeratedLot, key: str, outcome: str, client: Client
) -> None:
    lot, decision = reported, AwardDecision.objects.get()
    lot.lot_stage.refresh_from_db()
    keep_out(lot, key, outcome)

    person = lot.person(key)
    held = [
        name
        for name in permission_names()
        for thing in (lot.lot_stage, decision, Document.objects.get())
        if name.startswith("awards.") and allowed(name, person, thing)
    ]
    assert held == []
    client.force_login(person)
    for page in ("recommendation/", "report/", "report/status/", "report/award-report.pdf"):
        assert client.get(lot.url(page)).status_code == 403, page


def test_a_recused_officer_neither_recommends_nor_retries(lot: ModeratedLot) -> None:
    keep_out(lot, "officer")
    with pytest.raises(NotPermitted, match="You are recused from this lot"):
        recommended(lot)


def test_a_recused_approver_decides_nothing_and_is_not_asked_to(lot: ModeratedLot) -> None:
    approver, decision = lot.person("approver"), recommended(lot)
    assert list(decisions_waiting_for(approver)) == [decision]
    keep_out(lot, "approver")
    assert list(decisions_waiting_for(approver)) == []
    for act in (approve_award, return_award, set_aside_award):
        with pytest.raises(NotPermitted, match="You are recused from this lot"):
            act(actor=approver, decision=decision, reason="Checked.")
    decision.refresh_from_db()
    assert decision.state == "recommended"


def test_somebody_recused_does_not_queue_the_report_again(lot: ModeratedLot) -> None:
    approve_award(actor=lot.person("approver"), decision=recommended(lot), reason="Checked.")
    keep_out(lot, "officer")
    with pytest.raises(NotPermitted, match="You are recused from this lot"):
        retry_document(actor=lot.person("officer"), document=Document.objects.get())


def test_a_recommendation_on_a_lot_that_ended_waits_for_nobody(lot: ModeratedLot) -> None:
    recommended(lot)
    end_lot(actor=lot.person("officer"), lot_stage=lot.lot_stage, reason="The service is no longer needed.")
    assert list(decisions_waiting_for(lot.person("approver"))) == []
