"""A lot whose result stands, made with the services by the demonstration's people."""

import io
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.core.management import call_command

from procurement.accounts.models import Person
from procurement.awards.models import AwardDecision, Document
from procurement.awards.services import approve_award, recommend_award
from procurement.awards.services.rendering import render_document
from procurement.bids.models import Bid
from procurement.desk.demonstration import stages
from procurement.desk.demonstration.world import World, make_world
from procurement.frameworks.models import Measure
from procurement.tenders.models import LotStage, Tender
from procurement.tenders.services import LotSpec
from tests.photographs import photographed


@dataclass
class ModeratedLot:
    """A lot with a result, the bid that leads, and everybody around it."""

    world: World
    lot_stage: LotStage

    def person(self, key: str) -> Person:
        return self.world.person(key)

    @property
    def winner(self) -> Bid:
        code = self.lot_stage.results.latest("number").result["recommended"][0]
        return Bid.objects.select_related("supplier").get(lot_stage=self.lot_stage, code=code)

    @property
    def loser(self) -> Bid:
        return Bid.objects.filter(lot_stage=self.lot_stage).exclude(pk=self.winner.pk)[0]

    def url(self, step: str) -> str:
        return f"/tenders/{self.lot_stage.lot.tender_id}/lots/1/{step}"


def make_moderated_lot(currency: str = "GBP") -> ModeratedLot:
    """Three bids, scored, judged and moderated. Measures are valued in pounds, so in another currency none is."""
    call_command("load_measures", stdout=io.StringIO())
    world = make_world()
    tender = stages.drafted(
        world,
        reference="NMC-1",
        title="Supported accommodation for care leavers",
        description="Homes with support.",
        cpv=("85311000", "Social work services with accommodation"),
        lots=(LotSpec("North of the city", value=Decimal(630000)),),
    )
    if currency != tender.currency:
        Measure.objects.update(proxy_value=None, yearly_values=[])
        Tender.objects.filter(pk=tender.pk).update(currency=currency)
        tender.refresh_from_db()
    (lot_stage,) = stages.published(world, tender)
    for supplier in stages.WRITERS:
        stages.bid_submitted(world, lot_stage, supplier)
    stages.opened(world, lot_stage)
    stages.evaluating(world, lot_stage)
    for evaluator in ("evaluator1", "evaluator2"):
        stages.scored(world, lot_stage, evaluator)
    stages.judged(world, lot_stage)
    stages.moderated(world, lot_stage)
    return ModeratedLot(world, lot_stage)


WHY = "Strongest on the service, with evidence."


def recommended(lot: ModeratedLot, reason: str = WHY) -> AwardDecision:
    return recommend_award(
        actor=lot.person("officer"), lot_stage=lot.lot_stage, winner=lot.winner, reason=reason
    )


def approved(lot: ModeratedLot) -> AwardDecision:
    return approve_award(actor=lot.person("approver"), decision=recommended(lot), reason="Checked.")


def make_reported_lot() -> ModeratedLot:
    """A moderated lot, awarded, with its report made."""
    lot = make_moderated_lot()
    approved(lot)
    render_document(document_id=str(Document.objects.get().pk))
    return lot


@pytest.fixture
def lot(db: None) -> ModeratedLot:
    return photographed(make_moderated_lot)


@pytest.fixture
def reported(db: None) -> ModeratedLot:
    return photographed(make_reported_lot)
