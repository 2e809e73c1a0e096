"""Who may change a tender's documents, and who is given the restricted ones."""

from typing import Any

from procurement.core.formatting import london
from procurement.core.permissions import Condition, permission
from procurement.core.time import database_now
from procurement.organisations.queries import suppliers_for
from procurement.organisations.roles import roles_of

from .models import DocumentVersion, Lot, LotStage, Stage, Tender, TenderDocument, TenderGrant
from .roles import InLot, VersionInLot
from .rules import AUTHORITY_SIDE, NOT_OVER, RECORDS, tender_of
from .undertaking import TEXT_VERSION

Place = Tender | Lot | LotStage | TenderDocument | InLot[Any]
"""Where a document is, or will be. What all lots share is changed by whoever has the role on the whole tender."""


def works_for_authority(person: Any, tender: Tender) -> bool:
    """Whether the person has a role of the contracting authority on the tender or on a lot of it. At most 2 queries."""
    if roles_of(person, on=tender) & AUTHORITY_SIDE:
        return True
    return person.is_authenticated and TenderGrant.objects.filter(person=person, tender=tender).exists()


def has_undertaken(person: Any, tender: Tender) -> bool:
    """Whether the person accepted the undertaking, as it reads now, for a supplier they still write for. 1 query.

    Nobody who is not signed in has.
    """
    return (
        person.is_authenticated
        and tender.undertakings.filter(
            person=person, text_version=TEXT_VERSION, supplier__in=suppliers_for(person)
        ).exists()
    )


def _document_or_place(thing: Place) -> Any:
    return thing.thing if isinstance(thing, InLot) else thing


def _is_officer(person: Any, thing: Place) -> bool:
    return TenderGrant.Role.OFFICER in roles_of(person, on=_document_or_place(thing))


def _last_deadline(thing: Place) -> Any:
    tender = tender_of(_document_or_place(thing))
    return Stage.objects.filter(tender=tender).order_by("-number").values_list("deadline", flat=True).first()


def _before_deadline(_person: Any, thing: Place) -> bool:
    """Drafts have no bidders yet, so only of a published tender is the deadline asked."""
    tender = tender_of(_document_or_place(thing))
    deadline = _last_deadline(thing)
    return tender.published_at is None or deadline is None or database_now() <= deadline


def _why_too_late(_person: Any, thing: Place) -> str:
    return (
        f"The deadline for bids was {london(_last_deadline(thing))}. Bids were written by the documents as they are, "
        "so they are not changed any more."
    )


def _may_read(person: Any, found: VersionInLot) -> bool:
    return not found.version.document.is_restricted or RECORDS.test(person, found.lot)


_OFFICER = Condition(
    _is_officer,
    "A procurement officer of the contracting authority does this. What is for all lots is changed by an officer "
    "of the whole tender.",
)
_IN_TIME = Condition(_before_deadline, _why_too_late)
_NOT_WITHDRAWN = Condition(
    lambda _person, thing: not getattr(_document_or_place(thing), "is_withdrawn", False),
    "This document is withdrawn. It stays listed with the reason; add a new document instead.",
)
_BID_WRITER = Condition(
    lambda person, _thing: suppliers_for(person).exists(),
    "Restricted documents are for people who write bids for a supplier.",
)
_NOT_OURS = Condition(
    lambda person, thing: not works_for_authority(person, _tender_of_version(thing)),
    "You work on this tender for the contracting authority, so you find its documents in the tender's workspace.",
)
_UNDERTAKEN = Condition(
    lambda person, version: has_undertaken(person, _tender_of_version(version)),
    "This document is given only to bidders who have accepted the confidentiality undertaking. Accept it on the "
    "tender's page first.",
)
_OPEN_FOR_BIDS = Condition(
    lambda person, tender: tender.state == Tender.State.PUBLISHED and _before_deadline(person, tender),
    "Restricted documents are for preparing a bid, and this tender takes no bids any more. Nobody else is given them "
    "now.",
)
_IN_FORCE = Condition(
    lambda _person, version: not version.document.is_withdrawn,
    "This document was withdrawn, so it is not given out any more. The tender's page says why.",
)


def _tender_of_version(thing: Tender | DocumentVersion) -> Tender:
    return thing.document.tender if isinstance(thing, DocumentVersion) else thing


MANAGE_DOCUMENTS = permission("tenders.manage_documents", _OFFICER, NOT_OVER, _IN_TIME, _NOT_WITHDRAWN)
WITHDRAW_DOCUMENT = permission("tenders.withdraw_document", _OFFICER, _NOT_WITHDRAWN)
READ_DOCUMENT = permission(
    "tenders.read_document",
    Condition(
        _may_read,
        "A restricted document is read by the authority's officers, approvers and administrators.",
    ),
)
ACCEPT_UNDERTAKING = permission("tenders.accept_undertaking", _BID_WRITER, _NOT_OURS, _OPEN_FOR_BIDS)
READ_RESTRICTED = permission("tenders.read_restricted", _BID_WRITER, _NOT_OURS, _IN_FORCE, _UNDERTAKEN)
