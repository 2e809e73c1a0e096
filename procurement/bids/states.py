"""Which state of a bid may follow which, and the permission that each step needs."""

from procurement.core.transitions import SYSTEM, Table

BID: Table = {
    ("draft", "submitted"): "bids.submit",
    ("submitted", "withdrawn"): "bids.withdraw",
    ("withdrawn", "submitted"): "bids.submit",
    ("submitted", "opened"): SYSTEM,
    ("opened", "admitted"): "bids.admit",
    ("opened", "disregarded"): "bids.disregard",
    ("opened", "disqualified"): SYSTEM,
    ("admitted", "disregarded"): "bids.disregard",
    ("admitted", "disqualified"): SYSTEM,
    ("admitted", "assessed"): SYSTEM,
}
