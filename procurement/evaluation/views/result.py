"""A lot's result with the working of every figure, and its download."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from procurement.accounts.asking import person_of
from procurement.core import downloads
from procurement.core.access import requires
from procurement.core.permissions import allowed
from procurement.core.refusals import refusals_said
from procurement.tenders.models import LotStage
from procurement.tenders.queries import lot_stage_or_404
from procurement.tenders.workspace import workspace

from .. import rules, services
from ..charts import ContributionRow, Part, contributions_chart
from ..queries.comparison import finding_between
from ..queries.reasons import panel_reasons
from ..queries.results import BidFigures, ResultPage, by_rank, latest_result, result_page

NONE = "\N{EN DASH}"
WORKINGS_A_PAGE = 8
"""Of how many bids a page has the working of every figure: a longer one is slow to come and long to read."""


@require_safe
@requires(rules.VIEW_RESULT, find=lot_stage_or_404)
def page(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """The finding, four figures, where the points come from, the scores, and how each was made."""
    result = latest_result(lot_stage)
    worked = Paginator(by_rank(result), WORKINGS_A_PAGE).get_page(request.GET.get("page"))
    shown = result_page(result, panel_reasons(lot_stage, codes=list(worked)))
    context = {
        "lot_stage": lot_stage,
        "page": shown,
        "worked": worked,
        "workings": [bid for bid in shown.bids if bid.code in list(worked)],
        "cards": _cards(shown),
        "chart": _chart(shown) if shown.ranked and shown.by_points else None,
        "columns": [
            {"label": "Rank"},
            *({"label": c.title, "sub": f"of {c.maximum}"} for c in shown.columns),
            _total(shown),
        ],
        "chart_finding": _chart_finding(shown),
        "rows": [_row(bid, shown) for bid in shown.bids],
        "may_download": allowed(rules.EXPORT_RESULT, person_of(request), lot_stage),
        "urls": {
            name: _url(name, lot_stage)
            for name in ("compare", "result_csv", "result_xlsx", "result_download")
        },
    }
    full = context | workspace(person_of(request), lot_stage, current="result")
    return render(request, "evaluation/result.html", full)


@require_safe
@requires(rules.EXPORT_RESULT, find=lot_stage_or_404)
def download(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """The result as JSON, byte for byte what its digest is about."""
    made = services.export_result(actor=person_of(request), result=latest_result(lot_stage))
    return downloads.download(
        made, name=_name(lot_stage, "json"), content_type="application/json", is_secret=True
    )


@require_safe
@requires(rules.EXPORT_RESULT, find=lot_stage_or_404)
def delimited(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """The whole result as CSV."""
    return _table(request, lot_stage, "csv", "text/csv; charset=utf-8")


@require_safe
@requires(rules.EXPORT_RESULT, find=lot_stage_or_404)
def spreadsheet(request: HttpRequest, lot_stage: LotStage) -> HttpResponse:
    """The whole result as XLSX."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _table(request, lot_stage, "xlsx", kind)


def _table(request: HttpRequest, lot_stage: LotStage, form: services.Form, content_type: str) -> HttpResponse:
    """The file; where it would not be whole, back to the result with the reasons."""
    made: bytes | None = None
    with refusals_said(request):
        made = services.export_table(actor=person_of(request), result=latest_result(lot_stage), form=form)
    if made is None:
        return redirect(_url("result", lot_stage))
    return downloads.download(made, name=_name(lot_stage, form), content_type=content_type, is_secret=True)


def _url(name: str, lot_stage: LotStage) -> str:
    return reverse(
        f"evaluation:{name}",
        kwargs={"tender_id": lot_stage.lot.tender_id, "lot_number": lot_stage.lot.number},
    )


def _name(lot_stage: LotStage, ending: str) -> str:
    reference = "".join(sign if sign.isalnum() else "-" for sign in lot_stage.lot.tender.reference).lower()
    return f"result-{reference}-lot-{lot_stage.lot.number}.{ending}"


def _cards(shown: ResultPage) -> list[dict[str, str]]:
    """Four figures of the result: the first bid's total, price and social value, and the second's total."""
    if not shown.first:
        return []
    first, second = shown.first[0], shown.runner_up
    total = shown.figure(first.total)
    cards = [{"figure": total, "text": f"Bid {first.code}, {first.name}, in first place"}]
    if first.prices:
        cards.append({"figure": " + ".join(first.prices), "text": f"evaluated price of bid {first.code}"})
    if first.social_value:
        text = f"social value counted in bid {first.code}, from {len(first.commitments)} judged commitments"
        cards.append({"figure": first.social_value, "text": text})
    if second:
        words = {
            "figure": shown.figure(second.total),
            "text": f"Bid {second.code}, {second.name}, rank {second.rank}",
        }
        cards.append(words | {"kind": "check"})
    return cards


def _chart(shown: ResultPage) -> dict[str, str]:
    """Where the points come from, drawn for a desk and for a phone."""
    rows = [
        ContributionRow(
            bid.code,
            bid.name,
            tuple(Part(c.title, c.maximum, part) for c, part in zip(shown.columns, bid.parts, strict=True)),
            bid.total or "",
            leading=bid.first,
        )
        for bid in shown.ranked
    ]
    return {
        name: contributions_chart(rows, title=shown.finding, width=width)
        for name, width in (("wide", 860), ("narrow", 340))
    }


def _total(shown: ResultPage) -> dict[str, str]:
    return {"label": "Total", "sub": "of 100"} if shown.by_points else {"label": "Result"}


def _chart_finding(shown: ResultPage) -> str:
    """What the chart of the points shows: by how much the first leads the second, and in what."""
    if not shown.first or shown.runner_up is None or len(shown.first) > 1:
        return "Where the points come from"
    return finding_between(shown, shown.first[0], shown.runner_up)


def _row(bid: BidFigures, shown: ResultPage) -> dict[str, Any]:
    """A row of the score table: figures, each with the way to its working, or why the bid is not compared."""
    working = (
        f"?page={shown.bids.index(bid) // WORKINGS_A_PAGE + 1}" if len(shown.bids) > WORKINGS_A_PAGE else ""
    )
    working += f"#working-{bid.code}"
    if not bid.compared:
        return {
            "code": bid.code,
            "label": bid.name,
            "cells": [NONE],
            "kind": "out",
            "tag": bid.status_words,
            "tag_kind": "bad" if bid.status == "disqualified" else "waiting",
            "note": " ".join(bid.reasons) or "Left the comparison before any price was compared.",
        }
    return {
        "code": bid.code,
        "label": bid.name,
        "cells": [
            str(bid.rank),
            *(
                {"text": part, "url": f"{working}-{column.id}"} if part else NONE
                for part, column in zip(bid.parts, shown.columns, strict=True)
            ),
            {"text": bid.total, "url": f"{working}-total"} if bid.total else NONE,
        ],
        "kind": "first" if bid.first else "",
    }
