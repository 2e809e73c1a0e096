"""Reading bids. Suppliers' queries start from the person; what is not theirs is not found."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from procurement.accounts.models import Person
from procurement.audit.models import AuditEvent
from procurement.core.formatting import london_deadline
from procurement.core.letters import by_letter
from procurement.core.time import database_now
from procurement.organisations.models import Organisation, OrganisationGrant
from procurement.organisations.queries import suppliers_for
from procurement.organisations.roles import roles_of
from procurement.tenders.models import Lot, LotStage, PublishedModel, Tender, TenderGrant
from procurement.tenders.published import Leaf, Rules, published_rules
from procurement.tenders.queries import current_model, lot_stage_or_404, public_tender_or_404
from procurement.tenders.rules import AUTHORITY_SIDE

from . import vault
from .content import Commitment, Content, Draft, FileEntry
from .models import Bid, BidVersion, OpeningConfirmation, sealed_chain
from .rules import (
    OPENERS,
    WORKS_FOR_THE_AUTHORITY,
    bids_for_no_supplier,
    is_opener,
    takes_bids,
    works_elsewhere,
)
from .sections import Missing, Section, missing, sections

_EVERYTHING_AROUND = (
    "supplier",
    "saved_by",
    "lot_stage__stage",
    "lot_stage__lot__tender__authority",
    "lot_stage__lot__tender__sealing_key",
)


@dataclass(frozen=True)
class OwnBid:
    """A supplier's own bid as its pages need it, at one moment of the database's clock."""

    bid: Bid
    published: PublishedModel
    draft: Draft
    standing: BidVersion | None
    now: datetime
    kept_out: str = ""
    """Why this person, of all the supplier's bid writers, may not write it."""

    @cached_property
    def rules(self) -> Rules:
        return published_rules(self.published)

    @property
    def content(self) -> Content:
        return self.draft.content

    @property
    def currency(self) -> str:
        return str(self.published.model["currency"])

    @property
    def deadline(self) -> datetime:
        """The deadline; a published tender always has one."""
        deadline = self.bid.lot_stage.stage.deadline
        return deadline or self.now

    @property
    def is_closed(self) -> bool:
        return self.bid.lot_stage.stage.is_closed(self.now)

    @property
    def why_read_only(self) -> str:
        """Why nothing can be changed; empty while it can."""
        if self.is_closed:
            return f"The deadline was {london_deadline(self.deadline)}. Nothing can be changed any more."
        if not takes_bids(None, self.bid):
            return "This lot was ended, or its tender was cancelled. Nothing can be changed any more."
        return self.kept_out

    @property
    def is_editable(self) -> bool:
        """Whether the lot takes bids, the deadline is not over, and the person may write this one."""
        return not self.why_read_only

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        return sections(self.content, self.rules, currency=self.currency)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        return missing(self.content, self.rules)

    @cached_property
    def has_changes(self) -> bool:
        """Whether the draft differs from the version that stands."""
        return self.standing is not None and self.standing.content_sha256 != self.content.sha256()


@dataclass(frozen=True)
class OwnPart:
    """One question of a supplier's own bid."""

    own: OwnBid
    leaf: Leaf

    @property
    def bid(self) -> Bid:
        return self.own.bid


@dataclass(frozen=True)
class OwnCommitment(OwnPart):
    """The place of one commitment, its measure and year; `commitment` is None when it is not there any more."""

    key: tuple[str, int]
    commitment: Commitment | None


@dataclass(frozen=True)
class OwnFile:
    """A file of a supplier's own bid; `entry` is None when the draft does not have it, or has it no more."""

    own: OwnBid
    file_id: uuid.UUID
    entry: FileEntry | None

    @property
    def bid(self) -> Bid:
        return self.own.bid


@dataclass(frozen=True)
class LateAttempt:
    """A submission that arrived after the deadline and was refused."""

    supplier: str
    by: str
    received_at: datetime


def bids_of(person: Person) -> QuerySet[Bid]:
    """The bids of the suppliers for which a person writes, the nearest deadline first. Budget: 2 queries."""
    versions = BidVersion.objects.defer("sealed").order_by("number")
    return (
        Bid.objects.filter(supplier__in=suppliers_for(person))
        .select_related(*_EVERYTHING_AROUND)
        .prefetch_related(Prefetch("versions", versions))
        .order_by("lot_stage__stage__deadline", "lot_stage__lot__number", "supplier__name")
    )


