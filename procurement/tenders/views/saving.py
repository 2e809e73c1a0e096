"""Saving what somebody else may have saved in the meantime."""

from collections.abc import Callable, Iterable
from typing import Any

from procurement.core.errors import Conflict, Refused

from ..forms import saved_now


def what_is_saved(
    form: Any, refused: Iterable[Refused], read_again: Callable[[], Any]
) -> list[dict[str, str]]:
    """After a Conflict: what is saved now where it differs from what was typed, and the form ready for another try.

    `form` has a revision; `read_again` gives the same form, drawn from the row as it is now. Nothing without a
    Conflict.
    """
    if not any(isinstance(one, Conflict) for one in refused):
        return []
    saved = read_again()
    form.renew(saved["revision"].initial)
    return saved_now(form, saved)
