"""Who hears of it when a document of a published tender is added, replaced or withdrawn."""

from collections.abc import Callable

from ..models import TenderDocument

Hearer = Callable[[TenderDocument, str, str], object]
"""Called in the transaction of the change with the document, what happened to it in a few words, and the reason."""

_hearers: list[Hearer] = []


def when_document_changes(hearer: Hearer) -> None:
    """Let a higher app hear of changes that bidders have to know; called once, when the apps are ready."""
    _hearers.append(hearer)


def tell_change(*, document: TenderDocument, what: str, why: str = "") -> None:
    """Tell who asked to hear of it. A draft's documents are known to nobody yet, so nobody is told of those."""
    if document.tender.published_at is None:
        return
    for hearer in _hearers:
        hearer(document, what, why)
