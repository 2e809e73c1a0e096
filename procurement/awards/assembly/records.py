"""Everything that a report reads, fetched once: the decision with its result, rules, bids, marks and reviews."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from procurement.accounts.models import Person
from procurement.audit.models import AuditEvent
from procurement.audit.queries import history
from procurement.bids.models import Bid, BidCommitment
from procurement.core.letters import by_letter, letter_order
from procurement.evaluation.models import (
    CommitmentReview,
    ConflictDeclaration,
    ModeratedScore,
    PassDecision,
    Result,
    Score,
)
from procurement.evaluation.queries import first_marks
from procurement.tenders.models import LotStage, Tender, TenderGrant
from procurement.tenders.published import Rules, published_rules

from ..models import Approval, AwardDecision
from ..report import Bidder


@dataclass(frozen=True)
class Records:
    """The records behind one decision. Each property costs one query, once."""

    decision: AwardDecision

    @property
    def result(self) -> Result:
        return self.decision.result

    @property
    def lot_stage(self) -> LotStage:
        return self.decision.lot_stage

    @property
    def tender(self) -> Tender:
        return self.lot_stage.lot.tender

    @property
    def currency(self) -> str:
        """That of the published model, in which every price and value was given."""
        return self.rules.currency

    @cached_property
    def rules(self) -> Rules:
        return published_rules(self.result.published_model)

    @cached_property
    def bids(self) -> dict[str, Bid]:
        """Every opened bid by its letter."""
        rows = (
            Bid.objects.filter(lot_stage=self.lot_stage)
            .exclude(code="")
            .select_related("supplier")
            .order_by(*by_letter())
        )
        return {bid.code: bid for bid in rows}

    @property
    def outcomes(self) -> dict[str, dict[str, Any]]:
        """The result's entry for each bid, by its letter, as `scoring` calculated it."""
        return {entry["id"]: entry for entry in self.result.result["bids"]}

    @property
    def ranked(self) -> list[dict[str, Any]]:
        """The admissible bids' entries, best first."""
        rows = [entry for entry in self.result.result["bids"] if entry["rank"] is not None]
        return sorted(rows, key=lambda entry: (entry["rank"], letter_order(entry["id"])))

    @property
    def by_rank(self) -> list[str]:
        """The letters of all opened bids: those in the ranking, best first, then the others."""
        ranked = [entry["id"] for entry in self.ranked]
        return [*ranked, *(code for code in self.bids if code not in ranked)]

    def bidder(self, code: str) -> Bidder:
        return Bidder(code=code, name=self.bids[code].supplier.name)

    @cached_property
    def moderated(self) -> dict[tuple[str, str], ModeratedScore]:
        """Consensus marks by (letter, criterion)."""
        rows = ModeratedScore.objects.filter(bid__lot_stage=self.lot_stage).select_related("bid", "moderator")
        return {(row.bid.code, row.criterion): row for row in rows.prefetch_related("agreed_by")}

    @cached_property
    def first_marks(self) -> list[Score]:
        """The locked marks of the evaluators who take part, in the order of their names."""
        return list(first_marks(self.lot_stage, self.bids.values()))

    @cached_property
    def commitments(self) -> list[BidCommitment]:
        return list(
            BidCommitment.objects.filter(bid__lot_stage=self.lot_stage)
            .select_related("bid", "review__reviewer")
            .order_by(*by_letter("bid__code"), "position")
        )

    @cached_property
    def reviews(self) -> dict[int, CommitmentReview]:
        return {row.pk: row.review for row in self.commitments if hasattr(row, "review")}

    @cached_property
    def pass_decisions(self) -> list[PassDecision]:
        return list(
            PassDecision.objects.filter(bid__lot_stage=self.lot_stage)
            .select_related("bid", "decided_by")
            .order_by(*by_letter("bid__code"), "criterion")
        )

    @cached_property
    def approvals(self) -> list[Approval]:
        """Every answer to the recommendation, the oldest first."""
        return list(self.decision.approvals.select_related("approver"))

    @cached_property
    def events(self) -> list[AuditEvent]:
        """The events of the tender's chain about the tender, this lot or this decision, as they happened."""
        subjects = (
            f"tender:{self.tender.pk}",
            f"lotstage:{self.lot_stage.pk}",
            f"awarddecision:{self.decision.pk}",
        )
        return list(history(chain=self.decision.audit_chain).filter(subject__in=subjects).order_by("number"))

    @cached_property
    def declarations(self) -> list[ConflictDeclaration]:
        return list(
            ConflictDeclaration.objects.filter(lot_stage=self.lot_stage)
            .select_related("person", "decided_by")
            .order_by("person__name")
        )

    @cached_property
    def panel(self) -> dict[Person, list[str]]:
        """The roles of each person on the panel, in words, in the order of their names."""
        panel: dict[Person, list[str]] = {}
        grants = TenderGrant.objects.filter(tender=self.tender).select_related("person")
        for grant in grants.order_by("person__name", "person_id", "role"):
            if grant.lot_id in (None, self.lot_stage.lot_id):
                panel.setdefault(grant.person, []).append(grant.get_role_display())
        return panel


def records_of(decision: AwardDecision) -> Records:
    """The records of a decision, with its own row and relations read afresh."""
    return Records(
        AwardDecision.objects.select_related(
            "result__published_model",
            "winner__supplier",
            "recommended_by",
            "lot_stage__stage",
            "lot_stage__lot__tender__authority__part_of",
        ).get(pk=decision.pk)
    )
