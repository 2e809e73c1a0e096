"""An evaluator's own scoring: letters, answers, their own marks, and nothing else."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from procurement.bids.models import BidAnswer, BidAttachment
from procurement.bids.sealing import SealBroken
from procurement.bids.services import note_reading
from procurement.bids.vault import attachment_bytes
from procurement.core.access import requires
from procurement.core.errors import Conflict, NotPermitted, Refused
from procurement.core.formatting import count_words, file_size
from procurement.core.permissions import allowed, refusal
from procurement.tenders.models import LotStage
from procurement.tenders.queries import lot_stage_or_404
from procurement.tenders.workspace import workspace

from .. import services
from ..forms import ScoreForm
from ..models import Score
from ..queries.scoring import Scoreboard, scoreboard
from ..services.moderation import repeats_the_scale
from .places import CONFLICT, AttachmentPlace, CriterionPlace, attachment_or_404, lot_url, question_or_404, to

SHOWN_INLINE = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "text/plain": "txt"}


@require_GET
@requires("evaluation.view_scoring", find=lot_stage_or_404)
def overview(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """What is done and what is left, question by question."""
    obstacle = refusal("evaluation.read_answers", request.user, lot_stage)
    board = scoreboard(request.user, lot_stage) if obstacle is None else None
    context = {
        "lot_stage": lot_stage,
        "obstacle": obstacle,
        "declare_url": lot_url("conflicts", lot_stage),
        "board": board,
        "rows": _rows(board, lot_stage) if board else (),
        "next_url": _first_left(board, lot_stage) if board else "",
        "may_score": allowed("evaluation.score", request.user, lot_stage),
    }
    page = context | workspace(request.user, lot_stage, current="scoring")
    return render(request, "evaluation/scoring.html", page)


@require_http_methods(["GET", "POST"])
@requires("evaluation.read_answers", find=question_or_404)
def answer(request: HttpRequest, place: CriterionPlace) -> HttpResponse:
    """One answer with its mark and reason; saving goes to the next bid."""
    person, lot_stage = request.user, place.lot_stage
    board = scoreboard(person, lot_stage)
    own = _own(board, place)
    note_reading(actor=person, bid=place.bid)
    form = _form(request, place, own)
    if request.method == "POST":
        if board.locked:
            messages.warning(request, "You have locked your score sheets. Nothing was changed.")
            return to("scoring", lot_stage)
        if form.is_valid() and _saved(request, place, form):
            return _onwards(request, place, board)
        own = Score.objects.filter(
            sheet__bid=place.bid, sheet__evaluator=person, sheet__is_current=True, criterion=place.leaf.id
        ).first()
    text = (
        BidAnswer.objects.filter(bid=place.bid, criterion=place.leaf.id)
        .values_list("text", flat=True)
        .first()
        or ""
    )
    words = count_words(text)
    context = {
        "place": place,
        "board": board,
        "form": form,
        "own": own,
        "conflict": own is not None and form.has_error(NON_FIELD_ERRORS, CONFLICT),
        "text": text,
        "words": words,
        "over": words - place.leaf.word_limit
        if place.leaf.word_limit and words > place.leaf.word_limit
        else 0,
        "attachments": _attachments(place),
        "repeats": own is not None
        and bool(own.reason)
        and repeats_the_scale(own.reason, place.leaf, own.mark),
        "tabs": _tabs(board, place),
        **_neighbours(board, place),
    }
    page = context | workspace(person, lot_stage, current="scoring")
    return render(request, "evaluation/answer.html", page)


@require_http_methods(["GET", "POST"])
@requires("evaluation.score", find=lot_stage_or_404)
def lock(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """Lock all my sheets: what will stand for ever, or what is left."""
    reasons: Sequence[str] = ()
    if request.method == "POST":
        try:
            if services.lock_sheets(actor=request.user, lot_stage=lot_stage):
                messages.success(
                    request, "Your score sheets are locked. Thank you: your marks stand as they are."
                )
        except NotPermitted:
            raise
        except Refused as refused:
            reasons = refused.reasons
        else:
            return to("scoring", lot_stage)
    board = scoreboard(request.user, lot_stage)
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
    page = context | workspace(request.user, lot_stage, current="scoring")
    return render(request, "evaluation/lock.html", page)


@require_GET
@requires("evaluation.read_attachment", find=attachment_or_404)
def attachment(request: HttpRequest, place: AttachmentPlace) -> HttpResponse:
    """A file of a bid, decrypted, under a name that says nothing about the bidder; an audit event."""
    note_reading(actor=request.user, bid=place.bid)
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
    response = HttpResponse(data, content_type=shown_as if ending else "application/octet-stream")
    name = f"bid-{place.bid.code}-attachment-{place.number}.{ending or _ending(place.attachment)}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=not ending, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


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


def _own(board: Scoreboard, place: CriterionPlace) -> Score | None:
    position = board.position(place.leaf.id, place.bid.code)
    return board.cells[position].score if position is not None else None


def _form(request: HttpRequest, place: CriterionPlace, own: Score | None) -> ScoreForm:
    initial = {"mark": own.mark, "reason": own.reason} if own else {}
    return ScoreForm(
        request.POST or None, initial=initial, revision=own.revision if own else 0, leaf=place.leaf
    )


def _saved(request: HttpRequest, place: CriterionPlace, form: ScoreForm) -> bool:
    """Save; a refusal goes into the form, beside everything that was typed."""
    data = form.cleaned_data
    try:
        sheet = services.open_sheet(actor=request.user, bid=place.bid)
        services.save_score(
            actor=request.user,
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


def _onwards(request: HttpRequest, place: CriterionPlace, board: Scoreboard) -> HttpResponse:
    """After saving: the next answer, or the overview from the last one or when asked for."""
    position = board.position(place.leaf.id, place.bid.code)
    if request.POST.get("later") or position is None or position + 1 == board.total:
        messages.success(request, f"Saved: {place.leaf.title}, bid {place.bid.code}.")
        return to("scoring", place.lot_stage)
    following = board.cells[position + 1]
    return to("answer", place.lot_stage, criterion=following.leaf.id, code=following.code)


def _tabs(board: Scoreboard, place: CriterionPlace) -> list[dict[str, Any]]:
    """The bids for this question, with one's own mark on each, so that one can be fair between them."""
    row = next(cells for leaf, cells in board.rows if leaf.id == place.leaf.id)
    return [
        {
            "label": f"Bid {cell.code}: {cell.mark}" if cell.mark else f"Bid {cell.code}",
            "done": cell.done,
            "current": cell.code == place.bid.code,
            "url": lot_url("answer", place.lot_stage, criterion=place.leaf.id, code=cell.code),
        }
        for cell in row
    ]


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
