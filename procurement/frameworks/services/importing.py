"""An authority's own framework out of a file: kept for a day, its columns said, then imported whole or not at all."""

import hashlib
import re
from datetime import timedelta

from django.db import transaction
from django.utils.text import slugify

from procurement.accounts.models import Person
from procurement.audit.models import AuditChain
from procurement.audit.services import record
from procurement.core.errors import Refused
from procurement.core.formatting import counted
from procurement.core.permissions import demand
from procurement.core.time import database_now
from procurement.core.transitions import locked
from procurement.organisations.models import Organisation

from .. import rules
from ..importing import FIELDS, Checked, Mapping, UnreadableFileError, check, guess, read_table
from ..models import Framework, FrameworkFile, Measure, Outcome, Theme

KEPT_FOR = timedelta(days=1)
"""How long a file is kept that somebody is importing."""
SAID_FOR_ALL = ("source", "source_edition", "price_year", "kind", "level")
"""What can be said once for all rows that do not say it themselves."""
_EDITION = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,19}")


def keep_framework_file(
    *, actor: Person, owner: Organisation, title: str, version: str, name: str, content: bytes
) -> FrameworkFile:
    """Keep a file for `actor` to import for `owner`, its columns guessed; files older than a day are thrown away.

    Raises Refused, in words, for a file that cannot be read as a table and for an edition that `owner` has already.
    """
    demand(rules.IMPORT_FOR, actor, owner)
    title, version = title.strip(), version.strip()
    if not title:
        raise Refused("Give the framework a title.")
    if not _EDITION.fullmatch(version):
        raise Refused("An edition is up to 20 letters, figures, spaces, dots and hyphens, like 2026 or v1.4.")
    _refuse_known(owner, title, version)
    try:
        table = read_table(name, content)
    except UnreadableFileError as error:
        raise Refused(str(error)) from error
    now = database_now()
    with transaction.atomic():
        FrameworkFile.objects.filter(uploaded_at__lt=now - KEPT_FOR).delete()
        return FrameworkFile.objects.create(
            person=actor,
            owner=owner,
            title=title,
            version=version,
            name=name[-255:],
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            mapping={"columns": guess(table), "defaults": {}},
            uploaded_at=now,
        )


def map_columns(
    *, actor: Person, file: FrameworkFile, columns: dict[str, int], defaults: dict[str, str]
) -> FrameworkFile:
    """Say which column (from 0) holds which field, and what holds for rows that do not say: any of `SAID_FOR_ALL`.

    Raises Refused when a field that every measure needs has no column, when two fields have the same one, and when
    neither a column nor `defaults` says the kind and, of values, source and price year.
    """
    demand(rules.IMPORT_FOR, actor, file.owner)
    missing = [one.label.lower() for one in FIELDS if one.needed and one.name not in columns]
    if missing:
        raise Refused(f"Say which column holds: {', '.join(missing)}. Every measure needs it.")
    labels = {one.name: one.label for one in FIELDS}
    unsaid = [
        name
        for name in (("kind", "source", "price_year") if "value" in columns else ("kind",))
        if name not in columns
    ]
    unsaid = [labels[name].lower() for name in unsaid if not defaults.get(name, "").strip()]
    if unsaid:
        raise Refused(f"No column holds this, so say it once for all rows: {', '.join(unsaid)}.")
    taken: dict[int, str] = {}
    for name, at in columns.items():
        if at in taken:
            raise Refused(
                f"“{labels[taken[at]]}” and “{labels[name]}” are in the same column. Each has one of its own."
            )
        taken[at] = name
    said = {name: text.strip() for name, text in defaults.items() if name in SAID_FOR_ALL and text.strip()}
    file.mapping = {"columns": columns, "defaults": said}
    file.save(update_fields=["mapping"])
    return file


def read_file(file: FrameworkFile) -> Checked:
    """What the file gives as it is mapped now. Pure: no query."""
    table = read_table(file.name, bytes(file.content))
    return check(table, Mapping(file.mapping["columns"], file.mapping["defaults"]))


