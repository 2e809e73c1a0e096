"""Two bids or more of a result, side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from procurement.accounts.asking import person_of
from procurement.core.access import requires
from procurement.tenders.models import LotStage
from procurement.tenders.queries import lot_stage_or_404
from procurement.tenders.workspace import workspace

from .. import rules
from ..forms import CompareForm
from ..queries.comparison import comparison
from ..queries.reasons import panel_reasons
from ..queries.results import latest_result, result_page


@require_safe
@requires(rules.VIEW_RESULT, find=lot_stage_or_404)
def page(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """Criteria in rows, the chosen bids in columns; without a choice the first two of the ranking."""
    shown = result_page(latest_result(lot_stage), panel_reasons(lot_stage))
    first_two = [bid.code for bid in shown.bids[:2]]
    asked = "bid" in request.GET or "chosen" in request.GET
    form = CompareForm(request.GET if asked else None, bids=shown.bids, initial={"bid": first_two})
    codes = form.cleaned_data["bid"] if asked and form.is_valid() else [] if asked else first_two
    context = {
        "lot_stage": lot_stage,
        "form": form,
        "only_one": len(shown.bids) < 2,
        "by_points": shown.by_points,
        "compared": comparison(shown, codes) if len(codes) > 1 else None,
    }
    full = context | workspace(person_of(request), lot_stage, current="result")
    return render(request, "evaluation/compare.html", full)
