"""Template tags and filters: the words of `core.formatting`, forms, and small helpers for components."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from crispy_forms.utils import render_crispy_form
from django import forms, template
from django.core.paginator import Page
from django.db import models
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from procurement.core import formatting
from procurement.core.forms import rendering

register = template.Library()


@register.filter
def money(value: Any, currency: str = "GBP") -> str:
    """`{{ lot.value|money }}`: "£480,000", pence only when there are any."""
    return formatting.money(value, currency)


@register.filter
def weight(value: Any) -> str:
    """`{{ criterion.weight|weight }}`: "30%"."""
    return formatting.weight(value)


@register.filter
def points(value: Any, maximum: Any = None) -> str:
    """`{{ score.points|points:criterion.weight }}`: "24.00 of 30"."""
    return formatting.points(value, maximum)


@register.filter
def quantity(value: Any, unit: str = "") -> str:
    """`{{ commitment.quantity|quantity:measure.unit }}`: "1,250.5 hours"."""
    return formatting.quantity(value, unit)


@register.filter
def day(value: date | datetime | None) -> str:
    """`{{ decision.approved_at|day }}`: "20 November 2026"."""
    return formatting.day(value)


@register.filter
def clock(value: datetime | None) -> str:
    """`{{ draft.saved_at|clock }}`: "9am", "12 noon", "3:05pm"."""
    return formatting.clock(value) if value else ""


@register.filter
def london(value: datetime | None) -> str:
    """`{{ stage.deadline|london }}`: "23 November 2026 at 12 noon (London time)"."""
    return formatting.london(value)


@register.filter
def london_exact(value: datetime | None) -> str:
    """`{{ receipt.at|london_exact }}`: to the second, for receipts and records."""
    return formatting.london_exact(value)


@register.filter
def london_deadline(value: datetime | None) -> str:
    """`{{ stage.deadline|london_deadline }}`: to the second only where the deadline has one."""
    return formatting.london_deadline(value)


@register.filter
def clock_exact(value: datetime | None) -> str:
    """`{{ now|clock_exact }}`: "10:51:40", London time."""
    return formatting.clock_exact(value) if value else ""


@register.filter
def short_hash(value: str | None, groups: int = 3) -> str:
    """`{{ version.sha256|short_hash }}`: "9f2c 41ab 77e0 …"."""
    return formatting.short_hash(value, groups)


@register.filter
def counted(number: int | None, words: str) -> str:
    """`{{ bids|length|counted:"bid" }}`: "1 bid", "5 bids"; else `counted:"reply,replies"`."""
    one, _, many = words.partition(",")
    return formatting.counted(number or 0, one, many)


@register.filter
def words(text: str | None) -> int:
    """`{{ answer|words }}`: how many words, counted as the page counts them."""
    return formatting.count_words(text or "")


@register.simple_tag
def time_left(now: datetime, until: datetime) -> str:
    """`{% time_left now deadline %}`: "1 h 08 min"; nothing left is "0 min 00 s"."""
    return formatting.time_left(until - now)


@register.filter
def state_class(kind: str | None) -> str:
    """The style of a tag by its kind (see components/tag.html); an unknown kind is the neutral one."""
    return rendering.tag_class(kind)


@register.filter
def label_of(thing: models.Model, field: str) -> str:
    """`{{ tender|label_of:"state" }}`: the words of a choice, never its code."""
    return str(getattr(thing, f"get_{field}_display")())


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[int | str]:
    """The numbers to show for a page of many: the ends, the neighbours, and a mark for what is left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def beside(cells: Sequence[Any], columns: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Each cell of a row with its column."""
    return zip(cells, columns, strict=False)


@register.filter
def left_after(columns: Sequence[Any], cells: Sequence[Any]) -> int:
    """How many columns a row's note may take after its cells."""
    return len(columns) - len(cells)


@register.simple_block_tag
def wide(content: SafeString, *, label: str, of: Any = "", whole: bool = False) -> SafeString:
    """`{% wide label="Bids" %}<table>...</table>{% endwide %}`: a table that may be wider than the page."""
    return render_to_string(
        "components/wide.html", {"content": content, "label": label, "of": of, "whole": whole}
    )


@register.simple_tag(takes_context=True)
def gov_fields(context: template.Context, form: forms.BaseForm) -> SafeString:
    """All fields of a form as GOV.UK components, in the form's own layout if any; no form tag or button."""
    helper = getattr(form, "helper", None) or rendering.plain_helper(form)
    return SafeString(render_crispy_form(form, helper, {"request": context.get("request")}))


@register.simple_tag
def gov_control(field: forms.BoundField) -> SafeString:
    """The control itself (input, select, text area) with its classes, and hint and error described."""
    return rendering.control_html(field)


@register.filter
def field_parts(field: forms.BoundField) -> dict[str, Any]:
    """What the template of a field needs to know about it: kind, ids, hint, errors, limits."""
    return rendering.field_context(field)


@register.filter
def error_lines(form: forms.BaseForm) -> list[rendering.ErrorLine]:
    """The error summary of a form: one line an error, with the id of the control that it is about."""
    return rendering.summary_lines(form)
