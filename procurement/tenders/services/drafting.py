"""What every change of a draft has in common: the tender's row is locked, and it may still be edited."""

from procurement.accounts.models import Person
from procurement.audit.services import record
from procurement.core.errors import Conflict, Refused
from procurement.core.permissions import demand
from procurement.core.transitions import locked

from .. import rules
from ..models import Criterion, Lot, MarkingScale, Stage, Tender


def locked_draft(actor: Person, tender: Tender) -> Tender:
    """The tender's row, locked and read again, for a person who may edit it. Raises NotPermitted."""
    draft = locked(tender)
    demand(rules.EDIT, actor, draft)
    return draft


def refuse_stale(
    row: Tender | Stage | Lot | MarkingScale | Criterion, revision: int | None, *, called: str
) -> None:
    """Raise Conflict when a page that was drawn from `revision` would overwrite what somebody saved since.

    For changes only: what is sent again and is saved already overwrites nothing. None: not drawn from a page.
    """
    if revision is not None and revision != row.revision:
        raise Conflict(
            f"Somebody changed {called} while you were editing it. Nothing of yours is lost: it is still in the form. "
            "Compare it with what is saved now, and save again to replace that."
        )


def note(actor: Person, tender: Tender, action: str, subject: str, **details: object) -> None:
    """Append an event to the tender's chain; called last in the transaction."""
    record(chain=tender.audit_chain, action=action, subject=subject, actor=actor, details=details)


def titled(text: str, what: str, limit: int) -> str:
    """A title without white space around it. Raises Refused when it is empty or too long."""
    title = " ".join(text.split())
    if not title:
        raise Refused(f"Enter a title for {what}.")
    if len(title) > limit:
        raise Refused(f"The title of {what} has {len(title)} characters. Shorten it to {limit} or fewer.")
    return title
