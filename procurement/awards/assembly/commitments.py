"""Section 5: what each bid promised, what of it counted, and why."""

from decimal import Decimal

import scoring

from ..report import BidCommitments, CommitmentLine
from .records import Records


def commitments_of(records: Records) -> tuple[BidCommitments, ...]:
    """A table for each bid with commitments, with the values that `scoring` calculated."""
    totals = social_value_totals(records)
    tables = []
    for code in records.bids:
        rows = [row for row in records.commitments if row.bid.code == code]
        entry = records.outcomes.get(code, {})
        if not rows or not entry.get("social_value"):
            continue
        promised, value_counted = totals[code]
        lines = []
        for row, worked in zip(rows, entry["social_value"]["commitments"], strict=True):
            measure = records.rules.measures[row.measure]
            review = records.reviews.get(row.pk)
            lines.append(
                CommitmentLine(
                    measure=f"{row.measure} {measure['title']} (contract year {row.year + 1})",
                    unit=measure["unit"],
                    promised=Decimal(worked["promised"]),
                    counted=Decimal(worked["counted"]),
                    value=Decimal(worked["value"]) if worked["value"] is not None else None,
                    reason=review.reason if review else "",
                    working=worked.get("working") or "",
                )
            )
        tables.append(
            BidCommitments(
                records.bidder(code), counted_value=value_counted, lines=tuple(lines), promised_value=promised
            )
        )
    return tuple(tables)


def social_value_totals(records: Records) -> dict[str, tuple[Decimal, Decimal]]:
    """For each bid the value of all it promised and of what counted: the first by `scoring`, on promises alone."""
    counted = {
        code: Decimal(entry["social_value"]["total"])
        for code, entry in records.outcomes.items()
        if entry.get("social_value")
    }
    if not counted:
        return {}
    as_promised = {
        **records.result.evaluation,
        "bids": [
            {**bid, "commitments": [_uncounted(promise) for promise in bid.get("commitments") or []]}
            for bid in records.result.evaluation["bids"]
        ],
    }
    promised = scoring.evaluate(scoring.parse_evaluation(as_promised)).to_json()["bids"]
    return {
        entry["id"]: (Decimal(entry["social_value"]["total"]), counted[entry["id"]])
        for entry in promised
        if entry["id"] in counted
    }


def _uncounted(promise: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in promise.items() if key not in ("counted", "counted_reason")}
