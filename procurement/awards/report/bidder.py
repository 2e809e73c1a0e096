"""Who made a bid, as every section of the report names them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bidder:
    """A bid as the panel knew it: its code ("B") and, once that may be said, the bidder's name."""

    code: str
    name: str
