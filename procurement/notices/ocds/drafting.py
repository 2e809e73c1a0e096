"""One release to the draft of a tender, or to every reason why it starts none."""

import re
from datetime import date, datetime

from procurement.core.formatting import LONDON

from .criteria import read_criteria
from .model import BuyerDraft, LotDraft, Money, ParsedRelease, Refusal, TenderDraft
from .node import Node, Notebook
from .reading import kind_in_words
from .values import check_deadline, read_cpv, read_money, read_time

TENDER_TAGS = frozenset({"tender", "tenderUpdate", "tenderAmendment"})

_MOST_LOTS = 200  # as many as a tender can have
_LOT_NUMBER = re.compile("[1-9][0-9]{0,3}")
_OVER = frozenset({"cancelled", "unsuccessful", "complete", "withdrawn"})

_DECISION = (
    "it reports a decision that was already made, so there is nothing left to run. Give the tender release."
)
_CONTRACT = "it reports a contract that was already entered into. Give the tender release."
_PLANNING = "it announces a tender that may come. Give the tender release when it is published."
_WHY_NOT_TAG = {
    "planning": f"This is a planning release: {_PLANNING}",
    "planningUpdate": f"This is a planning update: {_PLANNING}",
    "tenderCancellation": "This is a tender cancellation: the tender was called off. Start a new tender "
    "instead.",
    "award": f"This is an award release: {_DECISION}",
    "awardUpdate": f"This is an award update: {_DECISION}",
    "awardCancellation": f"This is an award cancellation: {_DECISION}",
    "contract": f"This is a contract release: {_CONTRACT}",
    "contractUpdate": f"This is a contract update: {_CONTRACT}",
    "contractAmendment": f"This is a contract amendment: {_CONTRACT}",
    "contractTermination": "This is a contract termination: it reports the end of a contract. Give the "
    "tender release.",
    "implementation": f"This is an implementation release: {_CONTRACT}",
    "implementationUpdate": f"This is an implementation update: {_CONTRACT}",
    "compiled": "This is a compiled release: it merges all that was published about a process. Give the "
    "tender release itself.",
}
_WHY_NOT_STATUS = {
    "cancelled": "The notice says that the tender was cancelled.",
    "unsuccessful": "The notice says that the tender ended without a result.",
    "complete": "The notice says that the tender is complete: bids are no longer invited.",
    "withdrawn": "The notice says that the tender was withdrawn from publication.",
}
_CATEGORIES = frozenset({"goods", "services", "works"})


def draft_from_release(release: ParsedRelease, *, now: datetime) -> TenderDraft | Refusal:
    """The release as the draft of a tender, or every reason why it is none. Never raises, whatever the
    release holds.

    `now` (aware) tells which deadlines have passed: a past one is noted, not refused, because an officer may
    start a new tender from an old notice. Text, weights, amounts and times are kept as published; all that
    was mended, left out or looks wrong is in the draft's notes.
    """
    if not isinstance(release.data, dict):
        return Refusal((f"This entry is {kind_in_words(release.data)}, not a release.",))
    book = Notebook()
    root = Node(release.data, "", book)
    reasons = _reasons_against(root)
    if reasons:
        return Refusal(tuple(reasons))
    tender = root.child("tender")
    _check_status(tender)
    title = tender.line("title", name="Title", most=300)
    description = tender.text("description", name="Description")
    deadline = read_time(tender.child("tenderPeriod"), "endDate", name="Deadline for bids", end_of_day=True)
    if deadline is None:
        tender.note("The notice gives no deadline for bids. Set one.")
    else:
        check_deadline(tender, deadline, now=now)
    contract_start, contract_end = _contract_period(tender)
    items = list(tender.children("items"))
    cpv = read_cpv(_classifications(tender, items))
    if not cpv:
        tender.note("The notice gives no CPV code. Add one before you publish.")
    if not description:
        tender.note("The notice gives no description. Add one before you publish.")
    value = read_money(tender.child("value"), name="Estimated value")
    lots = _lots(tender, items, title=title, value=value)
    if not lots:
        return Refusal(("Every lot of this notice is cancelled, complete or withdrawn.",))
    if value is None and not any(lot.value for lot in lots):
        tender.note("The notice gives no estimated value.")
    return TenderDraft(
        ocid=root.line("ocid", name="OCID", most=200),
        title=title,
        lots=lots,
        release_id=root.line("id", name="Release identifier"),
        released_at=read_time(root, "date", name="Date of publication"),
        reference=tender.line("id", name="Reference", most=60),
        description=description,
        buyer=_buyer(root),
        cpv=cpv,
        value=value,
        category=_category(tender),
        procedure=tender.line("procurementMethodDetails", name="Procedure")
        or tender.line("procurementMethod", name="Procedure"),
        questions_until=read_time(
            tender.child("enquiryPeriod"), "endDate", name="Deadline for questions", end_of_day=True
        ),
        deadline=deadline,
        contract_start=contract_start,
        contract_end=contract_end,
        notes=book.notes(),
    )


# --- whether it is a tender at all --------------------------------------------------------------------------


def _reasons_against(root: Node) -> list[str]:
    """Every reason why the release starts no tender; none when it does."""
    reasons = []
    if not root.line("ocid", name="OCID"):
        reasons.append(
            "The release has no OCID, the identifier that keeps a notice from being drafted twice."
        )
    reasons += _reasons_against_tags(root.texts("tag"))
    tender = root.child("tender")
    if not tender:
        reasons.append("The release has no tender section.")
        return reasons
    status = tender.text("status", name="Status")
    if status in _WHY_NOT_STATUS:
        reasons.append(_WHY_NOT_STATUS[status])
    if not tender.line("title", name="Title"):
        reasons.append("The tender has no title.")
    return reasons


