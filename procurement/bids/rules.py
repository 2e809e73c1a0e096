"""Who may do what to a bid. Deadlines are compared in the services, with the time at which a request
arrived.
"""

from collections.abc import Callable
from typing import Any

from procurement.accounts.models import Person
from procurement.core.formatting import london
from procurement.core.permissions import Condition, permission
from procurement.core.time import database_now
from procurement.organisations.models import OrganisationGrant
from procurement.organisations.queries import suppliers_for
from procurement.organisations.roles import roles_of
from procurement.tenders.models import LotStage, Tender, TenderGrant
from procurement.tenders.queries import JUDGES
from procurement.tenders.rules import AUTHORITY_SIDE

from .models import Bid

WORKS_FOR_THE_AUTHORITY = (
    "You work on this tender for the contracting authority, so somebody else must write this bid."
)
Role = TenderGrant.Role
OPENERS = frozenset({Role.OFFICER, Role.APPROVER, Role.MODERATOR})
"""Who may open bids. Evaluators score blind, so they cannot."""

KeptOut = Callable[[Any, LotStage], str | None]
"""Why somebody may decide nothing about the bids of a lot, as a sentence; None when nothing stands against it."""

_kept_out: list[KeptOut] = []


def keep_out_when(check: KeptOut) -> None:
    """Let a higher app say who decides nothing about the bids of a lot; called once, when the apps are ready."""
    _kept_out.append(check)


def writes_bid(person: Any, thing: Any) -> bool:
    """Whether the person writes bids for the supplier of a bid, or of what belongs to one (`thing.bid`)."""
    bid = thing if isinstance(thing, Bid) else thing.bid
    return OrganisationGrant.Role.BID_WRITER in roles_of(person, on=bid.supplier)


def writes_bids(person: Any) -> bool:
    """Whether the person writes bids for any supplier. 1 query."""
    return bool(person.is_authenticated) and suppliers_for(person).exists()


def takes_bids(_person: Any, thing: Bid | LotStage) -> bool:
    """Whether the lot is published and waits for bids; says nothing about the deadline."""
    lot_stage = thing.lot_stage if isinstance(thing, Bid) else thing
    return lot_stage.state == LotStage.State.WAITING and lot_stage.tender.state == Tender.State.PUBLISHED


def is_opener(person: Any, thing: Bid | LotStage) -> bool:
    """Whether the person is an officer, approver or moderator of the lot."""
    lot_stage = thing.lot_stage if isinstance(thing, Bid) else thing
    return bool(OPENERS & roles_of(person, on=lot_stage))


def is_officer(person: Any, thing: Bid | LotStage) -> bool:
    """Whether the person is a procurement officer of the lot."""
    lot_stage = thing.lot_stage if isinstance(thing, Bid) else thing
    return Role.OFFICER in roles_of(person, on=lot_stage)


def bids_for_no_supplier(person: Any, lot_stage: LotStage) -> bool:
    """Whether none of the suppliers that the person writes for has a bid for the lot."""
    return not Bid.objects.filter(lot_stage=lot_stage, supplier__in=suppliers_for(person)).exists()


def works_elsewhere(person: Any, thing: Bid | LotStage) -> bool:
    """Whether the person has no role of the contracting authority on the lot."""
    lot_stage = thing.lot_stage if isinstance(thing, Bid) else thing
    return not roles_of(person, on=lot_stage) & AUTHORITY_SIDE


def why_no_role(person: Person, tender: Tender) -> str | None:
    """Why somebody cannot be on a tender's panel: they write for a supplier that bids for it. 1 query."""
    if not Bid.objects.filter(lot_stage__lot__tender=tender, supplier__in=suppliers_for(person)).exists():
        return None
    return (
        f"{person} writes bids for a supplier that takes part in this tender, so cannot judge or handle its bids. "
        "Choose somebody else."
    )


