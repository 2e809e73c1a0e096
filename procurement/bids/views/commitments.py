"""Commitments to social value: one row for each measure and year, with what they are worth."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from procurement.bids import presentation, services
from procurement.bids.forms import CommitmentForm, RevisionForm
from procurement.bids.models import Bid
from procurement.bids.presentation import CommitmentRow
from procurement.bids.queries import OwnCommitment, OwnPart, own_commitment, own_commitments_or_404
from procurement.bids.sections import commitments_section
from procurement.bids.valuation import valuation
from procurement.core.access import requires

from .parts import part_page, saved


@require_safe
@requires("bids.read_own", find=own_commitments_or_404)
def commitments(request: HttpRequest, part: OwnPart) -> HttpResponse:
    """The commitments of one criterion."""
    own = part.own
    key = commitments_section(part.leaf.id)
    context = {
        "own": own,
        "leaf": part.leaf,
        "part": next(shown for shown in presentation.whole_bid(own) if shown["key"] == key),
        "warnings": valuation(own.content, own.published.model).warnings,
        "measures": presentation.measure_rows(own.rules, part.leaf.measures, own.currency),
        "next_url": presentation.next_section_url(own, key),
    }
    return render(request, "bids/commitments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("bids.read_own", find=own_commitments_or_404)
def add(request: HttpRequest, part: OwnPart) -> HttpResponse:
    """One more commitment."""
    return _page(request, part)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("bids.read_own", find=own_commitment)
def change(request: HttpRequest, part: OwnCommitment) -> HttpResponse:
    """Change one commitment. What was typed about one that somebody removed meanwhile is not lost."""
    if part.commitment is None and request.method != "POST":
        raise Http404("There is no such commitment in your bid.")
    return _page(request, part, replaces=part)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("bids.read_own", find=own_commitment)
def remove(request: HttpRequest, part: OwnCommitment) -> HttpResponse:
    """Take one commitment out, after asking. A second click finds it removed already, and says the same."""
    own = part.own
    if part.commitment is None:
        if request.method != "POST":
            raise Http404("There is no such commitment in your bid.")
        return _removed(request, part)
    form = RevisionForm(request.POST if request.method == "POST" else None, revision=own.bid.revision)

    def save() -> Bid:
        return services.remove_commitment(
            actor=request.user,
            bid=own.bid,
            revision=form.cleaned_data["revision"],
            criterion=part.leaf.id,
            key=part.key,
            received_at=request.arrived_at,
        )

    if request.method == "POST" and saved(form, own, save):
        return _removed(request, part)
    context = {"leaf": part.leaf, "row": _row(part)}
    section = commitments_section(part.leaf.id)
    return part_page(
        request, "bids/remove_commitment.html", own=own, form=form, section=section, context=context
    )


def _removed(request: HttpRequest, part: OwnPart) -> HttpResponse:
    messages.success(request, "The commitment is removed.")
    return redirect("bids:commitments", bid_id=part.bid.pk, criterion=part.leaf.id)


def _page(request: HttpRequest, part: OwnPart, *, replaces: OwnCommitment | None = None) -> HttpResponse:
    """The form of one commitment, new or changed. A refused quantity or method is shown again as it was
    typed.
    """
    own = part.own
    form = CommitmentForm(
        request.POST if request.method == "POST" else None,
        leaf=part.leaf,
        rules=own.rules,
        tender=own.bid.tender,
        commitment=replaces.commitment if replaces else None,
        revision=own.bid.revision,
    )

    def save() -> Bid:
        return services.save_commitment(
            actor=request.user,
            bid=own.bid,
            revision=form.cleaned_data["revision"],
            criterion=part.leaf.id,
            commitment=form.commitment,
            replaces=replaces.key if replaces else None,
            received_at=request.arrived_at,
        )

    if request.method == "POST" and saved(form, own, save):
        messages.success(request, "The commitment is saved.")
        return redirect("bids:commitments", bid_id=own.bid.pk, criterion=part.leaf.id)
    context = {
        "leaf": part.leaf,
        "row": _row(replaces) if replaces else None,
        "measures": presentation.measure_rows(own.rules, part.leaf.measures, own.currency),
    }
    section = commitments_section(part.leaf.id)
    return part_page(request, "bids/commitment.html", own=own, form=form, section=section, context=context)


def _row(part: OwnCommitment) -> CommitmentRow | None:
    """The commitment in words; None for one that is gone."""
    own = part.own
    worth = valuation(own.content, own.published.model)
    rows = presentation.commitment_rows(own.content, own.rules, worth, part.leaf.id, own.currency)
    return next((row for row in rows if (row.measure, row.year - 1) == part.key), None)
