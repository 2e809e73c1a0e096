"""What was typed into a page that can no longer save it: shown again with the reason, so that it can be copied."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from .errors import NotPermitted, Refused

View = Callable[..., HttpResponse]
LINE = 40
"""How many letters a line of a box holds on a phone."""


@dataclass(frozen=True)
class Typed:
    """One question of a form with the answer that was not saved."""

    label: str
    text: str

    @property
    def rows(self) -> int:
        """How many lines a box needs to show it."""
        return min(20, sum(1 + len(line) // LINE for line in self.text.splitlines()))


def keeps_typed(form: type[forms.Form]) -> Callable[[View], View]:
    """For a view that posts `form`: when it refuses, or what it is about is gone, a page shows all that was typed.

    Stands outside `requires()`, so that it hears what that refuses too. A request that typed nothing is answered
    as everywhere else.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except (Refused, Http404) as cause:
                typed = tuple(typed_into(form, request.POST))
                if not typed:
                    raise
                return _not_saved(request, cause, typed)

        return keeping

    return decorate


def typed_into(form: type[forms.Form], data: QueryDict) -> Iterator[Typed]:
    """The answers that `data` holds to the questions of a form, in the form's words.

    Left out are files, and ticks of options that only a drawn page knows.
    """
    for name, field in form.base_fields.items():
        if field.widget.is_hidden or isinstance(field, forms.FileField):
            continue
        text = _in_words(field, field.widget.value_from_datadict(data, {}, name))
        if text:
            yield Typed(str(field.label or name), text)


def _in_words(field: forms.Field, value: Any) -> str:
    words = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    if isinstance(field, forms.MultipleChoiceField):
        return ", ".join(words[item] for item in value or () if item in words)
    parts = [value] if isinstance(value, str) else [part for part in value or () if isinstance(part, str)]
    return " ".join(words.get(part, part) for part in parts).strip()


def _not_saved(request: HttpRequest, cause: Refused | Http404, typed: Sequence[Typed]) -> HttpResponse:
    if isinstance(cause, Refused):
        reasons, status = cause.reasons, 403 if isinstance(cause, NotPermitted) else 409
    else:
        reasons, status = tuple(filter(None, [str(cause)])), 404
    context = {"reasons": reasons, "typed": typed, "gone": status == 404}
    return render(request, "not_saved.html", context, status=status)
