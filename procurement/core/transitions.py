"""The one way in which a state changes."""

from typing import Any, TypeVar

from django.db import models, transaction

from procurement.audit.services import record

from .errors import Refused
from .permissions import demand

SYSTEM = "system"
"""In a table of transitions: made by the worker or as part of another, permitted change; no person asks for it."""

Table = dict[tuple[str, str], str]


M = TypeVar("M", bound=models.Model)


def locked(obj: M) -> M:
    """Re-read the row under a lock that lasts to the end of the transaction (on SQLite the transaction is the lock)."""
    return type(obj)._default_manager.select_for_update(no_key=True).get(pk=obj.pk)


def transition(
    obj: Any,
    *,
    to: str,
    actor: Any,
    reason: str = "",
    changes: dict[str, Any] | None = None,
    details: dict[str, Any] | None = None,
) -> bool:
    """Move `obj` to state `to`: lock, re-read, look the pair up, check the permission, write, append the event.

    `changes` are fields written with the state. Returns False, and does nothing, when the state is `to` already
    (a repeated click). Raises Refused for a pair that the table does not have, NotPermitted for a person who may not.
    `obj` is brought up to date in place.
    """
    with transaction.atomic():
        row = locked(obj)
        before = row.state
        if before == to:
            obj.refresh_from_db()
            return False
        permission = row.TRANSITIONS.get((before, to))
        names = dict(row._meta.get_field("state").flatchoices)
        if permission is None:
            kind = str(row._meta.verbose_name)
            raise Refused(
                f"This {kind} is {str(names[before]).lower()}, so it cannot become {str(names[to]).lower()}. "
                "Somebody may have changed it in the meantime: reload the page to see where it stands."
            )
        if permission != SYSTEM:
            demand(permission, actor, row)
        row.state = to
        for field, value in (changes or {}).items():
            setattr(row, field, value)
        row.save(update_fields=["state", *(changes or {})])
        record(
            chain=row.audit_chain,
            action=f"{row._meta.model_name}.{to}",
            subject=f"{row._meta.model_name}:{row.pk}",
            actor=actor,
            details={"from": before, "to": to, **({"reason": reason} if reason else {}), **(details or {})},
        )
    obj.refresh_from_db()
    return True
