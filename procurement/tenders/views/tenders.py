"""A tender as a whole: the list, a new one, its details and timetable, and its cancellation."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from procurement.accounts.asking import person_of
from procurement.core.access import requires, signed_in
from procurement.core.errors import NotPermitted
from procurement.core.refusals import refusals_on
from procurement.core.repeats import gave_reason, repeat_is_done
from procurement.core.time import database_now
from procurement.core.typed import keeps_typed
from procurement.organisations.queries import authorities_for

from .. import services
from ..forms import NewTenderForm, ReasonForm, TenderForm, TimetableForm
from ..listings import tender_rows
from ..models import Stage, Tender
from ..queries import tender_or_404, tenders_for
from ..rules import CANCEL, EDIT
from .common import casework, to, to_entrance
from .saving import what_is_saved

A_PAGE = 30
FILTERS: dict[str, tuple[str, list[str]]] = {
    "": ("All", Tender.State.values),
    "draft": ("In preparation", [Tender.State.PLANNING, Tender.State.DRAFT]),
    "published": ("Published", [Tender.State.PUBLISHED]),
    "finished": ("Finished", [Tender.State.FINISHED]),
    "cancelled": ("Cancelled", [Tender.State.CANCELLED]),
}


@require_safe
@signed_in
def tender_list(request: HttpRequest) -> HttpResponse:
    """Every tender on which the person has a role, the newest first, in pages."""
    person = person_of(request)
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in FILTERS else ""
    found = tenders_for(person).filter(state__in=FILTERS[chosen][1])
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": tender_rows(person, page.object_list, database_now()),
        "filters": [(value, words, value == chosen) for value, (words, _states) in FILTERS.items()],
        "query": f"state={chosen}&" if chosen else "",
        "filtered": bool(chosen),
        "may_create": authorities_for(person).exists(),
    }
    return render(request, "tenders/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def tender_new(request: HttpRequest) -> HttpResponse:
    """Make a draft. Only people who are an officer of some authority get the form."""
    person = person_of(request)
    authorities = list(authorities_for(person))
    if not authorities:
        raise NotPermitted("A procurement officer of a contracting authority makes tenders.")
    form = NewTenderForm(request.POST or None, authorities=authorities)
    if request.method == "POST" and form.is_valid():
        tender = None
        with refusals_on(form):
            tender = services.create_tender(
                actor=person,
                authority=form.chosen_authority(),
                deadline=form.cleaned_data["deadline"],
                lots=form.cleaned_data["lots"],
                creation_key=form.cleaned_data["creation_key"],
                **form.details(),
            )
        if tender is not None:
            return to("criteria", tender.lots.earliest("number"))
    return render(request, "tenders/new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(TenderForm)
@requires(EDIT, find=tender_or_404)
def tender_edit(request: HttpRequest, tender: Tender) -> HttpResponse:
    """Change the details of a draft."""
    form = TenderForm(request.POST or None, tender=tender)
    saved: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        with refusals_on(form) as refused:
            services.update_tender(
                actor=person_of(request),
                tender=tender,
                revision=form.cleaned_data["revision"],
                **form.details(),
            )
        if form.is_valid():
            return to_entrance(tender.lots.earliest("number"))
        saved = what_is_saved(form, refused, lambda: TenderForm(tender=Tender.objects.get(pk=tender.pk)))
    return casework(request, "tenders/edit.html", tender, "overview", {"form": form, "saved": saved})


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(TimetableForm)
@requires(EDIT, find=tender_or_404)
def timetable(request: HttpRequest, tender: Tender) -> HttpResponse:
    """Set the deadline for bids of a draft."""
    stage = Stage.objects.filter(tender=tender).earliest("number")
    form = TimetableForm(request.POST or None, stage=stage)
    saved: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        with refusals_on(form) as refused:
            services.set_timetable(actor=person_of(request), tender=tender, **form.cleaned_data)
        if form.is_valid():
            return to_entrance(tender.lots.earliest("number"))
        saved = what_is_saved(form, refused, lambda: TimetableForm(stage=Stage.objects.get(pk=stage.pk)))
    return casework(request, "tenders/timetable.html", tender, "overview", {"form": form, "saved": saved})


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(ReasonForm)
@repeat_is_done(
    find=tender_or_404,
    done=gave_reason(ReasonForm, lambda tender: tender.cancelled_reason),
    to=lambda _tender: redirect("tenders:list"),
)
@requires(CANCEL, find=tender_or_404)
def tender_cancel(request: HttpRequest, tender: Tender) -> HttpResponse:
    """Cancel a tender, with a reason."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.cancel_tender(
                actor=person_of(request), tender=tender, reason=form.cleaned_data["reason"]
            )
        if form.is_valid():
            return redirect("tenders:list")
    return casework(request, "tenders/cancel.html", tender, "overview", {"form": form})
