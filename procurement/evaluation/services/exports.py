"""A result that leaves the site as a table: complete and recorded, or refused."""

import hashlib
from typing import Literal

from django.db import transaction

from procurement.accounts.models import Person
from procurement.audit.services import record
from procurement.core.permissions import demand

from .. import rules
from ..exports import csv_bytes, export_of, xlsx_bytes
from ..models import Result
from ..queries.reasons import panel_reasons

Form = Literal["csv", "xlsx"]


def export_table(*, actor: Person, result: Result, form: Form) -> bytes:
    """The whole result with the panel's reasons as a CSV or XLSX file; the download is an audit event.

    Raises NotPermitted, and Refused (without an event) with what the file could not hold whole.
    """
    demand(rules.EXPORT_RESULT, actor, result.lot_stage)
    # Made outside the transaction, as it takes a while and nothing of a closed moderation changes meanwhile.
    export = export_of(result, panel_reasons(result.lot_stage))
    made = csv_bytes(export) if form == "csv" else xlsx_bytes(export, result)
    with transaction.atomic():
        demand(rules.EXPORT_RESULT, actor, result.lot_stage)
        record(
            chain=result.lot_stage.audit_chain,
            action="result.exported",
            subject=f"result:{result.pk}",
            actor=actor,
            details={
                "result_hash": result.result_hash,
                "form": form.upper(),
                "rows": sum(len(table.rows) for table in export.tables),
                "sha256": hashlib.sha256(made).hexdigest(),
            },
        )
    return made
