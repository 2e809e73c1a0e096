"""Nobody is on both sides of a tender: who writes a bid has no role there, and the other way round."""

import pytest

from procurement.bids import services
from procurement.bids.models import Bid, BidVersion
from procurement.core.errors import NotPermitted, Refused
from procurement.core.permissions import refusal
from procurement.core.time import database_now
from procurement.tenders.models import TenderGrant
from procurement.tenders.services import grant_on_tender
from tests.factories import OrganisationGrantFactory, TenderGrantFactory

from .conftest import World


@pytest.mark.parametrize("role", TenderGrant.Role.values)
def test_who_writes_a_bid_for_a_tender_gets_no_role_on_it(world: World, role: str) -> None:
    world.start()
    with pytest.raises(Refused, match="writes bids for a supplier that takes part in this tender"):
        grant_on_tender(
            actor=world.officer, person=world.writer, tender=world.tender, role=role, lot=world.lot
        )
    assert not TenderGrant.objects.filter(person=world.writer).exists()


def test_who_writes_for_a_supplier_without_a_bid_here_may_have_a_role(world: World) -> None:
    world.start()
    assert grant_on_tender(
        actor=world.officer, person=world.other_writer, tender=world.tender, role="evaluator"
    )


def test_who_has_a_role_on_the_lot_neither_edits_nor_submits_nor_withdraws_a_bid_for_it(world: World) -> None:
    bid = world.submitted()
    evaluator = OrganisationGrantFactory(
        organisation=world.supplier, role="bid_writer", person=world.evaluator
    ).person
    with pytest.raises(NotPermitted, match="You work on this tender"):
        services.save_answer(
            actor=evaluator, bid=bid, revision=bid.revision, criterion="Q1", text="Other words"
        )
    bid = services.save_answer(
        actor=world.writer, bid=bid, revision=bid.revision, criterion="Q1", text="Newer words"
    )
    with pytest.raises(NotPermitted, match="You work on this tender"):
        services.submit_bid(actor=evaluator, bid=bid, revision=bid.revision, received_at=database_now())
    with pytest.raises(NotPermitted, match="You work on this tender"):
        services.withdraw_bid(actor=evaluator, bid=bid, version=1, received_at=database_now())
    assert BidVersion.objects.count() == 1
    assert Bid.objects.get().state == Bid.State.SUBMITTED


def test_a_role_on_another_tender_does_not_keep_anybody_from_bidding(world: World) -> None:
    bid = world.start()
    TenderGrantFactory(person=world.writer)
    assert refusal("bids.edit", world.writer, bid) is None
