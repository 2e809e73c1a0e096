"""Who may recommend, approve, return and set aside an award, and see what was decided."""

from typing import Any

from procurement.core.permissions import Condition, permission
from procurement.evaluation.models import ScoreSheet
from procurement.organisations.roles import roles_of
from procurement.tenders.models import LotStage

from .models import AwardDecision, Document

DECIDED_ON = (LotStage.State.MODERATED, LotStage.State.AWARDED)


def lot_stage_of(thing: Any) -> LotStage:
    """The lot in its stage that a decision, a document or the lot itself is about."""
    if isinstance(thing, Document):
        return thing.decision.lot_stage
    return thing.lot_stage if isinstance(thing, AwardDecision) else thing


def has_role(*roles: str) -> Any:
    """A test: does the person hold one of `roles` on the lot?"""
    return lambda person, thing: bool(roles_of(person, on=lot_stage_of(thing)) & set(roles))


def _is_not_recommender(person: Any, thing: Any) -> bool:
    return not (isinstance(thing, AwardDecision) and thing.recommended_by_id == person.pk)


def _has_not_scored(person: Any, thing: Any) -> bool:
    return not ScoreSheet.objects.filter(lot_stage=lot_stage_of(thing), evaluator=person).exists()


OFFICER = Condition(has_role("officer"), "A procurement officer of the contracting authority does this.")
APPROVER = Condition(has_role("approver"), "An approver of the contracting authority does this.")
READER = Condition(
    has_role("officer", "approver", "moderator", "administrator"),
    "The award is seen by the authority's officers, approvers and the panel's moderator.",
)
DECIDABLE = Condition(
    lambda _person, thing: lot_stage_of(thing).state in DECIDED_ON,
    "There is nothing to decide yet: the moderator must close moderation first.",
)
ANOTHER_PERSON = Condition(
    _is_not_recommender,
    "You recommended this award, so another approver of the contracting authority must decide on it.",
)
NOT_A_SCORER = Condition(
    _has_not_scored, "You scored bids for this lot, so an approver who did not score must decide on it."
)

VIEW = permission("awards.view", READER, DECIDABLE)
RECOMMEND = permission("awards.recommend", OFFICER, DECIDABLE)
APPROVE = permission("awards.approve", APPROVER, DECIDABLE, ANOTHER_PERSON, NOT_A_SCORER)
RETURN = permission("awards.return", APPROVER, DECIDABLE, ANOTHER_PERSON, NOT_A_SCORER)
SET_ASIDE = permission("awards.set_aside", APPROVER)
RETRY_DOCUMENT = permission("awards.retry_document", READER)
DOWNLOAD = permission("awards.download", READER)
