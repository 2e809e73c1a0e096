"""Who sits on a lot's panel, who of them takes part, and whose sheets are still open."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from procurement.accounts.models import Person
from procurement.bids.models import Bid
from procurement.core.letters import by_letter
from procurement.core.remembering import once
from procurement.tenders.models import LotStage, TenderGrant
from procurement.tenders.queries import current_rules

from .models import CommitmentReview, ConflictDeclaration, ModeratedScore, PassDecision, ScoreSheet

Role = TenderGrant.Role

SCORED = (Bid.State.ADMITTED, Bid.State.ASSESSED, Bid.State.DISQUALIFIED)
"""The states of a bid that the panel scores, or has scored: admitted, until the result says what became of
it.
"""


def declaration_of(person: Any, lot_stage: LotStage) -> ConflictDeclaration | None:
    """What a person declared for a lot, None before that. Budget: 1 query."""
    return once(
        ("declaration", person.pk, lot_stage.pk),
        lambda: ConflictDeclaration.objects.filter(lot_stage=lot_stage, person=person).first(),
    )


def people_with(lot_stage: LotStage, roles: Iterable[str]) -> QuerySet[Person]:
    """Active people with a grant of one of `roles` on the tender or on the lot, by name. Budget: 1 query."""
    grants = TenderGrant.objects.filter(
        Q(lot=lot_stage.lot_id) | Q(lot__isnull=True), tender=lot_stage.lot.tender_id, role__in=list(roles)
    )
    return Person.objects.filter(pk__in=grants.values("person_id"), is_active=True).order_by("name", "pk")


def recused_from(lot_stage: LotStage) -> QuerySet[ConflictDeclaration]:
    """The declarations of those who are recused. A part of a query."""
    return ConflictDeclaration.objects.filter(
        lot_stage=lot_stage, outcome=ConflictDeclaration.Outcome.RECUSED
    )


def evaluators(lot_stage: LotStage) -> QuerySet[Person]:
    """The denominator: every evaluator of the lot who is not recused, declared or not. Budget: 1 query."""
    return people_with(lot_stage, [Role.EVALUATOR]).exclude(
        pk__in=recused_from(lot_stage).values("person_id")
    )


def scored_bids(lot_stage: LotStage) -> QuerySet[Bid]:
    """The bids that the panel scores, by letter. Budget: 1 query."""
    return Bid.objects.filter(lot_stage=lot_stage, state__in=SCORED).order_by(*by_letter())


def disregarded_codes(lot_stage: LotStage) -> tuple[str, ...]:
    """The letters of the bids that are left out of the assessment. Budget: 1 query."""
    left_out = Bid.objects.filter(lot_stage=lot_stage, state=Bid.State.DISREGARDED)
    return tuple(left_out.order_by(*by_letter()).values_list("code", flat=True))


def work_of(person: Any, lot_stage: LotStage) -> tuple[str, ...]:
    """What a person did in the evaluation of a lot, in words; empty for somebody who did nothing of it. Budget: 4
    queries.
    """
    done = (
        ("scored bids", ScoreSheet.objects.filter(lot_stage=lot_stage, evaluator=person)),
        (
            "recorded consensus marks",
            ModeratedScore.objects.filter(bid__lot_stage=lot_stage, moderator=person),
        ),
        (
            "judged commitments",
            CommitmentReview.objects.filter(commitment__bid__lot_stage=lot_stage, reviewer=person),
        ),
        ("decided passes", PassDecision.objects.filter(bid__lot_stage=lot_stage, decided_by=person)),
    )
    return once(
        ("work", person.pk, lot_stage.pk), lambda: tuple(words for words, rows in done if rows.exists())
    )


@dataclass(frozen=True)
class Locking:
    """How far the evaluators are: everybody who must lock, and who of them has not."""

    evaluators: tuple[Person, ...]
    open: tuple[Person, ...]
    needed: bool

    @property
    def complete(self) -> bool:
        """Whether marks may be compared: every evaluator that takes part has locked, and there is one at
        least.
        """
        return not self.needed or (bool(self.evaluators) and not self.open)

    @property
    def locked(self) -> tuple[Person, ...]:
        return tuple(person for person in self.evaluators if person not in self.open)

    def what_is_missing(self) -> str:
        """The sentence for a page or refusal; empty when nothing is missing."""
        if self.complete:
            return ""
        if not self.evaluators:
            return "No evaluator takes part in this lot. The procurement officer has to add one to the panel."
        names = ", ".join(person.name for person in self.open)
        return f"Still to lock their score sheets: {names}. Nobody sees any marks before that."


def fully_locked(lot_stages: Collection[LotStage]) -> frozenset[Any]:
    """The keys of those lots in which every evaluator that takes part has locked a sheet for every scored bid.

    For a list of lots; `locking` says it of one lot, with names. Budget: 4 queries, whatever the size.
    """
    tenders = [lot_stage.lot.tender_id for lot_stage in lot_stages]
    grants = list(
        TenderGrant.objects.filter(
            tender__in=tenders, role=Role.EVALUATOR, person__is_active=True
        ).values_list("tender_id", "lot_id", "person_id")
    )
    recused = set(
        ConflictDeclaration.objects.filter(
            lot_stage__in=lot_stages, outcome=ConflictDeclaration.Outcome.RECUSED
        ).values_list("lot_stage_id", "person_id")
    )
    bids = Counter(
        Bid.objects.filter(lot_stage__in=lot_stages, state__in=SCORED).values_list("lot_stage_id", flat=True)
    )
    locked = Counter(
        ScoreSheet.objects.filter(
            lot_stage__in=lot_stages, is_current=True, state=ScoreSheet.State.LOCKED, bid__state__in=SCORED
        ).values_list("lot_stage_id", "evaluator_id")
    )
    ready = set()
    for lot_stage in lot_stages:
        people = {
            person
            for tender, lot, person in grants
            if tender == lot_stage.lot.tender_id and lot in (None, lot_stage.lot_id)
        } - {person for lot, person in recused if lot == lot_stage.pk}
        if people and all(locked[lot_stage.pk, person] == bids[lot_stage.pk] for person in people):
            ready.add(lot_stage.pk)
    return frozenset(ready)


def locking(lot_stage: LotStage) -> Locking:
    """Whose sheets are locked for every bid that is scored. Budget: 4 queries."""
    return once(("locking", lot_stage.pk), lambda: _locking(lot_stage))


def _locking(lot_stage: LotStage) -> Locking:
    needed = bool(current_rules(lot_stage.lot).of_kind("quality"))
    everybody = tuple(evaluators(lot_stage))
    bids = [bid.pk for bid in scored_bids(lot_stage).only("pk")]
    done = dict(
        ScoreSheet.objects.filter(bid__in=bids, is_current=True, state=ScoreSheet.State.LOCKED)
        .order_by()
        .values_list("evaluator_id")
        .annotate(sheets=Count("pk"))
    )
    still_open = tuple(person for person in everybody if done.get(person.pk, 0) < len(bids))
    return Locking(everybody, still_open, needed)
