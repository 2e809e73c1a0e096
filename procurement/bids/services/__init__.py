"""Every change to a bid, from its start to the opening."""

from .drafts import (
    remove_commitment,
    save_answer,
    save_commitment,
    save_confirmations,
    save_prices,
    save_section,
    start_bid,
)
from .files import add_file, remove_file
from .opening import admit_bids, confirm_opening, disregard_bid, note_reading, note_readings
from .submission import submit_bid, withdraw_bid

__all__ = [
    "add_file",
    "admit_bids",
    "confirm_opening",
    "disregard_bid",
    "note_reading",
    "note_readings",
    "remove_commitment",
    "remove_file",
    "save_answer",
    "save_commitment",
    "save_confirmations",
    "save_prices",
    "save_section",
    "start_bid",
    "submit_bid",
    "withdraw_bid",
]
