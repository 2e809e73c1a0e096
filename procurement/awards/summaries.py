"""What an approver has to know of a recommendation before deciding: who leads by how much, and how fragile that is."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.cache import cache

import scoring
from procurement.core.formatting import money, points, weight
from procurement.evaluation.models import Result

from .models import AwardDecision

WEIGHTED_SUM = "weighted_sum"
A_SHORT_WAY = Fraction(5, 100)
"""A weighting that has to move by no more than this before another bid leads is called a short way."""


@dataclass(frozen=True)
class Summary:
    """A recommendation in a few sentences; `fragile` is whether a short way would change who leads."""

    lines: tuple[str, ...]
    fragility: str
    fragile: bool


def summaries_of(decisions: Collection[AwardDecision]) -> dict[Any, Summary]:
    """A summary for each decision, by its key. Budget: 2 queries, and those of `fragilities` for new results."""
    rows = Result.objects.filter(pk__in=[decision.result_id for decision in decisions])
    results = {result.pk: result for result in rows.defer("evaluation").select_related("published_model")}
    known = fragilities(results.values())
    found = {}
    for decision in decisions:
        result = results[decision.result_id]
        fragile = known[result.result_hash]
        found[decision.pk] = Summary(tuple(_lines(decision, result)), fragile["words"], fragile["fragile"])
    return found


def _lines(decision: AwardDecision, result: Result) -> Iterable[str]:
    figures = {bid["id"]: bid for bid in result.result["bids"]}
    ranked = sorted((bid for bid in figures.values() if bid["rank"]), key=lambda bid: bid["rank"])
    winner = figures[decision.winner.code]
    others = [bid for bid in ranked if bid["id"] != winner["id"]]
    by_points = result.published_model.model["award_method"]["type"] == WEIGHTED_SUM
    total = points(winner["total"], 100) if by_points else f"Figure {winner['total']}"
    yield f"{total}, {_lead(winner, others, by_points=by_points)}."
    prices = [entry["price"] for entry in winner["criteria"].values() if entry.get("price") is not None]
    if prices:
        currency = decision.lot_stage.lot.tender.currency
        yield f"Price: {' and '.join(money(price, currency) for price in prices)}."


def _lead(winner: Mapping[str, Any], others: list[Mapping[str, Any]], *, by_points: bool) -> str:
    """How far the winner is from the next bid: points from the exact figures, as the result and the report say it."""
    if not others:
        return "the only bid that was compared"
    following = others[0]
    if by_points:
        ahead = Fraction(winner["exact"]) - Fraction(following["exact"])
        far = f"{points(abs(ahead))} points"
    else:
        ahead = Fraction(winner["total"]) - Fraction(following["total"])
        far = str(abs(Decimal(winner["total"]) - Decimal(following["total"])))
    word = "ahead of" if ahead >= 0 else "behind"
    return f"{far} {word} bid {following['id']}, the next of {len(others) + 1}"


def fragilities(results: Collection[Result]) -> dict[str, dict[str, Any]]:
    """In one sentence for each result, what would change first place; and whether it is a short way off. By the hash of
    the result, because results are never changed: what was worked out once is kept.

    From the exact weight intervals of `scoring.robustness` at the top level: the weighting that has the shortest way to
    go, the others keeping their proportions. Budget: 1 query of the cache; of each result that it does not know 1 more,
    and some to keep what was found.
    """
    keys = {f"fragility:{result.result_hash}": result for result in results}
    known: dict[str, dict[str, Any]] = cache.get_many(keys)
    new = {key: _worked_out(result) for key, result in keys.items() if key not in known}
    if new:
        cache.set_many(new, timeout=None)
    return {keys[key].result_hash: found for key, found in (known | new).items()}


def _worked_out(result: Result) -> dict[str, Any]:
    # NumPy comes with it, and every process would load it at its start: worker, scheduler and each command.
    from scoring.robustness import matrix_of, weight_intervals  # noqa: PLC0415

    if result.published_model.model["award_method"]["type"] != WEIGHTED_SUM:
        return _said("How fragile it is, is told only of awards by weighted sum.")
    evaluation = Result.objects.values_list("evaluation", flat=True).get(pk=result.pk)
    matrix = matrix_of(scoring.evaluate(scoring.parse_evaluation(evaluation)), "top")
    if len(matrix.bids) < 2 or not matrix.winners:
        return _said("There is no other bid that could lead.")
    titles = {node["id"]: node["title"] for node in evaluation["model"]["criteria"]}
    ways = [
        (abs(Fraction(end) - share), titles[name], share, Fraction(end))
        for (name, interval), share in zip(weight_intervals(matrix).items(), matrix.weights, strict=True)
        for end in _ends(interval)
    ]
    if not ways:
        return _said("No single weighting would put another bid first, whatever it were.")
    way, title, share, end = min(ways)
    words = f"Another bid would lead if {title} weighed {_percent(end)} instead of {_percent(share)}."
    return {"words": words, "fragile": way <= A_SHORT_WAY}


def _ends(interval: list[str] | None) -> list[str]:
    """The ends of an interval at which another bid catches up; 0 and 1 are the ends of what a weighting can be."""
    return [end for end in interval or () if Fraction(end) not in (0, 1)]


def _percent(share: Fraction) -> str:
    hundredths = share * 100
    return weight(round(Decimal(hundredths.numerator) / hundredths.denominator, 1))


def _said(words: str) -> dict[str, Any]:
    return {"words": words, "fragile": False}
