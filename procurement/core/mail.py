"""Sending mail by the outbox: a row in the transaction of its cause, delivered by the worker by Django's backend."""

import json
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.mail import EmailMessage

from . import outbox
from .models import OutboxMessage

TOPIC = "core.mail"


def post_mail(*, to: str, subject: str, text: str) -> OutboxMessage:
    """Write a mail to one address (plain text) in the present transaction; it leaves when the transaction commits.

    A mail may hold a link that signs somebody in, so it waits encrypted under the application's keys, and what it
    said is erased from the row once it is delivered. A worker that dies between sending and saying so sends it twice.
    """
    content = json.dumps({"to": to, "subject": subject, "text": text})
    return outbox.send(TOPIC, sealed=_keys().encrypt(content.encode()).decode())


def deliver_mail(*, sealed: str) -> None:
    """Send one mail; called by the worker. Errors of the mail server are raised, and tried again by the outbox."""
    content: dict[str, Any] = json.loads(_keys().decrypt(sealed.encode()))
    EmailMessage(subject=content["subject"], body=content["text"], to=[content["to"]]).send()


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SEALING_KEYS])
