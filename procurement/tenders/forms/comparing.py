"""What is saved now, beside what was typed over an older state of it."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from procurement.core.formatting import day, london
from procurement.core.forms.numbers import PlainNumberField

NOTHING = (None, "")


def saved_now(form: forms.Form, saved: forms.Form) -> list[dict[str, str]]:
    """The answers in `saved` that differ from those typed into the valid `form`, for a summary list."""
    return [
        {"key": _question(saved, name), "value": _in_words(field, saved.get_initial_for_field(field, name))}
        for name, field in saved.fields.items()
        if not field.widget.is_hidden
        and _differ(form.cleaned_data.get(name), saved.get_initial_for_field(field, name))
    ]


def _differ(typed: Any, kept: Any) -> bool:
    if isinstance(typed, QuerySet):
        return set(typed) != set(kept)
    return not (typed in NOTHING and kept in NOTHING) and bool(typed != kept)


def _question(form: forms.Form, name: str) -> str:
    """The label, or what the form calls a question whose label stands several times on its page."""
    called: dict[str, str] = getattr(form, "called", {})
    return called.get(name, str(form.fields[name].label)).removesuffix(" (optional)")


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelMultipleChoiceField):
        return "\n".join(str(one) for one in value) or "Nothing"
    if isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        return next(str(label) for key, label, *_more in offered if str(key) == str(value))
    if value in NOTHING:
        return "Nothing"
    if isinstance(field, PlainNumberField):
        return f"{field.prefix}{field.prepare_value(value)}{field.shown_suffix}"
    if isinstance(value, datetime):
        return london(value)
    return day(value) if isinstance(value, date) else str(value)
