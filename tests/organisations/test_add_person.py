"""An account and its first role are made from the command line, with an event, and never twice."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from procurement.accounts.models import Person
from procurement.audit.queries import history
from procurement.organisations.models import Organisation
from procurement.organisations.roles import roles_of
from tests.factories import AuthorityFactory

pytestmark = pytest.mark.django_db


def add(*more: str) -> str:
    out = StringIO()
    call_command("add_person", "ada@example.org", "Ada Officer", "--role", "officer", *more, stdout=out)
    return out.getvalue().strip()


def test_a_new_person_gets_the_role_on_an_organisation_that_is_there() -> None:
    council = AuthorityFactory(name="Northmoor Council")

    assert add("--on", "Northmoor Council") == "Ada Officer: Procurement officer, Northmoor Council"
    assert roles_of(Person.objects.get(email="ada@example.org"), on=council) == {"officer"}
    assert history(chain="general").filter(action="organisation.role_granted").count() == 1


def test_run_again_it_changes_nothing() -> None:
    add("--on", "Northmoor Council", "--kind", "authority")
    add("--on", "Northmoor Council")

    assert (Person.objects.count(), Organisation.objects.count()) == (1, 1)
    assert history(chain="general").filter(action="organisation.role_granted").count() == 1


def test_an_organisation_that_is_not_there_is_made_only_when_its_kind_is_given() -> None:
    with pytest.raises(
        CommandError, match=r"No organisation is called Northmoor Council\. Give --kind to make it\."
    ):
        add("--on", "Northmoor Council")
    assert not Person.objects.exists()


def test_a_role_on_a_shared_service_reaches_its_authorities_and_no_others() -> None:
    service = Organisation.objects.create(kind=Organisation.Kind.SHARED_SERVICE, name="Shared")
    inside, outside = AuthorityFactory(part_of=service), AuthorityFactory()
    add("--on", "Shared")
    person = Person.objects.get()

    assert roles_of(person, on=inside) == {"officer"}
    assert roles_of(person, on=outside) == frozenset()
