"""Home pages: what each person has to do next, over every app. Starts from the person's grants."""

from procurement.accounts.models import Person
from procurement.tenders.models import TenderGrant

from .authority import administrator, approver, openings
from .officer import officer
from .panel import evaluator, moderator, reviewer
from .supplier import opportunities, supplier
from .tasks import Link, Task, TaskGroup, lots_with_roles, organisation_grants_of

__all__ = ["Link", "Task", "TaskGroup", "describe", "home_groups"]


def describe(person: Person) -> str:
    """Who is looking, in one line: the name and what they act for. Budget: 2 queries."""
    grants = organisation_grants_of(person)
    organisations = list(dict.fromkeys(grant.organisation.name for grant in grants))
    if not organisations:
        tender_grant = TenderGrant.objects.filter(person=person).select_related("tender__authority").first()
        organisations = [tender_grant.tender.authority.name] if tender_grant else []
    return ", ".join([person.name, *organisations[:2]])


def home_groups(person: Person) -> tuple[TaskGroup, ...]:
    """The to-do lists of a person's roles, in the order of a tender's life.

    Budget: 46 queries, whatever the size.
    """
    lots = lots_with_roles(person)
    groups = [
        administrator(person),
        officer(person, lots),
        supplier(person),
        opportunities(person),
        evaluator(person, lots),
        reviewer(person, lots),
        moderator(person, lots),
        openings(person, lots),
        approver(person),
    ]
    return tuple(group for group in groups if group is not None)
