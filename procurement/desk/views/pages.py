"""Pages that say what they say to everybody: help, words, accessibility, state of the service."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from procurement.accounts.models import Person
from procurement.core.access import public, requires
from procurement.core.models import OutboxMessage

from ..glossary import GLOSSARY
from ..guides import guide_named, guides
from ..rules import SEE_STATUS, themselves


@require_safe
@public
def help_page(request: HttpRequest) -> HttpResponse:
    """The guides by role, and how a tender goes."""
    return render(request, "desk/help.html", {"guides": guides()})


@require_safe
@public
def guide(request: HttpRequest, guide: str) -> HttpResponse:
    """One guide of docs/guide/, drawn as a page."""
    found = guide_named(guide)
    if found is None:
        raise Http404("There is no guide of this name.")
    return render(request, "desk/guide.html", {"guide": found, "guides": guides()})


@require_safe
@public
def glossary(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/glossary.html", {"terms": GLOSSARY})


@require_safe
@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/accessibility.html")


@require_safe
@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about the people who use the service, and the cookies."""
    return render(request, "desk/privacy.html")


@require_safe
@requires(SEE_STATUS, find=themselves)
def status(request: HttpRequest, _person: Person) -> HttpResponse:
    """How many documents and messages wait for the worker, and how many failed."""
    State = OutboxMessage.State  # noqa: N806 - a class
    counts = {
        state: OutboxMessage.objects.filter(state=state).count() for state in (State.WAITING, State.FAILED)
    }
    last = OutboxMessage.objects.filter(state=State.DONE).order_by("-done_at").first()
    return render(
        request,
        "desk/status.html",
        {"waiting": counts[State.WAITING], "failed": counts[State.FAILED], "last": last},
    )
