"""`roles_of(person, on=...)`: the one answer to what somebody is on an organisation, a tender or a lot."""

from functools import singledispatch
from typing import Any

from procurement.accounts.models import Person

from .models import Organisation, OrganisationGrant


def roles_of(person: Any, *, on: Any) -> frozenset[str]:
    """The roles that `person` holds on a thing; none for somebody who is not signed in or not active.

    Higher apps teach it their own things with `roles_on.register`.
    """
    if not getattr(person, "is_authenticated", False) or not person.is_active:
        return frozenset()
    return roles_on(on, person)


@singledispatch
def roles_on(thing: Any, person: Person) -> frozenset[str]:
    """The roles on one kind of thing; registered for each kind by the app that has it."""
    raise TypeError(f"No roles are granted on a {type(thing).__name__}.")


@roles_on.register
def _(organisation: Organisation, person: Person) -> frozenset[str]:
    ids = [organisation.pk, *([organisation.part_of_id] if organisation.part_of_id else [])]
    return frozenset(
        OrganisationGrant.objects.filter(person=person, organisation_id__in=ids).values_list(
            "role", flat=True
        )
    )