def own_bids(person: Person) -> list[OwnBid]:
    """A person's bids with what is missing in each. Budget: 5 queries, however many bids there are."""
    bids = list(bids_of(person))
    drafts = vault.drafts_of(actor=person, bids=bids)
    lots = [bid.lot_stage.lot_id for bid in bids]
    models = {
        model.lot_id: model for model in PublishedModel.objects.filter(lot__in=lots).order_by("version")
    }
    now = database_now()
    return [
        OwnBid(bid, models[bid.lot_stage.lot_id], drafts[bid.pk], standing_version(bid), now) for bid in bids
    ]


def own_bid_or_404(person: Person, *, bid_id: uuid.UUID) -> OwnBid:
    """A bid of one of the person's suppliers, unsealed for them. Budget: 7 queries."""
    bid = bids_of(person).filter(pk=bid_id).first()
    if bid is None:
        raise Http404("There is no such bid among yours.")
    draft = vault.drafts_of(actor=person, bids=[bid])[bid.pk]
    model, standing = current_model(bid.lot_stage.lot), standing_version(bid)
    kept_out = "" if works_elsewhere(person, bid) else WORKS_FOR_THE_AUTHORITY
    return OwnBid(bid, model, draft, standing, database_now(), kept_out)


def own_answer_or_404(person: Person, *, bid_id: uuid.UUID, criterion: str) -> OwnPart:
    """A quality question of the person's own bid."""
    return _own_part(person, bid_id, criterion, "quality")


def own_commitments_or_404(person: Person, *, bid_id: uuid.UUID, criterion: str) -> OwnPart:
    """The part of the person's own bid in which it commits to social value."""
    return _own_part(person, bid_id, criterion, "social_value")


def own_commitment(
    person: Person, *, bid_id: uuid.UUID, criterion: str, measure: str, year: int
) -> OwnCommitment:
    """The place of one commitment in the person's own bid. `year` counts from 1 here, as people do."""
    part = own_commitments_or_404(person, bid_id=bid_id, criterion=criterion)
    if measure not in part.leaf.measures:
        raise Http404("There is no such measure in this tender.")
    key = (measure, year - 1)
    items = part.own.content.commitments.get(criterion, ())
    return OwnCommitment(part.own, part.leaf, key, next((item for item in items if item.key == key), None))


def own_file(person: Person, *, bid_id: uuid.UUID, file_id: uuid.UUID) -> OwnFile:
    """A file of the person's own bid, as it is in the draft now."""
    own = own_bid_or_404(person, bid_id=bid_id)
    return OwnFile(own, file_id, next((entry for entry in own.content.files if entry.id == file_id), None))


def own_version_or_404(person: Person, *, bid_id: uuid.UUID, number: int) -> BidVersion:
    """A submitted version of the person's own bid. Budget: 1 query."""
    version = (
        BidVersion.objects.filter(bid__supplier__in=suppliers_for(person), bid_id=bid_id, number=number)
        .select_related("submitted_by", *(f"bid__{name}" for name in _EVERYTHING_AROUND))
        .first()
    )
    if version is None:
        raise Http404("There is no such version of a bid of yours.")
    return version


def standing_version(bid: Bid) -> BidVersion | None:
    """The version that stands: the last, unless the bid was withdrawn. No query when `versions` is
    prefetched.
    """
    if bid.state in (Bid.State.DRAFT, Bid.State.WITHDRAWN):
        return None
    return max(bid.versions.all(), key=lambda version: version.number, default=None)


def startable_suppliers(person: Person, lot_stage: LotStage) -> QuerySet[Organisation]:
    """The person's suppliers that have no bid for the lot yet. Budget: 1 query."""
    return suppliers_for(person).exclude(bids__lot_stage=lot_stage).order_by("name")


def lots_handled(person: Person, tender: Tender) -> set[uuid.UUID]:
    """The ids of a tender's lots on which a person works for its authority, and so bids for none. Budget: 3 queries."""
    if roles_of(person, on=tender) & AUTHORITY_SIDE:
        return set(tender.lots.values_list("pk", flat=True))
    grants = TenderGrant.objects.filter(person=person, tender=tender, lot__isnull=False)
    return {lot_id for lot_id in grants.values_list("lot_id", flat=True) if lot_id}


def _own_part(person: Person, bid_id: uuid.UUID, criterion: str, kind: str) -> OwnPart:
    own = own_bid_or_404(person, bid_id=bid_id)
    for leaf in own.rules.of_kind(kind):
        if leaf.id == criterion:
            return OwnPart(own, leaf)
    raise Http404("There is no such part in this tender.")


# --- what anybody may read ------------------------------------------------------------------------


