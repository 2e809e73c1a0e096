"""The demonstration's clock: ends a deadline at once, so that a visitor need not wait. Only where DEMO=1."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from procurement.accounts.asking import person_of
from procurement.core.access import requires
from procurement.core.repeats import repeat_is_done
from procurement.core.time import database_now
from procurement.tenders.models import LotStage
from procurement.tenders.queries import lot_stage_or_404
from procurement.tenders.rules import OFFICER

from ..demonstration.clock import EDIT_CLOCK, end_deadline_now


def _has_ended(request: HttpRequest, lot_stage: LotStage) -> bool:
    """Whether an officer's click ended the deadline already."""
    waits = settings.DEMO and lot_stage.state == LotStage.State.WAITING
    return waits and OFFICER.test(request.user, lot_stage) and lot_stage.stage.is_closed(database_now())


def _to_the_opening(lot_stage: LotStage) -> HttpResponse:
    return redirect("bids:opening", tender_id=lot_stage.lot.tender_id, lot_number=lot_stage.lot.number)


@require_POST
@repeat_is_done(
    find=lot_stage_or_404,
    done=_has_ended,
    to=_to_the_opening,
)
@requires(EDIT_CLOCK, find=lot_stage_or_404)
def end_deadline(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """Move the deadline of the lot's stage to this moment, and write that into the history."""
    if not settings.DEMO:
        raise Http404
    end_deadline_now(actor=person_of(request), lot_stage=lot_stage)
    messages.success(request, "The demonstration's deadline is over. The bids can be opened.")
    return _to_the_opening(lot_stage)
