"""There is one way to change a state: locked, looked up, permitted, written, recorded."""

import threading

import pytest
from django.db import connections

from procurement.audit.queries import history
from procurement.core.errors import NotPermitted, Refused
from procurement.core.transitions import transition
from procurement.organisations.models import OrganisationGrant
from procurement.tenders.models import Tender
from tests.factories import OrganisationGrantFactory, PersonFactory, TenderFactory

pytestmark = pytest.mark.django_db
REASON = {"cancelled_reason": "The need is gone."}


def officer_of(tender: Tender) -> object:
    return OrganisationGrantFactory(organisation=tender.authority, role=OrganisationGrant.Role.OFFICER).person


def test_a_transition_writes_the_state_and_one_event_with_who_and_why() -> None:
    tender = TenderFactory()
    actor = officer_of(tender)

    assert transition(tender, to="cancelled", actor=actor, reason="The need is gone.", changes=REASON) is True

    event = history(chain=tender.audit_chain).get()
    assert tender.state == "cancelled"
    assert event.action == "tender.cancelled"
    assert event.details == {
        "from": "draft",
        "to": "cancelled",
        "reason": "The need is gone.",
        "by": str(actor),
    }


def test_a_repeated_transition_does_nothing_and_records_nothing() -> None:
    tender = TenderFactory()
    actor = officer_of(tender)
    transition(tender, to="cancelled", actor=actor, changes=REASON)

    assert transition(tender, to="cancelled", actor=actor, changes=REASON) is False
    assert history(chain=tender.audit_chain).count() == 1


def test_a_pair_that_the_table_does_not_have_is_refused_in_words() -> None:
    tender = TenderFactory()
    actor = officer_of(tender)
    transition(tender, to="cancelled", actor=actor, changes=REASON)

    with pytest.raises(Refused, match="This tender is cancelled, so it cannot become published"):
        transition(tender, to="published", actor=actor)


def test_a_person_without_the_permission_is_refused_and_nothing_changes() -> None:
    tender = TenderFactory()

    with pytest.raises(NotPermitted):
        transition(tender, to="cancelled", actor=PersonFactory(), changes=REASON)

    tender.refresh_from_db()
    assert tender.state == "draft"
    assert not history(chain=tender.audit_chain).exists()


def test_the_state_in_the_database_decides_not_the_one_in_memory() -> None:
    tender = TenderFactory()
    stale = Tender.objects.get(pk=tender.pk)
    actor = officer_of(tender)
    transition(tender, to="cancelled", actor=actor, changes=REASON)

    assert transition(stale, to="cancelled", actor=actor, changes=REASON) is False
    assert stale.state == "cancelled"


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_connections_that_make_the_same_transition_one_makes_it() -> None:
    tender = TenderFactory()
    actor = officer_of(tender)
    barrier, outcomes = threading.Barrier(2), []

    def work() -> None:
        try:
            mine = Tender.objects.get(pk=tender.pk)
            barrier.wait(timeout=10)
            outcomes.append(transition(mine, to="cancelled", actor=actor, changes=REASON))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(outcomes) == [False, True]
    assert history(chain=tender.audit_chain).count() == 1
