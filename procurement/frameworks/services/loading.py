"""Loading a framework that comes with the software."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from procurement.audit.models import AuditChain
from procurement.audit.services import record

from ..models import DEDUCTIONS, Framework, Measure, Outcome, Theme

_TEXTS = (
    "title", "unit", "kind", "source", "price_year", "definition", "evidence", "level", "baseline", "source_edition",
    "original_price_year", "licence", "confidence",
)  # fmt: skip


def load_framework(*, content: Mapping[str, Any]) -> tuple[Framework, int]:
    """Bring a framework to what `content` says (see the files in data/); returns it and how many measures changed.

    Loading the same content again changes nothing. Measures are found by their code in this edition; one that
    `content` no longer has stays, because a tender may use it. Earlier editions stay too, and are no longer offered
    first. What is published keeps the figures it was published with.
    """
    changed: list[Measure] = []
    with transaction.atomic():
        about = dict(content["framework"])
        framework, _made = Framework.objects.update_or_create(
            code=about.pop("code"), version=about.pop("version"), defaults=about
        )
        Framework.objects.filter(code=framework.code, is_superseded=False).exclude(pk=framework.pk).update(
            is_superseded=True
        )
        here = {measure.code: measure for measure in framework.measures.all()}
        wanted: list[Measure] = []
        for theme_at, theme_content in enumerate(content["themes"], 1):
            theme, _made = Theme.objects.update_or_create(
                framework=framework, title=theme_content["title"], defaults={"position": theme_at}
            )
            for outcome_at, outcome_content in enumerate(theme_content["outcomes"], 1):
                outcome, _made = Outcome.objects.update_or_create(
                    theme=theme, title=outcome_content["title"], defaults={"position": outcome_at}
                )
                for one in outcome_content["measures"]:
                    measure = here.get(one["code"]) or Measure(framework=framework, code=one["code"])
                    if _bring_up_to_date(measure, outcome, one, len(wanted) + 1):
                        changed.append(measure)
                    wanted.append(measure)
        Measure.objects.bulk_create([measure for measure in changed if measure.pk is None])
        for measure in changed:
            if measure.code in here:
                measure.save()
        if changed:
            record(
                chain=AuditChain.GENERAL,
                action="framework.loaded",
                subject=f"framework:{framework.pk}",
                actor=None,
                details={"framework": str(framework), "measures_changed": len(changed)},
            )
    return framework, len(changed)


def _bring_up_to_date(measure: Measure, outcome: Outcome, content: Mapping[str, Any], position: int) -> bool:
    """Give a measure what `content` says, unsaved; False when it is in the database and says so already."""
    wanted: dict[str, Any] = {
        "outcome": outcome,
        "position": position,
        "proxy_value": _amount(content["proxy_value"]),
        "original_value": _amount(content.get("original_value")),
        "yearly_values": content.get("yearly_values", []),
        "values_from": content.get("values_from"),
        "counts_with": content.get("counts_with", []),
        "status": content.get("status", Measure.Status.CHECKED),
        **{name: content.get(name, "") for name in _TEXTS},
        **{name: Decimal(content.get(name, "0")) for name in DEDUCTIONS},
    }
    if measure.pk and all(getattr(measure, name) == value for name, value in wanted.items()):
        return False
    for name, value in wanted.items():
        setattr(measure, name, value)
    return True


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
