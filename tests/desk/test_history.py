"""A tender's history says what happened, and keeps back what the panel decided until moderation is closed."""

import pytest
from django.test import Client

from procurement.desk.demonstration import stages
from procurement.evaluation.models import ConflictDeclaration
from tests.awards.conftest import ModeratedLot, make_moderated_lot


def page(client: Client, lot: ModeratedLot, key: str) -> str:
    client.force_login(lot.person(key))
    response = client.get(lot.url("history/"))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
def test_what_the_panel_decided_is_shown_when_moderation_is_closed_and_never_to_the_recused(
    client: Client,
) -> None:
    lot = make_moderated_lot()
    reason = stages.texts.CONSENSUS_WHY["Q1"]
    assert reason in page(client, lot, "officer")

    lot.lot_stage.state = "evaluating"
    lot.lot_stage.save(update_fields=["state"])
    shown = page(client, lot, "officer")
    assert reason not in shown
    assert "A consensus mark was recorded" in shown

    lot.lot_stage.state = "moderated"
    lot.lot_stage.save(update_fields=["state"])
    ConflictDeclaration.objects.create(
        lot_stage=lot.lot_stage,
        person=lot.person("officer"),
        answer="conflict",
        details="My brother works there.",
        declared_at=lot.lot_stage.opened_at,
        outcome="recused",
        decided_by=lot.person("approver"),
        decided_at=lot.lot_stage.opened_at,
        mitigation="Out of this lot.",
    )
    assert reason not in page(client, lot, "officer")
