"""Who may see, write, publish and end a tender, and choose its panel."""

from typing import Any

from procurement.core.permissions import Condition, Test, permission
from procurement.organisations.models import Organisation
from procurement.organisations.roles import roles_of

from .models import Criterion, Lot, LotStage, PublishedModel, Tender, TenderDocument, TenderGrant
from .roles import InLot

AUTHORITY_SIDE = frozenset({*TenderGrant.Role.values, "administrator"})
OPEN_LOT_STATES = (
    LotStage.State.WAITING,
    LotStage.State.OPENED,
    LotStage.State.EVALUATING,
    LotStage.State.MODERATED,
)

Thing = Tender | Lot | LotStage | Criterion | PublishedModel | TenderDocument | InLot[Any]


def tender_of(thing: Thing) -> Tender:
    """The tender that a lot, a document, or something of a lot, belongs to; a tender is its own."""
    if isinstance(thing, Tender):
        return thing
    return thing.tender if isinstance(thing, Lot | TenderDocument) else thing.lot.tender


def has_role(*roles: str) -> Test:
    """A test: does the person hold one of `roles` on the thing?"""
    return lambda person, thing: bool(roles_of(person, on=thing) & set(roles))


def _on_our_side(person: Any, thing: Thing) -> bool:
    """Somebody with a role on a single lot sees the tender around it too."""
    if roles_of(person, on=thing) & AUTHORITY_SIDE:
        return True
    return (
        isinstance(thing, Tender) and TenderGrant.objects.filter(person_id=person.pk, tender=thing).exists()
    )


def _in_state(*states: str) -> Test:
    return lambda _person, thing: tender_of(thing).state in states


def _why_not_editable(_person: Any, thing: Thing) -> str:
    if tender_of(thing).state in (Tender.State.PUBLISHED, Tender.State.FINISHED):
        return "This tender is published. Its rules are frozen: what bidders were told is never edited."
    return "This tender is cancelled, so it is not edited any more."


OFFICER = Condition(has_role("officer"), "A procurement officer of the contracting authority does this.")
ON_OUR_SIDE = Condition(
    _on_our_side,
    "People with a role on this tender see it. A procurement officer of the contracting authority can give you one.",
)
OVERSIGHT = Condition(
    has_role("officer", "approver", "moderator", "administrator"),
    "The authority's officers and approvers and the panel's moderator see this.",
)
RECORDS = Condition(
    has_role("officer", "approver", "administrator"),
    "The history is seen by the authority's officers, approvers and administrators.",
)
AN_AUTHORITY = Condition(
    lambda _person, thing: isinstance(thing, Organisation) and thing.kind == Organisation.Kind.AUTHORITY,
    "A tender belongs to a contracting authority.",
)
NOT_PUBLISHED = Condition(_in_state(Tender.State.PLANNING, Tender.State.DRAFT), _why_not_editable)
A_DRAFT = Condition(
    _in_state(Tender.State.DRAFT), "Only a draft is published, and this tender is not a draft any more."
)
NOT_OVER = Condition(
    _in_state(Tender.State.PLANNING, Tender.State.DRAFT, Tender.State.PUBLISHED),
    "This tender is finished or cancelled, so nothing about it changes any more.",
)
PUBLISHED = Condition(
    _in_state(Tender.State.PUBLISHED),
    "A lot ends without award only after its tender is published. Remove the lot from the draft instead.",
)
LOT_NOT_OVER = Condition(
    lambda _person, thing: isinstance(thing, LotStage) and thing.state in OPEN_LOT_STATES,
    "This lot is awarded, or has ended already.",
)

VIEW = permission("tenders.view", ON_OUR_SIDE)
SEE_PANEL = permission("tenders.see_panel", OVERSIGHT)
CREATE = permission("tenders.create", OFFICER, AN_AUTHORITY)
EDIT = permission("tenders.edit", OFFICER, NOT_PUBLISHED)
PUBLISH = permission("tenders.publish", OFFICER, A_DRAFT)
CANCEL = permission("tenders.cancel", OFFICER, NOT_OVER)
END_LOT = permission("tenders.end_lot", OFFICER, PUBLISHED, LOT_NOT_OVER)
MANAGE_PANEL = permission("tenders.manage_panel", OFFICER, NOT_OVER)
HISTORY = permission("tenders.history", RECORDS)
