"""A world for tests of tenders: two authorities, an officer in each, and drafts that are ready to publish."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from procurement.accounts.models import Person
from procurement.core.time import database_now
from procurement.organisations.models import Organisation, OrganisationGrant
from procurement.tenders.models import Criterion, Lot, LotStage, Tender
from procurement.tenders.services import LotSpec, apply_template, create_tender
from tests.factories import AuthorityFactory, OrganisationGrantFactory, PersonFactory
from tests.photographs import photographed

Role = OrganisationGrant.Role


@dataclass
class World:
    """An authority with an officer, and another authority with its own."""

    authority: Organisation
    officer: Person
    other_authority: Organisation
    other_officer: Person

    def draft(self, *, lots: int = 1, **facts: object) -> Tender:
        """A draft without criteria, with a deadline in ten days."""
        return create_tender(
            actor=self.officer,
            authority=self.authority,
            title="Supported accommodation for care leavers",
            deadline=database_now() + timedelta(days=10),
            lots=[LotSpec(f"Area {number}", value=Decimal(310000)) for number in range(1, lots + 1)],
            **facts,  # type: ignore[arg-type]
        )

    def ready(self, *, lots: int = 1) -> Tender:
        """A draft that can be published: the ready-made tree in each lot."""
        tender = self.draft(lots=lots)
        for lot in tender.lots.all():
            apply_template(actor=self.officer, lot=lot)
        return tender

    def person_with(self, role: str, *, on: Organisation | None = None) -> Person:
        """Somebody with a role on the authority."""
        return OrganisationGrantFactory(organisation=on or self.authority, role=role).person


def make_world() -> World:
    """The starter framework's measures, and the world."""
    call_command("load_measures", stdout=StringIO())
    authority, other = AuthorityFactory(name="Northmoor Council"), AuthorityFactory(name="Westvale Council")
    officers = [PersonFactory(name="Amira Khan"), PersonFactory(name="Owen Pryce")]
    for officer, organisation in zip(officers, (authority, other), strict=True):
        OrganisationGrantFactory(person=officer, organisation=organisation, role=Role.OFFICER)
    return World(authority, officers[0], other, officers[1])


@pytest.fixture
def world(db: None) -> World:
    return photographed(make_world)


@pytest.fixture
def lot(world: World) -> Lot:
    """The only lot of a draft without criteria."""
    return world.draft().lots.get()


@pytest.fixture
def ready_lot(world: World) -> Lot:
    """The only lot of a draft that can be published."""
    return world.ready().lots.get()


def lot_stage_of(lot: Lot) -> LotStage:
    return LotStage.objects.select_related("lot__tender__authority", "stage").get(lot=lot)


def criterion(lot: Lot, code: str) -> Criterion:
    return Criterion.objects.get(lot=lot, code=code)


@pytest.fixture
def browser(client: Client, world: World) -> Client:
    client.force_login(world.officer)
    return client


def url(name: str, lot: Lot, **more: object) -> str:
    return reverse(f"tenders:{name}", kwargs={"tender_id": lot.tender_id, "lot_number": lot.number, **more})


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]
