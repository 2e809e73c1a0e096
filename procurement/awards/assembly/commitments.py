"""Section 5: what each bid promised, what of it counted, and why."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import scoring
from procurement.bids.models import BidCommitment
from procurement.tenders.published import MeasureWords

from ..report import BidCommitments, CommitmentLine
from .records import Records


def commitments_of(records: Records) -> tuple[BidCommitments, ...]:
    """The commitments of each bid that has any, with the values that `scoring` calculated; the best bid first."""
    as_promised = promised_social_value(records)
    found = []
    for code in records.by_rank:
        rows = [row for row in records.commitments if row.bid.code == code]
        counted, promised = records.outcomes.get(code, {}).get("social_value"), as_promised.get(code)
        if not rows or not counted or not promised:
            continue
        worked = zip(rows, counted["commitments"], promised["commitments"], strict=True)
        found.append(
            BidCommitments(
                records.bidder(code),
                counted_value=Decimal(counted["total"]),
                lines=tuple(_line(records, *one) for one in worked),
                promised_value=Decimal(promised["total"]),
            )
        )
    return tuple(found)


def social_value_totals(records: Records) -> dict[str, tuple[Decimal, Decimal]]:
    """For each bid the value of all it promised and of what counted: the first by `scoring`, on promises alone."""
    return {
        code: (Decimal(promised["total"]), Decimal(records.outcomes[code]["social_value"]["total"]))
        for code, promised in promised_social_value(records).items()
    }


def promised_social_value(records: Records) -> dict[str, dict[str, Any]]:
    """The social value of each bid as if all that it promised had counted, in the shape of the result; by `scoring`."""
    counted = {code for code, entry in records.outcomes.items() if entry.get("social_value")}
    if not counted:
        return {}
    as_promised = {
        **records.result.evaluation,
        "bids": [
            {**bid, "commitments": [_uncounted(promise) for promise in bid.get("commitments") or []]}
            for bid in records.result.evaluation["bids"]
        ],
    }
    entries = scoring.evaluate(scoring.parse_evaluation(as_promised)).to_json()["bids"]
    return {entry["id"]: entry["social_value"] for entry in entries if entry["id"] in counted}


def _line(
    records: Records, row: BidCommitment, worked: dict[str, Any], promised: dict[str, Any]
) -> CommitmentLine:
    measure = records.rules.measures[row.measure]
    words = records.rules.measure_words.get(row.measure, MeasureWords())
    review = records.reviews.get(row.pk)
    return CommitmentLine(
        measure=f"{row.measure} {measure['title']} (contract year {row.year + 1})",
        unit=measure["unit"],
        promised=Decimal(worked["promised"]),
        counted=Decimal(worked["counted"]),
        value=_exact(worked),
        reason=review.reason if review else "",
        working=worked.get("working") or "",
        theme=words.theme,
        outcome=words.outcome,
        level=words.level,
        promised_value=_exact(promised),
    )


def _exact(worked: dict[str, Any]) -> Fraction | None:
    return None if worked["value"] is None else Fraction(worked["exact"])


def _uncounted(promise: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in promise.items() if key not in ("counted", "counted_reason")}
