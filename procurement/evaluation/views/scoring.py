"""An evaluator's own scoring: letters, answers, their own marks, and nothing else."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from procurement.accounts.asking import person_of
from procurement.bids.models import BidAnswer, BidAttachment
from procurement.bids.sealing import SealBroken
from procurement.bids.services import note_reading
from procurement.bids.vault import attachment_bytes
from procurement.core.access import requires
from procurement.core.downloads import download
from procurement.core.errors import Conflict, NotPermitted, Refused
from procurement.core.formatting import count_words, file_size
from procurement.core.permissions import allowed, demand, refusal
from procurement.core.typed import keeps_typed
from procurement.tenders.models import LotStage
from procurement.tenders.queries import lot_stage_or_404
from procurement.tenders.workspace import workspace

from .. import rules, services
from ..forms import ScoreForm
from ..models import Score
from ..panel import disregarded_codes
from ..queries.scoring import BoardCell, Scoreboard, scoreboard
from ..services.moderation import repeats_the_scale
from .places import CONFLICT, AttachmentPlace, CriterionPlace, attachment_or_404, lot_url, question_or_404, to

SHOWN_INLINE = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "text/plain": "txt"}


@require_safe
@requires(rules.VIEW_SCORING, find=lot_stage_or_404)
def overview(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """What is done and what is left, question by question."""
    obstacle = refusal(rules.READ_ANSWERS, person_of(request), lot_stage)
    board = scoreboard(person_of(request), lot_stage) if obstacle is None else None
    context = {
        "lot_stage": lot_stage,
        "obstacle": obstacle,
        "declare_url": lot_url("conflicts", lot_stage),
        "board": board,
        "rows": _rows(board, lot_stage) if board else (),
        "next_url": _first_left(board, lot_stage) if board else "",
        "may_score": allowed(rules.SCORE, person_of(request), lot_stage),
        "disregarded": disregarded_codes(lot_stage) if board else (),
    }
    page = context | workspace(person_of(request), lot_stage, current="scoring")
    return render(request, "evaluation/scoring.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed(ScoreForm)
@requires(rules.READ_ANSWERS, find=question_or_404)
def answer(request: HttpRequest, place: CriterionPlace) -> HttpResponse:
    """One answer with its mark and reason; saving goes to the next bid."""
    person, lot_stage = person_of(request), place.lot_stage
    board = scoreboard(person, lot_stage)
    if request.method == "POST":
        demand(rules.SCORE, person, lot_stage)
        if board.locked:
            raise Refused("You have locked your score sheets, so your marks stand as they are.")
    cell = _cell(board, place)
    note_reading(actor=person, bid=place.bid)
    form = _form(request, place, cell.score)
    if request.method == "POST":
        if form.is_valid() and _saved(request, place, form):
            return _onwards(request, place, board, form.cleaned_data)
        board = scoreboard(person, lot_stage)
        cell = _cell(board, place)
    own = cell.score
    context = {
        "place": place,
        "board": board,
        "form": form,
        "may_score": allowed(rules.SCORE, person, lot_stage),
        "own": own,
        "needed": _needed(cell) if cell.begun and cell.missing else "",
        "conflict": own is not None and form.has_error(NON_FIELD_ERRORS, CONFLICT),
        **_text(place),
        "attachments": _attachments(place),
        "repeats": own is not None
        and bool(own.reason)
        and repeats_the_scale(own.reason, place.leaf, own.mark),
        "tabs": _tabs(board, place),
        **_neighbours(board, place),
    }
    page = context | workspace(person, lot_stage, current="scoring")
    return render(request, "evaluation/answer.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(rules.SCORE, find=lot_stage_or_404)
def lock(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """Lock all my sheets: what will stand for ever, or what is left."""
    reasons: Sequence[str] = ()
    if request.method == "POST":
        try:
            if services.lock_sheets(actor=person_of(request), lot_stage=lot_stage):
                messages.success(
                    request, "Your score sheets are locked. Thank you: your marks stand as they are."
                )
        except NotPermitted:
            raise
        except Refused as refused:
            reasons = refused.reasons
        else:
            return to("scoring", lot_stage)
    board = scoreboard(person_of(request), lot_stage)
    if board.locked:
        return to("scoring", lot_stage)
    context = {
        "lot_stage": lot_stage,
        "board": board,
        "reasons": reasons,
        "back": lot_url("scoring", lot_stage),
        "left": [
            {
                "text": f"{cell.leaf.title}, bid {cell.code}: {cell.lacks.lower()}.",
                "url": lot_url("answer", lot_stage, criterion=cell.leaf.id, code=cell.code),
                "action": "Finish it",
            }
            for cell in board.left
        ],
    }
    page = context | workspace(person_of(request), lot_stage, current="scoring")
    return render(request, "evaluation/lock.html", page)


@require_safe
@requires(rules.READ_ATTACHMENT, find=attachment_or_404)
def attachment(request: HttpRequest, place: AttachmentPlace) -> HttpResponse:
    """A file of a bid, decrypted, under a name that says nothing about the bidder; an audit event."""
    note_reading(actor=person_of(request), bid=place.bid)
    try:
        data = attachment_bytes(place.attachment)
    except SealBroken:
        reasons = [
            "This file is not the one that was submitted, so it is not shown. Tell the procurement officer."
        ]
        return render(request, "403.html", {"reasons": reasons}, status=403)
    kind = place.attachment.content_type
    ending = SHOWN_INLINE.get(kind, "")
    shown_as = "text/plain; charset=utf-8" if kind == "text/plain" else kind
    name = f"bid-{place.bid.code}-attachment-{place.number}.{ending or _ending(place.attachment)}"
    return download(
        data,
        name=name,
        content_type=shown_as if ending else "application/octet-stream",
        is_secret=True,
        shown=bool(ending),
    )


def _rows(board: Scoreboard, lot_stage: LotStage) -> list[dict[str, Any]]:
    """The board with an address for each answer."""
    return [
        {
            "leaf": leaf,
            "cells": [
                {"cell": cell, "url": lot_url("answer", lot_stage, criterion=leaf.id, code=cell.code)}
                for cell in cells
            ],
        }
        for leaf, cells in board.rows
    ]


def _first_left(board: Scoreboard, lot_stage: LotStage) -> str:
    """Where the first unfinished answer is; empty when none is left."""
    for cell in board.left:
        return lot_url("answer", lot_stage, criterion=cell.leaf.id, code=cell.code)
    return ""


def _text(place: CriterionPlace) -> dict[str, Any]:
    """What the bid says, how many words it has, and how many of them are over the published limit."""
    answers = BidAnswer.objects.filter(bid=place.bid, criterion=place.leaf.id)
    text = answers.values_list("text", flat=True).first() or ""
    words, limit = count_words(text), place.leaf.word_limit
    return {"text": text, "words": words, "over": max(words - limit, 0) if limit else 0}


def _cell(board: Scoreboard, place: CriterionPlace) -> BoardCell:
    cell = board.cell(place.leaf.id, place.bid.code)
    if cell is None:
        raise Http404("This bid is no longer evaluated: it was disregarded just now.")
    return cell


def _needed(cell: BoardCell) -> str:
    return f"{_lacking(cell.missing)} before you can lock your score sheets."


def _lacking(missing: Sequence[str]) -> str:
    """ "A reason is still needed" """
    things = " and ".join(f"a {name}" for name in missing).capitalize()
    return f"{things} {'is' if len(missing) == 1 else 'are'} still needed"


def _form(request: HttpRequest, place: CriterionPlace, own: Score | None) -> ScoreForm:
    initial = {"mark": own.mark, "reason": own.reason} if own else {}
    return ScoreForm(
        request.POST or None, initial=initial, revision=own.revision if own else 0, leaf=place.leaf
    )


def _saved(request: HttpRequest, place: CriterionPlace, form: ScoreForm) -> bool:
    """Save; a refusal goes into the form, beside everything that was typed."""
    data = form.cleaned_data
    try:
        sheet = services.open_sheet(actor=person_of(request), bid=place.bid)
        services.save_score(
            actor=person_of(request),
            sheet=sheet,
            criterion=place.leaf.id,
            mark=data["mark"],
            reason=data["reason"],
            revision=data["revision"],
        )
    except NotPermitted:
        raise
    except Conflict as conflict:
        form.add_error(None, ValidationError(conflict.reasons[0], code=CONFLICT))
        now = Score.objects.get(sheet=sheet, criterion=place.leaf.id)
        form.renew(now.revision)
        return False
    except Refused as refused:
        for reason in refused.reasons:
            form.add_error(None, reason)
        return False
    return True


def _say_what_is_saved(request: HttpRequest, place: CriterionPlace, data: dict[str, Any]) -> None:
    """What was saved, and what this answer still needs before the sheets can be locked."""
    missing = [name for name in ("mark", "reason") if not data[name]]
    if not missing:
        messages.success(request, f"Saved: {place.leaf.title}, bid {place.bid.code}.")
        return
    words = format_html(
        'Saved as a draft. {} at <a class="govuk-link" href="{}">{}, bid {}</a> before you can lock your score sheets.',
        _lacking(missing),
        lot_url("answer", place.lot_stage, criterion=place.leaf.id, code=place.bid.code),
        place.leaf.title,
        place.bid.code,
    )
    messages.warning(request, words)


def _onwards(
    request: HttpRequest, place: CriterionPlace, board: Scoreboard, data: dict[str, Any]
) -> HttpResponse:
    """After saving: the next answer, or the overview from the last one or when asked for."""
    position = board.position(place.leaf.id, place.bid.code)
    _say_what_is_saved(request, place, data)
    if request.POST.get("later") or position is None or position + 1 == board.total:
        return to("scoring", place.lot_stage)
    following = board.cells[position + 1]
    return to("answer", place.lot_stage, criterion=following.leaf.id, code=following.code)


def _tabs(board: Scoreboard, place: CriterionPlace) -> list[dict[str, Any]]:
    """The bids for this question, with one's own mark on each, so that one can be fair between them."""
    row = next(cells for leaf, cells in board.rows if leaf.id == place.leaf.id)
    return [
        {
            "label": _tab(cell),
            "done": cell.done,
            "current": cell.code == place.bid.code,
            "url": lot_url("answer", place.lot_stage, criterion=place.leaf.id, code=cell.code),
        }
        for cell in row
    ]


