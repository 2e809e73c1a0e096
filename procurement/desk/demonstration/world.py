"""The demonstration's organisations and people, made once and found again."""

from dataclasses import dataclass
from typing import Any

from procurement.accounts.models import Person
from procurement.accounts.services import confirm_email
from procurement.organisations.models import Organisation, OrganisationGrant
from procurement.organisations.services import create_organisation, grant_role

from . import people

Kind, Role = Organisation.Kind, OrganisationGrant.Role


@dataclass(frozen=True)
class World:
    """Everybody by key, and every organisation by name."""

    persons: dict[str, Person]
    organisations: dict[str, Organisation]

    def person(self, key: str) -> Person:
        return self.persons[key]

    @property
    def northmoor(self) -> Organisation:
        return self.organisations[people.NORTHMOOR]

    @property
    def westvale(self) -> Organisation:
        return self.organisations[people.WESTVALE]


def make_world() -> World:
    """The organisations, people and their roles on organisations."""
    persons = {entry.key: _person(entry) for entry in (*people.DEMO_PEOPLE, *people.WESTVALE_PEOPLE)}
    service = _organisation(Kind.SHARED_SERVICE, people.SHARED_SERVICE)
    made = {
        people.NORTHMOOR: _organisation(Kind.AUTHORITY, people.NORTHMOOR, part_of=service),
        people.WESTVALE: _organisation(Kind.AUTHORITY, people.WESTVALE, part_of=service),
        people.HARBOUR: _organisation(Kind.SUPPLIER, people.HARBOUR, is_sme=True),
        people.NORTHGATE: _organisation(Kind.SUPPLIER, people.NORTHGATE),
        people.KESTREL: _organisation(Kind.SUPPLIER, people.KESTREL, is_sme=True, is_vcse=True),
        people.MOORSIDE: _organisation(Kind.SUPPLIER, people.MOORSIDE, is_sme=True, is_vcse=True),
        people.SHARED_SERVICE: service,
    }
    for key, name, role in (
        ("officer", people.NORTHMOOR, Role.OFFICER),
        ("approver", people.NORTHMOOR, Role.APPROVER),
        ("westvale-officer", people.WESTVALE, Role.OFFICER),
        ("administrator", people.SHARED_SERVICE, Role.ADMINISTRATOR),
        ("harbour", people.HARBOUR, Role.BID_WRITER),
        ("northgate", people.NORTHGATE, Role.BID_WRITER),
        ("kestrel", people.KESTREL, Role.BID_WRITER),
        ("kestrel", people.MOORSIDE, Role.BID_WRITER),
    ):
        grant_role(actor=None, person=persons[key], organisation=made[name], role=role)
    return World(persons, made)


def _person(entry: people.DemoPerson) -> Person:
    found = Person.objects.filter(email=entry.email).first()
    if found is None:
        found = Person.objects.create_user(entry.email, name=entry.name)
        confirm_email(person=found, email=found.email)
    return found


def _organisation(kind: str, name: str, *, part_of: Organisation | None = None, **flags: Any) -> Organisation:
    found = Organisation.objects.filter(kind=kind, name=name).first()
    return found or create_organisation(actor=None, kind=kind, name=name, part_of=part_of, **flags)
