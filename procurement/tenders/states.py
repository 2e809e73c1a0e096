"""Which state of a tender, and of a lot in its stage, may follow which, and the permission that each step needs."""

from procurement.core.transitions import SYSTEM, Table

TENDER: Table = {
    ("planning", "draft"): "tenders.edit",
    ("draft", "published"): "tenders.publish",
    ("published", "finished"): SYSTEM,
    ("finished", "published"): SYSTEM,
    ("planning", "cancelled"): "tenders.cancel",
    ("draft", "cancelled"): "tenders.cancel",
    ("published", "cancelled"): "tenders.cancel",
}

LOT_STAGE: Table = {
    ("waiting", "opened"): "bids.confirm_opening",
    ("opened", "evaluating"): "evaluation.start",
    ("evaluating", "moderated"): "evaluation.close_moderation",
    ("moderated", "awarded"): SYSTEM,
    ("awarded", "moderated"): SYSTEM,
    ("waiting", "ended"): "tenders.end_lot",
    ("opened", "ended"): "tenders.end_lot",
    ("evaluating", "ended"): "tenders.end_lot",
    ("moderated", "ended"): "tenders.end_lot",
}
