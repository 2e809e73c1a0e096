"""`manage.py remove_second_factor`: for somebody who has lost their device and their recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from procurement.accounts.models import Person
from procurement.accounts.services import remove_second_factors


class Command(BaseCommand):
    help = (
        "Removes every second factor of a person who can show none any more, and ends their sessions. Make sure of who "
        "asks, by a call to a number that you know. Where their role needs one, they set a new one up at their next "
        "sign-in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody has the address {email}.")
        count = remove_second_factors(person=person)
        self.stdout.write(f"{person} had {count}; none is left, and every session is ended.")
