"""Which of our organisations and tenders a notice speaks of."""

import re

from procurement.organisations.models import Organisation
from procurement.tenders.models import Tender

from .ocds import BuyerDraft

_NOISE = re.compile(r"[^\w&]+")


def authority_of_buyer(buyer: BuyerDraft | None) -> Organisation | None:
    """The contracting authority that a notice's buyer is: by its identifier, else by its name. Budget: 2
    queries.

    Names are the same when they differ only in case, punctuation, white space or a "The" in front. None when
    no authority, or more than one, fits.
    """
    if buyer is None:
        return None
    authorities = Organisation.objects.filter(kind=Organisation.Kind.AUTHORITY)
    if buyer.identifier:
        known = authorities.filter(
            identifier_scheme__iexact=buyer.scheme, identifier__iexact=buyer.identifier
        ).first()
        if known is not None:
            return known
    wanted = comparable(buyer.name)
    fitting = [key for key, name in authorities.values_list("pk", "name") if comparable(name) == wanted]
    return authorities.get(pk=fitting[0]) if len(fitting) == 1 else None


def comparable(name: str) -> str:
    """A name without what two spellings of it differ in."""
    return _NOISE.sub(" ", name.casefold()).strip().removeprefix("the ")


def tender_from_notice(*, authority: Organisation, ocid: str) -> Tender | None:
    """The tender that this authority has from the process with this OCID. Budget: 1 query."""
    return Tender.objects.filter(authority=authority, ocid=ocid).first() if ocid else None
