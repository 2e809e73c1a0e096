"""What the pages of a tender share: addresses inside a workspace, and its frame."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from procurement.accounts.asking import person_of

from ..models import Lot, LotStage, Tender
from ..queries import first_lot_stage, lot_of_page, lot_stage_of
from ..readiness import Obstacle
from ..workspace import entrance, workspace

LONGEST_NUMBER = 18
"""Digits; every number that a database's key can have is shorter than what Python refuses to read."""


def whole_number(text: str) -> int | None:
    """A number as a page of ours posts it, or None for anything else ("²" is a digit, and none that can be read)."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def drawn_for(request: HttpRequest, lot: Lot) -> Lot:
    """The lot whose page was posted: that of its `key`, whatever number it has by now. Raises NoLonger if gone."""
    key = request.POST.get("key")
    return lot_of_page(lot, key) if key else lot


def address(name: str, lot: Lot, **more: Any) -> str:
    """The address of a page of a lot."""
    return reverse(f"tenders:{name}", kwargs={"tender_id": lot.tender_id, "lot_number": lot.number, **more})


def to(name: str, lot: Lot, **more: Any) -> HttpResponse:
    """Redirect to a page of a lot."""
    return redirect(address(name, lot, **more))


def to_entrance(lot: Lot) -> HttpResponse:
    """Redirect to the first page of a lot's workspace."""
    return redirect(entrance(tender_id=lot.tender_id, lot_number=lot.number))


def casework(
    request: HttpRequest, template: str, thing: LotStage | Lot | Tender, current: str, context: dict[str, Any]
) -> HttpResponse:
    """Draw a page of the workspace: of a lot, or of the tender's first lot."""
    lot_stage = _lot_stage(request, thing)
    frame = workspace(person_of(request), lot_stage, current=current)
    shared = {"lot_stage": lot_stage, "lot": lot_stage.lot, "tender": lot_stage.lot.tender}
    return render(request, template, {**frame, **shared, **context})


def _lot_stage(request: HttpRequest, thing: LotStage | Lot | Tender) -> LotStage:
    if isinstance(thing, LotStage):
        return thing
    return lot_stage_of(thing) if isinstance(thing, Lot) else first_lot_stage(person_of(request), thing)


def blockers(tender: Tender, obstacles: Iterable[Obstacle], *, several_lots: bool) -> list[dict[str, str]]:
    """Obstacles for components/blockers.html, each with the page where it is put right."""
    timetable = reverse("tenders:timetable", kwargs={"tender_id": tender.pk})
    return [_blocker(obstacle, timetable, several_lots=several_lots) for obstacle in obstacles]


def _blocker(obstacle: Obstacle, timetable: str, *, several_lots: bool) -> dict[str, str]:
    if obstacle.lot is None:
        return {"text": obstacle.text, "url": timetable, "action": "Set the deadline"}
    text = f"Lot {obstacle.lot.number}: {obstacle.text}" if several_lots else obstacle.text
    url, action = _where(obstacle, obstacle.lot)
    return {"text": text, "url": url, "action": action}


def _where(obstacle: Obstacle, lot: Lot) -> tuple[str, str]:
    if obstacle.place == "measures" and obstacle.criterion:
        return address("criterion_measures", lot, criterion_id=obstacle.criterion), "Choose measures"
    if obstacle.place == "confirmation" and obstacle.measure:
        framework = obstacle.measure.framework
        kwargs = {"code": framework.code, "version": framework.version, "measure": obstacle.measure.code}
        return reverse("frameworks:confirm", kwargs=kwargs), "Confirm it"
    if obstacle.place == "criterion" and obstacle.criterion:
        return address("criterion_edit", lot, criterion_id=obstacle.criterion), "Change"
    if obstacle.place == "scale":
        return address("scales", lot), "Change the scale"
    return address("criteria", lot), "See the criteria"
