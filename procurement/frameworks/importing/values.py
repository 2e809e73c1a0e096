"""What single cells may hold: pounds, shares, words out of a list. `WrongCellError` says what was found instead."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from ..models import Measure

VALUE_ALLOWED = "pounds and pence, like 1,234.56 with or without £; empty for a measure that is not valued"
NOT_VALUED = frozenset({"", "-", "\u2013", "n/a", "na", "none", "not valued", "record only"})
LARGEST = Decimal(10) ** 12
KINDS: Mapping[str, str] = {kind.value: kind.value for kind in Measure.Kind} | {
    "environment": "environmental",
    "benefit transfer": "transfer",
}
LEVELS: Mapping[str, str] = {level.value: level.value for level in Measure.Level}
CONFIDENCES: Mapping[str, str] = {one.value: one.value for one in Measure.Confidence} | {
    "g": "high", "green": "high", "a": "medium", "amber": "medium", "r": "low", "red": "low",
}  # fmt: skip
_SIGN = re.compile(r"[€$¥]|[A-Z]{3}")
_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


class WrongCellError(Exception):
    """What a cell holds instead of something allowed."""


def pounds(text: str) -> Decimal | None:
    """An amount of pounds, or None where the cell says that there is none."""
    text = text.strip()
    if text.casefold() in NOT_VALUED:
        return None
    shown = f"“{text[:60]}”"
    currency = _SIGN.search(text)
    if currency and currency.group() != "GBP":
        raise WrongCellError(f"{shown}, an amount in another currency than pounds")
    plain = text.replace("GBP", "").replace("£", "").replace("\u00a0", "").strip()
    if plain[:1] in ("-", "\u2212", "\u2013") or (plain.startswith("(") and plain.endswith(")")):
        raise WrongCellError(f"{shown}, less than nothing")
    if not _AMOUNT.fullmatch(plain):
        raise WrongCellError(f"{shown}, which is no amount")
    value = Decimal(plain.replace(",", ""))
    if value >= LARGEST:
        raise WrongCellError(f"{shown}, which is more than a unit can be worth")
    if value != round(value, 2):
        raise WrongCellError(f"{shown}, with parts of a penny: give a larger unit, or round it")
    return round(value, 2)


def share(text: str) -> Decimal:
    """A share from 0 to 1, written so or as a percentage."""
    plain = text.strip()
    try:
        value = Decimal(plain.removesuffix("%").strip()) / (100 if plain.endswith("%") else 1)
    except InvalidOperation:
        raise WrongCellError(f"“{text[:60]}”") from None
    if not value.is_finite() or not 0 <= value <= 1:
        raise WrongCellError(f"“{text[:60]}”")
    return round(value, 3)


def one_of(words: Mapping[str, str]) -> Callable[[str], str]:
    """A reader of one of `words`, whatever its case."""

    def read(text: str) -> str:
        try:
            return words[text.strip().casefold()]
        except KeyError:
            raise WrongCellError(f"“{text[:60]}”") from None

    return read


def codes_in(text: str) -> list[str]:
    """Codes with commas, semicolons or line ends between them."""
    return [code.strip() for code in re.split(r"[;,\n]", text) if code.strip()]
