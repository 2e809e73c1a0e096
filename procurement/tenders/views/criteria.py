"""The criteria builder of a lot, and the published rules in its place once they are frozen."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from procurement.accounts.asking import person_of
from procurement.core.access import requires
from procurement.core.formatting import counted
from procurement.core.permissions import allowed
from procurement.core.refusals import done_or_said, refusals_on
from procurement.core.typed import keeps_typed

from .. import ready_made, services
from ..builder import builder_of
from ..forms import WHY, CopyForm, CriterionForm, KindForm, ReadyMadeForm
from ..models import Criterion, Lot, LotStage
from ..published import published_rules
from ..queries import (
    criteria_tree,
    criterion_or_404,
    latest_model,
    lot_or_404,
    lot_stage_or_404,
    lots_to_copy_from,
    scales_of,
)
from ..readiness import lot_obstacles
from ..rules import EDIT, VIEW
from ..tree import Kind, Node
from .common import address, blockers, casework, drawn_for, to, whole_number
from .saving import gone_is_done, what_is_saved


@require_safe
@requires(VIEW, find=lot_stage_or_404)
def criteria(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """The draft tree as one table with what is missing; after publication the frozen rules."""
    lot = lot_stage.lot
    published = latest_model(lot)
    if published is not None:
        context: dict[str, Any] = {"rules": published_rules(published), "published": published}
        return casework(request, "tenders/criteria_published.html", lot_stage, "criteria", context)
    tree = criteria_tree(lot)
    context = {
        "builder": builder_of(lot, tree),
        "problems": _problems(lot, tree),
        "may_edit": allowed(EDIT, person_of(request), lot_stage),
    }
    return casework(request, "tenders/criteria.html", lot_stage, "criteria", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(CriterionForm)
@requires(EDIT, find=lot_or_404)
def criterion_add(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Choose a kind, then write the criterion."""
    kind, parent = request.GET.get("kind", ""), request.GET.get("parent", "")
    if kind not in Kind.values:
        chosen = KindForm(request.GET if "kind" in request.GET else None)
        return casework(
            request, "tenders/criterion_kind.html", lot, "criteria", {"form": chosen, "parent": parent}
        )
    tree, scales = criteria_tree(lot), scales_of(lot.tender)
    form = CriterionForm(
        request.POST or None,
        kind=kind,
        tree=tree,
        scales=scales,
        currency=lot.tender.currency,
        initial={"parent": parent},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = services.add_criterion(
                actor=person_of(request), lot=lot, kind=kind, key=form.cleaned_data["key"], **form.values()
            )
        if form.is_valid():
            return _after_saving(made)
    context = {"form": form, "why": WHY[Kind(kind)], "heading": f"Add: {Kind(kind).label.lower()}"}
    return casework(request, "tenders/criterion_form.html", lot, "criteria", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(CriterionForm)
@requires(EDIT, find=criterion_or_404)
def criterion_edit(request: HttpRequest, criterion: Criterion) -> HttpResponse:
    """Change a criterion; a change by somebody else in between is shown, and nothing typed is lost."""
    form = _form_of(criterion, request.POST or None)
    saved: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        with refusals_on(form) as refused:
            services.update_criterion(
                actor=person_of(request),
                criterion=criterion,
                revision=form.cleaned_data["revision"],
                **form.values(),
            )
        if form.is_valid():
            return _after_saving(criterion)
        saved = what_is_saved(form, refused, lambda: _form_of(Criterion.objects.get(pk=criterion.pk)))
    context = {
        "form": form,
        "why": WHY[Kind(criterion.kind)],
        "heading": f"Change {criterion.title}",
        "saved": saved,
    }
    return casework(request, "tenders/criterion_form.html", criterion.lot, "criteria", context)


def _form_of(criterion: Criterion, typed: QueryDict | None = None) -> CriterionForm:
    lot = criterion.lot
    return CriterionForm(
        typed,
        kind=criterion.kind,
        tree=criteria_tree(lot),
        scales=scales_of(lot.tender),
        currency=lot.tender.currency,
        criterion=criterion,
    )


def _after_saving(criterion: Criterion) -> HttpResponse:
    if criterion.kind == Kind.SOCIAL_VALUE and not criterion.measures.exists():
        return to("criterion_measures", criterion.lot, criterion_id=criterion.pk)
    return to("criteria", criterion.lot)


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_done("tenders:criteria", "tender_id", "lot_number")
@requires(EDIT, find=criterion_or_404)
def criterion_remove(request: HttpRequest, criterion: Criterion) -> HttpResponse:
    """Ask, then take a criterion and what is in it out of the draft."""
    if request.method == "POST":
        done_or_said(
            request,
            lambda: services.remove_criterion(actor=person_of(request), criterion=criterion),
            success=f"{criterion.title} was removed.",
        )
        return to("criteria", criterion.lot)
    context = {"criterion": criterion, "inside": criterion.children.count()}
    return casework(request, "tenders/criterion_remove.html", criterion.lot, "criteria", context)


@require_POST
@requires(EDIT, find=criterion_or_404)
def criterion_move(request: HttpRequest, criterion: Criterion) -> HttpResponse:
    """Move a criterion up or down in its level; a second click on the same page moves nothing."""
    by = -1 if request.POST.get("direction") == "up" else 1
    seen_at = whole_number(request.POST.get("place", ""))
    done_or_said(
        request,
        lambda: services.move_criterion(
            actor=person_of(request), criterion=criterion, by=by, seen_at=seen_at
        ),
    )
    return to("criteria", criterion.lot)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(EDIT, find=lot_or_404)
def criteria_ready_made(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Start from a ready-made tree; what is there is replaced only when that is said, in the lot of the page."""
    lot = drawn_for(request, lot)
    form = ReadyMadeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.apply_template(
                actor=person_of(request),
                lot=lot,
                template=form.cleaned_data["tree"],
                replace=bool(request.POST.get("replace")),
            )
        if form.is_valid():
            messages.success(request, "The tree is in place. Change whatever does not fit your tender.")
            return to("criteria", lot)
    context = {"form": form, "trees": ready_made.TREES.values(), **_what_is_replaced(lot)}
    return casework(request, "tenders/criteria_start.html", lot, "criteria", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(EDIT, find=lot_or_404)
def criteria_copy(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Copy the criteria of another lot; what is there is replaced only when that is said, in the lot of the page."""
    lot = drawn_for(request, lot)
    sources = lots_to_copy_from(person_of(request), lot)
    form = CopyForm(request.POST or None, sources=sources, own=lot)
    if request.method == "POST" and form.is_valid():
        source = form.cleaned_data["source"]
        left_out: list[str] = []
        with refusals_on(form):
            left_out = services.copy_criteria(
                actor=person_of(request), lot=lot, source=source, replace=bool(request.POST.get("replace"))
            )
        if form.is_valid():
            messages.success(request, f"The criteria of {source} are copied.")
            if left_out:
                messages.warning(
                    request,
                    f"Left out, because another authority holds the licence for them: {', '.join(left_out)}.",
                )
            return to("criteria", lot)
    nothing = "" if sources else "As soon as another lot of yours has award criteria, you can copy them here."
    context = {"form": form, "nothing": nothing, **_what_is_replaced(lot)}
    return casework(request, "tenders/criteria_start.html", lot, "criteria", context)


def _problems(lot: Lot, tree: Sequence[Node]) -> list[dict[str, str]]:
    """What is missing, with links to other pages only: this is the page of the criteria itself."""
    found = blockers(lot.tender, lot_obstacles(lot, tree), several_lots=False)
    return [{**one, "url": "" if one["url"] == address("criteria", lot) else one["url"]} for one in found]


def _what_is_replaced(lot: Lot) -> dict[str, Any]:
    existing = lot.criteria.count()
    count = counted(existing, "award criterion", "award criteria")
    return {"existing": existing, "replaces": f"This lot has {count} already. All of it is replaced."}
