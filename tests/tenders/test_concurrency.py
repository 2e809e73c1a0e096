"""Two connections at once: publication and editing wait for each other, and nothing is made twice."""

import threading
from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connections

import scoring
from procurement.core.errors import Refused
from procurement.tenders.models import Criterion, PublishedModel, Tender
from procurement.tenders.services import create_tender, publish_tender, update_criterion
from tests.tenders.conftest import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


def at_once(*changes: Callable[[], object]) -> list[object]:
    """Run each change on a connection of its own, started together; what each gave, or what it was refused with."""
    barrier, outcomes = threading.Barrier(len(changes)), []

    def work(change: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=10)
            outcomes.append(change())
        except Refused as refused:
            outcomes.append(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(change,)) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(outcomes) == len(changes)
    return outcomes


def test_two_publications_at_once_freeze_one_set_of_models(world: World) -> None:
    tender = world.ready(lots=2)
    mine, theirs = Tender.objects.get(pk=tender.pk), Tender.objects.get(pk=tender.pk)
    first, second = at_once(
        lambda: publish_tender(actor=world.officer, tender=mine),
        lambda: publish_tender(actor=world.officer, tender=theirs),
    )
    assert first == second
    assert PublishedModel.objects.count() == 2


def test_an_edit_beside_a_publication_is_either_in_the_model_or_refused(world: World) -> None:
    tender = world.ready()
    price = Criterion.objects.select_related("lot__tender").get(code="P")
    outcomes = at_once(
        lambda: publish_tender(actor=world.officer, tender=tender),
        lambda: update_criterion(actor=world.officer, criterion=price, price_maximum=Decimal(500000)),
    )
    published = PublishedModel.objects.get()
    refused = any(isinstance(outcome, Refused) for outcome in outcomes)
    frozen = next(node for node in published.model["criteria"] if node["id"] == "P")
    assert (frozen.get("maximum") == "500000") is not refused
    assert published.model_hash == scoring.sha256_of(published.model)


def test_two_clicks_on_one_form_at_once_make_one_tender(world: World) -> None:
    key = uuid4()

    def click() -> Tender:
        return create_tender(
            actor=world.officer, authority=world.authority, title="School meals", creation_key=key
        )

    first, second = at_once(click, click)
    assert first == second
    assert Tender.objects.count() == 1


def test_two_tenders_made_at_once_get_two_references(world: World) -> None:
    def make() -> Tender:
        return create_tender(actor=world.officer, authority=world.authority, title="School meals")

    at_once(make, make)
    assert len(set(Tender.objects.values_list("reference", flat=True))) == 2
