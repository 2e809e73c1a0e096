"""Section 4: question by question, bid by bid, the consensus with its reason and how the panel got there."""

from procurement.core.formatting import quantity
from procurement.evaluation.queries import range_share
from procurement.tenders.published import Leaf

from ..report import Answer, Condition, ConditionOutcome, Dissent, FirstMark, Question
from .records import Records


def questions_of(records: Records) -> tuple[Question, ...]:
    """Every quality question of the published model, in its order, with every bid that has a consensus mark."""
    return tuple(
        Question(
            number=leaf.id,
            title=leaf.title,
            text=leaf.question,
            maximum=quantity(leaf.weight),
            steps=tuple(step.mark for step in leaf.scale),
            answers=tuple(
                _answer(records, leaf, code)
                for code in records.by_rank
                if (code, leaf.id) in records.moderated
            ),
            scale="; ".join(f"{step.mark} {step.label}" for step in leaf.scale) + ".",
            minimum=f"A bid below {leaf.minimum} is disqualified." if leaf.minimum else "",
        )
        for leaf in records.rules.of_kind("quality")
    )


def conditions_of(records: Records) -> tuple[Condition, ...]:
    """Every pass or fail criterion with what was decided for each bid, by whom and why."""
    return tuple(
        Condition(
            title=leaf.title,
            text=leaf.question,
            outcomes=tuple(
                ConditionOutcome(
                    bidder=records.bidder(row.bid.code),
                    outcome="Pass" if row.passed else "Fail",
                    decided_by=row.decided_by.name,
                    reason=row.reason,
                )
                for row in records.pass_decisions
                if row.criterion == leaf.id
            ),
        )
        for leaf in records.rules.of_kind("pass_fail")
    )


def _answer(records: Records, leaf: Leaf, code: str) -> Answer:
    consensus = records.moderated[code, leaf.id]
    scored = records.outcomes[code]["criteria"].get(leaf.id, {})
    first = [row for row in records.first_marks if row.criterion == leaf.id and row.sheet.bid.code == code]
    return Answer(
        bidder=records.bidder(code),
        mark=consensus.mark,
        mark_label=next((step.label for step in leaf.scale if step.mark == consensus.mark), ""),
        points=scored.get("points") or "",
        working=scored.get("working") or "",
        reason=consensus.reason,
        first_marks=tuple(FirstMark(row.sheet.evaluator.name, row.mark) for row in first),
        spread=spread_in_words([row.mark for row in first], leaf),
        agreed=tuple(sorted(person.name for person in consensus.agreed_by.all())),
        dissent=(Dissent("", consensus.dissent),) if consensus.dissent else (),
    )


def spread_in_words(marks: list[str], leaf: Leaf) -> str:
    """How far the first marks lie apart, in steps of the scale and as a share of it, as moderation saw it."""
    order = [step.mark for step in leaf.scale]
    places = [order.index(mark) for mark in marks if mark in order]
    if len(places) < 2:
        return ""
    steps = max(places) - min(places)
    if not steps:
        return "none"
    percent = round(range_share(leaf, marks) * 100)
    return f"{'one step' if steps == 1 else f'{steps} steps'}, {percent}% of the scale"
