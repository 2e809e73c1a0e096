"""Bids stand in the order in which their letters were given, also when there are more than 26."""

from procurement.bids.models import Bid
from procurement.evaluation.evaluation_file import evaluation_file
from procurement.evaluation.panel import scored_bids

from .conftest import World


def test_bid_aa_comes_after_bid_c_for_the_panel_and_in_the_file_that_is_scored(world: World) -> None:
    world.ready_to_close()
    Bid.objects.filter(pk=world.bids[1].pk).update(code="AA")
    assert [bid.code for bid in scored_bids(world.lot_stage)] == ["A", "C", "AA"]
    file = evaluation_file(world.lot_stage, world.published)
    assert [bid["id"] for bid in file["bids"]] == ["A", "C", "AA"]
