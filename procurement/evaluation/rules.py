"""Who may do what in an evaluation, and when; each refusal says who could, or when."""

from typing import Any

from procurement.core.permissions import Condition, permission
from procurement.core.remembering import once
from procurement.organisations.models import OrganisationGrant
from procurement.organisations.roles import roles_of
from procurement.tenders.models import LotStage, TenderGrant
from procurement.tenders.queries import JUDGES

from .models import ConflictDeclaration, ScoreSheet
from .panel import declaration_of, locking

Role = TenderGrant.Role
Outcome = ConflictDeclaration.Outcome
State = LotStage.State
CLOSED = (State.MODERATED, State.AWARDED)
"""The states of a lot whose moderation is closed and whose result is calculated."""

RESULT_ROLES = frozenset({*JUDGES, Role.OFFICER, Role.APPROVER, OrganisationGrant.Role.ADMINISTRATOR})


def stage_of(thing: Any) -> LotStage:
    """The lot of a thing: itself, or its `lot_stage` (a sheet, a bid, a place on a page, an award and its
    documents).
    """
    return thing if isinstance(thing, LotStage) else thing.lot_stage


def is_one_of(*roles: str) -> Any:
    """Holds one of the roles on the lot, its tender or its authority."""
    wanted = frozenset(roles)
    return lambda person, thing: bool(roles_of(person, on=stage_of(thing)) & wanted)


def is_in(*states: str) -> Any:
    """The lot is in one of the states."""
    return lambda _person, thing: stage_of(thing).state in states


def takes_part(person: Any, thing: Any) -> bool:
    """Has declared, and either has no conflict or an officer has decided that they take part."""
    declaration = declaration_of(person, stage_of(thing))
    return declaration is not None and declaration.outcome == Outcome.TAKES_PART


def is_not_kept_out(person: Any, thing: Any) -> bool:
    """Has no declaration that waits for a decision or ended in recusal."""
    declaration = declaration_of(person, stage_of(thing))
    return declaration is None or declaration.outcome == Outcome.TAKES_PART


def is_not_recused(person: Any, thing: Any) -> bool:
    """Is not recused from the lot."""
    declaration = declaration_of(person, stage_of(thing))
    return declaration is None or declaration.outcome != Outcome.RECUSED


def is_past_scoring(person: Any, thing: Any) -> bool:
    """Does not score the lot, or has locked every sheet: what they see now can no longer colour a mark of
    theirs.
    """
    return (
        Role.EVALUATOR not in roles_of(person, on=stage_of(thing))
        or person in locking(stage_of(thing)).locked
    )


leads = is_one_of(Role.MODERATOR, Role.OFFICER)
"""Is a moderator or an officer."""


def why_no_part(person: Any, thing: Any) -> str:
    """What keeps a person out, and what would change it."""
    declaration = declaration_of(person, stage_of(thing))
    if declaration is None:
        return "Declare first whether you have a conflict of interest: nobody reads a bid before that."
    if declaration.outcome == Outcome.WAITING:
        return (
            "You declared a possible conflict of interest. A procurement officer decides whether you "
            "take part; "
            "until then the bids are closed to you."
        )
    return "You are recused from this lot, so its bids, marks, result and award are closed to you."


def why_kept_out(person: Any, lot_stage: LotStage) -> str | None:
    """Why somebody decides nothing about a lot's bids; None for whoever declared no conflict, or nothing yet."""
    return None if is_not_kept_out(person, lot_stage) else why_no_part(person, lot_stage)


def when_evaluating(_person: Any, thing: Any) -> str:
    """When a lot that is not being evaluated was, or will be."""
    state = stage_of(thing).state
    if state in (State.WAITING, State.OPENED):
        return (
            "The evaluation of this lot has not started. A procurement officer starts it when the bids "
            "are opened "
            "and admitted."
        )
    return "The moderation of this lot is closed, so nothing of its evaluation can be changed."


def everybody_has_locked(_person: Any, thing: Any) -> bool:
    """Every evaluator that takes part has locked every sheet."""
    return locking(stage_of(thing)).complete


def has_result(_person: Any, thing: Any) -> bool:
    """The result is calculated."""
    stage = stage_of(thing)
    return once(("result", stage.pk), stage.results.exists)


def owns(person: Any, sheet: ScoreSheet) -> bool:
    """The sheet is this person's."""
    return bool(sheet.evaluator_id == person.pk)


