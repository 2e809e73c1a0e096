"""`manage.py audit verify`: walks every chain, or the ones named, and says what does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from procurement.audit.models import AuditChain
from procurement.audit.queries import faults


class Command(BaseCommand):
    help = "Checks the audit log: `audit verify [CHAIN ...]`. Exit 0 when every chain is whole, 1 when one is not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument(
            "chains", nargs="*", help="keys of chains, for example general or tender:<id>; none means all"
        )

    def handle(self, *, chains: list[str], **options: Any) -> None:
        rows = AuditChain.objects.order_by("key")
        if chains:
            rows = rows.filter(key__in=chains)
            unknown = set(chains) - set(rows.values_list("key", flat=True))
            if unknown:
                raise CommandError(f"No audit chain is called {', '.join(sorted(unknown))}.")
        found = [fault for chain in rows for fault in faults(chain=chain)]
        for fault in found:
            self.stderr.write(fault)
        events = sum(rows.values_list("length", flat=True))
        if found:
            raise CommandError(
                f"{len(found)} faults in {rows.count()} chains of {events} events.", returncode=1
            )
        self.stdout.write(f"verified: {rows.count()} chains, {events} events")
