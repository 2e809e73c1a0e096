"""Which state of a score sheet may follow which, and the permission that each step needs."""

from procurement.core.transitions import Table

SCORE_SHEET: Table = {
    ("draft", "submitted"): "evaluation.submit_sheet",
    ("submitted", "draft"): "evaluation.submit_sheet",
    ("submitted", "locked"): "evaluation.lock_sheet",
}
