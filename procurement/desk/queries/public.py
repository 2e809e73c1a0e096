"""What everybody may see at home."""

from django.db.models import QuerySet

from procurement.awards.models import AwardDecision
from procurement.tenders.models import LotStage


def decided_lately() -> QuerySet[AwardDecision]:
    """Approved awards that stand, the newest first: that they are decided, never for whom. Budget: 1 query.

    Who won is told to the bidders by the contracting authority, before anybody reads it here.
    """
    return (
        AwardDecision.objects.filter(
            state=AwardDecision.State.APPROVED, lot_stage__state=LotStage.State.AWARDED
        )
        .select_related("lot_stage__lot__tender__authority")
        .only(
            "approved_at",
            "lot_stage__lot__number",
            "lot_stage__lot__tender__title",
            "lot_stage__lot__tender__authority__name",
        )
        .order_by("-approved_at")
    )
