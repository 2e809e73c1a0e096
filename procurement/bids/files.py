"""How many files a bid takes. Which files they may be, `core.files` tells."""

from procurement.core.formatting import counted

MOST_FILES = 30


def file_count_problem(count: int) -> str | None:
    """What is wrong with a bid of `count` files, if anything."""
    if count > MOST_FILES:
        return f"A bid takes at most {counted(MOST_FILES, 'file')}. Put several documents into one PDF."
    return None
