"""Starting a bid and writing it, one section at a time. Saving a draft is no audit event."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from procurement.accounts.models import Person
from procurement.audit.services import record
from procurement.bids import vault
from procurement.bids.content import Commitment, Confirmation, Content, Draft, Saved
from procurement.bids.models import Bid
from procurement.bids.rules import WORKS_FOR_THE_AUTHORITY, takes_bids, works_elsewhere
from procurement.bids.sections import CONFIRMATIONS, PRICES, answer_section, commitments_section
from procurement.core.errors import Conflict, NotPermitted, Refused
from procurement.core.formatting import clock, day
from procurement.core.permissions import demand
from procurement.core.time import database_now
from procurement.organisations.models import Organisation, OrganisationGrant
from procurement.organisations.roles import roles_of
from procurement.tenders.models import LotStage
from procurement.tenders.published import Rules
from procurement.tenders.queries import current_rules

from .locks import locked_bid, locked_lot, refuse_late

Change = Callable[[Content], Content]
LARGEST_PRICE = Decimal("99999999999999.99")
LARGEST_QUANTITY = Decimal("9999999999.9999")


def start_bid(
    *, actor: Person, lot_stage: LotStage, supplier: Organisation, received_at: datetime | None = None
) -> Bid:
    """The supplier's bid for a lot, made when there is none yet; calling it again gives the same bid.

    Raises NotPermitted for a person who does not write bids for the supplier, Refused after the deadline.
    """
    arrived = received_at or database_now()
    _demand_writer(actor, lot_stage, supplier)
    with transaction.atomic():
        row = locked_lot(lot_stage)
        bid = Bid.objects.filter(lot_stage=row, supplier=supplier).first()
        if bid is not None:
            return bid
        refuse_late(row, arrived, kept="No new bid can be started.")
        if not takes_bids(actor, row):
            raise Refused("This lot takes no bids now. Look at the list of opportunities for those that do.")
        bid = Bid(supplier=supplier, lot_stage=row)
        bid.draft = vault.sealed_draft(bid, Draft())
        bid.save()
        record(
            chain=bid.audit_chain,
            action="bid.started",
            subject=f"bid:{bid.pk}",
            actor=actor,
            details={"supplier": supplier.name},
        )
    return bid


def save_section(
    *,
    actor: Person,
    bid: Bid,
    revision: int,
    section: str,
    change: Change,
    received_at: datetime | None = None,
) -> Bid:
    """Save one section of the draft: `change` makes the new content from the saved one. Returns the bid as
    saved.

    `revision` is the draft's revision that the person had before them. Raises Conflict, and saves nothing,
    when this section was saved by somebody in between; other sections may have been. Saving what is saved
    already, as a second click does, changes nothing. Raises Refused after the deadline.
    """
    arrived = received_at or database_now()
    demand("bids.read_own", actor, bid)
    with transaction.atomic():
        row = locked_bid(bid)
        refuse_late(row.lot_stage, arrived, kept="It was not saved; the bid stays as it was at the deadline.")
        demand("bids.edit", actor, row)
        draft = vault.unsealed_draft(row)
        content = _changed(draft, section, revision, change)
        if content == draft.content:
            return row
        row.revision += 1
        row.saved_at, row.saved_by = arrived, actor
        saved = Saved(row.revision, arrived, actor.name)
        row.draft = vault.sealed_draft(row, draft.changed(content, section=section, saved=saved))
        row.save(update_fields=["draft", "revision", "saved_at", "saved_by"])
    return row


def save_answer(
    *, actor: Person, bid: Bid, revision: int, criterion: str, text: str, received_at: datetime | None = None
) -> Bid:
    """Save the answer to a quality question; an empty text removes it. More words than the limit are kept."""
    _leaf(_rules(bid), criterion, "quality")
    clean = _plain(text)
    return save_section(
        actor=actor,
        bid=bid,
        revision=revision,
        section=answer_section(criterion),
        change=lambda content: content.with_answer(criterion, clean),
        received_at=received_at,
    )


def save_prices(
    *,
    actor: Person,
    bid: Bid,
    revision: int,
    prices: Mapping[str, Decimal | None],
    received_at: datetime | None = None,
) -> Bid:
    """Save the prices by criterion, in the tender's currency, more than 0 with at most two decimal places."""
    rules = _rules(bid)
    for criterion, amount in prices.items():
        leaf = _leaf(rules, criterion, "price")
        if amount is not None and not (
            0 < amount <= LARGEST_PRICE and amount == amount.quantize(Decimal("0.01"))
        ):
            raise Refused(f"“{leaf.title}” must be more than £0, in pounds and whole pence.")

    def change(content: Content) -> Content:
        for criterion, amount in prices.items():
            price = None if amount is None else amount.quantize(Decimal("0.01"))
            content = content.with_price(criterion, price)
        return content

    return save_section(
        actor=actor, bid=bid, revision=revision, section=PRICES, change=change, received_at=received_at
    )


