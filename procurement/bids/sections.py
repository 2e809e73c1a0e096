"""The parts of a bid as its writer meets them: each with a state, and what is missing before it can be
submitted.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from procurement.core.formatting import count_words, counted, money
from procurement.tenders.published import Leaf, Rules

from .content import Content

PRICES = "prices"
CONFIRMATIONS = "confirmations"
FILES = "files"


def answer_section(criterion: str) -> str:
    return f"answer:{criterion}"


def commitments_section(criterion: str) -> str:
    return f"commitments:{criterion}"


class SectionState(StrEnum):
    DONE = "Done"
    MISSING = "Missing"
    CHECK = "Check"
    OPTIONAL = "Optional"


@dataclass(frozen=True)
class Missing:
    """One thing without which a bid cannot be submitted. `section` says where to put it right."""

    section: str
    text: str


@dataclass(frozen=True)
class Section:
    """One part of a bid. `criterion` is the id of the one criterion that it answers, where it is one."""

    key: str
    title: str
    kind: str
    criterion: str | None
    state: SectionState
    note: str


def missing(content: Content, rules: Rules) -> tuple[Missing, ...]:
    """Everything without which the bid cannot be submitted, in the order of its sections. Pure: no query."""
    found = [
        Missing(answer_section(leaf.id), f"Answer “{leaf.title}”")
        for leaf in rules.of_kind("quality")
        if not content.answers.get(leaf.id, "").strip()
    ]
    found += [
        Missing(CONFIRMATIONS, f"Answer yes or no to “{leaf.title}”")
        for leaf in rules.of_kind("pass_fail")
        if leaf.id not in content.passes
    ]
    found += [
        Missing(
            PRICES,
            f"Enter your price for “{leaf.title}”" if leaf.title.lower() != "price" else "Enter your price",
        )
        for leaf in rules.of_kind("price")
        if leaf.id not in content.prices
    ]
    return tuple(found)


def sections(content: Content, rules: Rules, *, currency: str = "GBP") -> tuple[Section, ...]:
    """The parts of the bid in the order of the task list. Pure: no query."""
    found = [_answer(leaf, content) for leaf in rules.of_kind("quality")]
    if rules.of_kind("price"):
        found.append(_prices(content, rules, currency))
    found += [_commitments(leaf, content) for leaf in rules.of_kind("social_value")]
    if rules.of_kind("pass_fail"):
        found.append(_confirmations(content, rules))
    found.append(_files(content))
    return tuple(found)


def over_limit(leaf: Leaf, text: str) -> int:
    """By how many words an answer is over its limit; 0 when it is not."""
    return max(0, count_words(text) - leaf.word_limit) if leaf.word_limit else 0


def over_ceiling(leaf: Leaf, content: Content) -> bool:
    """Whether a price is above the published ceiling, which disqualifies the bid."""
    amount = content.prices.get(leaf.id)
    return amount is not None and leaf.maximum is not None and amount > Decimal(leaf.maximum)


def _answer(leaf: Leaf, content: Content) -> Section:
    text = content.answers.get(leaf.id, "")
    have, over = count_words(text), over_limit(leaf, text)
    limit = (
        f"of {counted(leaf.word_limit, 'word')}" if leaf.word_limit else ("word" if have == 1 else "words")
    )
    if not text.strip():
        note = f"Up to {counted(leaf.word_limit, 'word')}" if leaf.word_limit else "Not answered yet"
        if leaf.minimum:
            note = f"Minimum mark {leaf.minimum}, or the bid fails"
        state = SectionState.MISSING
    elif over:
        note = (
            f"{have:,} {limit}: the last {over:,} will not be read"
            if over > 1
            else (f"{have:,} {limit}: the last one will not be read")
        )
        state = SectionState.CHECK
    else:
        note, state = f"{have:,} {limit}", SectionState.DONE
    return Section(answer_section(leaf.id), leaf.title, "answer", leaf.id, state, note)


def _prices(content: Content, rules: Rules, currency: str) -> Section:
    leaves = rules.of_kind("price")
    given = [content.prices[leaf.id] for leaf in leaves if leaf.id in content.prices]
    note = ", ".join(money(amount, currency) for amount in given) if given else "No price yet"
    state = SectionState.DONE if len(given) == len(leaves) else SectionState.MISSING
    if state is SectionState.DONE and any(over_ceiling(leaf, content) for leaf in leaves):
        state, note = SectionState.CHECK, f"{note}: above the published ceiling, so the bid would fail"
    return Section(PRICES, "Price", "prices", None, state, note)


def _commitments(leaf: Leaf, content: Content) -> Section:
    count = len(content.commitments.get(leaf.id, ()))
    if count:
        state, note = SectionState.DONE, counted(count, "commitment")
    else:
        state, note = SectionState.CHECK, "No commitments: this part of the bid would score 0"
    return Section(commitments_section(leaf.id), leaf.title, "commitments", leaf.id, state, note)


def _confirmations(content: Content, rules: Rules) -> Section:
    leaves = rules.of_kind("pass_fail")
    given = [content.passes[leaf.id] for leaf in leaves if leaf.id in content.passes]
    note = f"{len(given)} of {len(leaves)} answered"
    state = SectionState.DONE if len(given) == len(leaves) else SectionState.MISSING
    if state is SectionState.DONE and not all(item.confirmed for item in given):
        state, note = SectionState.CHECK, "You answered no: the bid may fail"
    return Section(CONFIRMATIONS, "Conditions to meet", "confirmations", None, state, note)


def _files(content: Content) -> Section:
    count = len(content.files)
    if count:
        return Section(FILES, "Files", "files", None, SectionState.DONE, counted(count, "file"))
    return Section(FILES, "Files", "files", None, SectionState.OPTIONAL, "None added")
