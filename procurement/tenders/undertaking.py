"""The wording on which restricted documents are given to bidders.

Whoever accepts it is recorded with the words as they read then, so changing them means a new `TEXT_VERSION`: everybody
is then asked again, and what was accepted before stays as it was.
"""

TEXT_VERSION = 1

PROMISES = (
    "We use what we are given only to prepare a bid in this tender and, if we win, to prepare for the contract.",
    "We show it only to colleagues, advisers and subcontractors who need it for that and keep the same promises.",
    "Where it is about people whose names were taken out, we do not try to find out who anybody is.",
    "We keep it where nobody else can read it, and make no more copies than we need.",
    "When the tender is over for us, or earlier if the authority asks, we destroy every copy that we may destroy.",
    "If it is lost, or seen by somebody who should not have seen it, we tell the contracting authority at once.",
)
"""What the person undertakes for the organisation, point by point, as the page shows it."""


def wording(*, tender: str, authority: str, supplier: str) -> str:
    """The whole undertaking as one text, as it is recorded. The arguments are names."""
    begins = (
        f"{supplier} asks {authority} for the restricted documents of the tender “{tender}” and undertakes "
        "to keep them confidential:"
    )
    points = "\n".join(f"{number}. {promise}" for number, promise in enumerate(PROMISES, start=1))
    return f"{begins}\n\n{points}\n\nI accept this for {supplier}, and I am authorised to do so."