def _reasons_against_tags(tags: list[str]) -> list[str]:
    """One reason for each tag of another stage; a release may carry several tags, and any such one rules it
    out.
    """
    reasons = [_WHY_NOT_TAG[tag] for tag in dict.fromkeys(tags) if tag in _WHY_NOT_TAG]
    if not reasons and not TENDER_TAGS & set(tags):
        reasons.append(
            "The release has no tag that OCDS knows, so it cannot be told what it reports. A tender release "
            "is tagged "
            "tender, tenderUpdate or tenderAmendment."
        )
    return reasons


def _check_status(tender: Node) -> None:
    status = tender.text("status", name="Status")
    if status in ("planning", "planned"):
        tender.note("The notice says that the tender is still planned: its rules may change before it opens.")
    elif status != "active":
        said = f"“{status[:30]}”, which OCDS does not know" if status else "nothing"
        tender.note(f"The notice's status of the tender is {said}: check that it was not called off.")


# --- its parts ----------------------------------------------------------------------------------------------


def _buyer(root: Node) -> BuyerDraft | None:
    """The buyer, its name and identifier filled in from the parties; else the procuring entity or the first
    buyer there.
    """
    parties = list(root.children("parties"))
    named = root.child("buyer") or root.child("tender").child("procuringEntity")
    key = named.text("id", name="Buyer")
    party = next((p for p in parties if key and p.text("id", name="Party") == key), None)
    if party is None and not named:
        party = next(
            (p for role in ("buyer", "procuringEntity") for p in parties if role in p.texts("roles")), None
        )
    sources = [source for source in (party, named) if source]
    name = next((n for n in (source.line("name", name="Buyer") for source in reversed(sources)) if n), "")
    if not name:
        root.note("The notice does not name a buyer. Choose the contracting authority yourself.")
        return None
    for source in sources:
        identifier = source.child("identifier")
        scheme = identifier.line("scheme", name="Buyer's identifier", most=40)
        number = identifier.line("id", name="Buyer's identifier", most=80)
        if scheme and number:
            return BuyerDraft(name, scheme, number)
    return BuyerDraft(name)


def _contract_period(tender: Node) -> tuple[date | None, date | None]:
    """First and last day of a contract in London; neither, with a note, where it ends before it starts."""
    period = tender.child("contractPeriod")
    start = read_time(period, "startDate", name="Start of the contract")
    end = read_time(period, "endDate", name="End of the contract")
    if start and end and end < start:
        tender.note("The notice's contract ends before it starts: both dates were left out. Enter them.")
        return None, None
    return (
        start.astimezone(LONDON).date() if start else None,
        end.astimezone(LONDON).date() if end else None,
    )


def _category(tender: Node) -> str:
    category = tender.text("mainProcurementCategory", name="Category")
    return category if category in _CATEGORIES else ""


def _classifications(whole: Node, items: list[Node]) -> list[Node]:
    """Main classification first, then the additional ones, then the items' own."""
    found = []
    for node in (whole, *items):
        main = node.child("classification")
        found += [main] if main else []
        found += node.children("additionalClassifications")
    return found


def _lots(tender: Node, items: list[Node], *, title: str, value: Money | None) -> tuple[LotDraft, ...]:
    """The lots in the order of their numbers; one lot, the whole tender, where the notice has none."""
    published = list(tender.children("lots"))
    if not published:
        return (LotDraft(number=1, title=title, value=value, criteria=read_criteria(tender)),)
    if len(published) > _MOST_LOTS:
        tender.note(f"The notice has {len(published):,} lots; only the first {_MOST_LOTS} were read.")
    running = _in_order([lot for lot in published[:_MOST_LOTS] if not _is_over(lot)])
    related = _items_by_lot(items)
    alone = title if len(running) == 1 else ""
    return tuple(
        _lot(lot.about(number), tender.about(number), related, alone=alone)
        for number, lot in enumerate(running, start=1)
    )


def _is_over(lot: Node) -> bool:
    if lot.text("status", name="Status of a lot") not in _OVER:
        return False
    lot.note(
        f"Lot {_own_number(lot) or '(unnumbered)'} is cancelled, complete or withdrawn: it was left out."
    )
    return True


def _own_number(lot: Node) -> str:
    return lot.line("id", name="Number of a lot", most=60)


def _in_order(lots: list[Node]) -> list[Node]:
    """In the order of their own numbers, where all are numbers; else as published."""
    if all(_LOT_NUMBER.fullmatch(_own_number(lot)) for lot in lots):
        return sorted(lots, key=lambda lot: int(_own_number(lot)))
    return lots


def _items_by_lot(items: list[Node]) -> dict[str, list[Node]]:
    by_lot: dict[str, list[Node]] = {}
    for item in items:
        single = item.text("relatedLot", name="Lot of an item")
        for lot in dict.fromkeys((*([single] if single else []), *item.texts("relatedLots"))):
            by_lot.setdefault(lot, []).append(item)
    return by_lot


def _lot(lot: Node, tender: Node, items: dict[str, list[Node]], *, alone: str) -> LotDraft:
    """One lot; `lot` and `tender` carry its number. `alone` is the tender's title when the tender has no
    other lot.
    """
    number = lot.lot or 1
    own = _own_number(lot)
    if own and own != str(number):
        lot.note(f"The notice numbers this lot “{own}”.")
    return LotDraft(
        number=number,
        title=lot.line("title", name="Title of the lot", most=300) or alone or f"Lot {number}",
        description=lot.text("description", name="Description of the lot"),
        value=read_money(lot.child("value"), name="Value of the lot"),
        cpv=read_cpv(_classifications(lot, items.get(own, []))),
        criteria=read_criteria(lot if "awardCriteria" in lot.data else tender),
    )
