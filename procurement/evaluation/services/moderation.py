"""Moderation: the panel's consensus mark for each question and bid, with the authority's own reason. Never a
mean.
"""

import re
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from procurement.accounts.models import Person
from procurement.audit.services import record
from procurement.bids.models import Bid
from procurement.core.errors import Refused
from procurement.core.permissions import demand
from procurement.core.transitions import locked
from procurement.tenders.published import Leaf

from .. import rules
from ..models import ModeratedScore
from ..panel import SCORED, evaluators
from .saving import check_revision, check_step, published_leaf

_WORD = re.compile(r"[^\W_]+")


def moderate(
    *,
    actor: Person,
    bid: Bid,
    criterion: str,
    mark: str,
    reason: str,
    dissent: str = "",
    agreed_by: Iterable[Person],
    revision: int | None = None,
) -> ModeratedScore:
    """Record the consensus mark of one question of one bid, or revise it until moderation is closed.

    Every evaluator that takes part has locked before. The mark is a step of the published scale; the reason
    is the panel's own; whoever of the evaluators does not agree is heard in `dissent`. A revision's audit
    event holds what stood before it. Raises Refused, Conflict, NotPermitted.
    """
    mark, reason, dissent = mark.strip(), reason.strip(), dissent.strip()
    with transaction.atomic():
        row = locked(bid)
        demand(rules.MODERATE, actor, row)
        if row.state not in SCORED:
            raise Refused(f"Bid {row.code} is not evaluated: it was disregarded.")
        leaf = published_leaf(row.lot_stage, criterion, "quality")
        agreed = {person.pk: person for person in agreed_by}
        panel = {person.pk: person for person in evaluators(row.lot_stage)}
        problems = [*_problems_with(leaf, mark, reason), *_problems_of(panel, set(agreed), dissent)]
        if problems:
            raise Refused(problems)
        score = ModeratedScore.objects.select_for_update().filter(bid=row, criterion=leaf.id).first()
        before = _as_agreed(score) if score else None
        if score is not None and _same(score, mark, reason, dissent, set(agreed)):
            return score
        check_revision(score, revision)
        score = score or ModeratedScore(bid=row, criterion=leaf.id)
        score.mark, score.reason, score.dissent, score.moderator = mark, reason, dissent, actor
        score.recorded_at, score.revision = timezone.now(), score.revision + 1
        score.save()
        score.agreed_by.set(agreed.values())
        record(
            chain=row.audit_chain,
            action="consensus.revised" if before else "consensus.recorded",
            subject=f"moderated_score:{score.pk}",
            actor=actor,
            details={
                "bid": row.code,
                "criterion": leaf.id,
                **_as_agreed(score),
                **({"earlier": before} if before else {}),
            },
        )
    return score


def repeats_the_scale(reason: str, leaf: Leaf, mark: str) -> bool:
    """Whether a reason says hardly more than the scale's own words for the mark (nine of ten words are
    theirs).

    Woods Building Services v Milton Keynes [2015] EWHC 2011 (TCC): notes that parrot the descriptor are no
    reasons.
    """
    said = set(_WORD.findall(reason.lower()))
    for step in leaf.scale:
        if step.mark == mark and said:
            theirs = set(_WORD.findall(f"{step.mark} {step.label} {step.descriptor}".lower()))
            return len(said & theirs) * 10 >= len(said) * 9
    return False


def _problems_with(leaf: Leaf, mark: str, reason: str) -> list[str]:
    """What the mark and its reason still lack."""
    if not mark:
        return ["Choose the consensus mark."]
    check_step(leaf, mark)
    if not reason:
        return ["Give the panel's reason for the consensus mark."]
    if repeats_the_scale(reason, leaf, mark):
        return [
            (
                "The reason only repeats the words of the scale. "
                "Say what in the bid decided the mark, and where it stands."
            )
        ]
    return []


def _problems_of(panel: dict[int, Person], agreed: set[int], dissent: str) -> list[str]:
    """What the panel's agreement still lacks: somebody agrees, and whoever does not is heard."""
    if not agreed:
        return ["Tick who of the evaluators agreed: a consensus mark has the agreement of one at least."]
    if agreed - set(panel):
        return ["Only evaluators who take part can agree. Load the page again to see who does."]
    against = [person.name for key, person in panel.items() if key not in agreed]
    if against and not dissent:
        return [f"Say why {', '.join(against)} did not agree, or tick that they did."]
    return []


def _same(score: ModeratedScore, mark: str, reason: str, dissent: str, agreed: set[int]) -> bool:
    return (score.mark, score.reason, score.dissent) == (mark, reason, dissent) and agreed == set(
        score.agreed_by.values_list("pk", flat=True)
    )


def _as_agreed(score: ModeratedScore) -> dict[str, object]:
    """A consensus mark for the audit log."""
    return {
        "mark": score.mark,
        "reason": score.reason,
        "dissent": score.dissent,
        "agreed_by": sorted(score.agreed_by.values_list("name", flat=True)),
    }
