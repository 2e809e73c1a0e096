"""The award report's content, section by section, and the bundle that it carries."""

from typing import Any

from procurement.accounts.models import Person
from procurement.bids.queries import openers_of
from procurement.core.formatting import counted, day, money
from procurement.evaluation.models import ConflictDeclaration
from procurement.evaluation.queries import full_bundle
from procurement.tenders.models import Lot

from ..models import Approval as ApprovalRow
from ..models import AwardDecision
from ..report import Approval, AwardReport, Declaration, Evidence, KeyFigure, NotRanked, Procurement, Summary
from .answers import conditions_of, questions_of
from .commitments import commitments_of, social_value_totals
from .criteria import criteria_of, rules_in_words
from .ranking import finding_of, ranking_of
from .records import Records, records_of
from .timetable import timetable_of

BUNDLE_NAME = "bundle.json"
BUNDLE_WORDS = "Evidence bundle: check it with python -m scoring verify bundle.json"


def evidence_bundle_of(decision: AwardDecision) -> dict[str, Any]:
    """The full evidence bundle of a decision. It holds the head of the audit chain as it is now."""
    return full_bundle(decision.result)


def award_report_of(decision: AwardDecision, *, bundle: dict[str, Any]) -> AwardReport:
    """Everything that the award report says of an approved decision, with the chain's head as in its `bundle`.

    Budget: 17 queries, whatever the size.
    """
    records = records_of(decision)
    tender, lot = records.tender, records.lot_stage.lot
    authority = tender.authority
    several = Lot.objects.filter(tender=tender).count() > 1
    approved_at = records.decision.approved_at or records.result.calculated_at
    return AwardReport(
        authority=authority.name,
        tender=tender.title,
        reference=tender.reference,
        dated=approved_at.date(),
        summary=_summary(records),
        procurement=_procurement(records),
        ranking=ranking_of(records),
        questions=questions_of(records),
        conditions=conditions_of(records),
        commitments=commitments_of(records),
        not_ranked=_not_ranked(records),
        approvals=_approvals(records),
        declarations=_declarations(records),
        evidence=_evidence(records, bundle),
        lot=lot.title if several else "",
        lot_number=str(lot.number) if several else "",
        shared_service=authority.part_of.name if authority.part_of else "",
        currency=records.currency,
    )


def _summary(records: Records) -> Summary:
    decision, ranked = records.decision, records.ranked
    winner = records.outcomes[decision.winner.code]
    price = _price(winner, records.currency)
    approval = next((row for row in records.approvals if row.verdict == ApprovalRow.Verdict.APPROVED), None)
    promised, value_counted = social_value_totals(records).get(decision.winner.code, (None, None))
    left_out = len(records.outcomes) - len(ranked)
    figures = [
        KeyFigure(winner["total"], _next_best(ranked)),
        KeyFigure(
            counted(len(records.outcomes), "bid"),
            f"{len(ranked)} ranked, {left_out} not in the ranking" if left_out else "all of them ranked",
        ),
    ]
    if value_counted is not None:
        worth, of = money(value_counted, records.currency), money(promised, records.currency)
        figures.append(KeyFigure(worth, f"social value counted, of {of} promised"))
    figures.append(KeyFigure(price, f"bid {decision.winner.code}'s price"))
    detail = f" at {price}. Recommended on {day(decision.recommended_at)} by {decision.recommended_by}"
    if approval:
        detail += f"; approved on {day(approval.at)} by {approval.approver}, who scored no bid."
    return Summary(
        headline=f"Award to bid {decision.winner.code}, {decision.winner.supplier.name},",
        detail=detail.strip(),
        figures=tuple(figures),
        finding=finding_of(records),
        why=tuple(part for part in decision.reason.split("\n\n") if part.strip()),
    )


def _price(entry: dict[str, object], currency: str) -> str:
    criteria = entry["criteria"]
    assert isinstance(criteria, dict)  # noqa: S101 - the result's own shape
    prices = [part["price"] for part in criteria.values() if "price" in part]
    return "; ".join(money(price, currency) for price in prices)


