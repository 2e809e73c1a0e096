"""Who may start a tender from a notice."""

from procurement.core.permissions import Condition, permission
from procurement.organisations.queries import authorities_for

START = permission(
    "notices.start",
    Condition(
        lambda person, _thing: authorities_for(person).exists(),
        "A procurement officer of a contracting authority starts tenders from notices.",
    ),
)
