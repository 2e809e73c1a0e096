"""The recommendation of a lot, its approval or return, and setting it aside."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from procurement.accounts.asking import person_of
from procurement.bids.models import Bid
from procurement.core.access import requires
from procurement.core.permissions import refusal
from procurement.core.refusals import refusals_on
from procurement.core.repeats import gave_reason, repeat_is_done
from procurement.core.typed import keeps_typed
from procurement.tenders.models import LotStage
from procurement.tenders.queries import lot_stage_or_404
from procurement.tenders.workspace import workspace

from .. import rules, services
from ..forms import AnswerForm, RecommendForm, SetAsideForm
from ..models import AwardDecision
from ..queries import Standing, decision_or_404, set_aside_for, standing_of


def lot_url(name: str, lot_stage: LotStage) -> str:
    """The address of one of the app's pages for a lot."""
    return reverse(name, kwargs={"tender_id": lot_stage.lot.tender_id, "lot_number": lot_stage.lot.number})


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(RecommendForm)
@requires(rules.VIEW, find=lot_stage_or_404)
def recommendation(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """The result in short, the recommendation with its reasons, and the answer to it."""
    standing = standing_of(lot_stage)
    form = RecommendForm(
        request.POST or None, initial={"reason": standing.decision.reason if standing.decision else ""}
    )
    if request.method == "POST" and form.is_valid() and standing.leader:
        winner = Bid.objects.get(lot_stage=lot_stage, code=standing.leader)
        with refusals_on(form):
            services.recommend_award(
                actor=person_of(request),
                lot_stage=lot_stage,
                winner=winner,
                reason=form.cleaned_data["reason"],
            )
        if form.is_valid():
            messages.success(request, f"Bid {winner.code} is recommended. An approver decides now.")
            return redirect(lot_url("awards:recommendation", lot_stage))
    return _page(request, standing, recommend_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(AnswerForm)
@requires(rules.VIEW, find=decision_or_404)
def answer(request: HttpRequest, decision: AwardDecision) -> HttpResponse:
    """The approver approves or returns the recommendation. Its address, opened anew, leads to the recommendation."""
    if request.method != "POST":
        return redirect(lot_url("awards:recommendation", decision.lot_stage))
    form = AnswerForm(request.POST)
    returning = request.POST.get("verdict") == "return"
    if form.is_valid():
        act = services.return_award if returning else services.approve_award
        with refusals_on(form):
            act(
                actor=person_of(request),
                decision=decision,
                reason=form.cleaned_data["reason"],
                answers=form.cleaned_data["revision"],
            )
        if form.is_valid():
            said = (
                "The recommendation was returned."
                if returning
                else "The award is approved. Its report is being made."
            )
            messages.success(request, said)
            return redirect(
                lot_url("awards:recommendation" if returning else "awards:report", decision.lot_stage)
            )
    standing = standing_of(decision.lot_stage)
    form.renew(len(standing.approvals))
    return _page(request, standing, answer_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(SetAsideForm)
@repeat_is_done(
    find=lot_stage_or_404,
    done=gave_reason(SetAsideForm, set_aside_for),
    to=lambda lot_stage: redirect(lot_url("awards:recommendation", lot_stage)),
)
@requires(rules.SET_ASIDE, find=decision_or_404)
def set_aside(request: HttpRequest, decision: AwardDecision) -> HttpResponse:
    """Set a decision aside, with the reason."""
    form = SetAsideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.set_aside_award(
                actor=person_of(request), decision=decision, reason=form.cleaned_data["reason"]
            )
        if form.is_valid():
            messages.success(request, "The decision is set aside. The lot can be decided again.")
            return redirect(lot_url("awards:recommendation", decision.lot_stage))
    context = workspace(person_of(request), decision.lot_stage, current="recommendation")
    back = lot_url("awards:recommendation", decision.lot_stage)
    return render(
        request, "awards/set_aside.html", {**context, "decision": decision, "form": form, "back_url": back}
    )


def _page(
    request: HttpRequest,
    standing: Standing,
    *,
    recommend_form: RecommendForm | None = None,
    answer_form: AnswerForm | None = None,
) -> HttpResponse:
    lot_stage, decision = standing.lot_stage, standing.decision
    recommendable = decision is None or decision.state == AwardDecision.State.DRAFT
    why_not_recommend = refusal(rules.RECOMMEND, person_of(request), lot_stage)
    why_not_approve = refusal(rules.APPROVE, person_of(request), decision) if decision else None
    forms: dict[str, Any] = {}
    if recommendable and standing.leader and why_not_recommend is None:
        forms["form"] = recommend_form or RecommendForm()
    elif decision and decision.state == AwardDecision.State.RECOMMENDED and why_not_approve is None:
        forms["form"] = answer_form or AnswerForm(revision=len(standing.approvals))
        forms["answer_url"] = lot_url("awards:answer", lot_stage)
    given = recommend_form or answer_form
    shown_in_vain = given is not None and given.is_bound and "form" not in forms
    waits = decision is not None and decision.state == AwardDecision.State.RECOMMENDED
    context = {
        **workspace(person_of(request), lot_stage, current="recommendation"),
        "standing": standing,
        "decision": decision,
        "leader": next((entry for entry in standing.entries if entry["id"] == standing.leader), None),
        "ranking_columns": [{"label": "Rank"}, {"label": "Total", "sub": "of 100"}],
        "ranking_rows": _ranking(standing),
        "refusal": None
        if forms
        else (why_not_approve if waits else why_not_recommend if recommendable else None),
        "can_set_aside": decision is not None
        and refusal(rules.SET_ASIDE, person_of(request), decision) is None,
        "urls": {name: lot_url(f"awards:{name}", lot_stage) for name in ("report", "set_aside")},
        "result_url": lot_url("evaluation:result", lot_stage),
        "refused": given.non_field_errors() if shown_in_vain and given else (),
        "typed": given.data.get("reason", "") if shown_in_vain and given else "",
        **forms,
    }
    return render(request, "awards/recommendation.html", context)


def _ranking(standing: Standing) -> list[dict[str, Any]]:
    bids = Bid.objects.filter(lot_stage=standing.lot_stage).select_related("supplier")
    names = {bid.code: bid.supplier.name for bid in bids}
    return [
        {
            "code": entry["id"],
            "label": names[entry["id"]],
            "cells": [str(entry["rank"]), entry["total"]],
            "kind": "first" if entry["id"] == standing.leader else "",
        }
        for entry in standing.entries
    ]
