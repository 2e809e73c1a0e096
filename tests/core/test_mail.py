"""Mail leaves through the outbox, waits unreadable, and leaves nothing of what it said behind."""

import pytest
from django.core import mail
from django.db import transaction

from procurement.core import outbox
from procurement.core.mail import post_mail
from procurement.core.models import OutboxMessage

pytestmark = pytest.mark.django_db
LINK = "https://commonweal.example.org/reset/secret-token"


def posted() -> OutboxMessage:
    with transaction.atomic():
        return post_mail(to="hana@harbour.example", subject="Choose a new password", text=f"Open {LINK}")


def test_a_mail_is_sent_once_to_its_one_address_in_its_own_words() -> None:
    message = posted()
    assert mail.outbox == []

    assert outbox.deliver(message.pk) is True
    assert outbox.deliver(message.pk) is False
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (
        ["hana@harbour.example"],
        "Choose a new password",
        f"Open {LINK}",
    )


def test_a_mail_that_waits_cannot_be_read_in_the_database() -> None:
    message = posted()
    message.refresh_from_db()
    assert "secret-token" not in str(message.payload)
    assert "hana" not in str(message.payload)


def test_what_a_mail_said_is_erased_once_it_is_delivered() -> None:
    message = posted()
    outbox.deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, message.payload) == (OutboxMessage.State.DONE, {})


def test_what_a_mail_said_is_erased_once_it_is_given_up_and_its_error_is_kept() -> None:
    message = posted()
    OutboxMessage.objects.filter(pk=message.pk).update(payload={"sealed": "damaged"})
    for _ in range(outbox.MAX_ATTEMPTS):
        OutboxMessage.objects.update(taken_at=None)
        assert outbox.deliver(message.pk) is False
    message.refresh_from_db()
    assert (message.state, message.payload) == (OutboxMessage.State.FAILED, {})
    assert "InvalidToken" in message.error
