"""Two authorities of one shared service, their people, and files of made-up frameworks."""

from dataclasses import dataclass
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from procurement.accounts.models import Person
from procurement.frameworks.models import Framework, FrameworkFile
from procurement.frameworks.services import import_framework, keep_framework_file, map_columns
from procurement.organisations.models import Organisation, OrganisationGrant
from tests.factories import AuthorityFactory, OrganisationGrantFactory, PersonFactory
from tests.photographs import photographed

Role = OrganisationGrant.Role
ROWS = (
    "Code,Measure,Unit,Value,Theme,What counts,Double counting\n"
    "LM1,Lantern repairs,lanterns,12.50,Light,A lantern that shines again,LM2\n"
    "LM2,Lanterns lent,lantern weeks,,Light,A lantern lent for a week,\n"
    "BK1,Books read aloud,hours,8,Words,An hour of reading to others,\n"
)
SAID = {"kind": "social", "price_year": "2024", "source": "Made up for tests"}


@dataclass
class World:
    """Northmoor and Westvale belong to one shared service, which has an administrator."""

    northmoor: Organisation
    westvale: Organisation
    officer: Person
    neighbour: Person
    administrator: Person
    outsider: Person

    def kept(self, rows: str = ROWS, *, version: str = "2025", actor: Person | None = None) -> FrameworkFile:
        """A file of Northmoor's with its columns said."""
        actor = actor or self.officer
        file = keep_framework_file(
            actor=actor,
            owner=self.northmoor,
            title="Lantern measures",
            version=version,
            name="lanterns.csv",
            content=rows.encode(),
        )
        return map_columns(actor=actor, file=file, columns=file.mapping["columns"], defaults=SAID)

    def imported(self, rows: str = ROWS, *, version: str = "2025") -> Framework:
        """A framework that Northmoor has imported."""
        return import_framework(
            actor=self.officer,
            file=self.kept(rows, version=version),
            licence="Lantern licence 7",
            statement="Agreed on 3 March 2025, for tenders.",
        )


def make_world() -> World:
    call_command("load_measures", stdout=StringIO())
    service = Organisation.objects.create(kind="shared_service", name="Shared")
    northmoor = AuthorityFactory(name="Northmoor Council", part_of=service)
    westvale = AuthorityFactory(name="Westvale Council", part_of=service)
    people = [PersonFactory(name=name) for name in ("Amira Khan", "Owen Pryce", "Anita Dow", "Nora Lane")]
    places = ((northmoor, Role.OFFICER), (westvale, Role.OFFICER), (service, Role.ADMINISTRATOR))
    for person, (organisation, role) in zip(people, places, strict=False):
        OrganisationGrantFactory(person=person, organisation=organisation, role=role)
    return World(northmoor, westvale, *people)


@pytest.fixture
def world(db: None) -> World:
    return photographed(make_world)


@pytest.fixture
def browser(client: Client, world: World) -> Client:
    client.force_login(world.officer)
    return client


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]
