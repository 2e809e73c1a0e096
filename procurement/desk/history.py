"""The audit log in words: what each action means to a person who reads a tender's history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from procurement.audit.models import AuditEvent

ACTIONS = {
    "tender.created": "The tender was started",
    "tender.published": "The tender was published",
    "tender.finished": "The tender is finished: every lot is decided",
    "tender.cancelled": "The tender was cancelled",
    "lotstage.opened": "The lot's bids were opened",
    "lotstage.evaluating": "Evaluation began",
    "lotstage.moderated": "Moderation was closed and the result calculated",
    "lotstage.awarded": "The lot was awarded",
    "lotstage.ended": "The lot ended without award",
    "bid.submitted": "A bid was submitted",
    "bid.withdrawn": "A bid was withdrawn",
    "bid.opened": "A bid was opened",
    "bid.admitted": "A bid was admitted",
    "bid.disregarded": "A bid was disregarded",
    "bid.disqualified": "A bid was disqualified",
    "bid.assessed": "A bid was assessed",
    "awarddecision.recommended": "An award was recommended",
    "awarddecision.draft": "A recommendation was returned",
    "awarddecision.approved": "The award was approved",
    "awarddecision.set_aside": "The award decision was set aside",
    "document.queued": "A document was queued again",
    "document.rendering": "The award report is being made",
    "document.ready": "The award report was made",
    "document.failed": "The award report could not be made",
    "document.downloaded": "The award report was downloaded",
}

WORDS = {
    "bid": "Bid",
    "reason": "Reason",
    "mark": "Mark",
    "criterion": "Question",
    "measure": "Measure",
    "counted": "Counted",
    "promised": "Promised",
    "role": "Role",
    "version": "Version",
    "sha256": "SHA-256",
    "content_sha256": "SHA-256 of the content",
    "model_hash": "Model hash",
    "result_hash": "Result hash",
    "receipt": "Receipt",
    "deadline": "Deadline",
    "title": "Title",
    "supplier": "Supplier",
    "dissent": "Dissent",
    "received_at": "Arrived",
}


@dataclass(frozen=True)
class ToldEvent:
    """One event as components/timeline.html draws it."""

    title: str
    at: datetime
    by: str
    text: str


def told(event: AuditEvent) -> ToldEvent:
    """An event in words. Details that were erased are said to be."""
    thing, _, what = event.action.partition(".")
    title = ACTIONS.get(event.action) or f"{thing} {what}".replace("_", " ").capitalize()
    if event.details is None:
        return ToldEvent(title, event.at, "", "Details were erased by the retention rule.")
    lines = [
        f"{WORDS[key]}: {_plain(value)}"
        for key, value in event.details.items()
        if key in WORDS and value not in ("", None)
    ]
    lines.append(f"Record {event.number}, {event.digest[:12]}")
    return ToldEvent(title, event.at, str(event.details.get("by", "")), "\n".join(lines))


def _plain(value: Any) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value).replace("_", " ")
