"""What the tests of pages share: a signed-in browser, a page's words, its address, and the saved bid."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from procurement.accounts.models import Person
from procurement.bids import vault
from procurement.bids.content import Content
from procurement.bids.models import Bid

from .conftest import World


def signed_in(person: Person) -> Client:
    """A browser in which the person has signed in."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response: HttpResponse) -> str:
    """A page's source with its white space made even."""
    return re.sub(r"\s+", " ", response.content.decode())


def page(name: str, bid: Bid, **more: Any) -> str:
    """The address of one of the pages of a bid."""
    return reverse(f"bids:{name}", kwargs={"bid_id": bid.pk, **more})


def opening(world: World) -> str:
    """The address of the opening of a world's lot."""
    return reverse("bids:opening", kwargs={"tender_id": world.tender.pk, "lot_number": 1})


def content_of(world: World, bid: Bid) -> Content:
    """The draft as it is saved now."""
    bid.refresh_from_db()
    return vault.draft_of(actor=world.writer, bid=bid).content
