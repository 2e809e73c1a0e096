"""Notifications: mails in plain words, each to one person, written in the transaction of what they tell of.

A notification says what happened, to which tender, what to do and by when, with a link. It never says what is sealed or
kept from its reader: no price, mark or rank; no bidder's name to the authority's people; nothing of one supplier to
another.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.template import Context, Engine

from .mail import post_mail

_withheld: ContextVar[bool] = ContextVar("_withheld", default=False)
_GAP = re.compile(r"\n{3,}")


class Recipient(Protocol):
    """Whoever can be written to. Accounts stand above this app, so a person is known here by what is needed."""

    email: Any
    name: Any


@contextmanager
def withheld() -> Iterator[None]:
    """Notify nobody until the block ends: for a past that is made up, whose people have nothing to do about it."""
    token = _withheld.set(True)
    try:
        yield
    finally:
        _withheld.reset(token)


def notify(people: Iterable[Recipient], template: str, *, path: str, **words: Any) -> int:
    """Post the mail `templates/mail/<template>.txt` to each of `people`; returns how many. Call in a transaction.

    `path` is the address that the mail leads to, without the site's name (SITE_URL); `words` are the template's
    variables, beside `person`. People without an e-mail address are passed over.
    """
    if _withheld.get():
        return 0
    recipients = [person for person in people if person.email]
    for person in recipients:
        subject, text = written(template, path=path, person=person, **words)
        post_mail(to=person.email, subject=subject, text=text)
    return len(recipients)


def written(template: str, *, path: str, **words: Any) -> tuple[str, str]:
    """Subject and text of a notification. The template's first line is its subject; nothing is escaped for HTML."""
    context = {"link": f"{settings.SITE_URL}{path}", "site_name": settings.SITE_NAME, **words}
    drawn = _engine().get_template(f"mail/{template}.txt").render(Context(context, autoescape=False))
    subject, _, text = drawn.strip().partition("\n")
    return " ".join(subject.split()), _GAP.sub("\n\n", text.strip()) + "\n"


@cache
def _engine() -> Engine:
    """Draws mails: plain text, so nothing is escaped, as the pages' own engine would."""
    return Engine(
        dirs=[str(settings.BASE_DIR / "templates")],
        autoescape=False,
        libraries={"cw": "procurement.core.templatetags.cw"},
    )
