"""Reading decisions and documents for a page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from procurement.accounts.models import Person
from procurement.evaluation.models import ConflictDeclaration, Result
from procurement.evaluation.queries import latest_result
from procurement.organisations.models import OrganisationGrant
from procurement.organisations.queries import authorities_for
from procurement.tenders.models import LotStage, TenderGrant
from procurement.tenders.queries import lot_stage_or_404

from .models import Approval, AwardDecision, Document


@dataclass(frozen=True)
class Standing:
    """Where a lot's award stands: its result, its live decision if there is one, and every answer to it."""

    lot_stage: LotStage
    result: Result
    decision: AwardDecision | None
    approvals: tuple[Approval, ...]

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The result's ranked bids, best first."""
        rows = [entry for entry in self.result.result["bids"] if entry["rank"] is not None]
        return sorted(rows, key=lambda entry: (entry["rank"], entry["id"]))

    @property
    def leader(self) -> str | None:
        """The letter of the bid that can be recommended; None while a tie is undecided or no bid is admissible."""
        recommended = self.result.result["recommended"]
        return recommended[0] if len(recommended) == 1 else None


def standing_of(lot_stage: LotStage) -> Standing:
    """Where a lot's award stands. Budget: 3 queries."""
    decision = (
        AwardDecision.objects.filter(lot_stage=lot_stage)
        .exclude(state=AwardDecision.State.SET_ASIDE)
        .select_related("winner__supplier", "recommended_by")
        .first()
    )
    approvals = Approval.objects.filter(decision=decision).select_related("approver") if decision else ()
    return Standing(lot_stage, latest_result(lot_stage), decision, tuple(approvals))


def report_of(lot_stage: LotStage) -> Document | None:
    """The award report of the lot's live decision. Budget: 1 query."""
    return (
        Document.objects.filter(decision__lot_stage=lot_stage, kind=Document.Kind.AWARD_REPORT)
        .exclude(decision__state=AwardDecision.State.SET_ASIDE)
        .select_related("decision__lot_stage__lot__tender__authority")
        .first()
    )


def set_aside_for(lot_stage: LotStage) -> str:
    """Why the lot's last decision was set aside; empty where one is live, or there was none. Budget: 1 query."""
    last = AwardDecision.objects.filter(lot_stage=lot_stage).order_by("-recommended_at").first()
    return last.set_aside_reason if last and last.state == AwardDecision.State.SET_ASIDE else ""


def decision_or_404(person: Person, *, tender_id: Any, lot_number: int) -> AwardDecision:
    """The live decision of a lot on which the person has a role. Budget: 4 queries. Raises Http404 without one."""
    lot_stage = lot_stage_or_404(person, tender_id=tender_id, lot_number=lot_number)
    decision = (
        AwardDecision.objects.filter(lot_stage=lot_stage)
        .exclude(state=AwardDecision.State.SET_ASIDE)
        .select_related(
            "winner__supplier", "recommended_by", "lot_stage__lot__tender__authority", "lot_stage__stage"
        )
        .first()
    )
    if decision is None:
        raise Http404("Nothing has been recommended for this lot yet.")
    return decision


def document_or_404(person: Person, *, tender_id: Any, lot_number: int) -> Document:
    """The award report of a lot on which the person has a role. Budget: 4 queries. Raises Http404 without one."""
    document = report_of(lot_stage_or_404(person, tender_id=tender_id, lot_number=lot_number))
    if document is None:
        raise Http404("There is no award report for this lot yet.")
    return document


def decisions_waiting_for(person: Person) -> QuerySet[AwardDecision]:
    """Recommended awards where the person approves and is not kept out, oldest first; none on a lot that has ended
    since. Budget: 1 query.
    """
    authorities = authorities_for(person, roles=(OrganisationGrant.Role.APPROVER,))
    granted = TenderGrant.objects.filter(person=person, role=TenderGrant.Role.APPROVER)
    kept_out = ConflictDeclaration.objects.filter(person=person).exclude(
        outcome=ConflictDeclaration.Outcome.TAKES_PART
    )
    return (
        AwardDecision.objects.filter(
            Q(lot_stage__lot__tender__authority__in=authorities)
            | Q(lot_stage__lot__in=granted.values("lot"))
            | Q(lot_stage__lot__tender__in=granted.filter(lot__isnull=True).values("tender")),
            state=AwardDecision.State.RECOMMENDED,
            lot_stage__state=LotStage.State.MODERATED,
        )
        .exclude(recommended_by=person)
        .exclude(lot_stage__in=kept_out.values("lot_stage"))
        .select_related("lot_stage__lot__tender__authority", "winner__supplier", "recommended_by")
        .order_by("recommended_at")
    )
