"""A tender of two lots: one to lead to consensus marks, and one whose recommended award has to be decided."""

from decimal import Decimal

from procurement.awards.services import recommend_award
from procurement.bids.models import Bid
from procurement.tenders.models import LotStage
from procurement.tenders.services import LotSpec

from . import stages
from .world import World


def to_moderate_and_to_decide(world: World, reference: str) -> None:
    """Both lots with three bids and locked marks; the first is moderated, and its leading bid is recommended."""
    tender = stages.drafted(
        world,
        reference=reference,
        title="Mentoring for young people who leave care",
        description="Mentors who meet young people every week in their first two years alone.",
        cpv=("85311300", "Welfare services for children and young people"),
        lots=(
            LotSpec("Aged 16 to 18", value=Decimal(640000)),
            LotSpec("Aged 19 to 25", value=Decimal(690000)),
        ),
    )
    decided, moderated = stages.published(world, tender)
    for lot_stage in (decided, moderated):
        for supplier in stages.WRITERS:
            stages.bid_submitted(world, lot_stage, supplier)
    for lot_stage in (decided, moderated):
        stages.opened(world, lot_stage)
        stages.evaluating(world, lot_stage)
        for evaluator in ("evaluator1", "evaluator2"):
            stages.scored(world, lot_stage, evaluator)
        stages.judged(world, lot_stage)
    stages.moderated(world, decided)
    _recommended(world, decided)


def _recommended(world: World, lot_stage: LotStage) -> None:
    code = lot_stage.results.latest("number").result["recommended"][0]
    recommend_award(
        actor=world.person("officer"),
        lot_stage=lot_stage,
        winner=Bid.objects.get(lot_stage=lot_stage, code=code),
        reason=f"Bid {code} is first by the published rules. Its plan names who does what in the first weeks.",
    )