def _tab(cell: BoardCell) -> str:
    said = ", ".join(filter(None, (cell.mark, cell.lacks.lower() if cell.begun else "")))
    return f"Bid {cell.code}: {said}" if said else f"Bid {cell.code}"


def _neighbours(board: Scoreboard, place: CriterionPlace) -> dict[str, Any]:
    """The questions with this bid, before and after, and which question this is."""
    leaves = [leaf for leaf, _cells in board.rows]
    index = next(number for number, leaf in enumerate(leaves) if leaf.id == place.leaf.id)

    def there(number: int) -> dict[str, str] | None:
        if not 0 <= number < len(leaves):
            return None
        url = lot_url("answer", place.lot_stage, criterion=leaves[number].id, code=place.bid.code)
        return {"title": leaves[number].title, "url": url}

    return {
        "number": index + 1,
        "of": len(leaves),
        "previous_question": there(index - 1),
        "next_question": there(index + 1),
    }


def _attachments(place: CriterionPlace) -> list[dict[str, Any]]:
    """The bid's files by number: a file's name could give the bidder away."""
    return [
        {
            "words": f"Attachment {number} ({_ending(item).upper()}, {file_size(item.size)})",
            "url": lot_url("attachment", place.lot_stage, code=place.bid.code, number=number),
        }
        for number, item in enumerate(BidAttachment.objects.filter(bid=place.bid), start=1)
    ]


def _ending(item: BidAttachment) -> str:
    return item.name.rpartition(".")[2].lower()[:5] or "file"
