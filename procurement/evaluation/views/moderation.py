"""Moderation: the overview of the spread, one answer's consensus, passes, and the end."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from procurement.accounts.asking import person_of
from procurement.bids.models import BidAnswer, BidPass
from procurement.bids.services import note_reading
from procurement.core.access import requires
from procurement.core.errors import Conflict, NotPermitted, Refused
from procurement.core.permissions import allowed, demand, refusal
from procurement.core.typed import keeps_typed
from procurement.tenders.models import LotStage
from procurement.tenders.queries import current_rules, lot_stage_or_404
from procurement.tenders.workspace import workspace

from .. import rules, services
from ..charts import SpreadRow, spread_chart
from ..forms import ConsensusForm, PassForm
from ..models import ModeratedScore, PassDecision
from ..panel import disregarded_codes, evaluators, locking, scored_bids
from ..queries.moderation import ScoreMatrix, score_matrix, scores_of
from ..queries.open_points import OpenPoint, open_points
from .places import CONFLICT, CriterionPlace, lot_url, pass_or_404, question_or_404, to


@require_safe
@requires(rules.VIEW_MODERATION, find=lot_stage_or_404)
def overview(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """Who has locked; then every question and bid with its spread, the widest first; passes; what is left."""
    obstacle = refusal(rules.READ_MARKS, person_of(request), lot_stage)
    matrix = score_matrix(lot_stage) if obstacle is None else None
    points = open_points(lot_stage)
    context = {
        "lot_stage": lot_stage,
        "locking": locking(lot_stage),
        "obstacle": obstacle,
        "declare_url": lot_url("conflicts", lot_stage),
        "matrix": matrix,
        "rows": _by_disagreement(matrix, lot_stage) if matrix else (),
        "passes": _passes(lot_stage),
        "points": points,
        "disregarded": disregarded_codes(lot_stage),
        "next_url": _widest_open(matrix, lot_stage) if matrix else "",
        "may_moderate": allowed(rules.MODERATE, person_of(request), lot_stage),
        "may_decide": allowed(rules.DECIDE_PASS, person_of(request), lot_stage),
        "may_close": lot_stage.state not in rules.CLOSED
        and allowed(rules.CLOSE_MODERATION, person_of(request), lot_stage),
        "commitments_left": sum(point.kind == "commitment" for point in points),
    }
    page = context | workspace(person_of(request), lot_stage, current="moderation")
    return render(request, "evaluation/moderation.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(ConsensusForm)
@requires(rules.READ_MARKS, find=question_or_404)
def consensus(request: HttpRequest, place: CriterionPlace) -> HttpResponse:
    """One answer: the marks and reasons side by side, and the panel's consensus."""
    lot_stage = place.lot_stage
    if request.method == "POST":
        demand(rules.MODERATE, person_of(request), lot_stage)
    matrix = score_matrix(lot_stage)
    here = (place.leaf.id, place.bid.pk)
    cell = next((item for item in matrix.cells if (item.leaf.id, item.bid.pk) == here), None)
    if cell is None:
        raise Http404("This bid is no longer evaluated: it was disregarded just now.")
    note_reading(actor=person_of(request), bid=place.bid)
    saved = _standing_mark(place)
    form = _form(request, place, saved) if allowed(rules.MODERATE, person_of(request), lot_stage) else None
    if request.method == "POST" and form is not None and form.is_valid() and _saved(request, place, form):
        messages.success(
            request, f"The consensus mark is recorded: {place.leaf.title}, bid {place.bid.code}."
        )
        following = [item for item in matrix.by_disagreement if item.consensus is None and item is not cell]
        if not following:
            return to("moderation", lot_stage)
        return to("consensus", lot_stage, criterion=following[0].leaf.id, code=following[0].bid.code)
    context: dict[str, Any] = {
        "place": place,
        "cell": cell,
        "scores": scores_of(lot_stage, place.bid, place.leaf),
        "saved": saved if form is None or not form.is_bound else _standing_mark(place),
        "form": form,
        "conflict": form is not None and form.has_error(NON_FIELD_ERRORS, CONFLICT),
        "agreed": matrix.agreed,
        "total": len(matrix.cells),
        "chart": _chart(matrix, place) if cell.marks else None,
        "text": BidAnswer.objects.filter(bid=place.bid, criterion=place.leaf.id)
        .values_list("text", flat=True)
        .first(),
        "tabs": _tabs(matrix, place),
        "back": lot_url("moderation", lot_stage),
    }
    page = context | workspace(person_of(request), lot_stage, current="moderation")
    return render(request, "evaluation/consensus.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(PassForm)
@requires(rules.DECIDE_PASS, find=pass_or_404)
def pass_or_fail(request: HttpRequest, place: CriterionPlace) -> HttpResponse:
    """Whether one bid passes one criterion."""
    decision = PassDecision.objects.filter(bid=place.bid, criterion=place.leaf.id).first()
    note_reading(actor=person_of(request), bid=place.bid)
    form = PassForm(
        request.POST or None,
        initial={"passed": "yes" if decision.passed else "no", "reason": decision.reason} if decision else {},
        revision=decision.revision if decision else 0,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.decide_pass(
                actor=person_of(request),
                bid=place.bid,
                criterion=place.leaf.id,
                passed=data["passed"] == "yes",
                reason=data["reason"],
                revision=data["revision"],
            )
        except Conflict as conflict:
            form.add_error(None, ValidationError(conflict.reasons[0], code=CONFLICT))
            decision = PassDecision.objects.get(bid=place.bid, criterion=place.leaf.id)
            form.renew(decision.revision)
        except NotPermitted:
            raise
        except Refused as refused:
            form.add_error(None, list(refused.reasons))
        else:
            messages.success(request, f"The decision is recorded: {place.leaf.title}, bid {place.bid.code}.")
            return to("moderation", place.lot_stage)
    context = {
        "place": place,
        "form": form,
        "conflict": form.has_error(NON_FIELD_ERRORS, CONFLICT),
        "decision": decision,
        "said": BidPass.objects.filter(bid=place.bid, criterion=place.leaf.id).first(),
        "back": lot_url("moderation", place.lot_stage),
    }
    page = context | workspace(person_of(request), place.lot_stage, current="moderation")
    return render(request, "evaluation/pass_decision.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.VIEW_MODERATION, find=lot_stage_or_404)
def close(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """The end of moderation: what is still open, what closing does; then the result."""
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            services.close_moderation(actor=person_of(request), lot_stage=lot_stage)
        except NotPermitted:
            raise
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, "Moderation is closed and the result is calculated.")
            return to("result", lot_stage)
    if lot_stage.state in rules.CLOSED:
        return to("result", lot_stage)
    obstacle = refusal(rules.CLOSE_MODERATION, person_of(request), lot_stage)
    points = open_points(lot_stage)
    context = {
        "lot_stage": lot_stage,
        "reasons": reasons,
        "obstacle": obstacle,
        "points": [_blocker(lot_stage, point) for point in points],
        "back": lot_url("moderation", lot_stage),
    }
    page = context | workspace(person_of(request), lot_stage, current="moderation")
    return render(request, "evaluation/close_moderation.html", page)


def _by_disagreement(matrix: ScoreMatrix, lot_stage: LotStage) -> list[dict[str, Any]]:
    """The rows of the matrix with an address for each cell, the question with the widest spread first."""
    ordered = sorted(matrix.rows, key=lambda row: -max((cell.share for cell in row[1]), default=0))
    return [
        {
            "leaf": leaf,
            "cells": [
                {"cell": cell, "url": lot_url("consensus", lot_stage, criterion=leaf.id, code=cell.bid.code)}
                for cell in cells
            ],
        }
        for leaf, cells in ordered
    ]


def _widest_open(matrix: ScoreMatrix, lot_stage: LotStage) -> str:
    """Where the answer with the widest spread and no consensus is; empty when all are agreed."""
    for cell in matrix.by_disagreement:
        if cell.consensus is None:
            return lot_url("consensus", lot_stage, criterion=cell.leaf.id, code=cell.bid.code)
    return ""


def _passes(lot_stage: LotStage) -> list[dict[str, Any]]:
    """Pass or fail criteria with each bid's decision."""
    leaves = current_rules(lot_stage.lot).of_kind("pass_fail")
    if not leaves:
        return []
    bids = list(scored_bids(lot_stage))
    decided = {(item.bid_id, item.criterion): item for item in PassDecision.objects.filter(bid__in=bids)}
    return [
        {
            "leaf": leaf,
            "cells": [
                {
                    "code": bid.code,
                    "decision": decided.get((bid.pk, leaf.id)),
                    "url": lot_url("pass_decision", lot_stage, criterion=leaf.id, code=bid.code),
                }
                for bid in bids
            ],
        }
        for leaf in leaves
    ]


def _standing_mark(place: CriterionPlace) -> ModeratedScore | None:
    """The consensus mark of an answer as it is recorded now, with who agreed."""
    found = ModeratedScore.objects.filter(bid=place.bid, criterion=place.leaf.id)
    return found.select_related("moderator").prefetch_related("agreed_by").first()


def _form(request: HttpRequest, place: CriterionPlace, score: ModeratedScore | None) -> ConsensusForm:
    initial = (
        {
            "mark": score.mark,
            "reason": score.reason,
            "dissent": score.dissent,
            "agreed_by": [str(person.pk) for person in score.agreed_by.all()],
        }
        if score
        else {}
    )
    return ConsensusForm(
        request.POST or None,
        initial=initial,
        revision=score.revision if score else 0,
        leaf=place.leaf,
        panel=evaluators(place.lot_stage),
    )


def _saved(request: HttpRequest, place: CriterionPlace, form: ConsensusForm) -> bool:
    data = form.cleaned_data
    try:
        services.moderate(
            actor=person_of(request),
            bid=place.bid,
            criterion=place.leaf.id,
            mark=data["mark"],
            reason=data["reason"],
            dissent=data["dissent"],
            agreed_by=form.agreeing(),
            revision=data["revision"],
        )
    except NotPermitted:
        raise
    except Conflict as conflict:
        form.add_error(None, ValidationError(conflict.reasons[0], code=CONFLICT))
        form.renew(ModeratedScore.objects.get(bid=place.bid, criterion=place.leaf.id).revision)
        return False
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
        return False
    return True


def _chart(matrix: ScoreMatrix, place: CriterionPlace) -> dict[str, str]:
    """The marks of this question for every bid, so that the same point is treated alike; for a desk and a phone."""
    row = next(cells for leaf, cells in matrix.rows if leaf.id == place.leaf.id)
    steps = [step.mark for step in place.leaf.scale]
    shown = [
        SpreadRow(
            cell.bid.code,
            "",
            tuple(mark for mark in cell.marks if mark in steps),
            cell.consensus if cell.consensus in steps else None,
        )
        for cell in row
        if cell.marks
    ]
    title = f"First marks for {place.leaf.title}"
    return {
        name: spread_chart(shown, title=title, steps=steps, width=width)
        for name, width in (("wide", 560), ("narrow", 340))
    }


def _tabs(matrix: ScoreMatrix, place: CriterionPlace) -> list[dict[str, Any]]:
    row = next(cells for leaf, cells in matrix.rows if leaf.id == place.leaf.id)
    return [
        {
            "label": f"Bid {cell.bid.code}: {cell.consensus}" if cell.consensus else f"Bid {cell.bid.code}",
            "done": cell.consensus is not None,
            "current": cell.bid.pk == place.bid.pk,
            "url": lot_url("consensus", place.lot_stage, criterion=place.leaf.id, code=cell.bid.code),
        }
        for cell in row
    ]


def _blocker(lot_stage: LotStage, point: OpenPoint) -> dict[str, str]:
    """An open point with the page where it is put right."""
    where = {
        "consensus": lambda: lot_url("consensus", lot_stage, criterion=point.criterion, code=point.bid),
        "pass": lambda: lot_url("pass_decision", lot_stage, criterion=point.criterion, code=point.bid),
        "commitment": lambda: lot_url("social_value", lot_stage),
    }[point.kind]()
    return {"text": point.text, "url": where, "action": "Open"}
