"""The page on which a tender is published, and what was frozen."""

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

import scoring
from procurement.accounts.asking import person_of
from procurement.core.access import requires
from procurement.core.downloads import download
from procurement.core.permissions import refusal
from procurement.core.refusals import refusals_on
from procurement.core.time import database_now

from .. import services
from ..documents import documents_of, lots_without_specification
from ..forms import PublishForm
from ..models import LotStage, PublishedModel
from ..previews import previews_of
from ..published import published_rules
from ..queries import latest_model, lot_stage_or_404, lots_with_trees, published_model_or_404
from ..readiness import document_warnings, lot_obstacles, timetable_obstacles, timetable_warnings
from ..rules import PUBLISH, VIEW
from .common import blockers, casework, to


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW, find=lot_stage_or_404)
def publish(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """What stands in the way, the rules as bidders will see them, and the button; afterwards, what was frozen."""
    tender = lot_stage.lot.tender
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.publish_tender(actor=person_of(request), tender=tender, seen=form.cleaned_data["seen"])
        if form.is_valid():
            return to("publish", lot_stage.lot)
    published = latest_model(lot_stage.lot)
    if published is not None:
        context = {"published": published, "rules": published_rules(published)}
        return casework(request, "tenders/published.html", lot_stage, "publish", context)
    return _before_publication(request, lot_stage, form)


def _before_publication(request: HttpRequest, lot_stage: LotStage, form: PublishForm) -> HttpResponse:
    tender = lot_stage.lot.tender
    lots = lots_with_trees(tender)
    obstacles = [*timetable_obstacles(lot_stage.stage, database_now())]
    obstacles += [obstacle for lot, tree in lots for obstacle in lot_obstacles(lot, tree)]
    previews = previews_of(lots)
    documents = documents_of(tender)
    shown = [one.document for one in documents if not one.document.is_withdrawn]
    form.show(json.dumps({str(one.lot.number): one.model_hash for one in previews}))
    context = {
        "form": form,
        "blockers": blockers(tender, obstacles, several_lots=len(lots) > 1),
        "previews": previews,
        "document_warnings": document_warnings(
            [lot for lot, _ in lots], lots_without_specification([lot for lot, _ in lots], documents)
        ),
        "timetable_warnings": timetable_warnings(lot_stage.stage),
        "open_documents": sum(not one.is_restricted for one in shown),
        "restricted_documents": sum(one.is_restricted for one in shown),
        "why_not": refusal(PUBLISH, person_of(request), lot_stage),
    }
    return casework(request, "tenders/publish.html", lot_stage, "publish", context)


@require_safe
@requires(VIEW, find=published_model_or_404)
def model_file(_request: HttpRequest, published: PublishedModel) -> HttpResponse:
    """The frozen model as a file, in the bytes that its hash is made of."""
    model = scoring.canonical_json(published.model)
    return download(model, name=f"lot-{published.lot.number}-model.json", content_type="application/json")
