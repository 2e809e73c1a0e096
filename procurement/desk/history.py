"""The audit log in words: what each action means to a person who reads a tender's history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from procurement.audit.models import AuditEvent
from procurement.core.formatting import london, london_exact

ACTIONS = {
    "tender.created": "The tender was started",
    "tender.imported": "The tender was started from a notice",
    "tender.draft": "The tender became a draft",
    "tender.changed": "The details of the tender were changed",
    "tender.timetable_set": "The deadline for bids was set",
    "tender.published": "The tender was published",
    "tender.finished": "The tender is finished: every lot is decided",
    "tender.cancelled": "The tender was cancelled",
    "lot.added": "A lot was added",
    "lot.changed": "A lot was changed",
    "lot.removed": "A lot was removed",
    "tenderdocument.added": "A procurement document was added",
    "tenderdocument.replaced": "A procurement document was replaced by a new version",
    "tenderdocument.withdrawn": "A procurement document was withdrawn",
    "tenderdocument.released": "A restricted document was given out",
    "undertaking.accepted": "Somebody accepted the confidentiality undertaking for a supplier",
    "criteria.from_ready_made": "The criteria were taken from a ready-made tree",
    "criteria.copied": "The criteria were copied from another lot",
    "criterion.added": "A criterion was added",
    "criterion.changed": "A criterion was changed",
    "criterion.moved": "A criterion was moved",
    "criterion.measures_chosen": "The measures of a criterion were chosen",
    "criterion.removed": "A criterion was removed",
    "scale.added": "A marking scale was added",
    "scale.changed": "A marking scale was changed",
    "scale.used": "The questions of a lot were put on one marking scale",
    "scale.removed": "A marking scale was removed",
    "panel.granted": "Somebody was given a role",
    "panel.revoked": "A role was taken away",
    "person.second_factors_removed": "Somebody's second factors were removed by those who run the service",
    "invitation.made": "Somebody was invited",
    "invitation.sent_again": "An invitation was sent again",
    "invitation.withdrawn": "An invitation was withdrawn",
    "invitation.accepted": "An invitation was accepted",
    "stage.deadline_ended_in_demonstration": "The deadline was ended early, which only the demonstration can do",
    "opening.confirmed": "A person confirmed the opening of the bids",
    "lotstage.opened": "The lot's bids were opened",
    "lotstage.evaluating": "Evaluation began",
    "lotstage.moderated": "Moderation was closed and the result calculated",
    "lotstage.awarded": "The lot was awarded",
    "lotstage.ended": "The lot ended without award",
    "bid.started": "A bid was started",
    "bid.submitted": "A bid was submitted",
    "bid.submitted_again": "A bid was submitted again, in place of its earlier version",
    "bid.came_late": "A bid came after the deadline and was refused",
    "bid.withdrawn": "A bid was withdrawn",
    "bid.opened": "A bid was opened",
    "bid.read": "A bid was read",
    "bid.admitted": "A bid was admitted",
    "bid.disregarded": "A bid was disregarded",
    "bid.disqualified": "A bid was disqualified",
    "bid.assessed": "A bid was assessed",
    "conflict.declared": "Somebody declared whether they have a conflict of interest",
    "conflict.decided": "A declared conflict of interest was decided",
    "scoresheet.submitted": "An evaluator finished a score sheet",
    "scoresheet.draft": "An evaluator went back to a score sheet",
    "scoresheet.locked": "An evaluator locked a score sheet",
    "commitment.reviewed": "A commitment was judged",
    "pass.decided": "It was decided whether a bid passes a criterion",
    "consensus.recorded": "A consensus mark was recorded",
    "consensus.revised": "A consensus mark was changed",
    "result.exported": "The result was downloaded",
    "awarddecision.recommended": "An award was recommended",
    "awarddecision.draft": "A recommendation was returned",
    "awarddecision.approved": "The award was approved",
    "awarddecision.set_aside": "The award decision was set aside",
    "document.queued": "A document was queued again",
    "document.rendering": "The award report is being made",
    "document.ready": "The award report was made",
    "document.failed": "The award report could not be made",
    "document.downloaded": "The award report was downloaded",
    "organisation.created": "An organisation was added",
    "organisation.role_granted": "Somebody was given a role on an organisation",
    "framework.loaded": "A social value framework was loaded",
    "framework.imported": "A social value framework was imported for an authority",
    "measure.confirmed": "A measure was confirmed for an authority",
}

WORDS = {
    "bid": "Bid",
    "person": "Person",
    "role": "Role",
    "supplier": "Supplier",
    "title": "Title",
    "criterion": "Criterion",
    "mark": "Mark",
    "passed": "Passes",
    "measure": "Measure",
    "promised": "Promised",
    "counted": "Counted",
    "outcome": "Outcome",
    "mitigation": "Mitigation",
    "reason": "Reason",
    "where": "For",
    "file": "File",
    "changes": "What changed",
    "given_to": "Given to",
    "dissent": "Dissent",
    "deadline": "Deadline",
    "received_at": "Arrived",
    "version": "Version",
    "receipt": "Receipt",
    "sha256": "SHA-256",
    "content_sha256": "SHA-256 of the content",
    "model_hash": "Model hash",
    "result_hash": "Result hash",
    "form": "File",
    "rows": "Rows",
}
MOMENTS = {"deadline": london, "received_at": london_exact}
"""Details that are kept in ISO 8601, and how each is said: what arrives is told to the second."""


# Things whose events hold a mark, a reason or a quantity that the panel decided.
JUDGEMENTS = frozenset({"consensus", "commitment", "pass"})


@dataclass(frozen=True)
class ToldEvent:
    """One event as components/timeline.html draws it."""

    title: str
    at: datetime
    by: str
    text: str


def told(event: AuditEvent, *, judgements_hidden: bool = False) -> ToldEvent:
    """An event in words. Details that were erased are said to be; what the panel judged can be kept back."""
    thing, _, what = event.action.partition(".")
    title = ACTIONS.get(event.action) or f"{thing} {what}".replace("_", " ").capitalize()
    if event.details is None:
        return ToldEvent(title, event.at, "", "Details were erased by the retention rule.")
    if judgements_hidden and thing in JUDGEMENTS:
        text = f"What was decided is shown when moderation is closed.\nRecord {event.number}, {event.digest[:12]}"
        return ToldEvent(title, event.at, str(event.details.get("by", "")), text)
    lines = [
        f"{WORDS[key]}: {_plain(key, value)}"
        for key, value in event.details.items()
        if key in WORDS and value not in ("", None)
    ]
    lines.append(f"Record {event.number}, {event.digest[:12]}")
    return ToldEvent(title, event.at, str(event.details.get("by", "")), "\n".join(lines))


def _plain(key: str, value: Any) -> str:
    if key in MOMENTS:
        return MOMENTS[key](datetime.fromisoformat(str(value)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value).replace("_", " ")