def deadline_is_over(_person: Any, lot_stage: LotStage) -> bool:
    """Whether the deadline of a published tender is behind the database's clock."""
    return lot_stage.tender.published_at is not None and lot_stage.stage.is_closed(database_now())


def before_results(_person: Any, thing: Bid | LotStage) -> bool:
    """Whether the lot is opened, and moderation is not closed."""
    lot_stage = thing.lot_stage if isinstance(thing, Bid) else thing
    return lot_stage.state in (LotStage.State.OPENED, LotStage.State.EVALUATING)


def _when_opened(_person: Any, lot_stage: LotStage) -> str:
    if lot_stage.tender.published_at is None or lot_stage.stage.deadline is None:
        return "The tender is not published yet, so there are no bids to open."
    return f"The bids can be opened after the deadline, {london(lot_stage.stage.deadline)}, and not before."


def _sees_names(person: Any, lot_stage: LotStage) -> bool:
    over = lot_stage.state in (LotStage.State.MODERATED, LotStage.State.AWARDED, LotStage.State.ENDED)
    return over or roles_of(person, on=lot_stage).isdisjoint(JUDGES)


def _why_kept_out(person: Any, thing: Bid | LotStage) -> str:
    """What keeps a person from deciding about the lot's bids; empty when nothing does."""
    lot_stage = thing.lot_stage if isinstance(thing, Bid) else thing
    return next(filter(None, (check(person, lot_stage) for check in _kept_out)), "")


def _why_still_in(_person: Any, bid: Bid) -> str:
    """Why a bid is not disregarded in the state of its lot, and what the law leaves to do."""
    state = bid.lot_stage.state
    if state not in (LotStage.State.MODERATED, LotStage.State.AWARDED):
        return "A bid can be disregarded from the opening of its lot until moderation is closed."
    first = "an approver sets the award aside, and you then end" if state == LotStage.State.AWARDED else "end"
    return (
        "A bid can be disregarded until moderation is closed. It is closed now: the result was calculated with this "
        "bid in it, and prices and ranks are known. If the law requires that the bid is disregarded all the "
        f"same, for example because its supplier is excluded, {first} the lot without award for that reason."
    )


_WRITER = Condition(writes_bid, "Only the bid writers of the supplier can do this.")
_NOT_OURS = Condition(works_elsewhere, WORKS_FOR_THE_AUTHORITY)
_OPEN_FOR_BIDS = Condition(takes_bids, "This lot takes no bids now: it was opened, ended or cancelled.")
_OPENER = Condition(is_opener, "The procurement officers, approvers and moderators of this lot can do this.")
_OFFICER = Condition(is_officer, "The procurement officers of this tender can do this.")
_BEFORE_RESULTS = Condition(
    before_results, "This can be decided from the opening until moderation is closed, and not after."
)

permission("bids.read_own", _WRITER)
permission("bids.edit", _WRITER, _NOT_OURS, _OPEN_FOR_BIDS)
permission("bids.submit", _WRITER, _NOT_OURS, _OPEN_FOR_BIDS)
permission("bids.withdraw", _WRITER, _NOT_OURS, _OPEN_FOR_BIDS)
permission("bids.see_opening", _OPENER)
permission(
    "bids.see_names",
    _OPENER,
    Condition(
        _sees_names,
        "You are on the panel, so you see letters instead of names until moderation is closed.",
    ),
)
permission(
    "bids.confirm_opening",
    _OPENER,
    Condition(
        bids_for_no_supplier,
        "You write the bid of one of the suppliers, so somebody else of the authority must open this lot.",
    ),
    Condition(deadline_is_over, _when_opened),
)
_NOT_KEPT_OUT = Condition(lambda person, thing: not _why_kept_out(person, thing), _why_kept_out)
permission("bids.admit", _OFFICER, _NOT_KEPT_OUT, _BEFORE_RESULTS)
permission("bids.disregard", _OFFICER, _NOT_KEPT_OUT, Condition(before_results, _why_still_in))
