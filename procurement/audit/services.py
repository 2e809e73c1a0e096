"""Appending to the audit log. Nothing else writes to it."""

import json
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from .chain import canonical, details_digest, event_digest
from .models import AuditChain, AuditEvent


class Actor(Protocol):
    """Who did it: a person with a key. The name goes into the details, which can be erased."""

    pk: Any


def record(
    *, chain: str, action: str, subject: str, actor: Actor | None, details: dict[str, Any] | None = None
) -> AuditEvent:
    """Append one event to the chain named `chain` and move its head.

    Must be called inside the transaction of the change that it records, after every other lock: the head's row
    is locked last, so that no two transactions wait for each other. `actor` None means the system itself.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit event is recorded in the transaction of the change that it records.")
    AuditChain.objects.get_or_create(key=chain)
    head = AuditChain.objects.select_for_update().get(key=chain)
    content = json.loads(canonical({**(details or {}), "by": str(actor) if actor else "Commonweal"}))
    number = head.length + 1
    at = timezone.now()
    actor_key = f"person:{actor.pk}" if actor else "system"
    digest_of_details = details_digest(content)
    digest = event_digest(
        chain=chain,
        number=number,
        at=at,
        action=action,
        subject=subject,
        actor=actor_key,
        details=digest_of_details,
        previous=head.head,
    )
    event = AuditEvent.objects.create(
        chain=head,
        number=number,
        at=at,
        action=action,
        subject=subject,
        actor=actor_key,
        details=content,
        details_digest=digest_of_details,
        previous=head.head,
        digest=digest,
    )
    head.length, head.head = number, digest
    head.save(update_fields=["length", "head"])
    return event