def save_confirmations(
    *,
    actor: Person,
    bid: Bid,
    revision: int,
    confirmations: Mapping[str, Confirmation | None],
    received_at: datetime | None = None,
) -> Bid:
    """Save the yes or no to each pass or fail criterion; None removes one."""
    rules = _rules(bid)
    clean: dict[str, Confirmation | None] = {}
    for criterion, given in confirmations.items():
        _leaf(rules, criterion, "pass_fail")
        clean[criterion] = None if given is None else Confirmation(given.confirmed, _plain(given.note))

    def change(content: Content) -> Content:
        for criterion, given in clean.items():
            content = content.with_pass(criterion, given)
        return content

    return save_section(
        actor=actor, bid=bid, revision=revision, section=CONFIRMATIONS, change=change, received_at=received_at
    )


def save_commitment(
    *,
    actor: Person,
    bid: Bid,
    revision: int,
    criterion: str,
    commitment: Commitment,
    replaces: tuple[str, int] | None = None,
    received_at: datetime | None = None,
) -> Bid:
    """Add a commitment, or put it in place of the one with the measure and year `replaces`.

    Raises Refused without a method statement, for a quantity of 0 or less, for a measure that was not
    published here, and for another commitment on one measure in one year.
    """
    rules = _rules(bid)
    clean = _checked(commitment, rules, criterion)

    def change(content: Content) -> Content:
        items = list(content.commitments.get(criterion, ()))
        others = [item for item in items if item.key != replaces]
        if len(others) == len(items) and clean in items:
            return content
        if any(item.key == clean.key for item in others):
            title = rules.measures[clean.measure]["title"]
            raise Refused(
                f"There is a commitment on “{title}” in year {clean.year + 1} already. "
                "Change that one, or choose another year."
            )
        if len(others) == len(items):
            return content.with_commitments(criterion, (*items, clean))
        new = (clean if item.key == replaces else item for item in items)
        return content.with_commitments(criterion, tuple(new))

    return save_section(
        actor=actor,
        bid=bid,
        revision=revision,
        section=commitments_section(criterion),
        change=change,
        received_at=received_at,
    )


def remove_commitment(
    *,
    actor: Person,
    bid: Bid,
    revision: int,
    criterion: str,
    key: tuple[str, int],
    received_at: datetime | None = None,
) -> Bid:
    """Take out the commitment with this measure and year; nothing happens when there is none."""

    def change(content: Content) -> Content:
        kept = tuple(item for item in content.commitments.get(criterion, ()) if item.key != key)
        return content.with_commitments(criterion, kept)

    return save_section(
        actor=actor,
        bid=bid,
        revision=revision,
        section=commitments_section(criterion),
        change=change,
        received_at=received_at,
    )


def _demand_writer(actor: Person, lot_stage: LotStage, supplier: Organisation) -> None:
    is_supplier = supplier.kind == Organisation.Kind.SUPPLIER
    if not is_supplier or OrganisationGrant.Role.BID_WRITER not in roles_of(actor, on=supplier):
        raise NotPermitted(f"Only the bid writers of {supplier} can start a bid for it.")
    if not works_elsewhere(actor, lot_stage):
        raise NotPermitted(WORKS_FOR_THE_AUTHORITY)


def _changed(draft: Draft, section: str, revision: int, change: Change) -> Content:
    """The content after a change; Conflict when the section was saved since `revision`, and differently."""
    overtaken = draft.revision_of(section) > revision
    try:
        content = change(draft.content)
    except Refused as refused:
        if overtaken:
            raise Conflict(_who_was_first(draft.saved[section])) from refused
        raise
    if overtaken and content != draft.content:
        raise Conflict(_who_was_first(draft.saved[section]))
    return content


def _rules(bid: Bid) -> Rules:
    return current_rules(bid.lot_stage.lot)


def _leaf(rules: Rules, criterion: str, kind: str) -> Any:
    for leaf in rules.of_kind(kind):
        if leaf.id == criterion:
            return leaf
    raise Refused(
        "This question is not part of the published tender. Go back to your bid and choose it again."
    )


def _checked(commitment: Commitment, rules: Rules, criterion: str) -> Commitment:
    leaf = _leaf(rules, criterion, "social_value")
    reasons = []
    if commitment.measure not in leaf.measures:
        reasons.append("Choose one of the measures published for this tender.")
    if not 0 < commitment.quantity <= LARGEST_QUANTITY:
        reasons.append("The quantity must be more than 0. To take a commitment out, remove it.")
    elif commitment.quantity != commitment.quantity.quantize(Decimal("0.0001")):
        reasons.append("The quantity must have 4 decimal places or fewer.")
    if not 0 <= commitment.year <= 100:
        reasons.append("Choose the contract year in which it is delivered.")
    method = _plain(commitment.method).strip()
    if not method:
        reasons.append(
            "Write the method statement: who does what, by when, and how you will prove it. "
            "A quantity without one cannot be judged, so it is not taken."
        )
    if reasons:
        raise Refused(reasons)
    return Commitment(commitment.measure, commitment.quantity.normalize() + 0, commitment.year, method)


def _plain(text: str) -> str:
    """Text with plain line ends and without the one character that a database cannot keep."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _who_was_first(saved: Saved) -> str:
    return (
        f"{saved.by} saved this part on {day(saved.at)} at {clock(saved.at)}, after you had opened it. "
        "Nothing was overwritten: what is saved and what you typed are both on this page. "
        "Put together what you need and save."
    )
