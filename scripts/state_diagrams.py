"""Write docs/states.md from the tables of allowed transitions.

    scripts/in_env.sh python -m scripts.state_diagrams

States, their names and the steps between them are read from the models. Who may make a step stands here in
words, and a test asks the permission itself, for every role, whether the words are true.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.db import models

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "procurement.settings")
if not apps.ready:
    django.setup()

# Models can be imported only when Django is set up.
from procurement.core.transitions import SYSTEM
from procurement.organisations.models import OrganisationGrant
from procurement.tenders.models import TenderGrant

TARGET = Path(__file__).resolve().parent.parent / "docs" / "states.md"
COLUMNS = "| from | to | who | when | permission |\n|---|---|---|---|---|"
ROLE_NAMES = {**dict(OrganisationGrant.Role.choices), **dict(TenderGrant.Role.choices)}


@dataclass(frozen=True)
class Holder:
    """Who holds a permission: the roles of its first condition, narrowed by `whose`, and when."""

    roles: tuple[str, ...]
    when: str
    whose: str = ""

    @property
    def who(self) -> str:
        names = [ROLE_NAMES[role] for role in self.roles]
        listed = ", ".join([names[0], *(name.lower() for name in names[1:])])
        head, _, last = listed.rpartition(", ")
        return (f"{head} or {last}" if head else last) + (f" {self.whose}" if self.whose else "")


HOLDERS = {
    "tenders.edit": Holder(("officer",), "before publication"),
    "tenders.publish": Holder(
        ("officer",), "nothing is missing in any lot, and the deadline is in the future"
    ),
    "tenders.cancel": Holder(("officer",), "with a reason, before the tender is finished; no lot is awarded"),
    "tenders.end_lot": Holder(("officer",), "with a reason, after publication"),
    "bids.confirm_opening": Holder(
        ("officer", "approver", "moderator"),
        "after the deadline, by the second of two people; nobody who writes for a bidder",
    ),
    "bids.submit": Holder(("bid_writer",), "complete, and arrived by the deadline", "of the supplier"),
    "bids.withdraw": Holder(("bid_writer",), "arrived by the deadline", "of the supplier"),
    "bids.admit": Holder(("officer",), "from the opening until moderation is closed; not recused"),
    "bids.disregard": Holder(
        ("officer",), "with a reason, from the opening until moderation is closed; not recused"
    ),
    "evaluation.start": Holder(("officer",), "a bid is left to evaluate; not recused"),
    "evaluation.submit_sheet": Holder(
        ("evaluator",), "declared, takes part, and every mark has its reason", "whose sheet it is"
    ),
    "evaluation.lock_sheet": Holder(
        ("evaluator",), "in one go with all of their sheets of the lot", "whose sheet it is"
    ),
    "evaluation.close_moderation": Holder(
        ("moderator", "officer"),
        "every evaluator who takes part has locked, and nothing is left to decide; not recused",
    ),
    "awards.recommend": Holder(("officer",), "with reasons; the result puts this bid alone in first place"),
    "awards.return": Holder(("approver",), "with a reason; neither recommended nor scored"),
    "awards.approve": Holder(("approver",), "with a reason; neither recommended nor scored"),
    "awards.set_aside": Holder(
        ("approver",), "with a reason; also with its lot, when that ends without award"
    ),
    "awards.retry_document": Holder(("officer", "approver"), "it failed"),
}

# Steps that nobody asks for: what they are a part of.
PART_OF = {
    ("tender", "published", "finished"): "each of its lots is awarded or has ended",
    ("tender", "finished", "published"): "an award of it is set aside",
    ("lotstage", "moderated", "awarded"): "the approval of the award",
    ("lotstage", "awarded", "moderated"): "setting the award aside",
    ("bid", "submitted", "opened"): "the opening of the lot",
    ("bid", "admitted", "disqualified"): "the closing of moderation, by the published rules",
    ("bid", "admitted", "assessed"): "the closing of moderation",
    ("document", "queued", "rendering"): "the worker begins",
    ("document", "rendering", "ready"): "the worker has stored the file",
    ("document", "rendering", "failed"): "the worker met a fault, which is kept in words",
}

# Steps that the tables allow and no service makes.
UNUSED = {
    ("tender", "planning", "draft"): "not used: a tender begins as a draft",
    ("tender", "planning", "cancelled"): "not used: a tender begins as a draft",
    ("bid", "opened", "disqualified"): "not used: only an admitted bid is disqualified",
    ("scoresheet", "submitted", "draft"): "not used: sheets are completed and locked in one step",
    ("document", "queued", "failed"): "the worker could not begin, time after time",
}

INTRODUCTION = """# States

Made by `scripts/state_diagrams.py` from the tables in `procurement/*/states.py`; a test fails when the two
differ.

A state changes only through `transition()` in `procurement/core/transitions.py`: it locks the row, reads it
again, looks the step up in the table, asks for the permission, writes, and appends the audit event last. A
step that is not in the table is refused. Asking for the state that is there already changes nothing.

A lot is *closed* when it waits for bids and the deadline is behind the database's clock. That is compared
whenever it matters and never stored, so no scheduled job can forget it.
"""


def stateful_models() -> list[Any]:
    """Every model with a table of transitions, in the order of the apps."""
    return [model for model in apps.get_models() if hasattr(model, "TRANSITIONS")]


def document() -> str:
    """The whole of docs/states.md."""
    return "\n".join([INTRODUCTION, *(line for model in stateful_models() for line in _section(model))])


def _section(model: type[models.Model]) -> Iterator[str]:
    field: Any = model._meta.get_field("state")
    names = dict(field.flatchoices)
    table: dict[tuple[str, str], str] = model.TRANSITIONS  # type: ignore[attr-defined]
    about = (model.__doc__ or "").strip().splitlines()[0]
    yield f"## {str(model._meta.verbose_name).capitalize()}\n"
    yield f"`{model.__name__}` in `procurement/{model._meta.app_label}`. {about}\n"
    yield "```mermaid\nstateDiagram-v2"
    yield from (f'    state "{name}" as {key}' for key, name in names.items())
    yield f"    [*] --> {field.default}"
    yield from (f"    {before} --> {after}" for before, after in table)
    yield from (f"    {key} --> [*]" for key in names if all(before != key for before, _after in table))
    yield "```\n"
    yield COLUMNS
    for (before, after), name in table.items():
        yield f"| {names[before]} | {names[after]} | {_who(model, before, after, name)} |"
    yield ""


def _who(model: type[models.Model], before: str, after: str, name: str) -> str:
    step = (str(model._meta.model_name), before, after)
    if name == SYSTEM:
        return f"Commonweal itself | {UNUSED.get(step) or PART_OF[step]} | "
    holder = HOLDERS[name]
    return f"{holder.who} | {UNUSED.get(step, holder.when)} | `{name}`"


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
    print(f"{TARGET.name}: {len(stateful_models())} diagrams")
