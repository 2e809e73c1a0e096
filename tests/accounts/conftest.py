"""What the tests of accounts share."""

from typing import Any

import pytest
from django.core import mail

from procurement.accounts.models import Person
from procurement.core import outbox
from procurement.core.models import OutboxMessage
from tests.factories import PersonFactory
from tests.second_factors import with_password


@pytest.fixture
def outside_demo(settings: Any) -> None:
    """A site that is no demonstration."""
    settings.DEMO = False


@pytest.fixture
def hana(db: None) -> Person:
    """Somebody with a password and no role."""
    return with_password(PersonFactory(email="hana@harbour.example", name="Hana Price"))


def delivered() -> list[Any]:
    """Every mail that waits, delivered by its handler as the worker does; the newest last."""
    mail.outbox.clear()
    for message in OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING).order_by("pk"):
        outbox.deliver(message.pk)
    return list(mail.outbox)
