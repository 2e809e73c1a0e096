"""How bids are invented, in sentences that stand beside every answer."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.figures import plain_text
from scoring.stress.inventing import Inventor
from scoring.stress.market import Market
from scoring.stress.text import percent


def assumptions(inventor: Inventor) -> list[str]:
    """What is assumed of the invented bidders of a model."""
    model, market = inventor.model, inventor.market
    sentences = ["Each bidder has an ability, a standard normal figure; what it does well goes with it."]
    if model.quality_leaves:
        sentences.append(_of_marks(market))
    if model.price_leaves:
        baskets = any(leaf.items for leaf in model.price_leaves.values())
        sentences += _of_prices(market, several=len(model.price_leaves) > 1, baskets=baskets)
    if inventor.commitments.measures:
        sentences += _of_commitments(market)
    if model.conditions:
        sentences.append("Every bidder passes every pass or fail criterion.")
    return sentences


def _of_marks(market: Market) -> str:
    middle, spread = percent(float(market.mark_middle)), percent(float(market.mark_spread))
    return (
        f"Marks are normal along the scale (mean {middle} of it, standard deviation {spread}), cut into steps of equal "
        f"width; two marks of one bidder correlate by {plain_text(market.alike)} before the cut."
    )


def _of_prices(market: Market, *, several: bool, baskets: bool) -> Iterator[str]:
    yield (
        "Prices are lognormal about their median: the standard deviation of the logarithm is "
        f"{plain_text(market.price_spread)}, its correlation with ability {plain_text(market.price_quality)}."
    )
    if several:
        yield f"Two prices of one bidder correlate by {plain_text(market.alike)} in their logarithms."
    if baskets:
        yield "The items of a basket have equal parts of its median; each rate varies as a price does, by itself too."


def _of_commitments(market: Market) -> Iterator[str]:
    one_year = market.years == 1
    years = "the first contract year" if one_year else f"one of the first {market.years} contract years"
    yield (
        "On each measure that counts, a bidder promises something with a chance of "
        f"{percent(float(market.offered))}, in {years}."
    )
    yield (
        "Quantities are lognormal about their median: the standard deviation of the logarithm is "
        f"{plain_text(market.commitment_spread)}, and two of one bidder correlate by {plain_text(market.alike)}."
    )
    yield (
        "Together the medians come to 0.8 of what earns full points where a rule has an end, else to a tenth of the "
        "price."
    )
