"""Which of our organisations and tenders a notice speaks of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.http import Http404

from procurement.accounts.models import Person
from procurement.core.time import database_now
from procurement.organisations.models import Organisation
from procurement.organisations.queries import authorities_for
from procurement.tenders.models import Tender

from .models import NoticeFile
from .ocds import BuyerDraft, Outcome

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


def tenders_from_notices(person: Person, *, ocids: Iterable[str]) -> dict[str, Tender]:
    """By OCID, a tender that an authority of this officer has from it already. Budget: 1 query."""
    tenders = Tender.objects.filter(authority__in=authorities_for(person), ocid__in=[*ocids])
    return {tender.ocid: tender for tender in tenders.select_related("authority").order_by("-created_at")}


@dataclass(frozen=True)
class ChosenNotice:
    """One notice of an uploaded file, read."""

    file: NoticeFile
    outcome: Outcome

    def creation_key(self, authority: Organisation) -> UUID:
        """The same for each click that makes a tender of this authority from this notice of this file."""
        return uuid5(self.file.pk, f"{self.outcome.release.number} {authority.pk}")


def notice_file_or_404(person: Person, *, file_id: Any) -> NoticeFile:
    """A file that this person uploaded. Budget: 1 query. Raises Http404 for any other."""
    file = NoticeFile.objects.filter(person=person, pk=file_id).first()
    if file is None:
        raise Http404("There is no such file among yours. Files are kept for a day: upload it again.")
    return file


def notice_or_404(person: Person, *, file_id: Any, number: int) -> ChosenNotice:
    """The notice in this place of a file of this person. Budget: 2 queries. Raises Http404 for any other."""
    file = notice_file_or_404(person, file_id=file_id)
    outcomes = file.outcomes(now=database_now())
    if not 1 <= number <= len(outcomes):
        raise Http404("The file has no notice in this place.")
    return ChosenNotice(file, outcomes[number - 1])
