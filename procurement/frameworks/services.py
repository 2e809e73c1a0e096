"""Loading a framework: the only way in which measures come into the database."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from procurement.audit.models import AuditChain
from procurement.audit.services import record

from .models import DEDUCTIONS, Framework, Measure, Outcome, Theme


def load_framework(*, content: Mapping[str, Any]) -> tuple[Framework, int]:
    """Bring a framework to what `content` says (see measures.json); returns it and how many measures changed.

    Loading the same content again changes nothing. Measures are found by their code; one that `content` no longer
    has stays, because a tender may use it. What is published keeps the figures it was published with.
    """
    changed = 0
    with transaction.atomic():
        about = dict(content["framework"])
        framework, _made = Framework.objects.update_or_create(
            code=about.pop("code"), version=about.pop("version"), defaults=about
        )
        place = 0
        for theme_at, theme_content in enumerate(content["themes"], 1):
            theme, _made = Theme.objects.update_or_create(
                framework=framework, title=theme_content["title"], defaults={"position": theme_at}
            )
            for outcome_at, outcome_content in enumerate(theme_content["outcomes"], 1):
                outcome, _made = Outcome.objects.update_or_create(
                    theme=theme, title=outcome_content["title"], defaults={"position": outcome_at}
                )
                for one in outcome_content["measures"]:
                    place += 1
                    changed += _load_measure(outcome, one, place)
        if changed:
            record(
                chain=AuditChain.GENERAL,
                action="framework.loaded",
                subject=f"framework:{framework.pk}",
                actor=None,
                details={"framework": str(framework), "measures_changed": changed},
            )
    return framework, changed


def _load_measure(outcome: Outcome, content: Mapping[str, Any], position: int) -> bool:
    """Make or change one measure; False when it is as `content` says already."""
    value = content["proxy_value"]
    wanted: dict[str, Any] = {
        "outcome": outcome,
        "position": position,
        "proxy_value": None if value is None else Decimal(value),
        **{
            name: content[name]
            for name in ("title", "unit", "kind", "source", "price_year", "definition", "evidence")
        },
        **{name: Decimal(content.get(name, "0")) for name in DEDUCTIONS},
    }
    measure = Measure.objects.filter(code=content["code"]).first() or Measure(code=content["code"])
    if measure.pk and all(getattr(measure, name) == value for name, value in wanted.items()):
        return False
    for name, value in wanted.items():
        setattr(measure, name, value)
    measure.save()
    return True
