"""Figures and words of the answer: shares as JSON numbers, money and counts as people read them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from scoring.figures import Rounding, plain_text
from scoring.model import Model

PLACES = 6
LONGEST_FIGURE = 30
SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}
PENCE = Rounding(2, "half_up")


def share(part: float, whole: float) -> float | None:
    """A simulated share, to 6 places; None of nothing."""
    return round(float(part) / float(whole), PLACES) + 0.0 if whole else None


def percent(figure: float | None) -> str:
    """A share in words."""
    if figure is None:
        return "none"
    places = 1 if abs(figure) >= 0.0095 or not figure else 2
    return f"{100 * figure:.{places}f}%"


def money(amount: Fraction, model: Model) -> str:
    """An amount with its currency: "£480,000", "£480,000.50", "CHF 480,000"."""
    text = PENCE.text(abs(amount)) if amount.denominator != 1 else plain_text(abs(amount))
    whole, _, rest = text.partition(".")
    grouped = f"{int(whole):,}" + (f".{rest}" if rest else "")
    symbol = SYMBOLS.get(model.currency, f"{model.currency} ")
    return f"{'-' if amount < 0 else ''}{symbol}{grouped}"


def short(figure: str) -> str:
    """A figure that fits into a sentence: "84.00", or "about 1.5e+62"."""
    return figure if len(figure) <= LONGEST_FIGURE else f"about {Decimal(figure):.2e}"


def count(number: int, one: str, many: str) -> str:
    """ "1 tender", "2,000 tenders"."""
    return f"{number:,} {one if number == 1 else many}"
