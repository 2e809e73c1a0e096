"""Rotation of the application's keys: put a new one first in SEALING_KEYS, run this, then take the old
one out.
"""

from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from procurement.accounts.services import rewrap_second_factors
from procurement.bids.sealing import SealBroken, rewrap_keys
from procurement.core.formatting import counted
from procurement.tenders.document_store import rewrap_document_keys


class Command(BaseCommand):
    help = (
        "Wrap the sealing keys of tenders and of restricted documents, and every second factor, again with the newest "
        "key in SEALING_KEYS."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            count = rewrap_keys() + rewrap_document_keys()
        except SealBroken as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{counted(count, 'sealing key')} now wrapped with the newest key.")
        try:
            count = rewrap_second_factors()
        except InvalidToken as error:
            raise CommandError("No key in SEALING_KEYS opens one of the second factors.") from error
        self.stdout.write(f"{counted(count, 'second factor')} now encrypted with the newest key.")