def import_framework(*, actor: Person, file: FrameworkFile, licence: str, statement: str) -> Framework:
    """Make the framework of a file, all of its rows or none, for its authority alone.

    `licence` names what the authority uses it under, `statement` how it holds it: both are kept and audited. Earlier
    editions under the same title are no longer offered first. The same file again (a double click) gives the framework
    of the first. Raises Refused while a row has a fault, without a licence, and for an edition that is there already.
    """
    with transaction.atomic():
        owner = locked(file.owner)
        demand(rules.IMPORT_FOR, actor, owner)
        row = FrameworkFile.objects.select_related("imported").filter(pk=file.pk, person=actor).first()
        if row is None:
            raise Refused("The file is not there any more: files are kept for a day. Upload it again.")
        if row.imported is not None:
            return row.imported
        if not licence.strip() or not statement.strip():
            raise Refused("Say under which licence the framework is used, and how the authority holds it.")
        _refuse_known(owner, row.title, row.version)
        checked = read_file(row)
        if checked.faults:
            raise Refused(
                f"{counted(len(checked.faults), 'cell')} of the file cannot be read, so nothing was imported. Put them "
                "right in the file and upload it again."
            )
        framework = _make(actor, row, checked, (licence.strip(), statement.strip()))
        row.imported = framework
        row.save(update_fields=["imported"])
        record(
            chain=AuditChain.GENERAL,
            action="framework.imported",
            subject=f"framework:{framework.pk}",
            actor=actor,
            details={
                "framework": str(framework),
                "authority": owner.name,
                "measures": len(checked.measures),
                "file": row.name,
                "sha256": row.sha256,
                "licence": framework.licence,
                "statement": framework.licence_statement,
            },
        )
    return framework


def _make(actor: Person, file: FrameworkFile, checked: Checked, terms: tuple[str, str]) -> Framework:
    owner, (licence, statement) = file.owner, terms
    framework = Framework.objects.create(
        code=_code_of(owner, file.title),
        title=file.title,
        version=file.version,
        licence=licence,
        licence_statement=statement,
        owner=owner,
        imported_by=actor,
        imported_at=database_now(),
        file_name=file.name,
        file_sha256=file.sha256,
    )
    Framework.objects.filter(code=framework.code, owner=owner).exclude(pk=framework.pk).update(
        is_superseded=True
    )
    outcomes = _outcomes(framework, checked)
    Measure.objects.bulk_create(
        [
            Measure(
                framework=framework,
                outcome=outcomes[one.theme, one.outcome],
                position=place,
                **{**one.fields, "licence": one.fields["licence"] or licence},
            )
            for place, one in enumerate(checked.measures, 1)
        ],
        batch_size=500,
    )
    return framework


def _outcomes(framework: Framework, checked: Checked) -> dict[tuple[str, str], Outcome]:
    themes = list(dict.fromkeys(one.theme for one in checked.measures))
    pairs = list(dict.fromkeys((one.theme, one.outcome) for one in checked.measures))
    made = Theme.objects.bulk_create(
        [Theme(framework=framework, title=title, position=at) for at, title in enumerate(themes, 1)]
    )
    by_title = {theme.title: theme for theme in made}
    outcomes = Outcome.objects.bulk_create(
        [
            Outcome(theme=by_title[theme], title=title, position=at)
            for at, (theme, title) in enumerate(pairs, 1)
        ]
    )
    return dict(zip(pairs, outcomes, strict=True))


def _refuse_known(owner: Organisation, title: str, version: str) -> None:
    if Framework.objects.filter(code=_code_of(owner, title), version=version).exists():
        raise Refused(
            f"{owner} has edition {version} of “{title}” already. Give this file another edition; what is imported is "
            "never overwritten, because tenders use it."
        )


def _code_of(owner: Organisation, title: str) -> str:
    """The framework's part of an address: the same for all editions under one title of one authority."""
    return f"{slugify(title)[:80].strip('-') or 'framework'}-{owner.pk.hex[:8]}"
