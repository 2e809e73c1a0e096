"""What the pages of bids show, made ready for their templates: rules as published, a bid in full, a
receipt.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.forms import BaseForm, BooleanField
from django.urls import reverse

from procurement.core.formatting import (
    clock,
    count_words,
    counted,
    day,
    file_size,
    london_deadline,
    money,
    quantity,
    weight,
)
from procurement.tenders.models import LotStage, PublishedModel
from procurement.tenders.published import Leaf, MeasureWords, Rules, Step, published_rules

from .content import Content
from .models import BidVersion
from .queries import OwnBid
from .rules import takes_bids
from .sections import Section, SectionState, over_limit
from .valuation import Valuation, valuation

KINDS_OF_LEAF = {
    "quality": "Question",
    "price": "Price",
    "social_value": "Commitments",
    "pass_fail": "Pass or fail",
}
TAGS = {
    SectionState.DONE: "done",
    SectionState.MISSING: "missing",
    SectionState.CHECK: "check",
    SectionState.OPTIONAL: "waiting",
}


# --- the rules as published -----------------------------------------------------------------------


@dataclass(frozen=True)
class PublishedLot:
    """A lot with its rules, for anybody."""

    lot_stage: LotStage
    published: PublishedModel
    rules: Rules
    is_open: bool
    currency: str

    @property
    def lot(self) -> Any:
        return self.lot_stage.lot

    @property
    def criteria(self) -> list[dict[str, str]]:
        """The leaves of the tree as rows of the criteria table."""
        return [
            {
                "group": " > ".join(leaf.trail),
                "title": leaf.title,
                "kind": kind_words(leaf),
                "weight": "Pass or fail" if leaf.kind == "pass_fail" else weight(leaf.weight),
                "minimum": minimum_words(leaf, self.currency),
            }
            for leaf in self.rules.leaves
        ]

    @property
    def questions(self) -> tuple[Leaf, ...]:
        return self.rules.of_kind("quality", "pass_fail")

    @property
    def scales(self) -> list[tuple[str, tuple[Step, ...]]]:
        """Each scale once, with the titles of the questions that it marks."""
        found: dict[tuple[Step, ...], list[str]] = {}
        for leaf in self.rules.of_kind("quality"):
            found.setdefault(leaf.scale, []).append(leaf.title)
        return [(", ".join(titles), tuple(reversed(steps))) for steps, titles in found.items()]

    @property
    def measures(self) -> list[dict[str, str]]:
        """The measures that commitments may be made on."""
        codes = [code for leaf in self.rules.of_kind("social_value") for code in leaf.measures]
        return measure_rows(self.rules, dict.fromkeys(codes), self.currency)


def published_lot(lot_stage: LotStage, published: PublishedModel, *, now: datetime) -> PublishedLot:
    """A lot's rules for its page. No query."""
    is_open = takes_bids(None, lot_stage) and not lot_stage.stage.is_closed(now)
    return PublishedLot(
        lot_stage, published, published_rules(published), is_open, str(published.model["currency"])
    )


def kind_words(leaf: Leaf) -> str:
    """What bidders give for a criterion, in words."""
    return "Social value question" if leaf.aspect == "social_value" else KINDS_OF_LEAF[leaf.kind]


def minimum_words(leaf: Leaf, currency: str) -> str:
    """The minimum of a criterion, or its ceiling, in words; empty when there is none."""
    if leaf.kind == "price":
        return f"At most {money(leaf.maximum, currency)}" if leaf.maximum else ""
    if leaf.kind == "quality":
        return f"Mark {leaf.minimum}" if leaf.minimum else ""
    return f"{weight(leaf.minimum)} of its points" if leaf.minimum else ""


def measure_rows(rules: Rules, codes: Iterable[str], currency: str) -> list[dict[str, str]]:
    """Measures as rows: title, unit, value of one unit, where it comes from, what counts, and the evidence.

    A value that changes from year to year has a line for each year.
    """
    return [
        _measure_row(rules.measures[code], rules.measure_words.get(code, MeasureWords()), currency)
        for code in codes
    ]


