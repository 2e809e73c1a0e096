"""The audit log is append-only, whole, and says where it is not."""

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction

from procurement.audit.models import AuditChain, AuditEvent
from procurement.audit.queries import chain_head, faults, history
from procurement.audit.services import record
from tests.factories import PersonFactory


def append(chain: str = "general", **details: object) -> AuditEvent:
    with transaction.atomic():
        return record(
            chain=chain, action="thing.happened", subject="thing:1", actor=None, details=dict(details)
        )


@pytest.mark.django_db
def test_each_event_follows_on_from_the_one_before_it() -> None:
    first, second = append(n=1), append(n=2)

    assert (first.number, second.number) == (1, 2)
    assert second.previous == first.digest
    assert chain_head(chain="general").digest == second.digest
    assert list(faults(chain=AuditChain.objects.get())) == []


@pytest.mark.django_db
def test_an_event_names_its_actor_by_key_and_in_its_erasable_details() -> None:
    person = PersonFactory(name="Ada Officer")
    with transaction.atomic():
        event = record(chain="general", action="a.b", subject="a:1", actor=person, details={})

    assert event.actor == f"person:{person.pk}"
    assert event.details == {"by": "Ada Officer"}
    assert history(chain="general").first() == event


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction of the change"):
        record(chain="general", action="a.b", subject="a:1", actor=None)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"action": "other"}, {"digest": "0" * 64}, {"details": {"n": 2}}])
def test_the_database_refuses_to_change_an_event(change: dict[str, object]) -> None:
    event = append(n=1)

    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(**change)


@pytest.mark.django_db
def test_the_database_refuses_to_delete_an_event() -> None:
    event = append(n=1)

    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).delete()


@pytest.mark.django_db
def test_details_can_be_erased_and_the_chain_still_verifies() -> None:
    event = append(secret="a name")
    AuditEvent.objects.filter(pk=event.pk).update(details=None)

    out = StringIO()
    call_command("audit", "verify", stdout=out)
    assert out.getvalue().strip() == "verified: 1 chains, 1 events"


@pytest.mark.django_db
def test_verify_names_a_chain_whose_head_was_moved() -> None:
    append("tender:1", n=1)
    AuditChain.objects.update(length=5)

    err = StringIO()
    with pytest.raises(CommandError, match="1 faults"):
        call_command("audit", "verify", "tender:1", stderr=err)
    assert "its head names event 5, but event 1 is its last" in err.getvalue()


@pytest.mark.django_db
def test_verify_finds_an_event_that_was_changed_behind_the_triggers() -> None:
    append("tender:1", n=1)
    append("tender:1", n=2)
    with connection.cursor() as cursor:
        on = " ON audit_auditevent" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER audit_auditevent_never_changed{on}")
    AuditEvent.objects.filter(number=1).update(subject="thing:9")

    assert list(faults(chain=AuditChain.objects.get())) == [
        "tender:1, event 1: was changed after it was recorded"
    ]


@pytest.mark.django_db
def test_verify_refuses_a_chain_that_does_not_exist() -> None:
    with pytest.raises(CommandError, match=r"No audit chain is called tender:9\."):
        call_command("audit", "verify", "tender:9")


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_appends_from_eight_connections_at_once_make_one_whole_chain() -> None:
    failures: list[Exception] = []

    def work() -> None:
        try:
            for n in range(10):
                append("tender:1", n=n)
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert failures == []
    chain = AuditChain.objects.get(key="tender:1")
    assert chain.length == 80
    assert list(faults(chain=chain)) == []
