"""What a view does when a service refuses: the reasons beside what was typed, or on the next page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from .errors import NotPermitted, Refused


@contextmanager
def refusals_on(form: forms.BaseForm, field: str | None = None) -> Iterator[list[Refused]]:
    """Show what a service refuses above the form and at `field`, beside what was typed; gives the refusals caught."""
    caught: list[Refused] = []
    try:
        yield caught
    except NotPermitted:
        raise
    except Refused as refused:
        caught.append(refused)
        form.add_error(field, list(refused.reasons))


def done_or_said(request: HttpRequest, change: Callable[[], object], *, success: str = "") -> bool:
    """Make a change that has no form; a refusal, or the success, is said on the next page."""
    try:
        change()
    except NotPermitted:
        raise
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        return False
    if success:
        messages.success(request, success)
    return True
