"""How much there is to read and to agree in several lots at once, for the home pages of a panel."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import Length

from procurement.accounts.models import Person
from procurement.bids.models import BidAnswer
from procurement.tenders.models import LotStage, PublishedModel
from procurement.tenders.published import published_rules

from ..models import ConflictDeclaration, ModeratedScore, Score, ScoreSheet
from ..panel import SCORED
from .moderation import FLAG_ABOVE, range_share

SIGNS_A_MINUTE = 1200
"""How much of a text is read attentively in a minute: about 200 words of six signs, the space included."""


@dataclass(frozen=True)
class Reading:
    """The answers of a lot for one evaluator: how many there are, how many have mark and reason, and how many minutes
    it takes to read the others.
    """

    answers: int
    done: int
    minutes: int


def reading_left(person: Person, lot_stages: Collection[LotStage]) -> dict[Any, Reading]:
    """What an evaluator has still to read in each lot, by the lot's key. Budget: 2 queries, whatever the size.

    An estimate: every answer is taken to be as long as the mean one of its lot.
    """
    given = (
        BidAnswer.objects.filter(bid__lot_stage__in=lot_stages, bid__state__in=SCORED)
        .values("bid__lot_stage")
        .annotate(answers=Count("pk"), signs=Sum(Length("text")))
        .order_by()
    )
    scored = (
        Score.objects.filter(
            sheet__lot_stage__in=lot_stages,
            sheet__evaluator=person,
            sheet__is_current=True,
            sheet__bid__state__in=SCORED,
        )
        .exclude(mark="")
        .exclude(reason="")
        .values("sheet__lot_stage")
        .annotate(done=Count("pk"))
        .order_by()
    )
    done = {row["sheet__lot_stage"]: row["done"] for row in scored}
    return {
        row["bid__lot_stage"]: _reading(row["answers"], done.get(row["bid__lot_stage"], 0), row["signs"])
        for row in given
    }


def _reading(answers: int, done: int, signs: int) -> Reading:
    left = max(0, answers - done)
    minutes = -(-signs * left // (answers * SIGNS_A_MINUTE)) if answers else 0
    return Reading(answers, done, minutes)


@dataclass(frozen=True)
class Agreeing:
    """The answers of a lot whose sheets are locked: how many, how many have a consensus mark, and on how many of the
    others the panel's marks lie widely apart.
    """

    answers: int
    agreed: int
    wide: int


def agreeing(lot_stages: Collection[LotStage]) -> dict[Any, Agreeing]:
    """How far moderation is in lots that are locked, by the lot's key. Budget: 4 queries, whatever the size."""
    marks: dict[tuple[Any, Any, str], list[str]] = defaultdict(list)
    recused = ConflictDeclaration.objects.filter(
        lot_stage__in=lot_stages, outcome=ConflictDeclaration.Outcome.RECUSED
    )
    gone = set(recused.values_list("lot_stage_id", "person_id"))
    rows = Score.objects.filter(
        sheet__lot_stage__in=lot_stages,
        sheet__is_current=True,
        sheet__state=ScoreSheet.State.LOCKED,
        sheet__bid__state__in=SCORED,
    ).values_list("sheet__lot_stage_id", "sheet__evaluator_id", "sheet__bid_id", "criterion", "mark")
    for lot_stage, evaluator, bid, criterion, mark in rows:
        if (lot_stage, evaluator) not in gone:
            marks[lot_stage, bid, criterion].append(mark)
    agreed = set(
        ModeratedScore.objects.filter(bid__lot_stage__in=lot_stages, bid__state__in=SCORED).values_list(
            "bid_id", "criterion"
        )
    )
    models = PublishedModel.objects.filter(lot__in=[one.lot_id for one in lot_stages]).order_by("version")
    rules = {model.lot_id: published_rules(model) for model in models}
    found = {}
    for lot_stage in lot_stages:
        leaves = {leaf.id: leaf for leaf in rules[lot_stage.lot_id].of_kind("quality")}
        mine = {key[1:]: given for key, given in marks.items() if key[0] == lot_stage.pk and key[2] in leaves}
        left = [(leaves[key[1]], given) for key, given in mine.items() if key not in agreed]
        found[lot_stage.pk] = Agreeing(
            answers=len(mine),
            agreed=len(mine) - len(left),
            wide=sum(range_share(leaf, given) > FLAG_ABOVE for leaf, given in left),
        )
    return found
