"""`manage.py add_person`: how an account and its first role are made. People never make their own."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from procurement.accounts.models import Person
from procurement.organisations.models import Organisation, OrganisationGrant
from procurement.organisations.services import create_organisation, grant_role


class Command(BaseCommand):
    help = (
        "Makes an account, or finds it, and gives it a role on an organisation, which is made if it is new. The person "
        "chooses a password by 'I have forgotten my password' on the sign-in page."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name", help="full name, in quotation marks")
        parser.add_argument("--role", required=True, choices=OrganisationGrant.Role.values)
        parser.add_argument("--on", required=True, help="name of the organisation, in quotation marks")
        parser.add_argument(
            "--kind", choices=Organisation.Kind.values, help="needed when the organisation is new"
        )

    def handle(self, *, email: str, name: str, role: str, on: str, kind: str | None, **options: Any) -> None:
        organisation = Organisation.objects.filter(name=on, **({"kind": kind} if kind else {})).first()
        if organisation is None and kind is None:
            raise CommandError(f"No organisation is called {on}. Give --kind to make it.")
        if organisation is None:
            organisation = create_organisation(actor=None, kind=str(kind), name=on)
        person = Person.objects.filter(email__iexact=email).first()
        if person is None:
            person = Person.objects.create_user(email, name=name)
        grant = grant_role(actor=None, person=person, organisation=organisation, role=role)
        self.stdout.write(str(grant))
