"""A tender's history says what happened, and keeps back what the panel decided until moderation is closed."""

import io
import uuid

import pytest
from django.core.management import call_command
from django.test import Client

from procurement.audit.models import AuditEvent
from procurement.desk.demonstration import stages
from procurement.desk.demonstration.world import make_world
from procurement.desk.queries.history import events_of
from procurement.evaluation.models import ConflictDeclaration
from procurement.tenders.models import LotStage, Tender, TenderDocument, TenderGrant
from procurement.tenders.services import (
    LotSpec,
    add_criterion,
    grant_on_tender,
    remove_criterion,
    remove_lot,
)
from tests.awards.conftest import ModeratedLot, make_moderated_lot
from tests.factories import PersonFactory
from tests.photographs import photographed


def page(client: Client, lot: ModeratedLot, key: str) -> str:
    client.force_login(lot.person(key))
    response = client.get(lot.url("history/"))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
def test_what_the_panel_decided_is_shown_when_moderation_is_closed_and_never_to_the_recused(
    client: Client,
) -> None:
    lot = photographed(make_moderated_lot)
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


@pytest.mark.django_db
def test_an_approver_of_one_lot_reads_nothing_of_another_lot(client: Client) -> None:
    lot = photographed(make_moderated_lot)
    officer, approver = lot.person("officer"), PersonFactory()
    other = stages.drafted(
        lot.world,
        reference="NMC-2",
        title="Two areas",
        description="Homes.",
        cpv=("85311000", "Social work"),
        lots=(LotSpec("East"), LotSpec("West")),
    )
    east, west = stages.published(lot.world, other)
    grant_on_tender(actor=officer, person=approver, tender=other, role="approver", lot=west.lot)
    stages.bid_submitted(lot.world, east, "Harbour Homes Ltd")
    stages.opened(lot.world, east)

    def shown(lot_stage: LotStage) -> str:
        client.force_login(approver)
        at = f"/tenders/{lot_stage.lot.tender_id}/lots/{lot_stage.lot.number}/history/"
        response = client.get(at)
        return response.content.decode() if response.status_code == 200 else str(response.status_code)

    page = shown(west)
    for words in ("The tender was published", "Role: approver", "The deadline was ended early"):
        assert words in page
    for words in ("The lot&#x27;s bids were opened", "A bid was opened", "confirmed the opening"):
        assert words not in page
    assert shown(east) == "404"


def documents_for_all_lots() -> list[uuid.UUID]:
    return list(TenderDocument.objects.filter(lot=None).values_list("pk", flat=True))


@pytest.mark.django_db
def test_every_event_of_a_tender_stands_in_the_history_of_one_lot_or_of_all() -> None:
    call_command("load_demo", stdout=io.StringIO())
    of_all = {"tender", "scale", "stage", "person", "undertaking"}
    for_all = {f"tenderdocument:{key}" for key in documents_for_all_lots()}

    for tender in Tender.objects.all():
        seen = [set(events_of(lot)) for lot in tender.lots.select_related("tender")]
        for event in AuditEvent.objects.filter(chain__key=tender.audit_chain):
            kind = event.subject.partition(":")[0]
            expected = len(seen) if kind in of_all or event.subject in for_all else 1
            assert sum(event in one for one in seen) == expected, (event.action, event.subject)


@pytest.mark.django_db
def test_what_was_removed_from_a_draft_stays_in_the_history_of_its_lot() -> None:
    call_command("load_measures", stdout=io.StringIO())
    world = make_world()
    draft = stages.drafted(
        world,
        reference="NMC-3",
        title="Three areas",
        description="Homes.",
        cpv=("85311000", "Social work"),
        lots=(LotSpec("East"), LotSpec("West"), LotSpec("South")),
    )
    officer = world.person("officer")
    east, west, south = draft.lots.select_related("tender").order_by("number")
    remove_criterion(
        actor=officer, criterion=add_criterion(actor=officer, lot=west, kind="quality", title="Gone")
    )
    grant_on_tender(actor=officer, person=PersonFactory(), tender=draft, role="evaluator", lot=west)
    remove_lot(actor=officer, lot=south)

    def actions(lot: object) -> list[str]:
        return list(events_of(lot).values_list("action", flat=True))  # type: ignore[arg-type]

    assert "criterion.removed" in actions(west)
    assert "panel.granted" in actions(west)
    assert not {"criterion.removed", "panel.granted"} & set(actions(east))
    assert "lot.removed" in actions(east)
    assert TenderGrant.objects.count() == 1
