"""Two officers at once with the same notice, each on a connection of their own."""

import threading

import pytest
from django.db import connection

from procurement.accounts.models import Person
from procurement.audit.models import AuditChain
from procurement.audit.queries import faults
from procurement.core.errors import Refused
from procurement.notices.services import AlreadyImported, import_release
from procurement.tenders.models import Tender
from tests.factories import AuthorityFactory, OrganisationGrantFactory

from .samples import draft_of


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock, not one for each row")
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_import_a_notice_at_once_one_makes_the_tender_and_the_other_is_shown_it() -> None:
    authority, draft = AuthorityFactory(), draft_of(lots=[{"id": "1"}, {"id": "2"}])
    officers = [OrganisationGrantFactory(organisation=authority).person for _ in range(2)]
    gate, outcomes = threading.Barrier(2), list[Tender | Refused]()

    def bring_in(officer: Person) -> None:
        try:
            gate.wait(timeout=10)
            outcomes.append(import_release(actor=officer, authority=authority, draft=draft))
        except Refused as refused:
            outcomes.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=bring_in, args=(officer,)) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    tender = Tender.objects.get()
    (refused,) = (outcome for outcome in outcomes if isinstance(outcome, AlreadyImported))
    assert tender in outcomes
    assert refused.tender == tender
    assert tender.lots.count() == 2
    for chain in AuditChain.objects.all():
        assert list(faults(chain=chain)) == []
