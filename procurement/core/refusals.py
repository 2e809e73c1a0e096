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


@contextmanager
def refusals_said(request: HttpRequest) -> Iterator[list[Refused]]:
    """Say on the next page what a service refuses; gives the refusals caught."""
    caught: list[Refused] = []
    try:
        yield caught
    except NotPermitted:
        raise
    except Refused as refused:
        caught.append(refused)
        for reason in refused.reasons:
            messages.error(request, reason)


def done_or_said(request: HttpRequest, change: Callable[[], object], *, success: str = "") -> bool:
    """Make a change that has no form; a refusal, or the success, is said on the next page."""
    with refusals_said(request) as caught:
        change()
    if success and not caught:
        messages.success(request, success)
    return not caught
