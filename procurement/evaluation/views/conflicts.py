"""Declarations of conflicts of interest, and what an officer decides about them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from procurement.accounts.asking import person_of
from procurement.core.access import requires
from procurement.core.errors import NotPermitted, Refused
from procurement.core.permissions import allowed, demand
from procurement.core.refusals import refusals_said
from procurement.core.typed import keeps_typed
from procurement.tenders.models import LotStage
from procurement.tenders.queries import lot_stage_or_404
from procurement.tenders.workspace import workspace

from .. import rules, services
from ..forms import DecisionForm, DeclarationForm, LaterConflictForm
from ..models import ConflictDeclaration
from ..panel import declaration_of
from ..queries.declarations import bidder_names, panel_declarations
from .places import DeclarationPlace, declaration_or_404, lot_url, to

Outcome = ConflictDeclaration.Outcome


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(DeclarationForm)
@requires(rules.VIEW_CONFLICTS, find=lot_stage_or_404)
def overview(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """One's own declaration; for officers, everybody's, and the start of the evaluation."""
    own = declaration_of(person_of(request), lot_stage)
    may_declare = allowed(rules.DECLARE, person_of(request), lot_stage)
    form = DeclarationForm(request.POST or None)
    if request.method == "POST":
        demand(rules.DECLARE, person_of(request), lot_stage)
        if _declared(request, lot_stage, form, own):
            return to("conflicts", lot_stage)
    officer = allowed(rules.DECIDE_CONFLICT, person_of(request), lot_stage)
    context = {
        "lot_stage": lot_stage,
        "own": own,
        "form": form if own is None and may_declare else None,
        # Whoever has not declared reads no bid yet; whoever has sees letters from now on, and no name.
        "bidders": bidder_names(lot_stage) if own is None else (),
        "members": panel_declarations(lot_stage) if officer or _oversees(request, lot_stage) else None,
        "may_decide": officer,
        "may_start": lot_stage.state == LotStage.State.OPENED
        and allowed(rules.START, person_of(request), lot_stage),
        "may_add": own is not None and own.answer == ConflictDeclaration.Answer.NONE and may_declare,
    }
    page = context | workspace(person_of(request), lot_stage, current="conflicts")
    return render(request, "evaluation/conflicts.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(LaterConflictForm)
@requires(rules.DECLARE, find=lot_stage_or_404)
def later(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """A conflict that came up after a declaration of none."""
    own = declaration_of(person_of(request), lot_stage)
    over = own is None or own.answer == ConflictDeclaration.Answer.CONFLICT
    if over and request.method != "POST":
        return to("conflicts", lot_stage)
    form = LaterConflictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.declare(
                actor=person_of(request),
                lot_stage=lot_stage,
                answer="conflict",
                details=form.cleaned_data["details"],
            )
        except NotPermitted:
            raise
        except Refused as refusal:
            form.add_error("details", list(refusal.reasons))
        else:
            messages.success(
                request, "Your declaration is made. A procurement officer decides whether you take part."
            )
            return to("conflicts", lot_stage)
    context = {"form": form, "back": lot_url("conflicts", lot_stage)}
    page = context | workspace(person_of(request), lot_stage, current="conflicts")
    return render(request, "evaluation/later_conflict.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(DecisionForm)
@requires(rules.DECIDE_CONFLICT, find=declaration_or_404)
def decide(request: HttpRequest, place: DeclarationPlace) -> HttpResponse:
    """An officer's decision about one declaration."""
    declaration = place.declaration
    decided = (
        {"outcome": declaration.outcome, "mitigation": declaration.mitigation}
        if declaration.decided_by_id
        else {}
    )
    form = DecisionForm(request.POST or None, initial=decided)
    if request.method == "POST" and form.is_valid():
        try:
            services.decide_conflict(actor=person_of(request), declaration=declaration, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, f"The decision about {declaration.person.name} is recorded.")
            return to("conflicts", place.lot_stage)
    context: dict[str, Any] = {
        "declaration": declaration,
        "form": form,
        "back": lot_url("conflicts", place.lot_stage),
    }
    page = context | workspace(person_of(request), place.lot_stage, current="conflicts")
    return render(request, "evaluation/decide_conflict.html", page)


@require_POST
@requires(rules.START, find=lot_stage_or_404)
def start(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """Start the evaluation; a second click finds it started."""
    with refusals_said(request):
        if services.start_evaluation(actor=person_of(request), lot_stage=lot_stage):
            messages.success(request, "The evaluation has started. Whoever has declared can read the bids.")
    return to("conflicts", lot_stage)


def _oversees(request: HttpRequest, lot_stage: LotStage) -> bool:
    """Officers see the declarations after moderation too, when nothing is left to decide."""
    return allowed(rules.OVERSEE_CONFLICTS, person_of(request), lot_stage)


def _declared(
    request: HttpRequest, lot_stage: LotStage, form: DeclarationForm, own: ConflictDeclaration | None
) -> bool:
    """Make the declaration. Only who has not declared has the form to be put right; to others the refusal is said."""
    if not form.is_valid():
        if own is not None:
            raise Refused("You have made your declaration for this lot already, so it was not changed.")
        return False
    try:
        made = services.declare(actor=person_of(request), lot_stage=lot_stage, **form.cleaned_data)
    except Refused as refusal:
        if own is not None or isinstance(refusal, NotPermitted):
            raise
        form.add_error("details", refusal.reasons[0])
        return False
    messages.success(request, _thanks(made))
    return True


def _thanks(own: ConflictDeclaration) -> str:
    if own.outcome == Outcome.TAKES_PART:
        return "Your declaration is made. You take part in the evaluation."
    return "Your declaration is made. A procurement officer decides whether you take part."
