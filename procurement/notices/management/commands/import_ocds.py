"""`manage.py import_ocds FILE`: reads a file of OCDS notices and makes drafts of its tenders."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from procurement.accounts.models import Person
from procurement.core.errors import NotPermitted, Refused
from procurement.core.formatting import counted
from procurement.core.time import database_now
from procurement.notices.ocds import (
    MAX_BYTES,
    Outcome,
    Refusal,
    TenderDraft,
    UnreadableFile,
    read_notices,
    read_releases,
)
from procurement.notices.queries import authority_of_buyer
from procurement.notices.services import AlreadyImported, authority_for_import, import_release, to_check
from procurement.organisations.models import Organisation
from procurement.organisations.queries import authorities_for
from procurement.tenders.models import Tender

UNREADABLE = 2


class Command(BaseCommand):
    help = (
        "Makes draft tenders from a file of OCDS 1.1 notices (a release, a release package, a list, or JSON "
        "Lines). "
        "Prints one line for each release, its notes and reasons, then the counts. Exit 0 when the file was "
        "read, 1 when the "
        "call is wrong, 2 when the file is unreadable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file to read")
        parser.add_argument("--ocid", help="only the releases of the process with this OCID")
        parser.add_argument(
            "--authority",
            metavar="NAME",
            help="the contracting authority of tenders whose buyer is not known here; without it, the buyer "
            "is made one",
        )
        parser.add_argument(
            "--officer",
            metavar="EMAIL",
            help="the person who makes the drafts; needed unless --dry-run or in the demonstration",
        )
        parser.add_argument("--dry-run", action="store_true", help="read and print, but make nothing")

    def handle(self, **options: Any) -> None:
        officer = self._officer(options)
        otherwise = self._otherwise(options, officer)
        outcomes = self._outcomes(options["file"], options["ocid"])
        counts: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        for outcome in outcomes:
            try:
                self._one(outcome, officer, otherwise)
                counts["drafted"] += 1
            except Refused as refused:
                self._refused(outcome, refused.reasons)
                counts["refused"] += 1
                known = isinstance(refused, AlreadyImported)
                reasons.update(
                    ["The authority has a tender from this notice already."] if known else refused.reasons
                )
        drafted = "could be drafted" if officer is None else "drafted"
        self.stdout.write(
            f"\nRead {counted(len(outcomes), 'release')}: {counts['drafted']} {drafted}, "
            f"{counts['refused']} refused."
        )
        for reason, number in reasons.most_common():
            self.stdout.write(f"{number:6} {reason}")

    def _outcomes(self, path: Path, ocid: str | None) -> list[Outcome]:
        try:
            with path.open("rb") as file:
                releases = read_releases(file.read(MAX_BYTES + 1))
        except OSError as error:
            raise CommandError(
                f"{path} cannot be opened: {error.strerror}.", returncode=UNREADABLE
            ) from error
        except UnreadableFile as error:
            raise CommandError(f"{path}: {error}", returncode=UNREADABLE) from error
        outcomes = read_notices(releases, now=database_now())
        if ocid is None:
            return outcomes
        chosen = [outcome for outcome in outcomes if outcome.release.ocid == ocid]
        if not chosen:
            raise CommandError(
                f"{path} has no release with the OCID {ocid}. Leave --ocid out to see what it has."
            )
        return chosen

    def _officer(self, options: dict[str, Any]) -> Person | None:
        """Who makes the drafts; None for a dry run."""
        if options["dry_run"]:
            return None
        email = options["officer"] or settings.DEMO_OFFICER
        if not email:
            raise CommandError("Say who makes the drafts: --officer EMAIL. Or only look: --dry-run.")
        officer = Person.objects.filter(email__iexact=email, is_active=True).first()
        if officer is None:
            raise CommandError(f"Nobody here signs in as {email}.")
        return officer

    def _otherwise(self, options: dict[str, Any], officer: Person | None) -> Organisation | None:
        """Whose tender it is when the buyer is not known: as told, or the demonstration officer's own authority."""
        if options["authority"] or options["officer"] or officer is None:
            return self._authority(options["authority"])
        return authorities_for(officer).first()

    def _authority(self, name: str | None) -> Organisation | None:
        if name is None:
            return None
        authority = Organisation.objects.filter(kind=Organisation.Kind.AUTHORITY, name__iexact=name).first()
        if authority is None:
            names = Organisation.objects.filter(kind=Organisation.Kind.AUTHORITY).values_list(
                "name", flat=True
            )
            raise CommandError(
                f"There is no contracting authority called {name}. There are: "
                f"{', '.join(names) or 'none yet'}."
            )
        return authority

    def _one(self, outcome: Outcome, officer: Person | None, otherwise: Organisation | None) -> None:
        """Draft one release and print it. Raises Refused with what stands against it."""
        draft = outcome.result
        if isinstance(draft, Refusal):
            raise Refused(draft.reasons)
        with transaction.atomic():
            authority, how = self._placed(draft, officer, otherwise)
            title = draft.title
            if officer is not None and authority is not None:
                tender = self._drafted(draft, officer, authority)
                title = f"{tender.title} (reference {tender.reference})"
        lots = counted(len(draft.lots), "lot")
        criteria = counted(sum(len(lot.criteria) for lot in draft.lots), "criterion", "criteria")
        self.stdout.write(
            f"{outcome.release.number}. {draft.ocid}  draft: {title}; {lots}, {criteria}; {how}"
        )
        for note in to_check(draft):
            self.stdout.write(f"      {note}")

    def _drafted(self, draft: TenderDraft, officer: Person, authority: Organisation) -> Tender:
        try:
            return import_release(actor=officer, authority=authority, draft=draft)
        except NotPermitted as refused:
            raise Refused(f"{officer} may make no tender of {authority}. {refused}") from refused

    def _placed(
        self, draft: TenderDraft, officer: Person | None, otherwise: Organisation | None
    ) -> tuple[Organisation | None, str]:
        """The authority that gets the draft, made where it must be, and in words how it was found."""
        authority = authority_of_buyer(draft.buyer)
        if authority is not None:
            return authority, f"for {authority}"
        if otherwise is not None:
            buyer = draft.buyer.name if draft.buyer else "not named"
            return otherwise, f"for {otherwise}, chosen because the buyer ({buyer}) is not known here"
        if draft.buyer is None:
            raise Refused("The notice does not name a buyer. Say whose tender it is: --authority NAME.")
        if officer is None:
            return None, f"for {draft.buyer.name}, which would be made a contracting authority"
        made = authority_for_import(actor=officer, buyer=draft.buyer)
        return (
            made,
            f"for {made}, made a contracting authority now, in no shared service, with you as its officer",
        )

    def _refused(self, outcome: Outcome, reasons: tuple[str, ...]) -> None:
        release = outcome.release
        name = "  ".join(part for part in (release.ocid or "no OCID", release.title) if part)
        self.stdout.write(f"{release.number}. {name}  refused:")
        for reason in reasons:
            self.stdout.write(f"      {reason}")
