"""From content to PDF: templates, style sheet, typeface, charts, and WeasyPrint between them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from procurement.evaluation.charts import (
    FAMILY,
    ContributionRow,
    Part,
    SpreadRow,
    contributions_chart,
    font_directory,
    spread_chart,
)

from .content import AwardReport, Question, Ranking
from .marks import marks_tables
from .social_value import theme_tables
from .tagging import AttachedFile, finished
from .typeface import font_faces, without_controls

STYLE_SHEET = Path(__file__).with_name("report.css")
VARIANT = "pdf/ua-1"
TEMPLATE = "awards/report/report.html"
# The one-page summary has room for so many bars, a page for so many lines of a question.
BARS_IN_SUMMARY = 8
LINES_IN_SPREAD = 30
CHART_WIDTH = 640


@dataclass(slots=True)
class _Numbers:
    """Counts tables and figures as the templates come to them."""

    tables: int = field(default=0)
    figures: int = field(default=0)

    def table(self) -> int:
        self.tables += 1
        return self.tables

    def figure(self) -> int:
        self.figures += 1
        return self.figures


def render_award_report(
    content: AwardReport, *, attachments: Sequence[AttachedFile], created_at: datetime
) -> bytes:
    """The report as a PDF (1.7, tagged, PDF/UA-1) with the attachments embedded as associated files.

    `attachments` are tuples of name, bytes, description and media type; `created_at` is aware and stands in
    the file's metadata, so that the same three arguments give the same bytes. Takes seconds, and a minute for
    hundreds of pages: call it in the worker. Raises ValueError for a `created_at` without time zone, a
    repeated attachment name, and a mark that is no step of its scale; FileNotFoundError where the typeface
    was not built.
    """
    if created_at.tzinfo is None:
        raise ValueError("The report's time of making needs a time zone.")
    files = [AttachedFile(*attachment) for attachment in attachments]
    names = [file.name for file in files]
    if len(set(names)) < len(names):
        raise ValueError(f"Two attachments have the same name: {', '.join(sorted(names))}.")
    created_at = created_at.astimezone(UTC).replace(microsecond=0)
    context = _context(content, files, created_at)
    fonts = FontConfiguration()
    layout = _layout(context, fonts)
    html = _html(context | {"number": _Numbers(), "layout": layout})
    pdf = _document(html, fonts).write_pdf(pdf_variant=VARIANT)
    return finished(pdf, attachments=files, created_at=created_at)


def _layout(context: dict[str, Any], fonts: FontConfiguration) -> str:
    """The widest setting in which the summary fits on its page; "flowing" gives up the page of its own."""
    for layout in ("airy", "compact"):
        alone = _html(context | {"number": _Numbers(), "layout": layout, "summary_alone": True})
        if len(_document(alone, fonts).pages) == 1:
            return layout
    return "flowing"


def _html(context: dict[str, Any]) -> str:
    return without_controls(render_to_string(TEMPLATE, context))


def _context(content: AwardReport, files: Sequence[AttachedFile], created_at: datetime) -> dict[str, Any]:
    return {
        "report": content,
        "created_at": created_at,
        "created_at_utc": f"{created_at:%Y-%m-%dT%H:%M:%SZ}",
        "ranking_chart": _ranking_chart(content.ranking, content.summary.finding),
        "bars_shown": min(len(content.ranking.bids), BARS_IN_SUMMARY),
        "questions": [(question, _question_chart(question)) for question in content.questions],
        "marks_tables": marks_tables(content),
        "theme_tables": theme_tables(content.commitments),
        "lines_in_spread": LINES_IN_SPREAD,
        "files": [(file, hashlib.sha256(file.content).hexdigest()) for file in files],
    }


def _ranking_chart(ranking: Ranking, finding: str) -> SafeString | None:
    if not ranking.bids:
        return None
    rows = [
        ContributionRow(
            code=bid.bidder.code,
            name=bid.bidder.name,
            parts=tuple(
                Part(criterion.title, criterion.maximum, points)
                for criterion, points in zip(ranking.criteria, bid.points, strict=True)
            ),
            total=bid.total,
            leading=bid.recommended,
        )
        for bid in ranking.bids[:BARS_IN_SUMMARY]
    ]
    return _picture(contributions_chart(rows, title=finding, width=CHART_WIDTH))


def _question_chart(question: Question) -> SafeString | None:
    """The spread of the first marks, where there were any to compare."""
    rows = [
        SpreadRow(
            code=answer.bidder.code,
            name=answer.bidder.name,
            # A mark that is no step has no place on the axis; the answer below still says it.
            marks=tuple(first.mark for first in answer.first_marks if first.mark in question.steps),
            consensus=answer.mark if answer.mark in question.steps else None,
        )
        for answer in question.answers[:LINES_IN_SPREAD]
    ]
    if not any(row.marks for row in rows):
        return None
    title = f"First marks and consensus for question {question.number}"
    return _picture(spread_chart(rows, title=title, steps=question.steps, width=CHART_WIDTH))


def _picture(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 - our own drawing, every text in it escaped


def _document(html: str, fonts: FontConfiguration) -> Document:
    # Nothing but the typeface is ever fetched, whatever a bidder's text may hold.
    local = URLFetcher(allowed_protocols=["file"])
    base = font_directory().resolve().as_uri() + "/"
    sheets = [
        CSS(string=sheet, font_config=fonts, url_fetcher=local, base_url=base)
        for sheet in (font_faces(font_directory(), FAMILY), STYLE_SHEET.read_text(encoding="utf-8"))
    ]
    return HTML(string=html, url_fetcher=local).render(
        font_config=fonts, stylesheets=sheets, pdf_variant=VARIANT
    )
