"""`manage.py import_framework FILE ...`: an authority's own copy of a framework, by the same way as the pages.

The Unit Cost Database of Greater Manchester as CSV, for instance (headings code, category, detail, description, unit,
cost_gbp_source_year, agency, source_year):

    manage.py import_framework gmca_unit_costs.csv --authority "Northmoor Council" --by officer@example.org \\
        --title "Unit Cost Database" --edition v1.4 --kind fiscal \\
        --source "Unit Cost Database v1.4, New Economy for Greater Manchester, March 2015" \\
        --licence "CC BY 4.0" --statement "The licence is in the workbook; everybody may use it with attribution."
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from procurement.accounts.models import Person
from procurement.core.errors import Refused
from procurement.core.formatting import counted
from procurement.frameworks.importing import FIELDS, column_name, read_table
from procurement.frameworks.services import import_framework, keep_framework_file, map_columns
from procurement.frameworks.services.importing import SAID_FOR_ALL, read_file
from procurement.organisations.models import Organisation

MOST_LISTED = 50


class Command(BaseCommand):
    help = "Import a framework from CSV or XLSX for one authority, all of its rows or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        for name in ("authority", "by", "title", "edition", "licence", "statement"):
            parser.add_argument(f"--{name}", required=True)
        for name in SAID_FOR_ALL:
            parser.add_argument(f"--{name.replace('_', '-')}", default="", help="for rows that do not say")
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="FIELD=HEADING",
            help=f"where a heading is not guessed; fields: {', '.join(one.name for one in FIELDS)}",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._import(options)
        except Refused as refused:
            raise CommandError("\n".join(refused.reasons)) from refused

    def _import(self, options: dict[str, Any]) -> None:
        owner = Organisation.objects.filter(
            kind=Organisation.Kind.AUTHORITY, name=options["authority"]
        ).first()
        actor = Person.objects.filter(email__iexact=options["by"]).first()
        if owner is None or actor is None:
            raise CommandError("There is no such authority, or nobody with this e-mail address.")
        path: Path = options["file"]
        content = path.read_bytes()
        file = keep_framework_file(
            actor=actor,
            owner=owner,
            title=options["title"],
            version=options["edition"],
            name=path.name,
            content=content,
        )
        columns = file.mapping["columns"] | self._columns(
            options["column"], read_table(path.name, content).headings
        )
        map_columns(
            actor=actor,
            file=file,
            columns=columns,
            defaults={name: options[name] for name in SAID_FOR_ALL},
        )
        faults = read_file(file).faults
        for fault in faults[:MOST_LISTED]:
            self.stderr.write(str(fault))
        framework = import_framework(
            actor=actor, file=file, licence=options["licence"], statement=options["statement"]
        )
        self.stdout.write(f"{framework}: {counted(framework.measures.count(), 'measure')} for {owner}.")

    def _columns(self, asked: list[str], headings: tuple[str, ...]) -> dict[str, int]:
        fields = {one.name for one in FIELDS}
        found = {}
        for one in asked:
            name, _, heading = one.partition("=")
            if name not in fields or heading not in headings:
                shown = ", ".join(column_name(headings, at) for at in range(len(headings)))
                raise CommandError(
                    f"--column {one}: name a field and a heading of the file, which has {shown}."
                )
            found[name] = headings.index(heading)
        return found
