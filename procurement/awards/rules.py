"""Who may recommend, approve, return and set aside an award, and see what was decided."""

from typing import Any

from procurement.core.permissions import Condition, permission
from procurement.evaluation.panel import work_of
from procurement.evaluation.rules import (
    NOT_KEPT_OUT,
    is_not_kept_out,
    is_one_of,
    stage_of,
    why_no_part,
)
from procurement.tenders.models import LotStage, TenderGrant

from .models import AwardDecision

EVALUATED = (LotStage.State.EVALUATING, LotStage.State.MODERATED, LotStage.State.AWARDED)
DECIDED_ON = (LotStage.State.MODERATED, LotStage.State.AWARDED)


def _is_not_recommender(person: Any, thing: Any) -> bool:
    return not (isinstance(thing, AwardDecision) and thing.recommended_by_id == person.pk)


def _did_not_evaluate(person: Any, thing: Any) -> bool:
    return not work_of(person, stage_of(thing))


def _what_they_did(person: Any, thing: Any) -> str:
    did = _listed(work_of(person, stage_of(thing)))
    return f"You {did} for this lot, so an approver who took no part in its evaluation must decide on it."


def _listed(did: tuple[str, ...]) -> str:
    return " and ".join([", ".join(did[:-1]), did[-1]]) if len(did) > 1 else did[0]


def why_no_approver(grant: TenderGrant) -> str | None:
    """Why somebody cannot become approver of a lot or tender: what they did in the evaluation. Budget: 1 query, and 4
    for each lot that is evaluated.
    """
    if grant.role != TenderGrant.Role.APPROVER:
        return None
    evaluated = LotStage.objects.filter(lot__tender=grant.tender, state__in=EVALUATED).select_related("lot")
    for lot_stage in evaluated if grant.lot is None else evaluated.filter(lot=grant.lot):
        did = work_of(grant.person, lot_stage)
        if did:
            return (
                f"{grant.person} {_listed(did)} for lot {lot_stage.lot.number}, so cannot approve its award. "
                "Choose somebody who took no part in its evaluation."
            )
    return None


def _ended_with_its_lot(person: Any, thing: Any) -> bool:
    """Whether the lot has ended without award, by an officer: what was decided on it goes with it."""
    return stage_of(thing).state == LotStage.State.ENDED and is_one_of("officer")(person, thing)


OFFICER = Condition(is_one_of("officer"), "A procurement officer of the contracting authority does this.")
APPROVER = Condition(is_one_of("approver"), "An approver of the contracting authority does this.")
READER = Condition(
    is_one_of("officer", "approver", "moderator", "administrator"),
    "The award is seen by the authority's officers, approvers and the panel's moderator.",
)
DECIDER = Condition(
    is_one_of("officer", "approver"),
    "A procurement officer or an approver of the contracting authority does this.",
)
DECIDABLE = Condition(
    lambda _person, thing: stage_of(thing).state in DECIDED_ON,
    "There is nothing to decide yet: the moderator must close moderation first.",
)
ANOTHER_PERSON = Condition(
    _is_not_recommender,
    "You recommended this award, so another approver of the contracting authority must decide on it.",
)
NOT_A_SCORER = Condition(_did_not_evaluate, _what_they_did)

VIEW = permission("awards.view", READER, NOT_KEPT_OUT, DECIDABLE)
RECOMMEND = permission("awards.recommend", OFFICER, NOT_KEPT_OUT, DECIDABLE)
APPROVE = permission("awards.approve", APPROVER, NOT_KEPT_OUT, DECIDABLE, ANOTHER_PERSON, NOT_A_SCORER)
RETURN = permission("awards.return", APPROVER, NOT_KEPT_OUT, DECIDABLE, ANOTHER_PERSON, NOT_A_SCORER)
SET_ASIDE = permission(
    "awards.set_aside",
    Condition(
        lambda person, thing: _ended_with_its_lot(person, thing) or is_one_of("approver")(person, thing),
        "An approver of the contracting authority does this.",
    ),
    Condition(
        lambda person, thing: _ended_with_its_lot(person, thing) or is_not_kept_out(person, thing),
        why_no_part,
    ),
)
RETRY_DOCUMENT = permission("awards.retry_document", DECIDER, NOT_KEPT_OUT)
DOWNLOAD = permission("awards.download", READER, NOT_KEPT_OUT)
