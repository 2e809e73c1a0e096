"""Counting with letters, as bids and the columns of a spreadsheet do: A, B, ... Z, AA, AB, ..."""

from django.db.models.functions import Length


def letter(number: int) -> str:
    """The letters of a number from 1: 1 is "A", 26 is "Z", 27 is "AA"."""
    name = ""
    while number:
        number, at = divmod(number - 1, 26)
        name = chr(ord("A") + at) + name
    return name


def by_letter(path: str = "code") -> tuple[Length, str]:
    """What to give `order_by()` for rows in the order in which letters count: as text "AA" would come before "B"."""
    return Length(path), path


def letter_order(code: str) -> tuple[int, str]:
    """The same order as a key for `sorted()`."""
    return len(code), code
