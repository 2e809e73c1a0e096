"""The award criteria of a lot, as the award criteria extension of OCDS and the British publishers write them.

The extension has `criteria[].numbers[]`, each with the kind of number it is. Public Contracts Scotland and
Sell2Wales write the weight into `criteria[].description` instead. OCDS itself knows only a code for the whole
tender.
"""

import re
from decimal import Decimal
from typing import cast, get_args

from .model import CriterionDraft, CriterionKind
from .node import Node
from .weights import PublishedWeight, parse_weight, sum_note

_MOST_CRITERIA = 100
_LONGEST_WEIGHT = 60
_NAMES: dict[str, str] = {"price": "Price", "cost": "Cost", "quality": "Quality", "other": "Criterion"}
_MONEY_WORDS = re.compile(r"(?:price|pricing|cost|costs|commercial)", re.IGNORECASE)
_ALONE: dict[str, tuple[CriterionKind, str]] = {
    "priceOnly": ("price", "price"),
    "lowestCost": ("price", "price"),
    "costOnly": ("cost", "cost"),
    "qualityOnly": ("quality", "quality"),
}
_NOT_A_WEIGHT = {
    "percentageRangeMiddle": "the middle of a range, not one weighting. Choose the weighting within it.",
    "decimalRangeMiddle": "the middle of a range, not one weighting. Choose the weighting within it.",
    "pointsRangeMiddle": "the middle of a range of points, not one weighting. Enter the weighting.",
    "pointsExact": "in points, not a percentage. Work out its share of all the points and enter it as a "
    "percentage.",
    "order": "a place in an order of importance, not a weighting. Enter the weighting.",
}


def read_criteria(owner: Node) -> tuple[CriterionDraft, ...]:
    """The criteria of `owner` (a lot, or the tender for a lot that has none of its own), each as published.

    Notes what their weights do not add up to. None are invented: where the notice has none, the answer is
    empty.
    """
    if isinstance(owner.data.get("awardCriteria"), str):
        criteria = _from_code(owner)
    else:
        whole = owner.child("awardCriteria")
        for key, name in (("weightingDescription", "Weighting"), ("orderRationale", "Order of criteria")):
            _quote(whole, key, name=name)
        published = list(whole.children("criteria"))
        if len(published) > _MOST_CRITERIA:
            owner.note(
                f"The notice has {len(published):,} criteria here; only the first {_MOST_CRITERIA} were read."
            )
        criteria = tuple(_criterion(node, alone=len(published) == 1) for node in published[:_MOST_CRITERIA])
    _quote(owner, "awardCriteriaDetails", name="Award criteria")
    problem = sum_note(criterion.weight for criterion in criteria)
    if problem:
        owner.note(problem)
    return criteria


def _from_code(owner: Node) -> tuple[CriterionDraft, ...]:
    """OCDS's own `tender.awardCriteria`: a code such as priceOnly, which is a criterion, or ratedCriteria,
    which is none.
    """
    code = owner.text("awardCriteria", name="Award criteria")
    if code not in _ALONE:
        return ()
    kind, word = _ALONE[code]
    owner.note(f"The notice says that {word} alone decides: one criterion of 100% was made of it.")
    return (CriterionDraft(kind=kind, name=_NAMES[kind], weight=Decimal(100)),)


def _criterion(node: Node, *, alone: bool) -> CriterionDraft:
    kind = _kind(node)
    name = node.line("name", name="Name of a criterion", most=300) or _NAMES[kind]
    weight, description = _weight_and_description(node)
    reason = weight.reason
    if weight.value is None and not weight.as_published and alone and kind in ("price", "cost"):
        reason = f"No weighting was published. If {kind} alone decides, enter 100."
    if kind == "quality" and _MONEY_WORDS.fullmatch(name):
        node.note(f"A quality criterion is called “{name}”: check whether it is quality or price.")
    if reason:
        node.note(f"Weighting of “{name}”: {reason}")
    if weight.value == 0:
        node.note(
            f"“{name}” has a weighting of 0%: it changes no result. Remove it, or correct its weighting."
        )
    return CriterionDraft(
        kind=kind,
        name=name,
        description=description,
        weight=weight.value,
        weight_as_published=weight.as_published,
        weight_note=reason,
    )


def _kind(node: Node) -> CriterionKind:
    published = node.text("type", name="Type of a criterion")
    if published.lower() in get_args(CriterionKind):
        return cast("CriterionKind", published.lower())
    said = f"of the type “{published[:30]}”" if published else "without a type"
    node.note(
        f"The notice has a criterion {said}: it was read as “other”. Choose whether it is price, cost or "
        "quality."
    )
    return "other"


def _weight_and_description(node: Node) -> tuple[PublishedWeight, str]:
    """The weight from `numbers` or, in its absence, from a `description` that is one; and what describes the
    criterion.
    """
    numbers = list(node.children("numbers"))
    if numbers:
        weighted = next((number for number in numbers if number.data.get("weight")), numbers[0])
        return _from_number(weighted), node.text("description", name="Description of a criterion")
    raw = node.data.get("description")
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        return parse_weight(raw), ""
    description = node.text("description", name="Description of a criterion")
    weight = parse_weight(description)
    is_weight = weight.value is not None or (
        len(description) <= _LONGEST_WEIGHT and re.search("[0-9]", description) is not None
    )
    return (weight, "") if is_weight else (parse_weight(None), description)


def _from_number(node: Node) -> PublishedWeight:
    number = node.number("number")
    if number is None:
        return parse_weight(None)
    meaning = node.text("weight", name="Weight")
    exact = parse_weight(number)
    if meaning == "percentageExact":
        return exact
    shown = exact.as_published
    if meaning == "decimalExact":
        return _from_share(number, shown)
    return PublishedWeight(None, shown, f"“{shown}” is {_why_no_weight(node, meaning)}")


def _from_share(number: Decimal, shown: str) -> PublishedWeight:
    if 0 <= number <= 1:
        percentage = parse_weight(number * 100)
        if percentage.value is not None:
            return PublishedWeight(percentage.value, shown)
    return PublishedWeight(None, shown, f"“{shown}” is no share of one. Enter the weighting as a percentage.")


def _why_no_weight(node: Node, meaning: str) -> str:
    """The rest of the sentence that begins with the number as published."""
    if meaning in _NOT_A_WEIGHT:
        return _NOT_A_WEIGHT[meaning]
    if node.data.get("threshold"):
        return "a minimum or maximum, not the weighting itself. Enter the weighting."
    if node.data.get("fixed"):
        return "a fixed amount, not a weighting. Enter the weighting."
    return "a number whose meaning is not given: it may be a minimum. Enter the weighting."


def _quote(node: Node, key: str, *, name: str) -> None:
    text = node.line(key, name=name, most=400)
    if text:
        node.note(f"{name}, in the publisher's words: “{text}”")
