"""How an event is digested: the only definition, used to append and to verify."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

EMPTY_HEAD = "0" * 64


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no white space, UTF-8: equal values give equal bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()


def details_digest(details: dict[str, Any]) -> str:
    """SHA-256 (hex) of an event's details, which is what the chain holds of them."""
    return hashlib.sha256(canonical(details)).hexdigest()


def event_digest(
    *,
    chain: str,
    number: int,
    at: datetime,
    action: str,
    subject: str,
    actor: str,
    details: str,
    previous: str,
) -> str:
    """SHA-256 (hex) over everything an event says, the digest of its details and the event before it."""
    return hashlib.sha256(
        canonical(
            {
                "chain": chain,
                "number": number,
                "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
                "action": action,
                "subject": subject,
                "actor": actor,
                "details": details,
                "previous": previous,
            }
        )
    ).hexdigest()
