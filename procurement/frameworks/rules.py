"""Who may import a framework, and confirm a measure that was to be confirmed."""

from procurement.core.permissions import Condition, permission
from procurement.organisations.queries import authorities_for
from procurement.organisations.roles import roles_of

IMPORTERS = ("officer", "administrator")

IMPORT = permission(
    "frameworks.import",
    Condition(
        lambda person, _thing: authorities_for(person, roles=IMPORTERS).exists(),
        "A procurement officer of a contracting authority, or an administrator of its shared service, imports "
        "frameworks.",
    ),
)
IMPORT_FOR = permission(
    "frameworks.import_for",
    Condition(
        lambda person, authority: bool(roles_of(person, on=authority) & set(IMPORTERS)),
        "A framework is imported by an officer of the authority whose licence it is, or an administrator of its "
        "shared service.",
    ),
)
CONFIRM = permission(
    "frameworks.confirm",
    Condition(
        lambda person, _thing: authorities_for(person).exists(),
        "A procurement officer of a contracting authority confirms measures for its tenders.",
    ),
)
CONFIRM_FOR = permission(
    "frameworks.confirm_for",
    Condition(
        lambda person, authority: "officer" in roles_of(person, on=authority),
        "A procurement officer of the authority confirms measures for its tenders.",
    ),
)