def _measure_row(measure: Mapping[str, Any], words: MeasureWords, currency: str) -> dict[str, str]:
    if measure.get("values"):
        value = "\n".join(
            f"{money(one, currency)} in year {at}" for at, one in enumerate(measure["values"], 1)
        )
    else:
        value = money(measure["value"], currency) if measure.get("value") is not None else "Not valued"
    source = str(measure.get("source") or "").rstrip(".")
    if source and measure.get("price_year"):
        source = f"{source}. In prices of {measure['price_year']}"
    return {
        "title": measure["title"],
        "unit": measure["unit"],
        "value": value,
        "source": source,
        "definition": words.definition,
        "baseline": words.baseline,
        "evidence": words.evidence,
    }


# --- a bid being written --------------------------------------------------------------------------


def section_url(own: OwnBid, section: Section) -> str:
    """The page on which a section is written."""
    if section.kind == "answer":
        return reverse("bids:answer", kwargs={"bid_id": own.bid.pk, "criterion": section.criterion})
    if section.kind == "commitments":
        return reverse("bids:commitments", kwargs={"bid_id": own.bid.pk, "criterion": section.criterion})
    return reverse(f"bids:{section.kind}", kwargs={"bid_id": own.bid.pk})


def task_list(own: OwnBid) -> list[dict[str, str]]:
    """The sections as a task list. When nothing can be changed any more they lead to the bid in full."""
    worth = valuation(own.content, own.published.model)
    check = reverse("bids:check", kwargs={"bid_id": own.bid.pk})
    return [
        {
            "title": section.title,
            "url": section_url(own, section) if own.is_editable else f"{check}#{anchor(section.key)}",
            "hint": _hint(own, section, worth),
            "status": section.state.value,
            "kind": TAGS[section.state],
        }
        for section in own.sections
    ]


def next_section_url(own: OwnBid, key: str) -> str:
    """Where "save and go to the next part" leads: the section after `key`, or the check before submitting."""
    keys = [section.key for section in own.sections]
    after = keys.index(key) + 1
    if after < len(keys):
        return section_url(own, own.sections[after])
    return reverse("bids:check", kwargs={"bid_id": own.bid.pk})


def blockers(own: OwnBid) -> list[dict[str, str]]:
    """What is missing, each with the page that puts it right."""
    urls = {section.key: section_url(own, section) for section in own.sections}
    return [
        {"text": f"{thing.text}.", "url": urls[thing.section], "action": "Go there"} for thing in own.missing
    ]


def warnings(own: OwnBid) -> list[dict[str, str]]:
    """What can be submitted but may cost points or the bid."""
    return [
        {
            "text": f"{section.title}: {section.note}.",
            "url": section_url(own, section),
            "action": "Look at it",
        }
        for section in own.sections
        if section.state is SectionState.CHECK
    ]


def anchor(key: str) -> str:
    """A section's key as the id of its heading."""
    return key.replace(":", "-")


def _hint(own: OwnBid, section: Section, worth: Valuation) -> str:
    hint = section.note
    if section.kind == "commitments" and section.state is SectionState.DONE:
        total = sum(
            (
                value
                for key, value in worth.values.items()
                if key[0] == section.criterion and value is not None
            ),
            start=Fraction(0),
        )
        hint = f"{hint}, worth {money(total, own.currency)}"
    saved = own.draft.saved.get(section.key)
    if saved and section.state is SectionState.DONE:
        today = day(saved.at) == day(own.now)
        hint = f"{hint}. Saved {f'at {clock(saved.at)}' if today else f'on {day(saved.at)}'}"
    return hint