def _next_best(ranked: list[dict[str, object]]) -> str:
    if len(ranked) < 2:
        return "points of 100; no other bid is ranked"
    return f"points of 100; the next bid has {ranked[1]['total']}"


def _procurement(records: Records) -> Procurement:
    tender, lot_stage, published = records.tender, records.lot_stage, records.result.published_model
    deadline, opened_at = lot_stage.stage.deadline, lot_stage.opened_at
    if tender.published_at is None or deadline is None or opened_at is None:
        raise ValueError("An award report is made of a tender that was published, closed and opened.")
    return Procurement(
        procedure="Open",
        published_at=tender.published_at,
        deadline=deadline,
        opened_at=opened_at,
        opened_by=tuple(openers_of(lot_stage)),
        model_version=published.version,
        model_frozen_at=published.published_at,
        model_hash=published.model_hash,
        criteria=criteria_of(published.model),
        value=lot_stage.lot.value or tender.value,
        cpv=(f"{tender.cpv} {tender.cpv_title}".strip(),) if tender.cpv else (),
        notice=tender.ocid,
        rules=rules_in_words(published.model),
        contract_start=tender.contract_start,
        contract_end=tender.contract_end,
        timetable=timetable_of(records),
    )


def _not_ranked(records: Records) -> tuple[NotRanked, ...]:
    return tuple(
        NotRanked(
            bidder=records.bidder(code),
            outcome=str(entry["status"]).capitalize(),
            reason=" ".join(entry["reasons"]),
        )
        for code, entry in records.outcomes.items()
        if entry["rank"] is None
    )


def _approvals(records: Records) -> tuple[Approval, ...]:
    decision = records.decision
    steps = []
    if decision.recommended_by and decision.recommended_at:
        steps.append(
            Approval(
                "Recommended",
                decision.recommended_by.name,
                "Procurement officer",
                decision.recommended_at,
                decision.reason,
            )
        )
    steps.extend(
        Approval(row.get_verdict_display(), row.approver.name, "Approver", row.at, row.reason)
        for row in records.approvals
    )
    return tuple(sorted(steps, key=lambda step: step.at))


def _declarations(records: Records) -> tuple[Declaration, ...]:
    """What everybody on the panel declared, and then who decided without being on it."""
    declared = {row.person: row for row in records.declarations}
    decided = _deciders(records)
    people = sorted({*records.panel, *declared}, key=lambda person: (person.name, person.pk))
    return tuple(
        _declaration(
            person, records.panel.get(person) or decided.get(person) or ["Panel"], declared.get(person)
        )
        for person in [*people, *(person for person in decided if person not in people)]
    )


def _deciders(records: Records) -> dict[Person, list[str]]:
    decision = records.decision
    decided: dict[Person, list[str]] = {}
    if decision.recommended_by:
        decided[decision.recommended_by] = ["Recommended the award"]
    for row in records.approvals:
        decided[row.approver] = [f"{row.get_verdict_display()} the award"]
    return decided


def _declaration(person: Person, roles: list[str], row: ConflictDeclaration | None) -> Declaration:
    if row is None:
        return Declaration(
            person.name, ", ".join(roles), None, "Declared nothing: took no part in the scoring"
        )
    return Declaration(
        person=person.name,
        role=", ".join(roles),
        at=row.declared_at,
        declared=row.details or row.get_answer_display(),
        action=f"{row.get_outcome_display()}. {row.mitigation}".strip() if row.mitigation else "",
    )


def _evidence(records: Records, bundle: dict[str, Any]) -> Evidence:
    return Evidence(
        bundle_name=BUNDLE_NAME,
        result_hash=records.result.result_hash,
        model_hash=records.result.published_model.model_hash,
        chain_records=bundle["audit"]["events"],
        chain_hash=bundle["audit"]["head"],
        engine_version=records.result.result["engine"],
    )
