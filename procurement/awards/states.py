"""Which state of an award decision, and of a document, may follow which, and the permission each step needs."""

from procurement.core.transitions import SYSTEM, Table

AWARD_DECISION: Table = {
    ("draft", "recommended"): "awards.recommend",
    ("recommended", "draft"): "awards.return",
    ("recommended", "approved"): "awards.approve",
    ("draft", "set_aside"): "awards.set_aside",
    ("recommended", "set_aside"): "awards.set_aside",
    ("approved", "set_aside"): "awards.set_aside",
}

DOCUMENT: Table = {
    ("queued", "rendering"): SYSTEM,
    ("rendering", "ready"): SYSTEM,
    ("queued", "failed"): SYSTEM,
    ("rendering", "failed"): SYSTEM,
    ("failed", "queued"): "awards.retry_document",
}