def typed_rows(form: BaseForm) -> list[dict[str, str]]:
    """What was typed into a form that cannot be saved any more, by its questions, to copy it from there."""
    rows = []
    for box in form.visible_fields():
        if isinstance(box.field, BooleanField) or not box.value():
            continue
        value = str(box.value())
        choices = {str(choice[0]): str(choice[1]) for choice in getattr(box.field, "choices", ())}
        rows.append({"key": str(box.label), "value": choices.get(value, value)})
    return rows


# --- a bid in full --------------------------------------------------------------------------------


@dataclass(frozen=True)
class CommitmentRow:
    """A commitment with its measure's words and what it is worth."""

    measure: str
    title: str
    year: int
    amount: str
    value: str
    method: str


def commitment_rows(
    content: Content, rules: Rules, worth: Valuation, criterion: str, currency: str
) -> list[CommitmentRow]:
    """The commitments of one criterion, by measure and year as they were added. Years count from 1."""
    rows = []
    for item in content.commitments.get(criterion, ()):
        measure = rules.measures[item.measure]
        value = worth.values[criterion, item.measure, item.year]
        rows.append(
            CommitmentRow(
                measure=item.measure,
                title=measure["title"],
                year=item.year + 1,
                amount=quantity(item.quantity, measure["unit"]),
                value="Not valued" if value is None else money(value, currency),
                method=item.method,
            )
        )
    return rows


def whole_bid(own: OwnBid) -> list[dict[str, Any]]:
    """Everything in the draft, section by section, for the check before submitting."""
    content, rules = own.content, own.rules
    worth = valuation(content, own.published.model)
    parts: list[dict[str, Any]] = []
    for section in own.sections:
        part: dict[str, Any] = {
            "key": section.key,
            "title": section.title,
            "anchor": anchor(section.key),
            "kind": section.kind,
            "url": section_url(own, section) if own.is_editable else "",
            "status": section.state.value,
            "tag": TAGS[section.state],
            "note": section.note,
        }
        if section.kind == "answer" and section.criterion:
            leaf = rules.leaf(section.criterion)
            text = content.answers.get(leaf.id, "")
            part |= {"leaf": leaf, "text": text, "words": count_words(text), "over": over_limit(leaf, text)}
        elif section.kind == "prices":
            part["rows"] = [
                {"key": leaf.title, "value": money(content.prices.get(leaf.id), own.currency) or "Missing"}
                for leaf in rules.of_kind("price")
            ]
        elif section.kind == "commitments" and section.criterion:
            part["commitments"] = commitment_rows(content, rules, worth, section.criterion, own.currency)
            part["total"] = money(worth.total, own.currency)
        elif section.kind == "confirmations":
            part["rows"] = [_confirmation_row(leaf, content) for leaf in rules.of_kind("pass_fail")]
        else:
            part["files"] = content.files
        parts.append(part)
    return parts


def _confirmation_row(leaf: Leaf, content: Content) -> dict[str, str]:
    given = content.passes.get(leaf.id)
    if given is None:
        return {"key": leaf.title, "value": "Missing"}
    return {"key": leaf.title, "value": "Yes" if given.confirmed else "No", "hint": given.note}


# --- receipts -------------------------------------------------------------------------------------


def receipt_context(version: BidVersion, content: Content) -> dict[str, Any]:
    """What `components/receipt_panel.html` needs for a version."""
    bid = version.bid
    return {
        "title": f"Receipt {version.receipt}",
        "at": version.received_at,
        "rows": [
            {"key": "Version", "value": str(version.number)},
            {"key": "Bidder", "value": bid.supplier.name},
            {"key": "For", "value": f"{bid.lot_stage.lot.tender}, {bid.lot_stage.lot}"},
            {"key": "Deadline", "value": london_deadline(bid.lot_stage.stage.deadline)},
            {"key": "Submitted by", "value": version.submitted_by.name},
            {"key": "Files", "value": counted(len(content.files), "file")},
        ],
        "digest": version.content_sha256,
        "files": [
            {"name": entry.name, "size": file_size(entry.size), "digest": entry.sha256}
            for entry in content.files
        ],
    }
