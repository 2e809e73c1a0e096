"""Defects that show in the invented tenders: what was counted there, and a tender in which it happens."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.figures import plain_text
from scoring.stress.exact import Exact, Example, Trial
from scoring.stress.findings import Finding, choices, claim, show
from scoring.stress.limits import Limits
from scoring.stress.outcomes import Outcomes
from scoring.stress.reversals import Reversals
from scoring.stress.specimens import Specimen
from scoring.stress.text import count, percent


def findings_seen(exact: Exact, reversals: Reversals, outcomes: Outcomes, limits: Limits) -> list[Finding]:
    """Every finding of this kind, in the order of the answer."""
    return [
        rank_reversal(exact, reversals),
        nobody_left(exact, outcomes),
        refused(exact, outcomes),
        ties(exact, outcomes),
        *flat_prices(exact, limits),
        outside_weight(exact, limits),
    ]


def rank_reversal(exact: Exact, reversals: Reversals) -> Finding:
    """A losing bid that decides between others."""
    figures = reversals.figures
    share = figures.tenders_share
    if not figures.removals:
        return Finding("rank_reversal", "No invented tender had a losing bid to take away.")
    tenders = count(figures.tenders, "invented tender", "invented tenders")
    if not figures.removals_changed:
        taken = count(figures.removals, "was", "were")
        text = f"In {tenders} no losing bid changed who is chosen; {taken} taken away, one at a time."
        return Finding("rank_reversal", text, share)
    text = (
        f"In {percent(share)} of {tenders} a losing bid decides who is chosen: "
        "without it another bid is, though nothing in the other bids has changed."
    )
    examples = (_reversal(exact, specimen) for specimen in reversals.drawer)
    return claim("rank_reversal", text, next((one for one in examples if one), None), share)


def _reversal(exact: Exact, specimen: Specimen) -> Example | None:
    loser = specimen.bids[specimen.matter - 1]["id"]
    for bids in choices(specimen):
        others = [bid for bid in bids if bid["id"] != loser]
        before, after = exact.try_out(bids), exact.try_out(others)
        changed = before.result and after.result and before.chosen != after.chosen
        if not changed or not before.chosen or loser in before.chosen:
            continue
        story = (
            *(exact.describe(before, bid["id"]) for bid in bids),
            exact.outcome(before),
            f"Bidder {loser} was not chosen. Without that bid, and with nothing else changed:",
            *(exact.describe(after, bid["id"]) for bid in others),
            exact.outcome(after),
        )
        return Example(tuple(bids), (before, after), story)
    return None


def nobody_left(exact: Exact, outcomes: Outcomes) -> Finding:
    """Tenders in which every bid is kept out."""
    rule = ""
    if outcomes.strictest is not None:
        criterion, kind, out = outcomes.strictest
        rule = f" The {kind} of {criterion} keeps out {percent(out)} of the invented bids"
        rule += ", more than any other rule." if outcomes.several_rules else "."
    tenders = count(outcomes.tenders, "invented tender", "invented tenders")
    if not outcomes.nobody:
        text = f"There were {tenders}, and none in which every bid was kept out.{rule}"
        return Finding("nobody_left", text, outcomes.nobody_share)
    text = f"In {percent(outcomes.nobody_share)} of {tenders} no bid is admissible.{rule}"

    def shows(trial: Trial, _specimen: Specimen) -> bool:
        return trial.result is not None and all(bid.rank is None for bid in trial.result.bids)

    return claim("nobody_left", text, show(exact, outcomes.nobody_drawer, shows), outcomes.nobody_share)


def refused(exact: Exact, outcomes: Outcomes) -> Finding:
    """Tenders that a formula cannot evaluate."""
    tenders = count(outcomes.tenders, "invented tender", "invented tenders")
    if not outcomes.refused:
        text = f"In {tenders} no formula met a figure that it cannot take."
        return Finding("refused", text, outcomes.refused_share)
    text = (
        f"In {percent(outcomes.refused_share)} of {tenders} a formula meets a figure that it cannot take, and the "
        "evaluation stops."
    )
    example = show(exact, outcomes.refused_drawer, lambda trial, _specimen: trial.result is None)
    return claim("refused", text, example, outcomes.refused_share)


def ties(exact: Exact, outcomes: Outcomes) -> Finding:
    """Tenders that end without a single first bid."""
    tenders = count(outcomes.decided, "decided tender", "decided tenders")
    ladder = (
        f" The best totals were equal in {percent(outcomes.level_share)}, before the ladder of tie-breaks."
    )
    if not outcomes.ties_for_first:
        return Finding("ties", f"In {tenders} there was no tie for first place.{ladder}", outcomes.tie_share)
    text = f"In {percent(outcomes.tie_share)} of {tenders} bids are still tied for first place at the end.{ladder}"

    def shows(trial: Trial, _specimen: Specimen) -> bool:
        return trial.result is not None and len(trial.result.winner) > 1

    return claim("ties", text, show(exact, outcomes.tie_drawer, shows), outcomes.tie_share)


def flat_prices(exact: Exact, limits: Limits) -> Iterator[Finding]:
    """Prices that may differ without a difference in points."""
    for leaf in limits.limited:
        share = limits.flat_share(leaf)
        if not share:
            text = f"Every admissible price on {leaf} lay where its formula still counts it."
            yield Finding("flat_price", text, share)
            continue
        text = (
            f"{percent(share)} of the admissible prices on {leaf} lie where its formula keeps the points within "
            "bounds: there a lower or a higher price earns the same."
        )
        example = show(
            exact, limits.flat_drawers[leaf], _is_flat, lambda trial, one: _points_told(exact, trial, one)
        )
        yield claim("flat_price", text, example, share)


def _is_flat(trial: Trial, specimen: Specimen) -> bool:
    """Whether the first two bids earn the same for prices that differ."""
    first, second = trial.bids[:2]
    if not trial.admits(first, second):
        return False
    level = trial.points(first, specimen.about) == trial.points(second, specimen.about)
    return level and trial.price(first, specimen.about) != trial.price(second, specimen.about)


def outside_weight(exact: Exact, limits: Limits) -> Finding:
    """Points below 0 or above the weight."""
    if not list(limits.outside_drawer):
        text = "No invented bid earned points below 0 or above the weight of a criterion."
        return Finding("outside_weight", text)

    def shows(trial: Trial, specimen: Specimen) -> bool:
        points = trial.points(trial.bids[0], specimen.about)
        return points is not None and not 0 <= points <= exact.model.by_id[specimen.about].effective

    example = show(exact, limits.outside_drawer, shows, lambda trial, one: _points_told(exact, trial, one, 1))
    text = "A bid can earn points below 0 or above the weight of a criterion."
    return claim("outside_weight", text, example)


def _points_told(exact: Exact, trial: Trial, specimen: Specimen, bids: int = 2) -> Iterator[str]:
    """What the first bids earn on the criterion that a specimen is about, in sentences."""
    weight = plain_text(exact.model.by_id[specimen.about].effective)
    for name in trial.bids[:bids]:
        points = trial.points(name, specimen.about)
        if points is not None:
            yield f"On {specimen.about}, bidder {name} earns {exact.points(points)} of {weight} points."
