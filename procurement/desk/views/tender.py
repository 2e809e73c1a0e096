"""A tender's overview and a lot's overview and history: what the other apps hold, read together."""

from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from procurement.accounts.asking import person_of
from procurement.audit.queries import chain_head
from procurement.core.access import requires
from procurement.core.formatting import counted
from procurement.core.permissions import allowed
from procurement.core.time import database_now
from procurement.tenders.listings import lot_rows
from procurement.tenders.models import LotStage, Tender
from procurement.tenders.queries import lot_stage_or_404, tender_or_404
from procurement.tenders.rules import EDIT
from procurement.tenders.workspace import workspace

from ..history import told
from ..overview import next_step, tender_facts
from ..preparation import Preparation, preparation_of
from ..queries import Task
from ..queries.history import events_of
from ..rules import SEE_JUDGEMENTS

EVENTS_A_PAGE = 50


@require_safe
@requires("tenders.view", find=tender_or_404)
def tender(request: HttpRequest, tender: Tender) -> HttpResponse:
    """A tender with its lots: where each stands and what comes next."""
    now = database_now()
    mine = [row.lot_stage for row in lot_rows(person_of(request), tender)]
    draft = preparation_of(tender) if allowed(EDIT, person_of(request), tender) else None
    context = {
        "tender": tender,
        "draft": draft,
        "lots": [_lot_task(lot_stage, now, draft) for lot_stage in mine],
        "facts": tender_facts(tender, mine),
    }
    return render(request, "desk/tender.html", context)


@require_safe
@requires("tenders.view", find=lot_stage_or_404)
def lot(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """A lot at a glance: its state, what to do now, and the facts of its tender."""
    frame = workspace(person_of(request), lot_stage, current="overview")
    tender = lot_stage.lot.tender
    draft = preparation_of(tender, lot=lot_stage.lot) if allowed(EDIT, person_of(request), tender) else None
    step = draft.step if draft else next_step(lot_stage, now=database_now())
    context = {
        **frame,
        "lot_stage": lot_stage,
        "draft": draft,
        "next": step,
        "may_go_on": bool(draft) or step.url in {shown.url for shown in frame["workspace"].steps},
        "facts": tender_facts(tender, [lot_stage]),
        "tender_url": reverse("desk:tender", kwargs={"tender_id": tender.pk}),
    }
    return render(request, "desk/lot.html", context)


@require_safe
@requires("tenders.history", find=lot_stage_or_404)
def lot_history(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """What the tender's audit chain holds of the tender as a whole and of this lot, newest first, in words."""
    page = Paginator(events_of(lot_stage.lot), EVENTS_A_PAGE).get_page(request.GET.get("page"))
    hidden = not allowed(SEE_JUDGEMENTS, person_of(request), lot_stage)
    context = {
        **workspace(person_of(request), lot_stage, current="history"),
        "events": [told(event, judgements_hidden=hidden) for event in page],
        "page": page,
        "head": chain_head(chain=lot_stage.audit_chain),
        "several_lots": lot_stage.lot.tender.lots.count() > 1,
    }
    return render(request, "desk/history.html", context)


def _lot_task(lot_stage: LotStage, now: datetime, draft: Preparation | None) -> Task:
    url = reverse(
        "desk:lot", kwargs={"tender_id": lot_stage.lot.tender_id, "lot_number": lot_stage.lot.number}
    )
    published = lot_stage.lot.tender.state == Tender.State.PUBLISHED
    status = lot_stage.get_state_display() if published else lot_stage.lot.tender.get_state_display()
    hint = next_step(lot_stage, now=now).heading
    if draft is not None:
        missing = draft.missing[lot_stage.lot.number]
        hint = f"{counted(missing, 'thing')} missing" if missing else "Nothing is missing in its criteria"
    return Task(str(lot_stage.lot), url, hint, status, lot_stage.state)
