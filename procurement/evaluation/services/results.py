"""The end of moderation: the figures are calculated once, by `scoring`, from the frozen model and the panel's
rows.
"""

import re

from django.db import transaction
from django.utils import timezone

import scoring
from procurement.accounts.models import Person
from procurement.audit.services import record
from procurement.bids.models import Bid
from procurement.core.errors import Refused
from procurement.core.permissions import demand
from procurement.core.transitions import locked, transition
from procurement.tenders.models import LotStage, PublishedModel
from procurement.tenders.queries import current_model
from scoring import EvaluationError

from .. import rules
from ..evaluation_file import evaluation_file
from ..models import Result
from ..queries.open_points import open_points

_BID = re.compile(r"^bids\[(\d+)\]")
_BECOMES = {"admissible": Bid.State.ASSESSED, "disqualified": Bid.State.DISQUALIFIED}


def close_moderation(*, actor: Person, lot_stage: LotStage) -> Result:
    """Close a lot's moderation: calculate and store the result, mark each bid assessed or disqualified, open
    the prices.

    A lot that is moderated already gives the result that stands. Raises Refused with everything that is still
    open, or with what `scoring` refuses; NotPermitted.
    """
    with transaction.atomic():
        stage = locked(lot_stage)
        # Before any event is written, so that the audit chain is the last lock.
        bids = {
            bid.code: bid for bid in Bid.objects.select_for_update().filter(lot_stage=stage).order_by("pk")
        }
        demand(rules.CLOSE_MODERATION, actor, stage)
        standing = Result.objects.filter(lot_stage=stage).order_by("-number").first()
        if standing is not None and stage.state == LotStage.State.MODERATED:
            return standing
        missing = open_points(stage)
        if missing:
            raise Refused(point.text for point in missing)
        if not any(bid.state == Bid.State.ADMITTED for bid in bids.values()):
            raise Refused(
                "Every bid was disregarded, so there is no result. End the lot without award, and say why."
            )
        published = current_model(stage.lot)
        result = _calculated(actor, stage, published, number=(standing.number if standing else 0) + 1)
        transition(
            stage,
            to=LotStage.State.MODERATED,
            actor=actor,
            details={"model_hash": published.model_hash, "result_hash": result.result_hash},
        )
        for figures in result.result["bids"]:
            if figures["status"] in _BECOMES:
                transition(
                    bids[figures["id"]],
                    to=_BECOMES[figures["status"]],
                    actor=actor,
                    reason=" ".join(figures["reasons"]),
                )
    lot_stage.refresh_from_db()
    return result


def export_result(*, actor: Person, result: Result) -> bytes:
    """The result as `scoring` wrote it, canonical JSON in UTF-8; the download is an audit event. Raises
    NotPermitted.
    """
    with transaction.atomic():
        demand(rules.EXPORT_RESULT, actor, result.lot_stage)
        record(
            chain=result.lot_stage.audit_chain,
            action="result.exported",
            subject=f"result:{result.pk}",
            actor=actor,
            details={"result_hash": result.result_hash},
        )
    return scoring.canonical_json(result.result)


def _calculated(actor: Person, stage: LotStage, published: PublishedModel, *, number: int) -> Result:
    """The stored result of an evaluation by the published model. Raises Refused where `scoring` refuses."""
    if scoring.sha256_of(published.model) != published.model_hash:
        raise Refused(
            "The published model does not match its digest, so it cannot be used to score. Tell the "
            "administrator."
        )
    evaluation = evaluation_file(stage, published)
    codes = [bid["id"] for bid in evaluation["bids"]]
    try:
        result = scoring.evaluate(scoring.parse_evaluation(evaluation)).to_json()
    except EvaluationError as error:
        said = [
            _BID.sub(lambda found: f"Bid {codes[int(found[1])]}", str(problem)) for problem in error.errors
        ]
        raise Refused("The result cannot be calculated by the published rules.", said) from error
    return Result.objects.create(
        lot_stage=stage,
        published_model=published,
        number=number,
        evaluation=evaluation,
        result=result,
        result_hash=result["result_hash"],
        calculated_at=timezone.now(),
        calculated_by=actor,
    )