IS_OFFICER = Condition(is_one_of(Role.OFFICER), "Only a procurement officer of this tender can do this.")
IS_EVALUATOR = Condition(
    is_one_of(Role.EVALUATOR),
    "Only the evaluators of this lot score its bids. A procurement officer adds people to the panel.",
)
IS_REVIEWER = Condition(
    is_one_of(Role.SOCIAL_VALUE_REVIEWER),
    "Only the social value reviewers of this lot judge commitments. A procurement officer adds people to "
    "the panel.",
)
IS_MODERATOR = Condition(
    is_one_of(Role.MODERATOR),
    "Only a moderator of this lot records consensus marks. A procurement officer adds people to the panel.",
)
LEADS = Condition(leads, "Only a moderator or a procurement officer of this lot can do this.")
IS_ON_THE_PANEL = Condition(
    is_one_of(*JUDGES, Role.OFFICER),
    "Only the panel and the procurement officers of this lot declare conflicts of interest.",
)
TAKES_PART = Condition(takes_part, why_no_part)
NOT_KEPT_OUT = Condition(is_not_kept_out, why_no_part)
NOT_RECUSED = Condition(is_not_recused, why_no_part)
EVALUATING = Condition(is_in(State.EVALUATING), when_evaluating)
CLOSING = Condition(is_in(State.EVALUATING, State.MODERATED), when_evaluating)
STARTED = Condition(is_in(State.EVALUATING, *CLOSED), "The evaluation of this lot has not started.")
BEFORE_MODERATED = Condition(
    is_in(State.OPENED, State.EVALUATING),
    "Declarations are made between the opening of the bids, when their bidders are known, and the end of "
    "moderation.",
)
ALL_LOCKED = Condition(
    everybody_has_locked, lambda _person, thing: locking(stage_of(thing)).what_is_missing()
)
HAS_RESULT = Condition(
    has_result, "There is no result yet: it is calculated when the moderation of this lot is closed."
)

START = permission(
    "evaluation.start",
    IS_OFFICER,
    NOT_KEPT_OUT,
    Condition(
        is_in(State.OPENED, State.EVALUATING),
        "An evaluation starts once, when the bids of the lot are opened.",
    ),
)
VIEW_CONFLICTS = permission("evaluation.view_conflicts", IS_ON_THE_PANEL)
DECLARE = permission("evaluation.declare", IS_ON_THE_PANEL, BEFORE_MODERATED)
DECIDE_CONFLICT = permission("evaluation.decide_conflict", IS_OFFICER, BEFORE_MODERATED)

OVERSEE_CONFLICTS = permission("evaluation.oversee_conflicts", IS_OFFICER)

VIEW_SCORING = permission("evaluation.view_scoring", IS_EVALUATOR, NOT_RECUSED)
READ_ANSWERS = permission("evaluation.read_answers", IS_EVALUATOR, TAKES_PART, STARTED)
SCORE = permission("evaluation.score", IS_EVALUATOR, TAKES_PART, EVALUATING)
_MY_SHEET = Condition(owns, "Only the evaluator whose sheet this is can change or lock it.")
permission("evaluation.submit_sheet", _MY_SHEET, TAKES_PART, EVALUATING)
permission("evaluation.lock_sheet", _MY_SHEET, TAKES_PART, EVALUATING)
READ_ATTACHMENT = permission(
    "evaluation.read_attachment",
    Condition(is_one_of(*JUDGES), "Only the panel of this lot reads the attachments of its bids."),
    TAKES_PART,
    STARTED,
)

SEES_REVIEW = Condition(
    is_one_of(Role.SOCIAL_VALUE_REVIEWER, Role.MODERATOR, Role.OFFICER),
    "Only the social value reviewers, moderators and procurement officers of this lot see the commitments.",
)
VIEW_REVIEW = permission("evaluation.view_review", SEES_REVIEW, NOT_RECUSED)
PAST_SCORING = Condition(
    is_past_scoring,
    "You also score this lot. Lock your score sheets first: evaluators do not see commitments before.",
)
READ_COMMITMENTS = permission("evaluation.read_commitments", SEES_REVIEW, TAKES_PART, STARTED, PAST_SCORING)
REVIEW = permission("evaluation.review", IS_REVIEWER, TAKES_PART, EVALUATING, PAST_SCORING)

DECIDE_PASS = permission("evaluation.decide_pass", LEADS, TAKES_PART, EVALUATING)
VIEW_MODERATION = permission(
    "evaluation.view_moderation",
    Condition(
        is_one_of(Role.EVALUATOR, Role.MODERATOR, Role.OFFICER),
        "Only the evaluators, moderators and procurement officers of this lot see its moderation.",
    ),
    NOT_KEPT_OUT,
    STARTED,
    Condition(lambda person, thing: leads(person, thing) or takes_part(person, thing), why_no_part),
    Condition(
        lambda person, thing: leads(person, thing) or everybody_has_locked(person, thing),
        "Evaluators see the moderation when everybody who takes part has locked their score sheets.",
    ),
)
READ_MARKS = permission(
    "evaluation.read_marks",
    Condition(
        is_one_of(Role.EVALUATOR, Role.MODERATOR, Role.OFFICER),
        "Only the evaluators, moderators and officers of this lot read the evaluators' marks.",
    ),
    TAKES_PART,
    STARTED,
    ALL_LOCKED,
)
MODERATE = permission("evaluation.moderate", IS_MODERATOR, TAKES_PART, EVALUATING, ALL_LOCKED)
CLOSE_MODERATION = permission("evaluation.close_moderation", LEADS, NOT_KEPT_OUT, CLOSING, ALL_LOCKED)

VIEW_RESULT = permission(
    "evaluation.view_result",
    Condition(
        is_one_of(*RESULT_ROLES),
        "Only the panel, officers and approvers of this lot see its result before the award.",
    ),
    NOT_KEPT_OUT,
    HAS_RESULT,
)
EXPORT_RESULT = permission(
    "evaluation.export_result",
    Condition(
        is_one_of(Role.OFFICER, Role.APPROVER, Role.MODERATOR),
        "Only officers, approvers and moderators of this lot download its result.",
    ),
    NOT_KEPT_OUT,
    HAS_RESULT,
)
