"""Reading the audit log: history for a page, the head for a report, verification for a doubter."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from .chain import EMPTY_HEAD, details_digest, event_digest
from .models import AuditChain, AuditEvent


@dataclass(frozen=True)
class ChainHead:
    """How many events a chain has, and the digest of its last."""

    key: str
    length: int
    digest: str


def history(*, chain: str) -> QuerySet[AuditEvent]:
    """A chain's events, newest first. Budget: 1 query."""
    return AuditEvent.objects.filter(chain__key=chain).order_by("-number")


def chain_head(*, chain: str) -> ChainHead:
    """The chain's head; an unused chain has length 0. Budget: 1 query."""
    row = AuditChain.objects.filter(key=chain).first()
    return ChainHead(chain, row.length, row.head) if row else ChainHead(chain, 0, EMPTY_HEAD)


def faults(*, chain: AuditChain) -> Iterator[str]:
    """Every place where a chain does not hold, in words; nothing when it is whole. Budget: 1 query, streamed."""
    previous, expected = EMPTY_HEAD, 1
    for event in chain.events.order_by("number").iterator(chunk_size=500):
        where = f"{chain.key}, event {event.number}"
        if event.number != expected:
            yield f"{where}: event {expected} should stand here; events are missing or out of order"
        if event.previous != previous:
            yield f"{where}: does not follow on from the event before it"
        if event.details is not None and details_digest(event.details) != event.details_digest:
            yield f"{where}: its details were changed after it was recorded"
        digest = event_digest(
            chain=chain.key,
            number=event.number,
            at=event.at,
            action=event.action,
            subject=event.subject,
            actor=event.actor,
            details=event.details_digest,
            previous=event.previous,
        )
        if digest != event.digest:
            yield f"{where}: was changed after it was recorded"
        previous, expected = event.digest, event.number + 1
    if previous != chain.head or expected - 1 != chain.length:
        yield f"{chain.key}: its head names event {chain.length}, but event {expected - 1} is its last"
