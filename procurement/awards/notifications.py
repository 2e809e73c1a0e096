"""Notifications about the decision on an award and its report. None names the bid or the bidder that is recommended."""

from typing import Any

from procurement.accounts.models import Person
from procurement.core.notifications import notify
from procurement.core.permissions import allowed
from procurement.organisations.models import OrganisationGrant
from procurement.tenders.notifications import about, lot_path
from procurement.tenders.people import holders

from . import rules
from .models import AwardDecision, Document

Role = OrganisationGrant.Role
DECISION, REPORT = "awards:recommendation", "awards:report"


def tell_waiting(*, actor: Person, decision: AwardDecision) -> None:
    """That a recommendation waits, to every approver who may decide on it."""
    approvers = [
        person
        for person in holders(decision.lot_stage, [Role.APPROVER])
        if allowed(rules.APPROVE, person, decision)
    ]
    _post(decision, approvers, "decision_waiting", DECISION, who=actor)


def tell_approved(*, actor: Person, decision: AwardDecision) -> None:
    """That the award is approved, to the lot's officers."""
    _post(decision, _officers(actor, decision), "decision_approved", DECISION, who=actor)


def tell_returned(*, actor: Person, decision: AwardDecision) -> None:
    """That the recommendation came back, to the lot's officers."""
    _post(decision, _officers(actor, decision), "decision_returned", DECISION, who=actor)


def tell_report(*, document: Document, person_id: int | None) -> None:
    """What became of a report, to the person who asked for it."""
    people = Person.objects.filter(pk=person_id, is_active=True)
    ready = document.state == Document.State.READY
    _post(document.decision, list(people), "report_ready" if ready else "report_failed", REPORT)


def _officers(actor: Person, decision: AwardDecision) -> list[Person]:
    """The officers who may see the award: not who just decided, nor who is kept out of the lot."""
    return [
        person
        for person in holders(decision.lot_stage, [Role.OFFICER])
        if person.pk != actor.pk and allowed(rules.VIEW, person, decision)
    ]


def _post(decision: AwardDecision, people: list[Person], template: str, page: str, **words: Any) -> None:
    lot_stage = decision.lot_stage
    notify(people, template, path=lot_path(lot_stage, page), **about(lot_stage), **words)
