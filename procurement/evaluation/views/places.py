"""What an address is about: a lot, and in it an answer, a commitment, a criterion or an attachment. Theirs,
or 404.
"""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from procurement.accounts.models import Person
from procurement.bids.models import Bid, BidAttachment, BidCommitment
from procurement.tenders.models import LotStage
from procurement.tenders.published import Leaf
from procurement.tenders.queries import current_rules, lot_stage_or_404

from ..models import ConflictDeclaration
from ..panel import scored_bids

CONFLICT = "conflict"
"""The code of a form's error when somebody else saved in between: only then is what is saved shown beside it."""


@dataclass(frozen=True)
class CriterionPlace:
    """One bid at one criterion of a lot."""

    lot_stage: LotStage
    bid: Bid
    leaf: Leaf


@dataclass(frozen=True)
class CommitmentPlace:
    """One commitment of a lot's bids."""

    lot_stage: LotStage
    commitment: BidCommitment


@dataclass(frozen=True)
class AttachmentPlace:
    """One attachment of a lot's bids, by its number among the bid's."""

    lot_stage: LotStage
    bid: Bid
    attachment: BidAttachment
    number: int


@dataclass(frozen=True)
class DeclarationPlace:
    """One declaration of a lot."""

    lot_stage: LotStage
    declaration: ConflictDeclaration


def _bid(lot_stage: LotStage, code: str) -> Bid:
    bid = scored_bids(lot_stage).filter(code=code).first()
    if bid is None:
        raise Http404(f"There is no bid {code} to evaluate in this lot. It may have been disregarded since.")
    return bid


def _criterion(person: Person, kind: str, arguments: dict[str, Any]) -> CriterionPlace:
    criterion, code = arguments.pop("criterion"), arguments.pop("code")
    lot_stage = lot_stage_or_404(person, **arguments)
    bid = _bid(lot_stage, code)
    for leaf in current_rules(lot_stage.lot).of_kind(kind):
        if leaf.id == criterion:
            return CriterionPlace(lot_stage, bid, leaf)
    raise Http404("The published model has no such question.")


def question_or_404(person: Person, **arguments: Any) -> CriterionPlace:
    """A quality question and a bid. Budget: 5 queries."""
    return _criterion(person, "quality", arguments)


def pass_or_404(person: Person, **arguments: Any) -> CriterionPlace:
    """A pass or fail criterion and a bid. Budget: 5 queries."""
    return _criterion(person, "pass_fail", arguments)


def commitment_or_404(person: Person, *, commitment_id: int, **arguments: Any) -> CommitmentPlace:
    """A commitment of a bid that is evaluated. Budget: 4 queries."""
    lot_stage = lot_stage_or_404(person, **arguments)
    commitment = (
        BidCommitment.objects.select_related("bid")
        .filter(pk=commitment_id, bid__in=scored_bids(lot_stage).order_by())
        .first()
    )
    if commitment is None:
        raise Http404("There is no such commitment in this lot.")
    return CommitmentPlace(lot_stage, commitment)


def attachment_or_404(person: Person, *, code: str, number: int, **arguments: Any) -> AttachmentPlace:
    """The attachment with this number of the bid with this letter. Budget: 5 queries."""
    lot_stage = lot_stage_or_404(person, **arguments)
    bid = _bid(lot_stage, code)
    attachments = list(bid.attachments.select_related("file", "bid__lot_stage__lot__tender"))
    if not 1 <= number <= len(attachments):
        raise Http404("This bid has no attachment with this number.")
    return AttachmentPlace(lot_stage, bid, attachments[number - 1], number)


def declaration_or_404(person: Person, *, declaration_id: int, **arguments: Any) -> DeclarationPlace:
    """A declaration of this lot. Budget: 4 queries."""
    lot_stage = lot_stage_or_404(person, **arguments)
    declaration = (
        ConflictDeclaration.objects.select_related("person")
        .filter(pk=declaration_id, lot_stage=lot_stage)
        .first()
    )
    if declaration is None:
        raise Http404("There is no such declaration in this lot.")
    return DeclarationPlace(lot_stage, declaration)


def lot_url(name: str, lot_stage: LotStage, **more: Any) -> str:
    """The address of a page of this app about a lot."""
    arguments = {"tender_id": lot_stage.lot.tender_id, "lot_number": lot_stage.lot.number}
    return reverse(f"evaluation:{name}", kwargs={**arguments, **more})


def to(name: str, lot_stage: LotStage, **more: Any) -> HttpResponse:
    """A redirect to a page of this app about a lot."""
    return redirect(lot_url(name, lot_stage, **more))
