"""The parts of a bid, one page each. What was typed is shown again whenever it could not be saved."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from procurement.bids import presentation, services
from procurement.bids.forms import AnswerForm, ConfirmationsForm, PricesForm
from procurement.bids.models import Bid
from procurement.bids.queries import OwnBid, OwnPart, own_answer_or_404, own_bid_or_404
from procurement.bids.sections import CONFIRMATIONS, PRICES, answer_section
from procurement.core.access import requires
from procurement.core.errors import Conflict, Refused


@require_http_methods(["GET", "HEAD", "POST"])
@requires("bids.read_own", find=own_answer_or_404)
def answer(request: HttpRequest, part: OwnPart) -> HttpResponse:
    """The answer to one quality question."""
    own, leaf = part.own, part.leaf
    text = own.content.answers.get(leaf.id, "")
    form = AnswerForm(
        request.POST if request.method == "POST" else None, leaf=leaf, text=text, revision=own.bid.revision
    )

    def save() -> Bid:
        return services.save_answer(
            actor=request.user,
            bid=own.bid,
            revision=form.cleaned_data["revision"],
            criterion=leaf.id,
            text=form.cleaned_data["text"],
            received_at=request.arrived_at,
        )

    if request.method == "POST" and saved(form, own, save):
        done = "saved" if form.cleaned_data["text"] else "removed"
        return go_on(request, own, answer_section(leaf.id), f"Your answer to “{leaf.title}” is {done}.")
    context = {"leaf": leaf, "scale": tuple(reversed(leaf.scale))}
    return part_page(
        request, "bids/answer.html", own=own, form=form, section=answer_section(leaf.id), context=context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires("bids.read_own", find=own_bid_or_404)
def prices(request: HttpRequest, own: OwnBid) -> HttpResponse:
    """The price, or the prices."""
    form = PricesForm(
        request.POST if request.method == "POST" else None,
        rules=own.rules,
        content=own.content,
        currency=own.currency,
        revision=own.bid.revision,
    )

    def save() -> Bid:
        return services.save_prices(
            actor=request.user,
            bid=own.bid,
            revision=form.cleaned_data["revision"],
            prices=form.prices,
            received_at=request.arrived_at,
        )

    if request.method == "POST" and saved(form, own, save):
        return go_on(request, own, PRICES, form.done)
    context = {"leaves": own.rules.of_kind("price")}
    return part_page(request, "bids/prices.html", own=own, form=form, section=PRICES, context=context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("bids.read_own", find=own_bid_or_404)
def confirmations(request: HttpRequest, own: OwnBid) -> HttpResponse:
    """Yes or no to each pass or fail condition."""
    form = ConfirmationsForm(
        request.POST if request.method == "POST" else None,
        rules=own.rules,
        content=own.content,
        revision=own.bid.revision,
    )

    def save() -> Bid:
        return services.save_confirmations(
            actor=request.user,
            bid=own.bid,
            revision=form.cleaned_data["revision"],
            confirmations=form.confirmations,
            received_at=request.arrived_at,
        )

    if request.method == "POST" and saved(form, own, save):
        return go_on(request, own, CONFIRMATIONS, "Your answers to the conditions are saved.")
    return part_page(
        request, "bids/confirmations.html", own=own, form=form, section=CONFIRMATIONS, context={}
    )


def is_complete(form: Any, own: OwnBid) -> bool:
    """Whether a form was filled in right. Of one that cannot be saved any more only that is said."""
    if form.is_valid():
        return True
    if own.why_read_only:
        form.errors.clear()
        form.add_error(None, own.why_read_only)
    return False


def saved(form: Any, own: OwnBid, save: Callable[[], Bid]) -> bool:
    """Whether the form was right and the service saved it; else the form holds the reasons beside what was
    typed, also when the person may not write this bid any more.

    `form.overtaken` says that somebody else had saved the same part in between.
    """
    form.overtaken = False
    if not is_complete(form, own):
        return False
    try:
        save()
    except Refused as refused:
        form.add_error(None, list(refused.reasons))
        form.overtaken = isinstance(refused, Conflict)
        return False
    return True


def part_page(
    request: HttpRequest, template: str, *, own: OwnBid, form: Any, section: str, context: dict[str, Any]
) -> HttpResponse:
    """A part's page: the form, or what is saved where nothing can be changed any more.

    After a conflict it shows both, and the next try may overwrite what is saved.
    """
    overtaken = getattr(form, "overtaken", False)
    if overtaken:
        own = own_bid_or_404(request.user, bid_id=own.bid.pk)
        form.renew(own.bid.revision)
    in_full = {part["key"]: part for part in presentation.whole_bid(own)}
    context |= {
        "form": form,
        "own": own,
        "part": in_full.get(section),
        "overtaken": overtaken,
        "saved": own.draft.saved.get(section) if overtaken or getattr(form, "asks", False) else None,
        "typed": presentation.typed_rows(form) if not own.is_editable and form.is_bound else [],
    }
    return render(request, template, context)


def go_on(request: HttpRequest, own: OwnBid, section: str, done: str) -> HttpResponse:
    """After saving: to the next part when that was asked for, else back to the bid."""
    messages.success(request, done)
    if request.POST.get("next"):
        return redirect(presentation.next_section_url(own, section))
    return redirect("bids:bid", bid_id=own.bid.pk)
