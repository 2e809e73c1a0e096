"""Reading results."""

from procurement.tenders.models import LotStage

from ..models import Result


def latest_result(lot_stage: LotStage) -> Result:
    """The result that stands. Budget: 1 query. Raises DoesNotExist before moderation is closed."""
    return (
        Result.objects.select_related("published_model", "calculated_by", "lot_stage__lot__tender__authority")
        .filter(lot_stage=lot_stage)
        .latest("number")
    )
