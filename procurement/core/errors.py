"""What a service raises when it says no: sentences for the person who asked."""

from collections.abc import Iterable


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault of the program
    """A change that may not happen now. `reasons` are sentences that say what is wrong and what to do."""

    def __init__(self, *reasons: str | Iterable[str]) -> None:
        flat: list[str] = []
        for reason in reasons:
            flat.extend([reason] if isinstance(reason, str) else reason)
        self.reasons = tuple(flat)
        super().__init__(" ".join(self.reasons))


class NotPermitted(Refused):
    """The person may see the thing but may not do this to it; the reason says who could, or when."""


class Conflict(Refused):
    """Somebody else changed the same thing in between; nothing was overwritten."""
