"""Start from a notice: give a file, choose a notice, see what was read, make the draft."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from procurement.accounts.asking import myself, person_of
from procurement.accounts.models import Person
from procurement.core.access import requires
from procurement.core.errors import NotPermitted, Refused
from procurement.core.formatting import counted, day, london, money
from procurement.core.refusals import refusals_on
from procurement.core.time import database_now
from procurement.organisations.queries import authorities_for
from procurement.tenders.models import Tender

from .. import rules, services
from ..forms import NoticeFileForm, StartForm
from ..models import NoticeFile
from ..ocds import Outcome, Refusal, TenderDraft
from ..queries import (
    ChosenNotice,
    authority_of_buyer,
    notice_file_or_404,
    notice_or_404,
    tenders_from_notices,
)

NOTICES_A_PAGE = 25
LONGEST_TITLE = 200
DRAFTS, REFUSED, EVERY = "drafts", "refused", "all"
SHOWN = {DRAFTS: "Can become a tender", REFUSED: "Start no tender", EVERY: "All"}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.START, find=myself)
def upload(request: HttpRequest, person: Person) -> HttpResponse:
    """The file of notices."""
    form = NoticeFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        file = None
        with refusals_on(form, "file"):
            file = services.keep_notice_file(actor=person, name=given.name, content=given.read())
        if file is not None:
            return redirect("notices:choose", file_id=file.pk)
    return render(request, "notices/upload.html", {"form": form})


@require_safe
@requires(rules.START, find=notice_file_or_404)
def choose(request: HttpRequest, file: NoticeFile) -> HttpResponse:
    """Every release of a file: those that can become a tender, and beside each other one every reason why not."""
    outcomes = file.outcomes(now=database_now())
    sorts = {
        DRAFTS: [one for one in outcomes if isinstance(one.result, TenderDraft)],
        REFUSED: [one for one in outcomes if isinstance(one.result, Refusal)],
        EVERY: outcomes,
    }
    show = request.GET.get("show", "")
    if show not in sorts:
        show = DRAFTS if sorts[DRAFTS] else EVERY
    page = Paginator(sorts[show], NOTICES_A_PAGE).get_page(request.GET.get("page"))
    drafts = [one.result for one in page if isinstance(one.result, TenderDraft)]
    made = tenders_from_notices(person_of(request), ocids=[draft.ocid for draft in drafts])
    reasons = Counter(
        reason for one in outcomes if isinstance(one.result, Refusal) for reason in one.result.reasons
    )
    context = {
        "file": file,
        "read": len(outcomes),
        "drafts": len(sorts[DRAFTS]),
        "refused": len(sorts[REFUSED]),
        "filters": [(key, words, len(sorts[key]), key == show) for key, words in SHOWN.items()],
        "page": page,
        "query": f"show={show}&",
        "tasks": [_task(file, one, made, tagged=show == EVERY) for one in page],
        "reasons": reasons.most_common(),
        "upload_url": reverse("notices:upload"),
    }
    return render(request, "notices/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.START, find=notice_or_404)
def start(request: HttpRequest, chosen: ChosenNotice) -> HttpResponse:
    """One notice: what was read, what is doubtful, and the button that makes the draft."""
    draft = chosen.outcome.result
    context = {
        "file": chosen.file,
        "release": chosen.outcome.release,
        "back_url": reverse("notices:choose", kwargs={"file_id": chosen.file.pk}),
    }
    if isinstance(draft, Refusal):
        return render(request, "notices/refused.html", {**context, "reasons": draft.reasons})
    person = person_of(request)
    form = StartForm(
        request.POST or None,
        authorities=authorities_for(person),
        named=draft.buyer,
        buyer=authority_of_buyer(draft.buyer),
    )
    if request.method == "POST" and form.is_valid():
        authority = form.chosen()
        try:
            tender = services.import_release(
                actor=person, authority=authority, draft=draft, creation_key=chosen.creation_key(authority)
            )
        except NotPermitted:
            raise
        except services.AlreadyImported as refused:
            form.add_error("authority", list(refused.reasons))
            context["existing"] = refused.tender
        except Refused as refused:
            form.add_error(None, list(refused.reasons))
        else:
            messages.success(
                request, f"The draft “{tender.title}” is made. Check what was read, then complete it."
            )
            return redirect("desk:tender", tender_id=tender.pk)
    context.setdefault("existing", tenders_from_notices(person, ocids=[draft.ocid]).get(draft.ocid))
    return render(
        request,
        "notices/start.html",
        {
            **context,
            "form": form,
            "draft": draft,
            "facts": _facts(draft),
            "notes": services.to_check(draft),
        },
    )


def _page_of(file: NoticeFile, number: int) -> str:
    return reverse("notices:start", kwargs={"file_id": file.pk, "number": number})


def _task(file: NoticeFile, outcome: Outcome, made: dict[str, Tender], *, tagged: bool) -> dict[str, Any]:
    """A line of the list: a notice at a glance with how much is to check, or every reason why it starts no tender.

    `tagged` says of each refused one that it is: needless where all of the list are.
    """
    release, result = outcome.release, outcome.result
    shared = {"url": _page_of(file, release.number)}
    if isinstance(result, Refusal):
        words = release.title or release.ocid or "Without a title"
        return {
            **shared,
            "title": f"{release.number}. {words[:LONGEST_TITLE]}",
            "reasons": result.reasons,
            "status": "Starts no tender" if tagged else "",
            "kind": "waiting",
        }
    hints = (
        result.buyer.name if result.buyer else "buyer not named",
        counted(len(result.lots), "lot"),
        money(result.value.amount, result.value.currency) if result.value else "no value given",
        f"bids until {day(result.deadline)}" if result.deadline else "no deadline given",
    )
    notes = len(services.to_check(result))
    status = "Draft made" if result.ocid in made else f"{notes} to check" if notes else "Nothing to check"
    return {
        **shared,
        "title": f"{release.number}. {result.title[:LONGEST_TITLE]}",
        "hint": ", ".join(hints),
        "status": status,
        "kind": "done" if result.ocid in made else "check" if notes else "next",
    }


def _facts(draft: TenderDraft) -> list[dict[str, str]]:
    """What was read, as rows of a summary list; what the notice does not say is left out."""
    contract = " to ".join(day(moment) for moment in (draft.contract_start, draft.contract_end) if moment)
    main = draft.cpv[0] if draft.cpv else None
    pairs = (
        ("Buyer", draft.buyer.name if draft.buyer else ""),
        ("Reference", draft.reference),
        ("Estimated value", money(draft.value.amount, draft.value.currency) if draft.value else ""),
        ("Deadline for bids", london(draft.deadline)),
        ("Contract", contract),
        ("CPV code", f"{main.code} {main.description}".strip() if main else ""),
        ("Open contracting identifier", draft.ocid),
        ("Published", day(draft.released_at)),
        ("Description", draft.description),
    )
    return [{"key": key, "value": value} for key, value in pairs if value]