def public_lots(tender: Tender) -> list[tuple[LotStage, PublishedModel]]:
    """The lots of a published tender in its newest stage, each with the rules in force. Budget: 2 queries."""
    models = {
        model.lot_id: model for model in PublishedModel.objects.filter(lot__tender=tender).order_by("version")
    }
    stages = {
        lot_stage.lot_id: lot_stage
        for lot_stage in LotStage.objects.filter(lot__tender=tender)
        .select_related("lot__tender__authority", "stage")
        .order_by("lot__number", "stage__number")
    }
    return [(lot_stage, models[lot_id]) for lot_id, lot_stage in stages.items() if lot_id in models]


def public_lot_or_404(tender_id: uuid.UUID, lot_number: int) -> tuple[LotStage, PublishedModel]:
    """A lot of a published tender with the rules in force. Budget: 3 queries."""
    for lot_stage, published in public_lots(public_tender_or_404(tender_id)):
        if lot_stage.lot.number == lot_number:
            return lot_stage, published
    raise Http404("There is no such lot in this tender.")


# --- what the authority may read ------------------------------------------------------------------


def submitted_count(lot_stage: LotStage) -> int:
    """How many bids stand: all that the authority learns before the opening. Budget: 1 query."""
    return (
        Bid.objects.filter(lot_stage=lot_stage)
        .exclude(state__in=[Bid.State.DRAFT, Bid.State.WITHDRAWN])
        .count()
    )


def opened_bids(lot_stage: LotStage) -> QuerySet[Bid]:
    """The bids that were opened, by letter, with their suppliers and versions. Budget: 2 queries."""
    versions = BidVersion.objects.defer("sealed").order_by("number")
    return (
        Bid.objects.filter(lot_stage=lot_stage)
        .exclude(code="")
        .exclude(state__in=Bid.SEALED)
        .select_related("supplier", "lot_stage__stage", "lot_stage__lot__tender__authority")
        .prefetch_related(Prefetch("versions", versions))
        .order_by(*by_letter())
    )


def opened_bid_or_404(person: Person, *, tender_id: Any, lot_number: int, code: str) -> Bid:
    """An opened bid by its letter, in a lot on which the person may see the opening."""
    lot_stage = lot_stage_or_404(person, tender_id=tender_id, lot_number=lot_number)
    bid = opened_bids(lot_stage).filter(code=code).first()
    if bid is None:
        raise Http404("There is no such opened bid in this lot.")
    return bid


def late_attempts(lot_stage: LotStage) -> list[LateAttempt]:
    """Submissions refused because they came late, for a lot that was opened. Budget: 1 query."""
    if lot_stage.opened_at is None:
        return []
    events = AuditEvent.objects.filter(chain__key=sealed_chain(lot_stage.pk), action="bid.came_late")
    # The details of old events may have been erased by the retention rule.
    told = [event.details for event in events.order_by("number") if event.details]
    return [
        LateAttempt(details["supplier"], details["by"], datetime.fromisoformat(details["received_at"]))
        for details in told
    ]


def standing_confirmations(lot_stage: LotStage) -> list[OpeningConfirmation]:
    """The confirmations of a lot's opening that count: by people who may still open it, in their order."""
    given = OpeningConfirmation.objects.filter(lot_stage=lot_stage).select_related("person").order_by("at")
    return [
        item
        for item in given
        if is_opener(item.person, lot_stage) and bids_for_no_supplier(item.person, lot_stage)
    ]


def openers_of(lot_stage: LotStage) -> list[str]:
    """The names of the people who opened a lot, as the record of its opening has them.

    Where the retention rule has erased that record's details, of everybody who confirmed. Budget: 2 queries.
    """
    opened = AuditEvent.objects.filter(
        chain__key=lot_stage.audit_chain, action="lotstage.opened", subject=f"lotstage:{lot_stage.pk}"
    ).first()
    if opened and opened.details:
        return list(opened.details["openers"])
    return [
        str(item.person)
        for item in OpeningConfirmation.objects.filter(lot_stage=lot_stage).select_related("person")
    ]


def possible_openers(lot: Lot) -> list[Person]:
    """The people who may open a lot's bids, by name. Budget: 1 query."""
    tender = lot.tender
    on_tender = TenderGrant.objects.filter(tender=tender, role__in=OPENERS, lot__in=[lot]) | (
        TenderGrant.objects.filter(tender=tender, role__in=OPENERS, lot__isnull=True)
    )
    held_by = [tender.authority_id, *([tender.authority.part_of_id] if tender.authority.part_of_id else [])]
    on_authority = OrganisationGrant.objects.filter(organisation_id__in=held_by, role__in=OPENERS)
    people = Person.objects.filter(pk__in=on_tender.values("person")) | Person.objects.filter(
        pk__in=on_authority.values("person")
    )
    return list(people.filter(is_active=True).order_by("name"))
