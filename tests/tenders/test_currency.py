"""A tender that a notice brought in another currency speaks in that currency, on every page."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from procurement.core.errors import Refused
from procurement.frameworks.models import Measure
from procurement.tenders.models import Lot, Tender
from procurement.tenders.services import publish_tender, update_criterion
from tests.tenders.conftest import World, criterion, text, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def euro_lot(world: World, ready_lot: Lot) -> Lot:
    """The only lot of a draft in euros, with a highest price."""
    Tender.objects.update(currency="EUR", value=Decimal(700000))
    update_criterion(actor=world.officer, criterion=criterion(ready_lot, "P"), price_maximum=Decimal(650000))
    return Lot.objects.select_related("tender__authority").get(pk=ready_lot.pk)


@pytest.mark.parametrize(
    ("page", "amount"),
    [
        ("list", "€700,000"),
        ("lots", "€310,000"),
        ("criteria", "at most €650,000"),
        ("publish", "A bid above €650,000 is disqualified"),
    ],
)
def test_amounts_carry_the_sign_of_the_tender(browser: Client, euro_lot: Lot, page: str, amount: str) -> None:
    addresses = {"list": reverse("tenders:list"), "lots": reverse("tenders:lots", args=[euro_lot.tender_id])}
    shown = text(browser.get(addresses.get(page) or url(page, euro_lot)))
    assert amount in shown
    assert "£6" not in shown


def test_forms_ask_for_amounts_in_the_currency_of_the_tender(browser: Client, euro_lot: Lot) -> None:
    price = url("criterion_edit", euro_lot, criterion_id=criterion(euro_lot, "P").pk)
    details = reverse("tenders:edit", args=[euro_lot.tender_id])
    another = reverse("tenders:lot_add", args=[euro_lot.tender_id])
    for page in (price, details, another, url("lot_edit", euro_lot)):
        shown = text(browser.get(page))
        assert "€" in shown, page
        assert 'aria-hidden="true">£' not in shown, page
    answer = browser.post(price, {"name": "Price", "weight": "30", "price_maximum": "€600,000", "code": "P"})
    assert answer.status_code == 302


def test_the_rules_stay_in_that_currency_when_they_are_frozen(
    browser: Client, world: World, euro_lot: Lot
) -> None:
    Measure.objects.update(proxy_value=None, yearly_values=[])
    publish_tender(actor=world.officer, tender=euro_lot.tender)
    assert "A bid above €650,000 is disqualified" in text(browser.get(url("criteria", euro_lot)))


def test_values_in_pounds_are_not_frozen_as_values_in_another_currency(
    browser: Client, world: World, euro_lot: Lot
) -> None:
    with pytest.raises(Refused, match=r"valued in pounds .*, but this tender is in EUR"):
        publish_tender(actor=world.officer, tender=euro_lot.tender)
    assert "Choose measures" in text(browser.get(url("publish", euro_lot)))


def test_the_currency_of_a_notice_can_be_changed_to_pounds_and_is_asked_of_no_other_tender(
    browser: Client, world: World, euro_lot: Lot
) -> None:
    details = reverse("tenders:edit", args=[euro_lot.tender_id])
    assert "EUR, as the notice has it" in text(browser.get(details))
    form = {"name": "Homes", "reference": "NC-1", "value": "600,000", "currency": "GBP", "revision": "0"}
    assert browser.post(details, form).status_code == 302
    tender = Tender.objects.get()
    assert (tender.currency, tender.value) == ("GBP", Decimal(600000))
    assert "Currency" not in text(browser.get(details))
