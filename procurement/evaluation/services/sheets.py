"""Score sheets: marks and reasons are saved in any order, complete sheets are locked, locked is for ever."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from procurement.accounts.models import Person
from procurement.bids.models import Bid
from procurement.core.errors import NotPermitted, Refused
from procurement.core.formatting import counted
from procurement.core.permissions import demand
from procurement.core.transitions import locked, transition
from procurement.tenders.models import LotStage
from procurement.tenders.queries import current_rules
from scoring import sha256_of

from .. import notifications, rules
from ..models import Score, ScoreSheet
from ..panel import SCORED, scored_bids
from .saving import check_revision, check_step, published_leaf


def open_sheet(*, actor: Person, bid: Bid) -> ScoreSheet:
    """The actor's current sheet for a bid, made when there is none. Raises NotPermitted and Refused."""
    with transaction.atomic():
        demand(rules.SCORE, actor, bid.lot_stage)
        if bid.state not in SCORED:
            raise Refused(f"Bid {bid.code} is not scored: it was disregarded.")
        sheet, _made = ScoreSheet.objects.get_or_create(
            bid=bid, evaluator=actor, is_current=True, defaults={"lot_stage": bid.lot_stage}
        )
    return sheet


def save_score(
    *, actor: Person, sheet: ScoreSheet, criterion: str, mark: str, reason: str, revision: int | None = None
) -> Score:
    """Save a mark, a reason or both for one question; either may still be empty. Drafts are no audit event.

    `revision` is the number of the save that the page was drawn from. Raises Refused for a mark that is no
    step of the scale or a locked sheet, Conflict when another window saved in between, NotPermitted for a
    sheet of somebody else.
    """
    mark, reason = mark.strip(), reason.strip()
    with transaction.atomic():
        row = locked(sheet)
        if row.evaluator_id != actor.pk:
            raise NotPermitted("Only the evaluator whose sheet this is can change it.")
        demand(rules.SCORE, actor, row)
        score = Score.objects.select_for_update().filter(sheet=row, criterion=criterion).first()
        if score is not None and (score.mark, score.reason) == (mark, reason):
            return score
        if row.state == ScoreSheet.State.LOCKED:
            raise Refused(
                "You have locked your score sheets, so this mark stands as it was. Nothing was changed."
            )
        leaf = published_leaf(row.lot_stage, criterion, "quality")
        if mark:
            check_step(leaf, mark)
        check_revision(score, revision)
        score = score or Score(sheet=row, criterion=criterion)
        score.mark, score.reason, score.revision = mark, reason, score.revision + 1
        score.save()
    return score


def lock_sheets(*, actor: Person, lot_stage: LotStage) -> int:
    """Lock all the actor's sheets of a lot: every question of every bid has its mark and reason. Returns how
    many.

    0 when they were locked already. Raises Refused with what is missing, NotPermitted.
    """
    with transaction.atomic():
        stage = locked(lot_stage)
        demand(rules.SCORE, actor, stage)
        bids = list(scored_bids(stage))
        sheets = {
            sheet.bid_id: sheet
            for sheet in ScoreSheet.objects.select_for_update()
            .filter(bid__in=bids, evaluator=actor, is_current=True)
            .order_by("pk")
        }
        scores = {
            (score.sheet_id, score.criterion): score
            for score in Score.objects.filter(sheet__in=sheets.values())
        }
        missing = _missing(stage, bids, sheets, scores)
        if missing:
            raise Refused(
                f"{counted(len(missing), 'score')} to finish before you can lock your sheets.", missing
            )
        to_lock = [sheets[bid.pk] for bid in bids if sheets[bid.pk].state != ScoreSheet.State.LOCKED]
        for sheet in to_lock:
            transition(sheet, to=ScoreSheet.State.SUBMITTED, actor=actor)
            transition(
                sheet,
                to=ScoreSheet.State.LOCKED,
                actor=actor,
                changes={"locked_at": timezone.now()},
                details={"sheet_sha256": sha256_of(_as_sealed(sheet, scores))},
            )
        if to_lock:
            notifications.tell_if_all_locked(lot_stage=stage)
    return len(to_lock)


def _missing(
    stage: LotStage,
    bids: list[Bid],
    sheets: dict[UUID, ScoreSheet],
    scores: dict[tuple[UUID, str], Score],
) -> list[str]:
    """What each unfinished score lacks, in the order of the questions."""
    questions = current_rules(stage.lot).of_kind("quality")
    if not questions or not bids:
        return ["There is nothing to score in this lot."]
    missing = []
    for leaf in questions:
        for bid in bids:
            sheet = sheets.get(bid.pk)
            score = scores.get((sheet.pk, leaf.id)) if sheet else None
            lacks = [
                word
                for word, there in (("mark", score and score.mark), ("reason", score and score.reason))
                if not there
            ]
            if lacks:
                missing.append(f"{leaf.title}, bid {bid.code}: no {' and no '.join(lacks)} yet.")
    return missing


def _as_sealed(sheet: ScoreSheet, scores: dict[tuple[UUID, str], Score]) -> dict[str, dict[str, str]]:
    """A sheet's marks and reasons: what the digest in the audit log is taken of, so that the log gives no
    mark away.
    """
    return {
        criterion: {"mark": score.mark, "reason": score.reason}
        for (sheet_id, criterion), score in scores.items()
        if sheet_id == sheet.pk
    }
