"""Section 2: when each step was taken, by whom, and which record of the audit chain says so."""

from ..report import Milestone
from .records import Records

STEPS = {
    "tender.published": "Published, and its rules frozen",
    "opening.confirmed": "Opening of the bids confirmed",
    "lotstage.opened": "Bids opened",
    "lotstage.evaluating": "Evaluation started",
    "lotstage.moderated": "Moderation closed, prices opened, result calculated",
    "awarddecision.recommended": "Award recommended",
    "awarddecision.draft": "Recommendation returned",
    "awarddecision.approved": "Award approved",
}


def timetable_of(records: Records) -> tuple[Milestone, ...]:
    """Every step from publication to approval in the order in which they were taken, the deadline among them."""
    steps = [
        Milestone(STEPS[event.action], event.at, str((event.details or {}).get("by", "")), event.number)
        for event in records.events
        if event.action in STEPS
    ]
    deadline = records.lot_stage.stage.deadline
    if deadline is not None:
        steps.append(Milestone("Deadline for bids", deadline))
    locked = [mark.sheet.locked_at for mark in records.first_marks if mark.sheet.locked_at]
    if locked:
        steps.append(Milestone("Last score sheet locked", max(locked)))
    return tuple(sorted(steps, key=lambda step: (step.at, step.record or 0)))
